// cache_panes.c - see cache_panes.h.
#include "tui/cache_panes.h"

#include <math.h>

#include "report/figure.h"
#include "tui/chart.h"
#include "tui/pick.h"

static struct str heading_of(const struct cache_shown *shown, const char *text, struct arena *a)
{
    return shown->is_stale ? str_fmt(a, "%s …", text) : str_of(text);
}

// The cell as text, with the mark of its evidence.
static struct str figure_at(const struct table *t, int64_t row, const char *key, struct arena *a)
{
    int column = t && row < t->row_count ? table_column(t, str_of(key)) : -1;
    if (column < 0)
        return S("-");
    return figure_of(&t->columns[column], &t->cells[row * t->column_count + column],
                     figure_usd_decimals(t, a)[column], a);
}

void cache_pane_curve(enum metric metric, const struct snapshot *s, const struct cache_shown *shown,
                      struct canvas *c, struct area a)
{
    bool is_sliding = scenario_choice(shown->scenario, KNOB_REFRESH) == REFRESH_SLIDING,
         is_hits = metric == METRIC_REQUESTS;
    const char *key = is_hits      ? is_sliding ? "sliding_hits" : "fixed_hits"
                      : is_sliding ? "sliding_saved_usd"
                                   : "fixed_saved_usd";
    const struct table *t = snapshot_table(s, shown->command, S("ttl_curve"), 0);
    struct chart_axes axes = {.cursor = -1};
    int64_t greatest = 0, count = t ? t->row_count : 0;
    canvas_heading(c, a,
                   heading_of(shown,
                              is_hits ? "Hits by TTL~, no capacity" : "Saving by TTL~, no capacity",
                              c->arena));
    if (!count)
        return;
    double *values = ARENA_ARRAY(c->arena, double, (size_t)count);
    for (int64_t i = 0; i < count; i++) {
        const struct cell *cell = pick_cell(t, i, key);
        values[i] = cell->is_null ? (double)NAN : (double)cell->i;
        if (values[i] > values[greatest])
            greatest = i;
        if (pick_cell(t, i, "is_chosen")->i)
            axes.cursor = (int)i;
    }
    axes.top = figure_at(t, greatest, key, c->arena);
    axes.bottom = is_hits ? S("0") : S("$0");
    axes.first = figure_at(t, 0, "ttl_s", c->arena);
    axes.middle = figure_at(t, count / 2, "ttl_s", c->arena);
    axes.last = figure_at(t, count - 1, "ttl_s", c->arena);
    chart_curve(c, (struct area){a.x, a.y + 1, a.width, a.height - 1},
                (struct series){values, (int)count}, &axes, INK_CHART);
}

// In the last row of the area: how many are not seen.
static void draw_more(int64_t count, struct canvas *c, struct area a)
{
    if (count > 0 && a.height > 1)
        canvas_text(c, a.y + a.height - 1, a.x + 1, a.width - 1,
                    str_fmt(c->arena, "%d more: y gives the command", (int)count), INK_DIM);
}

static const char *const gain_keys[CACHE_GAINS] = {"saved_usd", "hits", "hit_rate"};

void cache_gains(const struct table *t, int64_t row, int count, struct canvas *c, struct area a,
                 enum ink ink)
{
    for (int i = 0; i < count; i++)
        canvas_right(c, a.y, a.x + a.width - (count - i) * CACHE_FIGURE_WIDTH - 1,
                     CACHE_FIGURE_WIDTH, figure_at(t, row, gain_keys[i], c->arena), ink);
}

void cache_gains_heading(int count, struct canvas *c, struct area a, struct str title)
{
    static const char *const titles[CACHE_GAINS] = {" saved~", " hits~", " hit rate~"};
    canvas_heading(c, a, title);
    for (int i = 0; i < count; i++)
        canvas_right(c, a.y, a.x + a.width - (count - i) * CACHE_FIGURE_WIDTH - 1,
                     CACHE_FIGURE_WIDTH, str_of(titles[i]), INK_TITLE);
}

void cache_pane_models(const struct snapshot *s, const struct cache_shown *shown, struct canvas *c,
                       struct area a)
{
    const struct table *t = snapshot_table(s, shown->command, S("by_model"), 0);
    int64_t count = t ? t->row_count : 0, fit = a.height - 1, seen = count > fit ? fit - 1 : count;
    int width = a.width - 2 * CACHE_FIGURE_WIDTH - 2;
    if (width < CACHE_FIGURE_WIDTH)
        return;
    cache_gains_heading(2, c, a, heading_of(shown, "By model", c->arena));
    for (int i = 0; i < seen; i++) {
        struct area line = {a.x, a.y + 1 + i, a.width, 1};
        canvas_text(c, line.y, a.x + 1, width, figure_at(t, i, "model", c->arena), INK_TEXT);
        cache_gains(t, i, 2, c, line, INK_TEXT);
    }
    draw_more(count - seen, c, a);
}

void cache_pane_result(const struct snapshot *s, const struct cache_shown *shown, struct canvas *c,
                       struct area a)
{
    static const struct {
        const char *table, *key;
    } rows[] = {
        {"", "baseline_usd"}, {"", "saved_usd"},     {"", "final_usd"},
        {"steps", "hits"},    {"steps", "hit_rate"}, {"", "saved_share"},
        {"steps", "lookups"}, {"", "requests"},      {"", "unpriced_requests"},
    };
    canvas_heading(c, a, heading_of(shown, "Result", c->arena));
    for (int i = 0; i < (int)(sizeof rows / sizeof *rows) && i + 1 < a.height; i++) {
        const struct table *t = snapshot_table(s, shown->command, str_of(rows[i].table), 0);
        int column = t ? table_column(t, str_of(rows[i].key)) : -1;
        if (column < 0)
            continue;
        struct str figure = figure_at(t, 0, rows[i].key, c->arena);
        canvas_text(c, a.y + 1 + i, a.x + 1, a.width - (int)figure.len - 3,
                    figure_heading(&t->columns[column], c->arena), INK_TEXT);
        canvas_right(c, a.y + 1 + i, a.x, a.width - 1, figure, i == 1 ? INK_GOOD : INK_TEXT);
    }
}

void cache_pane_risk(const struct snapshot *s, const struct cache_shown *shown, struct canvas *c,
                     struct area a)
{
    const struct table *t = snapshot_table(s, shown->command, S("risk"), 0);
    int64_t count = t ? t->row_count : 0, fit = a.height - 1;
    canvas_heading(c, a, heading_of(shown, "What to watch", c->arena));
    int64_t seen = count > fit ? fit - 1 : count;
    for (int64_t i = 0; i < seen; i++) {
        int y = a.y + 1 + (int)i;
        canvas_text(c, y, a.x + 1, a.width - CACHE_FIGURE_WIDTH - 2, pick_cell(t, i, "figure")->s,
                    INK_TEXT);
        canvas_right(c, y, a.x + a.width - CACHE_FIGURE_WIDTH - 1, CACHE_FIGURE_WIDTH,
                     figure_at(t, i, "value", c->arena), INK_TEXT);
    }
    draw_more(count - seen, c, a);
}
