// test_rate_limit.c - rate limits: boundaries of windows, queues, and a naive twin.
#include "sim_kit.h"

#include <stdio.h>

#include "base/time.h"

enum { CALLS_MAX = 64 };

static struct kit_call call_at(double ts_s, uint32_t tok, const char *user)
{
    struct kit_call call = {.ts_s = ts_s, .user = user};
    call.tok.n[TOK_INPUT] = tok;
    return call;
}

static double figure(const struct outcome *o, const char *key)
{
    for (int i = 0; i < o->risk_count; i++)
        if (str_eq(str_of(o->risk[i].key), str_of(key)))
            return o->risk[i].unit == UNIT_MS ? o->risk[i].value.f : (double)o->risk[i].value.i;
    fail_msg("there is no figure %s", key);
    return 0;
}

// What becomes of calls of one user: '.' passes, 'x' is refused, a digit waits so many seconds.
static const struct {
    const char *settings;
    double ts_s[8];
    uint32_t tok[8];  // 0 ends the calls
    const char *fates;
} cases[] = {
    // Of any ten seconds two calls: at their end the first no longer counts.
    {"\"requests\": 2, \"window\": \"10s\"", {0, 5, 9, 10, 14, 15}, {1, 1, 1, 1, 1, 1}, "..x.x."},
    // Windows of the clock begin at multiples of ten seconds: the calls of the kit do, too.
    {"\"requests\": 2, \"window\": \"10s\", \"algorithm\": \"fixed\"",
     {0, 5, 9, 10, 14, 15},
     {1, 1, 1, 1, 1, 1},
     "..x..x"},
    // A call that is refused does not count.
    {"\"requests\": 1, \"window\": \"10s\"", {0, 9, 10, 19, 20}, {1, 1, 1, 1, 1}, ".x.x."},
    {"\"tokens\": 100, \"window\": \"10s\"", {0, 1, 2, 3, 10}, {60, 50, 40, 1, 60}, ".x.x."},
    // More than the limit allows at all.
    {"\"tokens\": 100, \"window\": \"10s\"", {0, 1}, {101, 100}, "x."},
    {"\"tokens\": 100, \"window\": \"10s\", \"mode\": \"delay\"", {0, 1}, {101, 100}, "x."},
    // Both limits hold.
    {"\"requests\": 2, \"tokens\": 100, \"window\": \"10s\"",
     {0, 1, 2, 10},
     {10, 10, 10, 90},
     "..x."},
    // A queue: nobody overtakes.
    {"\"requests\": 1, \"window\": \"5s\", \"mode\": \"delay\"",
     {0, 1, 2, 20},
     {1, 1, 1, 1},
     ".48."},
    {"\"tokens\": 100, \"window\": \"5s\", \"mode\": \"delay\"", {0, 1, 2}, {100, 100, 1}, ".48"},
    {"\"requests\": 1, \"window\": \"5s\", \"mode\": \"delay\", \"algorithm\": \"fixed\"",
     {1, 2, 3, 20},
     {1, 1, 1, 1},
     ".37."},
    // Who would wait too long is refused, and nobody waits for him.
    {"\"requests\": 1, \"window\": \"5s\", \"mode\": \"delay\", \"max_wait\": \"4s\"",
     {0, 1, 2, 6},
     {1, 1, 1, 1},
     ".4x4"},
    {"\"tokens\": 10, \"counted\": \"output\"", {0, 1}, {500, 500}, ".."},
    {"\"requests\": 0", {0, 1}, {1, 1}, "xx"},
};

static void calls_pass_wait_or_are_refused_as_the_limit_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kit k = {0};
        double waits_s = 0;
        int64_t refused = 0;
        int64_t count = 0;
        for (; count < 8 && cases[i].tok[count]; count++)
            kit_add(&k, call_at(cases[i].ts_s[count], cases[i].tok[count], "bob"));
        char json[300];
        (void)snprintf(json, sizeof json, "{\"strategies\": [{\"strategy\": \"rate_limit\", %s}]}",
                       cases[i].settings);
        kit_run(&k, json);
        const struct outcome *o = &k.sim.outcomes[0];
        for (int64_t n = 0; n < count; n++) {
            char fate = cases[i].fates[n];
            if (k.sim.fate[n] != (fate == 'x' ? FATE_BLOCKED : FATE_CALLED))
                fail_msg("%s: call %lld", cases[i].settings, (long long)n);
            refused += fate == 'x';
            waits_s += fate >= '0' && fate <= '9' ? fate - '0' : 0;
        }
        assert_int_equal(o->saved_us, -(int64_t)(waits_s * 1e6));
        assert_int_equal((int64_t)figure(o, "refused"), refused);
        assert_int_equal(o->lookups, count);
        kit_release(&k);
    }
}

static void users_have_limits_of_their_own_and_the_unattributed_none(void **state)
{
    (void)state;
    struct kit k = {0};
    static const char *const users[] = {"ann", "bob", NULL};
    for (int i = 0; i < 9; i++)
        kit_add(&k, call_at(i, 1, users[i % 3]));
    kit_run(&k, "{\"strategies\": [{\"strategy\": \"rate_limit\", \"requests\": 2}]}");
    const struct outcome *o = &k.sim.outcomes[0];
    for (int i = 0; i < 9; i++)
        assert_int_equal(k.sim.fate[i], i == 6 || i == 7 ? FATE_BLOCKED : FATE_CALLED);
    assert_int_equal(o->lookups, 6);
    assert_int_equal(o->hits, 2);
    assert_int_equal((int64_t)figure(o, "parties_held_up"), 2);
    assert_true(str_contains(o->notes[0], S("3 calls have no user")));
    kit_release(&k);
}

static void waits_are_reported_in_all_and_for_each(void **state)
{
    (void)state;
    struct kit k = {0};
    for (int i = 0; i < 20; i++)
        kit_add(&k, call_at(0, 1, "ann"));
    kit_add(&k, call_at(1, 1, "bob"));
    kit_add(&k, call_at(1, 1, "bob"));
    kit_run(&k, "{\"strategies\": [{\"strategy\": \"rate_limit\", \"requests\": 1, \"window\": "
                "\"1s\", \"mode\": \"delay\"}]}");
    const struct outcome *o = &k.sim.outcomes[0];
    // Waits of 1 … 19 s, and one of 1 s.
    assert_true(figure(o, "wait_p50_ms") == 9000);
    assert_true(figure(o, "wait_p95_ms") == 18000);
    assert_true(figure(o, "wait_max_ms") == 19000);
    const struct table *t = o->tables[0];
    assert_int_equal(t->row_count, 2);
    assert_true(t->cells[table_column(t, S("wait_max_ms"))].f == 19000);
    assert_true(t->cells[t->column_count + table_column(t, S("wait_p50_ms"))].f == 1000);
    assert_int_equal(k.sim.baseline_nusd, k.sim.final_nusd);
    kit_release(&k);
}

static void wrong_limits_are_refused_with_the_key(void **state)
{
    (void)state;
    static const char *const wrong[][2] = {
        {"\"window\": \"1m\"", "requests or tokens is needed"},
        {"\"requests\": 1, \"max_wait\": \"1s\"", "max_wait is for mode delay"},
        {"\"requests\": 1, \"window\": \"0s\"", "window"},
        {"\"requests\": 1, \"mode\": \"delayed\"", "did you mean delay"},
        {"\"requests\": -1", "requests"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct kit k = {0};
        char json[200];
        (void)snprintf(json, sizeof json, "{\"strategies\": [{\"strategy\": \"rate_limit\", %s}]}",
                       wrong[i][0]);
        assert_false(kit_policy(&k, json));
        assert_int_equal(k.err.code, ERR_USAGE);
        if (!str_contains(str_of(k.err.text), str_of(wrong[i][1])))
            fail_msg("'%s' does not say '%s'", k.err.text, wrong[i][1]);
        kit_release(&k);
    }
}

// --- A slow twin: looks at every instant at which anything changes.

struct twin {
    int64_t start_us[CALLS_MAX];  // UNKNOWN = refused
    int64_t requests, tokens, window_us;
    bool is_fixed;
};

static int64_t clock_window(int64_t us, int64_t window_us)
{
    return us / window_us;
}

// Whether call i may start then, seeing only the calls of its user that started before.
static bool twin_fits(const struct twin *t, const struct kit *k, int64_t i, int64_t at_us)
{
    int64_t used = 0;
    int64_t tok = k->calls[i].tok.n[TOK_INPUT];
    for (int64_t before = 0; before < i; before++) {
        int64_t start_us = t->start_us[before];
        if (k->calls[before].user != k->calls[i].user || start_us == UNKNOWN)
            continue;
        bool counts =
            t->is_fixed ? clock_window(start_us, t->window_us) == clock_window(at_us, t->window_us)
                        : at_us - start_us < t->window_us;
        used += counts;
        tok += counts ? k->calls[before].tok.n[TOK_INPUT] : 0;
    }
    return used + 1 <= t->requests && tok <= t->tokens;
}

static int64_t twin_start(const struct twin *t, const struct kit *k, int64_t i, bool delays,
                          int64_t max_wait_us)
{
    int64_t ts_us = k->columns.ts_us[i];
    int64_t from_us = ts_us;
    for (int64_t before = 0; before < i; before++)
        if (k->calls[before].user == k->calls[i].user && t->start_us[before] != UNKNOWN &&
            t->start_us[before] > from_us)
            from_us = t->start_us[before];
    // Times are whole seconds: so are all starts.
    int64_t last_us = delays ? ts_us + max_wait_us : ts_us;
    for (int64_t at_us = from_us; at_us <= last_us; at_us += US_PER_SECOND)
        if (twin_fits(t, k, i, at_us))
            return at_us;
    return UNKNOWN;
}

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return *seed >> 33;
}

static void random_traces_agree_with_a_naive_twin(void **state)
{
    (void)state;
    static const char *const users[] = {"ann", "bob", "eve"};
    enum { TRACES = 600 };
    uint64_t seed = 42;
    for (int trace = 0; trace < TRACES; trace++) {
        struct kit k = {0};
        double ts_s = 0;
        for (int i = 0; i < CALLS_MAX; i++) {
            ts_s += (double)(next_random(&seed) % 4);
            kit_add(&k, call_at(ts_s, 1 + (uint32_t)(next_random(&seed) % 9),
                                users[next_random(&seed) % 3]));
        }
        struct twin twin = {
            .requests = 1 + (int64_t)(next_random(&seed) % 4),
            .tokens = 5 + (int64_t)(next_random(&seed) % 20),
            .window_us = (1 + (int64_t)(next_random(&seed) % 15)) * US_PER_SECOND,
            .is_fixed = next_random(&seed) % 2,
        };
        bool delays = next_random(&seed) % 2;
        int64_t max_wait_s = 1 + (int64_t)(next_random(&seed) % 60);
        char json[400];
        (void)snprintf(json, sizeof json,
                       "{\"strategies\": [{\"strategy\": \"rate_limit\", \"requests\": %lld, "
                       "\"tokens\": %lld, \"window\": \"%llds\", \"algorithm\": \"%s\"%s",
                       (long long)twin.requests, (long long)twin.tokens,
                       (long long)(twin.window_us / US_PER_SECOND),
                       twin.is_fixed ? "fixed" : "sliding", delays ? "" : "}]}");
        size_t len = strlen(json);
        if (delays)
            (void)snprintf(json + len, sizeof json - len,
                           ", \"mode\": \"delay\", \"max_wait\": \"%llds\"}]}",
                           (long long)max_wait_s);
        kit_run(&k, json);
        int64_t waits_us = 0;
        for (int64_t i = 0; i < CALLS_MAX; i++) {
            twin.start_us[i] = twin_start(&twin, &k, i, delays, max_wait_s * US_PER_SECOND);
            bool is_refused = twin.start_us[i] == UNKNOWN;
            assert_int_equal(k.sim.fate[i] == FATE_BLOCKED, is_refused);
            waits_us += is_refused ? 0 : twin.start_us[i] - k.columns.ts_us[i];
        }
        assert_int_equal(k.sim.outcomes[0].saved_us, -waits_us);
        kit_release(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_pass_wait_or_are_refused_as_the_limit_says),
        cmocka_unit_test(users_have_limits_of_their_own_and_the_unattributed_none),
        cmocka_unit_test(waits_are_reported_in_all_and_for_each),
        cmocka_unit_test(wrong_limits_are_refused_with_the_key),
        cmocka_unit_test(random_traces_agree_with_a_naive_twin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
