// cmd_tui.c - toll tui: the dashboard, or one frame of it as text.
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/ask.h"
#include "cli/asker.h"
#include "cli/command.h"
#include "cli/connection.h"
#include "cli/crash.h"
#include "cli/interrupt.h"
#include "model/nearest.h"
#include "tui/dashboard.h"
#include "tui/screen.h"
#include "tui/terminal.h"
#include "tui/theme.h"

enum { SIZE_MAX_COLUMNS = 1000 };

static const struct option options[] = {
    {"screen", 0, "NAME", "open with this screen: overview (default), costs, prompts, …"},
    ASK_OPTIONS,
    {"theme", 0, "NAME",
     "colours: dark, light, contrast or mono (default: $TOLL_THEME, else dark)"},
    {"replay", 0, "KEYS", "press these keys, print the last frame as text, end: 2jj<Enter>"},
    {"size", 0, "WxH", "columns and rows of a replay (default 100x30)"},
    {"ascii", 0, NULL, "a replay draws with ASCII only"},
    {0},
};

static bool choose_screen(struct str name, struct view *v, struct err *e)
{
    struct nearest n = {.word = name};
    for (int i = 0; name.ptr && screens[i]; i++) {
        if (str_eq(name, str_of(screens[i]->name))) {
            v->screen = i;
            return true;
        }
        nearest_offer(&n, str_of(screens[i]->name));
    }
    if (n.best.ptr)
        return err_set(e, ERR_USAGE, "there is no screen '%.*s'; did you mean %.*s?", STR_ARG(name),
                       STR_ARG(n.best));
    return !name.ptr || err_set(e, ERR_USAGE, "there is no screen '%.*s'", STR_ARG(name));
}

// --theme, $TOLL_THEME, or what the terminal says of its background ($COLORFGBG: "0;15").
static bool choose_theme(struct str given, struct view *v, struct err *e)
{
    const char *wanted = getenv("TOLL_THEME");
    struct str grounds = str_of(getenv("COLORFGBG"));
    bool is_light = str_ends(grounds, S(";15")) || str_ends(grounds, S(";7"));
    struct str name = given.ptr ? given : str_of(wanted);
    struct nearest n = {.word = name};
    v->theme = theme_find(name.len ? name : is_light ? S("light") : S("dark"));
    for (int i = 0; v->theme < 0 && themes[i].name; i++)
        nearest_offer(&n, str_of(themes[i].name));
    if (v->theme >= 0)
        return true;
    return err_set(e, ERR_USAGE, "there is no theme '%.*s'%s%.*s", STR_ARG(name),
                   n.best.ptr ? "; did you mean " : ": dark, light, contrast or mono",
                   STR_ARG(n.best));
}

static bool read_size(struct str text, struct dashboard *d, struct err *e)
{
    struct str_cut cut = str_cut(text, 'x');
    int64_t width = 0, height = 0;
    if (!text.ptr)
        return true;
    if (!str_to_i64(cut.head, &width) || !str_to_i64(cut.tail, &height) || width < 1 ||
        height < 1 || width > SIZE_MAX_COLUMNS || height > SIZE_MAX_COLUMNS)
        return err_set(e, ERR_USAGE, "--size %.*s: columns x rows are wanted, such as 100x30",
                       STR_ARG(text));
    d->width = (int)width;
    d->height = (int)height;
    return true;
}

// A filter or a time that cannot be read is said at once, not by every part of a screen.
static bool check_question(struct cli *cli, const struct args *args, struct err *e)
{
    struct asked asked = {0};
    if (!ask_read(cli, args, &asked, e))
        return false;
    ask_release(&asked);
    return true;
}

// The database and the zone, unless a command has them of itself.
static struct str yank_options(const struct cli *cli)
{
    struct buf out = {.arena = cli->arena};
    if (!str_eq(cli->db_path, S("toll.db")))
        buf_fmt(&out, " --db %.*s", STR_ARG(command_word(cli->db_path, cli->arena)));
    if (cli->zone.len && !str_eq(cli->zone, S("UTC")))
        buf_fmt(&out, " --tz %.*s", STR_ARG(command_word(cli->zone, cli->arena)));
    return buf_view(&out);
}

static bool read_options(struct cli *cli, const struct args *args, struct dashboard *d,
                         struct err *e)
{
    struct view *v = &d->view;
    if (!args_at_most(args, 0, e) || !check_question(cli, args, e) ||
        !choose_screen(args_get(args, "screen"), v, e) ||
        !choose_theme(args_get(args, "theme"), v, e) || !read_size(args_get(args, "size"), d, e))
        return false;
    struct str where = str_trim(args_get(args, "where"));
    if (where.len)
        v->terms[v->term_count++] = where;
    v->since = args_get(args, "since");
    v->until = args_get(args, "until");
    v->now_us = cli->now_us;
    v->yank_options = yank_options(cli);
    d->replay = args_get(args, "replay");
    d->is_ascii = args_has(args, "ascii");
    return true;
}

// The period that the requests span. That a database cannot be used is said here, before the
// screen changes; anything else that is said of it, on the screen.
static bool read_period(struct cli *cli, struct view *v, struct err *e)
{
    struct store *s = NULL;
    struct store_totals totals;
    struct err unsettled = {0};
    bool is_settled = false;
    struct buf said = {.arena = cli->arena};
    cli_say_to(&said);
    bool is_open = connection_open_now(cli, &s, e);
    cli_say_to(NULL);
    if (!is_open)
        return false;
    v->message = buf_view(&said);
    v->first_us = v->last_us = UNKNOWN;
    bool ok = store_is_settled(s, &is_settled, e);
    if (ok && is_settled && store_totals(s, &totals, &unsettled)) {
        v->first_us = totals.first_us;
        v->last_us = totals.last_us;
    }
    store_close(s);
    return ok;
}

static bool run_replay(struct cli *cli, struct dashboard *d, struct err *e)
{
    struct buf frame = {.arena = cli->arena};
    d->last_frame = &frame;
    if (!dashboard_run(d, e))
        return false;
    (void)!fwrite(frame.ptr, 1, frame.len, cli->out);
    return true;
}

static bool run_terminal(struct cli *cli, struct dashboard *d, struct err *e)
{
    struct terminal_options o = {
        .in = stdin,
        .out = stdout,
        .has_color = cli->has_color,
        .is_interrupted = cli->is_interrupted,
    };
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return err_set(e, ERR_USAGE,
                       "toll tui needs a terminal; --replay KEYS prints a screen as text, "
                       "toll report answers without one");
    (void)setlocale(LC_CTYPE, "");
    interrupt_on_hangup();
    if (!terminal_open(&o, &d->terminal, cli->arena, e))
        return false;
    crash_guard(STDOUT_FILENO, terminal_modes_before(d->terminal),
                terminal_farewell(d->terminal, cli->arena), cli->arena);
    bool ok = dashboard_run(d, e);
    crash_unguard();
    terminal_close(d->terminal);
    // What was yanked, for the shell's own scrollback.
    if (d->view.taken.len)
        (void)!fwrite(d->view.taken.ptr, 1, d->view.taken.len, cli->out);
    if (ok && *cli->is_interrupted)
        ok = err_set(e, ERR_INTERRUPTED, "interrupted");
    return ok;
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    struct dashboard d;
    struct asker *asker = NULL;
    bool is_replay = args_has(args, "replay");
    if (cli->captured)
        return err_set(e, ERR_USAGE, "the dashboard is open");
    dashboard_init(&d, NULL, cli->arena);
    if (!read_options(cli, args, &d, e) || !read_period(cli, &d.view, e) ||
        !asker_open(cli, is_replay, &asker, cli->arena, e))
        return false;
    d.service = asker_service(asker);
    bool ok = is_replay ? run_replay(cli, &d, e) : run_terminal(cli, &d, e);
    // A command that does not let itself be stopped must not keep the program.
    if (!asker_close(asker))
        _exit(ok ? cli->status : err_exit_status(e->code));
    return ok;
}

const struct command cmd_tui = {
    .name = "tui",
    .usage = "[OPTION…]",
    .summary = "the dashboard: explore costs, prompts and requests in the terminal",
    .help = "Keys: ? shows them, as toll help keys does; q goes back and ends. docs/dashboard.md "
            "says how\n"
            "to read the screens. Without a command, toll opens the dashboard where there is a "
            "database\n"
            "and a terminal.\n",
    .options = options,
    .run = run,
};
