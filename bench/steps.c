// steps.c - times loading columns from a database and a policy of five strategies over them, and
// prints "LABEL wall_us cpu_us" a line.
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "analyze/columns_load.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "price/price.h"
#include "simulate/simulation.h"
#include "store/store.h"

// What most would try first, with the settings that cost most: every lookup, price and table.
static const char five[] =
    "{\"strategies\": ["
    "{\"strategy\": \"response_cache\", \"ttl\": \"1d\", \"capacity\": \"100k\"},"
    "{\"strategy\": \"single_flight\"},"
    "{\"strategy\": \"prompt_trim\"},"
    "{\"strategy\": \"route\", \"to\": \"gpt-4o-mini\", \"classifier\": \"gpt-4.1-nano\"},"
    "{\"strategy\": \"output_cap\"}]}";

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

static bool load(struct store *s, const struct column_wants *wants, const char *label,
                 struct arena *a, struct columns *out, struct err *e)
{
    static const struct filter everything;
    struct question q = {.filter = &everything, .since_us = UNKNOWN, .until_us = UNKNOWN};
    struct columns_loading from = {.store = s, .question = &q, .wants = wants};
    struct laps since = laps_now();
    bool ok = columns_load(&from, a, out, e);
    lap(since, label);
    return ok;
}

static bool replay(const struct columns *c, const struct policy *policy,
                   const struct price_book *book, struct arena *a, struct err *e)
{
    struct simulation sim;
    struct simulation_options options = {.book = book};
    struct laps since = laps_now();
    if (!simulation_run(&sim, c, policy, &options, a, e))
        return false;
    lap(since, "five");
    bool is_sum = simulation_saved_nusd(&sim) == sim.baseline_nusd - sim.final_nusd;
    bool has_saved = true;
    for (int i = 0; i < policy->step_count; i++)
        has_saved &= sim.outcomes[i].hits > 0;
    simulation_release(&sim);
    return (is_sum && has_saved) || err_set(e, ERR_DATA,
                                            "a step did nothing, or the waterfall "
                                            "does not add up");
}

static bool measure(struct store *s, const struct price_book *book, struct err *e)
{
    struct arena a = {0};
    struct columns columns = {0};
    struct policy policy;
    struct column_wants none = {.arena = &a}, wants = {.arena = &a};
    policy_init(&policy, &a, 0);
    bool ok = load(s, &none, "load_bare", &a, &columns, e);
    columns_close(&columns);
    arena_release(&a);
    ok = ok && policy_parse(&policy, str_of(five), S("five"), e) &&
         policy_prepare(&policy, &wants, e) && load(s, &wants, "load", &a, &columns, e) &&
         replay(&columns, &policy, book, &a, e);
    columns_close(&columns);
    policy_release(&policy);
    arena_release(&a);
    return ok;
}

int main(int argc, char **argv)
{
    int64_t repeats = 0;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = NULL;
    struct price_book *book = NULL;
    if (argc != 3 || !str_to_i64(str_of(argv[2]), &repeats) || repeats < 1) {
        fprintf(stderr, "usage: policy DATABASE REPEATS\n");
        return 2;
    }
    bool ok =
        price_book_builtin(&book, &a, &e) && store_open(str_of(argv[1]), STORE_READ, NULL, &s, &e);
    for (int64_t i = 0; ok && i < repeats; i++)
        ok = measure(s, book, &e);
    if (!ok)
        fprintf(stderr, "policy: %s\n", e.text);
    store_close(s);
    arena_release(&a);
    return ok ? 0 : 1;
}
