// test_map.c - hash tables and the hash itself.
#include "base/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/hash.h"

static void keys_keep_their_values_while_the_map_grows(void **state)
{
    (void)state;
    struct arena a = {0};
    struct map m = {.arena = &a};
    assert_null(map_get(&m, 5));
    bool is_new = false;
    for (uint64_t k = 0; k < 5000; k++) {
        *map_put(&m, k * k, &is_new) = k;
        assert_true(is_new);
    }
    map_put(&m, 49, &is_new);
    assert_false(is_new);
    for (uint64_t k = 0; k < 5000; k++)
        assert_int_equal(*map_get(&m, k * k), k);
    assert_null(map_get(&m, 3));
    assert_int_equal(m.len, 5000);
    arena_release(&a);
}

static void strings_get_dense_numbers_and_unknown_is_not_empty(void **state)
{
    (void)state;
    struct arena a = {0};
    struct intern t = {.arena = &a};
    uint32_t n = 9;
    assert_false(intern_find(&t, S("x"), &n));
    assert_int_equal(intern_put(&t, S("x"), NULL), 0);
    assert_int_equal(intern_put(&t, S(""), NULL), 1);
    assert_int_equal(intern_put(&t, (struct str){0}, NULL), 2);
    assert_int_equal(intern_put(&t, S("x"), NULL), 0);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(intern_put(&t, str_fmt(&a, "name %d", i), NULL), 3 + i);
    assert_true(intern_find(&t, S("name 999"), &n) && n == 1002);
    assert_true(str_eq(t.names[1002], S("name 999")));
    arena_release(&a);
}

static void the_hash_is_xxh3_and_streams_agree(void **state)
{
    (void)state;
    // Vectors of the xxHash 0.8 sanity test: XXH3-64 of no bytes.
    assert_true(hash_bytes("", 0) == 0x2d06800538d394c2ULL);
    char text[3000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * 31);
    struct hash_stream h;
    hash_stream_init(&h);
    for (size_t i = 0; i < sizeof text; i += 100)
        hash_stream_add(&h, text + i, 100);
    assert_true(hash_stream_value(&h) == hash_bytes(text, sizeof text));
    assert_true(hash_seeded(text, 10, 1) != hash_seeded(text, 10, 2));
    assert_true(hash_seeded(text, 10, 0) == hash_bytes(text, 10));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_keep_their_values_while_the_map_grows),
        cmocka_unit_test(strings_get_dense_numbers_and_unknown_is_not_empty),
        cmocka_unit_test(the_hash_is_xxh3_and_streams_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
