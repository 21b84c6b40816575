// test_mooncake_curves.c - a published trace of block accesses: all ways to count hits, known
// numbers.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <stdio.h>
#include <cmocka.h>

#include "base/compressed.h"
#include "base/map.h"
#include "base/str.h"
#include "simulate/curves.h"
#include "simulate/fixed_ttl.h"
#include "simulate/lru_point.h"
#include "simulate/reuse.h"
#include "simulate/surface.h"

enum { ACCESSES = 121877, BLOCKS = 43924 };
#define TRACE SHARED_DIR "/traces/mooncake_synthetic.jsonl.zst"

struct trace {
    struct arena arena;
    struct map numbers;  // of blocks
    int64_t ts_us[ACCESSES];
    uint32_t key[ACCESSES];
    int64_t count;
};

// {"timestamp": 27482, …, "hash_ids": [0, 1, 2]}
static void read_line(struct trace *t, struct str line)
{
    int64_t ts_ms = 0;
    struct str_cut list = str_cut(str_cut(line, '[').tail, ']');
    assert_true(str_to_i64(str_cut(str_skip(line, S("{\"timestamp\": ").len), ',').head, &ts_ms));
    for (struct str rest = list.head; rest.len;) {
        struct str_cut number = str_cut(rest, ',');
        uint64_t block = 0;
        bool is_new = false;
        assert_true(str_to_u64(str_trim(number.head), &block));
        assert_in_range(t->count, 0, ACCESSES - 1);
        uint64_t *key = map_put(&t->numbers, block, &is_new);
        *key = is_new ? t->numbers.len : *key;
        t->ts_us[t->count] = ts_ms * 1000;
        t->key[t->count++] = (uint32_t)*key;
        rest = number.tail;
    }
}

static struct trace *open_trace(void)
{
    enum { FILE_MAX = 1 << 20, TEXT_MAX = 1 << 24 };
    FILE *f = fopen(TRACE, "rb");
    if (!f) {
        print_message("no trace at %s: skipped\n", TRACE);
        skip();
    }
    struct arena a = {0};
    char *bytes = arena_raw(&a, FILE_MAX);
    struct str text, frame = {bytes, fread(bytes, 1, FILE_MAX, f)};
    assert_int_equal(fclose(f), 0);
    assert_true(decompress_text(frame, TEXT_MAX, &text, &a));
    struct trace *t = ARENA_NEW(&a, struct trace);
    t->numbers.arena = &t->arena;
    for (struct str rest = text; rest.len;) {
        struct str_cut line = str_cut(rest, '\n');
        read_line(t, line.head);
        rest = line.tail;
    }
    assert_int_equal(t->count, ACCESSES);
    assert_int_equal(t->numbers.len, BLOCKS);
    arena_release(&t->arena);
    t->arena = a;
    return t;
}

static void close_trace(struct trace *t)
{
    struct arena a = t->arena;
    arena_release(&a);
}

static const struct weights by_requests = {.groups = 1};

static void lru_and_fifo_of_every_size_hit_as_published(void **state)
{
    (void)state;
    static const struct {
        uint32_t blocks;
        int64_t lru, fifo;
    } cases[] = {
        {439, 4184, 4400},     {2196, 18861, 18435},  {4392, 31668, 30065},
        {10981, 54044, 51058}, {21962, 71763, 67067}, {BLOCKS, 77953, 77953},
    };
    struct trace *t = open_trace();
    struct accesses x = {t->ts_us, t->key, t->count, BLOCKS};
    struct reuse reuse;
    struct curve curve;
    reuse_of(&reuse, &x, &t->arena);
    curve_of_capacity(&curve, &reuse, &by_requests, &t->arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t blocks = cases[i].blocks;
        assert_int_equal(curve_at(&curve, 0, blocks).requests, cases[i].lru);
        assert_int_equal(lru_point_hits(&x, blocks, UNKNOWN, NULL, &t->arena), cases[i].lru);
        assert_int_equal(fifo_point_hits(&x, blocks, NULL, &t->arena), cases[i].fifo);
    }
    close_trace(t);
}

static void every_ttl_hits_as_published(void **state)
{
    (void)state;
    static const int64_t ttl_us[] = {60000000, 300000000, 600000000};
    static const int64_t sliding[] = {39202, 71228, 77265}, fixed[] = {34156, 62529, 72007};
    struct trace *t = open_trace();
    struct accesses x = {t->ts_us, t->key, t->count, BLOCKS};
    struct reuse reuse;
    struct curve curve;
    reuse_of(&reuse, &x, &t->arena);
    curve_of_ttl(&curve, &reuse, &by_requests, &t->arena);
    const struct saving *at = fixed_ttl_savings(&x, &by_requests, ttl_us, 3, &t->arena);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(curve_at(&curve, 0, ttl_us[i]).requests, sliding[i]);
        assert_int_equal(at[i].requests, fixed[i]);
    }
    close_trace(t);
}

static void capacity_and_ttl_together_hit_as_published(void **state)
{
    (void)state;
    static const int64_t ttl_us = 300000000, blocks = 18279;
    static const struct surface_grid point = {&ttl_us, 1, &blocks, 1};
    struct trace *t = open_trace();
    struct accesses x = {t->ts_us, t->key, t->count, BLOCKS};
    struct reuse reuse;
    struct surface surface;
    reuse_of(&reuse, &x, &t->arena);
    surface_of(&surface, &point, &reuse, &by_requests, &t->arena);
    assert_int_equal(surface_at(&surface, 0, 0, 0)->requests, 67444);
    assert_int_equal(lru_point_hits(&x, 18279, ttl_us, NULL, &t->arena), 67444);
    close_trace(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lru_and_fifo_of_every_size_hit_as_published),
        cmocka_unit_test(every_ttl_hits_as_published),
        cmocka_unit_test(capacity_and_ttl_together_hit_as_published),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
