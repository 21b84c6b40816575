// heat_map.c - see heat_map.h.
#include "tui/heat_map.h"

#include <math.h>

#include "report/figure.h"
#include "tui/chart.h"
#include "tui/pick.h"

static const char *const days[HEAT_DAYS] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

enum { LEFT = 5 };  // where the hours begin

// Place of a row in the week; -1 for what has no time.
static int place_of(const struct table *t, int64_t row)
{
    struct str day = pick_cell(t, row, "weekday")->s;
    int64_t hour = 0;
    if (!str_to_i64(pick_cell(t, row, "hour_of_day")->s, &hour) || hour < 0 || hour >= HEAT_HOURS)
        return -1;
    for (int i = 0; i < HEAT_DAYS; i++)
        if (str_eq(day, str_of(days[i])))
            return i * HEAT_HOURS + (int)hour;
    return -1;
}

struct heat {
    double values[HEAT_DAYS * HEAT_HOURS];
    int64_t rows[HEAT_DAYS * HEAT_HOURS];  // of the table; -1 = no request then
    int greatest;                          // place; -1 = none
};

static void fill(struct heat *h, const struct table *t, int column)
{
    h->greatest = -1;
    for (int i = 0; i < HEAT_DAYS * HEAT_HOURS; i++) {
        h->values[i] = NAN;
        h->rows[i] = -1;
    }
    for (int64_t row = 0; row < t->row_count; row++) {
        int at = place_of(t, row);
        const struct cell *cell = &t->cells[row * t->column_count + column];
        if (at < 0)
            continue;
        h->rows[at] = row;
        if (cell->is_null)
            continue;
        h->values[at] = cell->f != 0 ? cell->f : (double)cell->i;
        if (h->greatest < 0 || h->values[at] > h->values[h->greatest])
            h->greatest = at;
    }
}

// Shades 1 … 4 by quarters of the hours that have a value: one dear hour does not hide the others.
static void shade(const struct heat *h, double out[HEAT_DAYS * HEAT_HOURS])
{
    enum { SHADES = 4 };
    int count = 0;
    for (int i = 0; i < HEAT_DAYS * HEAT_HOURS; i++)
        count += h->values[i] > 0;
    for (int i = 0; i < HEAT_DAYS * HEAT_HOURS; i++) {
        int below = 0;
        for (int k = 0; k < HEAT_DAYS * HEAT_HOURS; k++)
            below += h->values[k] > 0 && h->values[k] < h->values[i];
        int quarter = count ? below * SHADES / count : 0;
        out[i] = h->values[i] > 0 ? 1.0 + quarter : (double)NAN;
    }
    // The greatest is the measure of the others.
    if (h->greatest >= 0 && count)
        out[h->greatest] = SHADES;
}

// "Mon 09:00 $0.0954, 64 requests".
static struct str place_text(const struct heat *h, const struct table *t, int column, int at,
                             struct arena *a)
{
    struct str when = str_fmt(a, "%s %02d:00", days[at / HEAT_HOURS], at % HEAT_HOURS);
    if (h->rows[at] < 0)
        return str_fmt(a, "%.*s no requests", STR_ARG(when));
    struct str figure =
        figure_of(&t->columns[column], &t->cells[h->rows[at] * t->column_count + column],
                  figure_usd_decimals(t, a)[column], a);
    struct str requests = figure_readable(UNIT_COUNT, pick_cell(t, h->rows[at], "requests"), 0, a);
    return str_fmt(a, "%.*s %.*s, %.*s requests", STR_ARG(when), STR_ARG(figure),
                   STR_ARG(requests));
}

static void draw_hours(struct canvas *c, struct area a, int width)
{
    for (int hour = 0; hour<HEAT_HOURS; hour += width> 2 ? 1 : 3)
        canvas_text(c, a.y, a.x + LEFT + hour * width, 2, str_fmt(c->arena, "%02d", hour), INK_DIM);
}

// The cell of the cursor stands in brackets, where there is room for them.
static void draw_cursor(struct canvas *c, struct area grid, int width, int cursor)
{
    int y = grid.y + cursor / HEAT_HOURS, x = grid.x + cursor % HEAT_HOURS * width;
    canvas_text(c, y, x, 1, S("["), INK_SELECTED);
    canvas_text(c, y, x + width - 1, 1, S("]"), INK_SELECTED);
}

// With the value at the cursor, else the greatest.
static void draw_title(const struct heat *h, const struct table *t, int column, int cursor,
                       struct canvas *c, struct area a)
{
    struct str heading = figure_heading(&t->columns[column], c->arena);
    struct str text = str_fmt(c->arena, "%.*s by hour and weekday", STR_ARG(heading));
    if (cursor >= 0)
        text = str_fmt(c->arena, "[%.*s]  %.*s", STR_ARG(text),
                       STR_ARG(place_text(h, t, column, cursor, c->arena)));
    else if (h->greatest >= 0)
        text = str_fmt(c->arena, "%.*s, most on %.*s", STR_ARG(text),
                       STR_ARG(place_text(h, t, column, h->greatest, c->arena)));
    canvas_heading(c, a, text);
}

void heat_map_draw(const struct table *t, const char *value, int cursor, struct canvas *c,
                   struct area a)
{
    struct heat h;
    int column = table_column(t, str_of(value));
    int width = (a.width - LEFT) / HEAT_HOURS;
    if (column < 0 || width < 1)
        return;
    fill(&h, t, column);
    draw_title(&h, t, column, cursor, c, a);
    draw_hours(c, (struct area){a.x, a.y + 1, a.width, 1}, width);
    struct area grid = {a.x + LEFT, a.y + 2, width * HEAT_HOURS, a.height - 2};
    for (int day = 0; day < HEAT_DAYS && day < grid.height; day++)
        canvas_text(c, grid.y + day, a.x + 1, LEFT - 1, str_of(days[day]), INK_DIM);
    double shades[HEAT_DAYS * HEAT_HOURS];
    shade(&h, shades);
    chart_heat(c, grid, (struct series){shades, HEAT_DAYS * HEAT_HOURS}, HEAT_HOURS, INK_CHART);
    if (cursor >= 0 && cursor / HEAT_HOURS < grid.height && width > 2)
        draw_cursor(c, grid, width, cursor);
}
