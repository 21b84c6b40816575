// test_sketches.c - sketches: one a question, known again, halved by fingerprint when too many.
#include "fake_stream.h"

#include "store/database.h"
#include "store/prompts.h"
#include "store/sketches.h"

static uint64_t print_of(uint64_t i)
{
    return hash_mix(1ULL << 40, i);
}

static struct sketch sketch_of(uint64_t print)
{
    struct sketch sketch = {{0}};
    for (size_t i = 0; i < SKETCH_BYTES; i++)
        sketch.bits[i] = (uint8_t)(hash_mix(print, i) & 255);
    return sketch;
}

static void put(struct sketches *t, uint64_t print)
{
    struct err e = {0};
    struct sketch sketch = sketch_of(print);
    OK(sketches_put(t, print, &sketch, &e));
}

static void assert_sketches(struct store *s, int64_t want, double want_share)
{
    struct arena a = {0};
    struct err e = {0};
    struct sketch_row *rows = NULL;
    int64_t count = 0;
    double share = 0;
    OK(prompts_sketches(s, &rows, &count, &share, &a, &e));
    assert_int_equal(count, want);
    assert_true(share == want_share);
    for (int64_t i = 0; i < count; i++) {
        struct sketch sketch = sketch_of(rows[i].question_fp);
        assert_memory_equal(&rows[i].sketch, &sketch, sizeof sketch);
        assert_true(i == 0 || rows[i].question_fp > rows[i - 1].question_fp);
    }
    arena_release(&a);
}

static void a_question_has_one_sketch(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct sketches *t = NULL;
    const char *path = scratch_file(&a, "sketches.db");
    for (int opened = 1; opened <= 2; opened++) {
        struct store *s = open_store(path, STORE_WRITE);
        assert_sketches(s, (opened - 1) * 1000, 1);
        OK(store_begin(s, &e));
        OK(sketches_open(s, &t, &e));
        for (int round = 0; round < 2; round++)
            for (uint64_t i = 1; i <= (uint64_t)opened * 1000; i++)
                put(t, print_of(i));
        OK(sketches_flush(t, &e));
        OK(sketches_flush(t, &e));
        sketches_close(t);
        OK(store_end(s, &e));
        assert_sketches(s, opened * 1000, 1);
        // 15 full rows and one that the flush cut short, each time.
        assert_int_equal(query_int(s, "SELECT count(*) FROM sketch_t"), opened * 16);
        store_close(s);
    }
    arena_release(&a);
}

static void what_is_not_flushed_is_forgotten(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct sketches *t = NULL;
    struct store *s = open_store(scratch_file(&a, "forgotten.db"), STORE_WRITE);
    OK(store_begin(s, &e));
    OK(sketches_open(s, &t, &e));
    put(t, 5);
    sketches_close(t);
    store_rollback(s);
    assert_sketches(s, 0, 1);
    store_close(s);
    arena_release(&a);
}

// One and a half times the room, upwards, downwards, and closed in the middle: the lower half of
// the fingerprints is kept, all of it.
static void too_many_are_halved_in_any_order(void **state)
{
    (void)state;
    enum { MANY = SKETCHES_MAX + SKETCHES_MAX / 2 };
    int64_t low = 0;
    for (uint64_t i = 1; i <= MANY; i++)
        low += print_of(i) <= UINT64_MAX / 2;
    for (int way = 0; way < 3; way++) {
        struct arena a = {0};
        struct err e = {0};
        struct sketches *t = NULL;
        struct store *s = open_store(scratch_file(&a, "halved.db"), STORE_WRITE);
        OK(store_begin(s, &e));
        OK(sketches_open(s, &t, &e));
        for (uint64_t i = 1; i <= MANY; i++) {
            put(t, print_of(way == 1 ? MANY + 1 - i : i));
            if (way == 2 && i == SKETCHES_MAX + 1000) {
                OK(sketches_flush(t, &e));
                sketches_close(t);
                OK(sketches_open(s, &t, &e));
            }
        }
        OK(sketches_flush(t, &e));
        sketches_close(t);
        assert_sketches(s, low, 0.5);
        store_close(s);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_has_one_sketch),
        cmocka_unit_test(what_is_not_flushed_is_forgotten),
        cmocka_unit_test(too_many_are_halved_in_any_order),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove_scratch();
    return failed;
}
