// renderer_markdown.c - an answer as GitHub-flavoured Markdown tables.
#include "base/utf8.h"
#include "report/figure.h"
#include "report/renderer.h"

// Text of a log as text: characters that Markdown or HTML would act on are escaped.
static void put_text(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (str_contains(S("|\\`*_[]<>&#~"), (struct str){s.ptr + i, 1}))
            buf_byte(out, '\\');
        buf_byte(out, s.ptr[i]);
    }
}

// A table being drawn.
struct drawing {
    struct buf *out;
    const struct table *table;
    const int *usd_decimals;
    struct arena *scratch;
};

static void put_cell(const struct drawing *d, int64_t row, int column)
{
    const struct column *c = &d->table->columns[column];
    const struct cell *cell = &d->table->cells[row * d->table->column_count + column];
    struct arena_mark mark = arena_mark(d->scratch);
    enum unit unit = cell_unit(c, cell);
    struct str text = figure_of(c, cell, d->usd_decimals[column], d->scratch);
    if (cell->is_null && c->is_label)
        buf_str(d->out, S("(unattributed)"));
    else if (unit_is_text(unit) && !cell->is_null)
        put_text(d->out, text);
    else
        buf_str(d->out, text);
    arena_rewind(d->scratch, mark);
}

// Titles of columns come from SQL too.
static void put_heading(struct buf *out, const struct column *c, struct arena *a)
{
    static const char *const marks[] = {
        [EVIDENCE_MEASURED] = "",
        [EVIDENCE_MODELLED] = " (modelled)",
        [EVIDENCE_ASSUMED] = " (assumed)",
    };
    put_text(out, utf8_printable(c->title, a));
    buf_str(out, str_of(marks[c->evidence]));
}

static void put_rows(const struct drawing *d)
{
    struct buf *out = d->out;
    const struct table *t = d->table;
    for (int i = 0; i < t->column_count; i++) {
        buf_str(out, S("| "));
        put_heading(out, &t->columns[i], d->scratch);
        buf_byte(out, ' ');
    }
    buf_str(out, S("|\n"));
    for (int i = 0; i < t->column_count; i++)
        buf_str(out, figure_is_right(t->columns[i].unit) ? S("|---:") : S("|:---"));
    buf_str(out, S("|\n"));
    for (int64_t row = 0; row < t->row_count; row++) {
        for (int i = 0; i < t->column_count; i++) {
            buf_str(out, S("| "));
            put_cell(d, row, i);
            buf_byte(out, ' ');
        }
        buf_str(out, S("|\n"));
    }
}

static void put_object(const struct drawing *d)
{
    struct buf *out = d->out;
    const struct table *t = d->table;
    buf_str(out, S("| | |\n|:---|---:|\n"));
    for (int i = 0; t->row_count && i < t->column_count; i++) {
        if (t->columns[i].is_label)
            continue;
        buf_str(out, S("| "));
        put_heading(out, &t->columns[i], d->scratch);
        buf_str(out, S(" | "));
        put_cell(d, 0, i);
        buf_str(out, S(" |\n"));
    }
}

static void put_notes(struct buf *out, const struct str *notes, int count, struct arena *a)
{
    for (int i = 0; i < count; i++) {
        buf_str(out, S("- "));
        put_text(out, utf8_printable(notes[i], a));
        buf_byte(out, '\n');
    }
    if (count)
        buf_byte(out, '\n');
}

static void draw(const struct answer *answer, const struct render_options *options, struct buf *out)
{
    (void)options;
    struct arena scratch = {0};
    if (answer->title.ptr) {
        buf_str(out, S("# "));
        put_text(out, utf8_printable(answer->title, &scratch));
        buf_str(out, S("\n\n"));
    }
    for (int i = 0; i < answer->table_count; i++) {
        const struct table *t = renderer_for_people(answer->tables[i], &scratch);
        if (!t->title.ptr)
            continue;
        if (t->title.len) {
            buf_str(out, S("## "));
            put_text(out, utf8_printable(t->title, &scratch));
            buf_str(out, S("\n\n"));
        }
        struct drawing d = {out, t, figure_usd_decimals(t, &scratch), &scratch};
        if (t->shape == TABLE_OBJECT)
            put_object(&d);
        else
            put_rows(&d);
        buf_byte(out, '\n');
        put_notes(out, t->notes, t->note_count, &scratch);
    }
    put_notes(out, answer->notes, answer->note_count, &scratch);
    arena_release(&scratch);
}

const struct renderer renderer_markdown = {
    .name = "markdown",
    .suffix = "md",
    .draw = draw,
};
