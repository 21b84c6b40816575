// test_shapes.c - numbers of shapes: stable, known again, coarser when all are used up.
#include "fake_stream.h"

#include "store/database.h"
#include "store/prompts.h"
#include "store/shape_rows.h"
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

static void close_shapes(struct shapes *t)
{
    struct err e = {0};
    OK(shapes_flush(t, &e));
    shapes_close(t);
}

static struct shape_list read_shapes(struct store *s, struct arena *a)
{
    struct err e = {0};
    struct shape_list list;
    OK(shape_list_read(s, &list, a, &e));
    return list;
}

static int64_t count_level(const struct shape_list *list, int level)
{
    int64_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->rows[i].level == level;
    return count;
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
        close_shapes(t);
        OK(store_end(s, &e));
        struct shape_list list = read_shapes(s, &a);
        assert_int_equal(list.count, 1000);
        assert_int_equal(count_level(&list, 0), 1000);
        for (size_t i = 0; i < list.count; i++) {
            struct shape want = shape_of(i);
            assert_memory_equal(&list.rows[i].shape, &want, sizeof want);
            assert_int_equal(list.rows[i].question_segment, UNKNOWN);
            assert_int_equal(list.rows[i].system_segment, 7);
        }
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
    close_shapes(t);
    OK(shapes_open(s, &t, &e));
    for (int i = 0; i < MANY; i++)
        assert_int_equal(put(t, shape_of((uint64_t)i)), ids[i]);
    close_shapes(t);
    struct shape_list list = read_shapes(s, &a);
    assert_int_equal(count_level(&list, 0), SHAPES_MAX);
    assert_int_equal(count_level(&list, 1), SHAPES_COARSE_MAX / 7);
    assert_int_equal(count_level(&list, 7), 1);
    assert_int_equal(count_level(&list, 8), 0);
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
    memset(shape.head + 4, 0, SHAPE_HEAD - 4);
    memset(shape.tail + 3, 0, SHAPE_TAIL - 3);
    close_shapes(t);
    struct shape_list list = read_shapes(s, &a);
    assert_memory_equal(&list.rows[id - 1].shape, &shape, sizeof shape);
    store_close(s);
    arena_release(&a);
}

// A last row that is not full grows with the next ingest, with or without texts.
static void a_row_is_filled_by_several_ingests(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct shapes *t = NULL;
    struct store *s = open_store(scratch_file(&a, "grown.db"), STORE_WRITE);
    OK(store_begin(s, &e));
    for (int i = 0; i < 3 * SHAPES_A_ROW; i += 5) {
        OK(shapes_open(s, &t, &e));
        for (int n = i; n < i + 5; n++) {
            struct shape shape = shape_of((uint64_t)n);
            struct shape_origin origin = {n < 20 ? UNKNOWN : n, n < 30 ? UNKNOWN : 0};
            int64_t id = 0;
            OK(shapes_put(t, &shape, origin, &id, &e));
            assert_int_equal(id, n + 1);
        }
        close_shapes(t);
    }
    struct shape_list list = read_shapes(s, &a);
    assert_int_equal(list.count, 50);
    for (int i = 0; i < 50; i++) {
        struct shape want = shape_of((uint64_t)i);
        assert_memory_equal(&list.rows[i].shape, &want, sizeof want);
        assert_int_equal(list.rows[i].question_segment, i < 20 ? UNKNOWN : i);
        assert_int_equal(list.rows[i].system_segment, i < 30 ? UNKNOWN : 0);
    }
    assert_int_equal(query_int(s, "SELECT count(*) FROM shape_t"), 4);
    assert_int_equal(query_int(s, "SELECT count(*) FROM shape_t WHERE origins IS NULL"), 1);
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
        cmocka_unit_test(a_row_is_filled_by_several_ingests),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove_scratch();
    return failed;
}
