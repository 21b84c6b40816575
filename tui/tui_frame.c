// tui_frame.c - see tui_frame.h.
#include "tui/tui_frame.h"

#include "base/utf8.h"
#include "base/zone.h"
#include "model/record.h"
#include "report/figure.h"
#include "tui/help.h"
#include "tui/yank.h"

// The name of the program stands before the tabs.
enum { ROWS_ABOVE = 2, ROWS_BELOW = 2, DATABASE_MIN = 8, TABS_LEFT = 6 };

// How complete the data is, whatever is filtered; kept from screen to screen.
static const struct str state_command = {"report prices ingest", 20};

void frame_wants(const struct view *v, struct wants *out)
{
    (void)v;
    if (out->count < VIEW_WANTS)
        wants_add(out, state_command);
}

static const struct cell *state_cell(const struct snapshot *s, struct str table, struct str column)
{
    static const struct cell none = {.is_null = true};
    const struct table *t = snapshot_table(s, state_command, table, 0);
    int i = t && t->row_count ? table_column(t, column) : -1;
    return i < 0 ? &none : &t->cells[i];
}

void frame_learn(struct view *v, const struct snapshot *s)
{
    const struct cell *since = state_cell(s, S("range"), S("since"));
    const struct cell *until = state_cell(s, S("range"), S("until"));
    if (!since->is_null && !until->is_null) {
        v->first_us = since->i;
        v->last_us = until->i;
    }
}

int frame_body_rows(int height)
{
    int rows = height - ROWS_ABOVE - ROWS_BELOW;
    return rows > 0 ? rows : 0;
}

// How tabs are written, from the longest to the shortest.
enum tab_form { TAB_TITLE, TAB_SHORT, TAB_LETTER, TAB_FORMS };

static struct str tab_text(const struct screen *screen, enum tab_form form, struct arena *a)
{
    static const int letters[TAB_FORMS] = {100, 4, 1};
    struct str title = str_head(str_of(screen->title), (size_t)letters[form]);
    return str_fmt(a, form == TAB_LETTER ? "%d%.*s" : "%d:%.*s", screen->rank, STR_ARG(title));
}

static int tabs_width(enum tab_form form, struct arena *a)
{
    int width = 6;
    for (int i = 0; screens[i]; i++)
        width += utf8_width(tab_text(screens[i], form, a)) + 2;
    return width;
}

static enum tab_form tab_form_for(int width, struct arena *a)
{
    enum tab_form form = TAB_TITLE;
    while (form < TAB_LETTER && tabs_width(form, a) + DATABASE_MIN > width)
        form++;
    return form;
}

int frame_tab_at(const struct canvas *c, int x)
{
    enum tab_form form = tab_form_for(c->width, c->arena);
    int begin = TABS_LEFT;
    for (int rank = 1; rank < VIEW_SCREENS; rank++) {
        int i = screen_by_rank(rank);
        int width = i < 0 ? 0 : utf8_width(tab_text(screens[i], form, c->arena)) + 2;
        if (i >= 0 && x >= begin && x < begin + width)
            return i;
        begin += width;
    }
    return -1;
}

static const struct spot *spot_of(const struct canvas *c, int x, int y)
{
    return &c->spots[(size_t)y * (size_t)c->width + (size_t)x];
}

// Rows of a list stand one below the other, with their first letters below each other; headings are
// dim, what is left is blank.
static bool is_row(const struct canvas *c, int x, int y)
{
    for (int i = 0; i < 4 && x + i < c->width; i++) {
        const struct spot *s = spot_of(c, x + i, y);
        bool is_blank = !s->points[0] || s->points[0] == ' ';
        if (!is_blank)
            return s->ink != INK_DIM && s->ink != INK_TITLE;
    }
    return false;
}

int frame_steps_to(const struct canvas *c, int x, int y)
{
    int from = ROWS_ABOVE, last = ROWS_ABOVE + frame_body_rows(c->height);
    if (y < from || y >= last || x < 0 || x >= c->width)
        return 0;
    // The row of the cursor, seen from the column of the click.
    while (from < last && spot_of(c, x, from)->ink != INK_SELECTED)
        from++;
    if (from == last)
        return 0;
    int left = x;
    while (left > 0 && spot_of(c, left - 1, from)->ink == INK_SELECTED)
        left--;
    int step = y > from ? 1 : -1;
    for (int at = from; at != y; at += step)
        if (!is_row(c, left, at + step))
            return 0;
    return y - from;
}

// The open tab stands in brackets.
static void draw_tabs(const struct view *v, const struct snapshot *s, struct canvas *c)
{
    enum tab_form form = tab_form_for(c->width, c->arena);
    canvas_fill(c, (struct area){0, 0, c->width, 1}, ' ', INK_TAB);
    int x = 1 + canvas_text(c, 0, 1, c->width - 1, S("toll "), INK_TITLE);
    for (int rank = 1; rank < VIEW_SCREENS; rank++) {
        int i = screen_by_rank(rank);
        if (i < 0)
            continue;
        bool is_here = i == v->screen;
        struct str text = tab_text(screens[i], form, c->arena);
        text = str_fmt(c->arena, is_here ? "[%.*s]" : " %.*s ", STR_ARG(text));
        x += canvas_text(c, 0, x, c->width - x, text, is_here ? INK_TAB_HERE : INK_TAB);
    }
    const char *state = screens[v->screen]->state ? screens[v->screen]->state(v) : NULL;
    if (state)
        x += canvas_text(c, 0, x + 1, c->width - x - 1, str_of(state), INK_WARN) + 1;
    struct str_cut path = str_cut_last(s->database, '/');
    if (x + 2 < c->width)
        canvas_right(c, 0, x + 1, c->width - x - 2, path.ok ? path.tail : path.head, INK_TAB);
}

static struct str minute_text(int64_t ts_us, struct arena *a)
{
    struct civil t = zone_to_civil(ts_us);
    return str_fmt(a, "%04lld-%02d-%02d %02d:%02d", (long long)t.year, t.month, t.day, t.hour,
                   t.minute);
}

static struct str day_text(int64_t ts_us, struct arena *a)
{
    return str_head(minute_text(ts_us, a), 10);
}

// What is chosen; all that there is otherwise.
static struct str period_text(const struct view *v, bool is_ascii, struct arena *a)
{
    struct str open = is_ascii ? S("...") : S("…");
    struct str since = v->since.ptr ? v->since : open;
    struct str until = v->until.ptr ? v->until : open;
    bool is_all = !v->since.ptr && !v->until.ptr;
    if (is_all && v->first_us == UNKNOWN)
        return S("all requests");
    if (is_all)
        return str_fmt(a, "all: %.*s to %.*s", STR_ARG(day_text(v->first_us, a)),
                       STR_ARG(day_text(v->last_us, a)));
    if (str_eq(since, until))
        return since;
    return str_join(since, str_join(S(" to "), until, a), a);
}

// "all › feature=bot › team=eu"; the first terms go when it is too long.
static void draw_path(const struct view *v, struct canvas *c, int width)
{
    struct str arrow = c->is_ascii ? S(" > ") : S(" › ");
    struct str left_out = c->is_ascii ? S(" > ...") : S(" › …");
    for (int first = 0;; first++) {
        struct buf out = {.arena = c->arena};
        buf_str(&out, S("all"));
        buf_str(&out, first ? left_out : S(""));
        for (int i = first; i < v->term_count; i++) {
            buf_str(&out, arrow);
            buf_str(&out, v->terms[i]);
        }
        if (first + 1 < v->term_count && utf8_width(buf_view(&out)) > width)
            continue;
        canvas_text(c, 1, 1, width, buf_view(&out), v->term_count ? INK_KEY : INK_DIM);
        return;
    }
}

static void draw_breadcrumb(const struct view *v, struct canvas *c)
{
    struct str period = period_text(v, c->is_ascii, c->arena);
    int width = utf8_width(period);
    if (width > c->width / 2)
        width = c->width / 2;
    canvas_right(c, 1, c->width - width - 1, width, period,
                 v->since.ptr || v->until.ptr ? INK_KEY : INK_DIM);
    draw_path(v, c, c->width - width - 4);
}

// "key:text" at x; returns the columns it takes, 0 when it does not fit.
static int draw_hint(struct canvas *c, int x, int room, const struct hint *h)
{
    const struct binding *b = binding_of(h->action);
    struct str key = str_of(b ? b->name : NULL);
    int width = utf8_width(key) + 1 + utf8_width(str_of(h->text));
    if (!b || x + width > room)
        return 0;
    int y = c->height - 2;
    int at = x + canvas_text(c, y, x, width, key, INK_KEY);
    at += canvas_text(c, y, at, 1, S(":"), INK_DIM);
    canvas_text(c, y, at, width, str_of(h->text), INK_DIM);
    return width;
}

// Those of the screen, then what works everywhere; help always.
static void draw_hints(const struct view *v, struct canvas *c)
{
    static const struct hint common[] = {
        {ACT_FILTER, "filter"}, {ACT_PERIOD, "period"},    {ACT_QUIT, "back"},
        {ACT_WRITE, "write"},   {ACT_PALETTE, "commands"}, {ACT_YANK, "command, SQL"},
    };
    static const struct hint help = {ACT_HELP, "help"};
    int x = 1, room = c->width - 8;
    for (const struct hint *h = screens[v->screen]->hints; h && h->text; h++) {
        int width = draw_hint(c, x, room, h);
        x += width ? width + 2 : 0;
    }
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        int width = draw_hint(c, x, room, &common[i]);
        x += width ? width + 2 : 0;
    }
    (void)draw_hint(c, x, c->width, &help);
}

// "asking: 2…"; of what takes longer than a moment how far it has got and for how long it runs.
// Unknown = nothing is pending.
static struct str pending_text(const struct snapshot *s, bool is_ascii, struct arena *a)
{
    enum { MOMENT_US = 1000000 };
    const struct reply *running = NULL;
    int count = 0;
    for (int i = 0; i < s->count; i++) {
        count += s->replies[i].status == REPLY_PENDING;
        if (s->replies[i].status == REPLY_PENDING && s->replies[i].running_us > MOMENT_US)
            running = &s->replies[i];
    }
    struct str dots = is_ascii ? S("...") : S("…");
    if (!count)
        return (struct str){0};
    if (!running)
        return str_fmt(a, "asking: %d%.*s", count, STR_ARG(dots));
    struct str done =
        running->done_permille ? str_fmt(a, "%d %%, ", running->done_permille / 10) : S("");
    return str_fmt(a, "asking: %d%.*s %.*s%lld s (^C stops)", count, STR_ARG(dots), STR_ARG(done),
                   (long long)(running->running_us / MOMENT_US));
}

// "priced 99.5%": a figure that is not known yet is left out.
static void add_state(struct buf *out, const char *name, enum unit unit, const struct cell *cell)
{
    if (cell->is_null)
        return;
    struct str text = figure_readable(unit, cell, 2, out->arena);
    buf_fmt(out, "%s%s %.*s", out->len ? "   " : "", name, STR_ARG(text));
}

// On the last row; a long one, such as a command line to copy, begins on that of the hints.
static void draw_message(struct str message, struct canvas *c, int width)
{
    struct str text = utf8_printable(message, c->arena);
    if (utf8_width(text) > width) {
        struct str rest = text;
        uint32_t point = 0;
        while (rest.len && utf8_width(str_head(text, text.len - rest.len)) < c->width - 2)
            rest = str_skip(rest, utf8_take(rest, &point));
        canvas_fill(c, (struct area){0, c->height - 2, c->width, 1}, ' ', INK_TEXT);
        canvas_text(c, c->height - 2, 1, c->width - 1, str_head(text, text.len - rest.len),
                    INK_WARN);
        text = rest;
    }
    canvas_text(c, c->height - 1, 1, width, text, INK_WARN);
}

static void draw_state(const struct view *v, const struct snapshot *s, struct canvas *c)
{
    int y = c->height - 1;
    canvas_fill(c, (struct area){0, y, c->width, 1}, ' ', INK_STATUS);
    struct buf out = {.arena = c->arena};
    const struct cell *newest = state_cell(s, S("prices"), S("newest_request"));
    add_state(&out, "priced", UNIT_SHARE, state_cell(s, S("prices"), S("priced_tok_share")));
    add_state(&out, "rejects", UNIT_COUNT, state_cell(s, S("ingest"), S("rejected")));
    if (!newest->is_null)
        buf_fmt(&out, "   data to %.*s", STR_ARG(minute_text(newest->i, c->arena)));
    struct str pending = pending_text(s, c->is_ascii, c->arena);
    int right = pending.len ? utf8_width(pending) + 2 : 0;
    canvas_right(c, y, 0, c->width - 1, pending, INK_WARN);
    if (v->message.len)
        draw_message(v->message, c, c->width - 2 - right);
    else
        canvas_text(c, y, 1, c->width - 2 - right, buf_view(&out), INK_STATUS);
}

// The end of what is typed is seen, with the cursor behind it.
static void draw_prompt(const struct view *v, struct canvas *c)
{
    static const char *const titles[] = {
        [PROMPT_NONE] = "",     [PROMPT_FILTER] = "filter: ",  [PROMPT_SEARCH] = "search: ",
        [PROMPT_PALETTE] = ":", [PROMPT_WRITE] = "write to: ", [PROMPT_VALUE] = "value: ",
        [PROMPT_SQL] = "sql: ", [PROMPT_NAME] = "name: ",
    };
    int y = c->height - 1;
    canvas_fill(c, (struct area){0, y, c->width, 1}, ' ', INK_STATUS);
    int x = 1 + canvas_text(c, y, 1, c->width - 1, str_of(titles[v->prompt]), INK_TITLE);
    struct str text = utf8_printable((struct str){v->typed, v->typed_bytes}, c->arena);
    uint32_t point = 0;
    while (text.len && utf8_width(text) > c->width - x - 2)
        text = str_skip(text, utf8_take(text, &point));
    x += canvas_text(c, y, x, c->width - x - 1, text, INK_STATUS);
    canvas_fill(c, (struct area){x, y, 1, 1}, '_', INK_SELECTED);
}

static void draw_too_small(struct canvas *c)
{
    struct str text = str_fmt(c->arena, "toll needs %dx%d", FRAME_MIN_WIDTH, FRAME_MIN_HEIGHT);
    struct str now = str_fmt(c->arena, "this is %dx%d", c->width, c->height);
    struct str lines[] = {text, now};
    for (int i = 0; i < 2; i++) {
        int x = (c->width - utf8_width(lines[i])) / 2;
        x = x < 0 ? 0 : x;
        canvas_text(c, (c->height - 1) / 2 + i, x, c->width - x, lines[i], INK_WARN);
    }
}

void frame_draw(const struct view *v, const struct snapshot *s, struct canvas *c)
{
    if (c->width < FRAME_MIN_WIDTH || c->height < FRAME_MIN_HEIGHT) {
        draw_too_small(c);
        return;
    }
    struct area body = {0, ROWS_ABOVE, c->width, frame_body_rows(c->height)};
    draw_tabs(v, s, c);
    draw_breadcrumb(v, c);
    if (v->help_page)
        help_draw(v, c, body);
    else if (v->yanked.ptr)
        yank_draw(v, s, c, body);
    else
        screens[v->screen]->draw(v, s, c, body);
    if (v->prompt != PROMPT_NONE && v->message.len)
        canvas_text(c, c->height - 2, 1, c->width - 2, v->message, INK_WARN);
    else
        draw_hints(v, c);
    if (v->prompt != PROMPT_NONE)
        draw_prompt(v, c);
    else
        draw_state(v, s, c);
}
