// test_inventory.c - what system prompts and tools add up to, by hand: families, tools, trimming.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyze/inventory.h"
#include "analyze/tool_use.h"
#include "analyze/trimming.h"

#define DAY_US  86400000000LL
#define TOOLS_A 0xaULL
#define TOOLS_B 0xbULL

static const struct attribution search = {.names = {[NAME_FEATURE] = {"search", 6}}};
static const struct attribution chat = {.names = {[NAME_FEATURE] = {"chat", 4}}};

// A call with 100 bytes of tools, 300 of system prompt and 600 of the rest: 250 tokens, $1.
static struct request call(uint64_t system_fp, int64_t shape, int64_t day)
{
    struct request r = {
        .ts_us = day * DAY_US,
        .user_id = 1,
        .who = &search,
        .shape_id = shape,
        .system_segment = UNKNOWN,
        .question_segment = UNKNOWN,
        .cost_nusd = 1000000000,
        .output_cost_nusd = 0,
        .logged_cost_nusd = UNKNOWN,
        .tools_offered = 1,
        .tools_called = 0,
    };
    usage_init(&r.usage);
    r.usage.tok[TOK_INPUT] = 250;
    r.print[PRINT_SYSTEM] = system_fp;
    r.part_bytes[PART_TOOLS] = 100;
    r.part_bytes[PART_SYSTEM] = 300;
    r.part_bytes[PART_QUESTION] = 600;
    return r;
}

static struct tool_row tools_of_one[] = {
    {.name_hash = TOOLS_A, .name = {"find", 4}, .bytes = 60, .calls = 7},
    {.name_hash = TOOLS_B, .name = {"pay", 3}, .bytes = 40},
};
static struct tool_row tools_of_two[] = {
    {.name_hash = TOOLS_B, .name = {"pay", 3}, .bytes = 100},
    {.name_hash = 0xc, .name = {"dream", 5}, .bytes = 0, .calls = 2},
};
static const struct system_row systems[] = {
    {.facts = {.system_fp = 11, .text_bytes = 300, .trim_bytes = {30, 0, 15, 0}},
     .tools = tools_of_one,
     .tool_count = 2},
    {.facts = {.system_fp = 12, .text_bytes = 300, .trim_bytes = {0, 0, 0, 3}},
     .tools = tools_of_two,
     .tool_count = 2},
    {.facts = {.system_fp = 13, .text_bytes = 300}},
};
static const struct shape_row shapes[] = {
    {.id = 1, .template_id = 101, .shape = {.system = {50, 51, 52}}},
    {.id = 2, .template_id = 101, .shape = {.system = {50, 51, 52}}},
    {.id = 3, .template_id = 103, .shape = {.system = {60, 61}}},
    // The same eight tokens, only seven.
    {.id = 4, .template_id = 104, .shape = {.system = {1, 2, 3, 4, 5, 6, 7, 8, 9}}},
    {.id = 5, .template_id = 105, .shape = {.system = {1, 2, 3, 4, 5, 6, 7, 8, 10}}},
    {.id = 6, .template_id = 106, .shape = {.system = {1, 2, 3, 4, 5, 6, 7, 9}}},
    {.id = 7, .template_id = 107, .shape = {.system = {1, 2, 3, 4, 5, 6, 7}}},
    {.id = 8, .template_id = 108, .shape = {.system = {1, 2, 3, 4, 5, 6, 7}}},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static void begin(struct inventory *v, struct arena *a)
{
    inventory_init(v, systems, 3, shapes, SHAPES, a);
}

static void add(struct inventory *v, struct request r)
{
    inventory_add(v, &r);
}

static void requests_are_added_up_by_system_prompt(void **state)
{
    (void)state;
    struct arena a = {0};
    struct inventory v;
    begin(&v, &a);
    struct request other = call(11, 1, 20);
    other.user_id = 2;
    other.who = &chat;
    struct request bare = call(0, UNKNOWN, 30);
    add(&v, call(12, 3, 0));
    add(&v, call(11, 1, 10));
    add(&v, other);
    add(&v, bare);
    inventory_finish(&v);
    assert_int_equal(v.row_count, 2);
    assert_int_equal(v.requests, 4);
    assert_int_equal(v.without_system, 1);
    assert_int_equal(v.input_tok, 1000);
    const struct inventory_row *first = &v.rows[0];
    assert_int_equal(first->main->system_fp, 11);
    assert_int_equal(first->sums.requests, 2);
    assert_int_equal(first->users, 2);
    assert_int_equal(first->features, 2);
    assert_int_equal(first->versions, 1);
    assert_int_equal(first->changed_us, UNKNOWN);
    assert_int_equal(first->sums.first_us, 10 * DAY_US);
    assert_int_equal(first->sums.last_us, 20 * DAY_US);
    // 400 of 1,000 bytes.
    assert_int_equal(carrying_bytes(&first->sums), 800);
    assert_int_equal(carrying_nusd(&first->sums), 800000000);
    assert_int_equal(inventory_tok(&first->rate, 400), 100);
    assert_int_equal(v.rows[1].users, 1);
    arena_release(&a);
}

static void a_month_is_thirty_days_at_the_pace_of_all_requests(void **state)
{
    (void)state;
    static const struct {
        int64_t days;
        int64_t nusd, month_nusd;
    } cases[] = {{60, 1000, 500}, {30, 1000, 1000}, {10, 1000, 3000}, {0, 1000, 30000}};
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct inventory v;
        begin(&v, &a);
        add(&v, call(11, 1, 3));
        add(&v, call(0, UNKNOWN, 3 + cases[i].days));
        assert_int_equal(inventory_month_nusd(&v, cases[i].nusd), cases[i].month_nusd);
    }
    struct inventory v;
    begin(&v, &a);
    struct request r = call(11, 1, 0);
    r.ts_us = UNKNOWN;
    add(&v, r);
    assert_int_equal(inventory_month_nusd(&v, 1000), UNKNOWN);
    arena_release(&a);
}

static void system_prompts_of_one_template_are_versions(void **state)
{
    (void)state;
    struct arena a = {0};
    struct inventory v;
    begin(&v, &a);
    add(&v, call(12, 2, 5));
    add(&v, call(11, 1, 1));
    add(&v, call(11, 1, 9));
    add(&v, call(13, 3, 7));
    inventory_finish(&v);
    assert_int_equal(v.row_count, 3);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(v.rows[i].versions, 2);
        assert_int_equal(v.rows[i].changed_us, 5 * DAY_US);
        assert_int_equal(v.rows[i].family_count, 2);
        assert_int_equal(v.rows[i].family[0]->system_fp, 11);
        assert_int_equal(v.rows[i].family[1]->system_fp, 12);
    }
    // The third shares a template with the second: one family of three.
    begin(&v, &a);
    add(&v, call(12, 2, 5));
    add(&v, call(11, 1, 1));
    add(&v, call(13, 3, 7));
    add(&v, call(12, 3, 8));
    inventory_finish(&v);
    for (int i = 0; i < 3; i++)
        assert_int_equal(v.rows[i].versions, 3);
    assert_int_equal(v.rows[0].changed_us, 7 * DAY_US);
    arena_release(&a);
}

static void system_prompts_of_a_feature_that_begin_alike_are_versions(void **state)
{
    (void)state;
    static const struct {
        int64_t shapes[2];
        const struct attribution *features[2];
        int64_t versions;
    } cases[] = {
        {{4, 5}, {&search, &search}, 2}, {{4, 5}, {&search, &chat}, 1},   {{4, 5}, {NULL, NULL}, 1},
        {{4, 6}, {&search, &search}, 1}, {{7, 8}, {&search, &search}, 1},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct inventory v;
        begin(&v, &a);
        for (int k = 0; k < 2; k++) {
            struct request r = call(11 + (uint64_t)k, cases[i].shapes[k], k);
            r.who = cases[i].features[k];
            add(&v, r);
        }
        inventory_finish(&v);
        assert_int_equal(v.rows[0].versions, cases[i].versions);
    }
    arena_release(&a);
}

static void system_prompts_of_a_template_that_begin_otherwise_are_others(void **state)
{
    (void)state;
    static const struct shape_row free_text[] = {
        {.id = 1, .template_id = 101, .shape = {.system = {1, 2, 3}}},
        {.id = 2, .template_id = 101, .shape = {.system = {4, 5, 6}}},
        {.id = 3, .template_id = 101, .shape = {.system = {4, 5, 6}}},
    };
    struct arena a = {0};
    struct inventory v;
    inventory_init(&v, systems, 3, free_text, 3, &a);
    add(&v, call(11, 1, 1));
    add(&v, call(12, 2, 2));
    add(&v, call(13, 3, 3));
    inventory_finish(&v);
    int64_t versions = 0;
    for (int64_t i = 0; i < v.row_count; i++)
        versions += v.rows[i].versions;
    assert_int_equal(v.row_count, 3);
    assert_int_equal(versions, 1 + 2 + 2);
    arena_release(&a);
}

// `count` versions, two calls each, of two users in turn.
static void add_versions(struct inventory *v, struct arena *a, int count)
{
    struct system_row *many = ARENA_ARRAY(a, struct system_row, (size_t)count);
    for (int i = 0; i < count; i++)
        many[i] = (struct system_row){
            .facts = {.system_fp = (uint64_t)i + 1, .text_bytes = 300, .trim_bytes = {i, 0, 0, 0}},
            .tools = tools_of_one,
            .tool_count = 2,
        };
    inventory_init(v, many, count, shapes, SHAPES, a);
    for (int i = 0; i < 2 * count; i++) {
        struct request r = call((uint64_t)i / 2 + 1, 1, i);
        r.user_id = i % 2;
        inventory_add(v, &r);
    }
    inventory_finish(v);
}

static void many_versions_are_one_row(void **state)
{
    (void)state;
    struct arena a = {0};
    struct inventory v;
    struct trimming t;
    add_versions(&v, &a, VERSIONS_MAX);
    assert_int_equal(v.row_count, VERSIONS_MAX);
    add_versions(&v, &a, VERSIONS_MAX + 1);
    assert_int_equal(v.row_count, 1);
    const struct inventory_row *row = &v.rows[0];
    assert_true(row->is_volatile);
    assert_int_equal(row->versions, VERSIONS_MAX + 1);
    assert_int_equal(row->member_count, VERSIONS_MAX + 1);
    assert_int_equal(row->sums.requests, 2 * (VERSIONS_MAX + 1));
    assert_int_equal(row->users, 2);
    assert_int_equal(row->features, 1);
    trimming_estimate(&t, row, &a);
    assert_int_equal(t.bytes[TRIM_REPEAT], VERSIONS_MAX * (VERSIONS_MAX + 1));
    assert_int_equal(t.tools, 2);
    assert_int_equal(t.unused, 1);
    assert_int_equal(t.unused_bytes, 40 * row->sums.requests);
    arena_release(&a);
}

static void system_prompts_that_were_not_kept_are_summed_by_template(void **state)
{
    (void)state;
    struct arena a = {0};
    struct inventory v;
    struct trimming t;
    begin(&v, &a);
    add(&v, call(70, 3, 0));
    add(&v, call(71, 3, 1));
    add(&v, call(72, 1, 2));
    add(&v, call(73, UNKNOWN, 3));
    inventory_finish(&v);
    assert_int_equal(v.row_count, 3);
    assert_int_equal(v.rows[0].sums.requests, 2);
    assert_null(v.rows[0].main->system);
    assert_int_equal(v.rows[0].main->template_id, 103);
    assert_int_equal(v.rows[0].versions, 0);
    trimming_estimate(&t, &v.rows[0], &a);
    assert_int_equal(trimming_bytes(&t), 0);
    arena_release(&a);
}

static void tools_are_carried_by_bytes_and_called_by_name(void **state)
{
    (void)state;
    struct arena a = {0};
    struct inventory v;
    begin(&v, &a);
    struct request failed = call(12, 3, 1);
    failed.tools_called = UNKNOWN;
    add(&v, call(11, 1, 0));
    add(&v, call(11, 1, 0));
    add(&v, failed);
    inventory_finish(&v);
    const struct carried *all[] = {&v.carried[0], &v.carried[1], &v.carried[2]};
    int64_t count = 0;
    const struct tool_use *tools = tool_uses(all, 3, &count, &a);
    assert_int_equal(count, 3);
    // pay: 40 % of twice $0.10 and all of $0.10; find: 60 % of twice $0.10.
    assert_int_equal(tools[0].name_hash, TOOLS_B);
    assert_int_equal(tools[0].nusd, 180000000);
    assert_int_equal(tools[0].offered, 3);
    assert_int_equal(tools[0].answered, 2);
    assert_int_equal(tools[0].bytes, 180);
    assert_int_equal(tool_use_is_never(&tools[0]), TRI_UNKNOWN);
    assert_int_equal(tools[1].name_hash, TOOLS_A);
    assert_int_equal(tools[1].nusd, 120000000);
    assert_int_equal(tools[1].called, 7);
    assert_int_equal(tool_use_is_never(&tools[1]), TRI_NO);
    // Called and never offered.
    assert_int_equal(tools[2].offered, 0);
    assert_int_equal(tools[2].called, 2);
    arena_release(&a);
}

static void whether_a_tool_is_used_is_unknown_with_few_answers(void **state)
{
    (void)state;
    static const struct {
        struct tool_use tool;
        enum tri never;
    } cases[] = {
        {{.offered = 50, .answered = 10}, TRI_YES},
        {{.offered = 50, .answered = 9}, TRI_UNKNOWN},
        {{.offered = 5, .answered = 0, .called = 1}, TRI_NO},
        {{.offered = 0, .called = 0}, TRI_UNKNOWN},
        {{.name = {"mcp", 3}, .offered = 50, .answered = 50}, TRI_UNKNOWN},
        {{.name = {"(unnamed)", 9}, .offered = 50, .answered = 50}, TRI_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(tool_use_is_never(&cases[i].tool), cases[i].never);
}

static void trimming_saves_shares_of_text_and_tools(void **state)
{
    (void)state;
    struct arena a = {0};
    struct inventory v;
    struct trimming t;
    begin(&v, &a);
    for (int i = 0; i < 10; i++)
        add(&v, call(11, 1, 0));
    inventory_finish(&v);
    trimming_estimate(&t, &v.rows[0], &a);
    assert_int_equal(t.bytes[TRIM_REPEAT], 300);
    assert_int_equal(t.bytes[TRIM_FILLER], 150);
    assert_int_equal(t.unused_bytes, 400);
    assert_int_equal(trimming_bytes(&t), 850);
    assert_int_equal(t.tools, 2);
    assert_int_equal(t.unused, 1);
    assert_true(str_eq(t.unused_names, S("pay")));
    // 45 of 300 bytes of $3 and 40 of 100 bytes of $1.
    assert_int_equal(t.saved_nusd, 450000000 + 400000000);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_added_up_by_system_prompt),
        cmocka_unit_test(a_month_is_thirty_days_at_the_pace_of_all_requests),
        cmocka_unit_test(system_prompts_of_one_template_are_versions),
        cmocka_unit_test(system_prompts_of_a_feature_that_begin_alike_are_versions),
        cmocka_unit_test(system_prompts_of_a_template_that_begin_otherwise_are_others),
        cmocka_unit_test(many_versions_are_one_row),
        cmocka_unit_test(system_prompts_that_were_not_kept_are_summed_by_template),
        cmocka_unit_test(tools_are_carried_by_bytes_and_called_by_name),
        cmocka_unit_test(whether_a_tool_is_used_is_unknown_with_few_answers),
        cmocka_unit_test(trimming_saves_shares_of_text_and_tools),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
