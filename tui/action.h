// action.h - what keys do: one table for the loop, the hints, the help and the manual.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum action {
    ACT_NONE,
    // Moving.
    ACT_DOWN,
    ACT_UP,
    ACT_PAGE_DOWN,
    ACT_PAGE_UP,
    ACT_TOP,
    ACT_BOTTOM,
    ACT_LEFT,  // a value smaller, a column to the left
    ACT_RIGHT,
    ACT_MUCH_LEFT,
    ACT_MUCH_RIGHT,
    ACT_PANE,  // the next pane
    // Going.
    ACT_OPEN,  // drill down
    ACT_BACK,  // up a level: takes the last term of the filter back
    ACT_QUIT,  // up a level, at the root: ends
    ACT_CANCEL,
    ACT_SCREEN,  // + which screen: the digit of the key
    // Asking.
    ACT_FILTER,
    ACT_SEARCH,
    ACT_NEXT,
    ACT_PREVIOUS,
    ACT_PALETTE,
    ACT_SQL,
    ACT_SORT_LEFT,
    ACT_SORT_RIGHT,
    ACT_REVERSE,
    ACT_GROUP,   // the next dimension
    ACT_METRIC,  // dollars, tokens, requests, latency
    ACT_PERIOD,  // the next preset
    ACT_EARLIER,
    ACT_LATER,
    ACT_ZOOM_IN,
    ACT_ZOOM_OUT,
    ACT_COMPARE,  // with the period before
    ACT_MARK,     // the row
    ACT_EXCLUDE,  // leaves it out
    ACT_HEAT,     // hours and weekdays
    ACT_PIN,      // keeps a scenario
    ACT_UNPIN,
    ACT_RUN,
    ACT_EDIT,
    ACT_DETAIL,
    ACT_REFRESH,
    ACT_FOLLOW,
    ACT_LOG_ENTRY,      // what the log has of it
    ACT_SAME_TEMPLATE,  // narrows down to the template of the row,
    ACT_SAME_USER,      // to its user
    ACT_NEXT_REQUEST,
    ACT_PREVIOUS_REQUEST,
    ACT_GO_TO,  // by id
    // Taking along.
    ACT_WRITE,
    ACT_YANK,
    ACT_HELP,
    ACT_MOUSE,
    ACT_REDRAW,
    ACT_SUSPEND,
    ACT_COUNT,
};

// Keys as terminal.c and --replay give them: Unicode characters, control characters as 1 … 26, and
// these.
enum key {
    KEY_CODE_ESCAPE = 27,
    KEY_CODE_FIRST = 0x110000,
    KEY_CODE_UP = KEY_CODE_FIRST,
    KEY_CODE_DOWN,
    KEY_CODE_LEFT,
    KEY_CODE_RIGHT,
    KEY_CODE_SHIFT_LEFT,
    KEY_CODE_SHIFT_RIGHT,
    KEY_CODE_PAGE_UP,
    KEY_CODE_PAGE_DOWN,
    KEY_CODE_HOME,
    KEY_CODE_END,
    KEY_CODE_DELETE,
    KEY_CODE_BACKSPACE,
    KEY_CODE_ENTER,
    KEY_CODE_TAB,
    KEY_CODE_F1,
    KEY_CODE_F5,
    KEY_CODE_RESIZE,
    KEY_CODE_CLICK,  // terminal_click() says where
    KEY_CODE_NONE,   // nothing was pressed: the descriptor, or the time
};

struct binding {
    uint32_t key;
    enum action action;
    const char *name;  // as hints and help show it: "Enter", "^D"
    const char *help;  // what it does; NULL = another key of the binding above
};
extern const struct binding bindings[];  // ends with a zero row

enum action action_of(uint32_t key);
// The first binding of an action: what hints show.
const struct binding *binding_of(enum action action);
// The key that a text of --replay begins with ("j", "<Enter>", "<Esc>", "^D"): advances it. False
// at an unknown <name>.
bool key_take(struct str *text, uint32_t *out);
