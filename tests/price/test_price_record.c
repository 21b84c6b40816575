// test_price_record.c - what a record costs: hits, failures, silence, names asked and billed, and
// the cache that must not change any of it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "price/price.h"

static struct arena arena;
static struct price_book *book;

static int open_book(void **state)
{
    (void)state;
    struct err e = {0};
    if (!price_book_builtin(&book, &arena, &e))
        fail_msg("%s", e.text);
    return 0;
}

static int close_book(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct record a_call(const char *provider, const char *model)
{
    struct record r;
    record_init(&r);
    r.names[NAME_PROVIDER] = str_of(provider);
    r.names[NAME_MODEL] = str_of(model);
    r.usage.tok[TOK_INPUT] = 1000;
    r.usage.tok[TOK_OUTPUT] = 100;
    return r;
}

// Prices it with and without a cache (twice, so that the cache answers), which must agree.
static void price(struct record *r)
{
    struct price_cache cache = {.book = book};
    struct record cached = *r;
    price_record(book, r);
    for (int i = 0; i < 2; i++) {
        cached.cost_nusd = cached.output_cost_nusd = 77;
        cached.price_row = 77;
        price_record_cached(&cache, &cached);
        assert_int_equal(cached.cost_nusd, r->cost_nusd);
        assert_int_equal(cached.output_cost_nusd, r->output_cost_nusd);
        assert_int_equal(cached.price_row, r->price_row);
    }
    price_cache_release(&cache);
}

static void a_call_gets_its_cost_and_row(void **state)
{
    (void)state;
    struct record r = a_call("openai", "gpt-4o-2024-08-06");
    price(&r);
    assert_int_equal(r.cost_nusd, 3500000);
    assert_int_equal(r.output_cost_nusd, 1000000);
    const struct price_row *row = price_row_by_number(book, r.price_row);
    assert_true(str_eq(price_row_id(row), S("openai/gpt-4o")));
}

static void an_unknown_model_has_no_cost_never_zero(void **state)
{
    (void)state;
    struct record r = a_call("openai", "gpt-99");
    price(&r);
    assert_int_equal(r.cost_nusd, UNKNOWN);
    assert_int_equal(r.output_cost_nusd, UNKNOWN);
    assert_int_equal(r.price_row, 0);
}

static void the_model_asked_for_stands_in_for_the_one_billed(void **state)
{
    (void)state;
    struct record r = a_call("openai", "deployment-7");
    r.names[NAME_MODEL_REQUESTED] = S("gpt-4o");
    price(&r);
    assert_int_equal(r.cost_nusd, 3500000);
    r.names[NAME_MODEL] = (struct str){NULL, 0};
    price(&r);
    assert_int_equal(r.cost_nusd, 3500000);
    r.names[NAME_MODEL] = S("gpt-4o-mini");
    price(&r);
    assert_int_equal(r.cost_nusd, 210000);
}

static void a_gateway_hit_and_a_failure_without_usage_cost_nothing(void **state)
{
    (void)state;
    struct record r = a_call("openai", "gpt-4o");
    r.gateway_hit = TRI_YES;
    price(&r);
    assert_int_equal(r.cost_nusd, 0);
    assert_int_equal(r.output_cost_nusd, 0);

    r = a_call("openai", "gpt-99");
    usage_init(&r.usage);
    r.is_error = true;
    price(&r);
    assert_int_equal(r.cost_nusd, 0);

    r = a_call("openai", "gpt-4o");
    r.is_error = true;
    price(&r);
    assert_int_equal(r.cost_nusd, 3500000);
}

static void silence_about_tokens_keeps_the_row_for_the_estimate(void **state)
{
    (void)state;
    struct record r = a_call("openai", "gpt-4o");
    usage_init(&r.usage);
    price(&r);
    assert_int_equal(r.cost_nusd, UNKNOWN);
    assert_true(r.price_row > 0);
}

// Everything that is billed as output, each side rounded once.
static void the_cost_of_the_output_is_a_part_of_the_total(void **state)
{
    (void)state;
    static const struct {
        struct price_cost cost;
        int64_t want_total, want_output;
    } cases[] = {
        {{.pusd = {[TOK_INPUT] = 400, [TOK_OUTPUT] = 500}, .total_pusd = 900}, 1, 1},
        {{.pusd = {[TOK_INPUT] = 900, [TOK_OUTPUT] = 499}, .total_pusd = 1399}, 1, 0},
        {{.pusd = {[TOK_OUTPUT] = 700,
                   [TOK_REASONING] = 5000,
                   [TOK_AUDIO_OUT] = 20000,
                   [TOK_IMAGE_OUT] = 300000,
                   [TOK_AUDIO_IN] = 4000000,
                   [PRICE_REQUEST] = 1000000},
          .total_pusd = 5325700},
         5326,
         326},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(price_total_nusd(&cases[i].cost), cases[i].want_total);
        assert_int_equal(price_output_nusd(&cases[i].cost), cases[i].want_output);
    }
}

static void the_tier_and_the_time_of_the_call_count(void **state)
{
    (void)state;
    struct record r = a_call("openai", "gpt-4o");
    r.tier = TIER_BATCH;
    price(&r);
    assert_int_equal(r.cost_nusd, 1750000);
    r = a_call("openai", "o3");
    r.ts_us = 1749513599999999;  // 2025-06-09T23:59:59.999999Z
    price(&r);
    assert_int_equal(r.cost_nusd, 14000000);
    r.ts_us++;
    price(&r);
    assert_int_equal(r.cost_nusd, 2800000);
    // A tier that nobody sells is unpriced, not priced as standard.
    r = a_call("anthropic", "claude-sonnet-4-6");
    r.tier = TIER_PRIORITY;
    price(&r);
    assert_int_equal(r.cost_nusd, UNKNOWN);
}

static void a_cache_stays_right_and_small_under_many_names(void **state)
{
    (void)state;
    struct price_cache cache = {.book = book};
    size_t most_bytes = 0;
    for (int i = 0; i < 20000; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "model-%d", i);
        struct record unknown = a_call("openai", name);
        price_record_cached(&cache, &unknown);
        assert_int_equal(unknown.cost_nusd, UNKNOWN);
        struct record known = a_call("openai", "gpt-4o");
        price_record_cached(&cache, &known);
        assert_int_equal(known.cost_nusd, 3500000);
        most_bytes = cache.arena.total_bytes > most_bytes ? cache.arena.total_bytes : most_bytes;
    }
    assert_true(most_bytes < (size_t)1024 * 1024);
    price_cache_release(&cache);
}

static void providers_have_one_name(void **state)
{
    (void)state;
    static const struct {
        const char *name, *want;
    } cases[] = {
        {"openai", "openai"},
        {"OpenAI", "openai"},
        {"Azure OpenAI", "azure"},
        {"azure_openai", "azure"},
        {"az.ai.openai", "azure"},
        {"azure.ai.inference", "azure"},
        {"aws.bedrock", "aws"},
        {"bedrock_converse", "aws"},
        {"gcp.vertex_ai", "google"},
        {"vertex_ai-anthropic_models", "google"},
        {"google_genai", "google"},
        {"gemini", "google"},
        {"xai", "x-ai"},
        {"x_ai", "x-ai"},
        {"mistral_ai", "mistral"},
        {"together_ai", "together"},
        {"fireworks_ai", "fireworks"},
        {"cohere_chat", "cohere"},
        {"moonshot", "moonshotai"},
        {" anthropic ", "anthropic"},
        {"Some Proxy", "some proxy"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str got = price_canonical_provider(str_of(cases[i].name), &arena);
        if (!str_eq(got, str_of(cases[i].want)))
            fail_msg("%s: %.*s", cases[i].name, STR_ARG(got));
    }
}

static void bare_names_have_no_prefix(void **state)
{
    (void)state;
    static const struct {
        const char *name, *want;
    } cases[] = {
        {"gpt-4o", "gpt-4o"},
        {"GPT-4o", "gpt-4o"},
        {"gpt-4.1", "gpt-4.1"},
        {"openai/gpt-4o-2024-08-06", "gpt-4o-2024-08-06"},
        {"models/gemini-2.5-pro", "gemini-2.5-pro"},
        {"publishers/google/models/gemini-2.5-pro", "gemini-2.5-pro"},
        {"us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929-v1:0"},
        {"bedrock/us-gov.anthropic.claude-3-haiku", "claude-3-haiku"},
        {"accounts/fireworks/models/llama-v3p1-8b", "llama-v3p1-8b"},
        {"~anthropic/claude-opus-latest", "claude-opus-latest"},
        {"trailing/", "trailing/"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str got = price_bare_model(str_of(cases[i].name), &arena);
        if (!str_eq(got, str_of(cases[i].want)))
            fail_msg("%s: %.*s", cases[i].name, STR_ARG(got));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_gets_its_cost_and_row),
        cmocka_unit_test(an_unknown_model_has_no_cost_never_zero),
        cmocka_unit_test(the_model_asked_for_stands_in_for_the_one_billed),
        cmocka_unit_test(a_gateway_hit_and_a_failure_without_usage_cost_nothing),
        cmocka_unit_test(silence_about_tokens_keeps_the_row_for_the_estimate),
        cmocka_unit_test(the_cost_of_the_output_is_a_part_of_the_total),
        cmocka_unit_test(the_tier_and_the_time_of_the_call_count),
        cmocka_unit_test(a_cache_stays_right_and_small_under_many_names),
        cmocka_unit_test(providers_have_one_name),
        cmocka_unit_test(bare_names_have_no_prefix),
    };
    return cmocka_run_group_tests(tests, open_book, close_book);
}
