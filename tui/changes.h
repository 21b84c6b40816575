// changes.h - answers of toll compare on a screen: rows with what changed, and why.
#pragma once

#include "model/table.h"
#include "tui/canvas.h"

// The columns of toll compare --by `label`, the most telling first, NULL-terminated.
enum { CHANGES_COLUMNS = 16 };
void changes_columns(const char *label, const char *out[CHANGES_COLUMNS]);
// For list_look.text: changes with their direction in a sign, an arrow or a word.
struct str changes_text(const struct table *t, int64_t row, int column, struct canvas *c);
// How the figure with this key changed: "▲ +12.4%", "new"; unknown when nobody knows. `figures` is
// the table of that name, or NULL.
struct str changes_of_figure(const struct table *figures, struct str key, struct canvas *c);
// The change of a row and its causes, that add up to it. In the first row of the area a heading.
void changes_draw_why(const struct table *t, int64_t row, struct str title, struct canvas *c,
                      struct area a);
