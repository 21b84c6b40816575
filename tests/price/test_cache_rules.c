// test_cache_rules.c - which prompt-cache rules hold for a call, and what they let it read.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/time.h"
#include "model/record.h"
#include "price/cache_rules.h"

static const struct {
    const char *provider, *model, *time;
    int64_t min_prefix_tok;  // 0 = no rule
    int64_t granularity_tok, lifetime_s;
    bool is_automatic;
} cases[] = {
    {"openai", "gpt-5.6-sol", NULL, 1024, 1, 1800, true},
    {"openai", "gpt-6-luna", NULL, 1024, 1, 1800, true},
    {"azure", "gpt-6.1-terra", NULL, 1024, 1, 1800, true},
    {"openai", "gpt-5.5-pro", NULL, 1024, 128, 1800, true},
    {"openai", "gpt-5.4", NULL, 1024, 128, 300, true},
    {"openai", "gpt-5", NULL, 1024, 128, 300, true},
    {"openai", "gpt-4o-2024-08-06", NULL, 1024, 128, 300, true},
    {"Azure OpenAI", "gpt-4o-mini", NULL, 1024, 128, 300, true},
    {"openai", "gpt-4o", "2024-09-30T23:59:59Z", 0, 0, 0, false},
    {"openai", "gpt-4o", "2024-10-01T00:00:00Z", 1024, 128, 300, true},
    {"openai", "gpt-4-turbo", NULL, 0, 0, 0, false},
    {"openai", "gpt-3.5-turbo", NULL, 0, 0, 0, false},
    {"anthropic", "claude-fable-5", NULL, 512, 1, 300, false},
    {"anthropic", "claude-opus-5-5", NULL, 512, 1, 300, false},
    {"anthropic", "claude-haiku-5-5", NULL, 512, 1, 300, false},
    {"anthropic", "claude-opus-4-8", NULL, 1024, 1, 300, false},
    {"anthropic", "claude-opus-4-20250514", NULL, 1024, 1, 300, false},
    {"anthropic", "claude-sonnet-4-6", NULL, 1024, 1, 300, false},
    {"anthropic", "claude-sonnet-4.5", NULL, 1024, 1, 300, false},
    {"anthropic", "claude-opus-4-7", NULL, 2048, 1, 300, false},
    {"anthropic", "claude-3-5-haiku-20241022", NULL, 2048, 1, 300, false},
    {"anthropic", "claude-opus-4-6", NULL, 4096, 1, 300, false},
    {"anthropic", "claude-opus-4-5-20251101", NULL, 4096, 1, 300, false},
    {"anthropic", "claude-haiku-4-5", NULL, 4096, 1, 300, false},
    {"anthropic", "claude-sonnet-4-6", "2024-08-13T00:00:00Z", 0, 0, 0, false},
    {"bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", NULL, 1024, 1, 300, false},
    {"bedrock", "anthropic.claude-fable-5-v1:0", NULL, 1024, 1, 300, false},
    {"vertex", "claude-opus-4-6@20260101", NULL, 4096, 1, 300, false},
    {"google", "gemini-2.5-pro", NULL, 2048, 1, 300, true},
    {"google", "gemini-3.1-pro", NULL, 4096, 1, 300, true},
    {"google", "gemini-2.0-flash", NULL, 0, 0, 0, false},
    {"deepseek", "deepseek-chat", NULL, 64, 64, 3600, true},
    {"xai", "grok-4", NULL, 128, 128, 300, true},
    {"minimax", "MiniMax-M2", NULL, 512, 1, 300, true},
    // A gateway passes on the maker's cache; a host that runs the model itself does not, nor does
    // a cloud that sells another's.
    {"openrouter", "anthropic/claude-sonnet-4.5", NULL, 1024, 1, 300, false},
    {"", "claude-opus-4-6", NULL, 4096, 1, 300, false},
    {"groq", "deepseek-r1-distill-llama-70b", NULL, 0, 0, 0, false},
    {"bedrock", "deepseek.r1-v1:0", NULL, 0, 0, 0, false},
    {"local", "llama3", NULL, 0, 0, 0, false},
    {"", "", NULL, 0, 0, 0, false},
};

static void the_most_specific_rule_holds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t ts_us = UNKNOWN;
        if (cases[i].time)
            assert_true(time_parse(str_of(cases[i].time), &ts_us));
        const struct cache_rule *r =
            cache_rule_find(str_of(cases[i].provider), str_of(cases[i].model), ts_us);
        if (!r != !cases[i].min_prefix_tok)
            fail_msg("%s %s: %s", cases[i].provider, cases[i].model, r ? r->models : "no rule");
        if (!r)
            continue;
        if (r->min_prefix_tok != cases[i].min_prefix_tok)
            fail_msg("%s %s: %s", cases[i].provider, cases[i].model, r->models);
        assert_int_equal(r->granularity_tok, cases[i].granularity_tok);
        assert_int_equal(r->lifetime_s, cases[i].lifetime_s);
        assert_int_equal(r->is_automatic, cases[i].is_automatic);
    }
}

static void short_prefixes_are_not_read_and_long_ones_in_steps(void **state)
{
    (void)state;
    static const struct {
        const char *model;
        int64_t prefix_tok, readable_tok;
    } reads[] = {
        {"gpt-4o", 1023, 0},
        {"gpt-4o", 1024, 1024},
        {"gpt-4o", 1151, 1024},
        {"gpt-4o", 1152, 1152},
        {"gpt-4o", 2006, 1920},
        {"gpt-4o", 1566, 1536},
        {"gpt-6-sol", 1023, 0},
        {"gpt-6-sol", 1025, 1025},
        {"claude-sonnet-4-6", 1000, 0},
        {"claude-opus-5-5", 1000, 1000},
    };
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
        const struct cache_rule *r = cache_rule_find(S(""), str_of(reads[i].model), UNKNOWN);
        assert_non_null(r);
        assert_int_equal(cache_rule_readable_tok(r, reads[i].prefix_tok), reads[i].readable_tok);
    }
}

static void every_rule_is_whole(void **state)
{
    (void)state;
    for (int i = 0; cache_rule_at(i); i++) {
        const struct cache_rule *r = cache_rule_at(i);
        int64_t us = 0;
        assert_true(!r->from || time_parse(str_of(r->from), &us));
        assert_true(r->min_prefix_tok >= r->granularity_tok && r->granularity_tok > 0);
        assert_int_equal(r->min_prefix_tok % r->granularity_tok, 0);
        assert_true(r->lifetime_s > 0);
        assert_non_null(r->family);
        assert_true(r->is_automatic == (r->kind != CACHE_BREAKPOINTS));
        assert_true((r->look_back > 0) ==
                    (r->kind == CACHE_BREAKPOINTS || r->kind == CACHE_MESSAGES));
        assert_true((r->storage_nusd > 0) == (r->object_lifetime_s > 0));
        assert_true(r->long_lifetime_s == 0 || r->long_lifetime_s > r->lifetime_s);
        assert_non_null(strstr(r->source, "2026"));
        // Each rule is reachable: a name of its own first glob finds it.
        struct str name = str_cut(str_of(r->models), '|').head;
        char text[64] = {0};
        assert_true(name.len < sizeof text);
        memcpy(text, name.ptr, name.len);
        if (str_ends(name, S("*")))
            text[name.len - 1] = '\0';
        if (str_ends(str_of(text), S("-")))
            text[strlen(text)] = 'x';
        struct str provider = str_cut(str_of(r->providers), '|').head;
        if (cache_rule_find(provider, str_of(text), UNKNOWN) != r)
            fail_msg("%s is hidden by another rule", r->models);
    }
}

static void forced_rules_are_the_vendors_own(void **state)
{
    (void)state;
    static const struct {
        const char *vendor, *model, *family;
        enum cache_kind kind;
        int64_t min_prefix_tok;
    } forced[] = {
        {"openai", "gpt-4o", "openai", CACHE_AUTOMATIC, 1024},
        {"openai", "claude-opus-4-6", "openai", CACHE_MESSAGES, 1024},
        {"anthropic", "claude-opus-4-6", "anthropic", CACHE_BREAKPOINTS, 4096},
        {"anthropic", "gpt-4o", "anthropic", CACHE_BREAKPOINTS, 1024},
        {"bedrock", "claude-fable-5", "anthropic", CACHE_BREAKPOINTS, 1024},
        {"bedrock", "llama3", "anthropic", CACHE_BREAKPOINTS, 1024},
        {"gemini", "gemini-2.5-flash", "gemini", CACHE_AUTOMATIC, 2048},
        {"gemini", "claude-opus-4-6", "gemini", CACHE_AUTOMATIC, 4096},
        {"deepseek", "gpt-4o", "deepseek", CACHE_UNITS, 64},
        {"xai", "", "xai", CACHE_AUTOMATIC, 128},
    };
    for (size_t i = 0; i < sizeof forced / sizeof *forced; i++) {
        const struct cache_rule *r =
            cache_rule_forced(str_of(forced[i].vendor), str_of(forced[i].model), UNKNOWN);
        assert_non_null(r);
        assert_string_equal(r->family, forced[i].family);
        assert_int_equal(r->kind, forced[i].kind);
        assert_int_equal(r->min_prefix_tok, forced[i].min_prefix_tok);
    }
    assert_null(cache_rule_forced(S("mistral"), S("gpt-4o"), UNKNOWN));
    // Before the vendor cached at all: the rules it has now.
    int64_t ts_us = 0;
    assert_true(time_parse(S("2024-01-01T00:00:00Z"), &ts_us));
    assert_int_equal(cache_rule_forced(S("openai"), S("gpt-4o"), ts_us)->kind, CACHE_MESSAGES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forced_rules_are_the_vendors_own),
        cmocka_unit_test(the_most_specific_rule_holds),
        cmocka_unit_test(short_prefixes_are_not_read_and_long_ones_in_steps),
        cmocka_unit_test(every_rule_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
