// test_csv.c - headers are told from text, cells are taken as RFC 4180 says, rows become JSON.
#include "ingest/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/json.h"

static void headers_are_told_from_text(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        bool is_all;
        char delimiter;  // 0: no CSV
        const char *header;
        size_t bytes;
    } cases[] = {
        {"a,b\n1,2\n", true, ',', "a,b", 4},
        {"a,b\r\n1,2\r\n", true, ',', "a,b", 5},
        {"a,b", true, ',', "a,b", 3},
        {"a;b\n1;2\n", true, ';', "a;b", 4},
        {"a\tb\n1\t2\n", true, '\t', "a\tb", 4},
        {"a b,c (USD),d_e,f.g,h-i\n1,2,3,4,5", true, ',', "a b,c (USD),d_e,f.g,h-i", 24},
        {"\"a\",\"b\"\n1,2\n", true, ',', "\"a\",\"b\"", 8},
        {"a,b\n1,\"x,\ny\"\n", true, ',', "a,b", 4},
        {"a,b\n\"cut off by the head", false, ',', "a,b", 4},
        {"generation_id,created_at,cost_total\ngen-1,2026-09-01 00:00:00,0.1\n", true, ',',
         "generation_id,created_at,cost_total", 36},
        {"", true, 0, NULL, 0},
        {"a\nb\n", true, 0, NULL, 0},
        {"a,b\n1,2,3\n", true, 0, NULL, 0},
        {"a,b\n{\"x\":1,\"y\":2}\n", true, 0, NULL, 0},
        {"a,,b\n1,2,3\n", true, 0, NULL, 0},
        {"2026-09-01 10:00:00,INFO\nx,y\n", true, 0, NULL, 0},
        {"1,2\n3,4\n", true, 0, NULL, 0},
        {"{\"a\":1,\"b\":2}\n", true, 0, NULL, 0},
        {"\"a,b\n1,2\n", true, 0, NULL, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char delimiter = 0;
        struct str header = {0};
        size_t bytes = 0;
        bool found = csv_sniff(str_of(cases[i].head), cases[i].is_all, &delimiter, &header, &bytes);
        assert_int_equal(found, cases[i].delimiter != 0);
        assert_int_equal(delimiter, cases[i].delimiter);
        assert_int_equal(bytes, cases[i].bytes);
        assert_true(!found || str_eq(header, str_of(cases[i].header)));
    }
}

static void cells_follow_rfc_4180(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        char delimiter;
        const char *want;  // cells, each with a bar behind it
    } cases[] = {
        {"1,2,3", ',', "1|2|3|"},
        {"", ',', "|"},
        {",", ',', "||"},
        {"a,,c,", ',', "a||c||"},
        {"\"a,b\",c", ',', "a,b|c|"},
        {"\"say \"\"hi\"\"\",\"\"\"\"", ',', "say \"hi\"|\"|"},
        {"\"two\nlines\",x", ',', "two\nlines|x|"},
        {"\"two\r\nlines\",x\r", ',', "two\r\nlines|x|"},
        {"5\" disk,6", ',', "5\" disk|6|"},
        {"\"a\"b,c", ',', "ab|c|"},
        {"\"\",x", ',', "|x|"},
        {"\"torn,x", ',', "torn,x|"},
        {"\"torn\"\"", ',', "torn\"|"},
        {"\"", ',', "|"},
        {"a;b,c", ';', "a|b,c|"},
        {"a\t\tb", '\t', "a||b|"},
        {" a , b ", ',', " a | b |"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        size_t count = 0;
        struct str *cells = csv_row(str_of(cases[i].row), cases[i].delimiter, &a, &count);
        struct buf b = {.arena = &a};
        for (size_t k = 0; k < count; k++) {
            buf_str(&b, cells[k]);
            buf_byte(&b, '|');
        }
        assert_string_equal(str_cstr(buf_view(&b), &a), cases[i].want);
        arena_release(&a);
    }
}

static void rows_of_many_cells_are_whole(void **state)
{
    (void)state;
    struct arena a = {0};
    struct buf b = {.arena = &a};
    for (int i = 0; i < 1000; i++)
        buf_fmt(&b, "%s\"%d\"", i ? "," : "", i);
    size_t count = 0;
    struct str *cells = csv_row(buf_view(&b), ',', &a, &count);
    assert_int_equal(count, 1000);
    assert_true(str_eq(cells[999], S("999")));
    arena_release(&a);
}

static void columns_are_lower_case_and_trimmed(void **state)
{
    (void)state;
    struct arena a = {0};
    size_t count = 0;
    struct str *names = csv_columns(S("Model, \"X\" ,\" Cost (USD) \",TOKENS"), ',', &a, &count);
    assert_int_equal(count, 4);
    assert_true(str_eq(names[0], S("model")));
    assert_true(str_eq(names[2], S("cost (usd)")));
    assert_true(str_eq(names[3], S("tokens")));
    arena_release(&a);
}

static void a_row_becomes_a_json_array_of_its_columns(void **state)
{
    (void)state;
    static const struct {
        struct str row;
        size_t columns;
        const char *want;
    } cases[] = {
        {{"1,2", 3}, 2, "[\"1\",\"2\"]"},
        {{"1", 1}, 3, "[\"1\",null,null]"},
        {{"1,,3,4", 6}, 3, "[\"1\",\"\",\"3\"]"},
        {{"\"a \"\"b\"\" \\\nc\",\t", 15}, 2, "[\"a \\\"b\\\" \\\\\\u000ac\",\"\\u0009\"]"},
        {{"\xff,\xc3\xa4", 4}, 2, "[\"\xef\xbf\xbd\",\"\xc3\xa4\"]"},
        {{"", 0}, 1, "[\"\"]"},
        {{"x", 1}, 0, "[]"},
    };
    struct json_parser *parser = json_parser_new();
    assert_non_null(parser);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct str text = csv_row_json(cases[i].row, ',', cases[i].columns, &a);
        assert_string_equal(str_cstr(text, &a), cases[i].want);
        struct json root;
        assert_int_equal(json_parse(parser, text, JSON_PADDING, &root), JSON_OK);
        assert_int_equal(json_len(root), cases[i].columns);
        arena_release(&a);
    }
    json_parser_free(parser);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_are_told_from_text),
        cmocka_unit_test(cells_follow_rfc_4180),
        cmocka_unit_test(rows_of_many_cells_are_whole),
        cmocka_unit_test(columns_are_lower_case_and_trimmed),
        cmocka_unit_test(a_row_becomes_a_json_array_of_its_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
