// test_simulation.c - what a step changes is booked to it, to the nano-dollar, in all and by
// feature.
#include "sim_kit.h"

static const struct setting no_settings[] = {{0}};

// Serves every third request that is left.
static bool serve(struct simulation *sim, const struct step *step, struct outcome *out,
                  struct outcome *partner, struct err *e)
{
    (void)partner;
    int64_t n = 0;
    for (int64_t i = sim_first(sim, step); i < sim->columns->count; i = sim_next(sim, step, i)) {
        if (!sim_tick(sim, step, i, e))
            return false;
        if (n++ % 3 == 0)
            sim_serve(sim, out, i, sim_latency_us(sim, i));
    }
    return true;
}

// Reads half of the fresh input from a cache.
static bool halve(struct simulation *sim, const struct step *step, struct outcome *out,
                  struct outcome *partner, struct err *e)
{
    (void)partner;
    (void)e;
    for (int64_t i = sim_first(sim, step); i < sim->columns->count; i = sim_next(sim, step, i)) {
        struct tokens tok = *sim_tokens(sim, i);
        uint32_t half = tok.n[TOK_INPUT] / 2;
        tok.n[TOK_INPUT] -= half;
        tok.n[TOK_CACHE_READ] += half;
        sim_set_tokens(sim, out, i, &tok);
    }
    return true;
}

// Another model and the batch tier, and a tenth of a cent for the trouble.
static bool move(struct simulation *sim, const struct step *step, struct outcome *out,
                 struct outcome *partner, struct err *e)
{
    (void)partner;
    (void)e;
    uint32_t model = sim_add_model(sim, S("openai"), S("gpt-4o-mini"));
    for (int64_t i = sim_first(sim, step); i < sim->columns->count; i = sim_next(sim, step, i)) {
        sim_set_model(sim, out, i, model, sim_tokens(sim, i));
        sim_set_tier(sim, out, i, TIER_BATCH);
        sim_charge(sim, out, i, 1000000);
    }
    return true;
}

static bool refuse_all(struct simulation *sim, const struct step *step, struct outcome *out,
                       struct outcome *partner, struct err *e)
{
    (void)partner;
    (void)e;
    for (int64_t i = sim_first(sim, step); i < sim->columns->count; i = sim_next(sim, step, i))
        sim_block(sim, out, i);
    return true;
}

#define STRATEGY(function)                                                                         \
    {                                                                                              \
        .name = #function, .unit = "requests", .settings = no_settings, .run = function            \
    }
static const struct strategy serving = STRATEGY(serve), halving = STRATEGY(halve),
                             moving = STRATEGY(move), refusing = STRATEGY(refuse_all);

static void add_calls(struct kit *k)
{
    static const char *const models[] = {"gpt-4o", "gpt-4.1", "no-such-model"};
    static const char *const features[] = {NULL, "chat", "search"};
    for (int i = 0; i < 90; i++)
        (void)kit_add(k, (struct kit_call){
                             .ts_s = i,
                             .latency_s = i % 5 ? 2 : -1,
                             .model = models[i % 10 == 9 ? 2 : i % 2],
                             .feature = features[i / 7 % 3],
                             .tok = {.n = {[TOK_INPUT] = (uint32_t)(1001 + 37 * i),
                                           [TOK_OUTPUT] = (uint32_t)(7 * i)}},
                             .is_error = i % 17 == 16,
                             .is_gateway_hit = i % 23 == 22,
                         });
}

static void run_steps(struct kit *k, const struct strategy *const *list, int count)
{
    assert_true(price_book_builtin(&k->book, &k->arena, &k->err));
    policy_init(&k->policy, &k->arena, KIT_START_US);
    for (int i = 0; i < count; i++)
        assert_non_null(policy_add(&k->policy, list[i], &k->err));
    k->wants = (struct column_wants){.arena = &k->arena};
    assert_true(policy_prepare(&k->policy, &k->wants, &k->err));
    kit_columns(k);
    struct simulation_options options = {.book = k->book};
    assert_true(simulation_run(&k->sim, &k->columns, &k->policy, &options, &k->arena, &k->err));
}

static void the_parts_sum_to_the_whole_by_feature_too(void **state)
{
    (void)state;
    static const struct strategy *const list[] = {&serving, &halving, &moving, &serving, &refusing};
    struct kit k = {0};
    add_calls(&k);
    run_steps(&k, list, 5);
    const struct simulation *sim = &k.sim;
    assert_true(sim->baseline_nusd > 0);
    assert_int_equal(simulation_saved_nusd(sim), sim->baseline_nusd - sim->final_nusd);
    for (uint32_t f = 0; f < k.columns.feature_count; f++) {
        int64_t saved = 0;
        for (int s = 0; s < 5; s++)
            saved += sim->outcomes[s].feature_nusd[f];
        assert_int_equal(saved, sim->feature_baseline_nusd[f] - sim->feature_final_nusd[f]);
    }
    // Refused calls cost what was charged for them: 60 were moved at $0.001, nine of them have no
    // price.
    assert_int_equal(sim->outcomes[2].requests_in, 60);
    int64_t priced = 0;
    for (int64_t i = 0; i < k.columns.count; i++)
        priced += i % 3 != 0 && sim->cost_nusd[i] != UNKNOWN;
    assert_int_equal(sim->final_nusd, priced * 1000000);
    kit_release(&k);
}

static void a_step_is_priced_as_the_book_prices_the_call(void **state)
{
    (void)state;
    static const struct strategy *const list[] = {&halving};
    struct kit k = {0};
    // gpt-4o: $2.50 and $1.25 for reads, $10: 1000 fresh → 500 + 500.
    (void)kit_add(&k, (struct kit_call){.tok = {.n = {[TOK_INPUT] = 1000, [TOK_OUTPUT] = 100}}});
    run_steps(&k, list, 1);
    assert_int_equal(k.sim.baseline_nusd, 2500000 + 1000000);
    assert_int_equal(k.sim.final_nusd, 1250000 + 625000 + 1000000);
    assert_int_equal(k.sim.outcomes[0].saved_nusd, 625000);
    kit_release(&k);
}

static void a_call_without_a_price_is_counted_never_money(void **state)
{
    (void)state;
    static const struct strategy *const list[] = {&serving};
    struct kit k = {0};
    (void)kit_add(&k,
                  (struct kit_call){.model = "no-such-model", .tok = {.n = {[TOK_INPUT] = 1000}}});
    run_steps(&k, list, 1);
    assert_int_equal(k.sim.baseline_nusd, 0);
    assert_int_equal(k.sim.outcomes[0].saved_nusd, 0);
    assert_int_equal(k.sim.outcomes[0].unpriced, 1);
    assert_int_equal(k.sim.unpriced, 1);
    assert_int_equal(k.sim.cost_nusd[0], UNKNOWN);
    kit_release(&k);
}

static void an_unknown_latency_is_the_median_of_its_model(void **state)
{
    (void)state;
    static const double latencies[] = {5, 1, -1, 3, 9, -1};
    struct kit k = {0};
    for (int i = 0; i < 6; i++)
        (void)kit_add(&k, (struct kit_call){.ts_s = i, .latency_s = latencies[i]});
    (void)kit_add(&k, (struct kit_call){.ts_s = 7, .latency_s = -1, .model = "gpt-4.1"});
    run_steps(&k, NULL, 0);
    assert_int_equal(sim_latency_us(&k.sim, 0), 5000000);
    assert_int_equal(sim_latency_us(&k.sim, 2), 3000000);
    assert_int_equal(sim_latency_us(&k.sim, 6), 0);
    assert_false(sim_latency_is_known(&k.sim, 6));
    kit_release(&k);
}

static bool stop_at_once(void *self)
{
    (void)self;
    return true;
}

static void a_stop_is_an_interruption(void **state)
{
    (void)state;
    struct kit k = {0};
    add_calls(&k);
    assert_true(price_book_builtin(&k.book, &k.arena, &k.err));
    policy_init(&k.policy, &k.arena, KIT_START_US);
    assert_non_null(policy_add(&k.policy, &serving, &k.err));
    kit_columns(&k);
    struct simulation_options options = {.book = k.book, .stop = stop_at_once};
    assert_false(simulation_run(&k.sim, &k.columns, &k.policy, &options, &k.arena, &k.err));
    assert_int_equal(k.err.code, ERR_INTERRUPTED);
    kit_release(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_parts_sum_to_the_whole_by_feature_too),
        cmocka_unit_test(a_step_is_priced_as_the_book_prices_the_call),
        cmocka_unit_test(a_call_without_a_price_is_counted_never_money),
        cmocka_unit_test(an_unknown_latency_is_the_median_of_its_model),
        cmocka_unit_test(a_stop_is_an_interruption),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
