// chart_table.c - see chart_table.h.
#include "tui/chart_table.h"

#include <math.h>

#include "base/time.h"
#include "report/figure.h"

enum { SLOTS_MAX = 100000 };

bool chart_slot(struct str text, int64_t *out)
{
    enum { MONTH_BYTES = 7, DAY_BYTES = 10, HOUR_BYTES = 13 };
    struct civil c = {.day = 1};
    int64_t part[4] = {0, 1, 1, 0};
    static const struct {
        size_t at, bytes;
    } parts[] = {{0, 4}, {5, 2}, {8, 2}, {11, 2}};
    for (size_t i = 0; i < 4 && parts[i].at + parts[i].bytes <= text.len; i++)
        if (!str_to_i64(str_head(str_skip(text, parts[i].at), parts[i].bytes), &part[i]))
            return false;
    c = (struct civil){part[0], (int)part[1], (int)part[2], (int)part[3], 0, 0, 0};
    if (text.len == MONTH_BYTES)
        *out = c.year * 12 + c.month;
    else if (text.len == DAY_BYTES)
        *out = time_of_civil(c) / US_PER_DAY;
    else if (text.len == HOUR_BYTES)
        *out = time_of_civil(c) / US_PER_HOUR;
    else
        return false;
    return true;
}

static struct str label_of(const struct table *t, int64_t row, int label)
{
    const struct cell *cell = &t->cells[row * t->column_count + label];
    return cell->is_null ? (struct str){0} : cell->s;
}

// The rows that are times: from the earliest to the latest.
struct times {
    int64_t first, last;          // slots
    int64_t first_row, last_row;  // -1 without any
};

static struct times times_of(const struct table *t, int label)
{
    struct times out = {.first_row = -1, .last_row = -1};
    for (int64_t i = 0; i < t->row_count; i++) {
        int64_t slot = 0;
        if (!chart_slot(label_of(t, i, label), &slot))
            continue;
        if (out.first_row < 0 || slot < out.first) {
            out.first = slot;
            out.first_row = i;
        }
        if (out.last_row < 0 || slot > out.last) {
            out.last = slot;
            out.last_row = i;
        }
    }
    return out;
}

static double value_of(const struct cell *cell)
{
    return cell->is_null ? NAN : cell->f != 0 ? cell->f : (double)cell->i;
}

// "09-30" of "2026-09-30": the year is in the breadcrumb.
static struct str short_label(struct str label)
{
    return label.len > 7 ? str_skip(label, 5) : label;
}

void chart_table(struct canvas *c, struct area a, const struct table *t, const char *label,
                 const char *value, int64_t cursor)
{
    int labels = table_column(t, str_of(label)), figures = table_column(t, str_of(value));
    if (labels < 0 || figures < 0)
        return;
    struct times times = times_of(t, labels);
    if (t->row_count && times.first_row < 0)
        canvas_text(c, a.y, a.x + 1, a.width - 1, S("no request has a time"), INK_DIM);
    int64_t count = times.last - times.first + 1;
    if (times.first_row < 0 || count > SLOTS_MAX)
        return;
    double *values = ARENA_ARRAY(c->arena, double, (size_t)count);
    for (int64_t i = 0; i < count; i++)
        values[i] = NAN;
    struct chart_axes axes = {
        .bottom = S("0"),
        .first = short_label(label_of(t, times.first_row, labels)),
        .last = count > 1 ? short_label(label_of(t, times.last_row, labels)) : (struct str){0},
        .cursor = -1,
    };
    const struct cell *top = NULL;
    for (int64_t i = 0; i < t->row_count; i++) {
        const struct cell *cell = &t->cells[i * t->column_count + figures];
        int64_t slot = 0;
        if (!chart_slot(label_of(t, i, labels), &slot))
            continue;
        values[slot - times.first] = value_of(cell);
        if (!cell->is_null && (!top || value_of(cell) > value_of(top)))
            top = cell;
        if (i == cursor)
            axes.cursor = (int)(slot - times.first);
    }
    if (top)
        axes.top = figure_of(&t->columns[figures], top, figure_usd_decimals(t, c->arena)[figures],
                             c->arena);
    chart_columns(c, a, (struct series){values, (int)count}, &axes, INK_CHART);
    if (!top && a.height > 1)
        canvas_text(c, a.y, a.x + 3, a.width - 3, S("known of no request"), INK_DIM);
}
