// request_rows.h - the list of requests as the screen shows it, and the sums of all of them.
#pragma once

#include "tui/list.h"

// "Requests, newest first" on the left, the sums of the command's requests on the right.
void request_sums_draw(const struct snapshot *s, struct str command, const struct table *list,
                       struct canvas *c, struct area a);
// The columns that fit, and below the rows how many more there are.
void request_rows_draw(const struct list_look *look, const struct table *t, struct canvas *c,
                       struct area a);
