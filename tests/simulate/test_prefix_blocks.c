// test_prefix_blocks.c - caches of blocks against a list that is searched from end to end, and what
// must hold of them whatever the trace.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/hash.h"
#include "simulate/prefix_family.h"

enum { TRACES = 2000, REQUESTS = 60, BLOCKS_MAX = 6, IDS = 24, BLOCK_TOK = 16 };

struct request {
    int64_t ts_us;
    int count;
    uint64_t ids[BLOCKS_MAX];
};
struct block {
    uint64_t id;
    int64_t ready_us, expires_us;
    int64_t tok;
};
// Next to be evicted first.
struct list {
    struct block blocks[IDS + 1];
    int count;
};
struct setup {
    int64_t capacity, life_us, latency_us;
    bool is_fifo, is_sliding, is_prefix, is_tok;
};

static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state += 0x9e3779b97f4a7c15ull;
    return (uint32_t)(hash_mix(*state, 3) >> 33) % below;
}

static void make_trace(struct request *requests, uint64_t *state)
{
    for (int i = 0; i < REQUESTS; i++) {
        struct request *r = &requests[i];
        r->ts_us = (i ? requests[i - 1].ts_us : 0) + draw(state, 3);
        r->count = 1 + (int)draw(state, BLOCKS_MAX);
        for (int k = 0; k < r->count; k++)
            r->ids[k] = 1 + draw(state, IDS) * draw(state, IDS) / IDS;
    }
}

static int64_t tok_of(uint64_t id)
{
    return BLOCK_TOK + (int64_t)(id % 3);
}

static void take_out(struct list *l, int i)
{
    memmove(&l->blocks[i], &l->blocks[i + 1], (size_t)(--l->count - i) * sizeof *l->blocks);
}

static int64_t used(const struct list *l, const struct setup *s)
{
    int64_t tok = 0;
    for (int i = 0; i < l->count; i++)
        tok += l->blocks[i].tok;
    return s->is_tok ? tok : l->count;
}

static bool slow_touch(struct list *l, const struct setup *s, const struct request *r, uint64_t id,
                       bool is_reachable)
{
    int at = 0;
    while (at < l->count && l->blocks[at].id != id)
        at++;
    bool is_held = at < l->count;
    struct block b = is_held ? l->blocks[at] : (struct block){.id = id, .tok = tok_of(id)};
    bool is_alive = is_held && r->ts_us <= b.expires_us;
    bool is_hit = is_reachable && is_alive && b.ready_us <= r->ts_us;
    if (is_hit && s->is_sliding)
        b.expires_us = r->ts_us + s->life_us;
    if (!is_hit) {
        int64_t ready_us = r->ts_us + s->latency_us;
        b.ready_us = is_alive && b.ready_us < ready_us ? b.ready_us : ready_us;
        b.expires_us = r->ts_us + s->life_us;
    }
    if (is_hit && s->is_fifo) {
        l->blocks[at] = b;
        return true;
    }
    if (is_held)
        take_out(l, at);
    l->blocks[l->count++] = b;
    while (s->capacity && used(l, s) > s->capacity)
        take_out(l, 0);
    return is_hit;
}

static int64_t slow_hits(const struct request *requests, const struct setup *s, int64_t *by_request)
{
    struct list l = {.count = 0};
    int64_t hits = 0;
    for (int i = 0; i < REQUESTS; i++) {
        bool is_reachable = true;
        by_request[i] = 0;
        for (int k = 0; k < requests[i].count; k++) {
            bool is_hit = slow_touch(&l, s, &requests[i], requests[i].ids[k], is_reachable);
            is_reachable = is_hit || !s->is_prefix;
            by_request[i] += is_hit;
        }
        hits += by_request[i];
    }
    return hits;
}

static int64_t fast_hits(const struct request *requests, const struct setup *s, int64_t *by_request)
{
    struct prefix_store_options options = {
        .capacity = s->capacity,
        .is_capacity_tok = s->is_tok,
        .evict = s->is_fifo ? PREFIX_FIFO : PREFIX_LRU,
    };
    struct prefix_terms terms = {
        .life_us = {s->life_us, s->life_us, s->life_us},
        .write_as = MARK_5M,
        .is_sliding = s->is_sliding,
        .matches_prefix = s->is_prefix,
    };
    struct prefix_store store;
    int64_t hits = 0;
    prefix_store_init(&store, &options);
    for (int i = 0; i < REQUESTS; i++) {
        const struct request *r = &requests[i];
        struct prefix_point points[BLOCKS_MAX];
        struct prefix_split split = {0};
        int64_t tok = 0;
        for (int k = 0; k < r->count; k++) {
            tok += tok_of(r->ids[k]);
            points[k] = (struct prefix_point){.key = hash_mix(9, r->ids[k]), .tok = tok};
        }
        struct prefix_call call = {
            .ts_us = r->ts_us,
            .ready_us = r->ts_us + s->latency_us,
            .input_tok = tok,
            .points = points,
            .count = r->count,
            .terms = &terms,
        };
        prefix_store_expire(&store, r->ts_us);
        prefix_blocks.replay(&store, &call, &split);
        by_request[i] = split.block_hits;
        hits += split.block_hits;
        assert_true(split.read_tok <= tok);
    }
    assert_true(!s->capacity || (s->is_tok ? store.tok : store.count) <= s->capacity);
    prefix_store_release(&store);
    return hits;
}

static void blocks_are_found_as_by_a_list(void **state)
{
    (void)state;
    struct request requests[REQUESTS];
    int64_t fast[REQUESTS], slow[REQUESTS];
    for (uint64_t seed = 0; seed < TRACES; seed++) {
        uint64_t random = seed << 20;
        make_trace(requests, &random);
        struct setup s = {
            .is_tok = seed >> 5 & 1,
            .life_us = draw(&random, 2) ? 1000000 : 1 + draw(&random, 30),
            .latency_us = draw(&random, 3),
            .is_fifo = seed & 1,
            .is_sliding = seed >> 1 & 1,
            .is_prefix = seed >> 2 & 1,
        };
        uint32_t most = s.is_tok ? IDS * BLOCK_TOK : IDS;
        if (seed >> 3 & 3)
            s.capacity = (s.is_tok ? BLOCK_TOK + 2 : 1) + draw(&random, most);
        int64_t hits = slow_hits(requests, &s, slow);
        if (fast_hits(requests, &s, fast) != hits || memcmp(fast, slow, sizeof fast) != 0)
            fail_msg("seed %llu", (unsigned long long)seed);
    }
}

static void more_room_and_longer_lives_never_cost_hits(void **state)
{
    (void)state;
    struct request requests[REQUESTS];
    int64_t by_request[REQUESTS];
    for (uint64_t seed = 0; seed < TRACES / 4; seed++) {
        uint64_t random = seed << 21;
        make_trace(requests, &random);
        struct setup s = {.life_us = 1000000, .is_sliding = true};
        int64_t infinite = fast_hits(requests, &s, by_request), before = 0;
        for (s.capacity = 1; s.capacity <= IDS; s.capacity++) {
            int64_t hits = fast_hits(requests, &s, by_request);
            assert_true(before <= hits && hits <= infinite);
            before = hits;
        }
        assert_int_equal(before, infinite);
        s.capacity = before = 0;
        for (s.life_us = 1; s.life_us <= 64; s.life_us *= 2) {
            int64_t hits = fast_hits(requests, &s, by_request);
            s.is_sliding = false;
            assert_true(fast_hits(requests, &s, by_request) <= hits);
            s.is_sliding = true;
            assert_true(before <= hits && hits <= infinite);
            before = hits;
        }
    }
}

static void the_dead_and_the_thinned_leave_no_trace(void **state)
{
    (void)state;
    struct prefix_store store;
    struct prefix_store_options options = {.memory_bytes = 1 << 20};
    prefix_store_init(&store, &options);
    for (int64_t i = 0; i < 40000; i++) {
        prefix_store_expire(&store, i);
        struct prefix_write write = {.key = hash_mix(5, (uint64_t)i),
                                     .ts_us = i,
                                     .ready_us = i,
                                     .life_us = 1000,
                                     .tok = 3,
                                     .level = (uint8_t)(i % 4)};
        assert_non_null(prefix_store_write(&store, &write));
        assert_true(store.count <= 1002);
    }
    assert_false(store.is_over);
    assert_int_equal(store.unread_tok, 3 * store.unread);
    prefix_store_thin(&store, 3);
    int64_t unread = 0, unread_tok = 0;
    prefix_store_unread(&store, &unread, &unread_tok);
    assert_int_equal(unread, store.count);
    assert_int_equal(store.unread + unread, 40000);
    for (int64_t i = 39500; i < 40000; i++)
        assert_int_equal(prefix_store_find(&store, hash_mix(5, (uint64_t)i)) != NULL, i % 4 == 3);
    prefix_store_release(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_found_as_by_a_list),
        cmocka_unit_test(more_room_and_longer_lives_never_cost_hits),
        cmocka_unit_test(the_dead_and_the_thinned_leave_no_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
