// dashboard.c - the loop, and what keys do on every screen.
#include "tui/dashboard.h"

#include "base/utf8.h"
#include "model/record.h"
#include "tui/help.h"
#include "tui/palette.h"
#include "tui/screen.h"
#include "tui/terminal.h"
#include "tui/tui_frame.h"

static int first_screen(void)
{
    int rank = 1;
    while (screen_by_rank(rank) < 0)
        rank++;
    return screen_by_rank(rank);
}

enum { SQL_RANK = 8 };

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

static void open_prompt(struct view *v, enum prompt_kind kind, struct str text)
{
    v->prompt = kind;
    v->typed_bytes = text.len < sizeof v->typed ? text.len : 0;
    memcpy(v->typed, text.ptr ? text.ptr : "", v->typed_bytes);
}

// Returns what is left to do.
static enum action finish_prompt(struct dashboard *d, const struct snapshot *s)
{
    struct view *v = &d->view;
    struct str text = str_copy((struct str){v->typed, v->typed_bytes}, v->arena);
    enum prompt_kind kind = v->prompt;
    const struct screen *screen = screens[v->screen];
    v->prompt = PROMPT_NONE;
    if (kind == PROMPT_FILTER)
        view_set_filter(v, text);
    else if (kind == PROMPT_PALETTE)
        return palette_run(v, s, text);
    else if (kind == PROMPT_WRITE && screen->command)
        view_write(v, screen->command(v, v->arena), text);
    else if (kind == PROMPT_SEARCH) {
        v->search = text;
        return ACT_NEXT;
    } else if (screen->typed) {
        screen->typed(v, s, text);
    }
    return ACT_NONE;
}

static void take_back(struct view *v)
{
    while (v->typed_bytes > 0 && ((unsigned char)v->typed[--v->typed_bytes] & 0xc0) == 0x80)
        continue;
}

static enum action prompt_key(struct dashboard *d, const struct snapshot *s, uint32_t key)
{
    struct view *v = &d->view;
    char bytes[8];
    struct buf text = {.ptr = bytes, .cap = sizeof bytes};
    if (key == KEY_CODE_ESCAPE || key == 3) {
        v->prompt = PROMPT_NONE;
    } else if (key == KEY_CODE_ENTER) {
        return finish_prompt(d, s);
    } else if (key == KEY_CODE_BACKSPACE) {
        take_back(v);
    } else if (key == 21) {  // ^U, as in a shell
        v->typed_bytes = 0;
    } else if (key == KEY_CODE_TAB && v->prompt == PROMPT_PALETTE) {
        palette_complete(v);
    } else if (key >= 32 && key < KEY_CODE_FIRST && v->typed_bytes + 4 < sizeof v->typed) {
        utf8_put(&text, key);
        memcpy(v->typed + v->typed_bytes, text.ptr, text.len);
        v->typed_bytes += text.len;
    }
    return ACT_NONE;
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

// Esc gives up what was searched and filtered, ^C only what is being computed.
static void cancel(struct dashboard *d, uint32_t key)
{
    struct view *v = &d->view;
    if (key == KEY_STOP) {
        v->message = S("stopped: ^R asks again");
        d->service->want(d->service->self, NULL, 0);  // stays so until it is refreshed
        return;
    }
    v->search = (struct str){0};
    v->term_count = 0;
}

// What means the same on every screen.
static void common_action(struct dashboard *d, uint32_t key, enum action action)
{
    struct view *v = &d->view;
    const struct screen *screen = screens[v->screen];
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
        cancel(d, key);
        break;
    case ACT_FILTER:
        open_prompt(v, PROMPT_FILTER, view_filter(v, v->arena));
        break;
    case ACT_SEARCH:
        open_prompt(v, PROMPT_SEARCH, (struct str){0});
        break;
    case ACT_PALETTE:
        open_prompt(v, PROMPT_PALETTE, (struct str){0});
        break;
    case ACT_SQL:
        if (screen_by_rank(SQL_RANK) < 0)
            break;
        v->screen = screen_by_rank(SQL_RANK);
        open_prompt(v, PROMPT_SQL, S("SELECT "));
        break;
    case ACT_WRITE:
        if (screen->command)
            open_prompt(v, PROMPT_WRITE, (struct str){0});
        break;
    case ACT_YANK:
        if (screen->command)
            v->message = str_join(S("toll "), screen->command(v, v->arena), v->arena);
        break;
    case ACT_METRIC:
        v->metric = (enum metric)((v->metric + 1) % METRIC_COUNT);
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
            v->message = terminal_toggle_mouse(d->terminal)
                             ? S("the wheel of the mouse moves the cursor")
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
        break;
    }
}

static void perform(struct dashboard *d, const struct snapshot *s, uint32_t key, enum action action)
{
    const struct screen *screen = screens[d->view.screen];
    if (action != ACT_NONE && (!screen->act || !screen->act(&d->view, s, action)))
        common_action(d, key, action);
}

void dashboard_key(struct dashboard *d, const struct snapshot *s, uint32_t key)
{
    struct view *v = &d->view;
    enum action action = action_of(key);
    v->message = (struct str){0};
    if (v->help_page) {
        v->help_page = help_key(v->help_page, action);
    } else if (v->prompt != PROMPT_NONE) {
        perform(d, s, key, prompt_key(d, s, key));
    } else {
        perform(d, s, key, action);
    }
}

static void want_answers(struct dashboard *d, struct arena *a)
{
    struct wants wants = {.arena = a};
    const struct view *v = &d->view;
    if (v->write_command.ptr)
        wants_add(&wants, v->write_command);
    if (screens[v->screen]->wants)
        screens[v->screen]->wants(v, &wants);
    frame_wants(v, &wants);
    d->service->want(d->service->self, wants.commands, wants.count);
}

// What became of a file that was to be written.
static void watch_writing(struct view *v, const struct snapshot *s)
{
    if (!v->write_command.ptr)
        return;
    const struct reply *r = snapshot_reply(s, v->write_command);
    if (r->status != REPLY_READY && r->status != REPLY_FAILED)
        return;
    v->message = r->status == REPLY_FAILED
                     ? str_copy(r->message, v->arena)
                     : str_fmt(v->arena, "written: toll %.*s", STR_ARG(v->write_command));
    v->write_command = (struct str){0};
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
        terminal_show(d->terminal, &c);
    } else if (d->last_frame) {
        d->last_frame->len = 0;
        canvas_print(&c, d->last_frame);
    }
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
        if (key != KEY_CODE_RESIZE)
            dashboard_key(d, s, key);
    }
    return true;
}

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
        watch_writing(&d->view, &s);
        frame_learn(&d->view, &s);
        want_answers(d, &frame);  // what was learnt may ask otherwise
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
        watch_writing(&d->view, &s);
        frame_learn(&d->view, &s);
        want_answers(d, &frame);  // what was learnt may ask otherwise
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
