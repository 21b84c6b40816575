// test_systems.c - distinct system prompts, their tools and calls; at most so many.
#include "fake_stream.h"

#include "store/database.h"
#include "store/prompts.h"
#include "store/systems.h"

static struct tool tools[] = {
    {.name_hash = 30, .name = {"search", 6}, .bytes = 300},
    {.name_hash = 20, .name = {"fetch", 5}, .bytes = 200},
    {.name_hash = 10, .bytes = 100},
};
static struct trim_edit edits[] = {
    {TRIM_REPEAT, 100, 20, 3},
    {TRIM_FILLER, 140, 7, UNKNOWN},
};
static const struct system_facts facts = {
    .system_fp = 1ULL << 63 | 5,
    .form = 1ULL << 63 | 9,
    .tools_fp = 71,
    .tools_set = 72,
    .tools = tools,
    .tool_count = 3,
    .text_bytes = 1000,
    .trim_bytes = {20, 0, 7, 0},
    .trim_count = {1, 0, 1, 0},
    .edits = edits,
    .edit_count = 2,
};

static void call(struct systems *t, uint64_t system_fp, uint64_t tool)
{
    struct err e = {0};
    struct tool_calls calls = {.system_fp = system_fp, .form = 77, .called = &tool, .count = 1};
    OK(systems_count_calls(t, &calls, &e));
}

static struct systems *open_systems(struct store *s)
{
    struct err e = {0};
    struct systems *t = NULL;
    OK(store_begin(s, &e));
    OK(systems_open(s, &t, &e));
    return t;
}

static void close_systems(struct store *s, struct systems *t)
{
    struct err e = {0};
    OK(systems_flush(t, &e));
    systems_close(t);
    OK(store_end(s, &e));
}

static void facts_come_back_as_they_were(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "facts.db"), STORE_WRITE);
    struct systems *t = open_systems(s);
    struct system_facts plain = {.system_fp = 6, .text_bytes = 12};
    OK(systems_put(t, &facts, &e));
    OK(systems_put(t, &plain, &e));
    OK(systems_put(t, &facts, &e));
    close_systems(s, t);
    t = open_systems(s);
    OK(systems_put(t, &facts, &e));
    close_systems(s, t);

    struct system_row *rows = NULL;
    int64_t count = 0;
    int64_t dropped = 0;
    OK(prompts_systems(s, &rows, &count, &dropped, &a, &e));
    assert_int_equal(count, 2);
    assert_int_equal(dropped, 0);
    assert_int_equal(rows[0].facts.system_fp, facts.system_fp);
    assert_int_equal(rows[0].facts.form, facts.form);
    assert_int_equal(rows[0].facts.tools_fp, 71);
    assert_int_equal(rows[0].facts.tools_set, 72);
    assert_int_equal(rows[0].facts.text_bytes, 1000);
    assert_memory_equal(rows[0].facts.trim_bytes, facts.trim_bytes, sizeof facts.trim_bytes);
    assert_memory_equal(rows[0].facts.trim_count, facts.trim_count, sizeof facts.trim_count);
    assert_int_equal(rows[0].facts.edit_count, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(rows[0].facts.edits[i].kind, edits[i].kind);
        assert_int_equal(rows[0].facts.edits[i].offset, edits[i].offset);
        assert_int_equal(rows[0].facts.edits[i].bytes, edits[i].bytes);
        assert_int_equal(rows[0].facts.edits[i].other, edits[i].other);
    }
    assert_int_equal(rows[0].tool_count, 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(rows[0].tools[i].name_hash, tools[i].name_hash);
        assert_int_equal(rows[0].tools[i].bytes, tools[i].bytes);
        assert_int_equal(rows[0].tools[i].calls, 0);
    }
    assert_true(str_eq(rows[0].tools[0].name, S("search")));
    assert_null(rows[0].tools[2].name.ptr);
    assert_int_equal(rows[1].tool_count, 0);
    assert_int_equal(rows[1].facts.edit_count, 0);
    assert_int_equal(rows[1].facts.tools_fp, 0);
    store_close(s);
    arena_release(&a);
}

static void calls_add_up_over_runs(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "calls.db"), STORE_WRITE);
    for (int run = 0; run < 3; run++) {
        struct systems *t = open_systems(s);
        OK(systems_put(t, &facts, &e));
        call(t, facts.system_fp, 20);
        call(t, facts.system_fp, 20);
        OK(systems_flush(t, &e));
        call(t, facts.system_fp, 30);
        call(t, facts.system_fp, 99);  // was not offered
        call(t, 4711, 20);             // a system prompt nobody knows
        close_systems(s, t);
    }
    struct system_row *rows = NULL;
    int64_t count = 0;
    int64_t dropped = 0;
    OK(prompts_systems(s, &rows, &count, &dropped, &a, &e));
    assert_int_equal(rows->tool_count, 4);
    static const int64_t want[] = {3, 6, 0, 3};
    for (int i = 0; i < 4; i++)
        assert_int_equal(rows->tools[i].calls, want[i]);
    assert_int_equal(rows->tools[3].name_hash, 99);
    assert_int_equal(rows->tools[3].bytes, 0);
    assert_int_equal(query_int(s, "SELECT count(*) FROM tools WHERE bytes IS NULL"), 1);
    store_close(s);
    arena_release(&a);
}

static void a_tool_that_is_offered_twice_is_one(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "twice.db"), STORE_WRITE);
    struct systems *t = open_systems(s);
    struct tool twice[] = {tools[0], tools[1], tools[0]};
    struct system_facts f = {.system_fp = 1, .tools = twice, .tool_count = 3};
    OK(systems_put(t, &f, &e));
    close_systems(s, t);
    assert_int_equal(query_int(s, "SELECT count(*) FROM tools"), 2);
    assert_int_equal(query_int(s, "SELECT bytes FROM tools WHERE tool = 'search'"), 600);
    store_close(s);
    arena_release(&a);
}

static void others_are_dropped_and_counted(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "dropped.db"), STORE_WRITE);
    struct systems *t = open_systems(s);
    for (uint64_t i = 1; i <= SYSTEMS_MAX + 100; i++) {
        struct system_facts f = {.system_fp = i, .form = i / SYSTEMS_OF_FORM};
        OK(systems_put(t, &f, &e));
        systems_count_request(t, i);
    }
    close_systems(s, t);
    t = open_systems(s);
    systems_count_request(t, 1);                // known
    systems_count_request(t, SYSTEMS_MAX + 1);  // not
    systems_count_request(t, 0);                // none
    close_systems(s, t);
    struct system_row *rows = NULL;
    int64_t count = 0;
    int64_t dropped = 0;
    OK(prompts_systems(s, &rows, &count, &dropped, &a, &e));
    assert_int_equal(count, SYSTEMS_MAX);
    assert_int_equal(dropped, 101);
    store_close(s);
    arena_release(&a);
}

static void tools_are_bounded_too(void **state)
{
    (void)state;
    enum { EACH = 16000, FIT = TOOLS_MAX / EACH };
    struct arena a = {0};
    struct err e = {0};
    struct tool *many = ARENA_ARRAY(&a, struct tool, EACH);
    for (uint64_t i = 0; i < EACH; i++)
        many[i] = (struct tool){.name_hash = i + 1, .bytes = 2};
    struct store *s = open_store(scratch_file(&a, "tools.db"), STORE_WRITE);
    struct systems *t = open_systems(s);
    for (uint64_t i = 1; i <= FIT + 3; i++) {
        struct system_facts f = {.system_fp = i, .tools = many, .tool_count = EACH};
        OK(systems_put(t, &f, &e));
        systems_count_request(t, i);
    }
    for (uint64_t i = 0; i < 2 * TOOLS_CALLED_MAX; i++)
        call(t, 1, 1000000 + i);
    close_systems(s, t);
    assert_int_equal(query_int(s, "SELECT count(*) FROM tools WHERE place IS NOT NULL"),
                     FIT * EACH);
    assert_int_equal(query_int(s, "SELECT count(*) FROM tools WHERE place IS NULL"),
                     TOOLS_CALLED_MAX);
    assert_int_equal(query_int(s, "SELECT value FROM meta WHERE key = 'dropped_systems'"), 3);
    store_close(s);
    arena_release(&a);
}

static void those_that_begin_alike_leave_room_for_others(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "alike.db"), STORE_WRITE);
    for (int run = 0; run < 2; run++) {
        struct systems *t = open_systems(s);
        for (uint64_t i = 1; i <= 2 * SYSTEMS_OF_FORM; i++) {
            struct system_facts f = {.system_fp = i, .form = 77, .tools = tools, .tool_count = 3};
            OK(systems_put(t, &f, &e));
            systems_count_request(t, i);
            call(t, i, 20);
        }
        struct system_facts other = {.system_fp = 1 << 20, .form = 78};
        OK(systems_put(t, &other, &e));
        close_systems(s, t);
    }
    assert_int_equal(query_int(s, "SELECT count(*) FROM system_t"), SYSTEMS_OF_FORM + 1);
    assert_int_equal(query_int(s, "SELECT value FROM meta WHERE key = 'dropped_systems'"),
                     2 * SYSTEMS_OF_FORM);
    // Calls of those without room count for the first that begins alike.
    assert_int_equal(query_int(s, "SELECT sum(calls) FROM tools"), 4 * SYSTEMS_OF_FORM);
    assert_int_equal(query_int(s, "SELECT max(calls) FROM tools"), 2 * (SYSTEMS_OF_FORM + 1));
    store_close(s);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_come_back_as_they_were),
        cmocka_unit_test(calls_add_up_over_runs),
        cmocka_unit_test(a_tool_that_is_offered_twice_is_one),
        cmocka_unit_test(others_are_dropped_and_counted),
        cmocka_unit_test(those_that_begin_alike_leave_room_for_others),
        cmocka_unit_test(tools_are_bounded_too),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove_scratch();
    return failed;
}
