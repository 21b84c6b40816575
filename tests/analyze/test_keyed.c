// test_keyed.c - tables of millions of keys: what is found, what is forgotten, what is dearest.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyze/dearest.h"
#include "analyze/keyed.h"
#include "analyze/recent.h"
#include "analyze/twice.h"
#include "base/hash.h"

struct thing {
    uint64_t key;
    int64_t value;
};

static void structs_stay_where_they_are_while_more_come(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    struct keyed k;
    bool is_new = false;
    keyed_init(&k, sizeof(struct thing));
    assert_null(keyed_find(&k, 0));
    struct thing *zero = keyed_put(&k, 0, &is_new);
    assert_true(is_new);
    zero->value = 7;
    for (uint64_t i = 1; i < MANY; i++) {
        struct thing *t = keyed_put(&k, i << 40, &is_new);
        assert_true(is_new && t->value == 0);
        t->value = (int64_t)i;
    }
    for (uint64_t i = 1; i < MANY; i++) {
        const struct thing *t = keyed_find(&k, i << 40);
        assert_true(t && t->value == (int64_t)i && t == keyed_at(&k, (uint32_t)i));
    }
    assert_ptr_equal(keyed_put(&k, 0, &is_new), zero);
    assert_false(is_new);
    assert_int_equal(zero->value, 7);
    assert_null(keyed_find(&k, 1));
    assert_int_equal(k.len, MANY);
    keyed_release(&k);
    assert_null(keyed_find(&k, 0));
    keyed_release(&k);
}

static void a_key_is_kept_until_enough_others_have_come(void **state)
{
    (void)state;
    enum { MOST = 100 };
    struct recent r;
    bool is_new = false;
    recent_init(&r, sizeof(struct thing), MOST);
    struct thing *first = recent_put(&r, 1, &is_new);
    first->value = 5;
    for (uint64_t i = 2; i <= MOST + 1; i++)
        (void)recent_put(&r, i, &is_new);
    struct thing *kept = recent_find(&r, 1);
    assert_true(kept && kept->value == 5);
    assert_false(r.has_forgotten);
    for (uint64_t i = 1000; i < 1000 + 3 * MOST; i++)
        (void)recent_put(&r, i, &is_new);
    assert_null(recent_find(&r, 1));
    assert_true(r.has_forgotten);
    (void)recent_put(&r, 1, &is_new);
    assert_true(is_new);
    recent_release(&r);
}

static void keys_that_came_twice_are_always_found(void **state)
{
    (void)state;
    enum { MANY = 100000, EVERY = 10 };
    struct twice t = {0};
    int64_t mistaken = 0;
    twice_init(&t, MANY);
    for (uint64_t i = 0; i < MANY; i++)
        twice_see(&t, hash_mix(1, i));
    for (uint64_t i = 0; i < MANY; i += EVERY)
        twice_see(&t, hash_mix(1, i));
    twice_finish(&t);
    for (uint64_t i = 0; i < MANY; i++) {
        bool is_found = twice_may_repeat(&t, hash_mix(1, i));
        assert_true(is_found || i % EVERY);
        mistaken += is_found && i % EVERY;
    }
    assert_true(mistaken < MANY / 50);
    assert_true(t.repeated > MANY / EVERY * 95 / 100 && t.repeated < MANY / EVERY * 115 / 100);
    twice_release(&t);
}

static void the_dearest_are_the_same_in_any_order(void **state)
{
    (void)state;
    enum { OFFERS = 50, MOST = 7 };
    for (int64_t step = 1; step < OFFERS; step += 2) {
        if (step % 5 == 0)
            continue;  // would not come by every offer
        struct arena a = {0};
        struct dearest d;
        dearest_init(&d, sizeof(struct thing), MOST);
        for (int64_t n = 0, i = 0; n < OFFERS; n++, i = (i + step) % OFFERS) {
            // Two of each cost: 0, 0, 1, 1, …
            struct thing *t = dearest_offer(&d, i / 2, (uint64_t)i, &a);
            if (t)
                *t = (struct thing){.value = i};
        }
        static const int64_t expected[MOST] = {48, 49, 46, 47, 44, 45, 42};
        const struct thing *list = dearest_finish(&d, &a);
        assert_int_equal(d.count, MOST);
        assert_int_equal(d.offered, OFFERS);
        for (int i = 0; i < MOST; i++)
            assert_int_equal(list[i].value, expected[i]);
        arena_release(&a);
    }
}

static void none_is_dearest_of_none(void **state)
{
    (void)state;
    struct arena a = {0};
    struct dearest d;
    dearest_init(&d, sizeof(struct thing), 3);
    assert_non_null(dearest_finish(&d, &a));
    assert_int_equal(d.count, 0);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(structs_stay_where_they_are_while_more_come),
        cmocka_unit_test(a_key_is_kept_until_enough_others_have_come),
        cmocka_unit_test(keys_that_came_twice_are_always_found),
        cmocka_unit_test(the_dearest_are_the_same_in_any_order),
        cmocka_unit_test(none_is_dearest_of_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
