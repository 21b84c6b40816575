// test_prompt_trim.c - shorter system prompts: what goes, from which class, and of whose calls.
#include "tests/simulate/call_kit.h"

// Columns number system prompts from 1 in the order of first sight; 0 = none.
static void set_trims(struct kit *k, const struct trim_column *trims, size_t count)
{
    k->trims = ARENA_ARRAY(&k->arena, struct trim_column, (size_t)k->count + 2);
    memcpy(k->trims + 1, trims, count * sizeof *trims);
}

static void tokens_go_by_their_share_of_the_bytes_reads_first(void **state)
{
    (void)state;
    struct kit k = {0};
    const struct trim_column trim = {
        .bytes = {[TRIM_REPEAT] = 100, [TRIM_FILLER] = 50, [TRIM_SPACE] = 50},
        .idle_tool_bytes = 400,
    };
    kit_add(&k, (struct kit_call){
                    .system = 5,
                    .tok.n = {[TOK_INPUT] = 100, [TOK_CACHE_READ] = 900},
                    .part_bytes = {[PART_TOOLS] = 800, [PART_SYSTEM] = 800, [PART_QUESTION] = 400},
                });
    set_trims(&k, &trim, 1);
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"prompt_trim\"}]}");
    assert_int_equal(k.sim.outcomes[0].saved_tok, 100);
    assert_int_equal(k.sim.outcomes[0].saved_nusd, 100 * 1250);
    const struct table *t = outcome_table_of(&k, "trimmed_prompts");
    assert_int_equal(table_cell(t, 0, "repeat_bytes").i, 100);
    assert_int_equal(table_cell(t, 0, "requests").i, 1);
    assert_true(table_cell(t, 0, "idle_tools_bytes").is_null);
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"prompt_trim\",\"edits\":\"idle_tools\"}]}");
    assert_int_equal(k.sim.outcomes[0].saved_tok, 200);
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"prompt_trim\",\"edits\":[\"space\"]}]}");
    assert_int_equal(k.sim.outcomes[0].saved_tok, 25);
    kit_release(&k);
}

static void trimming_agrees_with_the_slow_twin_on_random_requests(void **state)
{
    (void)state;
    struct kit k = {0};
    struct dice d = {8};
    struct trim_column trims[5];
    add_random_calls(&k, 21, 3000);
    for (int s = 0; s < 5; s++)
        trims[s] = (struct trim_column){
            .bytes = {(int64_t)dice_roll(&d, 300), 10, (int64_t)dice_roll(&d, 300), 40},
            .idle_tool_bytes = (int64_t)dice_roll(&d, 5000)};
    set_trims(&k, trims, 5);
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"prompt_trim\",\"edits\":"
                "[\"repeat\",\"filler\",\"idle_tools\"]}]}");
    int64_t cost = 0, changed = 0;
    const uint32_t *systems = k.columns.keys[0].ids;
    for (int64_t i = 0; i < k.count; i++) {
        const struct kit_call *c = &k.calls[i];
        struct tokens tok = c->tok;
        const struct trim_column *trim = &k.trims[systems[i]];
        int64_t gone = trim->bytes[TRIM_REPEAT] + trim->bytes[TRIM_FILLER] + trim->idle_tool_bytes;
        int64_t front = (int64_t)c->part_bytes[PART_TOOLS] + c->part_bytes[PART_SYSTEM];
        int64_t all = front + c->part_bytes[PART_HISTORY] + c->part_bytes[PART_RETRIEVED] +
                      c->part_bytes[PART_QUESTION];
        int64_t input = tokens_input(&tok);
        gone = gone < front ? gone : front;
        if (all && !c->is_gateway_hit)
            prompt_thin(&tok, input * front / all, input * gone / all);
        changed += tokens_input(&tok) != input;
        int64_t nusd = priced_as(&k, i, &tok, c->provider, c->model, c->tier);
        cost += nusd == UNKNOWN ? 0 : nusd;
    }
    assert_int_equal(k.sim.final_nusd, cost);
    assert_int_equal(k.sim.outcomes[0].hits, changed);
    const struct table *t = outcome_table_of(&k, "trimmed_prompts");
    int64_t saved = 0;
    for (int64_t r = 0; r < t->row_count; r++)
        saved += table_cell(t, r, "saved_usd").i;
    assert_int_equal(saved, k.sim.outcomes[0].saved_nusd);
    kit_release(&k);
}

// What sessions share is the front: of 1,060 tokens 72 go, and the cache keeps none below 1,024.
static void a_front_that_gets_too_short_for_the_cache_is_counted(void **state)
{
    (void)state;
    static const struct {
        uint32_t system_bytes, read_tok;
        int64_t below;
    } cases[] = {
        {1060, 1060, 1}, {1060, 1239, 1}, {1060, 0, 0},
        {1100, 1100, 0}, {1000, 1040, 1}, {1000, 1000, 0},
    };
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        struct kit k = {0};
        const struct trim_column trim = {.bytes = {[TRIM_FILLER] = 72}};
        kit_add(
            &k,
            (struct kit_call){
                .provider = "anthropic",
                .model = "claude-sonnet-4-6",
                .ts_s = 1790000000,
                .system = 5,
                .tok.n =
                    {[TOK_INPUT] = 1240 - cases[n].read_tok, [TOK_CACHE_READ] = cases[n].read_tok},
                .part_bytes = {[PART_SYSTEM] = cases[n].system_bytes,
                               [PART_QUESTION] = 1240 - cases[n].system_bytes},
            });
        set_trims(&k, &trim, 1);
        kit_run(&k, "{\"strategies\":[{\"strategy\":\"prompt_trim\"}]}");
        assert_int_equal(figure(&k, "below_cache_minimum").i, cases[n].below);
        kit_release(&k);
    }
}

static void an_unknown_edit_is_named(void **state)
{
    (void)state;
    struct kit k = {0};
    refused(&k, "{\"strategies\":[{\"strategy\":\"prompt_trim\",\"edits\":[\"fillr\"]}]}",
            "filler");
    kit_release(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_go_by_their_share_of_the_bytes_reads_first),
        cmocka_unit_test(trimming_agrees_with_the_slow_twin_on_random_requests),
        cmocka_unit_test(a_front_that_gets_too_short_for_the_cache_is_counted),
        cmocka_unit_test(an_unknown_edit_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
