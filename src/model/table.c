// table.c - see table.h.
#include "model/table.h"

#include <math.h>

#include "model/record.h"

struct table *table_new(struct arena *a, struct str key, struct str title,
                        const struct column *columns, int column_count)
{
    struct table *t = ARENA_NEW(a, struct table);
    t->arena = a;
    t->key = key;
    t->title = title;
    t->columns = ARENA_ARRAY(a, struct column, (size_t)column_count);
    memcpy(t->columns, columns, (size_t)column_count * sizeof *columns);
    t->column_count = column_count;
    return t;
}

struct cell *table_row(struct table *t)
{
    size_t width = (size_t)t->column_count * sizeof *t->cells;
    if (t->row_count == t->row_cap) {
        int64_t cap = t->row_cap ? t->row_cap * 2 : 16;
        t->cells = arena_grow(t->arena, t->cells, (size_t)t->row_cap * width, (size_t)cap * width);
        t->row_cap = cap;
    }
    struct cell *row = t->cells + t->row_count++ * t->column_count;
    for (int i = 0; i < t->column_count; i++)
        row[i] = (struct cell){.is_null = true};
    return row;
}

void table_note(struct table *t, struct str note)
{
    size_t n = (size_t)t->note_count;
    t->notes = arena_grow(t->arena, t->notes, n * sizeof note, (n + 1) * sizeof note);
    t->notes[t->note_count++] = note;
}

int table_column(const struct table *t, struct str key)
{
    for (int i = 0; i < t->column_count; i++)
        if (str_eq(t->columns[i].key, key))
            return i;
    return -1;
}

struct cell cell_int(int64_t n)
{
    return (struct cell){.is_null = n == UNKNOWN, .i = n};
}

struct cell cell_double(double x)
{
    return (struct cell){.is_null = isnan(x), .f = x};
}

struct cell cell_str(struct str s)
{
    return (struct cell){.is_null = !s.ptr, .s = s};
}

struct cell cell_table(const struct table *t)
{
    return (struct cell){.table = t};
}

bool unit_is_text(enum unit unit)
{
    return unit == UNIT_TEXT || unit == UNIT_GROUP || unit == UNIT_PROSE || unit == UNIT_COMMAND;
}

enum unit cell_unit(const struct column *column, const struct cell *cell)
{
    return column->unit == UNIT_CELL ? cell->unit : column->unit;
}

void answer_add(struct answer *out, struct table *t)
{
    if (out->table_count == out->table_cap) {
        int cap = out->table_cap ? out->table_cap * 2 : 8;
        out->tables =
            arena_grow(out->arena, out->tables, (size_t)out->table_cap * sizeof *out->tables,
                       (size_t)cap * sizeof *out->tables);
        out->table_cap = cap;
    }
    out->tables[out->table_count++] = t;
}

void answer_note(struct answer *out, struct str note)
{
    if (out->note_count == out->note_cap) {
        int cap = out->note_cap ? out->note_cap * 2 : 8;
        out->notes = arena_grow(out->arena, out->notes, (size_t)out->note_cap * sizeof note,
                                (size_t)cap * sizeof note);
        out->note_cap = cap;
    }
    out->notes[out->note_count++] = note;
}
