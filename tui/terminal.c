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

#include "base/str.h"
#include "tui/action.h"

#define NCURSES_NOMACROS
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>

struct terminal {
    struct terminal_options options;
    SCREEN *screen;
    bool is_ascii;
    bool has_color;
    bool has_mouse;
    struct termios before;
};

enum { ESCAPE_MS = 25, DEFAULT = -1, RICH_COLORS = 256 };

// How an ink looks: in 256 colours, in 8, in none. DEFAULT is the terminal's own colour, so that
// dark and light terminals both do.
struct look {
    int rich, rich_ground, plain, plain_ground;
    attr_t rich_attributes, plain_attributes, mono_attributes;
};

static const struct look looks[INK_COUNT] = {
    [INK_TEXT] = {DEFAULT, DEFAULT, DEFAULT, DEFAULT, 0, 0, 0},
    [INK_DIM] = {244, DEFAULT, DEFAULT, DEFAULT, 0, A_DIM, A_DIM},
    [INK_TITLE] = {75, DEFAULT, COLOR_CYAN, DEFAULT, A_BOLD, A_BOLD, A_BOLD},
    [INK_TAB] = {252, 238, DEFAULT, DEFAULT, 0, 0, 0},
    [INK_TAB_HERE] = {231, 25, DEFAULT, DEFAULT, A_BOLD, A_REVERSE | A_BOLD, A_REVERSE | A_BOLD},
    [INK_SELECTED] = {231, 24, DEFAULT, DEFAULT, 0, A_REVERSE, A_REVERSE},
    [INK_MARKED] = {178, DEFAULT, COLOR_YELLOW, DEFAULT, A_BOLD, A_BOLD, A_UNDERLINE},
    [INK_GOOD] = {71, DEFAULT, COLOR_GREEN, DEFAULT, 0, 0, 0},
    [INK_BAD] = {203, DEFAULT, COLOR_RED, DEFAULT, A_BOLD, A_BOLD, A_BOLD},
    [INK_WARN] = {172, DEFAULT, COLOR_YELLOW, DEFAULT, 0, 0, A_UNDERLINE},
    [INK_CHART] = {74, DEFAULT, COLOR_CYAN, DEFAULT, 0, 0, 0},
    [INK_CHART_2] = {176, DEFAULT, COLOR_MAGENTA, DEFAULT, 0, 0, A_BOLD},
    [INK_KEY] = {75, DEFAULT, COLOR_CYAN, DEFAULT, A_BOLD, A_BOLD, A_BOLD},
    [INK_STATUS] = {252, 238, DEFAULT, DEFAULT, 0, A_REVERSE, A_REVERSE},
};

static bool is_rich(const struct terminal *t)
{
    return t->has_color && COLORS >= RICH_COLORS;
}

// Pair 0 is curses' own; ink i has pair i + 1.
static void init_colors(struct terminal *t)
{
    t->has_color =
        t->options.has_color && has_colors() && start_color() == OK && COLOR_PAIRS > INK_COUNT;
    if (!t->has_color)
        return;
    bool has_default = use_default_colors() == OK;
    for (int i = 0; i < INK_COUNT; i++) {
        const struct look *look = &looks[i];
        int ink = is_rich(t) ? look->rich : look->plain;
        int ground = is_rich(t) ? look->rich_ground : look->plain_ground;
        if (!has_default && ink == DEFAULT)
            ink = COLOR_WHITE;
        if (!has_default && ground == DEFAULT)
            ground = COLOR_BLACK;
        init_extended_pair(i + 1, ink, ground);
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
    init_colors(t);
    *out = t;
    return true;
}

void terminal_close(struct terminal *t)
{
    curs_set(1);
    endwin();
    delscreen(t->screen);
    // Curses gives back what it found; when it cannot, what we found.
    (void)tcsetattr(fileno(t->options.out), TCSADRAIN, &t->before);
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

static uint32_t wheel_key(void)
{
    MEVENT event;
    if (getmouse(&event) != OK)
        return KEY_CODE_NONE;
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
            *key = c == KEY_MOUSE ? wheel_key() : named_key(c);
    }
    if (*key == KEY_CODE_NONE && has_resized(t))
        *key = KEY_CODE_RESIZE;
    return *key != KEY_CODE_NONE || !is_gone(t);
}

// What the terminal's own tables can show in as many columns as the canvas has for it; else '?'.
static void compose(const struct terminal *t, const struct spot *s, bool is_wide, cchar_t *out)
{
    wchar_t text[4] = {s->points[0] ? (wchar_t)s->points[0] : L' '};
    const struct look *look = &looks[s->ink];
    attr_t attributes = !t->has_color ? look->mono_attributes
                        : is_rich(t)  ? look->rich_attributes
                                      : look->plain_attributes;
    int pair = t->has_color ? s->ink + 1 : 0;
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

bool terminal_toggle_mouse(struct terminal *t)
{
    t->has_mouse = !t->has_mouse;
    mousemask(t->has_mouse ? BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
    return t->has_mouse;
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
