// list.h - a table with a cursor: sorted, scrolled, cut to what fits.
#pragma once

#include "model/table.h"
#include "tui/view.h"

struct list_look {
    const struct list *list;
    bool has_focus;
    struct str search;           // rows that contain it are shown in another ink; may be unknown
    const char *const *columns;  // keys, in the order shown, NULL-terminated; NULL = all
    // The column behind which its value is drawn as a bar, scaled to the greatest; NULL = none.
    const char *bar;
    // A row below the others, of the columns with the same keys; NULL = none.
    const struct table *total;
};
// Heading and rows; columns that do not fit any more are left out, and their number stands at the
// end of the heading. The column that sorts has an arrow. An unknown label is "(unattributed)".
void list_draw(const struct list_look *look, const struct table *t, struct canvas *c,
               struct area a);
// The row of the table under the cursor; -1 without rows.
int64_t list_row(const struct list *l, const struct table *t, struct arena *scratch);
// Moving, sorting, searching. `page` = rows that are seen. True when it meant something.
bool list_act(struct view *v, struct list *l, const struct table *t, enum action action, int page);
// A pending, failed or empty reply in words, in the area.
void reply_draw(const struct reply *r, struct canvas *c, struct area a);
