// test_reprice.c - other prices for the same calls: another book, everything on one model.
#include "tests/simulate/call_kit.h"

static void e9_the_token_above_272000_makes_the_whole_request_dearer(void **state)
{
    (void)state;
    static const struct {
        uint32_t input_tok;
        int64_t want_nusd;
    } cases[] = {{272000, 554000000}, {272001, 1103004000}};
    for (size_t c = 0; c < 2; c++) {
        struct kit k = {0};
        kit_add(&k, (struct kit_call){
                        .model = "gpt-4o",
                        .tok.n = {[TOK_INPUT] = cases[c].input_tok, [TOK_OUTPUT] = 1000}});
        kit_run(&k, "{\"strategies\":[{\"strategy\":\"reprice\",\"model\":\"gpt-6-sol\"}]}");
        assert_int_equal(k.sim.final_nusd, cases[c].want_nusd);
        kit_release(&k);
    }
}

static void e17_cached_tokens_cost_half_on_gpt_4o(void **state)
{
    (void)state;
    struct kit k = {0};
    kit_add(&k, (struct kit_call){.model = "gpt-4o-mini",
                                  .tok.n = {[TOK_INPUT] = 86, [TOK_CACHE_READ] = 1920}});
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"reprice\",\"model\":\"gpt-4o\"}]}");
    assert_int_equal(k.sim.final_nusd, 2615000);
    kit_release(&k);
}

static void everything_on_one_model_agrees_with_the_slow_twin(void **state)
{
    (void)state;
    struct kit k = {0};
    add_random_calls(&k, 41, 3000);
    // Without a cache nothing depends on families.
    for (int64_t i = 0; i < k.count; i++)
        k.calls[i].tok.n[TOK_CACHE_READ] = k.calls[i].tok.n[TOK_CACHE_WRITE_5M] =
            k.calls[i].tok.n[TOK_CACHE_WRITE_1H] = 0;
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"reprice\",\"model\":\"openai/gpt-4o-mini\"}]}");
    int64_t cost = 0, unpriced = 0;
    for (int64_t i = 0; i < k.count; i++) {
        const struct kit_call *c = &k.calls[i];
        int64_t before = priced_as(&k, i, &c->tok, c->provider, c->model, c->tier);
        int64_t after = priced_as(&k, i, &c->tok, "openai", "gpt-4o-mini", c->tier);
        if (c->is_gateway_hit)
            continue;
        unpriced += before == UNKNOWN || after == UNKNOWN;
        cost += before == UNKNOWN ? 0 : after == UNKNOWN ? before : after;
    }
    assert_int_equal(k.sim.final_nusd, cost);
    assert_true(unpriced > 0);
    assert_int_equal(figure(&k, "not_priced").i, unpriced);
    kit_release(&k);
}

static void another_book_prices_every_call_of_its_models(void **state)
{
    (void)state;
    struct kit k = {0};
    static const char json[] =
        "{\"sample_spec\":{},\"gpt-4o\":{\"litellm_provider\":\"openai\",\"mode\":\"chat\","
        "\"input_cost_per_token\":1e-06,\"output_cost_per_token\":4e-06}}";
    kit_add(&k, (struct kit_call){.tok.n = {[TOK_INPUT] = 1000, [TOK_OUTPUT] = 100}});
    kit_add(&k, (struct kit_call){.provider = "anthropic",
                                  .model = "claude-sonnet-4-6",
                                  .tok.n = {[TOK_INPUT] = 1000}});
    k.other_book = price_book_empty(&k.arena);
    assert_true(price_book_import(k.other_book, str_of(json), S("other.json"), &k.err));
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"reprice\",\"book\":\"other.json\"}]}");
    assert_true(str_eq(k.wants.book_path, S("other.json")));
    assert_int_equal(k.sim.baseline_nusd, 1000 * 2500 + 100 * 10000 + 1000 * 3000);
    // The call without a price keeps what it cost and is said to have none.
    assert_int_equal(k.sim.final_nusd, 1000 * 1000 + 100 * 4000 + 1000 * 3000);
    assert_int_equal(figure(&k, "not_priced").i, 1);
    const struct table *t = outcome_table_of(&k, "repriced_by_model");
    assert_int_equal(t->row_count, 2);
    assert_int_equal(table_cell(t, 0, "saved_usd").i, 1000 * 1500 + 100 * 6000);
    assert_true(table_cell(t, 1, "saved_usd").is_null);
    kit_release(&k);
}

static void embeddings_stay_where_they_are(void **state)
{
    (void)state;
    struct kit k = {0};
    kit_add(&k,
            (struct kit_call){.model = "text-embedding-3-small", .tok.n = {[TOK_INPUT] = 1000}});
    kit_add(&k, (struct kit_call){.model = "gpt-4o", .tok.n = {[TOK_INPUT] = 1000}});
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"reprice\",\"model\":\"gpt-4o-mini\"}]}");
    assert_int_equal(k.sim.final_nusd, 1000 * 20 + 1000 * 150);
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"gpt-4o-mini\","
                "\"tasks\":\"any\"}]}");
    assert_int_equal(k.sim.final_nusd, 1000 * 20 + 1000 * 150);
    kit_release(&k);
}

static void a_book_or_a_model_is_wanted(void **state)
{
    (void)state;
    struct kit k = {0};
    refused(&k, "{\"strategies\":[{\"strategy\":\"reprice\"}]}", "book or model");
    refused(&k, "{\"strategies\":[{\"strategy\":\"reprice\",\"book\":\"gone.json\"}]}", "not read");
    refused(&k,
            "{\"strategies\":[{\"strategy\":\"reprice\",\"book\":\"a\"},"
            "{\"strategy\":\"reprice\",\"book\":\"b\"}]}",
            "one other price book");
    kit_release(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(e9_the_token_above_272000_makes_the_whole_request_dearer),
        cmocka_unit_test(e17_cached_tokens_cost_half_on_gpt_4o),
        cmocka_unit_test(everything_on_one_model_agrees_with_the_slow_twin),
        cmocka_unit_test(another_book_prices_every_call_of_its_models),
        cmocka_unit_test(embeddings_stay_where_they_are),
        cmocka_unit_test(a_book_or_a_model_is_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
