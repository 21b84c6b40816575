// test_frame.c - lines, values, rows and captures come out the same whatever the buffers are.
#include "ingest/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "chunked.h"

enum { MAX_ENTRY = 4096 };

static struct framer framer_of(struct str text, int64_t max_entry_bytes)
{
    struct framer f;
    framer_init(&f, str_head(text, FRAME_HEAD_BYTES), text.len <= FRAME_HEAD_BYTES,
                max_entry_bytes);
    return f;
}

// "text" of each entry, one a line; "!" torn, "+" too long, "~" may still grow.
static struct str show(const struct chunked *c, struct arena *a)
{
    struct buf b = {.arena = a};
    for (size_t i = 0; i < c->count; i++) {
        const struct entry *entry = &c->entries[i];
        buf_str(&b, entry->is_torn ? S("!") : S(""));
        buf_str(&b, entry->is_too_long ? S("+") : S(""));
        buf_str(&b, entry->is_open_ended ? S("~") : S(""));
        if (entry->is_too_long)
            buf_fmt(&b, "%lld@%lld", (long long)entry->bytes, (long long)entry->offset);
        buf_str(&b, entry->text);
        buf_byte(&b, '|');
    }
    return buf_view(&b);
}

static void check(enum framing framing, struct str text, int64_t max, const char *want)
{
    struct arena a = {0};
    static const size_t chunks[] = {1, 2, 3, 7, 16, 61, 1000, 1 << 20};
    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        struct framer f = framer_of(text, max);
        assert_int_equal(f.framing, framing);
        struct chunked c = chunked_split(&f, text, 0, chunks[i], &a);
        assert_string_equal(str_cstr(show(&c, &a), &a), want);
        for (size_t k = 0; k < c.count; k++) {
            struct entry *entry = &c.entries[k];
            assert_true(entry->offset + entry->bytes <= (int64_t)text.len);
            if (!entry->is_too_long)
                assert_memory_equal(entry->text.ptr, text.ptr + entry->offset, entry->text.len);
        }
    }
    arena_release(&a);
}

struct frame_case {
    const char *text, *want;
};

static void check_all(enum framing framing, const struct frame_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++)
        check(framing, str_of(cases[i].text), MAX_ENTRY, cases[i].want);
}

static void lines_are_entries_without_blanks_around_them(void **state)
{
    (void)state;
    static const struct frame_case cases[] = {
        {"", ""},
        {"\n\n \n\t\r\n", ""},
        {"{\"a\":1}\n{\"a\":2}\n", "{\"a\":1}|{\"a\":2}|"},
        {"{\"a\":1}\r\n{\"a\":2}\r\n", "{\"a\":1}|{\"a\":2}|"},
        {"\xef\xbb\xbf{\"a\":1}\n{\"a\":2}", "{\"a\":1}|~{\"a\":2}|"},
        {"  {\"a\":1}  \n\n\n\t{\"a\":2}\n", "{\"a\":1}|{\"a\":2}|"},
        {"{\"a\":\"x\n{\"a\":2}\n", "{\"a\":\"x|{\"a\":2}|"},
        {"{\"a\":1,\n{\"a\":2}\n", "{\"a\":1,|{\"a\":2}|"},
        {"{\"a\":1}{\"b\":2}\n{}\n", "{\"a\":1}{\"b\":2}|{}|"},
        {"starting up\n{\"a\":1}\n", "starting up|{\"a\":1}|"},
        {"[1,2]\n{\"a\":1}\n", "[1,2]|{\"a\":1}|"},
        {"{\"a\":1}\nnull\n12\n", "{\"a\":1}|null|12|"},
        {"Starting, please wait\n{\"a\":1,\"b\":2}\n", "Starting, please wait|{\"a\":1,\"b\":2}|"},
    };
    check_all(FRAME_LINES, cases, sizeof cases / sizeof *cases);
    check(FRAME_LINES, S("\0\0\0{\"a\":1}\n\0\0\n"), MAX_ENTRY, "{\"a\":1}|");
}

static void what_a_logger_writes_before_an_object_is_stripped(void **state)
{
    (void)state;
    static const struct frame_case cases[] = {
        {"[2026-01-01 10:00:00] {\"a\":1}\n[2026-01-01 10:00:01] {\"a\":2}\n",
         "{\"a\":1}|{\"a\":2}|"},
        {"INFO 01-01 10:00:00 {\"a\":1}\n", "{\"a\":1}|"},
        {"INFO {x} { \"a\":1}\n", "{ \"a\":1}|"},
        {"INFO no object {here}\n", "INFO no object {here}|"},
        {"\"text {\\\"a\\\":1}\"\n", "\"text {\\\"a\\\":1}\"|"},
        {"INFO {}\n", "{}|"},
    };
    check_all(FRAME_LINES, cases, sizeof cases / sizeof *cases);
}

static void arrays_and_pretty_objects_give_their_values(void **state)
{
    (void)state;
    static const struct frame_case cases[] = {
        {"[]", ""},
        {"[\n]\n", ""},
        {"[{\"a\":1},{\"a\":2}]", "{\"a\":1}|{\"a\":2}|"},
        {"[{\"a\":1},{\"a\":2},]\n", "{\"a\":1}|{\"a\":2}|"},
        {"\xef\xbb\xbf[\r\n{\"a\":1},\r\n{\"a\":2}\r\n]\r\n", "{\"a\":1}|{\"a\":2}|"},
        {"[{\"a\":1}]\n[{\"a\":2}]\n", "{\"a\":1}|{\"a\":2}|"},
        {"{\n \"a\": 1\n}\n{\n \"a\": [2, {\"x\": \"}{\\\"\"}]\n}\n",
         "{\n \"a\": 1\n}|{\n \"a\": [2, {\"x\": \"}{\\\"\"}]\n}|"},
        {"{\n\"a\": [\n{\n\"b\": 1\n},\n{\n\"b\": 2\n}\n]\n}",
         "{\n\"a\": [\n{\n\"b\": 1\n},\n{\n\"b\": 2\n}\n]\n}|"},
        {"{\n \"a\": 1\n}{\n \"a\": 2\n}", "{\n \"a\": 1\n}|{\n \"a\": 2\n}|"},
        {"[{\"a\":\"\\\\\"},{\"a\":\"\\\\\\\"\"}]", "{\"a\":\"\\\\\"}|{\"a\":\"\\\\\\\"\"}|"},
        {"[{\"a\":1},null,\"x,{\",12]", "{\"a\":1}|null|\"x,{\"|12|"},
        {"{\n\"a\":1\n}\nINFO done\nINFO {\n\"a\":2\n}\n",
         "{\n\"a\":1\n}|INFO done|{\n\"a\":2\n}|"},
    };
    check_all(FRAME_VALUES, cases, sizeof cases / sizeof *cases);
}

static void nothing_behind_a_torn_value_is_lost(void **state)
{
    (void)state;
    static const struct frame_case cases[] = {
        // In a string, before a name, after a name, in a number, in an array that could go on.
        {"{\n \"a\": \"tor\n{\n \"a\": 2\n}\n", "!{\n \"a\": \"tor|{\n \"a\": 2\n}|"},
        {"{\n \"a\": 1,\n{\n \"a\": 2\n}\n", "!{\n \"a\": 1,|{\n \"a\": 2\n}|"},
        {"{\n \"a\"\n{\n \"a\": 2\n}\n", "!{\n \"a\"|{\n \"a\": 2\n}|"},
        {"{\n \"a\": 1\n{\n \"a\": 2\n}\n", "!{\n \"a\": 1|{\n \"a\": 2\n}|"},
        {"{\n \"a\": [\n{\n \"a\": 2\n}\n{\n \"a\": 3\n}\n",
         "!{\n \"a\": [\n{\n \"a\": 2\n}|{\n \"a\": 3\n}|"},
        {"{\n \"a\": [\n{\n \"a\": 2\n}\n", "!{\n \"a\": [|{\n \"a\": 2\n}|"},
        {"{\n \"a\": [\n{\n \"a\": [\n{\n \"a\": 3\n}\n",
         "!{\n \"a\": [|!{\n \"a\": [|{\n \"a\": 3\n}|"},
        {"{\n \"a\": 1\n}\n{\n \"a\": ", "{\n \"a\": 1\n}|!~{\n \"a\":|"},
        {"[\n{\"a\":1},\n{\"a\":\n{\"a\":2},\n{\"a\":3}\n]\n",
         "{\"a\":1}|!{\"a\":\n{\"a\":2},|{\"a\":3}|"},
        {"[{\"a\":1},{\"a\":\"", "{\"a\":1}|!~{\"a\":\"|"},
        {"{\n \"a\": 1\n}\n}\n{\n \"a\": 2\n}", "{\n \"a\": 1\n}|}|{\n \"a\": 2\n}|"},
    };
    check_all(FRAME_VALUES, cases, sizeof cases / sizeof *cases);
}

static void code_in_a_string_does_not_tear_its_object(void **state)
{
    (void)state;
    const char *text = "{\n \"a\": \"f()\n{\n  return 1;\n}\n\"\n}\n{\n \"a\": 2\n}\n";
    check(FRAME_VALUES, str_of(text), MAX_ENTRY,
          "{\n \"a\": \"f()\n{\n  return 1;\n}\n\"\n}|{\n \"a\": 2\n}|");
}

static void rows_keep_line_ends_inside_quotes(void **state)
{
    (void)state;
    static const struct frame_case cases[] = {
        {"a,b\n", ""},
        {"a,b\n1,2\n3,4", "1,2|~3,4|"},
        {"a,b\r\n1,2\r\n\r\n3,4\r\n", "1,2|3,4|"},
        {"\xef\xbb\xbf"
         "a,b\n\"x\ny\",\"say \"\"hi\"\"\"\n3,4\n",
         "\"x\ny\",\"say \"\"hi\"\"\"|3,4|"},
        {"a,b\n5\" disk,2\n3,4\n", "5\" disk,2|3,4|"},
        {"a;b;c\n1;2;3\n", "1;2;3|"},
        {"a\tb\n1\t\n\t2\n", "1\t|\t2|"},
        {"a,b\n1,2\na,b\n3,4\n", "1,2|3,4|"},
        {"a,b\n1,\"torn\n3,4\n5,6\n", "!1,\"torn|3,4|5,6|"},
        {"a,b\n1,\"torn", "!~1,\"torn|"},
        {"Date (UTC),\"Cost, total\"x,y\n1,2,3\n", NULL},
        {"name,Cost (USD),\"model\"\n1,2,3\n", "1,2,3|"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (cases[i].want)
            check(FRAME_CSV, str_of(cases[i].text), MAX_ENTRY, cases[i].want);
        else
            assert_int_not_equal(framer_of(str_of(cases[i].text), MAX_ENTRY).framing, FRAME_CSV);
}

static void a_capture_is_one_entry(void **state)
{
    (void)state;
    const char *text = "event: message_start\ndata: {\"a\":1}\n\ndata: [DONE]\n\n";
    check(FRAME_STREAM, str_of(text), MAX_ENTRY,
          "~event: message_start\ndata: {\"a\":1}\n\ndata: [DONE]\n\n|");
    check(FRAME_STREAM, str_of(text), 20, "+50@0|");
}

static void what_is_too_long_is_one_entry_and_the_rest_goes_on(void **state)
{
    (void)state;
    static const struct {
        enum framing framing;
        const char *text, *want;
    } cases[] = {
        {FRAME_LINES, "{\"a\":1}\n{\"a\":\"0123456789012345\"}\n{\"a\":2}\n",
         "{\"a\":1}|+24@8|{\"a\":2}|"},
        {FRAME_LINES, "{\"a\":1}\n{\"a\":\"0123456789012345\"}", "{\"a\":1}|+24@8|"},
        {FRAME_LINES, "{\"a\":\"0123456789\"}\n{\"a\":\"01234567890\"}\n{\"a\":\"012345678901\"}\n",
         "{\"a\":\"0123456789\"}|{\"a\":\"01234567890\"}|{\"a\":\"012345678901\"}|"},
        {FRAME_LINES, "{\"a\":\"0123456789012\"}\n", "+21@0|"},
        {FRAME_VALUES, "[{\"a\":1},{\"a\":\"0123456789012345\"},{\"a\":2}]",
         "{\"a\":1}|+24@9|{\"a\":2}|"},
        {FRAME_VALUES, "[{\"a\":\"012345678901\"},{\"a\":\"0123456789012\"},{\"a\":2}]",
         "{\"a\":\"012345678901\"}|+21@22|{\"a\":2}|"},
        {FRAME_VALUES, "[{\"a\":\"0123456789012345", "+22@1|"},
        {FRAME_VALUES, "[{\"a\":1},garbage that is far too long,{\"a\":2}]",
         "{\"a\":1}|+28@9|{\"a\":2}|"},
        {FRAME_VALUES, "[{\"a\":[\n{\"b\":1},\n{\"b\":2},\n{\"b\":3},{\"b\":4}]}]",
         "!{\"a\":[|{\"b\":1}|{\"b\":2}|{\"b\":3}|{\"b\":4}|}|"},
        {FRAME_CSV, "a,b\n1,2\n0123456789,0123456789,\n3,4\n", "1,2|+22@8|3,4|"},
        {FRAME_CSV, "a,b\n0123456789,012345678\n0123456789,0123456789\n3,4\n",
         "0123456789,012345678|+21@25|3,4|"},
        {FRAME_CSV, "a,b\n1,\"x\n0123456789,\n0123456789\n3,4\n",
         "!1,\"x|0123456789,|0123456789|3,4|"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(cases[i].framing, str_of(cases[i].text), 20, cases[i].want);
}

static void memory_stays_bounded_while_a_long_entry_is_dropped(void **state)
{
    (void)state;
    static const struct {
        const char *begin, *end;
    } cases[] = {{"{\"a\":\"", "\"}\n{}\n"}, {"[{\"a\":\"", "\"},\n{}]"}, {"a,b\n1,2\n", "\n{}"}};
    enum { LONG = 3 << 20 };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct buf b = {.arena = &a};
        buf_str(&b, str_of(cases[i].begin));
        memset(buf_reserve(&b, LONG), 'x', LONG);
        b.len += LONG;
        buf_str(&b, str_of(cases[i].end));
        struct framer f = framer_of(buf_view(&b), 100000);
        struct chunked c = chunked_split(&f, buf_view(&b), 0, 30000, &a);
        assert_true(c.most_held <= 100000 + 2 * 30000 + FRAME_SLACK_BYTES);
        assert_true(c.entries[c.count - 2].is_too_long);
        assert_string_equal(str_cstr(c.entries[c.count - 1].text, &a), "{}");
        arena_release(&a);
    }
}

static void a_line_of_three_megabytes_passes_buffers_of_one(void **state)
{
    (void)state;
    enum { LONG = 3 << 20 };
    struct arena a = {0};
    struct buf b = {.arena = &a};
    buf_str(&b, S("{\"a\":1}\n{\"a\":\""));
    memset(buf_reserve(&b, LONG), 'x', LONG);
    b.len += LONG;
    buf_str(&b, S("\"}\n{\"a\":3}\n"));
    struct framer f = framer_of(buf_view(&b), FRAME_ENTRY_BYTES);
    struct chunked c = chunked_split(&f, buf_view(&b), 0, 1 << 20, &a);
    assert_int_equal(c.count, 3);
    assert_int_equal(c.entries[1].bytes, LONG + 8);
    assert_int_equal(c.entries[2].offset, LONG + 17);
    arena_release(&a);
}

static void framing_goes_on_at_the_offset_of_any_entry(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n",
        "[{\"a\":1},\n{\"a\":2},\n{\"a\":3}]",
        "{\n\"a\":1\n}\n{\n\"a\":2\n}\n{\n\"a\":3\n}",
        "a,b\n1,2\n\"x\ny\",3\n4,5\n",
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct str text = str_of(texts[i]);
        struct framer f = framer_of(text, MAX_ENTRY);
        struct chunked all = chunked_split(&f, text, 0, 1000, &a);
        assert_int_equal(all.count, 3);
        for (size_t k = 0; k < 3; k++) {
            struct framer again = framer_of(text, MAX_ENTRY);
            struct chunked rest = chunked_split(&again, text, (size_t)all.entries[k].offset, 5, &a);
            assert_int_equal(rest.count, 3 - k);
            assert_int_equal(rest.entries[0].offset, all.entries[k].offset);
        }
    }
    arena_release(&a);
}

static void tears_that_could_go_on_cost_linear_time(void **state)
{
    (void)state;
    // Each of these could be nested in the one before: 512 deep and on.
    struct arena a = {0};
    struct buf b = {.arena = &a};
    buf_str(&b, S("{\n \"a\": 1\n}\n"));
    for (int i = 0; i < 200000; i++)
        buf_str(&b, S("{\"a\":[\n"));
    for (int i = 0; i < 200000; i++)
        buf_str(&b, S("{\"a\":[{},\n{}],\n"));
    struct framer f = framer_of(buf_view(&b), FRAME_ENTRY_BYTES);
    struct chunked c = chunked_split(&f, buf_view(&b), 0, 1 << 20, &a);
    assert_true(c.count >= 200000);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_entries_without_blanks_around_them),
        cmocka_unit_test(what_a_logger_writes_before_an_object_is_stripped),
        cmocka_unit_test(arrays_and_pretty_objects_give_their_values),
        cmocka_unit_test(nothing_behind_a_torn_value_is_lost),
        cmocka_unit_test(code_in_a_string_does_not_tear_its_object),
        cmocka_unit_test(rows_keep_line_ends_inside_quotes),
        cmocka_unit_test(a_capture_is_one_entry),
        cmocka_unit_test(what_is_too_long_is_one_entry_and_the_rest_goes_on),
        cmocka_unit_test(memory_stays_bounded_while_a_long_entry_is_dropped),
        cmocka_unit_test(a_line_of_three_megabytes_passes_buffers_of_one),
        cmocka_unit_test(framing_goes_on_at_the_offset_of_any_entry),
        cmocka_unit_test(tears_that_could_go_on_cost_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
