// dashboard.c - the loop, and what keys do on every screen.
#include "tui/dashboard.h"

#include "model/record.h"
#include "tui/help.h"
#include "tui/palette.h"
#include "tui/screen.h"
#include "tui/terminal.h"
#include "tui/tui_frame.h"
#include "tui/typing.h"
#include "tui/yank.h"

static int first_screen(void)
{
    int rank = 1;
    while (screen_by_rank(rank) < 0)
        rank++;
    return screen_by_rank(rank);
}

void dashboard_init(struct dashboard *d, struct service *service, struct arena *a)
{
    *d = (struct dashboard){.service = service, .width = 100, .height = 30};
    d->view.arena = a;
    d->view.first_us = d->view.last_us = UNKNOWN;
    d->view.screen = first_screen();
    for (int i = 0; screens[i]; i++)
        d->view.own[i] = arena_alloc(a, screens[i]->own_bytes ? screens[i]->own_bytes : 1, 1);
}

void dashboard_draw(struct dashboard *d, const struct snapshot *s, struct canvas *c)
{
    frame_draw(&d->view, s, c);
}

static void go_back(struct view *v, bool may_end)
{
    if (v->term_count)
        v->term_count--;
    else if (may_end)
        v->has_ended = true;
    else
        v->message = S("this is the root: q quits");
}

enum { KEY_STOP = 3 };  // ^C

static bool is_pending(const struct snapshot *s)
{
    for (int i = 0; i < s->count; i++)
        if (s->replies[i].status == REPLY_PENDING)
            return true;
    return false;
}

// Esc gives up what was searched and filtered, else what is being computed; ^C only that.
static void cancel(struct dashboard *d, const struct snapshot *s, uint32_t key)
{
    struct view *v = &d->view;
    bool is_narrow = v->search.len || v->term_count;
    if (key == KEY_STOP || (!is_narrow && is_pending(s))) {
        v->message = S("stopped: ^R asks again");
        d->service->want(d->service->self, NULL, 0);  // stays so until it is refreshed
        return;
    }
    v->search = (struct str){0};
    v->term_count = 0;
}

// A key that means something elsewhere; one that moves has nowhere to go.
static void say_unused(struct view *v, enum action action)
{
    const struct binding *b = binding_of(action);
    if (b && action > ACT_PANE)
        v->message =
            str_fmt(v->arena, "%s (%s) does nothing here: ? says what does", b->name, b->help);
}

// What means the same on every screen.
static void common_action(struct dashboard *d, const struct snapshot *s, uint32_t key,
                          enum action action)
{
    struct view *v = &d->view;
    const struct screen *screen = screens[v->screen];
    if (typing_ask(v, action))
        return;
    switch ((int)action) {
    case ACT_SCREEN:
        if (screen_by_rank((int)(key - '0')) >= 0)
            v->screen = screen_by_rank((int)(key - '0'));
        else
            v->message = S("no screen has this digit");
        break;
    case ACT_QUIT:
        go_back(v, true);
        break;
    case ACT_BACK:
    case ACT_LEFT:
        go_back(v, false);
        break;
    case ACT_CANCEL:
        cancel(d, s, key);
        break;
    case ACT_YANK:
        if (screen->command && screen->command(v, v->arena).len)
            yank_open(v, screen->command(v, v->arena));
        break;
    case ACT_METRIC:
        v->metric = (enum metric)((v->metric + 1) % METRIC_COUNT);
        v->message = str_fmt(v->arena, "Overview and Costs show %s now", metric_column[v->metric]);
        break;
    case ACT_HELP:
        v->help_page = 1;
        break;
    case ACT_REFRESH:
        d->service->refresh(d->service->self);
        break;
    case ACT_REDRAW:
        if (d->terminal)
            terminal_redraw(d->terminal);
        break;
    case ACT_MOUSE:
        if (d->terminal)
            v->message =
                terminal_toggle_mouse(d->terminal)
                    ? S("the mouse: its wheel moves the cursor, a click opens a tab or a row")
                    : S("the mouse is the terminal's own again");
        break;
    case ACT_SUSPEND:
        if (d->terminal)
            terminal_suspend(d->terminal);
        break;
    case ACT_PERIOD:
    case ACT_EARLIER:
    case ACT_LATER:
    case ACT_ZOOM_IN:
    case ACT_ZOOM_OUT:
        view_move_period(v, action);
        break;
    default:
        say_unused(v, action);
        break;
    }
}

static void perform(struct dashboard *d, const struct snapshot *s, uint32_t key, enum action action)
{
    const struct screen *screen = screens[d->view.screen];
    if (action != ACT_NONE && (!screen->act || !screen->act(&d->view, s, action)))
        common_action(d, s, key, action);
}

void dashboard_key(struct dashboard *d, const struct snapshot *s, uint32_t key)
{
    struct view *v = &d->view;
    enum action action = action_of(key);
    v->message = (struct str){0};
    if (v->help_page) {
        v->help_page = help_key(v->help_page, action);
    } else if (v->yanked.ptr) {
        yank_key(v, s, action);
    } else if (v->prompt != PROMPT_NONE) {
        perform(d, s, key, typing_key(v, s, key));
    } else {
        perform(d, s, key, action);
        if (action == ACT_NONE && key < KEY_CODE_FIRST)
            v->message = S("no key: ? lists those there are");
    }
}

static void want_answers(struct dashboard *d, struct arena *a)
{
    struct wants wants = {.arena = a};
    const struct view *v = &d->view;
    if (v->write_command.ptr)
        wants_add(&wants, v->write_command);
    yank_wants(v, &wants);
    if (v->prompt == PROMPT_PALETTE)
        palette_wants(&wants);
    if (screens[v->screen]->wants)
        screens[v->screen]->wants(v, &wants);
    frame_wants(v, &wants);
    d->service->want(d->service->self, wants.commands, wants.count);
}

// What became of a file or a name that was to be written.
static void watch_writing(struct dashboard *d, const struct snapshot *s)
{
    struct view *v = &d->view;
    if (!v->write_command.ptr)
        return;
    const struct reply *r = snapshot_reply(s, v->write_command);
    if (r->status != REPLY_READY && r->status != REPLY_FAILED)
        return;
    v->message = r->status == REPLY_FAILED
                     ? str_copy(r->message, v->arena)
                     : str_fmt(v->arena, "written: toll %.*s", STR_ARG(v->write_command));
    if (v->is_renaming)
        d->service->refresh(d->service->self);
    v->write_command = (struct str){0};
}

// What was learnt may ask otherwise.
static void learn(struct dashboard *d, const struct snapshot *s, struct arena *frame)
{
    watch_writing(d, s);
    frame_learn(&d->view, s);
    screen_learn(&d->view, s);
    yank_learn(&d->view, s);
    want_answers(d, frame);
}

static void show(struct dashboard *d, const struct snapshot *s, struct arena *frame)
{
    struct canvas c;
    int width = d->width, height = d->height;
    if (d->terminal)
        terminal_size(d->terminal, &width, &height);
    canvas_init(&c, width, height, s->is_ascii, frame);
    d->view.width = width;
    d->view.height = height;
    dashboard_draw(d, s, &c);
    if (d->terminal) {
        terminal_set_theme(d->terminal, d->view.theme);
        terminal_show(d->terminal, &c);
    } else if (d->last_frame) {
        d->last_frame->len = 0;
        canvas_print(&c, d->last_frame);
    }
}

// A tab opens; a row of the list with the cursor gets it, by as many keys as it is away.
static void take_click(struct dashboard *d, const struct snapshot *s)
{
    struct arena scratch = {0};
    struct canvas c;
    struct view *v = &d->view;
    int x = 0, y = 0;
    terminal_click(d->terminal, &x, &y);
    canvas_init(&c, v->width, v->height, s->is_ascii, &scratch);
    dashboard_draw(d, s, &c);
    int tab = y == 0 ? frame_tab_at(&c, x) : -1;
    int steps = y == 0 ? 0 : frame_steps_to(&c, x, y);
    arena_release(&scratch);
    if (v->prompt != PROMPT_NONE)
        return;
    if (tab >= 0)
        v->screen = tab;
    for (; steps != 0; steps += steps > 0 ? -1 : 1)
        dashboard_key(d, s, steps > 0 ? KEY_CODE_DOWN : KEY_CODE_UP);
}

// All keys that are there. False when the terminal is gone.
static bool take_keys(struct dashboard *d, const struct snapshot *s)
{
    uint32_t key = KEY_CODE_NONE;
    while (!d->view.has_ended) {
        if (!terminal_key(d->terminal, &key))
            return false;
        if (key == KEY_CODE_NONE)
            return true;
        if (key == KEY_CODE_CLICK)
            take_click(d, s);
        else if (key != KEY_CODE_RESIZE)
            dashboard_key(d, s, key);
    }
    return true;
}

// Times of what runs are shown by the second.
enum { LOOK_EVERY_MS = 1000 };

static bool run_terminal(struct dashboard *d)
{
    struct snapshot s = {0};
    struct arena frame = {0};
    bool is_here = true;
    while (is_here && !d->view.has_ended) {
        want_answers(d, &frame);
        (void)d->service->look(d->service->self, terminal_fd(d->terminal), 0, &s);
        s.is_ascii = terminal_is_ascii(d->terminal);
        learn(d, &s, &frame);
        show(d, &s, &frame);
        (void)d->service->look(d->service->self, terminal_fd(d->terminal), LOOK_EVERY_MS, &s);
        s.is_ascii = terminal_is_ascii(d->terminal);
        is_here = take_keys(d, &s);
        arena_reset(&frame);
    }
    arena_release(&frame);
    return is_here;
}

// Every key sees the answers that the keys before it asked for.
static bool run_replay(struct dashboard *d, struct err *e)
{
    struct snapshot s = {0};
    struct arena frame = {0};
    bool ok = true;
    for (;;) {
        uint32_t key = 0;
        want_answers(d, &frame);
        (void)d->service->look(d->service->self, -1, -1, &s);
        learn(d, &s, &frame);
        (void)d->service->look(d->service->self, -1, -1, &s);
        s.is_ascii = d->is_ascii;
        show(d, &s, &frame);
        arena_reset(&frame);
        if (!d->replay.len || d->view.has_ended)
            break;
        if (!key_take(&d->replay, &key)) {
            ok = err_set(e, ERR_USAGE, "--replay: no key is called '%.*s'",
                         STR_ARG(str_head(d->replay, 10)));
            break;
        }
        dashboard_key(d, &s, key);
    }
    arena_release(&frame);
    return ok;
}

bool dashboard_run(struct dashboard *d, struct err *e)
{
    if (!d->terminal)
        return run_replay(d, e);
    (void)run_terminal(d);
    return true;
}
