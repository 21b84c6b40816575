// test_prompts.c - what records carry of their prompts, through the sink: once, in any worker's
// way, back after a kill.
#include "dump.h"
#include "fake_stream.h"

#include "store/prompts.h"

static struct fake fake;

static void price(void *self, struct record *r)
{
    (void)self;
    r->cost_nusd = 1;
}

static int64_t bytes_per_ktok(void *self, struct str model)
{
    (void)self;
    (void)model;
    return 4000;
}

static const struct settle_hooks hooks = {.price = price, .bytes_per_ktok = bytes_per_ktok};

static const struct token words[] = {{11, 3, 0}, {12, 4, 0}, {13, 1, TOKEN_PUNCTUATION}};
enum { CALLS = 900, TEXTS = 77, SYSTEMS = 5 };
static const uint64_t called[] = {501, 502, 501};

// Sample of a text that begins with its token number `first`.
static const struct sample *sample_of(uint64_t segment, int first)
{
    struct sample *sample = ARENA_NEW(&fake.arena, struct sample);
    *sample = (struct sample){
        .segment = segment, .tokens = words + first, .token_count = 3 - first, .gap_at = 3 - first};
    return sample;
}

// What a worker learns of a call; `carries` says what it hands in with it.
static void learn(struct record *r, int i, bool carries)
{
    uint64_t text = (uint64_t)i * 9 % TEXTS;
    uint64_t system = (uint64_t)i % SYSTEMS;
    r->print[PRINT_QUESTION] = hash_mix(1ULL << 50, text);
    r->print[PRINT_SYSTEM] = hash_mix(1ULL << 51, system);
    r->has_shape = true;
    r->shape.system[0] = (uint8_t)(system + 1);
    r->shape.head[0] = (uint8_t)(text % 3 + 1);
    r->called = i % 10 == 0 ? called : NULL;
    r->called_tool_count = i % 10 == 0 ? 3 : 0;
    if (!carries)
        return;
    struct sketch *sketch = ARENA_NEW(&fake.arena, struct sketch);
    struct system_facts *facts = ARENA_NEW(&fake.arena, struct system_facts);
    struct tool *tool = ARENA_NEW(&fake.arena, struct tool);
    sketch->bits[0] = (uint8_t)text;
    *tool = (struct tool){.name_hash = 501, .name = S("search"), .bytes = 40};
    *facts = (struct system_facts){.system_fp = r->print[PRINT_SYSTEM],
                                   .tools_fp = 1,
                                   .tools_set = 2,
                                   .tools = tool,
                                   .tool_count = 1,
                                   .text_bytes = 10 + (int64_t)system};
    r->sketch = sketch;
    r->system = facts;
    r->system_sample = sample_of(hash_mix(1ULL << 52, system), 0);
    r->question_sample = sample_of(hash_mix(1ULL << 53, text), 1);
}

// The first call of each text under each system prompt carries all of it; the others do so in no
// worker, in every one, now and then.
static bool carries(int i, int way)
{
    bool is_first = i < TEXTS * SYSTEMS;
    return is_first || way == 1 || (way == 2 && i % 13 == 0);
}

static void fill(int first, int count, int way)
{
    fake_init(&fake);
    fake.next_entry = first;
    for (int i = first; i < first + count; i++)
        learn(fake_record(&fake, ""), i, carries(i, way));
}

static void ingest(struct store *s, const char *path)
{
    struct ledger ledger = {0};
    struct ledger added = {0};
    fake_ingest(s, &fake, path, &ledger, &added);
}

static void the_database_does_not_depend_on_what_workers_repeat(void **state)
{
    (void)state;
    struct arena a = {0};
    struct str dumps[3];
    for (int way = 0; way < 3; way++) {
        struct err e = {0};
        struct store *s = open_store(scratch_file(&a, "workers.db"), STORE_WRITE);
        fill(0, CALLS, way);
        ingest(s, "a.jsonl");
        OK(store_settle(s, &hooks, &e));
        dumps[way] = dump(s, &a);
        assert_int_equal(query_int(s, "SELECT sum(length(levels)) FROM shape_t"), 15);
        assert_int_equal(query_int(s, "SELECT count(*) FROM system_prompts"), SYSTEMS);
        assert_int_equal(query_int(s, "SELECT sum(calls) FROM tools WHERE bytes = 40"), 180);
        assert_int_equal(query_int(s, "SELECT sum(calls) FROM tools WHERE bytes IS NULL"), 90);
        assert_int_equal(query_int(s, "SELECT sum(length(data)) / 58 FROM sketch_t"), TEXTS);
        assert_true(query_int(s, "SELECT count(*) FROM sample_t") > 30);
        store_close(s);
    }
    assert_true(str_eq(dumps[0], dumps[1]));
    assert_true(str_eq(dumps[0], dumps[2]));
    arena_release(&a);
}

// Rows of what the store keeps, apart from how sketches are put into rows.
static struct str kept(struct store *s, struct arena *a)
{
    struct buf out = {.arena = a};
    static const char *const tables[] = {"shape_t", "sample_t", "system_t",
                                         "tool_t",  "requests", "templates"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        dump_table(s, str_of(tables[i]), &out);
    struct err e = {0};
    struct sketch_row *rows = NULL;
    int64_t count = 0;
    double share = 0;
    OK(prompts_sketches(s, &rows, &count, &share, a, &e));
    buf_str(&out, (struct str){(const char *)rows, (size_t)count * sizeof *rows});
    return buf_view(&out);
}

// Killed behind a commit and some more rows, begun again where the source was committed.
static void what_a_kill_takes_comes_back(void **state)
{
    (void)state;
    enum { COMMITTED = 300, LOST = 200 };
    struct arena a = {0};
    struct err e = {0};
    struct str states[2];
    for (int is_killed = 0; is_killed < 2; is_killed++) {
        const char *path = scratch_file(&a, "killed.db");
        struct store *s = open_store(path, STORE_WRITE);
        struct sink sink = store_sink(s);
        struct source_info info = fake_source("a.jsonl");
        struct source_known known = {.source_id = 1};
        OK(sink.open_source(sink.self, &info, NULL, &e));
        fill(0, COMMITTED, 0);
        OK(sink.write(sink.self, &fake.block, &e));
        if (is_killed) {
            OK(store_commit(s, &e));
            fill(COMMITTED, LOST, 0);
            OK(sink.write(sink.self, &fake.block, &e));
            store_close(s);
            s = open_store(path, STORE_WRITE);
            sink = store_sink(s);
            OK(sink.open_source(sink.self, &info, &known, &e));
        }
        fill(COMMITTED, CALLS - COMMITTED, is_killed);
        OK(sink.write(sink.self, &fake.block, &e));
        struct ledger ledger;
        struct ledger added;
        struct source_close how = {.is_complete = true};
        OK(sink.close_source(sink.self, &how, &ledger, &added, &e));
        OK(store_settle(s, &hooks, &e));
        states[is_killed] = kept(s, &a);
        assert_int_equal(query_int(s, "SELECT count(*) FROM requests"), CALLS);
        store_close(s);
    }
    assert_true(str_eq(states[0], states[1]));
    arena_release(&a);
}

static struct record *call(const char *id, int i)
{
    struct record *r = fake_record(&fake, id);
    learn(r, i, true);
    r->called = called;
    r->called_tool_count = 1;
    return r;
}

static int64_t calls_of(struct store *s)
{
    return query_int(s, "SELECT coalesce(sum(calls), 0) FROM tools");
}

static void parts_call_tools_and_duplicates_do_not(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = open_store(scratch_file(&a, "parts.db"), STORE_WRITE);
    fake_init(&fake);
    call("call-000001", 1);
    call("call-000001", 1)->is_part = true;
    ingest(s, "a.jsonl");
    assert_int_equal(calls_of(s), 2);
    fake_init(&fake);
    call("call-000001", 1);
    ingest(s, "b.jsonl");
    assert_int_equal(calls_of(s), 2);
    store_close(s);
    arena_release(&a);
}

// A system prompt with more tools than are kept: its requests are counted, not their parts.
static void requests_without_a_known_system_prompt_are_counted(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "dropped.db"), STORE_WRITE);
    struct system_facts huge = {.tool_count = TOOLS_MAX + 1};
    fake_init(&fake);
    static const char *const ids[] = {"call-000001", "call-000002", "call-000003", "call-000003"};
    for (int i = 0; i < 4; i++) {
        struct record *r = call(ids[i], i ? SYSTEMS : 1);
        r->is_part = i == 3;
        huge.system_fp = r->print[PRINT_SYSTEM];
        if (i)
            r->system = &huge;
    }
    ingest(s, "a.jsonl");
    struct system_row *rows = NULL;
    int64_t count = 0;
    int64_t dropped = 0;
    OK(prompts_systems(s, &rows, &count, &dropped, &a, &e));
    assert_int_equal(count, 1);
    assert_int_equal(dropped, 2);
    assert_int_equal(calls_of(s), 1);
    store_close(s);
    arena_release(&a);
}

// The request half has prompt and shape, the other one the answer.
static void halves_in_both_orders(void **state)
{
    (void)state;
    for (int is_request_first = 0; is_request_first < 2; is_request_first++) {
        struct arena a = {0};
        struct err e = {0};
        struct store *s = open_store(scratch_file(&a, "halves.db"), STORE_WRITE);
        for (int n = 0; n < 2; n++) {
            bool is_request = (n == 0) == (is_request_first == 1);
            fake_init(&fake);
            fake.next_entry = n;
            struct record *r = fake_record(&fake, "");
            r->join_key = S("custom-1");
            r->is_request_half = r->has_request = is_request;
            if (is_request) {
                learn(r, 1, true);
                usage_init(&r->usage);
            } else {
                memset(r->print, 0, sizeof r->print);
                r->called = called;
                r->called_tool_count = 3;
            }
            ingest(s, n ? "b.jsonl" : "a.jsonl");
        }
        OK(store_settle(s, &hooks, &e));
        assert_int_equal(query_int(s, "SELECT calls FROM templates"), 1);
        assert_int_equal(query_int(s, "SELECT count(template) FROM requests"), 1);
        assert_int_equal(calls_of(s), is_request_first ? 3 : 0);
        store_close(s);
        arena_release(&a);
    }
}

// A duplicate whose text differs changes nothing but the samples; its shape has no requests.
static void shapes_of_duplicates_are_left_out(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "left.db"), STORE_WRITE);
    fake_init(&fake);
    call("call-000001", 1);
    call("call-000001", 2);
    ingest(s, "a.jsonl");
    OK(store_settle(s, &hooks, &e));
    struct shape_row *shapes = NULL;
    struct sample_row *samples = NULL;
    int64_t count = 0;
    OK(prompts_shapes(s, &shapes, &count, &a, &e));
    assert_int_equal(count, 1);
    assert_int_equal(shapes->id, 1);
    assert_int_equal(shapes->requests, 1);
    assert_int_equal(shapes->unique_contents, 1);
    assert_int_equal(shapes->shape.system[0], 2);
    OK(prompts_samples(s, ROLE_USER, &samples, &count, &a, &e));
    assert_int_equal(count, 2);
    assert_int_equal(query_int(s, "SELECT count(*) FROM templates"), 1);
    store_close(s);
    arena_release(&a);
}

static void texts_are_found_by_number_and_by_hash(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    const char *path = scratch_file(&a, "texts.db");
    struct store *s = open_store(path, STORE_WRITE);
    fake_init(&fake);
    fake.segments[0] = (struct segment_text){
        .hash = 77, .role = ROLE_USER, .kind = SEG_TEXT, .bytes = 5, .text = S("hello")};
    fake.block.segment_count = 1;
    struct record *r = call("call-000001", 1);
    r->question_segment = 77;
    r->question_sample = sample_of(77, 0);
    ingest(s, "a.jsonl");
    OK(store_settle(s, &hooks, &e));
    store_close(s);

    s = open_store(path, STORE_READ);
    struct shape_row *shapes = NULL;
    struct sample_row *samples = NULL;
    struct str text = {0};
    int64_t count = 0;
    OK(prompts_shapes(s, &shapes, &count, &a, &e));
    OK(prompts_text(s, shapes->question_segment, &text, &a, &e));
    assert_true(str_eq(text, S("hello")));
    OK(prompts_text(s, shapes->system_segment, &text, &a, &e));
    assert_null(text.ptr);
    OK(prompts_samples(s, ROLE_USER, &samples, &count, &a, &e));
    OK(prompts_text(s, samples->segment_id, &text, &a, &e));
    assert_true(str_eq(text, S("hello")));
    OK(prompts_text_of(s, 77, &text, &a, &e));
    assert_true(str_eq(text, S("hello")));
    OK(prompts_text_of(s, 78, &text, &a, &e));
    assert_null(text.ptr);
    assert_string_equal(query_text(s, "SELECT question FROM templates", &a), "hello");
    store_close(s);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_database_does_not_depend_on_what_workers_repeat),
        cmocka_unit_test(what_a_kill_takes_comes_back),
        cmocka_unit_test(parts_call_tools_and_duplicates_do_not),
        cmocka_unit_test(requests_without_a_known_system_prompt_are_counted),
        cmocka_unit_test(halves_in_both_orders),
        cmocka_unit_test(shapes_of_duplicates_are_left_out),
        cmocka_unit_test(texts_are_found_by_number_and_by_hash),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&fake.arena);
    remove_scratch();
    return failed;
}
