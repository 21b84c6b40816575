// test_shapes.c - numbers of shapes: stable, known again, coarser when all are used up.
#include "fake_stream.h"

#include "store/database.h"
#include "store/prompts.h"
#include "store/shapes.h"

// Differs from that of another number in system, head or tail.
static struct shape shape_of(uint64_t n)
{
    struct shape shape;
    for (size_t i = 0; i < sizeof shape; i += 8) {
        uint64_t word = hash_mix(n, i);
        size_t bytes = sizeof shape - i < 8 ? sizeof shape - i : 8;
        memcpy((char *)&shape + i, &word, bytes);
    }
    return shape;
}

static int64_t put(struct shapes *t, struct shape shape)
{
    struct err e = {0};
    int64_t id = 0;
    OK(shapes_put(t, &shape, (struct shape_origin){UNKNOWN, 7}, &id, &e));
    return id;
}

static void a_shape_keeps_its_number(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct shapes *t = NULL;
    const char *path = scratch_file(&a, "shapes.db");
    for (int opened = 0; opened < 2; opened++) {
        struct store *s = open_store(path, STORE_WRITE);
        OK(store_begin(s, &e));
        OK(shapes_open(s, &t, &e));
        for (int round = 0; round < 2; round++)
            for (int i = 0; i < 1000; i++)
                assert_int_equal(put(t, shape_of((uint64_t)i)), i + 1);
        shapes_close(t);
        OK(store_end(s, &e));
        assert_int_equal(query_int(s, "SELECT count(*) FROM shape_t WHERE level = 0"), 1000);
        assert_int_equal(query_int(s, "SELECT count(question_segment) FROM shape_t"), 0);
        assert_int_equal(query_int(s, "SELECT sum(system_segment) FROM shape_t"), 7000);
        store_close(s);
    }
    arena_release(&a);
}

static void one_token_more_or_less_is_another_shape(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct shapes *t = NULL;
    struct store *s = open_store(scratch_file(&a, "token.db"), STORE_WRITE);
    OK(store_begin(s, &e));
    OK(shapes_open(s, &t, &e));
    struct shape shape = shape_of(1);
    int64_t ids[sizeof shape + 1];
    for (size_t i = 0; i < sizeof shape; i++) {
        struct shape other = shape;
        ((uint8_t *)&other)[i] ^= 1;
        ids[i] = put(t, other);
    }
    ids[sizeof shape] = put(t, shape);
    for (size_t i = 0; i <= sizeof shape; i++)
        assert_int_equal(ids[i], (int64_t)i + 1);
    shapes_close(t);
    store_close(s);
    arena_release(&a);
}

// Three times the shapes there is room for, all of their own system prompt: the first are told
// apart, the others by ever less, none is without a number.
static void there_is_always_a_number(void **state)
{
    (void)state;
    enum { MANY = 3 * SHAPES_MAX };
    struct arena a = {0};
    struct err e = {0};
    struct shapes *t = NULL;
    struct store *s = open_store(scratch_file(&a, "many.db"), STORE_WRITE);
    OK(store_begin(s, &e));
    OK(shapes_open(s, &t, &e));
    int64_t *ids = ARENA_ARRAY(&a, int64_t, MANY);
    for (int i = 0; i < MANY; i++) {
        ids[i] = put(t, shape_of((uint64_t)i));
        if (i < SHAPES_MAX)
            assert_int_equal(ids[i], i + 1);
        assert_in_range((uintmax_t)ids[i], i < SHAPES_MAX ? 1 : SHAPES_MAX + 1,
                        SHAPES_MAX + SHAPES_COARSE_MAX);
    }
    // Known again after a new start, also those that were cut.
    shapes_close(t);
    OK(shapes_open(s, &t, &e));
    for (int i = 0; i < MANY; i++)
        assert_int_equal(put(t, shape_of((uint64_t)i)), ids[i]);
    shapes_close(t);
    assert_int_equal(query_int(s, "SELECT count(*) FROM shape_t WHERE level = 0"), SHAPES_MAX);
    assert_int_equal(query_int(s, "SELECT count(*) FROM shape_t WHERE level = 1"),
                     SHAPES_COARSE_MAX / 7);
    assert_int_equal(query_int(s, "SELECT count(*) FROM shape_t WHERE level = 7"), 1);
    assert_int_equal(query_int(s, "SELECT max(level) FROM shape_t"), 7);
    store_close(s);
    arena_release(&a);
}

static void a_shape_that_was_cut_keeps_its_first_tokens(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct shapes *t = NULL;
    struct store *s = open_store(scratch_file(&a, "cut.db"), STORE_WRITE);
    OK(store_begin(s, &e));
    OK(shapes_open(s, &t, &e));
    for (int i = 0; i < SHAPES_MAX; i++)
        (void)put(t, shape_of((uint64_t)i));
    struct shape shape = shape_of(SHAPES_MAX);
    int64_t id = put(t, shape);
    struct shape other = shape;
    other.head[4] ^= 1;
    other.tail[3] ^= 1;
    assert_int_equal(put(t, other), id);
    other.head[3] ^= 1;
    assert_int_equal(put(t, other), id + 1);
    struct str want = str_fmt(&a, "SELECT shape FROM shape_t WHERE id = %lld", (long long)id);
    memset(shape.head + 4, 0, SHAPE_HEAD - 4);
    memset(shape.tail + 3, 0, SHAPE_TAIL - 3);
    assert_memory_equal(query_text(s, want.ptr, &a), &shape, sizeof shape);
    shapes_close(t);
    store_close(s);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shape_keeps_its_number),
        cmocka_unit_test(one_token_more_or_less_is_another_shape),
        cmocka_unit_test(there_is_always_a_number),
        cmocka_unit_test(a_shape_that_was_cut_keeps_its_first_tokens),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove_scratch();
    return failed;
}
