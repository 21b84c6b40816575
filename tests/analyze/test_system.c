// test_system.c - the inventory of system prompts of a planted database, as tables.
#include "tests/store/fake_stream.h"

#include "analyze/profile.h"
#include "model/filler.h"
#include "model/table.h"

enum { TOOL_FIND = 0xa, TOOL_PAY = 0xb };

struct planted {
    struct arena arena;
    struct fake *fake;
    struct system_facts *latest;  // of the latest call
    struct filter filter;
    struct question question;
    struct profiling profiling;
};

static void price(void *self, struct record *r)
{
    (void)self;
    (void)r;
}

static int64_t bytes_per_ktok(void *self, struct str model)
{
    (void)self;
    (void)model;
    return 4000;
}

// Shapes whose system prompts begin alike are a template.
static void mine(const struct mined_shape *all, size_t count, size_t *template_of)
{
    for (size_t i = 0; i < count; i++) {
        template_of[i] = i;
        for (size_t k = i; k-- > 0;)
            if (all[k].shape.system[0] == all[i].shape.system[0])
                template_of[i] = template_of[k];
    }
}

static const struct settle_hooks hooks = {
    .price = price,
    .bytes_per_ktok = bytes_per_ktok,
    .mine = mine,
};

static struct tool tools[] = {
    {.name_hash = TOOL_FIND, .name = {"find", 4}, .bytes = 300},
    {.name_hash = TOOL_PAY, .name = {"pay", 3}, .bytes = 100},
};
static struct trim_edit edits[] = {
    {TRIM_FILLER, 0, 7, FILLER_PLEASE},
    {TRIM_REPEAT, 100, 40, 20},
};

// A call with 400 bytes of tools, 600 of system prompt and 1,000 of the rest: 1,000 tokens, $0.001.
static struct record *add_call(struct planted *p, uint64_t system_fp, uint8_t begins)
{
    struct record *r =
        fake_record(p->fake, str_fmt(&p->arena, "call%d", (int)p->fake->next_entry).ptr);
    struct system_facts *facts = ARENA_NEW(&p->arena, struct system_facts);
    *facts = (struct system_facts){
        .system_fp = system_fp,
        .tools_fp = 5,
        .tools_set = 6,
        .tools = tools,
        .tool_count = 2,
        .text_bytes = 600,
        .trim_bytes = {[TRIM_REPEAT] = 40, [TRIM_FILLER] = 7},
        .trim_count = {[TRIM_REPEAT] = 1, [TRIM_FILLER] = 1},
        .edits = edits,
        .edit_count = 2,
    };
    int64_t bytes[PART_COUNT] = {400, 600, 0, 0, 1000, 10};
    memcpy(r->part_bytes, bytes, sizeof bytes);
    r->names[NAME_USER] = S("ann");
    r->print[PRINT_SYSTEM] = system_fp;
    r->system = p->latest = facts;
    r->has_shape = true;
    r->shape.system[0] = begins;
    r->shape.head[0] = (uint8_t)(system_fp % 200 + 1);
    r->tools_offered = 2;
    r->tools_called = 0;
    r->output_cost_nusd = 0;
    r->system_segment = 77;
    return r;
}

static void begin(struct planted *p)
{
    *p = (struct planted){0};
    p->fake = ARENA_NEW(&p->arena, struct fake);
    fake_init(p->fake);
    p->fake->segments[0] = (struct segment_text){
        .hash = 77,
        .role = ROLE_SYSTEM,
        .bytes = 600,
        .text = S("Please help the shop."),
    };
    p->fake->block.segment_count = 1;
}

static void open_planted(struct planted *p, const char *name)
{
    struct err e = {0};
    struct ledger ledger;
    struct ledger added;
    const char *path = scratch_file(&p->arena, name);
    struct store *s = open_store(path, STORE_WRITE);
    fake_ingest(s, p->fake, "planted.jsonl", &ledger, &added);
    OK(store_settle(s, &hooks, &e));
    store_close(s);
    p->question = (struct question){
        .filter = &p->filter,
        .since_us = UNKNOWN,
        .until_us = UNKNOWN,
        .book_date_us = UNKNOWN,
        .top = 10,
    };
    p->profiling = (struct profiling){
        .store = open_store(path, STORE_READ),
        .question = &p->question,
        .arena = &p->arena,
        .requests = p->fake->block.entry_count,
    };
}

static void close_planted(struct planted *p)
{
    store_close(p->profiling.store);
    arena_release(&p->fake->arena);
    arena_release(&p->arena);
    remove_scratch();
}

static struct answer ask(struct planted *p)
{
    struct err e = {0};
    struct answer out = {.arena = &p->arena};
    const struct profile *section = profile_find(S("system"));
    assert_non_null(section);
    OK(section->run(&p->profiling, &out, &e));
    return out;
}

// NULL when the answer has no such table.
static const struct table *table_of(const struct answer *out, const char *key)
{
    for (int i = 0; i < out->table_count; i++)
        if (str_eq(out->tables[i]->key, str_of(key)))
            return out->tables[i];
    return NULL;
}

static const struct cell *cell_of(const struct table *t, int64_t row, const char *key)
{
    int column = table_column(t, str_of(key));
    assert_true(column >= 0);
    assert_true(row < t->row_count);
    return &t->cells[row * t->column_count + column];
}

static int64_t int_of(const struct table *t, int64_t row, const char *key)
{
    const struct cell *cell = cell_of(t, row, key);
    return cell->is_null ? UNKNOWN : cell->i;
}

static void assert_text(const struct table *t, int64_t row, const char *key, const char *want)
{
    const struct cell *cell = cell_of(t, row, key);
    if (!want)
        assert_true(cell->is_null);
    else if (!str_eq(cell->s, str_of(want)))
        fail_msg("%s is \"%.*s\", not \"%s\"", key, STR_ARG(cell->s), want);
}

static bool has_note(const struct table *t, const char *part)
{
    for (int i = 0; i < t->note_count; i++)
        if (str_contains(t->notes[i], str_of(part)))
            return true;
    return false;
}

// Two versions of one system prompt, 30 calls and 10, the last one with a call of a tool.
static void plant_versions(struct planted *p)
{
    static const uint64_t find = TOOL_FIND;
    begin(p);
    for (int i = 0; i < 30; i++)
        add_call(p, 11, 1);
    for (int i = 0; i < 9; i++)
        add_call(p, 12, 1);
    struct record *r = add_call(p, 12, 1);
    r->tools_called = 1;
    r->called_tool_count = 1;
    r->called = &find;
}

static void the_inventory_has_a_row_a_system_prompt(void **state)
{
    (void)state;
    struct planted p;
    plant_versions(&p);
    open_planted(&p, "rows.db");
    struct answer out = ask(&p);
    const struct table *t = table_of(&out, "system_prompts");
    assert_int_equal(t->row_count, 2);
    assert_int_equal(int_of(t, 0, "system_fp"), 11);
    assert_text(t, 0, "text", "Please help the shop.");
    assert_int_equal(int_of(t, 0, "calls"), 30);
    assert_int_equal(int_of(t, 0, "users"), 1);
    assert_int_equal(int_of(t, 0, "features"), 1);
    // Half of 1,000 tokens is tools and text; 47 of 600 bytes of the text and, of the tools, 100
    // bytes of "pay" go. The other version calls "find".
    assert_int_equal(int_of(t, 0, "tok"), 500);
    assert_int_equal(int_of(t, 0, "tools_tok"), 200);
    assert_int_equal(int_of(t, 0, "system_tok"), 300);
    assert_int_equal(int_of(t, 0, "repeat_tok"), 20);
    assert_int_equal(int_of(t, 0, "trimmed_tok"), 427);
    assert_int_equal(int_of(t, 0, "unused_tok"), 50);
    assert_int_equal(int_of(t, 0, "filler_tok"), 4);
    // $0.009 × 47 of 600 and $0.006 × 100 of 400.
    assert_int_equal(int_of(t, 0, "trimmed_month_usd"), (15000000 - 705000 - 1500000) * 30);
    assert_int_equal(int_of(t, 0, "tools"), 2);
    assert_int_equal(int_of(t, 0, "unused_tools"), 1);
    assert_text(t, 0, "unused_tool_names", "pay");
    assert_int_equal(int_of(t, 0, "cost_usd"), 30000000);
    assert_int_equal(int_of(t, 0, "carrying_usd"), 15000000);
    assert_int_equal(int_of(t, 0, "month_usd"), 15000000 * 30);
    assert_int_equal(int_of(t, 0, "versions"), 2);
    assert_int_equal(int_of(t, 0, "changed"), int_of(t, 1, "first"));
    assert_int_equal(int_of(t, 1, "unused_tools"), 1);
    assert_true(cell_of(t, 0, "input_share")->f == 15000.0 / 40000);
    close_planted(&p);
}

static void tools_versions_and_edits_have_tables(void **state)
{
    (void)state;
    struct planted p;
    plant_versions(&p);
    open_planted(&p, "tables.db");
    struct answer out = ask(&p);
    const struct table *t = table_of(&out, "tools");
    assert_int_equal(t->row_count, 2);
    assert_text(t, 0, "name", "find");
    assert_int_equal(int_of(t, 0, "offered"), 40);
    assert_int_equal(int_of(t, 0, "called"), 1);
    assert_int_equal(int_of(t, 0, "never_used"), 0);
    assert_int_equal(int_of(t, 0, "tok"), 150);
    // $0.04 × 400 of 2,000 bytes × 300 of 400 bytes.
    assert_int_equal(int_of(t, 0, "carrying_usd"), 6000000);
    assert_int_equal(int_of(t, 1, "never_used"), 1);
    t = table_of(&out, "system_versions");
    assert_int_equal(t->row_count, 2);
    assert_int_equal(int_of(t, 1, "version"), 2);
    assert_int_equal(int_of(t, 1, "system_fp"), 12);
    assert_int_equal(int_of(t, 1, "more_tok"), 0);
    assert_int_equal(int_of(t, 1, "call_usd"), 1000000);
    t = table_of(&out, "trim_edits");
    assert_int_equal(t->row_count, 4);
    assert_text(t, 0, "kind", "repeat");
    assert_text(t, 0, "reason", "repeats the sentence at byte 20");
    assert_text(t, 0, "text", NULL);
    assert_text(t, 1, "reason", "please");
    assert_text(t, 1, "text", "Please");
    t = table_of(&out, "systems");
    assert_int_equal(int_of(t, 0, "distinct"), 2);
    assert_int_equal(int_of(t, 0, "tool_sets"), 1);
    assert_false(has_note(t, "several orders"));
    assert_int_equal(int_of(t, 0, "with_system"), 40);
    close_planted(&p);
}

static void calls_of_tools_are_not_those_of_a_filter(void **state)
{
    (void)state;
    struct planted p;
    plant_versions(&p);
    open_planted(&p, "filter.db");
    p.question.until_us = p.fake->records[2].ts_us;
    p.profiling.is_filtered = true;
    struct answer out = ask(&p);
    const struct table *t = table_of(&out, "system_prompts");
    assert_int_equal(t->row_count, 1);
    assert_int_equal(int_of(t, 0, "calls"), 2);
    t = table_of(&out, "tools");
    assert_int_equal(int_of(t, 0, "offered"), 2);
    assert_int_equal(int_of(t, 0, "called"), UNKNOWN);
    close_planted(&p);
}

static void a_volatile_system_prompt_is_one_row(void **state)
{
    (void)state;
    struct planted p;
    begin(&p);
    for (uint64_t i = 0; i < 30; i++)
        add_call(&p, 100 + i, 1);
    add_call(&p, 11, 2);
    open_planted(&p, "volatile.db");
    struct answer out = ask(&p);
    const struct table *t = table_of(&out, "system_prompts");
    assert_int_equal(t->row_count, 2);
    assert_text(t, 0, "text", "30 versions, volatile: Please help the shop.");
    assert_int_equal(int_of(t, 0, "system_fp"), UNKNOWN);
    assert_int_equal(int_of(t, 0, "is_volatile"), 1);
    assert_int_equal(int_of(t, 0, "calls"), 30);
    assert_true(has_note(t, "toll prompts busters"));
    assert_null(table_of(&out, "system_versions"));
    close_planted(&p);
}

static void what_top_cuts_off_is_one_row(void **state)
{
    (void)state;
    struct planted p;
    begin(&p);
    for (uint64_t i = 0; i < 5; i++)
        for (uint64_t k = 0; k <= i; k++) {
            add_call(&p, 100 + i, (uint8_t)(1 + i));
            p.latest->tools_fp = i == 4 ? 9 : 5;
        }
    open_planted(&p, "top.db");
    p.question.top = 2;
    struct answer out = ask(&p);
    const struct table *t = table_of(&out, "system_prompts");
    assert_int_equal(t->row_count, 3);
    assert_int_equal(int_of(t, 0, "calls"), 5);
    assert_int_equal(int_of(t, 1, "calls"), 4);
    assert_int_equal(int_of(t, 2, "calls"), 6);
    assert_text(t, 2, "text", "(other)");
    assert_int_equal(int_of(t, 2, "trimmed_tok"), int_of(t, 0, "trimmed_tok"));
    // Several prompts have edits there: a third as many of each.
    t = table_of(&out, "trim_edits");
    assert_int_equal(t->row_count, 1);
    assert_true(has_note(t, "of the 1 dearest system prompts"));
    t = table_of(&out, "systems");
    assert_int_equal(int_of(t, 0, "carrying_usd"), 15 * 500000);
    assert_int_equal(int_of(t, 0, "tool_sets"), 1);
    assert_int_equal(int_of(t, 0, "tool_orders"), 2);
    assert_true(has_note(t, "several orders"));
    close_planted(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_inventory_has_a_row_a_system_prompt),
        cmocka_unit_test(tools_versions_and_edits_have_tables),
        cmocka_unit_test(calls_of_tools_are_not_those_of_a_filter),
        cmocka_unit_test(a_volatile_system_prompt_is_one_row),
        cmocka_unit_test(what_top_cuts_off_is_one_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
