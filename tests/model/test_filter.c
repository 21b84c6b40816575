// test_filter.c - the filter language: what it accepts, what it refuses and how, what it finds.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/time.h"
#include "model/filter.h"

// 2026-09-15T12:00:00Z
#define NOW_US 1789473600000000LL

static struct filter_row sample_row(void)
{
    struct filter_row row;
    filter_row_init(&row);
    row.text[FIELD_MODEL] = S("claude-sonnet-4-5");
    row.text[FIELD_FEATURE] = S("support bot");
    row.text[FIELD_TEAM] = S("growth");
    row.text[FIELD_PROJECT] = S("");
    row.text[FIELD_API_KEY] = S("\xe2\x80\xa6"
                                "9f2c");
    row.text[FIELD_TIER] = S("standard");
    row.number[FIELD_TS_US - FIELD_TEXTS] = NOW_US - US_PER_DAY;
    row.number[FIELD_LATENCY_US - FIELD_TEXTS] = 1500000;
    row.number[FIELD_IN_TOK - FIELD_TEXTS] = 100000;
    row.number[FIELD_OUTPUT_TOK - FIELD_TEXTS] = 0;
    row.number[FIELD_STATUS - FIELD_TEXTS] = 200;
    row.number[FIELD_COST_NUSD - FIELD_TEXTS] = 38871000;
    row.number[FIELD_TEMPERATURE - FIELD_TEXTS] = 700000;
    row.number[FIELD_STREAM - FIELD_TEXTS] = 1;
    row.number[FIELD_ERROR - FIELD_TEXTS] = 0;
    row.number[FIELD_TEMPLATE - FIELD_TEXTS] = (int64_t)0xa41f00000000beefULL;
    row.number[FIELD_TEMPLATE_FP - FIELD_TEXTS] = (int64_t)0xb51f00000000beefULL;
    row.number[FIELD_PII - FIELD_TEXTS] = 1 << PII_EMAIL | 1 << PII_CARD;
    row.number[FIELD_TIME_WORDS - FIELD_TEXTS] = 0;
    row.number[FIELD_ANSWER_IS_JSON - FIELD_TEXTS] = 0;
    row.text[FIELD_TASK] = S("yes_no");
    row.number[FIELD_REQUEST_FP - FIELD_TEXTS] = 0x0123456789abcdefLL;
    row.has[HAS_CACHE] = true;
    row.has[HAS_STREAM] = true;
    return row;
}

static const struct {
    const char *text;
    bool matches;
} evaluations[] = {
    {"", true},
    {"   ", true},
    {"model=claude-sonnet-4-5", true},
    {"model=Claude-sonnet-4-5", false},
    {"model=gpt-4o,claude-sonnet-4-5", true},
    {"model=gpt-4o,gpt-4o-mini", false},
    {"model!=gpt-4o", true},
    {"model!=gpt-4o,claude-sonnet-4-5", false},
    {"!model=gpt-4o", true},
    {"!model=claude-sonnet-4-5", false},
    {"!model!=gpt-4o", false},
    {"model~CLAUDE", true},
    {"model~^claude-(opus|sonnet)", true},
    {"model~gpt,haiku", false},
    {"model~gpt,sonnet", true},
    {"!model~sonnet", false},
    {"model<d", true},
    {"model<c", false},
    {"model>=claude", true},
    {"model:claude..claude-z", true},
    {"model:..b", false},
    {"model:c..", true},
    {"feature=\"support bot\"", true},
    {"feature=\"support bot\",x team=growth", true},
    {"feature=\"support bot\" team=sales", false},
    {"feature~\"support b\"", true},
    {"feature=\"a,b\",\"support \\bot\"", true},
    {"team=growth model~claude status=200", true},
    // Unknown values: the user and the session of the row.
    {"user=bob", false},
    {"user!=bob", false},
    {"!user=bob", true},
    {"!user!=bob", true},
    {"user~.", false},
    {"!user~.", true},
    {"user=", true},
    {"user!=", false},
    {"!user=", false},
    {"team=", false},
    {"team!=", true},
    {"project=", false},
    {"project=\"\"", true},
    {"cache_read_tok=0", false},
    {"cache_read_tok<5", false},
    {"!cache_read_tok<5", true},
    {"cache_read_tok=", true},
    {"content_fp=", true},
    {"request_fp=", false},
    {"key=\xe2\x80\xa6"
     "9f2c",
     true},
    {"in_tok=100k", true},
    {"in_tok>100k", false},
    {"in_tok>=100k", true},
    {"in_tok>99.999k", true},
    {"in_tok:100k..0.1M", true},
    {"in_tok:1..99999", false},
    {"in_tok:..100000", true},
    {"in_tok:100001..", false},
    {"in_tok:100k", true},
    {"team:growth,\"x\"", true},
    {"in_tok!=100k", false},
    {"output_tok=0", true},
    {"output_tok!=0", false},
    {"output_tok>-1", true},
    {"status=200,201", true},
    {"status:400..599,200", true},
    {"status>=400", false},
    {"!status>=400", true},
    {"latency_ms=1500", true},
    {"latency_us=1500000", true},
    {"latency>1s", true},
    {"latency=1500ms", true},
    {"cost_usd=0.038871", true},
    {"cost_usd>0.038871", false},
    {"cost_usd>0.038870999", true},
    {"cost_nusd=38871000", true},
    {"cost_usd<1e-1", true},
    {"temperature=0.7", true},
    {"temperature<0.7", false},
    {"temperature:0.5..1", true},
    {"stream=yes", true},
    {"stream=0", false},
    {"error=no", true},
    {"gateway_hit=no", false},
    {"!gateway_hit=no", true},
    {"tpl=a41f", true},
    {"tpl=A41F", true},
    {"tpl=a41e", false},
    {"tpl!=a41e", true},
    {"tpl=a41f00000000beef", true},
    {"tpl=a", true},
    {"template=a41f", true},
    {"template_fp=a41f", false},
    {"template_fp=b5", true},
    {"pii=email", true},
    {"pii=phone", false},
    {"pii=phone,card", true},
    {"pii!=phone", true},
    {"pii!=phone,email", false},
    {"!pii=email", false},
    {"pii=none", false},
    {"pii!=none", true},
    {"pii=", false},
    {"time_words=none", true},
    {"time_words=today,now,\"this week\"", false},
    {"task=yes_no,code", true},
    {"task=", false},
    {"template_name=", true},
    {"answer_is_json=no", true},
    {"wants_json=no", false},
    {"retrieved_chunks=", true},
    {"request_fp=0", true},
    {"request_fp=00", false},
    {"time=2026-09", true},
    {"time=2026-09-14", true},
    {"time=2026-09-15", false},
    {"time<2026-09-15", true},
    {"time<=2026-09-13", false},
    {"time>2026-09-14", false},
    {"time>=2026-09-14", true},
    {"time:2026-09-13..2026-09-14", true},
    {"time:2026-08..2026-08", false},
    {"time>=-7d", true},
    {"time=yesterday", true},
    {"has:cache", true},
    {"has:pii", false},
    {"!has:pii", true},
    {"has:pii,stream", true},
    {"!has:cache", false},
    {"has:tools has:cache", false},
};

static void every_operator_finds_what_it_says(void **state)
{
    (void)state;
    struct filter_row row = sample_row();
    for (size_t i = 0; i < sizeof evaluations / sizeof *evaluations; i++) {
        struct arena a = {0};
        struct err e = {0};
        struct filter f;
        if (!filter_parse(&f, str_of(evaluations[i].text), NOW_US, &a, &e))
            fail_msg("%s: %s", evaluations[i].text, e.text);
        if (filter_matches(&f, &row) != evaluations[i].matches)
            fail_msg("%s: should be %d", evaluations[i].text, evaluations[i].matches);
        filter_release(&f);
        arena_release(&a);
    }
}

static const struct {
    const char *text;
    const char *message;  // contained in the error
} refusals[] = {
    {"statuss=200",
     "term 1, column 1, 'statuss=200': unknown field 'statuss'; did you mean status?"},
    {"model=a xyzzyplugh=1", "term 2, column 9, 'xyzzyplugh=1': unknown field 'xyzzyplugh'"},
    {"  model", "column 1, 'model': an operator is wanted"},
    {"=3", "the name of a field is wanted"},
    {"!", "the name of a field is wanted"},
    {"model=a,", "a value is missing beside a comma"},
    {"model=a,,b", "a value is missing beside a comma"},
    {"model~", "a value is wanted"},
    {"in_tok<", "a value is wanted"},
    {"in_tok=many", "a number is wanted, not 'many'"},
    {"in_tok=1.5", "too many digits behind the point in '1.5'"},
    {"in_tok=9999999999999999999999", "a number is wanted"},
    {"in_tok:..", "a range from..to is wanted, not '..'"},
    {"in_tok~5", "~ can only be asked of text"},
    {"stream=maybe", "yes or no is wanted, not 'maybe'"},
    {"stream>1", "only = and != can be asked"},
    {"tpl=xyz", "hexadecimal digits are wanted, not 'xyz'"},
    {"tpl<a", "only = and != can be asked"},
    {"tpl=00000000000000000", "hexadecimal digits are wanted"},
    {"time=soon", "a time such as 2026-09-30 or -7d is wanted, not 'soon'"},
    {"latency>fast", "a duration such as 250ms or 2s is wanted, not 'fast'"},
    {"model=\"open", "a closing quote is missing"},
    {"model~(", "bad pattern:"},
    {"model~a model~b model~[", "term 3"},
    {"pii=mail", "email, phone, card, key, address or none is wanted, not 'mail'"},
    {"time_words=tuesday", "today, now, current"},
    {"pii>email", "only = and != can be asked of this field"},
    {"pii~email", "~ can only be asked of text"},
    {"has:money", "has: knows cache"},
    {"has=cache", "has is written has:NAME"},
    {"has:", "has: knows cache"},
};

static void every_mistake_is_named_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct arena a = {0};
        struct err e = {0};
        struct filter f;
        if (filter_parse(&f, str_of(refusals[i].text), NOW_US, &a, &e))
            fail_msg("%s was accepted", refusals[i].text);
        assert_int_equal(e.code, ERR_USAGE);
        if (!str_contains(str_of(e.text), str_of(refusals[i].message)))
            fail_msg("%s: %s", refusals[i].text, e.text);
        arena_release(&a);
    }
}

static void every_field_can_be_asked_for(void **state)
{
    (void)state;
    static const char *const value[] = {
        [FILTER_TEXT] = "x",    [FILTER_INT] = "1",   [FILTER_BOOL] = "yes",
        [FILTER_TIME] = "2026", [FILTER_HASH] = "ff", [FILTER_SET] = "none",
    };
    struct filter_row row;
    filter_row_init(&row);
    for (const struct filter_name *n = filter_names; n->name; n++) {
        struct arena a = {0};
        struct err e = {0};
        struct filter f;
        struct str text =
            str_fmt(&a, "!%s=%s %s=", n->name, n->is_duration ? "1s" : value[n->type], n->name);
        if (!filter_parse(&f, text, NOW_US, &a, &e))
            fail_msg("%s: %s", n->name, e.text);
        assert_true(f.fields == 1ULL << n->field);
        assert_true(filter_matches(&f, &row));
        filter_release(&f);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operator_finds_what_it_says),
        cmocka_unit_test(every_mistake_is_named_with_its_place),
        cmocka_unit_test(every_field_can_be_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
