// trends.c - see trends.h.
#include "tui/trends.h"

#include <math.h>

#include "base/map.h"
#include "base/time.h"
#include "model/record.h"
#include "tui/chart_table.h"

const char *trends_unit(const struct view *v)
{
    enum { DAYS_UP_TO_DAYS = 62 };
    const char *unit = view_time_unit(v);
    int64_t us = view_period_us(v);
    // Many rows times many days are a long answer for a few places.
    return us != UNKNOWN && us > DAYS_UP_TO_DAYS * US_PER_DAY ? "month" : unit;
}

// Columns of the crossing.
struct crossing {
    const struct table *table;
    int label, time, value;
    int64_t first, last;  // slots
};

static bool find_times(struct crossing *x)
{
    bool has = false;
    for (int64_t i = 0; i < x->table->row_count; i++) {
        int64_t slot = 0;
        if (!chart_slot(x->table->cells[i * x->table->column_count + x->time].s, &slot))
            continue;
        x->first = !has || slot < x->first ? slot : x->first;
        x->last = !has || slot > x->last ? slot : x->last;
        has = true;
    }
    return has;
}

// Names beside "(unattributed)", which is a label of its own.
static struct str name_of(const struct cell *cell, struct arena *a)
{
    return cell->is_null ? S("-") : str_join(S("="), cell->s, a);
}

// Adds up what each row of the crossing says; `sums` likewise, for all times together.
static void add_values(const struct crossing *x, const struct intern *labels, int count,
                       double *out, int64_t *sums)
{
    struct arena scratch = {0};
    const struct table *t = x->table;
    for (int64_t i = 0; i < t->row_count; i++) {
        const struct cell *row = &t->cells[i * t->column_count];
        uint32_t at = 0;
        int64_t slot = 0;
        if (!intern_find(labels, name_of(&row[x->label], &scratch), &at) || row[x->value].is_null)
            continue;
        sums[at] += row[x->value].i;
        if (chart_slot(row[x->time].s, &slot))
            out[(int64_t)at * count + (slot - x->first) * count / (x->last - x->first + 1)] +=
                (double)row[x->value].i;
    }
    arena_release(&scratch);
}

// Columns and times; false when any is missing.
static bool find_columns(const struct trends *t, struct crossing *out)
{
    *out = (struct crossing){.table = t->crossed, .time = 1};
    if (!t->crossed || table_column(t->crossed, str_of(t->label)) != out->label)
        return false;
    out->value = table_column(t->crossed, str_of(t->value));
    return out->value >= 0 && find_times(out);
}

static bool number_rows(const struct trends *t, struct intern *labels)
{
    int column = table_column(t->rows, str_of(t->label));
    for (int64_t i = 0; column >= 0 && i < t->rows->row_count; i++) {
        const struct cell *cell = &t->rows->cells[i * t->rows->column_count + column];
        (void)intern_put(labels, name_of(cell, labels->arena), NULL);
    }
    return (int64_t)labels->len == t->rows->row_count;
}

double *trends_values(const struct trends *t, int *count, struct arena *a)
{
    struct intern labels = {.arena = a};
    struct crossing x;
    const struct table *rows = t->rows;
    int sum = table_column(rows, str_of(t->sum));
    if (sum < 0 || !find_columns(t, &x) || !number_rows(t, &labels))
        return NULL;
    *count = x.last - x.first + 1 < t->width ? (int)(x.last - x.first + 1) : t->width;
    double *out = ARENA_ARRAY(a, double, (size_t)(rows->row_count * *count));
    int64_t *sums = ARENA_ARRAY(a, int64_t, (size_t)rows->row_count);
    add_values(&x, &labels, *count, out, sums);
    for (int64_t i = 0; i < rows->row_count; i++) {
        const struct cell *cell = &rows->cells[i * rows->column_count + sum];
        bool is_whole = !cell->is_null && sums[i] == cell->i;
        for (int k = 0; !is_whole && k < *count; k++)
            out[i * *count + k] = NAN;
    }
    return out;
}
