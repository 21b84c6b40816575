// view.h - what the person at the terminal has chosen: screen, filter, period, cursor; nothing of
// the data.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "model/service.h"
#include "tui/action.h"
#include "tui/canvas.h"
#include "tui/metric.h"

enum { VIEW_TERMS = 16, VIEW_SCREENS = 9, VIEW_LISTS = 4, VIEW_WANTS = 16 };

// A cursor in a table. It stays on its row by the row's key when rows move.
struct list {
    int64_t selected, top;  // rows in the order shown
    struct str key;         // labels of the selected row; in the session's arena
    struct str sort;        // key of a column; unknown = as the answer has it
    bool is_ascending;
};

enum prompt_kind {
    PROMPT_NONE,
    PROMPT_FILTER,
    PROMPT_SEARCH,
    PROMPT_PALETTE,
    PROMPT_WRITE,
    PROMPT_VALUE /* of the screen */,
    PROMPT_SQL
};

struct view {
    struct arena *arena;           // of the session
    int screen;                    // index in screens[]
    struct str terms[VIEW_TERMS];  // of the filter, each as --where takes it: the breadcrumb
    int term_count;
    struct str since, until;  // as --since takes it; unknown = open
    enum metric metric;
    struct list lists[VIEW_SCREENS][VIEW_LISTS];
    int pane[VIEW_SCREENS];
    void *own[VIEW_SCREENS];  // what a screen remembers: screen.own_bytes, zeroed
    enum prompt_kind prompt;
    char typed[1024];
    size_t typed_bytes;
    struct str search, message;
    struct str write_command;  // that writes a file, until it has; unknown = none
    int help_page;             // of the help, from 1; 0 = it is not open
    bool has_ended;
    int width, height;          // of the frame that was drawn last
    int64_t now_us;             // at the start: presets of the period count from the newest request
    int64_t first_us, last_us;  // of the requests; UNKNOWN until they are known
};

// A command with the filter and the period of the view: "report by --by feature" →
// "report by --by feature --where 'team=growth' --since 2026-09".
struct str view_command(const struct view *v, struct str command, struct arena *a);
// The terms joined.
struct str view_filter(const struct view *v, struct arena *a);
// The terms that were typed, one after the other: split at blanks outside quotes.
void view_set_filter(struct view *v, struct str text);
// Narrows down: field=value, quoted as the filter language wants it. False when there are too many.
bool view_narrow(struct view *v, const char *field, struct str value);
// Another period: presets, earlier, later, half, twice (ACT_PERIOD … ACT_ZOOM_OUT).
void view_move_period(struct view *v, enum action action);
// How long the period is; UNKNOWN until the requests are known.
int64_t view_period_us(const struct view *v);
// The last 30, 7 or 1 days up to the newest request; 0 = all. False until that is known.
bool view_preset(struct view *v, int days);
// The command of a screen with -o PATH becomes write_command.
void view_write(struct view *v, struct str command, struct str path);
static inline struct list *view_list(struct view *v, int number)
{
    return &v->lists[v->screen][number];
}
