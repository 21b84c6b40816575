// renderer_jsonl.c - an answer as JSON Lines: a row a line, in which a program can begin anywhere.
#include "report/renderer.h"

extern const struct renderer renderer_json;

enum { NAMING_COLUMNS = 2 };

// The row as a table of its own; of several tables its line says which one it is of.
static void draw_row(const struct answer *answer, const struct table *t, int64_t number,
                     struct arena *a, struct buf *out)
{
    bool is_named = answer->table_count > 1;
    int more = is_named ? NAMING_COLUMNS : 0;
    int count = t->column_count + more;
    struct column *columns = ARENA_ARRAY(a, struct column, (size_t)count);
    struct cell *cells = ARENA_ARRAY(a, struct cell, (size_t)count);
    if (is_named) {
        columns[0] = (struct column){.key = S("table"), .title = S("table"), .unit = UNIT_TEXT};
        columns[1] =
            (struct column){.key = S("dimension"), .title = S("dimension"), .unit = UNIT_TEXT};
        cells[0] = cell_str(t->key);
        cells[1] = cell_str(t->dimension);
    }
    for (int i = 0; i < t->column_count; i++) {
        columns[i + more] = t->columns[i];
        cells[i + more] = t->cells[number * t->column_count + i];
    }
    struct table row = *t;
    row.key = row.dimension = (struct str){0};
    row.shape = TABLE_OBJECT;
    row.columns = columns;
    row.column_count = count;
    row.cells = cells;
    row.row_count = 1;
    struct table *tables[] = {&row};
    struct answer alone = {.tables = tables, .table_count = 1, .arena = a};
    struct render_options options = {0};
    renderer_json.draw(&alone, &options, out);
}

static void draw(const struct answer *answer, const struct render_options *options, struct buf *out)
{
    (void)options;
    struct arena scratch = {0};
    for (int i = 0; i < answer->table_count; i++)
        for (int64_t row = 0; row < answer->tables[i]->row_count; row++) {
            struct arena_mark mark = arena_mark(&scratch);
            draw_row(answer, answer->tables[i], row, &scratch, out);
            arena_rewind(&scratch, mark);
        }
    arena_release(&scratch);
}

const struct renderer renderer_jsonl = {
    .name = "jsonl",
    .suffix = "jsonl",
    .draw = draw,
};
