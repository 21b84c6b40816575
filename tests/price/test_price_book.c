// test_price_book.c - the built-in book: models by any of their names, history, and the worked
// examples.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/time.h"
#include "price/check.h"
#include "price/price_row.h"

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

static int64_t at(const char *time)
{
    int64_t us = UNKNOWN;
    assert_true(time_parse(str_of(time), &us));
    return us;
}

static const struct price_row *find(const char *provider, const char *model, const char *time)
{
    return price_find(book, str_of(provider), str_of(model), TIER_STANDARD,
                      time ? at(time) : UNKNOWN);
}

static struct usage usage(int64_t input, int64_t read, int64_t write_5m, int64_t output)
{
    struct usage u;
    usage_init(&u);
    u.tok[TOK_INPUT] = input;
    u.tok[TOK_CACHE_READ] = read;
    u.tok[TOK_CACHE_WRITE_5M] = write_5m;
    u.tok[TOK_OUTPUT] = output;
    return u;
}

static int64_t cost_of(const struct price_row *row, struct usage u, enum tier tier)
{
    struct price_cost cost;
    if (!row)
        fail_msg("no row");
    if (!price_cost(row, &u, tier, &cost))
        fail_msg("%.*s: no price", STR_ARG(price_row_id(row)));
    return price_total_nusd(&cost);
}

static void assert_found(const char *provider, const char *model, const char *want_provider,
                         const char *want_model)
{
    const struct price_row *row = find(provider, model, NULL);
    if (!row || !str_eq(price_row_provider(row), str_of(want_provider)) ||
        !str_eq(price_row_model(row), str_of(want_model)))
        fail_msg("%s %s: %.*s", provider, model, STR_ARG(row ? price_row_id(row) : S("none")));
}

static void models_are_found_by_any_of_their_names(void **state)
{
    (void)state;
    static const struct {
        const char *provider, *model, *want_provider, *want_model;
    } cases[] = {
        {"openai", "gpt-4o", "openai", "gpt-4o"},
        {"openai", "gpt-4o-2024-08-06", "openai", "gpt-4o"},
        {"openai", "gpt-4o-2024-05-13", "openai", "gpt-4o-2024-05-13"},
        {"openai", "gpt-4o-mini-2024-07-18", "openai", "gpt-4o-mini"},
        {"openai", "gpt-4-0613", "openai", "gpt-4"},
        {"openai", "GPT-4", "openai", "gpt-4"},
        {"openai", "gpt-3.5-turbo-0125", "openai", "gpt-3.5-turbo"},
        {"openai", "text-embedding-3-small", "openai", "text-embedding-3-small"},
        {"openai", "gpt-4o-audio-preview-2025-06-03", "openai", "gpt-4o-audio-preview"},
        {"openai", "ft:gpt-4o-mini-2024-07-18:acme::abc", "openai", "ft:gpt-4o-mini"},
        {"openai", "chatgpt-4o-latest", "openai", "chatgpt-4o"},
        {"", "gpt-4o", "openai", "gpt-4o"},
        {"", "openai/gpt-4o-mini", "openai", "gpt-4o-mini"},
        {"", "o3-2025-04-16", "openai", "o3"},
        {"anthropic", "claude-sonnet-4-5-20250929", "anthropic", "claude-sonnet-4-5"},
        {"anthropic", "claude-3-5-sonnet-latest", "anthropic", "claude-3-5-sonnet"},
        {"anthropic", "claude-3.5-sonnet", "anthropic", "claude-3-5-sonnet"},
        {"anthropic", "claude-opus-4-20250514", "anthropic", "claude-opus-4-0"},
        {"anthropic", "claude-2.1", "anthropic", "claude-2"},
        {"", "claude-3-opus-20240229", "anthropic", "claude-3-opus"},
        {"google", "gemini-2.5-pro", "google", "gemini-2.5-pro"},
        {"google", "models/gemini-1.5-flash-002", "google", "gemini-1.5-flash"},
        {"google", "gemini-2.5-pro-preview-05-06", "google", "gemini-2.5-pro"},
        {"google", "gemini-2.5-flash-preview-09-2025", "google", "gemini-2.5-flash"},
        {"google", "gemini-2.5-flash-preview-05-20", "google", "gemini-2.5-flash-preview"},
        {"vertex_ai", "publishers/google/models/gemini-2.0-flash-001", "google",
         "gemini-2.0-flash"},
        {"vertex_ai", "claude-sonnet-4-5@20250929", "anthropic", "claude-sonnet-4-5"},
        {"gcp.vertex_ai", "publishers/anthropic/models/claude-3-5-haiku@20241022", "anthropic",
         "claude-3-5-haiku"},
        {"aws", "anthropic.claude-sonnet-4-5-20250929-v1:0", "aws", "anthropic.claude-sonnet-4-5"},
        {"aws", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "aws",
         "anthropic.claude-sonnet-4-5"},
        {"aws", "global.anthropic.claude-sonnet-4-5-20250929-v1:0", "aws",
         "global.anthropic.claude-sonnet-4-5"},
        {"bedrock",
         "arn:aws:bedrock:us-east-1:123456789012:inference-profile/"
         "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
         "aws", "anthropic.claude-haiku-4-5"},
        {"aws", "amazon.titan-embed-text-v2:0", "aws", "amazon.titan-embed-text-v2"},
        {"", "us.amazon.nova-pro-v1:0", "aws", "amazon.nova-pro"},
        {"", "bedrock/us.amazon.nova-lite-v1:0", "aws", "amazon.nova-lite"},
        {"aws", "meta.llama3-1-70b-instruct-v1:0", "aws", "meta.llama3-1-70b-instruct"},
        {"Azure OpenAI", "gpt-4o", "openai", "gpt-4o"},
        {"azure", "gpt-35-turbo", "openai", "gpt-3.5-turbo"},
        {"az.ai.openai", "o4-mini-2025-04-16", "azure", "o4-mini"},
        {"openrouter", "anthropic/claude-3.5-sonnet", "anthropic", "claude-3-5-sonnet"},
        {"openrouter", "anthropic/claude-sonnet-4.6:beta", "anthropic", "claude-sonnet-4-6"},
        {"openrouter", "openai/gpt-4o-mini", "openai", "gpt-4o-mini"},
        {"openrouter", "anthropic/claude-4.6-sonnet-20260217", "anthropic", "claude-sonnet-4-6"},
        {"openai", "davinci:2023-07-21-v2", "openai", "davinci-002"},
        {"openrouter", "meta-llama/llama-3.3-70b-instruct", "openrouter",
         "meta-llama/llama-3.3-70b-instruct"},
        {"openrouter", "meta-llama/llama-3.3-70b-instruct:free", "openrouter", ":free"},
        {"litellm", "bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0", "aws",
         "anthropic.claude-sonnet-4-5"},
        {"litellm", "gpt-4o", "openai", "gpt-4o"},
        {"openai", "claude-haiku-4-5", "anthropic", "claude-haiku-4-5"},
        {"our-own-proxy", "claude-haiku-4-5", "anthropic", "claude-haiku-4-5"},
        {"groq", "llama-3.3-70b-versatile", "groq", "llama-3.3-70b-versatile"},
        {"deepseek", "deepseek-chat", "deepseek", "deepseek-chat"},
        {"xai", "grok-4-latest", "x-ai", "grok-4-0709"},
        {"mistralai", "mistral-large-2411", "mistral", "mistral-large"},
        {"cohere", "command-r-plus-08-2024", "cohere", "command-r-plus"},
        {"perplexity", "sonar-pro", "perplexity", "sonar-pro"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_found(cases[i].provider, cases[i].model, cases[i].want_provider,
                     cases[i].want_model);
    }
}

static void what_is_not_in_the_book_has_no_price(void **state)
{
    (void)state;
    static const struct {
        const char *provider, *model;
    } cases[] = {
        {"openai", "gpt-99"},
        {"openai", ""},
        {"", ""},
        {"anthropic", "claude-opus-4-6-fast"},
        {"openai", "gpt-oss-120b"},
        {"ollama", "deepseek-r1"},
        {"openai", "ft:gpt-99:acme"},
        {"openrouter", "nobody/nothing"},
        {"groq", "gpt-4o"},
        {"vllm", "gpt-4o"},
        {"aws", "application-inference-profile/abc"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct price_row *row = find(cases[i].provider, cases[i].model, NULL);
        if (row)
            fail_msg("%s %s: %.*s", cases[i].provider, cases[i].model, STR_ARG(price_row_id(row)));
    }
    char endless[5000];
    memset(endless, 'a', sizeof endless);
    struct str name = {endless, sizeof endless};
    assert_null(price_find(book, name, name, TIER_STANDARD, UNKNOWN));
    assert_null(price_find(book, S("openai"), (struct str){NULL, 0}, TIER_STANDARD, UNKNOWN));
}

static void e4_a_cached_prefix_on_sonnet(void **state)
{
    (void)state;
    const struct price_row *row = find("anthropic", "claude-sonnet-4-6", "2026-09-01T00:00:00Z");
    int64_t first = cost_of(row, usage(500, 0, 8000, 0), TIER_STANDARD);
    int64_t later = cost_of(row, usage(500, 8000, 0, 0), TIER_STANDARD);
    assert_int_equal(first, 31500000);
    assert_int_equal(later, 3900000);
    assert_int_equal(first + 9 * later, 66600000);
    assert_int_equal(10 * cost_of(row, usage(8500, 0, 0, 0), TIER_STANDARD), 255000000);
    assert_int_equal(10 * cost_of(row, usage(0, 0, 0, 300), TIER_STANDARD), 45000000);
    struct usage long_lived = usage(500, 0, 0, 0);
    long_lived.tok[TOK_CACHE_WRITE_1H] = 8000;
    assert_int_equal(cost_of(row, long_lived, TIER_STANDARD) + 9 * later, 84600000);
}

static void e9_a_threshold_re_prices_the_whole_request(void **state)
{
    (void)state;
    const struct price_row *row = find("openai", "gpt-6-sol", NULL);
    assert_int_equal(cost_of(row, usage(272000, 0, 0, 1000), TIER_STANDARD), 554000000);
    assert_int_equal(cost_of(row, usage(272001, 0, 0, 1000), TIER_STANDARD), 1103004000);
    // Reads and writes count as input.
    assert_int_equal(cost_of(row, usage(1, 270000, 2000, 0), TIER_STANDARD),
                     4000 + 270000 * 400 + 2000 * 5000);
    struct usage u = usage(272001, 0, 0, 0);
    struct price_cost cost;
    assert_true(price_cost(row, &u, TIER_STANDARD, &cost));
    assert_int_equal(cost.threshold_tok, 272000);
}

static void e10_batch_and_cache_stack_at_anthropic_and_not_at_google(void **state)
{
    (void)state;
    assert_int_equal(
        cost_of(find("anthropic", "claude-sonnet-4-6", NULL), usage(0, 1000000, 0, 0), TIER_BATCH),
        150000000);
    const struct price_row *gemini = find("google", "gemini-2.5-pro", NULL);
    assert_int_equal(cost_of(gemini, usage(0, 200000, 0, 0), TIER_BATCH), 200000 * 125);
    assert_int_equal(cost_of(gemini, usage(200000, 0, 0, 0), TIER_BATCH), 200000 * 625);
    assert_int_equal(cost_of(gemini, usage(0, 0, 0, 200000), TIER_BATCH), 200000 * 5000);
}

static void e17_openai_classes_are_exclusive(void **state)
{
    (void)state;
    assert_int_equal(cost_of(find("openai", "gpt-4o", NULL), usage(86, 1920, 0, 0), TIER_STANDARD),
                     2615000);
}

static void prices_follow_their_dates(void **state)
{
    (void)state;
    static const struct {
        const char *provider, *model, *time;
        int64_t want_input_pusd;
    } cases[] = {
        {"openai", "o3", "2025-06-09T23:59:59Z", 10000000},
        {"openai", "o3", "2025-06-10T00:00:00Z", 2000000},
        {"openai", "gpt-5.6-luna", "2026-07-29T23:59:59Z", 1000000},
        {"openai", "gpt-5.6-luna", "2026-07-30T00:00:00Z", 200000},
        {"openai", "gpt-5.6-sol", "2026-08-20T12:00:00Z", 5000000},
        {"openai", "gpt-5.6-sol", "2026-08-21T12:00:00Z", 4000000},
        {"google", "gemini-3.6-flash", "2026-12-31T23:00:00Z", 750000},
        {"google", "gemini-3.6-flash", "2027-01-01T00:00:00Z", 1500000},
        // Before the first row: the first row.
        {"openai", "gpt-6.1-sol", "2020-01-01T00:00:00Z", 2000000},
        // Peak hours, Monday to Friday (2026-09-21 is a Monday), and only since they exist.
        {"deepseek", "deepseek-v4-pro", "2026-09-21T00:59:59Z", 660000},
        {"deepseek", "deepseek-v4-pro", "2026-09-21T01:00:00Z", 1320000},
        {"deepseek", "deepseek-v4-pro", "2026-09-21T03:59:59Z", 1320000},
        {"deepseek", "deepseek-v4-pro", "2026-09-21T04:00:00Z", 660000},
        {"deepseek", "deepseek-v4-pro", "2026-09-21T09:59:59Z", 1320000},
        {"deepseek", "deepseek-v4-pro", "2026-09-20T02:00:00Z", 660000},
        {"deepseek", "deepseek-v4-pro", "2026-08-13T02:00:00Z", 435000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct price_row *row = find(cases[i].provider, cases[i].model, cases[i].time);
        assert_non_null(row);
        if (row->base.pusd[TOK_INPUT] != cases[i].want_input_pusd)
            fail_msg("%s at %s: %.*s", cases[i].model, cases[i].time, STR_ARG(row->id));
    }
    assert_int_equal(
        find("anthropic", "claude-sonnet-5-5", "2026-10-06T00:00:00Z")->base.pusd[TOK_CACHE_READ],
        200000);
    assert_int_equal(
        find("anthropic", "claude-sonnet-5-5", "2026-10-07T00:00:00Z")->base.pusd[TOK_CACHE_READ],
        100000);
}

static void an_undated_call_is_priced_at_the_date_of_the_book(void **state)
{
    (void)state;
    assert_int_equal(price_book_date_us(book), at("2026-09-23T00:00:00Z"));
    assert_int_equal(find("openai", "gpt-5.6-sol", NULL)->base.pusd[TOK_INPUT], 4000000);
}

static void tiers_have_their_factors_or_no_price(void **state)
{
    (void)state;
    const struct price_row *sol = find("openai", "gpt-4.1", NULL);
    assert_int_equal(cost_of(sol, usage(1000, 0, 0, 0), TIER_STANDARD), 2000000);
    assert_int_equal(cost_of(sol, usage(1000, 0, 0, 0), TIER_UNKNOWN), 2000000);
    assert_int_equal(cost_of(sol, usage(1000, 0, 0, 0), TIER_BATCH), 1000000);
    assert_int_equal(cost_of(sol, usage(1000, 0, 0, 0), TIER_FLEX), 1000000);
    assert_int_equal(cost_of(sol, usage(1000, 0, 0, 0), TIER_PRIORITY), 3500000);
    struct usage u = usage(1, 0, 0, 0);
    struct price_cost cost;
    assert_false(price_cost(find("deepseek", "deepseek-v3.2", NULL), &u, TIER_BATCH, &cost));
}

static void haiku_5_5_multiplies_everything_above_its_threshold(void **state)
{
    (void)state;
    const struct price_row *row = find("anthropic", "claude-haiku-5-5", "2026-11-01T00:00:00Z");
    assert_int_equal(cost_of(row, usage(100000, 0, 0, 100), TIER_STANDARD), 100000 * 100 + 50000);
    assert_int_equal(cost_of(row, usage(50000, 50001, 0, 100), TIER_STANDARD),
                     50000 * 500 + 50001 * 50 + 100 * 2500);
}

static void every_row_of_the_book_has_a_unique_id_and_its_number(void **state)
{
    (void)state;
    struct arena a = {0};
    struct intern ids = {.arena = &a};
    uint32_t number = 1;
    for (; price_row_by_number(book, number); number++) {
        const struct price_row *row = price_row_by_number(book, number);
        bool is_new;
        (void)intern_put(&ids, price_row_id(row), &is_new);
        if (!is_new)
            fail_msg("%.*s twice", STR_ARG(price_row_id(row)));
        assert_int_equal(price_row_number(row), number);
    }
    assert_true(number > 400);
    assert_null(price_row_by_number(book, 0));
    arena_release(&a);
}

static void the_book_passes_its_own_check(void **state)
{
    (void)state;
    struct arena a = {0};
    const struct price_problem *problems;
    size_t count = price_check(book, &problems, &a);
    for (size_t i = 0; i < count; i++)
        print_message("%.*s: %.*s\n", STR_ARG(problems[i].row), STR_ARG(problems[i].text));
    assert_int_equal(count, 0);
    arena_release(&a);
}

static void the_same_book_has_the_same_hash(void **state)
{
    (void)state;
    struct arena a = {0};
    struct price_book *other;
    struct err e = {0};
    assert_true(price_book_builtin(&other, &a, &e));
    assert_int_equal(price_book_hash(other), price_book_hash(book));
    assert_true(price_book_import(
        other, S("{\"models\": [{\"provider\": \"x\", \"model\": \"y\", \"input\": 1}]}"),
        S("mine.json"), &e));
    assert_int_not_equal(price_book_hash(other), price_book_hash(book));
    arena_release(&a);
}

static void bytes_per_token_depend_on_the_family(void **state)
{
    (void)state;
    assert_int_equal(price_bytes_per_ktok(S("gpt-4o-mini-2024-07-18")), 3990);
    assert_int_equal(price_bytes_per_ktok(S("gpt-4-0613")), 4747);
    assert_int_equal(price_bytes_per_ktok(S("us.anthropic.claude-3-haiku-20240307-v1:0")), 4337);
    assert_int_equal(price_bytes_per_ktok(S("models/gemini-2.5-pro")), 3464);
    assert_int_equal(price_bytes_per_ktok(S("whatever")), 4183);
    assert_int_equal(price_bytes_per_ktok((struct str){NULL, 0}), 4183);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(models_are_found_by_any_of_their_names),
        cmocka_unit_test(what_is_not_in_the_book_has_no_price),
        cmocka_unit_test(e4_a_cached_prefix_on_sonnet),
        cmocka_unit_test(e9_a_threshold_re_prices_the_whole_request),
        cmocka_unit_test(e10_batch_and_cache_stack_at_anthropic_and_not_at_google),
        cmocka_unit_test(e17_openai_classes_are_exclusive),
        cmocka_unit_test(prices_follow_their_dates),
        cmocka_unit_test(an_undated_call_is_priced_at_the_date_of_the_book),
        cmocka_unit_test(tiers_have_their_factors_or_no_price),
        cmocka_unit_test(haiku_5_5_multiplies_everything_above_its_threshold),
        cmocka_unit_test(every_row_of_the_book_has_a_unique_id_and_its_number),
        cmocka_unit_test(the_book_passes_its_own_check),
        cmocka_unit_test(the_same_book_has_the_same_hash),
        cmocka_unit_test(bytes_per_token_depend_on_the_family),
    };
    return cmocka_run_group_tests(tests, open_book, close_book);
}
