// renderer_json.c - an answer as JSON: the interface for programs (design.md §8).
#include "base/map.h"
#include "base/utf8.h"
#include "report/figure.h"
#include "report/renderer.h"

struct writer {
    struct buf *out;
    struct arena scratch;
    int depth;
};

static void put_string(struct writer *w, struct str s)
{
    struct buf *out = w->out;
    struct arena_mark mark = arena_mark(&w->scratch);
    if (!utf8_is_valid(s))
        s = utf8_repair(s, &w->scratch);
    buf_byte(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"' || c == '\\')
            buf_fmt(out, "\\%c", c);
        else if (c == '\n')
            buf_str(out, S("\\n"));
        else if (c < 0x20 || c == 0x7f)
            buf_fmt(out, "\\u%04x", c);
        else
            buf_byte(out, (char)c);
    }
    buf_byte(out, '"');
    arena_rewind(&w->scratch, mark);
}

static void new_line(struct writer *w)
{
    buf_byte(w->out, '\n');
    for (int i = 0; i < w->depth; i++)
        buf_str(w->out, S("  "));
}

// Between members: a comma unless it is the first.
static void separate(struct writer *w, bool *is_first)
{
    if (!*is_first)
        buf_byte(w->out, ',');
    *is_first = false;
}

// The same within a line.
static void put_comma(struct writer *w, bool is_first)
{
    if (!is_first)
        buf_str(w->out, S(", "));
}

static void put_key(struct writer *w, struct str key)
{
    put_string(w, key);
    buf_str(w->out, S(": "));
}

static void put_cell(struct writer *w, enum unit unit, const struct cell *cell)
{
    struct buf text = {.arena = &w->scratch};
    struct arena_mark mark = arena_mark(&w->scratch);
    figure_exact(&text, unit, cell);
    if (cell->is_null || (figure_is_number(unit) && !text.len))
        buf_str(w->out, S("null"));
    else if (figure_is_number(unit))
        buf_str(w->out, buf_view(&text));
    else
        put_string(w, buf_view(&text));
    arena_rewind(&w->scratch, mark);
}

// Label columns of a dimension as one key: a value, or an array of them.
static void put_row_key(struct writer *w, const struct table *t, const struct cell *row)
{
    int labels = 0;
    for (int i = 0; i < t->column_count; i++)
        labels += t->columns[i].is_label;
    put_key(w, S("key"));
    if (labels > 1)
        buf_byte(w->out, '[');
    bool is_first = true;
    for (int i = 0; i < t->column_count; i++) {
        if (!t->columns[i].is_label)
            continue;
        put_comma(w, is_first);
        is_first = false;
        put_cell(w, t->columns[i].unit, &row[i]);
    }
    if (labels > 1)
        buf_byte(w->out, ']');
}

// A row of a table in a cell: an object, or its value when there is but one column.
static void put_nested_row(struct writer *w, const struct table *t, int64_t number)
{
    const struct cell *row = &t->cells[number * t->column_count];
    bool is_object = t->column_count > 1 || t->shape == TABLE_OBJECT;
    if (is_object)
        buf_byte(w->out, '{');
    for (int i = 0; i < t->column_count; i++) {
        put_comma(w, i == 0);
        if (is_object)
            put_key(w, t->columns[i].key);
        put_cell(w, cell_unit(&t->columns[i], &row[i]), &row[i]);
    }
    if (is_object)
        buf_byte(w->out, '}');
}

static void put_nested(struct writer *w, const struct table *t)
{
    bool is_object = t->shape == TABLE_OBJECT;
    if (!is_object)
        buf_byte(w->out, '[');
    else if (!t->row_count)
        buf_str(w->out, S("{}"));
    for (int64_t i = 0; i < t->row_count; i++) {
        put_comma(w, i == 0);
        put_nested_row(w, t, i);
    }
    if (!is_object)
        buf_byte(w->out, ']');
}

static void put_value(struct writer *w, const struct column *column, const struct cell *cell)
{
    if (column->unit == UNIT_TABLE && cell->table)
        put_nested(w, cell->table);
    else
        put_cell(w, cell_unit(column, cell), cell);
}

// One line an object.
static void put_row(struct writer *w, const struct table *t, int64_t number)
{
    const struct cell *row = &t->cells[number * t->column_count];
    bool is_first = true;
    buf_byte(w->out, '{');
    if (t->dimension.ptr) {
        put_row_key(w, t, row);
        is_first = false;
    }
    for (int i = 0; i < t->column_count; i++) {
        if (t->dimension.ptr && t->columns[i].is_label)
            continue;
        put_comma(w, is_first);
        is_first = false;
        put_key(w, t->columns[i].key);
        put_value(w, &t->columns[i], &row[i]);
    }
    buf_byte(w->out, '}');
}

static void put_rows(struct writer *w, const struct table *t)
{
    bool is_first = true;
    buf_byte(w->out, '[');
    w->depth++;
    for (int64_t i = 0; i < t->row_count; i++) {
        separate(w, &is_first);
        new_line(w);
        put_row(w, t, i);
    }
    w->depth--;
    if (t->row_count)
        new_line(w);
    buf_byte(w->out, ']');
}

static void put_table(struct writer *w, const struct table *t)
{
    if (t->shape == TABLE_ROWS)
        put_rows(w, t);
    else if (t->row_count)
        put_row(w, t, 0);
    else
        buf_str(w->out, S("null"));
}

// The tables that share the key of table `first`, as an array of {"dimension", "rows"}.
static void put_dimensions(struct writer *w, const struct answer *answer, int first)
{
    bool is_first = true;
    buf_byte(w->out, '[');
    w->depth++;
    for (int i = first; i < answer->table_count; i++) {
        const struct table *t = answer->tables[i];
        if (!t->dimension.ptr || t->shape != TABLE_ROWS ||
            !str_eq(t->key, answer->tables[first]->key))
            continue;
        separate(w, &is_first);
        new_line(w);
        buf_str(w->out, S("{\"dimension\": "));
        put_string(w, t->dimension);
        buf_str(w->out, S(", \"rows\": "));
        put_rows(w, t);
        buf_byte(w->out, '}');
    }
    w->depth--;
    new_line(w);
    buf_byte(w->out, ']');
}

static bool is_dimensions(const struct table *t)
{
    return t->dimension.ptr && t->shape == TABLE_ROWS;
}

static bool is_written_before(const struct answer *answer, int table)
{
    for (int i = 0; i < table; i++)
        if (str_eq(answer->tables[i]->key, answer->tables[table]->key))
            return true;
    return false;
}

static void put_notes(struct writer *w, const struct answer *answer)
{
    bool is_first = true;
    buf_byte(w->out, '[');
    w->depth++;
    for (int i = 0; i < answer->note_count; i++) {
        separate(w, &is_first);
        new_line(w);
        put_string(w, answer->notes[i]);
    }
    for (int t = 0; t < answer->table_count; t++)
        for (int i = 0; i < answer->tables[t]->note_count; i++) {
            separate(w, &is_first);
            new_line(w);
            put_string(w, answer->tables[t]->notes[i]);
        }
    w->depth--;
    if (!is_first)
        new_line(w);
    buf_byte(w->out, ']');
}

// {"cost_usd": "modelled", …}: what is not measured, by column key.
static void put_evidence(struct writer *w, const struct answer *answer)
{
    static const char *const names[] = {
        [EVIDENCE_MEASURED] = "measured",
        [EVIDENCE_MODELLED] = "modelled",
        [EVIDENCE_ASSUMED] = "assumed",
    };
    struct intern seen = {.arena = &w->scratch};
    bool is_first = true;
    buf_byte(w->out, '{');
    for (int t = 0; t < answer->table_count; t++)
        for (int i = 0; i < answer->tables[t]->column_count; i++) {
            const struct column *c = &answer->tables[t]->columns[i];
            bool is_new = false;
            if (c->evidence == EVIDENCE_MEASURED)
                continue;
            intern_put(&seen, c->key, &is_new);
            if (!is_new)
                continue;
            put_comma(w, is_first);
            is_first = false;
            put_key(w, c->key);
            put_string(w, str_of(names[c->evidence]));
        }
    buf_byte(w->out, '}');
}

static void put_member(struct writer *w, struct str key, bool *is_first)
{
    separate(w, is_first);
    new_line(w);
    put_key(w, key);
}

// The members of an object without a name of its own.
static void put_members(struct writer *w, const struct table *t, bool *is_first)
{
    for (int i = 0; t->row_count && i < t->column_count; i++) {
        put_member(w, t->columns[i].key, is_first);
        put_value(w, &t->columns[i], &t->cells[i]);
    }
}

static void put_answer(struct writer *w, const struct answer *answer)
{
    bool is_first = true;
    buf_byte(w->out, '{');
    w->depth++;
    for (int i = 0; i < answer->table_count; i++) {
        const struct table *t = answer->tables[i];
        if (is_written_before(answer, i))
            continue;
        if (t->key.ptr && !t->key.len) {
            put_members(w, t, &is_first);
            continue;
        }
        put_member(w, t->key, &is_first);
        if (is_dimensions(t))
            put_dimensions(w, answer, i);
        else
            put_table(w, t);
    }
    put_member(w, S("evidence"), &is_first);
    put_evidence(w, answer);
    put_member(w, S("notes"), &is_first);
    put_notes(w, answer);
    w->depth--;
    new_line(w);
    buf_byte(w->out, '}');
}

static void draw(const struct answer *answer, const struct render_options *options, struct buf *out)
{
    (void)options;
    struct writer w = {.out = out};
    if (answer->table_count == 1 && !answer->tables[0]->key.ptr)
        put_table(&w, answer->tables[0]);
    else
        put_answer(&w, answer);
    buf_byte(out, '\n');
    arena_release(&w.scratch);
}

const struct renderer renderer_json = {
    .name = "json",
    .suffix = "json",
    .draw = draw,
};
