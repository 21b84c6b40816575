// test_keyset.c - keys are found again, in memory, in one run, in many, after reopening.
#include "fake_stream.h"

#include <sqlite3.h>

#include "store/database.h"
#include "store/identity.h"
#include "store/keyset.h"
#include "store/sort.h"

static uint64_t key_of(int64_t i)
{
    return hash_words((uint64_t[]){(uint64_t)i, 3}, 2);
}

static void assert_found(struct keyset *k, int64_t first, int64_t end, bool want)
{
    struct err e = {0};
    for (int64_t i = first; i < end; i++) {
        int64_t number = -1;
        OK(keyset_find(k, key_of(i), &number, &e));
        if (number != (want ? i + 1 : 0))
            print_error("key %lld: %lld\n", (long long)i, (long long)number);
        assert_int_equal(number, want ? i + 1 : 0);
    }
}

// 100 flushes: more than eight runs on two levels.
static void keys_are_found_in_memory_and_in_every_run(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct keyset *k = NULL;
    const char *path = scratch_file(&a, "keyset.db");
    struct store *s = open_store(path, STORE_WRITE);
    enum { FLUSHES = 100, KEYS = 700 };
    OK(keyset_open(s->db, KEYS_REQUEST, &k, &e));
    OK(store_begin(s, &e));
    for (int64_t f = 0; f < FLUSHES; f++) {
        for (int64_t i = f * KEYS; i < (f + 1) * KEYS; i++)
            keyset_add(k, key_of(i), i + 1);
        assert_found(k, f * KEYS, f * KEYS + 5, true);
        assert_found(k, (f + 1) * KEYS, (f + 1) * KEYS + 20, false);
        OK(keyset_flush(k, &e));
    }
    OK(store_end(s, &e));
    assert_found(k, 0, FLUSHES * KEYS, true);
    assert_found(k, FLUSHES * KEYS, FLUSHES * KEYS * 2, false);
    keyset_close(k);
    assert_true(query_int(s, "SELECT count(DISTINCT run) FROM key_t WHERE kind = 0") < 16);
    assert_int_equal(query_int(s, "SELECT sum(keys) FROM key_t WHERE kind = 0"), FLUSHES * KEYS);
    assert_true(query_int(s, "SELECT max(length(data)) FROM key_t") <= 3900);
    store_close(s);

    s = open_store(path, STORE_WRITE);
    OK(keyset_open(s->db, KEYS_REQUEST, &k, &e));
    assert_found(k, 0, FLUSHES * KEYS, true);
    assert_found(k, FLUSHES * KEYS, FLUSHES * KEYS * 2, false);
    keyset_close(k);
    OK(keyset_open(s->db, KEYS_SEGMENT, &k, &e));
    assert_found(k, 0, 100, false);
    keyset_close(k);
    store_close(s);
    arena_release(&a);
}

static void the_newest_number_of_a_key_wins(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct keyset *k = NULL;
    struct store *s = open_store(scratch_file(&a, "newest.db"), STORE_WRITE);
    OK(keyset_open(s->db, KEYS_ORDINAL, &k, &e));
    OK(store_begin(s, &e));
    for (int64_t f = 1; f <= 40; f++) {
        int64_t number = 0;
        keyset_add(k, 42, f);
        keyset_add(k, UINT64_MAX, f);
        keyset_add(k, 0, f);
        OK(keyset_flush(k, &e));
        OK(keyset_find(k, 42, &number, &e));
        assert_int_equal(number, f);
        OK(keyset_find(k, UINT64_MAX, &number, &e));
        assert_int_equal(number, f);
        OK(keyset_find(k, 0, &number, &e));
        assert_int_equal(number, f);
    }
    keyset_close(k);
    store_close(s);
    arena_release(&a);
}

// More than the map in memory takes: the rest goes to the scratch database.
static void ordinals_count_exactly_beyond_memory(void **state)
{
    (void)state;
    struct err e = {0};
    struct ordinals *o = ordinals_new();
    enum { ENTRIES = 600000 };
    for (int64_t i = 0; i < ENTRIES; i++) {
        int64_t count = -1;
        OK(ordinals_get(o, key_of(i), &count, &e));
        if (count != 0)
            assert_int_equal(count, 0);
        OK(ordinals_set(o, key_of(i), 1, &e));
    }
    for (int64_t i = 0; i < ENTRIES; i += 997) {
        int64_t count = 0;
        OK(ordinals_get(o, key_of(i), &count, &e));
        assert_int_equal(count, 1);
        OK(ordinals_set(o, key_of(i), 2, &e));
        OK(ordinals_get(o, key_of(i), &count, &e));
        assert_int_equal(count, 2);
    }
    ordinals_clear(o);
    int64_t count = -1;
    OK(ordinals_get(o, key_of(1), &count, &e));
    assert_int_equal(count, 0);
    ordinals_free(o);
}

static void pairs_sort_stably_by_key(void **state)
{
    (void)state;
    struct arena a = {0};
    enum { PAIRS = 5000 };
    struct pair *pairs = ARENA_ARRAY(&a, struct pair, PAIRS);
    for (size_t i = 0; i < PAIRS; i++)
        pairs[i] = (struct pair){i % 2 ? key_of((int64_t)i % 600) : i % 100, i};
    sort_pairs(pairs, PAIRS, &a);
    for (size_t i = 1; i < PAIRS; i++) {
        assert_true(pairs[i - 1].key <= pairs[i].key);
        if (pairs[i - 1].key == pairs[i].key)
            assert_true(pairs[i - 1].value < pairs[i].value);
    }
    sort_pairs(pairs, 0, &a);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_found_in_memory_and_in_every_run),
        cmocka_unit_test(the_newest_number_of_a_key_wins),
        cmocka_unit_test(ordinals_count_exactly_beyond_memory),
        cmocka_unit_test(pairs_sort_stably_by_key),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove_scratch();
    return failed;
}
