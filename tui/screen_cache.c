// screen_cache.c - what a cache would save: knobs, the curve by TTL, result, risk, kept scenarios.
#include <math.h>

#include "report/figure.h"
#include "tui/cache_scenario.h"
#include "tui/chart.h"
#include "tui/list.h"
#include "tui/pick.h"
#include "tui/screen.h"

enum { PINS = 4, FAR = 3 };
enum { KNOBS_WIDTH = 38, KNOB_TITLE = 13, SLIDER_WIDTH = 10, SCALE_MIN = 32, CURVE_ROWS = 8 };
enum { RESULT_WIDTH = 34, FIGURE_WIDTH = 12 };
// The line of the two caches.
enum { ABOVE = 1 };

struct own {
    struct scenario now;
    struct scenario before;  // the last one that was answered: shown until `now` is
    struct scenario pins[PINS];
    int pin_count;
    int cursor[CACHE_COUNT];
};

// What is drawn: the answer of `scenario`, which is not the present one while that is computed.
struct shown {
    const struct scenario *scenario;
    struct str command;
    bool is_stale;
};

static struct own *own_of(const struct view *v)
{
    return v->own[v->screen];
}

static struct str command_of(const struct view *v, const struct scenario *s, struct arena *a)
{
    return view_command(v, str_fmt(a, "simulate %.*s", STR_ARG(scenario_words(s, a))), a);
}

static struct str command(const struct view *v, struct arena *a)
{
    return command_of(v, &own_of(v)->now, a);
}

static void wants(const struct view *v, struct wants *out)
{
    const struct own *own = own_of(v);
    wants_add(out, command(v, out->arena));
    for (int i = 0; i < own->pin_count; i++)
        wants_add(out, command_of(v, &own->pins[i], out->arena));
}

static struct shown shown_of(const struct view *v, const struct snapshot *s, struct arena *a)
{
    const struct own *own = own_of(v);
    struct shown now = {.scenario = &own->now, .command = command(v, a)};
    struct shown before = {&own->before, command_of(v, &own->before, a), true};
    const struct reply *reply = snapshot_reply(s, now.command);
    now.is_stale = reply->status == REPLY_PENDING;
    bool has_before = own->before.kind == own->now.kind && reply->status != REPLY_FAILED &&
                      snapshot_reply(s, before.command)->answer;
    return !reply->answer && has_before ? before : now;
}

static void draw_kinds(const struct view *v, struct canvas *c, struct area a)
{
    int x = 1;
    for (int i = 0; i < CACHE_COUNT; i++) {
        bool is_here = own_of(v)->now.kind == i;
        const char *around = is_here ? "[]" : "  ";
        struct str text = str_fmt(c->arena, "%c%s%c", around[0], caches[i].title, around[1]);
        x += canvas_text(c, a.y, a.x + x, a.width - x, text, is_here ? INK_TAB_HERE : INK_DIM);
    }
    struct str keys = S("p keeps the knobs as a row, U forgets one");
    if (x + 2 + (int)keys.len <= a.width)
        canvas_right(c, a.y, a.x, a.width - 1, keys, INK_DIM);
}

static void draw_knobs(const struct view *v, struct canvas *c, struct area a)
{
    const struct own *own = own_of(v);
    int kind = own->now.kind;
    canvas_heading(c, a, S("Knobs (Left, Right)"));
    for (int i = 0; i < caches[kind].knob_count && i + 1 < a.height; i++) {
        const struct cache_knob *knob = &caches[kind].knobs[i];
        int y = a.y + 1 + i, x = a.x + 2 + KNOB_TITLE, chosen = scenario_choice(&own->now, i);
        bool is_here = own->cursor[kind] == i;
        enum ink ink = is_here ? INK_SELECTED : INK_TEXT;
        if (is_here) {
            canvas_fill(c, (struct area){a.x, y, a.width, 1}, ' ', ink);
            canvas_text(c, y, a.x, 1, c->is_ascii ? S(">") : S("▸"), ink);
        }
        canvas_text(c, y, a.x + 2, KNOB_TITLE - 1, str_of(knob->title), ink);
        if (knob->is_scale && a.width > SCALE_MIN) {
            chart_slider(c, y, x, SLIDER_WIDTH + 2, chosen / (double)(knob_choices(knob) - 1), ink);
            x += SLIDER_WIDTH + 3;
        }
        canvas_text(c, y, x, a.x + a.width - x, str_of(knob->choices[chosen].title), ink);
    }
}

static struct str heading_of(const struct shown *shown, const char *text, struct arena *a)
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

static void draw_curve(const struct view *v, const struct snapshot *s, const struct shown *shown,
                       struct canvas *c, struct area a)
{
    bool is_sliding = scenario_choice(shown->scenario, KNOB_REFRESH) == REFRESH_SLIDING,
         is_hits = v->metric == METRIC_REQUESTS;
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

static const char *const gain_keys[] = {"saved_usd", "hits", "hit_rate"};
enum { GAINS = sizeof gain_keys / sizeof *gain_keys };

// The first `count` gains of a row, right-aligned, below those titles.
static void draw_gains(const struct table *t, int64_t row, int count, struct canvas *c,
                       struct area a, enum ink ink)
{
    for (int i = 0; i < count; i++)
        canvas_right(c, a.y, a.x + a.width - (count - i) * FIGURE_WIDTH - 1, FIGURE_WIDTH,
                     figure_at(t, row, gain_keys[i], c->arena), ink);
}

static void draw_gains_heading(int count, struct canvas *c, struct area a, struct str title)
{
    static const char *const titles[GAINS] = {" saved~", " hits~", " hit rate~"};
    canvas_heading(c, a, title);
    for (int i = 0; i < count; i++)
        canvas_right(c, a.y, a.x + a.width - (count - i) * FIGURE_WIDTH - 1, FIGURE_WIDTH,
                     str_of(titles[i]), INK_TITLE);
}

static void draw_models(const struct snapshot *s, const struct shown *shown, struct canvas *c,
                        struct area a)
{
    const struct table *t = snapshot_table(s, shown->command, S("by_model"), 0);
    int64_t count = t ? t->row_count : 0, fit = a.height - 1, seen = count > fit ? fit - 1 : count;
    int width = a.width - 2 * FIGURE_WIDTH - 2;
    if (width < FIGURE_WIDTH)
        return;
    draw_gains_heading(2, c, a, heading_of(shown, "By model", c->arena));
    for (int i = 0; i < seen; i++) {
        struct area line = {a.x, a.y + 1 + i, a.width, 1};
        canvas_text(c, line.y, a.x + 1, width, figure_at(t, i, "model", c->arena), INK_TEXT);
        draw_gains(t, i, 2, c, line, INK_TEXT);
    }
    draw_more(count - seen, c, a);
}

static void draw_result(const struct snapshot *s, const struct shown *shown, struct canvas *c,
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

static void draw_risk(const struct snapshot *s, const struct shown *shown, struct canvas *c,
                      struct area a)
{
    const struct table *t = snapshot_table(s, shown->command, S("risk"), 0);
    int64_t count = t ? t->row_count : 0, fit = a.height - 1;
    canvas_heading(c, a, heading_of(shown, "What to watch", c->arena));
    int64_t seen = count > fit ? fit - 1 : count;
    for (int64_t i = 0; i < seen; i++) {
        int y = a.y + 1 + (int)i;
        canvas_text(c, y, a.x + 1, a.width - FIGURE_WIDTH - 2, pick_cell(t, i, "figure")->s,
                    INK_TEXT);
        canvas_right(c, y, a.x + a.width - FIGURE_WIDTH - 1, FIGURE_WIDTH,
                     figure_at(t, i, "value", c->arena), INK_TEXT);
    }
    draw_more(count - seen, c, a);
}

static void draw_scenario(const struct view *v, const struct snapshot *s,
                          const struct scenario *scenario, struct canvas *c, struct area a)
{
    bool is_now = scenario == &own_of(v)->now;
    struct str asked = command_of(v, scenario, c->arena);
    const struct table *t = snapshot_table(s, asked, S("steps"), 0);
    enum ink ink = is_now ? INK_TITLE : INK_TEXT;
    canvas_text(c, a.y, a.x + 1, a.width - GAINS * FIGURE_WIDTH - 2,
                str_fmt(c->arena, "%s%.*s", is_now ? "now: " : "",
                        STR_ARG(scenario_words(scenario, c->arena))),
                ink);
    bool has_failed = snapshot_reply(s, asked)->status == REPLY_FAILED;
    if (t)
        draw_gains(t, 0, GAINS, c, a, ink);
    else
        canvas_right(c, a.y, a.x, a.width - 1, has_failed ? S("failed") : S("…"), INK_DIM);
}

static void draw_pins(const struct view *v, const struct snapshot *s, struct canvas *c,
                      struct area a)
{
    const struct own *own = own_of(v);
    draw_gains_heading(GAINS, c, a, S("Kept"));
    for (int i = 0; i <= own->pin_count && i + 1 < a.height; i++)
        draw_scenario(v, s, i ? &own->pins[i - 1] : &own->now, c,
                      (struct area){a.x, a.y + 1 + i, a.width, 1});
}

static void draw(const struct view *v, const struct snapshot *s, struct canvas *c, struct area a)
{
    const struct own *own = own_of(v);
    struct shown shown = shown_of(v, s, c->arena);
    int top = a.height * 2 / 5 > CURVE_ROWS ? a.height * 2 / 5 : CURVE_ROWS;
    int rest = a.height - ABOVE - top, pins = own->pin_count ? own->pin_count + 2 : 0;
    if (pins > rest)
        pins = 0;
    int right = a.width < KNOBS_WIDTH * 2 ? a.width / 2 : KNOBS_WIDTH, left = a.width - right - 1;
    if (a.height > 0)
        draw_kinds(v, c, a);
    if (left < 1 || rest < 1)
        return;
    struct area chart = {a.x, a.y + ABOVE, left, top};
    struct area side = {a.x + left + 1, a.y + ABOVE, right, top};
    struct area below = {a.x, a.y + ABOVE + top, a.width, rest - pins};
    draw_knobs(v, c, side);
    if (own->now.kind == CACHE_RESPONSE)
        draw_curve(v, s, &shown, c, chart);
    else
        draw_models(s, &shown, c, chart);
    if (!snapshot_table(s, shown.command, S("steps"), 0)) {
        reply_draw(snapshot_reply(s, shown.command), c, below);
    } else if (below.height) {
        int width = below.width > RESULT_WIDTH * 2 ? RESULT_WIDTH : below.width / 2;
        struct area risk = {below.x, below.y, below.width - width - 1, below.height};
        draw_risk(s, &shown, c, risk);
        draw_result(s, &shown, c,
                    (struct area){risk.x + risk.width + 1, below.y, width, below.height});
    }
    if (pins)
        draw_pins(v, s, c, (struct area){a.x, a.y + a.height - pins, a.width, pins});
}

// The answer on the screen stays until the next one.
static void remember(const struct view *v, const struct snapshot *s)
{
    struct arena scratch = {0};
    if (snapshot_reply(s, command(v, &scratch))->answer)
        own_of(v)->before = own_of(v)->now;
    arena_release(&scratch);
}

static bool turn(struct view *v, const struct snapshot *s, int step)
{
    struct own *own = own_of(v);
    int kind = own->now.kind, knob = own->cursor[kind];
    int last = knob_choices(&caches[kind].knobs[knob]) - 1;
    int chosen = scenario_choice(&own->now, knob) + step;
    remember(v, s);
    chosen = chosen < 0 ? 0 : chosen > last ? last : chosen;
    own->now.choices[kind][knob] = (uint8_t)(chosen + 1);
    return true;
}

static bool go_to(struct view *v, int knob)
{
    struct own *own = own_of(v);
    int last = caches[own->now.kind].knob_count - 1;
    own->cursor[own->now.kind] = knob < 0 ? 0 : knob > last ? last : knob;
    return true;
}

static bool pin(struct view *v)
{
    struct own *own = own_of(v);
    if (own->pin_count == PINS)
        v->message = str_fmt(v->arena, "%d are kept: U forgets the last", PINS);
    else
        own->pins[own->pin_count++] = own->now;
    return true;
}

static bool act(struct view *v, const struct snapshot *s, enum action action)
{
    struct own *own = own_of(v);
    int cursor = own->cursor[own->now.kind];
    switch ((int)action) {
    case ACT_LEFT:
        return turn(v, s, -1);
    case ACT_RIGHT:
        return turn(v, s, 1);
    case ACT_MUCH_LEFT:
        return turn(v, s, -FAR);
    case ACT_MUCH_RIGHT:
        return turn(v, s, FAR);
    case ACT_UP:
        return go_to(v, cursor - 1);
    case ACT_DOWN:
        return go_to(v, cursor + 1);
    case ACT_TOP:
        return go_to(v, 0);
    case ACT_BOTTOM:
        return go_to(v, KNOBS);
    case ACT_PANE:
        own->now.kind = !own->now.kind;
        return true;
    case ACT_METRIC:
        v->metric = v->metric == METRIC_REQUESTS ? METRIC_COST : METRIC_REQUESTS;
        return true;
    case ACT_PIN:
        return pin(v);
    case ACT_UNPIN:
        own->pin_count -= own->pin_count > 0;
        return true;
    default:
        return false;
    }
}

static const struct hint hints[] = {
    {ACT_RIGHT, "turn"},
    {ACT_DOWN, "knob"},
    {ACT_PANE, "other cache"},
    {ACT_METRIC, "$ or hits"},
    {ACT_PIN, "keep"},
    {ACT_UNPIN, "forget"},
    {0},
};

const struct screen screen_cache = {
    .name = "cache",
    .title = "Cache",
    .help = "What a cache would have saved of these requests: of answers, or the\n"
            "provider's of prompts (Tab). Up and Down choose a knob, Left and Right turn\n"
            "it, with Shift further. p keeps the knobs as a row to compare, U forgets\n"
            "the last one. m: the curve in dollars or hits. y gives the command.",
    .rank = 4,
    .own_bytes = sizeof(struct own),
    .hints = hints,
    .wants = wants,
    .draw = draw,
    .act = act,
    .command = command,
};
