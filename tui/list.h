// list.h - a table with a cursor: sorted, scrolled, cut to what fits.
#pragma once

#include "model/table.h"
#include "tui/view.h"

// A sparkline for every row.
struct list_trend {
    const char *behind;  // key of the column that it follows
    const char *title;
    int width;
    const double *values;  // [rows of the table × count]; NaN = unknown
    int count;
};

struct list_look {
    const struct list *list;
    bool has_focus;
    struct str search;           // rows that contain it are shown in another ink; may be unknown
    const char *const *columns;  // keys, in the order shown, NULL-terminated; NULL = all
    // The column behind which its value is drawn as a bar, scaled to the greatest; NULL = none.
    const char *bar;
    // A row below the others, of the columns with the same keys; NULL = none.
    const struct table *total;
    const struct list_trend *trend;  // NULL = none
    // What a cell (of the total, too) says in the place of its figure; unknown = the figure. NULL =
    // never.
    struct str (*text)(const struct table *t, int64_t row, int column, struct canvas *c);
};
// Heading and rows; columns that do not fit any more are left out, and their number stands at the
// end of the heading. The column that sorts has an arrow. An unknown label is "(unattributed)".
void list_draw(const struct list_look *look, const struct table *t, struct canvas *c,
               struct area a);
// The row of the table under the cursor; -1 without rows.
int64_t list_row(const struct list *l, const struct table *t, struct arena *scratch);
// Moving, sorting, searching. `page` = rows that are seen. True when it meant something.
bool list_act(struct view *v, struct list *l, const struct table *t, enum action action, int page);
// Marks the row under the cursor, or takes its mark back, and goes to the next row. Marked rows
// have a * in front of them. False when there is no row, or no room for more marks (with a
// message).
bool list_mark(struct view *v, struct list *l, const struct table *t);
// The number of the row's mark; -1 = it has none.
int list_mark_of(const struct list *l, const struct table *t, int64_t row, struct arena *scratch);
// A command of the view with the marked rows alone, as a term "field=key,key"; without marks as it
// is. For lists with one label.
struct str list_marked_command(const struct view *v, const struct list *l, const char *field,
                               struct str (*command)(const struct view *, struct arena *),
                               struct arena *a);
// A pending, failed or empty reply in words, in the area.
void reply_draw(const struct reply *r, struct canvas *c, struct area a);
