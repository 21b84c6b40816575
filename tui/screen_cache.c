// screen_cache.c - what a cache would save: knobs, the curve by TTL, result, risk, kept scenarios.
#include "tui/cache_panes.h"
#include "tui/chart.h"
#include "tui/list.h"
#include "tui/screen.h"
#include "tui/what_if.h"

enum { PINS = 4, FAR = 3 };
enum { KNOBS_WIDTH = 38, KNOB_TITLE = 13, SLIDER_WIDTH = 10, SCALE_MIN = 32, CURVE_ROWS = 8 };
enum { RESULT_WIDTH = 34, RESULT_ROWS = 9 };
// The line of the two caches.
enum { ABOVE = 1 };

struct own {
    struct scenario now;
    struct scenario before;  // the last one that was answered: shown until `now` is
    struct scenario pins[PINS];
    int pin_count;
    int cursor[CACHE_COUNT];
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

static struct cache_shown shown_of(const struct view *v, const struct snapshot *s, struct arena *a)
{
    const struct own *own = own_of(v);
    struct cache_shown now = {.scenario = &own->now, .command = command(v, a)};
    struct cache_shown before = {&own->before, command_of(v, &own->before, a), true};
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

static void draw_scenario(const struct view *v, const struct snapshot *s,
                          const struct scenario *scenario, struct canvas *c, struct area a)
{
    bool is_now = scenario == &own_of(v)->now;
    struct str asked = command_of(v, scenario, c->arena);
    const struct table *t = snapshot_table(s, asked, S("steps"), 0);
    enum ink ink = is_now ? INK_TITLE : INK_TEXT;
    canvas_text(c, a.y, a.x + 1, a.width - CACHE_GAINS * CACHE_FIGURE_WIDTH - 2,
                str_fmt(c->arena, "%s%.*s", is_now ? "now: " : "",
                        STR_ARG(scenario_words(scenario, c->arena))),
                ink);
    bool has_failed = snapshot_reply(s, asked)->status == REPLY_FAILED;
    if (t)
        cache_gains(t, 0, CACHE_GAINS, c, a, ink);
    else
        canvas_right(c, a.y, a.x, a.width - 1, has_failed ? S("failed") : S("…"), INK_DIM);
}

static void draw_pins(const struct view *v, const struct snapshot *s, struct canvas *c,
                      struct area a)
{
    const struct own *own = own_of(v);
    cache_gains_heading(CACHE_GAINS, c, a, S("Kept"));
    for (int i = 0; i <= own->pin_count && i + 1 < a.height; i++)
        draw_scenario(v, s, i ? &own->pins[i - 1] : &own->now, c,
                      (struct area){a.x, a.y + 1 + i, a.width, 1});
}

static void draw(const struct view *v, const struct snapshot *s, struct canvas *c, struct area a)
{
    const struct own *own = own_of(v);
    struct cache_shown shown = shown_of(v, s, c->arena);
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
        cache_pane_curve(v->metric, s, &shown, c, chart);
    else
        cache_pane_models(s, &shown, c, chart);
    if (!snapshot_table(s, shown.command, S("steps"), 0)) {
        reply_draw(snapshot_reply(s, shown.command), c, below);
    } else if (below.height) {
        const struct table *risks = snapshot_table(s, shown.command, S("risk"), 0);
        int rows =
            1 + (risks && risks->row_count >= RESULT_ROWS ? (int)risks->row_count : RESULT_ROWS);
        below.height -= what_if_notes_below(snapshot_reply(s, shown.command)->answer,
                                            below.height - rows, c, below);
        int width = below.width > RESULT_WIDTH * 2 ? RESULT_WIDTH : below.width / 2;
        struct area risk = {below.x, below.y, below.width - width - 1, below.height};
        cache_pane_risk(s, &shown, c, risk);
        cache_pane_result(s, &shown, c,
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
    case ACT_MARK:
        return pin(v);
    case ACT_UNPIN:
        if (!own->pin_count)
            v->message = S("none is kept: p keeps the knobs as a row");
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
            "it, with Shift further. Space keeps the knobs as a row, U forgets\n"
            "the last one. m: the curve in dollars or hits. y gives the command.",
    .rank = 4,
    .own_bytes = sizeof(struct own),
    .hints = hints,
    .wants = wants,
    .draw = draw,
    .act = act,
    .command = command,
};
