// screen_budget.c - spending limits on the traffic of the log: who would have reached them.
#include "base/buf.h"
#include "report/figure.h"
#include "tui/budget_parties.h"
#include "tui/detail.h"
#include "tui/list.h"
#include "tui/screen.h"
#include "tui/tui_frame.h"
#include "tui/what_if.h"

#define NUSD_PER_USD     1000000000LL
#define LIMIT_LEAST_NUSD (NUSD_PER_USD / 100)
#define LIMIT_MOST_NUSD  (NUSD_PER_USD * 1000000)

enum { KNOB_PER, KNOB_MONTH, KNOB_DAY, KNOB_BEYOND, KNOBS };
enum { PANE_KNOBS, PANE_LIST };
enum { RESULT_ROWS = 3, AROUND_LIST = KNOBS + RESULT_ROWS + 1, MUCH = 3 };
enum { TOP_PARTIES = 200, TOP_USES = 2000, LIST_LEAST = 10 /* rows, with some below it */ };

static const char *const parties[] = {"team", "user", "feature", "key", "model", "all"};
enum { PARTY_COUNT = 6, PARTY_ALL = 5 };

struct own {
    int per, knob;
    int64_t month_nusd, day_nusd;  // 0 = no limit
    bool is_alert;
    struct str before;  // the last command that had an answer
};

static struct own *own_of(const struct view *v)
{
    return v->own[v->screen];
}

static bool has_limit(const struct own *own)
{
    return own->month_nusd || own->day_nusd;
}

// "0.2": as a person types it.
static struct str usd_text(int64_t nusd, struct arena *a)
{
    struct buf out = {.arena = a};
    struct cell cell = cell_int(nusd);
    figure_exact(&out, UNIT_NUSD, &cell);
    while (out.len && out.ptr[out.len - 1] == '0')
        out.len--;
    out.len -= out.len && out.ptr[out.len - 1] == '.';
    return buf_view(&out);
}

static struct str budget_command(const struct view *v, struct arena *a)
{
    const struct own *own = own_of(v);
    struct buf out = {.arena = a};
    buf_fmt(&out, "simulate budget --per %s", parties[own->per]);
    if (own->month_nusd)
        buf_fmt(&out, " --monthly %.*s", STR_ARG(usd_text(own->month_nusd, a)));
    if (own->day_nusd)
        buf_fmt(&out, " --daily %.*s", STR_ARG(usd_text(own->day_nusd, a)));
    buf_str(&out, own->is_alert ? S(" --hard=no") : S(""));
    buf_fmt(&out, " --top %d", TOP_USES);
    return view_command(v, buf_view(&out), a);
}

static struct str spent_command(const struct view *v, struct arena *a)
{
    int per = own_of(v)->per;
    struct str by = str_fmt(a, "report by --by %s --top %d", parties[per], TOP_PARTIES);
    return view_command(v, per == PARTY_ALL ? S("report summary") : by, a);
}

static struct str command(const struct view *v, struct arena *a)
{
    return has_limit(own_of(v)) ? budget_command(v, a) : spent_command(v, a);
}

static void wants(const struct view *v, struct wants *out)
{
    wants_add(out, spent_command(v, out->arena));
    if (has_limit(own_of(v)))
        wants_add(out, budget_command(v, out->arena));
}

static struct str shown_command(const struct view *v, const struct snapshot *s, struct arena *a)
{
    const struct own *own = own_of(v);
    struct str asked = budget_command(v, a);
    return has_limit(own) ? what_if_shown(s, asked, own->before) : asked;
}

// NULL until it is known what was spent.
static const struct table *party_rows(const struct view *v, const struct snapshot *s,
                                      struct arena *a)
{
    const struct own *own = own_of(v);
    bool is_all = own->per == PARTY_ALL;
    struct str spent = spent_command(v, a), asked = budget_command(v, a);
    // Of the limits that are set now: those of another scenario are no row's.
    struct budget_facts facts = {
        .spent = snapshot_table(s, spent, is_all ? S("totals") : S("by"), 0),
        .budgets = snapshot_table(s, asked, S("budgets"), 0),
        .uses = snapshot_table(s, asked, S("budget_use"), 0),
        .party = is_all ? NULL : parties[own->per],
        .month_nusd = own->month_nusd,
        .day_nusd = own->day_nusd,
    };
    return facts.spent ? budget_parties(&facts, a) : NULL;
}

static void draw_knobs(const struct view *v, struct canvas *c, struct area a)
{
    const struct own *own = own_of(v);
    struct str month = str_join(S("$"), usd_text(own->month_nusd, c->arena), c->arena);
    struct str day = str_join(S("$"), usd_text(own->day_nusd, c->arena), c->arena);
    struct knob knobs[KNOBS] = {
        [KNOB_PER] = {"per", str_of(parties[own->per]), "who has a budget of their own"},
        [KNOB_MONTH] = {"a month", own->month_nusd ? month : S("no limit"),
                        "for each of them a calendar month"},
        [KNOB_DAY] = {"a day", own->day_nusd ? day : S("no limit"), "for each of them a day"},
        [KNOB_BEYOND] = {"beyond it", own->is_alert ? S("alerts only") : S("calls are refused"),
                         "what a limit does"},
    };
    knobs_draw(knobs, KNOBS, own->knob, v->pane[v->screen] == PANE_KNOBS, c, a);
}

static void draw_result(const struct view *v, const struct snapshot *s, struct canvas *c,
                        struct area a)
{
    static const struct field counts[] = {{"beyond a limit", "calls_beyond", FIELD_AS_IS},
                                          {"refused", "answers_refused", FIELD_AS_IS},
                                          {"at their limit", "parties_beyond", FIELD_AS_IS},
                                          {"alerts", "alerts", FIELD_AS_IS},
                                          {"critical", "critical_alerts", FIELD_AS_IS},
                                          {0}};
    struct str shown = shown_command(v, s, c->arena);
    struct area below = {a.x, a.y + 1, a.width, RESULT_ROWS - 1};
    const struct table *all = snapshot_table(s, shown, S(""), 0);
    const struct table *steps = snapshot_table(s, shown, S("steps"), 0);
    struct detail d;
    what_if_heading(s, command(v, c->arena), "Result", c, a);
    if (a.height < RESULT_ROWS)
        return;
    if (!has_limit(own_of(v))) {
        canvas_text(c, below.y, below.x + 1, below.width - 1,
                    S("no limit is set: Right or e gives the month or the day one"), INK_DIM);
        return;
    }
    if (!all || !steps || !steps->row_count) {
        reply_draw(snapshot_reply(s, shown), c, below);
        return;
    }
    detail_init(&d, a.width, c->is_ascii, c->arena);
    what_if_dollars(&d, all);
    const struct cell *risk = pick_cell(steps, 0, "risk");
    if (!risk->is_null && risk->table)
        detail_fields(&d, "calls", counts, risk->table, 0);
    detail_show(&d, c, below, 0);
}

// When the budget of the selected row reached which threshold, and what the answer notes, at the
// bottom of the area; returns the rows it took.
static int draw_below(const struct view *v, const struct snapshot *s, const struct table *t,
                      struct canvas *c, struct area a)
{
    struct str shown = shown_command(v, s, c->arena);
    const struct table *alerts = snapshot_table(s, shown, S("budget_alerts"), 0);
    int64_t row = list_row(&v->lists[v->screen][0], t, c->arena);
    struct detail d;
    if (!has_limit(own_of(v)) || a.height < LIST_LEAST || row < 0)
        return 0;
    detail_init(&d, a.width, c->is_ascii, c->arena);
    if (alerts)
        budget_alerts_draw(&d, alerts, t, row);
    what_if_notes(&d, snapshot_reply(s, shown)->answer);
    int left = a.height - (int)t->row_count - 2;
    int most = left > a.height - LIST_LEAST ? left : a.height - LIST_LEAST;
    return what_if_below(&d, most, c, a);
}

static void draw(const struct view *v, const struct snapshot *s, struct canvas *c, struct area a)
{
    static const char *const columns[] = {
        "name",         "period",     "most_usd",   "limit_usd", "most_share", "threshold",
        "calls_beyond", "beyond_usd", "first_time", "cost_usd",  NULL};
    const struct table *t = party_rows(v, s, c->arena);
    struct area list = {a.x, a.y + AROUND_LIST - 1, a.width, a.height - AROUND_LIST + 1};
    list.height -= draw_below(v, s, t, c, list);
    draw_knobs(v, c, a);
    draw_result(v, s, c, (struct area){a.x, a.y + KNOBS, a.width, a.height - KNOBS});
    if (list.height < 2)
        return;
    struct list_look look = {
        .list = &v->lists[v->screen][0],
        .has_focus = v->pane[v->screen] == PANE_LIST,
        .search = v->search,
        .columns = columns,
        .bar = has_limit(own_of(v)) ? "most_share" : "cost_usd",
    };
    what_if_heading(s, command(v, c->arena),
                    str_fmt(c->arena, "Budgets per %s", parties[own_of(v)->per]).ptr, c, list);
    list.y++;
    list.height--;
    if (t && t->row_count)
        list_draw(&look, t, c, list);
    else
        reply_draw(snapshot_reply(s, spent_command(v, c->arena)), c, list);
}

// 1, 2, 5, 10, …: from cents to a million dollars; below the least there is no limit.
static int64_t step_limit(int64_t nusd, int step)
{
    static const int64_t digits[] = {1, 2, 5};
    int64_t below = 0;
    if (!nusd)
        return step > 0 ? NUSD_PER_USD : 0;
    for (int64_t unit = LIMIT_LEAST_NUSD; unit <= LIMIT_MOST_NUSD; unit *= 10)
        for (int i = 0; i < 3; i++) {
            if (step < 0 && unit * digits[i] >= nusd)
                return below;
            if (step > 0 && unit * digits[i] > nusd)
                return unit * digits[i];
            below = unit * digits[i];
        }
    return step > 0 ? nusd : below;
}

// The answer that is seen stays until that to the new question is there.
static void keep_answer(struct view *v, const struct snapshot *s)
{
    struct arena scratch = {0};
    struct own *own = own_of(v);
    struct str asked = budget_command(v, &scratch);
    if (snapshot_reply(s, asked)->answer && !str_eq(own->before, asked))
        own->before = str_copy(asked, v->arena);
    arena_release(&scratch);
}

static bool turn(struct view *v, int step)
{
    struct own *own = own_of(v);
    int64_t *limit = own->knob == KNOB_MONTH ? &own->month_nusd : &own->day_nusd;
    if (own->knob == KNOB_PER) {
        own->per = (own->per + (step > 0 ? 1 : PARTY_COUNT - 1)) % PARTY_COUNT;
        v->lists[v->screen][0] = (struct list){0};
    } else if (own->knob == KNOB_BEYOND) {
        own->is_alert = !own->is_alert;
    } else {
        for (int i = step < 0 ? -step : step; i > 0; i--)
            *limit = step_limit(*limit, step);
    }
    return true;
}

static bool edit(struct view *v)
{
    v->prompt = PROMPT_VALUE;
    v->typed_bytes = 0;
    return true;
}

static bool narrow(struct view *v, const struct snapshot *s)
{
    struct arena scratch = {0};
    const struct table *t = party_rows(v, s, &scratch);
    int64_t row = list_row(&v->lists[v->screen][0], t, &scratch);
    int per = own_of(v)->per;
    if (row >= 0 && per != PARTY_ALL && v->pane[v->screen] == PANE_LIST) {
        const struct cell *name = pick_cell(t, row, "name");
        bool is_rest = !name->is_null && str_eq(name->s, S("(other)"));
        if (is_rest)
            v->message =
                S("(other) is all that have no row of their own: there is no filter for it");
        if (!is_rest && view_narrow(v, parties[per], name->is_null ? S("") : name->s))
            v->lists[v->screen][0] = (struct list){0};
    }
    arena_release(&scratch);
    return v->pane[v->screen] == PANE_LIST;
}

static bool act(struct view *v, const struct snapshot *s, enum action action)
{
    struct arena scratch = {0};
    keep_answer(v, s);
    switch ((int)action) {
    case ACT_LEFT:
        return turn(v, -1);
    case ACT_RIGHT:
        return turn(v, 1);
    case ACT_MUCH_LEFT:
        return turn(v, -MUCH);
    case ACT_MUCH_RIGHT:
        return turn(v, MUCH);
    case ACT_EDIT:
        return edit(v);
    case ACT_OPEN:
        return narrow(v, s);
    case ACT_PANE:
        v->pane[v->screen] = v->pane[v->screen] == PANE_KNOBS ? PANE_LIST : PANE_KNOBS;
        return true;
    default:
        break;
    }
    if (v->pane[v->screen] == PANE_KNOBS)
        return knobs_move(&own_of(v)->knob, KNOBS, action);
    int page = frame_body_rows(v->height) - AROUND_LIST - 1;
    bool is_known = list_act(v, &v->lists[v->screen][0], party_rows(v, s, &scratch), action, page);
    arena_release(&scratch);
    return is_known;
}

static bool take_limit(struct str text, int64_t *out)
{
    int64_t nusd = 0;
    text = str_starts(text, S("$")) ? str_skip(text, 1) : text;
    if (!text.len || str_eq(text, S("none")))
        *out = 0;
    else if (str_to_scaled(text, 9, &nusd) && nusd > 0 && nusd <= LIMIT_MOST_NUSD)
        *out = nusd;
    else
        return false;
    return true;
}

static bool take_party(struct str text, int *out)
{
    for (int i = 0; i < PARTY_COUNT; i++)
        if (str_eq(text, str_of(parties[i]))) {
            *out = i;
            return true;
        }
    return false;
}

static bool take_beyond(struct str text, bool *out)
{
    bool is_alert = str_eq(text, S("alert"));
    if (!is_alert && !str_eq(text, S("hard")))
        return false;
    *out = is_alert;
    return true;
}

static void typed(struct view *v, const struct snapshot *s, struct str text)
{
    static const char *const expected[KNOBS] = {
        [KNOB_PER] = "team, user, feature, key, model or all",
        [KNOB_MONTH] = "dollars such as 500, or none",
        [KNOB_DAY] = "dollars such as 20, or none",
        [KNOB_BEYOND] = "hard or alert",
    };
    struct own *own = own_of(v);
    bool ok = false;
    (void)s;
    text = str_trim(text);
    switch (own->knob) {
    case KNOB_PER:
        ok = take_party(text, &own->per);
        v->lists[v->screen][0] = (struct list){0};
        break;
    case KNOB_MONTH:
        ok = take_limit(text, &own->month_nusd);
        break;
    case KNOB_DAY:
        ok = take_limit(text, &own->day_nusd);
        break;
    default:
        ok = take_beyond(text, &own->is_alert);
        break;
    }
    if (!ok)
        v->message = str_fmt(v->arena, "'%.*s' is not %s", STR_ARG(text), expected[own->knob]);
}

static const struct hint hints[] = {
    {ACT_DOWN, "next"},    {ACT_RIGHT, "turn"},  {ACT_EDIT, "type"},
    {ACT_PANE, "budgets"}, {ACT_OPEN, "narrow"}, {0},
};

const struct screen screen_budget = {
    .name = "budget",
    .title = "Budget",
    .help = "Who would have reached a limit of dollars a month or a day, and when.\n"
            "j and k choose a knob, Left and Right turn it, e types its value (none = no limit).\n"
            "Tab goes to the budgets; Enter narrows down to whom the row is about.\n"
            "Most in one is what the calls of the dearest month or day cost, of limit its share of "
            "it;\n"
            "alert is the highest threshold that was crossed. What was beyond the limit stands "
            "behind.\n"
            "Spent is that of the whole period.",
    .rank = 6,
    .own_bytes = sizeof(struct own),
    .hints = hints,
    .wants = wants,
    .draw = draw,
    .act = act,
    .command = command,
    .typed = typed,
};
