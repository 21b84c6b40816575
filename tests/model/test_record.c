// test_record.c - disjoint token classes from what producers count, and keys that stay secret.
#include "model/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define U UNKNOWN

struct counts {
    int64_t input, output, read, write, write_5m, write_1h, reasoning, tool_use;
    bool includes_cache, excludes_reasoning;
};

static void classes_are_disjoint_whatever_the_producer_counts(void **state)
{
    (void)state;
    static const struct {
        struct counts in;
        int64_t input, read, write_5m, write_1h, output, reasoning;
    } cases[] = {
        // OpenAI: cached tokens are inside prompt_tokens.
        {{1497, 1037, 1408, U, U, U, 0, U, true, false}, 89, 1408, U, U, 1037, 0},
        // Anthropic: they are outside.
        {{21, 568, 1733, 0, U, U, U, U, false, false}, 21, 1733, 0, U, 568, U},
        {{10, 5, 0, 300, 200, 100, U, U, false, false}, 10, 0, 200, 100, 5, U},
        // The unexplained rest of the writes is short-lived; 5m + 1h win over a smaller total.
        {{10, 5, U, 300, U, 100, U, U, false, false}, 10, U, 200, 100, 5, U},
        {{10, 5, U, 50, 200, 100, U, U, false, false}, 10, U, 200, 100, 5, U},
        {{10, 5, U, 184457, 31490, U, U, U, false, false}, 10, U, 184457, U, 5, U},
        // Reads above an inclusive input: it was exclusive.
        {{31, 5, 1253, U, U, U, U, U, true, false}, 31, 1253, U, U, 5, U},
        // Gemini: thoughts are added to the output, tool-use prompts to the input.
        {{75, 414, U, U, U, U, 117, 573, true, true}, 648, U, U, U, 531, 117},
        {{5, U, U, U, U, U, 4, U, true, true}, 5, U, U, U, 4, 4},
        // Nothing, nonsense and zero are three things.
        {{U, U, U, U, U, U, U, U, true, false}, U, U, U, U, U, U},
        {{-3, -1, -2, -5, U, U, -1, U, true, false}, U, U, U, U, U, U},
        {{0, 0, 0, U, U, U, 0, U, true, false}, 0, 0, U, U, 0, 0},
        // Reasoning is never more than the output it is part of.
        {{10, 20, U, U, U, U, 50, U, true, false}, 10, U, U, U, 20, 20},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct counts *c = &cases[i].in;
        struct raw_usage raw;
        struct usage u;
        raw_usage_init(&raw);
        raw.input = c->input;
        raw.output = c->output;
        raw.cache_read = c->read;
        raw.cache_write = c->write;
        raw.cache_write_5m = c->write_5m;
        raw.cache_write_1h = c->write_1h;
        raw.reasoning = c->reasoning;
        raw.tool_use_in = c->tool_use;
        raw.input_includes_cache = c->includes_cache;
        raw.output_excludes_reasoning = c->excludes_reasoning;
        usage_from_raw(&u, &raw);
        assert_int_equal(u.tok[TOK_INPUT], cases[i].input);
        assert_int_equal(u.tok[TOK_CACHE_READ], cases[i].read);
        assert_int_equal(u.tok[TOK_CACHE_WRITE_5M], cases[i].write_5m);
        assert_int_equal(u.tok[TOK_CACHE_WRITE_1H], cases[i].write_1h);
        assert_int_equal(u.tok[TOK_OUTPUT], cases[i].output);
        assert_int_equal(u.tok[TOK_REASONING], cases[i].reasoning);
    }
}

static void a_fresh_record_knows_nothing(void **state)
{
    (void)state;
    struct record r;
    record_init(&r);
    assert_false(usage_is_known(&r.usage));
    assert_int_equal(usage_input_total(&r.usage), 0);
    assert_true(r.ts_us == UNKNOWN && r.status == UNKNOWN && r.cost_nusd == UNKNOWN);
    assert_true(r.temperature != r.temperature);
}

static void keys_become_their_last_four_characters_and_aliases_stay(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"sk-proj-abcdefgh9f2c", "\xe2\x80\xa6"
                                 "9f2c"},
        {"88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b", "\xe2\x80\xa6"
                                                                             "6b4b"},
        {"Bearer sk-abcdefgh12345678", "\xe2\x80\xa6"
                                       "5678"},
        {"search-prod", "search-prod"},
        {"team 7 batch key of september 2026", "team 7 batch key of september 2026"},
        {"", ""},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(str_eq(record_key_alias(str_of(cases[i][0]), &a), str_of(cases[i][1])));
    arena_release(&a);
}

static void owned_records_outlive_their_entry(void **state)
{
    (void)state;
    struct arena a = {0};
    char text[] = "gpt-4o";
    struct record r;
    record_init(&r);
    r.names[NAME_MODEL] = (struct str){text, 6};
    record_add_segment(&r, ROLE_USER, SEG_TEXT, &a);
    record_own(&r, &a);
    memset(text, 'x', sizeof text);
    assert_true(str_eq(r.names[NAME_MODEL], S("gpt-4o")));
    assert_null(r.names[NAME_USER].ptr);
    assert_int_equal(r.segment_count, 0);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_are_disjoint_whatever_the_producer_counts),
        cmocka_unit_test(a_fresh_record_knows_nothing),
        cmocka_unit_test(keys_become_their_last_four_characters_and_aliases_stay),
        cmocka_unit_test(owned_records_outlive_their_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
