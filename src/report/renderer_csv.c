// renderer_csv.c - an answer as RFC 4180 CSV: a header a table, an empty line between tables.
#include "base/utf8.h"
#include "report/figure.h"
#include "report/renderer.h"

// A spreadsheet runs cells that begin with these. (OWASP, "CSV Injection", read 2026-11-22.)
static bool is_formula(struct str s)
{
    return s.len && str_contains(S("=+-@\t\r"), str_head(s, 1));
}

static void put_field(struct buf *out, struct str s, bool is_text)
{
    bool is_quoted = false;
    for (size_t i = 0; i < s.len && !is_quoted; i++)
        is_quoted = str_contains(S("\",\r\n"), (struct str){s.ptr + i, 1});
    if (is_text && is_formula(s)) {
        buf_str(out, S("\"'"));
        is_quoted = true;
    } else if (is_quoted) {
        buf_byte(out, '"');
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"')
            buf_byte(out, '"');
        buf_byte(out, s.ptr[i]);
    }
    if (is_quoted)
        buf_byte(out, '"');
}

static void put_table(struct buf *out, const struct table *t, struct arena *scratch)
{
    for (int i = 0; i < t->column_count; i++) {
        if (i)
            buf_byte(out, ',');
        put_field(out, t->columns[i].key, true);
    }
    buf_str(out, S("\r\n"));
    for (int64_t row = 0; row < t->row_count; row++) {
        for (int i = 0; i < t->column_count; i++) {
            struct arena_mark mark = arena_mark(scratch);
            struct buf text = {.arena = scratch};
            const struct cell *cell = &t->cells[row * t->column_count + i];
            enum unit unit = cell_unit(&t->columns[i], cell);
            figure_exact(&text, unit, cell);
            if (i)
                buf_byte(out, ',');
            bool is_text = unit_is_text(unit);
            put_field(out, is_text ? utf8_printable(buf_view(&text), scratch) : buf_view(&text),
                      is_text);
            arena_rewind(scratch, mark);
        }
        buf_str(out, S("\r\n"));
    }
}

static void draw(const struct answer *answer, const struct render_options *options, struct buf *out)
{
    (void)options;
    struct arena scratch = {0};
    bool is_first = true;
    for (int i = 0; i < answer->table_count; i++) {
        const struct table *t = answer->tables[i];
        if (!t->title.ptr)
            continue;
        if (!is_first)
            buf_str(out, S("\r\n"));
        is_first = false;
        put_table(out, renderer_for_people(t, &scratch), &scratch);
    }
    arena_release(&scratch);
}

const struct renderer renderer_csv = {
    .name = "csv",
    .suffix = "csv",
    .draw = draw,
};
