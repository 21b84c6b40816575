// test_import.c - price files of three shapes, good and bad, and who goes before whom.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/time.h"
#include "price/check.h"
#include "price/price_row.h"

static struct arena arena;

static int set_up(void **state)
{
    *state = price_book_empty(&arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void import(struct price_book *b, const char *json, const char *origin)
{
    struct err e = {0};
    if (!price_book_import(b, str_of(json), str_of(origin), &e))
        fail_msg("%s", e.text);
}

static int64_t at(const char *time)
{
    int64_t us = 0;
    assert_true(time_parse(str_of(time), &us));
    return us;
}

static const struct price_row *find(const struct price_book *b, const char *provider,
                                    const char *model, enum tier tier)
{
    const struct price_row *row =
        price_find(b, str_of(provider), str_of(model), tier, at("2026-08-21T12:00:00Z"));
    if (!row)
        fail_msg("%s: no row", model);
    return row;
}

static void our_own_shape_reads_every_key(void **state)
{
    struct price_book *b = *state;
    import(b,
           "{\"provider\": \"Open AI\", \"source\": \"contract\", \"read\": \"2026-05-01\","
           " \"tiers\": {\"batch\": 0.4}, \"per_1k_web_searches\": \"8\","
           " \"models\": [{\"model\": \"gpt-x\", \"also\": [\"gpt-y\", \"gpt-z-*\"],"
           "  \"from\": \"2026-01-01\", \"until\": \"2027-01-01\", \"input\": \"1.25\","
           "  \"cache_read\": 0.125, \"output\": 10, \"audio_in\": 40, \"per_1k_requests\": 5,"
           "  \"above\": [{\"tok\": 1000, \"input\": 2.5}, {\"tok\": 2000, \"output\": 15}],"
           "  \"tiers\": {\"batch\": {\"all\": 0.5, \"cache_read\": 1}, \"flex\": null},"
           "  \"note\": \"ours\"}]}",
           "/home/me/contract.json");
    const struct price_row *row = find(b, "openai", "gpt-x", TIER_STANDARD);
    assert_true(str_eq(row->id, S("openai/gpt-x@2026-01-01:contract.json")));
    assert_int_equal(row->base.pusd[TOK_INPUT], 1250000);
    assert_int_equal(row->base.pusd[TOK_AUDIO_IN], 40000000);
    assert_int_equal(row->base.pusd[PRICE_REQUEST], 5000000000);
    assert_int_equal(row->base.pusd[PRICE_WEB_SEARCH], 8000000000);
    assert_int_equal(row->base.pusd[TOK_REASONING], UNKNOWN);
    assert_int_equal(row->above_count, 2);
    assert_int_equal(row->above[0].prices.pusd[TOK_INPUT], 2500000);
    assert_int_equal(row->above[0].prices.pusd[TOK_OUTPUT], 10000000);
    assert_int_equal(row->above[1].prices.pusd[TOK_OUTPUT], 15000000);
    assert_int_equal(row->terms->factor_ppm[TIER_BATCH][TOK_INPUT], 500000);
    assert_int_equal(row->terms->factor_ppm[TIER_BATCH][TOK_CACHE_READ], 1000000);
    assert_int_equal(row->terms->factor_ppm[TIER_FLEX][TOK_INPUT], UNKNOWN);
    assert_true(str_eq(row->source, S("contract")));
    assert_ptr_equal(find(b, "openai", "gpt-y", TIER_STANDARD), row);
    assert_ptr_equal(find(b, "openai", "gpt-z-large", TIER_STANDARD), row);
    assert_int_equal(price_book_date_us(b), at("2026-05-01T00:00:00Z"));
    // Behind its end a row prices nothing.
    assert_null(price_find(b, S("openai"), S("gpt-x"), TIER_STANDARD, at("2027-01-01T00:00:00Z")));
}

static void a_row_of_a_tier_goes_before_factors(void **state)
{
    struct price_book *b = *state;
    import(b,
           "{\"models\": [{\"provider\": \"p\", \"model\": \"m\", \"input\": 1},"
           "{\"provider\": \"p\", \"model\": \"m\", \"tier\": \"priority\", \"input\": 1.7}]}",
           "x.json");
    assert_int_equal(find(b, "p", "m", TIER_STANDARD)->base.pusd[TOK_INPUT], 1000000);
    assert_int_equal(find(b, "p", "m", TIER_PRIORITY)->base.pusd[TOK_INPUT], 1700000);
}

static void what_our_shape_does_not_know_is_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *json, *want;
    } cases[] = {
        {"", "not JSON"},
        {"{", "not JSON"},
        {"3", "not a price file"},
        {"{}", "not a price file"},
        {"[]", "no prices"},
        {"[3]", "providers"},
        {"{\"modles\": []}", "not a price file"},
        {"{\"models\": [], \"provder\": \"x\"}", "unknown key \"provder\""},
        {"{\"models\": [{}]}", "needs \"model\""},
        {"{\"models\": [{\"model\": \"m\"}]}", "needs \"model\""},
        {"{\"provider\": \"p\", \"models\": [{\"model\": \"m\", \"inputs\": 1}]}", "\"inputs\""},
        {"{\"provider\": \"p\", \"models\": [{\"model\": \"m\", \"input\": -1}]}", "USD"},
        {"{\"provider\": \"p\", \"models\": [{\"model\": \"m\", \"input\": \"x\"}]}", "USD"},
        {"{\"provider\": \"p\", \"models\": [{\"model\": \"m\", \"from\": \"soon\"}]}", "date"},
        {"{\"provider\": \"p\", \"models\": [{\"model\": \"m\", \"from\": 20260101}]}", "date"},
        {"{\"provider\": \"p\", \"models\": [{\"model\": \"m\", \"hours\": [[\"1\",\"2\"]]}]}",
         "hours"},
        {"{\"provider\": \"p\", \"models\": [{\"model\": \"m\", \"days\": \"fri-mon\"}]}", "days"},
        {"{\"provider\": \"p\", \"models\": [{\"model\": \"m\", \"tier\": \"gold\"}]}", "tier"},
        {"{\"provider\": \"p\", \"models\": [{\"model\": \"m\", \"tiers\": {\"gold\": 1}}]}",
         "tier"},
        {"{\"provider\": \"p\", \"models\": [{\"model\": \"m\", \"tiers\": {\"batch\": \"x\"}}]}",
         "factor"},
        {"{\"provider\": \"p\", \"models\": [{\"model\": \"m\", \"above\": {\"input\": 1}}]}",
         "tok"},
        {"{\"provider\": \"p\", \"models\": [{\"model\": \"m\", \"above\": [{\"tok\": 2}, "
         "{\"tok\": 1}]}]}",
         "rise"},
        {"{\"provider\": \"p\", \"models\": [{\"model\": \"m\", \"also\": [\"*\"]}]}", "also"},
        {"{\"provider\": \"p\", \"models\": [{\"model\": \"m\", \"match\": {\"like\": \"x\"}}]}",
         "like"},
        {"{\"provider\": \"p\", \"models\": [\"m\"]}", "needs"},
        {"[{\"id\": \"p\", \"models\": [{\"id\": \"m\", \"match\": {}, \"prices\": {}}]}]",
         "match rule"},
        {"[{\"id\": \"p\", \"models\": [{\"id\": \"m\", \"match\": {\"equals\": \"m\"}}]}]",
         "prices"},
        {"[{\"id\": \"p\", \"models\": [{\"id\": \"m\", \"match\": {\"equals\": \"m\"}, "
         "\"prices\": {\"input_mtok\": \"x\"}}]}]",
         "input_mtok"},
        {"[{\"id\": \"p\", \"models\": [{\"id\": \"m\", \"match\": {\"equals\": \"m\"}, "
         "\"prices\": [{\"constraint\": {\"start_date\": \"x\"}, \"prices\": {}}]}]}]",
         "start_date"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct price_book *b = price_book_empty(&a);
        struct err e = {0};
        if (price_book_import(b, str_of(cases[i].json), S("f.json"), &e))
            fail_msg("%s", cases[i].json);
        if (!str_contains(str_of(e.text), str_of(cases[i].want)) ||
            !str_starts(str_of(e.text), S("f.json: ")))
            fail_msg("%s: %s", cases[i].json, e.text);
        assert_int_equal(e.code, ERR_DATA);
        assert_null(price_row_by_number(b, 1));
        arena_release(&a);
    }
}

static const char genai[] =
    "[{\"id\": \"openai\", \"models\": ["
    " {\"id\": \"mini\", \"match\": {\"starts_with\": \"gpt-m\"}, \"prices\": {\"input_mtok\": 1}},"
    " {\"id\": \"main\", \"match\": {\"or\": [{\"equals\": \"gpt-main\"}, {\"equals\": "
    "\"gpt-x\"}]},"
    "  \"prices\": [{\"prices\": {\"input_mtok\": {\"base\": 5, \"tiers\": [{\"start\": 100,"
    "  \"price\": 7}]}, \"output_mtok\": 9}}, {\"constraint\": {\"start_date\": \"2026-08-21\"},"
    "  \"prices\": {\"input_mtok\": 4}}, {\"constraint\": {\"start_time\": \"13:00:00Z\","
    "  \"end_time\": \"14:30:00Z\"}, \"prices\": {\"input_mtok\": 8, \"pages\": 3}}]},"
    " {\"id\": \"dated\", \"match\": {\"starts_with\": \"gpt-x-2024\"}, \"prices\": "
    "{\"input_mtok\": 2}},"
    " {\"id\": \"free\", \"match\": {\"equals\": \"gpt-free\"}, \"prices\": {}}]},"
    " {\"id\": \"azure\", \"fallback_model_providers\": [\"openai\"], \"models\": []}]";

static void genai_prices_are_read_as_they_are(void **state)
{
    struct price_book *b = *state;
    import(b, genai, "data_2026-08-21.json");
    // The first rule in the file wins, even over a name that is spelled out further down.
    assert_true(str_eq(find(b, "openai", "gpt-main", TIER_STANDARD)->model, S("mini")));
    // A rule for the whole name goes before the name without its date.
    assert_true(str_eq(find(b, "openai", "gpt-x-2024-08-06", TIER_STANDARD)->model, S("dated")));
    assert_true(str_eq(find(b, "openai", "gpt-x-2025-08-06", TIER_STANDARD)->model, S("main")));
    const struct price_row *row = find(b, "openai", "gpt-x", TIER_STANDARD);
    assert_int_equal(row->base.pusd[TOK_INPUT], 4000000);
    assert_true(str_eq(row->read, S("2026-08-21")));
    row = price_find(b, S("openai"), S("gpt-x"), TIER_STANDARD, at("2026-08-20T23:59:59Z"));
    assert_int_equal(row->base.pusd[TOK_INPUT], 5000000);
    assert_int_equal(row->above[0].above_tok, 100);
    assert_int_equal(row->above[0].prices.pusd[TOK_INPUT], 7000000);
    assert_int_equal(row->above[0].prices.pusd[TOK_OUTPUT], 9000000);
    row = price_find(b, S("openai"), S("gpt-x"), TIER_STANDARD, at("2026-08-22T14:29:59Z"));
    assert_int_equal(row->base.pusd[TOK_INPUT], 8000000);
    row = price_find(b, S("openai"), S("gpt-x"), TIER_STANDARD, at("2026-08-22T14:30:00Z"));
    assert_int_equal(row->base.pusd[TOK_INPUT], 4000000);
    assert_true(str_eq(find(b, "azure", "gpt-x", TIER_STANDARD)->model, S("main")));
    assert_int_equal(find(b, "openai", "gpt-free", TIER_STANDARD)->base.pusd[TOK_INPUT], 0);
}

static const char litellm[] =
    "{\"sample_spec\": {\"litellm_provider\": \"one of\", \"input_cost_per_token\": 0},"
    " \"last_updated\": \"2026-07-24\","
    " \"gpt-5.5\": {\"litellm_provider\": \"openai\", \"input_cost_per_token\": 5e-06,"
    "  \"input_cost_per_token_above_272k_tokens\": 1e-05, \"output_cost_per_token\": 3e-05,"
    "  \"output_cost_per_token_above_272k_tokens\": 4.5e-05,"
    "  \"cache_read_input_token_cost\": 5e-07, \"input_cost_per_token_priority\": 1.25e-05,"
    "  \"output_cost_per_token_priority\": 7.5e-05, \"cache_read_input_token_cost_flex\": 2.5e-07,"
    "  \"input_cost_per_token_flex\": 2.5e-06, \"output_cost_per_token_flex\": 1.5e-05,"
    "  \"search_context_cost_per_query\": {\"search_context_size_medium\": 0.01}},"
    " \"azure/slip\": {\"litellm_provider\": \"azure\", \"input_cost_per_token\": 2.5e-07,"
    "  \"output_cost_per_token\": 1.25e-06, \"cache_read_input_token_cost\": 3e-06,"
    "  \"cache_creation_input_token_cost\": 3e-07,"
    "  \"cache_creation_input_token_cost_above_1hr\": 6e-06},"
    " \"dashscope/spans\": {\"litellm_provider\": \"dashscope\", \"tiered_pricing\": ["
    "  {\"range\": [0, 256000.0], \"input_cost_per_token\": 5e-08, \"output_cost_per_token\": "
    "4e-07},"
    "  {\"range\": [256000.0, 1000000.0], \"input_cost_per_token\": 2.5e-07,"
    "   \"output_cost_per_token\": 2e-06}]},"
    " \"dall-e\": {\"litellm_provider\": \"openai\", \"output_cost_per_image\": 0.04}}";

static void litellm_is_read_with_its_slips_left_out(void **state)
{
    struct price_book *b = *state;
    import(b, litellm, "litellm.json");
    const struct price_row *row = find(b, "openai", "gpt-5.5", TIER_STANDARD);
    assert_int_equal(row->base.pusd[TOK_INPUT], 5000000);
    assert_int_equal(row->base.pusd[PRICE_WEB_SEARCH], 10000000000);
    assert_int_equal(row->above_count, 1);
    assert_int_equal(row->above[0].above_tok, 272000);
    assert_int_equal(row->above[0].prices.pusd[TOK_OUTPUT], 45000000);
    // Not named above the threshold: it follows the input price.
    assert_int_equal(row->above[0].prices.pusd[TOK_CACHE_READ], 1000000);
    const struct price_row *priority = find(b, "openai", "gpt-5.5", TIER_PRIORITY);
    assert_int_equal(priority->base.pusd[TOK_INPUT], 12500000);
    assert_int_equal(priority->base.pusd[TOK_CACHE_READ], 1250000);
    assert_int_equal(priority->above[0].prices.pusd[TOK_INPUT], 25000000);
    assert_int_equal(priority->above[0].prices.pusd[TOK_OUTPUT], 112500000);
    assert_int_equal(find(b, "openai", "gpt-5.5", TIER_FLEX)->base.pusd[TOK_CACHE_READ], 250000);

    row = find(b, "azure", "slip", TIER_STANDARD);
    assert_int_equal(row->base.pusd[TOK_CACHE_READ], UNKNOWN);
    assert_int_equal(row->base.pusd[TOK_CACHE_WRITE_5M], 300000);
    assert_int_equal(row->base.pusd[TOK_CACHE_WRITE_1H], UNKNOWN);
    const struct str *warnings;
    assert_int_equal(price_book_warnings(b, &warnings), 2);
    assert_true(str_starts(warnings[0], S("azure/slip: ")));

    row = find(b, "dashscope", "spans", TIER_STANDARD);
    assert_int_equal(row->base.pusd[TOK_INPUT], 50000);
    assert_int_equal(row->above[0].above_tok, 256000);
    assert_int_equal(row->above[0].prices.pusd[TOK_OUTPUT], 2000000);
    assert_null(price_find(b, S("openai"), S("dall-e"), TIER_STANDARD, UNKNOWN));
}

static void imports_go_before_the_built_in_rows_and_take_their_terms(void **state)
{
    (void)state;
    struct price_book *b;
    struct err e = {0};
    assert_true(price_book_builtin(&b, &arena, &e));
    import(b, "{\"provider\": \"openai\", \"models\": [{\"model\": \"gpt-4o\", \"input\": 9}]}",
           "first.json");
    import(b, "{\"provider\": \"openai\", \"models\": [{\"model\": \"gpt-4o\", \"input\": 8}]}",
           "second.json");
    const struct price_row *row = find(b, "openai", "gpt-4o", TIER_STANDARD);
    assert_int_equal(row->base.pusd[TOK_INPUT], 8000000);
    assert_int_equal(row->terms->factor_ppm[TIER_BATCH][TOK_INPUT], 500000);
    // What an import does not have is still there, and a maker's price stands in only after every
    // file was asked about the seller.
    assert_true(str_eq(find(b, "openai", "gpt-4o-mini", TIER_STANDARD)->model, S("gpt-4o-mini")));
    assert_true(str_eq(find(b, "azure", "o3", TIER_STANDARD)->provider, S("azure")));
}

static void a_model_that_no_provider_is_known_of_is_found_when_one_seller_has_it(void **state)
{
    struct price_book *b = *state;
    import(b,
           "{\"provider\": \"elsewhere\", \"models\": [{\"model\": \"tortoise-1\", \"input\": 5},"
           "{\"model\": \"hare-1\", \"input\": 6}, {\"model\": \"snail-1\", \"input\": 7},"
           "{\"provider\": \"other\", \"model\": \"snail-1\", \"input\": 8}]}",
           "old.json");
    import(b,
           "{\"provider\": \"house\", \"models\": [{\"model\": \"Tortoise-1\", \"also\":"
           " [\"turtle\"], \"input\": 1}]}",
           "house.json");
    static const struct {
        const char *provider, *model;
        int64_t want_input_pusd;  // 0 = no row
    } cases[] = {
        {"", "tortoise-1", 1000000},   // the latest import goes first
        {"", "turtle", 1000000},       // further names are names
        {"", "hare-1", 6000000},       // an older import
        {"", "snail-1", 0},            // of two sellers: whose?
        {"", "tortoise-1-latest", 0},  // not as it is written
        {"elsewhere", "tortoise-1", 5000000},
        {"nobody", "tortoise-1", 0},  // the log says whose it is
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct price_row *row = price_find(b, str_of(cases[i].provider),
                                                 str_of(cases[i].model), TIER_STANDARD, UNKNOWN);
        int64_t got = row ? row->base.pusd[TOK_INPUT] : 0;
        if (got != cases[i].want_input_pusd)
            fail_msg("%s/%s: %lld", cases[i].provider, cases[i].model, (long long)got);
    }
}

static struct str line_of(const struct price_problem *p)
{
    if (!p->row.ptr)
        return p->text;
    return str_fmt(&arena, "%.*s: %.*s", STR_ARG(p->row), STR_ARG(p->text));
}

static void assert_starts(struct str line, const char *want)
{
    if (!str_starts(line, str_of(want)))
        fail_msg("%.*s", STR_ARG(line));
}

static void problems_of_a_book_are_listed(void **state)
{
    struct price_book *b = *state;
    import(b, litellm, "litellm_2026-07-24.json");
    import(b,
           "{\"provider\": \"p\", \"read\": \"2026-01-01\", \"source\": \"s\", \"models\": ["
           "{\"model\": \"a\", \"input\": 1, \"cache_read\": 2, \"output\": 4},"
           "{\"model\": \"b\", \"input\": 1, \"cache_write_5m\": 0.5, \"output\": 4},"
           "{\"model\": \"c\", \"from\": \"2026-02-01\", \"until\": \"2026-01-01\", \"input\": 1},"
           "{\"model\": \"d\", \"until\": \"2026-03-01\", \"input\": 1},"
           "{\"model\": \"d\", \"from\": \"2026-02-01\", \"input\": 1},"
           "{\"model\": \"e\"},"
           "{\"model\": \"f\", \"input\": 1, \"read\": \"\"}]}",
           "mine.json");
    static const char *const want[] = {
        "azure/slip: cache reads",        "azure/slip: cache_write_1h",
        "p/a:mine.json: cache reads",     "p/b:mine.json: cache writes",
        "p/c@2026-02-01:mine.json: ends", "p/e:mine.json: no price",
        "p/f:mine.json: no date",         "p/d@2026-02-01:mine.json: overlaps p/d:mine.json",
    };
    const struct price_problem *problems;
    size_t count = price_check(b, &problems, &arena);
    assert_int_equal(count, sizeof want / sizeof *want);
    for (size_t i = 0; i < count; i++)
        assert_starts(line_of(&problems[i]), want[i]);
}

static bool read_file(const char *path, struct str *out)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return false;
    struct buf b = {.arena = &arena};
    size_t n;
    do {
        n = fread(buf_reserve(&b, 65536), 1, 65536, f);
        b.len += n;
    } while (n > 0);
    (void)fclose(f);
    *out = buf_view(&b);
    return true;
}

static void the_real_files_import_whole(void **state)
{
    static const struct {
        const char *name, *provider, *model;
        int64_t want_input_pusd;
    } files[] = {
        {"genai-prices_v2_data_2026-08-21.json", "anthropic", "claude-opus-5", 5000000},
        {"genai-prices_npm_0.1.8_2026-09-23.json", "openai", "gpt-6-sol", 2000000},
        {"litellm_full_rocry_2026-07-24.json", "aws",
         "us.anthropic.claude-sonnet-4-5-20250929-v1:0", 3300000},
    };
    struct price_book *b = *state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct str json = {NULL, 0};
        struct err e = {0};
        if (!read_file(str_cstr(str_fmt(&arena, "%s/prices/%s", SHARED_DIR, files[i].name), &arena),
                       &json)) {
            print_message("no price files at %s: skipped\n", SHARED_DIR);
            skip();
        }
        if (!price_book_import(b, json, str_of(files[i].name), &e))
            fail_msg("%s", e.text);
        const struct price_row *row = find(b, files[i].provider, files[i].model, TIER_STANDARD);
        assert_true(str_ends(row->id, str_of(files[i].name)));
        assert_int_equal(row->base.pusd[TOK_INPUT], files[i].want_input_pusd);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(our_own_shape_reads_every_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_row_of_a_tier_goes_before_factors, set_up, tear_down),
        cmocka_unit_test(what_our_shape_does_not_know_is_an_error),
        cmocka_unit_test_setup_teardown(genai_prices_are_read_as_they_are, set_up, tear_down),
        cmocka_unit_test_setup_teardown(litellm_is_read_with_its_slips_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(imports_go_before_the_built_in_rows_and_take_their_terms,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_model_that_no_provider_is_known_of_is_found_when_one_seller_has_it, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(problems_of_a_book_are_listed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_real_files_import_whole, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
