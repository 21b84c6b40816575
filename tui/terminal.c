// terminal.c - see terminal.h.
#include "tui/terminal.h"

#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <wchar.h>

#include "base/buf.h"
#include "base/str.h"
#include "tui/action.h"
#include "tui/theme.h"

#define NCURSES_NOMACROS
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>

struct terminal {
    struct terminal_options options;
    SCREEN *screen;
    bool is_ascii;
    bool has_mouse;
    int click_x, click_y;
    enum depth depth;
    bool has_own_colors;  // those that it has when nothing is said
    int theme;
    struct termios before;
};

enum { ESCAPE_MS = 25, RICH_COLORS = 256 };

// Colours of terminals with millions of them are no numbers of a palette: those have the 8.
static enum depth find_depth(const struct terminal *t)
{
    if (!t->options.has_color || !has_colors() || start_color() != OK || COLOR_PAIRS <= INK_COUNT)
        return DEPTH_NONE;
    return COLORS == RICH_COLORS ? DEPTH_256 : DEPTH_8;
}

// Pair 0 is curses' own; ink i has pair i + 1.
static void init_colors(struct terminal *t)
{
    if (t->depth == DEPTH_NONE)
        return;
    for (int i = 0; i < INK_COUNT; i++) {
        struct shade shade = theme_shade(t->theme, t->depth, (enum ink)i);
        if (!t->has_own_colors && shade.ink == SHADE_OWN)
            shade.ink = COLOR_WHITE;
        if (!t->has_own_colors && shade.ground == SHADE_OWN)
            shade.ground = COLOR_BLACK;
        init_extended_pair(i + 1, shade.ink, shade.ground);
    }
}

static void init_modes(void)
{
    raw();
    noecho();
    nonl();
    curs_set(0);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    scrollok(stdscr, FALSE);
    leaveok(stdscr, TRUE);
    intrflush(stdscr, FALSE);
    mouseinterval(0);
}

bool terminal_open(const struct terminal_options *o, struct terminal **out, struct arena *a,
                   struct err *e)
{
    struct terminal *t = ARENA_NEW(a, struct terminal);
    t->options = *o;
    t->is_ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
    if (tcgetattr(fileno(o->out), &t->before) != 0)
        return err_set(e, ERR_IO, "the terminal: %s", strerror(errno));
    // Sizes come from the terminal, not from $LINES and $COLUMNS, which do not follow a resize.
    use_env(TRUE);
    use_tioctl(TRUE);
    t->screen = newterm(NULL, o->out, o->in);
    if (!t->screen)
        return err_set(e, ERR_IO, "this terminal is not known: $TERM names no entry of terminfo");
    if (!tigetstr("cup")) {
        terminal_close(t);
        return err_set(e, ERR_IO, "this terminal cannot place its cursor ($TERM)");
    }
    set_escdelay(ESCAPE_MS);
    init_modes();
    t->depth = find_depth(t);
    t->has_own_colors = t->depth != DEPTH_NONE && use_default_colors() == OK;
    init_colors(t);
    *out = t;
    return true;
}

// Of terminfo; NULL when the terminal has none.
static const char *capability(const char *name)
{
    const char *text = tigetstr(name);
    bool is_text = (intptr_t)text != -1;  // as tigetstr() says "not a string"
    return is_text ? text : NULL;
}

void terminal_close(struct terminal *t)
{
    // Where no screen was put aside, the shell goes on in the last row.
    if (capability("cup") && !capability("rmcup")) {
        wmove(stdscr, getmaxy(stdscr) - 1, 0);
        wclrtoeol(stdscr);
        wrefresh(stdscr);
    }
    curs_set(1);
    endwin();
    delscreen(t->screen);
    // Curses gives back what it found; when it cannot, what we found.
    (void)tcsetattr(fileno(t->options.out), TCSADRAIN, &t->before);
}

// What terminfo says of a capability without the pauses in it ("$<5>"), which are for terminals of
// another age.
static void add_capability(struct buf *out, const char *text)
{
    struct str rest = str_of(text);
    while (rest.len) {
        size_t pause = str_find(rest, S("$<"));
        buf_str(out, str_head(rest, pause));
        rest = str_skip(rest, pause);
        rest = str_skip(rest, str_find(rest, S(">")) + 1);
    }
}

struct str terminal_farewell(const struct terminal *t, struct arena *a)
{
    (void)t;
    // Colours and attributes off, cursor seen, keypad and screen as before.
    static const char *const names[] = {"op", "sgr0", "cnorm", "rmkx", "rmcup"};
    struct buf out = {.arena = a};
    // XM is an extension; without it curses says what xterm understands, as this does.
    const char *mouse = capability("XM");
    const char *mouse_off = capability("kmous") ? "\033[?1006;1000l" : NULL;
    add_capability(&out, mouse ? tiparm(mouse, 0) : mouse_off);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        add_capability(&out, capability(names[i]));
    return buf_view(&out);
}

const struct termios *terminal_modes_before(const struct terminal *t)
{
    return &t->before;
}

void terminal_size(const struct terminal *t, int *width, int *height)
{
    (void)t;
    *width = getmaxx(stdscr);
    *height = getmaxy(stdscr);
}

bool terminal_is_ascii(const struct terminal *t)
{
    return t->is_ascii;
}

int terminal_fd(const struct terminal *t)
{
    return fileno(t->options.in);
}

static uint32_t named_key(wint_t code)
{
    static const struct {
        wint_t code;
        uint32_t key;
    } keys[] = {
        {KEY_UP, KEY_CODE_UP},
        {KEY_DOWN, KEY_CODE_DOWN},
        {KEY_LEFT, KEY_CODE_LEFT},
        {KEY_RIGHT, KEY_CODE_RIGHT},
        {KEY_SLEFT, KEY_CODE_SHIFT_LEFT},
        {KEY_SRIGHT, KEY_CODE_SHIFT_RIGHT},
        {KEY_PPAGE, KEY_CODE_PAGE_UP},
        {KEY_NPAGE, KEY_CODE_PAGE_DOWN},
        {KEY_HOME, KEY_CODE_HOME},
        {KEY_END, KEY_CODE_END},
        {KEY_DC, KEY_CODE_DELETE},
        {KEY_BACKSPACE, KEY_CODE_BACKSPACE},
        {KEY_ENTER, KEY_CODE_ENTER},
        {KEY_F0 + 1, KEY_CODE_F1},
        {KEY_F0 + 5, KEY_CODE_F5},
        {KEY_RESIZE, KEY_CODE_RESIZE},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i].code == code)
            return keys[i].key;
    return KEY_CODE_NONE;
}

static uint32_t mouse_key(struct terminal *t)
{
    MEVENT event;
    if (getmouse(&event) != OK)
        return KEY_CODE_NONE;
    if (event.bstate & BUTTON1_PRESSED) {
        t->click_x = event.x;
        t->click_y = event.y;
        return KEY_CODE_CLICK;
    }
    if (event.bstate & BUTTON4_PRESSED)
        return KEY_CODE_UP;
    return event.bstate & BUTTON5_PRESSED ? KEY_CODE_DOWN : KEY_CODE_NONE;
}

static uint32_t character_key(wint_t c)
{
    switch (c) {
    case '\r':
    case '\n':
        return KEY_CODE_ENTER;
    case '\t':
        return KEY_CODE_TAB;
    case 8:
    case 127:
        return KEY_CODE_BACKSPACE;
    default:
        return (uint32_t)c;
    }
}

// A resize may come without its signal: while the process was stopped.
static bool has_resized(struct terminal *t)
{
    struct winsize now = {0};
    if (ioctl(fileno(t->options.out), TIOCGWINSZ, &now) != 0 || !now.ws_row || !now.ws_col)
        return false;
    if (now.ws_row == getmaxy(stdscr) && now.ws_col == getmaxx(stdscr))
        return false;
    return resize_term(now.ws_row, now.ws_col) == OK;
}

static bool is_gone(const struct terminal *t)
{
    struct pollfd p = {.fd = terminal_fd(t), .events = POLLIN};
    return poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR | POLLNVAL));
}

bool terminal_key(struct terminal *t, uint32_t *key)
{
    *key = KEY_CODE_NONE;
    if (t->options.is_interrupted && *t->options.is_interrupted)
        return false;
    // Keys that mean nothing here are passed over: others may wait behind them.
    while (*key == KEY_CODE_NONE) {
        wint_t c = 0;
        int kind = wget_wch(stdscr, &c);
        if (kind == ERR)
            break;
        if (kind != KEY_CODE_YES)
            *key = character_key(c);
        else
            *key = c == KEY_MOUSE ? mouse_key(t) : named_key(c);
    }
    if (*key == KEY_CODE_NONE && has_resized(t))
        *key = KEY_CODE_RESIZE;
    return *key != KEY_CODE_NONE || !is_gone(t);
}

static attr_t attributes_of(unsigned bits)
{
    static const struct {
        enum shade_attribute bit;
        attr_t attribute;
    } all[] = {{SHADE_BOLD, A_BOLD},
               {SHADE_DIM, A_DIM},
               {SHADE_REVERSE, A_REVERSE},
               {SHADE_UNDERLINE, A_UNDERLINE}};
    attr_t out = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        out |= bits & all[i].bit ? all[i].attribute : 0;
    return out;
}

// What the terminal's own tables can show in as many columns as the canvas has for it; else '?'.
static void compose(const struct terminal *t, const struct spot *s, bool is_wide, cchar_t *out)
{
    wchar_t text[4] = {s->points[0] ? (wchar_t)s->points[0] : L' '};
    attr_t attributes = attributes_of(theme_shade(t->theme, t->depth, s->ink).attributes);
    int pair = t->depth == DEPTH_NONE ? 0 : s->ink + 1;
    int count = 1;
    for (int i = 1; i < 3 && s->points[i]; i++)
        if (wcwidth((wchar_t)s->points[i]) == 0)
            text[count++] = (wchar_t)s->points[i];
    if ((t->is_ascii && text[0] > 0x7e) || wcwidth(text[0]) != (is_wide ? 2 : 1)) {
        text[0] = L'?';
        text[1] = 0;
    }
    if (setcchar(out, text, attributes, 0, &pair) != OK)
        (void)setcchar(out, L"?", attributes, 0, &pair);
}

static void show_row(const struct terminal *t, const struct canvas *c, int y, int width)
{
    const struct spot *row = &c->spots[(size_t)y * (size_t)c->width];
    for (int x = 0; x < width; x++) {
        bool is_wide = x + 1 < width && row[x + 1].is_right_half;
        cchar_t shown;
        if (row[x].is_right_half)
            continue;
        compose(t, &row[x], is_wide, &shown);
        // The last place of the screen is written, though the cursor cannot go on: ERR.
        (void)mvwadd_wch(stdscr, y, x, &shown);
        if (is_wide && shown.chars[0] == L'?')
            (void)mvwadd_wch(stdscr, y, x + 1, &shown);
    }
}

void terminal_show(struct terminal *t, const struct canvas *c)
{
    int width = getmaxx(stdscr), height = getmaxy(stdscr);
    if (width > c->width)
        width = c->width;
    for (int y = 0; y < height && y < c->height; y++)
        show_row(t, c, y, width);
    wnoutrefresh(stdscr);
    doupdate();
}

void terminal_redraw(struct terminal *t)
{
    (void)t;
    clearok(curscr, TRUE);
}

void terminal_set_theme(struct terminal *t, int theme)
{
    if (theme == t->theme)
        return;
    t->theme = theme;
    init_colors(t);
    clearok(curscr, TRUE);
}

bool terminal_toggle_mouse(struct terminal *t)
{
    t->has_mouse = !t->has_mouse;
    mousemask(t->has_mouse ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
    return t->has_mouse;
}

void terminal_click(const struct terminal *t, int *x, int *y)
{
    *x = t->click_x;
    *y = t->click_y;
}

void terminal_suspend(struct terminal *t)
{
    struct sigaction stop = {.sa_handler = SIG_DFL};
    struct sigaction of_curses = {0};
    sigemptyset(&stop.sa_mask);
    endwin();
    sigaction(SIGTSTP, &stop, &of_curses);
    // As ^Z: the whole job stops here, and goes on here.
    (void)kill(0, SIGTSTP);
    sigaction(SIGTSTP, &of_curses, NULL);
    (void)has_resized(t);
    clearok(curscr, TRUE);
}
