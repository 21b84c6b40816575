// test_tool_use.c - whether a tool is never used, when calls are counted for other system prompts.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyze/tool_use.h"

enum { FIND = 0xa, FORM = 5, OTHER_FORM = 6 };

struct planted {
    struct arena arena;
    struct system_row *systems;
    struct carried *carried;
    int64_t count;
};

static void plant(struct planted *p, int64_t count)
{
    *p = (struct planted){.count = count};
    p->systems = ARENA_ARRAY(&p->arena, struct system_row, (size_t)count);
    p->carried = ARENA_ARRAY(&p->arena, struct carried, (size_t)count);
    for (int64_t i = 0; i < count; i++) {
        p->systems[i].facts.system_fp = 100 + (uint64_t)i;
        p->systems[i].facts.form = FORM;
        p->carried[i].system = &p->systems[i];
        p->carried[i].system_fp = 100 + (uint64_t)i;
    }
}

static void offer(struct planted *p, int64_t system, int64_t bytes, int64_t calls)
{
    struct tool_row *tool = ARENA_NEW(&p->arena, struct tool_row);
    *tool =
        (struct tool_row){.name_hash = FIND, .name = {"find", 4}, .bytes = bytes, .calls = calls};
    p->systems[system].tools = tool;
    p->systems[system].tool_count = 1;
}

static void use(struct planted *p, int64_t system)
{
    prompt_sums_init(&p->carried[system].sums);
    p->carried[system].sums.requests = 2 * TOOL_ANSWERS_MIN;
    p->carried[system].answered = TOOL_ANSWERS_MIN;
}

// Of the tool that system prompts [first, count) offer, after `dropped` requests.
static enum tri never(struct planted *p, int64_t first, int64_t dropped)
{
    const struct carried **members =
        ARENA_ARRAY(&p->arena, const struct carried *, (size_t)p->count);
    int64_t count = 0;
    for (int64_t i = first; i < p->count; i++)
        members[count++] = &p->carried[i];
    tool_use_note_dropped(p->carried, p->count, dropped, &p->arena);
    const struct tool_use *tools = tool_uses(members, count, &count, &p->arena);
    assert_int_equal(count, 1);
    return tool_use_is_never(&tools[0]);
}

static void calls_of_dropped_ones_are_those_of_the_first_that_begins_alike(void **state)
{
    (void)state;
    for (int is_full = 0; is_full < 2; is_full++) {
        struct planted p;
        plant(&p, SYSTEMS_OF_FORM - !is_full);
        offer(&p, 0, 0, 3);
        offer(&p, 1, 80, 0);
        use(&p, 1);
        assert_int_equal(never(&p, 1, UNKNOWN), TRI_YES);
        assert_int_equal(never(&p, 1, 9), is_full ? TRI_NO : TRI_YES);
        p.systems[0].facts.form = OTHER_FORM;
        assert_int_equal(never(&p, 1, 9), TRI_YES);
        arena_release(&p.arena);
    }
}

static void calls_that_found_no_room_leave_it_unknown(void **state)
{
    (void)state;
    struct planted p;
    plant(&p, 2);
    offer(&p, 1, 80, 0);
    use(&p, 1);
    p.systems[0].tools = ARENA_ARRAY(&p.arena, struct tool_row, TOOLS_CALLED_MAX);
    for (uint64_t i = 0; i < TOOLS_CALLED_MAX; i++)
        p.systems[0].tools[i] = (struct tool_row){.name_hash = 1000 + i, .calls = 1};
    p.systems[0].tool_count = TOOLS_CALLED_MAX - 1;
    assert_int_equal(never(&p, 1, 9), TRI_YES);
    p.systems[0].tool_count = TOOLS_CALLED_MAX;
    assert_int_equal(never(&p, 1, UNKNOWN), TRI_YES);
    assert_int_equal(never(&p, 1, 9), TRI_UNKNOWN);
    // What is called is called.
    p.systems[1].tools[0].calls = 1;
    assert_int_equal(never(&p, 1, 9), TRI_NO);
    arena_release(&p.arena);
}

static void calls_outside_the_filter_count(void **state)
{
    (void)state;
    struct planted p;
    plant(&p, 2);
    offer(&p, 0, 80, 5);
    offer(&p, 1, 80, 0);
    use(&p, 1);
    assert_int_equal(never(&p, 1, UNKNOWN), TRI_YES);
    assert_int_equal(never(&p, 0, UNKNOWN), TRI_NO);
    arena_release(&p.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_of_dropped_ones_are_those_of_the_first_that_begins_alike),
        cmocka_unit_test(calls_that_found_no_room_leave_it_unknown),
        cmocka_unit_test(calls_outside_the_filter_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
