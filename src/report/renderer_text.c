// renderer_text.c - an answer for a terminal or a plain text file: aligned columns.
#include "base/utf8.h"
#include "report/figure.h"
#include "report/renderer.h"
#include "report/text_flow.h"

enum {
    TEXT_COLUMNS = 18,      // a text is cut to no less as long as figures can be left out
    TEXT_MIN_COLUMNS = 10,  // and never to less
    FIGURES_MIN = 3,        // so many columns stand beside the labels, or are cut
    INDENT = 2,
    HANGING = 4,  // of the further lines of a note
    GAP = 2,
};

// A table being drawn: all its texts, the heading as row 0.
struct drawing {
    struct buf *out;
    const struct table *table;
    const struct render_options *options;
    struct str *texts;  // [(row_count + 1) * column_count]
    int *widths;        // [column_count] terminal columns
    int *columns;       // [count] those that are shown first, then those that are not
    int count;          // columns of the rows: all but those that stand above or below
    int shown;          // columns that fit
    int group;          // the column that stands above rows that have it alike; -1 = none
    bool has_below;     // sentences and commands stand below their rows
    int indent;
    struct arena *a;
};

static void put_bold(struct buf *out, struct str text, bool has_color)
{
    buf_str(out, has_color ? S("\x1b[1m") : S(""));
    buf_str(out, text);
    buf_str(out, has_color ? S("\x1b[0m") : S(""));
}

static struct str cell_text(const struct table *t, int64_t row, int column, int decimals,
                            struct arena *a)
{
    const struct cell *cell = &t->cells[row * t->column_count + column];
    if (cell->is_null && t->columns[column].is_label)
        return S("(unattributed)");
    return figure_of(&t->columns[column], cell, decimals, a);
}

static void measure(struct drawing *d, int column)
{
    const struct table *t = d->table;
    d->widths[column] = 0;
    for (int64_t row = 0; row <= t->row_count; row++) {
        int needed = utf8_width(d->texts[row * t->column_count + column]);
        if (needed > d->widths[column])
            d->widths[column] = needed;
    }
}

static void fill_texts(struct drawing *d)
{
    const struct table *t = d->table;
    size_t width = (size_t)t->column_count;
    const int *decimals = figure_usd_decimals(t, d->a);
    d->texts = ARENA_ARRAY(d->a, struct str, ((size_t)t->row_count + 1) * width);
    d->widths = ARENA_ARRAY(d->a, int, width);
    d->columns = ARENA_ARRAY(d->a, int, width);
    for (int i = 0; i < t->column_count; i++) {
        d->texts[i] = utf8_printable(figure_heading(&t->columns[i], d->a), d->a);
        for (int64_t row = 0; row < t->row_count; row++)
            d->texts[(size_t)(row + 1) * width + (size_t)i] =
                cell_text(t, row, i, decimals[i], d->a);
        measure(d, i);
    }
}

static int total_width(const struct drawing *d)
{
    int total = d->indent - GAP;
    for (int i = 0; i < d->shown; i++)
        total += d->widths[d->columns[i]] + GAP;
    return total;
}

// The widest text column that is wider than `min`; -1 = none.
static int widest_text(const struct drawing *d, int min)
{
    int widest = -1;
    for (int i = 0; i < d->shown; i++) {
        int column = d->columns[i];
        if (d->table->columns[column].unit == UNIT_TEXT && d->widths[column] > min &&
            (widest < 0 || d->widths[column] > d->widths[widest]))
            widest = column;
    }
    return widest;
}

static void cut_texts(struct drawing *d, int min)
{
    for (int i = widest_text(d, min); i >= 0 && total_width(d) > d->options->columns;
         i = widest_text(d, min))
        d->widths[i]--;
}

static void leave_out(struct drawing *d, int min)
{
    while (d->shown > min && total_width(d) > d->options->columns)
        d->shown--;
}

static bool is_below(enum unit unit)
{
    return unit == UNIT_PROSE || unit == UNIT_COMMAND;
}

// Into d->columns; what stands below its row is not among them if `has_below`.
static void choose_columns(struct drawing *d, bool has_below)
{
    const struct table *t = d->table;
    d->group = -1;
    d->count = 0;
    d->has_below = has_below;
    for (int i = 0; i < t->column_count; i++) {
        if (t->columns[i].unit == UNIT_GROUP && d->group < 0)
            d->group = i;
        else if (!has_below || !is_below(t->columns[i].unit))
            d->columns[d->count++] = i;
    }
    d->shown = d->count;
    d->indent = d->group < 0 ? INDENT : INDENT + GAP;
}

static bool is_empty(const struct table *t, int column)
{
    for (int64_t row = 0; row < t->row_count; row++)
        if (!t->cells[row * t->column_count + column].is_null)
            return false;
    return !t->columns[column].is_label;
}

// Behind the others.
static void leave_out_empty(struct drawing *d)
{
    int *empty = ARENA_ARRAY(d->a, int, (size_t)d->count);
    int empties = 0;
    d->shown = 0;
    for (int i = 0; i < d->count; i++)
        if (is_empty(d->table, d->columns[i]))
            empty[empties++] = d->columns[i];
        else
            d->columns[d->shown++] = d->columns[i];
    for (int i = 0; i < empties; i++)
        d->columns[d->shown + i] = empty[i];
}

static bool does_fit(const struct drawing *d)
{
    return !d->options->columns || total_width(d) <= d->options->columns;
}

// Puts sentences below their rows, leaves out columns without a value, then cuts texts and leaves
// out columns from the right, by turns, until the table fits; what room is left then goes to the
// texts.
static void fit(struct drawing *d)
{
    int labels = 0;
    choose_columns(d, false);
    if (does_fit(d))
        return;
    choose_columns(d, true);
    if (does_fit(d))
        return;
    for (int i = 0; i < d->count; i++)
        labels += d->table->columns[d->columns[i]].is_label;
    leave_out_empty(d);
    cut_texts(d, TEXT_COLUMNS);
    leave_out(d, labels + FIGURES_MIN);
    cut_texts(d, TEXT_MIN_COLUMNS);
    leave_out(d, labels + 1);
    for (int i = 0; i < d->shown; i++)
        measure(d, d->columns[i]);
    cut_texts(d, TEXT_COLUMNS);
    cut_texts(d, TEXT_MIN_COLUMNS);
}

static void put_line(const struct drawing *d, int64_t line)
{
    const struct table *t = d->table;
    struct buf *out = d->out;
    text_spaces(out, d->indent);
    for (int i = 0; i < d->shown; i++) {
        int column = d->columns[i];
        struct str whole = d->texts[line * t->column_count + column];
        struct str text = text_cut(whole, d->widths[column], d->a);
        int pad = d->widths[column] - utf8_width(text);
        bool is_right = figure_is_right(t->columns[column].unit);
        text_spaces(out, is_right ? pad : 0);
        if (line == 0)
            put_bold(out, text, d->options->has_color);
        else
            buf_str(out, text);
        if (i + 1 < d->shown)
            text_spaces(out, (is_right ? 0 : pad) + GAP);
    }
    buf_byte(out, '\n');
}

static void put_paragraph(struct buf *out, struct str text, int columns)
{
    text_words(out, text, INDENT, HANGING, columns);
    buf_byte(out, '\n');
}

static void put_left_out(const struct drawing *d)
{
    struct buf text = {.arena = d->a};
    if (d->shown == d->count)
        return;
    buf_str(&text, S("(left out for want of width:"));
    for (int i = d->shown; i < d->count; i++)
        buf_fmt(&text, "%s %.*s", i > d->shown ? "," : "",
                STR_ARG(d->table->columns[d->columns[i]].title));
    buf_byte(&text, ')');
    put_paragraph(d->out, buf_view(&text), d->options->columns);
}

// What the rows from here on have alike, unless the line before had it too.
static void put_group(const struct drawing *d, int64_t line)
{
    const struct str *group = &d->texts[line * d->table->column_count + d->group];
    if (line > 1 && str_eq(*group, *(group - d->table->column_count)))
        return;
    text_spaces(d->out, INDENT);
    buf_str(d->out, *group);
    buf_byte(d->out, '\n');
}

// A sentence behind its title; a command or a name as it is.
static void put_long(const struct drawing *d, const struct column *c, struct str text)
{
    int columns = c->unit == UNIT_COMMAND ? 0 : d->options->columns;
    if (c->unit == UNIT_PROSE && !c->is_label)
        text = str_fmt(d->a, "%.*s: %.*s", STR_ARG(c->title), STR_ARG(text));
    text_words(d->out, text, d->indent + GAP, d->indent + 2 * GAP, columns);
    buf_byte(d->out, '\n');
}

static void put_below(const struct drawing *d, int64_t line)
{
    const struct table *t = d->table;
    const struct cell *row = &t->cells[(line - 1) * t->column_count];
    for (int i = 0; i < t->column_count; i++)
        if (is_below(t->columns[i].unit) && !row[i].is_null)
            put_long(d, &t->columns[i], d->texts[line * t->column_count + i]);
}

static void put_rows(struct drawing *d)
{
    fit(d);
    put_line(d, 0);
    for (int64_t line = 1; line <= d->table->row_count; line++) {
        if (d->group >= 0)
            put_group(d, line);
        put_line(d, line);
        if (d->has_below)
            put_below(d, line);
    }
    put_left_out(d);
}

// A line a column: title, value.
static void put_object(struct drawing *d)
{
    const struct table *t = d->table;
    int left = 0;
    int right = 0;
    for (int i = 0; i < t->column_count; i++) {
        int title = utf8_width(d->texts[i]);
        int value = utf8_width(d->texts[t->column_count + i]);
        left = title > left ? title : left;
        right = figure_is_right(t->columns[i].unit) && value > right ? value : right;
    }
    for (int i = 0; i < t->column_count; i++) {
        struct str value = d->texts[t->column_count + i];
        if (t->columns[i].is_label)
            continue;
        text_spaces(d->out, INDENT);
        buf_str(d->out, d->texts[i]);
        text_spaces(d->out, left - utf8_width(d->texts[i]) + GAP);
        if (figure_is_right(t->columns[i].unit))
            text_spaces(d->out, right - utf8_width(value));
        buf_str(d->out, value);
        buf_byte(d->out, '\n');
    }
}

static void put_notes(struct buf *out, const struct str *notes, int count, int columns,
                      struct arena *a)
{
    for (int i = 0; i < count; i++)
        put_paragraph(out, utf8_printable(notes[i], a), columns);
}

static void put_table(struct drawing *d)
{
    const struct table *t = d->table;
    if (t->title.len) {
        put_bold(d->out, utf8_printable(t->title, d->a), d->options->has_color);
        buf_byte(d->out, '\n');
    }
    fill_texts(d);
    if (!t->row_count)
        buf_str(d->out, S("  (none)\n"));
    else if (t->shape == TABLE_OBJECT)
        put_object(d);
    else
        put_rows(d);
    put_notes(d->out, t->notes, t->note_count, d->options->columns, d->a);
}

static bool has_column_of(const struct table *t, int column, enum evidence evidence)
{
    const struct column *c = &t->columns[column];
    if (!t->title.ptr || !c->title.ptr)
        return false;
    bool is_so = c->evidence == evidence;
    for (int64_t row = 0; c->unit == UNIT_CELL && !is_so && row < t->row_count; row++)
        is_so = t->cells[row * t->column_count + column].evidence == evidence;
    return is_so;
}

static bool has_evidence(const struct answer *answer, enum evidence evidence)
{
    for (int t = 0; t < answer->table_count; t++)
        for (int i = 0; i < answer->tables[t]->column_count; i++)
            if (has_column_of(answer->tables[t], i, evidence))
                return true;
    return false;
}

static void put_legend(const struct answer *answer, int columns, struct arena *a, struct buf *out)
{
    struct buf text = {.arena = a};
    bool is_modelled = has_evidence(answer, EVIDENCE_MODELLED);
    bool is_assumed = has_evidence(answer, EVIDENCE_ASSUMED);
    if (is_modelled)
        buf_str(&text, S("~ modelled from the log and the provider's prices and rules"));
    if (is_assumed)
        buf_str(&text, is_modelled ? S("; * assumed") : S("* assumed"));
    if (!is_modelled && !is_assumed)
        return;
    buf_str(&text, S("; the rest is measured"));
    put_paragraph(out, buf_view(&text), columns);
}

static void draw(const struct answer *answer, const struct render_options *options, struct buf *out)
{
    struct arena a = {0};
    bool is_first = true;
    if (answer->title.ptr) {
        struct buf title = {.arena = &a};
        text_words(&title, utf8_printable(answer->title, &a), 0, HANGING, options->columns);
        put_bold(out, buf_view(&title), options->has_color);
        buf_byte(out, '\n');
        is_first = false;
    }
    for (int i = 0; i < answer->table_count; i++) {
        struct drawing d = {.out = out, .options = options, .a = &a};
        d.table = renderer_for_people(answer->tables[i], &a);
        if (!d.table->title.ptr)
            continue;
        if (!is_first)
            buf_byte(out, '\n');
        is_first = false;
        put_table(&d);
    }
    if (answer->note_count && !is_first)
        buf_byte(out, '\n');
    put_notes(out, answer->notes, answer->note_count, options->columns, &a);
    put_legend(answer, options->columns, &a, out);
    arena_release(&a);
}

const struct renderer renderer_text = {
    .name = "text",
    .suffix = "txt",
    .draw = draw,
};
