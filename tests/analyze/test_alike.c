// test_alike.c - which system prompts begin alike, and who leads those of a template.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyze/alike.h"

static void beginnings_are_alike_with_eight_tokens_and_more_than_half_in_common(void **state)
{
    (void)state;
    static const struct {
        uint8_t a[SHAPE_SYSTEM], b[SHAPE_SYSTEM];
        bool is_alike;
    } cases[] = {
        {{1, 2, 3}, {1, 2, 3}, true},
        {{1, 2, 3}, {1, 2, 4}, false},
        {{1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 20, 5, 6, 7, 8}, true},
        {{1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 20, 5, 6, 7}, false},
        // 8 of 16, and 9.
        {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
         {1, 2, 3, 4, 5, 6, 7, 8, 29, 30, 31, 32, 33, 34, 35, 36},
         false},
        {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
         {8, 9, 10, 11, 12, 13, 14, 15, 16, 30, 31, 32, 33, 34, 35, 36},
         true},
        // No text; tools alone are the same or not.
        {{0}, {0}, false},
        {{0xff, 2, 3, 4, 5, 6, 7, 8, 9}, {0xff, 2, 3, 4, 5, 6, 7, 8, 9}, true},
        {{0xff, 2, 3, 4, 5, 6, 7, 8, 9}, {0xff, 2, 3, 4, 5, 6, 7, 8, 10}, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(alike_tokens(cases[i].a, cases[i].b), cases[i].is_alike);
        assert_int_equal(alike_tokens(cases[i].b, cases[i].a), cases[i].is_alike);
    }
}

static uint32_t find(struct alike *k, uint64_t template_id, uint8_t token, uint32_t id)
{
    struct shape shape = {.system = {token, 1, 2}};
    return alike_find(k, template_id, &shape, id);
}

static void the_first_of_its_kind_leads(void **state)
{
    (void)state;
    struct arena a = {0};
    struct alike k;
    alike_init(&k, &a);
    assert_int_equal(find(&k, 7, 10, 100), 100);
    assert_int_equal(find(&k, 7, 11, 101), 101);
    assert_int_equal(find(&k, 7, 10, 102), 100);
    assert_int_equal(find(&k, 7, 11, 103), 101);
    assert_int_equal(find(&k, 8, 10, 104), 104);
    for (int i = 2; i < ALIKE_LEADERS; i++)
        assert_int_equal(find(&k, 7, (uint8_t)(10 + i), (uint32_t)(110 + i)), 110 + i);
    // One too many leads nobody.
    assert_int_equal(find(&k, 7, 200, 300), 300);
    assert_int_equal(find(&k, 7, 200, 301), 301);
    assert_int_equal(find(&k, 7, 12, 302), 112);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beginnings_are_alike_with_eight_tokens_and_more_than_half_in_common),
        cmocka_unit_test(the_first_of_its_kind_leads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
