// list_order.c - see list_order.h.
#include "tui/list_order.h"

#include "report/figure.h"

struct order {
    const struct table *table;
    int column;
    bool is_ascending;
};

double order_number(const struct cell *cell)
{
    return cell->f != 0 ? cell->f : (double)cell->i;
}

// Unknown values come last.
static int compare_cells(const struct order *o, int64_t a, int64_t b)
{
    const struct table *t = o->table;
    const struct column *column = &t->columns[o->column];
    const struct cell *x = &t->cells[a * t->column_count + o->column];
    const struct cell *y = &t->cells[b * t->column_count + o->column];
    int order = 0;
    if (x->is_null || y->is_null)
        return x->is_null - y->is_null;
    if (unit_is_text(column->unit))
        order = str_cmp(x->s, y->s);
    else {
        double p = order_number(x), q = order_number(y);
        order = (p > q) - (p < q);
    }
    return o->is_ascending ? order : -order;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

// Two sorted runs [from, middle) and [middle, to) as one.
static void merge(const struct order *o, const int64_t *rows, int64_t *out, int64_t from,
                  int64_t middle, int64_t to)
{
    int64_t a = from, b = middle;
    for (int64_t i = from; i < to; i++) {
        bool takes_a = b == to || (a < middle && compare_cells(o, rows[a], rows[b]) <= 0);
        out[i] = rows[takes_a ? a++ : b++];
    }
}

// Stable: rows that are alike stay as the answer has them. Returns the sorted one of the two.
static int64_t *merge_sort(const struct order *o, int64_t *rows, int64_t *spare, int64_t count)
{
    for (int64_t run = 1; run < count; run *= 2) {
        for (int64_t from = 0; from < count; from += 2 * run)
            merge(o, rows, spare, from, least(from + run, count), least(from + 2 * run, count));
        int64_t *sorted = spare;
        spare = rows;
        rows = sorted;
    }
    return rows;
}

int64_t *order_rows(const struct list *l, const struct table *t, struct arena *a)
{
    int64_t *rows = ARENA_ARRAY(a, int64_t, (size_t)t->row_count);
    for (int64_t i = 0; i < t->row_count; i++)
        rows[i] = i;
    int column = l->sort.ptr ? table_column(t, l->sort) : -1;
    for (int64_t i = 0; !l->sort.ptr && l->is_ascending && i < t->row_count; i++)
        rows[i] = t->row_count - 1 - i;
    if (column < 0)
        return rows;
    struct order o = {.table = t, .column = column, .is_ascending = l->is_ascending};
    return merge_sort(&o, rows, ARENA_ARRAY(a, int64_t, (size_t)t->row_count), t->row_count);
}

struct str order_key(const struct table *t, int64_t row, struct arena *a)
{
    struct buf out = {.arena = a};
    for (int i = 0; i < t->column_count; i++) {
        if (!t->columns[i].is_label)
            continue;
        figure_exact(&out, t->columns[i].unit, &t->cells[row * t->column_count + i]);
        buf_byte(&out, '\n');
    }
    if (!out.len)
        buf_fmt(&out, "%lld", (long long)row);
    return buf_view(&out);
}

int64_t order_place(const struct list *l, const struct table *t, const int64_t *rows,
                    struct arena *a)
{
    int64_t at = l->selected < t->row_count ? l->selected : t->row_count - 1;
    if (!l->key.ptr || at < 0 || str_eq(order_key(t, rows[at], a), l->key))
        return at;
    for (int64_t i = 0; i < t->row_count; i++)
        if (str_eq(order_key(t, rows[i], a), l->key))
            return i;
    return at;
}

bool order_contains(const struct table *t, int64_t row, struct str search)
{
    for (int i = 0; search.len && i < t->column_count; i++)
        if (unit_is_text(t->columns[i].unit) &&
            str_contains_nocase(t->cells[row * t->column_count + i].s, search))
            return true;
    return false;
}
