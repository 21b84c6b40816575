// test_evict.c - which entries of a full cache go: against naive lists, against the best that could
// be done.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"
#include "naive_evict.h"
#include "simulate/evict.h"

enum { IDS = 24 };

// Numbers below `below`, the same in every run.
struct chance {
    uint64_t state;
};
static uint32_t pick(struct chance *c, uint32_t below)
{
    c->state = hash_mix(c->state, 0x9e3779b97f4a7c15ull);
    return (uint32_t)(c->state >> 33) % below;
}

// Asks for an entry; true if it was there.
static bool ask(struct evict *e, uint32_t id, uint32_t size)
{
    if (evict_has(e, id)) {
        evict_use(e, id);
        return true;
    }
    if (evict_admits(e, size)) {
        while (evict_make_room(e, size))
            continue;
        evict_add(e, id, size);
    }
    return false;
}

static void ask_both(struct evict *e, struct naive *n, uint32_t id, uint32_t size)
{
    bool is_held = naive_find(n, id) != NULL;
    assert_int_equal(evict_has(e, id), is_held);
    if (is_held) {
        evict_use(e, id);
        naive_use(n, id);
    } else if (evict_admits(e, size)) {
        uint32_t gone = 0;
        while ((gone = evict_make_room(e, size)) != 0)
            assert_int_equal(gone, naive_make_room(n, size));
        assert_int_equal(naive_make_room(n, size), 0);
        evict_add(e, id, size);
        naive_add(n, id, size);
    }
    assert_int_equal(e->used, naive_size(&n->held) + naive_size(&n->small));
    assert_int_equal(e->count, n->held.count + n->small.count);
    assert_true(e->used <= e->capacity);
}

static void run_both(enum evict_kind kind, uint64_t seed, bool has_sizes)
{
    struct arena arena = {0};
    struct chance chance = {.state = hash_mix(seed, kind)};
    struct evict e;
    struct naive n = {.kind = kind};
    n.capacity = 1 + pick(&chance, has_sizes ? 120 : 20);
    evict_init(&e, kind, n.capacity, &arena);
    uint32_t ids = 2 + pick(&chance, IDS - 2);
    for (int op = 0; op < 300; op++) {
        // Low numbers come more often.
        uint32_t id = 1 + pick(&chance, 1 + pick(&chance, ids));
        if (pick(&chance, 16) == 0 && evict_has(&e, id)) {
            evict_remove(&e, id);
            naive_remove(&n, id);
        } else {
            ask_both(&e, &n, id, has_sizes ? pick(&chance, 30) : 1);
        }
    }
    arena_release(&arena);
}

static void every_rule_takes_what_a_naive_list_takes(void **state)
{
    (void)state;
    for (enum evict_kind kind = 0; kind < EVICT_KINDS; kind++)
        for (uint64_t seed = 0; seed < 600; seed++)
            run_both(kind, seed, seed % 2);
}

static int64_t hits_of(enum evict_kind kind, int64_t capacity, const char *trace)
{
    struct arena arena = {0};
    struct evict e;
    int64_t hits = 0;
    evict_init(&e, kind, capacity, &arena);
    for (const char *c = trace; *c; c++)
        hits += ask(&e, (uint32_t)(*c - 'a') + 1, 1);
    arena_release(&arena);
    return hits;
}

static void rules_hit_as_worked_out_by_hand(void **state)
{
    (void)state;
    static const struct {
        enum evict_kind kind;
        int64_t capacity;
        const char *trace;
        int64_t hits;
    } cases[] = {
        {EVICT_LRU, 2, "abcab", 0},
        {EVICT_LRU, 3, "abcab", 2},
        {EVICT_FIFO, 3, "abcab", 2},
        {EVICT_LRU, 2, "abaca", 2},       // a b, a used: b goes
        {EVICT_FIFO, 2, "abaca", 1},      // a goes though it was used
        {EVICT_LFU, 2, "aabcbca", 2},     // a was used twice and stays: b and c push each other out
        {EVICT_LFU, 2, "abbaca", 3},      // both used twice, b longer ago: b goes
        {EVICT_SIEVE, 2, "abaca", 2},     // the hand spares a once and takes b
        {EVICT_SIEVE, 3, "abcadbea", 2},  // spares a, takes b; then takes c, then d
        {EVICT_S3FIFO, 10, "aaabcdefghijka", 3},  // a was used twice more: promoted
        {EVICT_S3FIFO, 10, "aabcdefghijka", 1},   // once is not enough
        // a to r move for s to go; then t moves for v to come, and u goes, not a: the small queue
        // is sifted until one leaves.
        {EVICT_S3FIFO, 20, "aaabbbcccdddeeefffggghhhiiijjjkkklllmmmnnnooopppqqqrrrstuttva", 39},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t hits = hits_of(cases[i].kind, cases[i].capacity, cases[i].trace);
        if (hits != cases[i].hits)
            fail_msg("%s %lld %s: %lld hits, not %lld", evict_names[cases[i].kind],
                     (long long)cases[i].capacity, cases[i].trace, (long long)hits,
                     (long long)cases[i].hits);
    }
}

enum { TRACE = 400 };

// Belady 1966: what is asked for latest goes.
static int64_t best_hits(const uint32_t *trace, int64_t capacity)
{
    uint32_t held[IDS];
    int64_t count = 0;
    int64_t hits = 0;
    for (int t = 0; t < TRACE; t++) {
        int64_t at = 0;
        while (at < count && held[at] != trace[t])
            at++;
        if (at < count) {
            hits++;
            continue;
        }
        if (count < capacity) {
            held[count++] = trace[t];
            continue;
        }
        int latest = -1;
        for (int64_t k = 0; k < count; k++) {
            int next = t + 1;
            while (next < TRACE && trace[next] != held[k])
                next++;
            if (next > latest) {
                latest = next;
                at = k;
            }
        }
        held[at] = trace[t];
    }
    return hits;
}

static void no_rule_beats_belady(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct chance chance = {.state = seed};
        uint32_t trace[TRACE];
        int64_t capacity = 1 + pick(&chance, IDS - 1);
        for (int t = 0; t < TRACE; t++)
            trace[t] = 1 + pick(&chance, 1 + pick(&chance, IDS - 1));
        int64_t best = best_hits(trace, capacity);
        for (enum evict_kind kind = 0; kind < EVICT_KINDS; kind++) {
            struct arena arena = {0};
            struct evict e;
            int64_t hits = 0;
            evict_init(&e, kind, capacity, &arena);
            for (int t = 0; t < TRACE; t++)
                hits += ask(&e, trace[t], 1);
            assert_true(hits <= best);
            arena_release(&arena);
        }
    }
}

static void entries_of_any_number_and_size_are_held(void **state)
{
    (void)state;
    for (enum evict_kind kind = 0; kind < EVICT_KINDS; kind++) {
        struct arena arena = {0};
        struct evict e;
        evict_init(&e, kind, (int64_t)UINT32_MAX + 10, &arena);
        assert_false(evict_has(&e, 70000));
        assert_false(ask(&e, 70000, UINT32_MAX));
        assert_false(ask(&e, 3, 10));
        assert_true(ask(&e, 70000, UINT32_MAX));
        assert_true(ask(&e, 3, 10));
        assert_false(ask(&e, 5, 0));
        assert_int_equal(e.count, 3);
        evict_init(&e, kind, 5, &arena);
        assert_false(evict_admits(&e, 6));
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_takes_what_a_naive_list_takes),
        cmocka_unit_test(rules_hit_as_worked_out_by_hand),
        cmocka_unit_test(no_rule_beats_belady),
        cmocka_unit_test(entries_of_any_number_and_size_are_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
