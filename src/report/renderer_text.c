// renderer_text.c - an answer for a terminal or a plain text file: aligned columns.
#include "base/utf8.h"
#include "report/figure.h"
#include "report/renderer.h"

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
    int *columns;       // [column_count] those that are shown first, then those that are not
    int shown;          // columns that fit
    struct arena *a;
};

static void put_spaces(struct buf *out, int n)
{
    while (n-- > 0)
        buf_byte(out, ' ');
}

static void put_bold(struct buf *out, struct str text, bool has_color)
{
    buf_str(out, has_color ? S("\x1b[1m") : S(""));
    buf_str(out, text);
    buf_str(out, has_color ? S("\x1b[0m") : S(""));
}

// Bytes of the longest head of s that takes at most `columns`; *used = what it takes.
static size_t head_bytes(struct str s, int columns, int *used)
{
    size_t bytes = 0;
    *used = 0;
    while (bytes < s.len) {
        uint32_t code_point = 0;
        size_t n = utf8_take(str_skip(s, bytes), &code_point);
        int width = utf8_width((struct str){s.ptr + bytes, n});
        if (*used + width > columns)
            break;
        *used += width;
        bytes += n;
    }
    return bytes;
}

// Where the longest tail of s that takes at most `columns` starts.
static size_t tail_start(struct str s, int columns)
{
    int used = 0;
    int too_many = utf8_width(s) - columns;
    size_t start = head_bytes(s, too_many, &used);
    while (used < too_many && start < s.len) {
        uint32_t code_point = 0;
        size_t n = utf8_take(str_skip(s, start), &code_point);
        used += utf8_width((struct str){s.ptr + start, n});
        start += n;
    }
    return start;
}

// Cut in the middle: names differ at their ends.
static struct str cut_middle(struct str s, int columns, struct arena *a)
{
    if (utf8_width(s) <= columns)
        return s;
    int used = 0;
    int tail = (columns - 1) / 2;
    struct str head = str_head(s, head_bytes(s, columns - 1 - tail, &used));
    return str_fmt(a, "%.*s\xe2\x80\xa6%.*s", STR_ARG(head),
                   STR_ARG(str_skip(s, tail_start(s, tail))));
}

static struct str cell_text(const struct table *t, int64_t row, int column, int decimals,
                            struct arena *a)
{
    const struct cell *cell = &t->cells[row * t->column_count + column];
    if (cell->is_null && t->columns[column].is_label)
        return S("(unattributed)");
    return figure_readable(cell_unit(&t->columns[column], cell), cell, decimals, a);
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
        d->columns[i] = i;
    }
    d->shown = t->column_count;
}

static int total_width(const struct drawing *d)
{
    int total = INDENT - GAP;
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
    const struct table *t = d->table;
    int last = t->column_count;
    d->shown = 0;
    for (int i = 0; i < t->column_count; i++)
        if (!is_empty(t, i))
            d->columns[d->shown++] = i;
    for (int i = t->column_count - 1; i >= 0 && last > d->shown; i--)
        if (is_empty(t, i))
            d->columns[--last] = i;
}

// Leaves out columns without a value, then cuts texts and leaves out columns from the right, by
// turns, until the table fits; what room is left then goes to the texts.
static void fit(struct drawing *d)
{
    int labels = 0;
    if (!d->options->columns || total_width(d) <= d->options->columns)
        return;
    for (int i = 0; i < d->table->column_count; i++)
        labels += d->table->columns[i].is_label;
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
    put_spaces(out, INDENT);
    for (int i = 0; i < d->shown; i++) {
        int column = d->columns[i];
        struct str whole = d->texts[line * t->column_count + column];
        struct str text = cut_middle(whole, d->widths[column], d->a);
        int pad = d->widths[column] - utf8_width(text);
        bool is_right = figure_is_right(t->columns[column].unit);
        put_spaces(out, is_right ? pad : 0);
        if (line == 0)
            put_bold(out, text, d->options->has_color);
        else
            buf_str(out, text);
        if (i + 1 < d->shown)
            put_spaces(out, (is_right ? 0 : pad) + GAP);
    }
    buf_byte(out, '\n');
}

// A paragraph whose lines break between words; the first one is indented so far.
static void put_words(struct buf *out, struct str text, int indent, int columns)
{
    int used = indent;
    bool is_first = true;
    put_spaces(out, indent);
    while (text.len) {
        struct str_cut cut = str_cut(text, ' ');
        int width = utf8_width(cut.head);
        if (!is_first && columns && used + 1 + width > columns) {
            buf_byte(out, '\n');
            put_spaces(out, HANGING);
            used = HANGING;
        } else if (!is_first) {
            buf_byte(out, ' ');
            used++;
        }
        buf_str(out, cut.head);
        used += width;
        is_first = false;
        text = cut.tail;
    }
}

static void put_paragraph(struct buf *out, struct str text, int columns)
{
    put_words(out, text, INDENT, columns);
    buf_byte(out, '\n');
}

static void put_left_out(const struct drawing *d)
{
    struct buf text = {.arena = d->a};
    if (d->shown == d->table->column_count)
        return;
    buf_str(&text, S("(left out for want of width:"));
    for (int i = d->shown; i < d->table->column_count; i++)
        buf_fmt(&text, "%s %.*s", i > d->shown ? "," : "",
                STR_ARG(d->table->columns[d->columns[i]].title));
    buf_byte(&text, ')');
    put_paragraph(d->out, buf_view(&text), d->options->columns);
}

static void put_rows(struct drawing *d)
{
    fit(d);
    for (int64_t line = 0; line <= d->table->row_count; line++)
        put_line(d, line);
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
        put_spaces(d->out, INDENT);
        buf_str(d->out, d->texts[i]);
        put_spaces(d->out, left - utf8_width(d->texts[i]) + GAP);
        if (figure_is_right(t->columns[i].unit))
            put_spaces(d->out, right - utf8_width(value));
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

static bool has_evidence(const struct answer *answer, enum evidence evidence)
{
    for (int t = 0; t < answer->table_count; t++)
        for (int i = 0; answer->tables[t]->title.ptr && i < answer->tables[t]->column_count; i++)
            if (answer->tables[t]->columns[i].title.ptr &&
                answer->tables[t]->columns[i].evidence == evidence)
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
        put_words(&title, utf8_printable(answer->title, &a), 0, options->columns);
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
