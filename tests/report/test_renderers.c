// test_renderers.c - one answer with every unit and oddity, drawn by every renderer, against files.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <math.h>
#include <cmocka.h>

#include "base/buf.h"
#include "model/record.h"
#include "report/renderer.h"

static struct table *add_ranges(struct answer *out)
{
    static const struct column columns[] = {
        {{"since", 5}, {"since", 5}, UNIT_TIME_US, EVIDENCE_MEASURED, false},
        {{"until", 5}, {"until", 5}, UNIT_TIME_US, EVIDENCE_MEASURED, false},
    };
    struct table *t = table_new(out->arena, S("range"), (struct str){NULL, 0}, columns, 2);
    t->shape = TABLE_OBJECT;
    struct cell *row = table_row(t);
    row[0] = cell_int(1789473600000000LL);
    answer_add(out, t);
    return t;
}

static void add_units(struct answer *out)
{
    static const struct column columns[] = {
        {{"name", 4}, {"name", 4}, UNIT_TEXT, EVIDENCE_MEASURED, false},
        {{"requests", 8}, {"requests", 8}, UNIT_COUNT, EVIDENCE_MEASURED, false},
        {{"input_tok", 9}, {"input tok", 9}, UNIT_TOKENS, EVIDENCE_MEASURED, false},
        {{"size_bytes", 10}, {"size bytes", 10}, UNIT_BYTES, EVIDENCE_MEASURED, false},
        {{"cost_usd", 8}, {"cost", 4}, UNIT_NUSD, EVIDENCE_MODELLED, false},
        {{"share", 5}, {"share", 5}, UNIT_SHARE, EVIDENCE_MODELLED, false},
        {{"p95_ms", 6}, {"p95 ms", 6}, UNIT_MS, EVIDENCE_MEASURED, false},
        {{"first_time", 10}, {"first", 5}, UNIT_TIME_US, EVIDENCE_MEASURED, false},
        {{"id", 2}, {"id", 2}, UNIT_HASH, EVIDENCE_MEASURED, false},
        {{"factor", 6}, {"factor", 6}, UNIT_NUMBER, EVIDENCE_ASSUMED, false},
        {{"is_settled", 10}, {"settled", 7}, UNIT_BOOL, EVIDENCE_MEASURED, false},
        {{"nothing", 7}, {"nothing", 7}, UNIT_COUNT, EVIDENCE_MEASURED, false},
        {{"gap_s", 5}, {"gap", 3}, UNIT_SECONDS, EVIDENCE_MEASURED, false},
        {{"ratio", 5}, {"ratio", 5}, UNIT_RATIO, EVIDENCE_MEASURED, false},
    };
    int count = (int)(sizeof columns / sizeof *columns);
    struct table *t = table_new(out->arena, S("totals"), S("Totals"), columns, count);
    t->shape = TABLE_OBJECT;
    struct cell *row = table_row(t);
    row[0] = cell_str(S("esc \x1b[31m | \"quoted\" \xff <b>"));
    row[1] = cell_int(1234567);
    row[2] = cell_int(-1000);
    row[3] = cell_int(999);
    row[4] = cell_int(1234567890123456LL);
    row[5] = cell_double(0.1);
    row[6] = cell_double(1503.221);
    row[7] = cell_int(1789473600123456LL);
    row[8] = cell_int((int64_t)0xa41f00000000beefULL);
    row[9] = cell_double(1.25);
    row[10] = cell_int(1);
    row[12] = cell_double(49809.9);
    row[13] = cell_double(3.71106);
    answer_add(out, t);
}

static const struct column by_columns[] = {
    {{"feature", 7}, {"feature", 7}, UNIT_TEXT, EVIDENCE_MEASURED, true},
    {{"model", 5}, {"model", 5}, UNIT_TEXT, EVIDENCE_MEASURED, true},
    {{"requests", 8}, {"requests", 8}, UNIT_COUNT, EVIDENCE_MEASURED, false},
    {{"cost_usd", 8}, {"cost", 4}, UNIT_NUSD, EVIDENCE_MODELLED, false},
    {{"share", 5}, {"share", 5}, UNIT_SHARE, EVIDENCE_MODELLED, false},
};

static void add_crossed(struct answer *out)
{
    struct table *t = table_new(out->arena, S("by"), S("By feature, model"), by_columns, 5);
    t->dimension = S("feature,model");
    static const struct {
        const char *feature, *model;
        int64_t requests, cost_nusd;
        double share;
    } rows[] = {
        {"support bot, \"eu\"", "claude-sonnet-4-5", 290000, 812011000000, 0.9996},
        {"=cmd|'/c calc'!A1", "gpt|4o", 2, 340000001, 0.0003},
        {NULL, "\xe5\x90\x8d\xe5\x89\x8d", 1, 1, 0.0000001},
        {"-1", NULL, 0, UNKNOWN, NAN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cell *row = table_row(t);
        row[0] = cell_str(str_of(rows[i].feature));
        row[1] = cell_str(str_of(rows[i].model));
        row[2] = cell_int(rows[i].requests);
        row[3] = cell_int(rows[i].cost_nusd);
        row[4] = cell_double(rows[i].share);
    }
    table_note(t, S("2 more rows are in \"(other)\""));
    answer_add(out, t);
}

// A second table of the key "by", small amounts, one label.
static void add_single(struct answer *out)
{
    struct table *t = table_new(out->arena, S("by"), S("By model"), by_columns + 1, 3);
    t->dimension = S("model");
    struct cell *row = table_row(t);
    row[0] = cell_str(S("tiny"));
    row[1] = cell_int(3);
    row[2] = cell_int(12345);
    row = table_row(t);
    row[0] = cell_str(S("tinier"));
    row[1] = cell_int(3);
    row[2] = cell_int(-7);
    answer_add(out, t);
}

// More columns than a narrow terminal has room for, and some without a value.
static void add_wide(struct answer *out)
{
    static const struct column columns[] = {
        {{"name", 4}, {"name", 4}, UNIT_TEXT, EVIDENCE_MEASURED, true},
        {{"owner", 5}, {"owner", 5}, UNIT_TEXT, EVIDENCE_MEASURED, false},
        {{"calls", 5}, {"calls", 5}, UNIT_COUNT, EVIDENCE_MEASURED, false},
        {{"cost_usd", 8}, {"cost", 4}, UNIT_NUSD, EVIDENCE_MODELLED, false},
        {{"gap_s", 5}, {"half within", 11}, UNIT_SECONDS, EVIDENCE_MEASURED, false},
        {{"text", 4}, {"text", 4}, UNIT_TEXT, EVIDENCE_MEASURED, false},
        {{"first", 5}, {"first", 5}, UNIT_TIME_US, EVIDENCE_MEASURED, false},
    };
    static const struct {
        const char *name, *text;
        int64_t calls, cost_nusd;
        double gap_s;
    } rows[] = {
        {"a", "the quick brown fox jumps over the lazy dog", 12, 0, 0.25},
        {"b", "pack my box with five dozen liquor jugs", 3, 1234567, 119.4},
        {"c", NULL, 1, 99, 7199},
        {"d", "short", 1, UNKNOWN, 172800},
    };
    struct table *t = table_new(out->arena, S("wide"), S("Wide"), columns, 7);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cell *row = table_row(t);
        row[0] = cell_str(str_of(rows[i].name));
        row[2] = cell_int(rows[i].calls);
        row[3] = cell_int(rows[i].cost_nusd);
        row[4] = cell_double(rows[i].gap_s);
        row[5] = cell_str(str_of(rows[i].text));
        row[6] = cell_int(1789473600000000LL);
    }
    table_note(t, S("a sentence that is longer than a narrow terminal is wide, so that it goes on "
                    "in further lines, which break between its words"));
    answer_add(out, t);
}

static void add_empty(struct answer *out)
{
    answer_add(out, table_new(out->arena, S("unpriced"), S("Unpriced"), by_columns + 1, 2));
    struct table *t = table_new(out->arena, S("nothing"), (struct str){NULL, 0}, by_columns, 1);
    t->shape = TABLE_OBJECT;
    answer_add(out, t);
}

static struct answer sample(struct arena *a)
{
    struct answer out = {.title = S("A report"), .arena = a};
    add_ranges(&out);
    add_units(&out);
    add_crossed(&out);
    add_single(&out);
    add_wide(&out);
    add_empty(&out);
    answer_note(&out, S("period: all of it; 3 rejects \x1b[2J"));
    return out;
}

static struct str read_file(const char *path, struct arena *a)
{
    struct buf text = {.arena = a};
    FILE *f = fopen(path, "rbe");
    if (!f)
        fail_msg("%s is missing", path);
    for (size_t n = 1; n > 0; text.len += n)
        n = fread(buf_reserve(&text, 4096), 1, 4096, f);
    assert_int_equal(fclose(f), 0);
    return buf_view(&text);
}

// UPDATE_GOLDEN=1 in the environment: writes what is drawn instead of comparing; read it then.
static void write_file(const char *path, struct str text)
{
    FILE *f = fopen(path, "wbe");
    assert_non_null(f);
    assert_int_equal(fwrite(text.ptr, 1, text.len, f), text.len);
    assert_int_equal(fclose(f), 0);
}

static const struct {
    const char *renderer;
    int columns;
    bool has_color;
    const char *file;
} drawings[] = {
    {"text", 0, false, "answer.txt"},       {"text", 60, false, "answer-60.txt"},
    {"text", 80, true, "answer-color.txt"}, {"markdown", 0, false, "answer.md"},
    {"json", 0, false, "answer.json"},      {"jsonl", 0, false, "answer.jsonl"},
    {"csv", 0, false, "answer.csv"},
};

static void every_renderer_draws_what_its_golden_file_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof drawings / sizeof *drawings; i++) {
        struct arena a = {0};
        struct answer answer = sample(&a);
        struct buf out = {.arena = &a};
        struct render_options options = {drawings[i].columns, drawings[i].has_color};
        const struct renderer *renderer = renderer_find(str_of(drawings[i].renderer));
        assert_non_null(renderer);
        renderer->draw(&answer, &options, &out);
        struct str path = str_fmt(&a, SOURCE_DIR "/tests/report/golden/%s", drawings[i].file);
        if (getenv("UPDATE_GOLDEN"))
            write_file(path.ptr, buf_view(&out));
        if (!str_eq(buf_view(&out), read_file(path.ptr, &a)))
            fail_msg("%s differs; drawn now:\n%.*s", path.ptr, STR_ARG(buf_view(&out)));
        arena_release(&a);
    }
}

static void no_renderer_lets_control_characters_through(void **state)
{
    (void)state;
    static const char *const for_people[] = {"text", "markdown", "csv"};
    for (size_t i = 0; i < 3; i++) {
        struct arena a = {0};
        struct answer answer = sample(&a);
        struct buf out = {.arena = &a};
        struct render_options options = {0};
        renderer_find(str_of(for_people[i]))->draw(&answer, &options, &out);
        for (size_t k = 0; k < out.len; k++)
            assert_true((unsigned char)out.ptr[k] >= 0x20 || out.ptr[k] == '\n' ||
                        out.ptr[k] == '\r');
        arena_release(&a);
    }
}

static void one_table_without_a_key_is_the_json_itself(void **state)
{
    (void)state;
    struct arena a = {0};
    struct answer answer = {.arena = &a};
    struct table *t = table_new(&a, (struct str){NULL, 0}, S(""), by_columns + 1, 2);
    struct cell *row = table_row(t);
    row[0] = cell_str(S("m"));
    row[1] = cell_int(1);
    answer_add(&answer, t);
    struct buf out = {.arena = &a};
    struct render_options options = {0};
    renderer_find(S("json"))->draw(&answer, &options, &out);
    assert_true(str_eq(buf_view(&out), S("[\n  {\"model\": \"m\", \"requests\": 1}\n]\n")));
    arena_release(&a);
}

// A simulation: members of the answer itself, objects and lists in cells, units by cell, and a
// column for programs.
static struct answer nested(struct arena *a)
{
    static const struct column sums[] = {
        {{"saved_usd", 9}, {"saved", 5}, UNIT_NUSD, EVIDENCE_MODELLED, false},
        {{"days", 4}, {"days", 4}, UNIT_NUMBER, EVIDENCE_MEASURED, false},
    };
    static const struct column risk[] = {
        {{"stale_share", 11}, {"stale", 5}, UNIT_SHARE, EVIDENCE_MEASURED, false},
        {{"first", 5}, {"first", 5}, UNIT_TIME_US, EVIDENCE_MEASURED, false},
    };
    static const struct column values[] = {
        {{"y", 1}, {"y", 1}, UNIT_NUSD, EVIDENCE_MODELLED, false},
    };
    static const struct column columns[] = {
        {{"name", 4}, {"step", 4}, UNIT_TEXT, EVIDENCE_MEASURED, true},
        {{"ms", 2}, {NULL, 0}, UNIT_MS, EVIDENCE_ASSUMED, false},
        {{"value", 5}, {"value", 5}, UNIT_CELL, EVIDENCE_MEASURED, false},
        {{"risk", 4}, {NULL, 0}, UNIT_TABLE, EVIDENCE_MEASURED, false},
        {{"y", 1}, {NULL, 0}, UNIT_TABLE, EVIDENCE_MEASURED, false},
    };
    struct answer out = {.arena = a};
    struct table *t = table_new(a, S(""), S("Sums"), sums, 2);
    t->shape = TABLE_OBJECT;
    struct cell *row = table_row(t);
    row[0] = cell_int(1500000000);
    row[1] = cell_double(30);
    answer_add(&out, t);

    struct table *object = table_new(a, S("risk"), (struct str){NULL, 0}, risk, 2);
    object->shape = TABLE_OBJECT;
    table_row(object)[0] = cell_double(0.25);
    struct table *list = table_new(a, S("y"), (struct str){NULL, 0}, values, 1);
    table_row(list)[0] = cell_int(7);
    table_row(list)[0] = cell_int(UNKNOWN);
    struct table *rows = table_new(a, S("rows"), (struct str){NULL, 0}, risk, 2);
    table_row(rows)[0] = cell_double(1);

    t = table_new(a, S("steps"), S("Steps"), columns, 5);
    row = table_row(t);
    row[0] = cell_str(S("cache"));
    row[1] = cell_double(1.5);
    row[2] = cell_int(2000000000);
    row[2].unit = UNIT_NUSD;
    row[3] = cell_table(object);
    row[4] = cell_table(list);
    row = table_row(t);
    row[0] = cell_str(S("route"));
    row[2] = cell_str(S("=1|2"));
    row[2].unit = UNIT_TEXT;
    row[3] = cell_table(rows);
    answer_add(&out, t);
    return out;
}

static void tables_in_cells_are_for_json_alone(void **state)
{
    (void)state;
    static const char *const drawn[][2] = {
        {"json", "{\n  \"saved_usd\": 1.500000000,\n  \"days\": 30,\n  \"steps\": [\n"
                 "    {\"name\": \"cache\", \"ms\": 1.5, \"value\": 2.000000000, \"risk\": "
                 "{\"stale_share\": 0.25, \"first\": null}, \"y\": [0.000000007, null]},\n"
                 "    {\"name\": \"route\", \"ms\": null, \"value\": \"=1|2\", \"risk\": "
                 "[{\"stale_share\": 1, \"first\": null}], \"y\": null}\n  ],\n"
                 "  \"evidence\": {\"saved_usd\": \"modelled\", \"ms\": \"assumed\"},\n"
                 "  \"notes\": []\n}\n"},
        {"text", "Sums\n  saved~  $1.50\n  days       30\n\nSteps\n  step   value\n"
                 "  cache  $2.00\n  route   =1|2\n"
                 "  ~ modelled from the log and the provider's prices and rules; the rest is "
                 "measured\n"},
        {"csv", "saved_usd,days\r\n1.500000000,30\r\n\r\nname,value\r\n"
                "cache,2.000000000\r\nroute,\"'=1|2\"\r\n"},
        {"markdown", "## Sums\n\n| | |\n|:---|---:|\n| saved (modelled) | $1.50 |\n"
                     "| days | 30 |\n\n## Steps\n\n| step | value |\n|:---|---:|\n"
                     "| cache | $2.00 |\n| route | =1\\|2 |\n\n"},
    };
    for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++) {
        struct arena a = {0};
        struct answer answer = nested(&a);
        struct buf out = {.arena = &a};
        struct render_options options = {0};
        renderer_find(str_of(drawn[i][0]))->draw(&answer, &options, &out);
        if (!str_eq(buf_view(&out), str_of(drawn[i][1])))
            fail_msg("%s:\n%.*s", drawn[i][0], STR_ARG(buf_view(&out)));
        arena_release(&a);
    }
}

static void renderers_are_found_by_name_and_by_suffix(void **state)
{
    (void)state;
    static const struct {
        const char *path, *name;
    } cases[] = {{"out.txt", "text"}, {"a/b.md", "markdown"}, {"x.json", "json"},
                 {"x.y.csv", "csv"},  {"x.pdf", NULL},        {"json", NULL},
                 {"x.", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct renderer *r = renderer_for_path(str_of(cases[i].path));
        assert_true(str_eq(str_of(r ? r->name : NULL), str_of(cases[i].name)));
    }
    assert_null(renderer_find(S("pdf")));
}

static void draw_text(const struct answer *answer, const char *renderer, int columns,
                      struct buf *out)
{
    struct render_options options = {columns, false};
    renderer_find(str_of(renderer))->draw(answer, &options, out);
}

static void long_texts_stand_below_their_rows_and_groups_above(void **state)
{
    (void)state;
    static const struct column columns[] = {
        {{"group", 5}, {"group", 5}, UNIT_GROUP, EVIDENCE_MEASURED, true},
        {{"name", 4}, {"name", 4}, UNIT_TEXT, EVIDENCE_MEASURED, true},
        {{"value", 5}, {"value", 5}, UNIT_CELL, EVIDENCE_MEASURED, false},
        {{"why", 3}, {"why", 3}, UNIT_PROSE, EVIDENCE_MEASURED, false},
        {{"command", 7}, {"command", 7}, UNIT_COMMAND, EVIDENCE_MEASURED, false},
    };
    struct arena a = {0};
    struct answer answer = {.arena = &a};
    struct table *t = table_new(&a, S("t"), S("T"), columns, 5);
    for (int i = 0; i < 3; i++) {
        struct cell *row = table_row(t);
        row[0] = cell_str(i < 2 ? S("one") : S("two"));
        row[1] = cell_str(S("n"));
        row[2] = (struct cell){.i = i, .unit = UNIT_COUNT, .evidence = (enum evidence)i};
        row[3] = cell_str(i == 1 ? S("a sentence of words") : (struct str){0});
        row[4] = cell_str(i == 2 ? S("toll simulate response_cache --ttl 1d") : (struct str){0});
    }
    answer_add(&answer, t);
    struct buf narrow = {.arena = &a};
    draw_text(&answer, "text", 24, &narrow);
    assert_true(str_starts(buf_view(&narrow), S("T\n"
                                                "    name  value\n"
                                                "  one\n"
                                                "    n         0\n"
                                                "    n        1~\n"
                                                "      why: a sentence of\n"
                                                "        words\n"
                                                "  two\n"
                                                "    n        2*\n"
                                                "      toll simulate response_cache --ttl 1d\n")));
    struct buf wide = {.arena = &a};
    draw_text(&answer, "text", 0, &wide);
    // The cells say what is modelled or assumed: the legend explains their marks.
    assert_true(str_contains(buf_view(&wide), S("~ modelled")));
    assert_true(str_contains(buf_view(&wide), S("* assumed")));
    assert_true(str_contains(buf_view(&wide), S("    name  value  why                  command")));
    struct buf markdown = {.arena = &a};
    draw_text(&answer, "markdown", 0, &markdown);
    assert_true(str_contains(buf_view(&markdown), S("| group | name | value | why | command |")));
    assert_true(str_contains(buf_view(&markdown), S("| one | n | 1~ | a sentence of words | - |")));
    struct buf json = {.arena = &a};
    draw_text(&answer, "json", 0, &json);
    assert_true(str_contains(buf_view(&json), S("{\"group\": \"one\", \"name\": \"n\", "
                                                "\"value\": 1, \"why\": \"a sentence of words\", "
                                                "\"command\": null}")));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_renderer_draws_what_its_golden_file_says),
        cmocka_unit_test(no_renderer_lets_control_characters_through),
        cmocka_unit_test(one_table_without_a_key_is_the_json_itself),
        cmocka_unit_test(long_texts_stand_below_their_rows_and_groups_above),
        cmocka_unit_test(tables_in_cells_are_for_json_alone),
        cmocka_unit_test(renderers_are_found_by_name_and_by_suffix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
