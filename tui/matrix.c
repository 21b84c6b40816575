// matrix.c - see matrix.h.
#include "tui/matrix.h"

#include <stdlib.h>

#include "base/map.h"

// Columns of the crossing.
enum { X_ROW, X_COLUMN };

static struct str name_of(const struct cell *cell)
{
    return cell->is_null ? S("(unattributed)") : cell->s;
}

// A value of the second dimension.
struct across {
    struct str name;
    uint32_t number;  // by first sight
    double sum;       // over all rows: what columns are ordered by
    bool is_by_label;
};

static int by_order(const void *left, const void *right)
{
    const struct across *a = left;
    const struct across *b = right;
    int order = a->is_by_label ? str_cmp(a->name, b->name) : (b->sum > a->sum) - (b->sum < a->sum);
    return order ? order : (a->number > b->number) - (a->number < b->number);
}

static const struct cell *cells_of(const struct table *t, int64_t row)
{
    return &t->cells[row * t->column_count];
}

// What --top has cut off is no row and no column.
static bool is_rest(const struct cell *cells)
{
    return str_eq(name_of(&cells[X_ROW]), S("(other)")) &&
           str_eq(name_of(&cells[X_COLUMN]), S("(other)"));
}

static double number_of(const struct cell *cell)
{
    return cell->is_null ? 0 : cell->f != 0 ? cell->f : (double)cell->i;
}

// All values of the second dimension in order; their number in *count.
static struct across *collect(const struct matrix *m, int value, struct intern *names, int *count,
                              struct arena *a)
{
    const struct table *t = m->crossed;
    struct across *out = ARENA_ARRAY(a, struct across, (size_t)t->row_count);
    for (int64_t i = 0; i < t->row_count; i++) {
        if (is_rest(cells_of(t, i)))
            continue;
        struct str name = name_of(&cells_of(t, i)[X_COLUMN]);
        uint32_t number = intern_put(names, name, NULL);
        out[number].name = name;
        out[number].number = number;
        out[number].is_by_label = m->is_by_label;
        out[number].sum += number_of(&cells_of(t, i)[value]);
    }
    *count = (int)names->len;
    qsort(out, names->len, sizeof *out, by_order);
    return out;
}

static struct table *new_table(const struct matrix *m, int value, const struct across *across,
                               int count, struct arena *a)
{
    struct column columns[1 + MATRIX_COLUMNS];
    columns[0] = m->rows->columns[0];
    for (int i = 0; i < count; i++) {
        columns[1 + i] = m->crossed->columns[value];
        columns[1 + i].key = columns[1 + i].title = across[i].name;
        // What is modelled is said once, in the heading.
        columns[1 + i].evidence = EVIDENCE_MEASURED;
    }
    struct table *out = table_new(a, m->rows->key, m->rows->title, columns, 1 + count);
    for (int64_t i = 0; i < m->rows->row_count; i++)
        table_row(out)[0] = cells_of(m->rows, i)[0];
    return out;
}

struct table *matrix_of(struct matrix *m, struct arena *a)
{
    struct intern names = {.arena = a}, rows = {.arena = a};
    int value = m->crossed ? table_column(m->crossed, str_of(m->value)) : -1, count = 0;
    if (!m->rows || value <= X_COLUMN || !m->rows->row_count)
        return NULL;
    struct across *across = collect(m, value, &names, &count, a);
    int shown = count < MATRIX_COLUMNS ? count : MATRIX_COLUMNS;
    m->left_out = count - shown;
    struct table *out = new_table(m, value, across, shown, a);
    int *place = ARENA_ARRAY(a, int, (size_t)count + 1);  // by number; 0 = not shown
    for (int i = 0; i < shown; i++)
        place[across[i].number] = 1 + i;
    for (int64_t i = 0; i < out->row_count; i++)
        (void)intern_put(&rows, name_of(&cells_of(out, i)[0]), NULL);
    for (int64_t i = 0; i < m->crossed->row_count; i++) {
        const struct cell *cells = cells_of(m->crossed, i);
        uint32_t row = 0, column = 0;
        m->is_cut |= is_rest(cells);
        if (!is_rest(cells) && intern_find(&rows, name_of(&cells[X_ROW]), &row) &&
            intern_find(&names, name_of(&cells[X_COLUMN]), &column) && place[column])
            out->cells[(int64_t)row * out->column_count + place[column]] = cells[value];
    }
    return out;
}
