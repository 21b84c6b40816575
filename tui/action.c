// action.c - see action.h.
#include "tui/action.h"

#include <stddef.h>

#include "base/utf8.h"

#define CONTROL(letter) ((letter) - 'A' + 1)

const struct binding bindings[] = {
    {'j', ACT_DOWN, "j", "down"},
    {KEY_CODE_DOWN, ACT_DOWN, "Down", NULL},
    {'k', ACT_UP, "k", "up"},
    {KEY_CODE_UP, ACT_UP, "Up", NULL},
    {CONTROL('D'), ACT_PAGE_DOWN, "^D", "a page down"},
    {KEY_CODE_PAGE_DOWN, ACT_PAGE_DOWN, "PgDn", NULL},
    {CONTROL('U'), ACT_PAGE_UP, "^U", "a page up"},
    {KEY_CODE_PAGE_UP, ACT_PAGE_UP, "PgUp", NULL},
    {'G', ACT_BOTTOM, "G", "to the last row"},
    {KEY_CODE_END, ACT_BOTTOM, "End", NULL},
    {KEY_CODE_HOME, ACT_TOP, "Home", "to the first row"},
    {KEY_CODE_LEFT, ACT_LEFT, "Left", "a step back; up a level"},
    {KEY_CODE_RIGHT, ACT_RIGHT, "Right", "a step on"},
    {KEY_CODE_SHIFT_LEFT, ACT_MUCH_LEFT, "S-Left", "far back; the dimension before"},
    {KEY_CODE_SHIFT_RIGHT, ACT_MUCH_RIGHT, "S-Right", "far on; the next dimension"},
    {KEY_CODE_TAB, ACT_PANE, "Tab", "the next pane"},
    {KEY_CODE_ENTER, ACT_OPEN, "Enter", "open: narrow down to the row"},
    {KEY_CODE_BACKSPACE, ACT_BACK, "Bksp", "up a level: one term less"},
    {'h', ACT_BACK, "h", NULL},
    {'q', ACT_QUIT, "q", "up a level; at the root: quit"},
    {CONTROL('C'), ACT_CANCEL, "^C", "stop what is being computed"},
    {KEY_CODE_ESCAPE, ACT_CANCEL, "Esc", "leave a prompt, a filter; stop"},
    {'1', ACT_SCREEN, "1..8", "screens"},
    {'2', ACT_SCREEN, "2", NULL},
    {'3', ACT_SCREEN, "3", NULL},
    {'4', ACT_SCREEN, "4", NULL},
    {'5', ACT_SCREEN, "5", NULL},
    {'6', ACT_SCREEN, "6", NULL},
    {'7', ACT_SCREEN, "7", NULL},
    {'8', ACT_SCREEN, "8", NULL},
    {'f', ACT_FILTER, "f", "filter: the terms of --where"},
    {'\\', ACT_FILTER, "\\", NULL},
    {'/', ACT_SEARCH, "/", "search the rows"},
    {'n', ACT_NEXT, "n", "next found; names a template"},
    {'N', ACT_PREVIOUS, "N", "the one before"},
    {':', ACT_PALETTE, ":", "a command by name"},
    {';', ACT_SQL, ";", "SQL"},
    {'<', ACT_SORT_LEFT, "<", "sort by the column to the left"},
    {'>', ACT_SORT_RIGHT, ">", "sort by the column to the right"},
    {'r', ACT_REVERSE, "r", "reverse the order"},
    {'g', ACT_GROUP, "g", "next dimension; or first row"},
    {'m', ACT_METRIC, "m", "cost, tokens, requests, latency"},
    {'t', ACT_PERIOD, "t", "period: all, 30, 7 days, one"},
    {'[', ACT_EARLIER, "[", "the period before"},
    {']', ACT_LATER, "]", "the period after"},
    {'z', ACT_ZOOM_IN, "z", "half the period"},
    {'Z', ACT_ZOOM_OUT, "Z", "twice the period"},
    {'=', ACT_COMPARE, "=", "compare with the period before"},
    {' ', ACT_MARK, "Space", "mark the row, for Enter, = and w"},
    {'x', ACT_EXCLUDE, "x", "leave this row out"},
    {'-', ACT_EXCLUDE, "-", NULL},
    {'H', ACT_HEAT, "H", "heat map of hours and weekdays"},
    {'R', ACT_RUN, "R", "run"},
    {KEY_CODE_F5, ACT_RUN, "F5", NULL},
    {'e', ACT_EDIT, "e", "edit"},
    {'i', ACT_DETAIL, "i", "detail of the row"},
    {CONTROL('R'), ACT_REFRESH, "^R", "ask again"},
    {'p', ACT_PIN, "p", "pivot; keep a scenario"},
    {'U', ACT_UNPIN, "U", "forget the last that was kept"},
    {'F', ACT_FOLLOW, "F", "follow what is being ingested"},
    {'v', ACT_LOG_ENTRY, "v", "the request as its log has it"},
    {'s', ACT_SAME_TEMPLATE, "s", "requests of the same template"},
    {'u', ACT_SAME_USER, "u", "requests of the same user"},
    {'J', ACT_NEXT_REQUEST, "J", "inspect the next request"},
    {'K', ACT_PREVIOUS_REQUEST, "K", "inspect the one before"},
    {'#', ACT_GO_TO, "#", "go to a request by its id"},
    {'w', ACT_WRITE, "w", "write to .txt .md .json .csv"},
    {'y', ACT_YANK, "y", "as a command line and as SQL"},
    {'?', ACT_HELP, "?", "this help"},
    {KEY_CODE_F1, ACT_HELP, "F1", NULL},
    {CONTROL('L'), ACT_REDRAW, "^L", "draw the screen anew"},
    {CONTROL('Z'), ACT_SUSPEND, "^Z", "to the shell; fg comes back"},
    {0},
};

enum action action_of(uint32_t key)
{
    for (const struct binding *b = bindings; b->name; b++)
        if (b->key == key)
            return b->action;
    return ACT_NONE;
}

const struct binding *binding_of(enum action action)
{
    const struct binding *b = bindings;
    while (b->name && b->action != action)
        b++;
    return b->name ? b : NULL;
}

static bool take_named(struct str *text, uint32_t *out)
{
    static const struct {
        struct str name;
        uint32_t key;
    } names[] = {
        {{"<Enter>", 7}, KEY_CODE_ENTER},
        {{"<Esc>", 5}, KEY_CODE_ESCAPE},
        {{"<Tab>", 5}, KEY_CODE_TAB},
        {{"<Bksp>", 6}, KEY_CODE_BACKSPACE},
        {{"<Up>", 4}, KEY_CODE_UP},
        {{"<Down>", 6}, KEY_CODE_DOWN},
        {{"<Left>", 6}, KEY_CODE_LEFT},
        {{"<Right>", 7}, KEY_CODE_RIGHT},
        {{"<S-Left>", 8}, KEY_CODE_SHIFT_LEFT},
        {{"<S-Right>", 9}, KEY_CODE_SHIFT_RIGHT},
        {{"<PgUp>", 6}, KEY_CODE_PAGE_UP},
        {{"<PgDn>", 6}, KEY_CODE_PAGE_DOWN},
        {{"<Home>", 6}, KEY_CODE_HOME},
        {{"<End>", 5}, KEY_CODE_END},
        {{"<Del>", 5}, KEY_CODE_DELETE},
        {{"<F1>", 4}, KEY_CODE_F1},
        {{"<F5>", 4}, KEY_CODE_F5},
        {{"<Space>", 7}, ' '},
        {{"<lt>", 4}, '<'},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_starts(*text, names[i].name)) {
            *out = names[i].key;
            *text = str_skip(*text, names[i].name.len);
            return true;
        }
    return false;
}

bool key_take(struct str *text, uint32_t *out)
{
    if (str_starts(*text, S("<")) && str_find(*text, S(">")) < text->len && text->len > 2 &&
        text->ptr[1] != ' ')
        return take_named(text, out);
    if (text->len > 1 && text->ptr[0] == '^' && text->ptr[1] >= 'A' && text->ptr[1] <= 'Z') {
        *out = (uint32_t)CONTROL(text->ptr[1]);
        *text = str_skip(*text, 2);
        return true;
    }
    *text = str_skip(*text, utf8_take(*text, out));
    return true;
}
