// pick.c - see pick.h.
#include "tui/pick.h"

#include "base/utf8.h"
#include "report/figure.h"
#include "report/text_flow.h"

// What list.c puts before and between columns; and what a text that takes the rest should have.
enum { MARGIN = 1, GAP = 2, REST_MIN = 24, YEAR = 5, TIME_WIDTH = 19 };

// A picked column: where it comes from, and its cells as they are shown.
struct picked {
    const struct pick *pick;
    int source;  // column of the table; -1 = it has none
    int width;
    bool is_text;     // `cells` are texts: cut, or times without a year
    bool is_unknown;  // in every row
    struct cell *cells;
};

static struct str shown_text(struct str text, enum unit unit, int width, struct arena *a)
{
    if (unit == UNIT_TIME_US)
        return width < TIME_WIDTH ? str_skip(text, YEAR) : text;
    return text_cut(text, width, a);
}

static int heading_width(const struct table *t, const struct picked *p, struct arena *a)
{
    struct column titled = t->columns[p->source];
    if (p->pick->title)
        titled.title = str_of(p->pick->title);
    return utf8_width(figure_heading(&titled, a));
}

// Reads a column as it will be shown, and how wide that is.
static void measure(const struct table *t, int decimals, struct picked *p, struct arena *a)
{
    const struct column *column = &t->columns[p->source];
    p->width = heading_width(t, p, a);
    p->is_text = p->pick->width > 0 && (unit_is_text(column->unit) || column->unit == UNIT_TIME_US);
    p->is_unknown = true;
    p->cells = ARENA_ARRAY(a, struct cell, (size_t)t->row_count);
    for (int64_t i = 0; i < t->row_count; i++) {
        const struct cell *cell = &t->cells[i * t->column_count + p->source];
        p->is_unknown &= cell->is_null;
        struct str text = figure_of(column, cell, decimals, a);
        p->cells[i] = *cell;
        if (p->is_text && !cell->is_null) {
            text = shown_text(text, column->unit, p->pick->width, a);
            p->cells[i] = cell_str(text);
        }
        int width = utf8_width(text);
        p->width = width > p->width ? width : p->width;
    }
}

static struct column column_for(const struct table *t, const struct picked *p)
{
    struct column c = t->columns[p->source];
    if (p->pick && p->pick->title)
        c.title = str_of(p->pick->title);
    if (p->is_text)
        c.unit = UNIT_TEXT;
    if (!p->pick)
        c.title = (struct str){0};
    return c;
}

static struct table *assemble(const struct table *t, const struct picked *picked, int count,
                              struct arena *a)
{
    struct column *columns = ARENA_ARRAY(a, struct column, (size_t)count);
    for (int i = 0; i < count; i++)
        columns[i] = column_for(t, &picked[i]);
    struct table *out = table_new(a, t->key, t->title, columns, count);
    out->row_count = out->row_cap = t->row_count;
    out->cells = ARENA_ARRAY(a, struct cell, (size_t)t->row_count * (size_t)count);
    for (int64_t row = 0; row < t->row_count; row++)
        for (int i = 0; i < count; i++)
            out->cells[row * count + i] = picked[i].cells
                                              ? picked[i].cells[row]
                                              : t->cells[row * t->column_count + picked[i].source];
    return out;
}

// What of a column must stay without being seen: labels, by which a cursor finds its row, and whole
// texts, in which is searched.
static bool must_stay(const struct table *t, int source, const struct picked *picked, int count)
{
    bool is_there = false, is_whole = false;
    for (int i = 0; i < count; i++) {
        is_there |= picked[i].source == source;
        is_whole |= picked[i].source == source && !picked[i].is_text;
    }
    return t->columns[source].is_label ? !is_there
                                       : unit_is_text(t->columns[source].unit) && !is_whole;
}

// The beginning of a text, with … where it is cut.
static struct str beginning(struct str text, int columns, struct arena *a)
{
    size_t bytes = 0;
    if (utf8_width(text) <= columns)
        return text;
    for (int used = 0; used < columns - 1;) {
        uint32_t point = 0;
        size_t n = utf8_take(str_skip(text, bytes), &point);
        used += utf8_width((struct str){text.ptr + bytes, n});
        bytes += used < columns ? n : 0;
    }
    return str_join(str_head(text, bytes), S("\xe2\x80\xa6"), a);
}

// Cuts the cells of the text that takes the rest.
static void cut_rest(const struct table *t, struct picked *p, int width, struct arena *a)
{
    p->cells = ARENA_ARRAY(a, struct cell, (size_t)t->row_count);
    p->is_text = true;
    for (int64_t i = 0; i < t->row_count; i++) {
        const struct cell *cell = &t->cells[i * t->column_count + p->source];
        p->cells[i] = *cell;
        if (!cell->is_null)
            p->cells[i] = cell_str(beginning(figure_readable(UNIT_TEXT, cell, 0, a), width, a));
    }
}

struct table *pick_columns(const struct table *t, const struct pick *picks, int width,
                           struct arena *a)
{
    int most = 2 * t->column_count, count = 0;
    for (const struct pick *p = picks; p->key; p++)
        most++;
    struct picked *picked = ARENA_ARRAY(a, struct picked, (size_t)most);
    struct picked rest = {.source = -1};
    const int *decimals = figure_usd_decimals(t, a);
    int used = MARGIN;
    for (const struct pick *p = picks; p->key; p++)
        if (p->width == PICK_REST)
            rest = (struct picked){.pick = p, .source = table_column(t, str_of(p->key))};
    int room = rest.source >= 0 ? width - REST_MIN - GAP : width;
    for (const struct pick *p = picks; p->key; p++) {
        struct picked next = {.pick = p, .source = table_column(t, str_of(p->key))};
        if (p->width == PICK_REST || next.source < 0 ||
            (count && used + heading_width(t, &next, a) > room))
            continue;
        measure(t, decimals[next.source], &next, a);
        if (next.is_unknown || (used + next.width > room && count))
            continue;
        picked[count++] = next;
        used += next.width + GAP;
    }
    if (rest.source >= 0) {
        cut_rest(t, &rest, width - used, a);
        picked[count++] = rest;
    }
    for (int i = 0; i < t->column_count; i++)
        if (must_stay(t, i, picked, count))
            picked[count++] = (struct picked){.source = i};
    return assemble(t, picked, count, a);
}

static bool is_same(const struct cell *x, const struct cell *y, enum unit unit)
{
    if (x->is_null || y->is_null)
        return x->is_null && y->is_null;
    return unit_is_text(unit) ? str_eq(x->s, y->s) : x->i == y->i;
}

struct table *pick_rows(const struct table *t, const char *key, const struct cell *cell,
                        struct arena *a)
{
    int column = t ? table_column(t, str_of(key)) : -1;
    if (column < 0)
        return NULL;
    struct table *out = table_new(a, t->key, t->title, t->columns, t->column_count);
    for (int64_t i = 0; i < t->row_count; i++) {
        const struct cell *row = &t->cells[i * t->column_count];
        if (is_same(&row[column], cell, t->columns[column].unit))
            memcpy(table_row(out), row, (size_t)t->column_count * sizeof *row);
    }
    return out->row_count ? out : NULL;
}

const struct cell *pick_cell(const struct table *t, int64_t row, const char *key)
{
    static const struct cell null = {.is_null = true};
    int column = t ? table_column(t, str_of(key)) : -1;
    return column < 0 || row < 0 || row >= t->row_count ? &null
                                                        : &t->cells[row * t->column_count + column];
}
