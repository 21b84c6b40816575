// crossing_row.c - see crossing_row.h.
#include "analyze/crossing_row.h"

static bool is_person(enum dimension d)
{
    return d == DIM_USER || d == DIM_SESSION;
}

bool crossing_row_name(const struct crossing_names *n, struct crossing_row *row, struct err *e)
{
    for (int d = 0; d < n->crossing->count; d++)
        if (!is_person(n->crossing->dims[d]) &&
            !lens_label(&n->lenses[d], n->store, row->codes[d], &row->labels[d], n->arena, e))
            return false;
    return true;
}

bool crossing_row_cells(const struct crossing_names *n, const struct crossing_row *row,
                        struct cell *cells, struct err *e)
{
    for (int d = 0; d < n->crossing->count; d++) {
        struct str label;
        if (!lens_label(&n->lenses[d], n->store, row->codes[d], &label, n->arena, e))
            return false;
        cells[d] = cell_str(label);
    }
    return true;
}

void crossing_row_other(const struct crossing *by, struct cell *cells)
{
    for (int d = 0; d < by->count; d++)
        cells[d] = cell_str(S("(other)"));
}

int crossing_number_compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int crossing_label_compare(struct str a, struct str b)
{
    if (!a.ptr || !b.ptr)
        return (a.ptr == NULL) - (b.ptr == NULL);
    return str_cmp(a, b);
}

int crossing_row_compare(const struct crossing_row *a, const struct crossing_row *b)
{
    int order = 0;
    for (int i = 0; !order && i < CROSSING_LABELS_MAX; i++)
        order = crossing_label_compare(a->labels[i], b->labels[i]);
    for (int i = 0; !order && i < CROSSING_LABELS_MAX; i++)
        order = crossing_number_compare(a->codes[i], b->codes[i]);
    return order;
}

int64_t crossing_rows_shown(int64_t count, int64_t top)
{
    return top && count > top + 1 ? top : count;
}
