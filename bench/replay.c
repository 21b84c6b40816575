// replay.c - times the kernels of src/simulate on Zipf requests and prints "LABEL microseconds" a
// line.
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"
#include "simulate/accesses.h"
#include "simulate/curves.h"
#include "simulate/fixed_ttl.h"
#include "simulate/lru_point.h"
#include "simulate/reuse.h"
#include "simulate/surface.h"

enum { REQUESTS = 10 * 1000 * 1000, KEYS = 1000 * 1000, GROUPS = 8, GRID = 32 };

struct trace {
    struct arena arena;
    struct accesses accesses;
    struct weights weights;
};

struct laps {
    int64_t wall_us, cpu_us;
};

static int64_t clock_us(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static struct laps laps_now(void)
{
    return (struct laps){clock_us(CLOCK_MONOTONIC), clock_us(CLOCK_PROCESS_CPUTIME_ID)};
}

static void lap(struct laps since, const char *label)
{
    struct laps now = laps_now();
    printf("%s %" PRId64 " %" PRId64 "\n", label, now.wall_us - since.wall_us,
           now.cpu_us - since.cpu_us);
}

static uint64_t next(uint64_t *state)
{
    *state += 1;
    return hash_mix(*state, 0x7a697066ULL);
}

// Names of the keys by rank, shuffled: the popular ones do not stand side by side in memory.
static uint32_t *shuffled(struct arena *a, uint64_t *random)
{
    uint32_t *name = ARENA_ARRAY(a, uint32_t, KEYS);
    for (uint32_t i = 0; i < KEYS; i++) {
        uint32_t j = (uint32_t)(next(random) % (i + 1));
        name[i] = name[j];
        name[j] = i + 1;
    }
    return name;
}

// Zipf with exponent 1 by inversion of the sums of 1 / rank; a guide says where to begin.
static void draw_keys(uint32_t *key, const uint32_t *name, struct arena *a, uint64_t *random)
{
    double *sum = ARENA_ARRAY(a, double, KEYS);
    uint32_t *guide = ARENA_ARRAY(a, uint32_t, KEYS);
    double all = 0;
    for (uint32_t rank = 0; rank < KEYS; rank++)
        sum[rank] = all += 1.0 / (rank + 1);
    for (uint32_t i = 0, rank = 0; i < KEYS; i++) {
        while (sum[rank] < all * i / KEYS)
            rank++;
        guide[i] = rank;
    }
    for (uint32_t i = 0; i < REQUESTS; i++) {
        double share = (double)(next(random) >> 11) / 9007199254740992.0;
        uint32_t rank = guide[(uint32_t)(share * KEYS)];
        while (rank < KEYS - 1 && sum[rank] < share * all)
            rank++;
        key[i] = name[rank];
    }
}

// A month of requests; money, tokens, latency and feature by chance.
static void trace_init(struct trace *t)
{
    *t = (struct trace){0};
    struct arena *a = &t->arena;
    uint64_t random = 1;
    int64_t *ts_us = ARENA_ARRAY(a, int64_t, REQUESTS), now_us = 0;
    int64_t *tok = ARENA_ARRAY(a, int64_t, REQUESTS), *nusd = ARENA_ARRAY(a, int64_t, REQUESTS);
    uint32_t *key = ARENA_ARRAY(a, uint32_t, REQUESTS);
    uint32_t *latency_us = ARENA_ARRAY(a, uint32_t, REQUESTS);
    uint32_t *group = ARENA_ARRAY(a, uint32_t, REQUESTS);
    for (uint32_t i = 0; i < REQUESTS; i++) {
        ts_us[i] = now_us += (int64_t)(next(&random) % 518400);
        tok[i] = (int64_t)(next(&random) % 20000);
        nusd[i] = tok[i] * 3000;
        latency_us[i] = (uint32_t)(next(&random) % 5000000);
        group[i] = (uint32_t)(next(&random) % GROUPS);
    }
    struct arena_mark mark = arena_mark(a);
    draw_keys(key, shuffled(a, &random), a, &random);
    arena_rewind(a, mark);
    t->accesses = (struct accesses){ts_us, key, REQUESTS, KEYS};
    t->weights = (struct weights){tok, nusd, latency_us, group, GROUPS};
}

// The sums of all ways to count must agree, or nothing is measured.
static void check(bool is_same, const char *what)
{
    if (is_same)
        return;
    fprintf(stderr, "replay: %s: the kernels disagree\n", what);
    exit(1);
}

static void run_points(struct trace *t, int64_t *hits_100k)
{
    static const struct {
        const char *label;
        uint32_t capacity;
        int64_t ttl_us;
    } cases[] = {
        {"lru_1k", 1000, UNKNOWN},
        {"lru_10k", 10000, UNKNOWN},
        {"lru_100k_1d", 100000, INT64_C(86400000000)},
        {"lru_100k", 100000, UNKNOWN},
    };
    struct laps since;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        since = laps_now();
        *hits_100k =
            lru_point_hits(&t->accesses, cases[i].capacity, cases[i].ttl_us, NULL, &t->arena);
        lap(since, cases[i].label);
    }
    since = laps_now();
    fifo_point_hits(&t->accesses, 100000, NULL, &t->arena);
    lap(since, "fifo_100k");
}

static void run_surface(struct trace *t, int64_t hits_100k)
{
    struct arena a = {0};
    int64_t ttl_us[GRID], capacity[GRID];
    for (int i = 0; i < GRID; i++) {
        ttl_us[i] = (int64_t)(1e6 * pow(1.6, i));
        capacity[i] = i == GRID - 1 ? INT64_MAX : (int64_t)(100 * pow(1.35, i));
    }
    struct surface_grid grid = {ttl_us, GRID, capacity, GRID};
    struct reuse reuse;
    struct surface surface;
    struct curve by_ttl, by_capacity;
    struct laps start = laps_now();
    reuse_of(&reuse, &t->accesses, &a);
    lap(start, "reuse");
    struct laps since = laps_now();
    surface_of(&surface, &grid, &reuse, &t->weights, &a);
    lap(since, "grid");
    lap(start, "surface");
    since = laps_now();
    curve_of_ttl(&by_ttl, &reuse, &t->weights, &a);
    lap(since, "every_ttl");
    since = laps_now();
    curve_of_capacity(&by_capacity, &reuse, &t->weights, &a);
    lap(since, "every_capacity");
    lap(start, "all_curves");
    check(curve_at(&by_capacity, CURVE_ALL, 100000).requests == hits_100k, "capacity");
    for (int i = 0; i < GRID; i++)
        check(curve_at(&by_ttl, CURVE_ALL, ttl_us[i]).nusd ==
                  surface_at(&surface, CURVE_ALL, i, GRID - 1)->nusd,
              "TTL");
    since = laps_now();
    fixed_ttl_savings(&t->accesses, &t->weights, ttl_us, 8, &a);
    lap(since, "fixed_8");
    arena_release(&a);
}

int main(int argc, char **argv)
{
    int64_t repeats = 0;
    if (argc != 2 || !str_to_i64(str_of(argv[1]), &repeats) || repeats < 1) {
        fprintf(stderr, "usage: replay REPEATS\n");
        return 2;
    }
    struct trace trace;
    trace_init(&trace);
    for (int64_t i = 0; i < repeats; i++) {
        int64_t hits_100k;
        run_points(&trace, &hits_100k);
        run_surface(&trace, hits_100k);
    }
    arena_release(&trace.arena);
    return 0;
}
