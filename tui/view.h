// view.h - what the person at the terminal has chosen: screen, filter, period, cursor; nothing of
// the data.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "model/service.h"
#include "tui/action.h"
#include "tui/canvas.h"
#include "tui/metric.h"

enum { VIEW_TERMS = 16, VIEW_SCREENS = 9, VIEW_LISTS = 4, VIEW_WANTS = 16 };

// A cursor in a table. It stays on its row by the row's key when rows move, and so do marks.
struct list {
    int64_t selected, top;  // rows in the order shown
    struct str key;         // labels of the selected row; in the session's arena
    struct str sort;        // key of a column; unknown = as the answer has it
    bool is_ascending;
    struct str *marks;  // keys of the marked rows; in the session's arena
    int mark_count;
};

enum prompt_kind {
    PROMPT_NONE,
    PROMPT_FILTER,
    PROMPT_SEARCH,
    PROMPT_PALETTE,
    PROMPT_WRITE,
    PROMPT_VALUE /* of the screen */,
    PROMPT_NAME /* likewise */,
    PROMPT_SQL
};

struct view {
    struct arena *arena;           // of the session
    int screen;                    // index in screens[]
    struct str terms[VIEW_TERMS];  // of the filter, each as --where takes it: the breadcrumb
    int term_count;
    struct str since, until;  // as --since takes it; unknown = open
    bool is_comparing;        // with the period before: view_compares()
    enum metric metric;
    struct list lists[VIEW_SCREENS][VIEW_LISTS];
    int pane[VIEW_SCREENS];
    void *own[VIEW_SCREENS];  // what a screen remembers: screen.own_bytes, zeroed
    enum prompt_kind prompt;
    char typed[1024];
    size_t typed_bytes;
    struct str search, message;
    struct str write_command;  // that writes a file or a name, until it has; unknown = none
    int help_page;             // of the help, from 1; 0 = it is not open
    // What a command needs beside to say the same in a shell: " --db acme.db --tz Asia/Tokyo".
    struct str yank_options;
    struct str yanked;  // the command whose words are shown (tui/yank.h); unknown = none
    int yank_first;     // the line of them that is seen first
    bool is_sql_taken;  // its SQL stands in `taken`
    struct buf taken;   // all that was yanked: for the shell, when the dashboard ends
    bool is_renaming;   // write_command changes the database
    bool has_ended;
    int theme;                  // in themes[]
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
// A value of a term; "quoted" when plain it would be read as more than one.
struct str view_filter_value(struct str value, struct arena *a);
// Another period: presets, earlier, later, half, twice (ACT_PERIOD … ACT_ZOOM_OUT).
void view_move_period(struct view *v, enum action action);
// How long the period is; UNKNOWN until the requests are known.
int64_t view_period_us(const struct view *v);
// What times are grouped by, so that a chart of them can be read: "hour", "day" or "month".
const char *view_time_unit(const struct view *v);
// Compares the period with the one of the same length before it, or does not any more. Where all
// requests are shown, a preset or the second half of them is chosen. False with a message when
// there is nothing to compare with.
bool view_compare(struct view *v);
// True when it compares: not while all requests are shown.
bool view_compares(const struct view *v);
// The period before and the one that is shown: "2026-09-01..2026-09-07". Only where it compares.
void view_periods(const struct view *v, struct str *before, struct str *now, struct arena *a);
// "compare 2026-09-01..2026-09-07 2026-09-08..2026-09-14 --by team" with the filter.
struct str view_compare_command(const struct view *v, struct str options, struct arena *a);
// The last 30, 7 or 1 days up to the newest request; 0 = all. False until that is known.
bool view_preset(struct view *v, int days);
// A command that gives something a name becomes write_command: what was answered before is old
// then.
void view_rename(struct view *v, struct str command);
// The command of a screen with -o PATH becomes write_command.
void view_write(struct view *v, struct str command, struct str path);
static inline struct list *view_list(struct view *v, int number)
{
    return &v->lists[v->screen][number];
}
