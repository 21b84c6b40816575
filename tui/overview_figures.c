// overview_figures.c - see overview_figures.h.
#include "tui/overview_figures.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "report/figure.h"
#include "tui/changes.h"
#include "tui/chart.h"
#include "tui/list_order.h"

enum { WIDE = 96 };

// A figure of the totals: the heading of the report, and the figure at the right end. With a bar
// against `max` where that is not 0.
struct figure_line {
    const struct figures *figures;
    const char *key;
    double max;
};

// A figure and its change, which goes before the figure is cut.
static void draw_changed(struct canvas *c, struct area a, struct str figure, struct str change)
{
    enum { FIGURE_MAX = 15, CHANGE_WIDTH = 10 };
    int figure_width = utf8_width(figure);
    int end = a.width - CHANGE_WIDTH < FIGURE_MAX ? a.width - CHANGE_WIDTH : FIGURE_MAX;
    end = end < figure_width ? figure_width : end;
    canvas_right(c, a.y, a.x, end, figure, INK_TEXT);
    if (end < a.width - utf8_width(change))
        canvas_right(c, a.y, a.x + end + 1, a.width - end - 1, change, INK_KEY);
}

static void draw_figure(struct canvas *c, int y, int x, int width, const struct figure_line *line)
{
    enum { HEADING_WIDTH = 11, FIGURE_WIDTH = 15 };
    const struct table *table = line->figures->totals;
    int i = table_column(table, str_of(line->key));
    if (i < 0 || width < HEADING_WIDTH + FIGURE_WIDTH)
        return;
    const struct column *column = &table->columns[i];
    const struct cell *cell = &table->cells[i];
    int decimals = figure_usd_decimals(table, c->arena)[i];
    canvas_text(c, y, x, HEADING_WIDTH, figure_heading(column, c->arena), INK_DIM);
    struct str figure = figure_of(column, cell, decimals, c->arena);
    int room = width - HEADING_WIDTH - FIGURE_WIDTH - 2;
    if (line->figures->changes) {
        draw_changed(c, (struct area){x + HEADING_WIDTH, y, width - HEADING_WIDTH - 1, 1}, figure,
                     changes_of_figure(line->figures->changes, str_of(line->key), c));
        return;
    }
    canvas_right(c, y, x + HEADING_WIDTH, FIGURE_WIDTH, figure, INK_TEXT);
    if (line->max > 0 && !cell->is_null && room > 0)
        chart_bar(c, y, x + HEADING_WIDTH + FIGURE_WIDTH + 1, room, (double)cell->i / line->max,
                  INK_CHART);
}

static const char *const spend_keys[] = {"cost_usd", "requests", "errors", "unpriced_requests"};
static const char *const token_keys[] = {"input_tok", "cache_read_tok", "cache_write_tok",
                                         "output_tok"};

static double greatest_of(const struct table *t, const char *const *keys, size_t count)
{
    double max = 0;
    for (size_t i = 0; i < count; i++) {
        int column = table_column(t, str_of(keys[i]));
        double n = column < 0 || t->cells[column].is_null ? 0 : (double)t->cells[column].i;
        max = n > max ? n : max;
    }
    return max;
}

static void draw_tokens(struct canvas *c, struct area a, const struct figures *f)
{
    enum { COUNT = sizeof token_keys / sizeof *token_keys };
    canvas_heading(c, a, S("Tokens"));
    double max = greatest_of(f->totals, token_keys, COUNT);
    for (int i = 0; i < COUNT; i++) {
        struct figure_line line = {f, token_keys[i], max};
        draw_figure(c, a.y + 1 + i, a.x + 1, a.width - 1, &line);
    }
}

// "429: 244": nothing of a status without errors.
static void add_errors(struct buf *out, const struct cell *status, const struct cell *errors)
{
    if (errors->is_null || errors->i <= 0)
        return;
    struct str n = figure_readable(UNIT_COUNT, errors, 0, out->arena);
    buf_str(out, out->len ? S("   ") : S(""));
    buf_str(out, status->is_null ? S("no status") : status->s);
    buf_fmt(out, ": %.*s", STR_ARG(n));
}

// The most frequent first.
static struct str error_text(const struct table *statuses, struct arena *a)
{
    struct buf out = {.arena = a};
    int errors = table_column(statuses, S("errors"));
    struct list order = {.sort = S("errors")};
    int64_t *rows = order_rows(&order, statuses, a);
    for (int64_t i = 0; errors >= 0 && i < statuses->row_count; i++) {
        const struct cell *row = &statuses->cells[rows[i] * statuses->column_count];
        add_errors(&out, row, &row[errors]);
    }
    return buf_view(&out);
}

static void draw_health(struct canvas *c, struct area a, const struct figures *f)
{
    static const char *const keys[] = {"p50_ms", "p95_ms"};
    canvas_heading(c, a, S("Latency and errors"));
    for (int i = 0; i < 2; i++) {
        struct figure_line line = {f, keys[i], 0};
        draw_figure(c, a.y + 1 + i, a.x + 1, a.width - 1, &line);
    }
    struct str errors = f->statuses ? error_text(f->statuses, c->arena) : (struct str){0};
    if (!errors.len)
        return;
    canvas_text(c, a.y + 3, a.x + 1, a.width - 1, S("errors by status"), INK_DIM);
    canvas_text(c, a.y + 4, a.x + 1, a.width - 1, errors, INK_BAD);
}

void figures_draw(const struct figures *f, struct canvas *c, struct area a)
{
    int parts = a.width >= WIDE ? 3 : 2, width = a.width / parts, x = a.x + width;
    canvas_heading(c, (struct area){a.x, a.y, width - 1, 1},
                   f->changes ? S("Spend, against before") : S("Spend"));
    for (int i = 0; i < 4; i++) {
        struct figure_line line = {f, spend_keys[i], 0};
        draw_figure(c, a.y + 1 + i, a.x + 1, width - 1, &line);
    }
    if (parts == 3) {
        draw_tokens(c, (struct area){x, a.y, width - 1, a.height}, f);
        x += width;
    }
    draw_health(c, (struct area){x, a.y, a.x + a.width - x, a.height}, f);
}
