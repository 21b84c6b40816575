// prompt_panes.h - the views of the screen of prompts: of which tables they are made.
#pragma once

#include "tui/pick.h"

enum { PROMPT_PANES = 6, RELATED_MAX = 3, TEXTS_MAX = 3 };

// Another table of the same answer: its rows that have the selected row's cell in `key`. Without
// `key` all of it; without `picks` its first row as labelled figures.
struct related {
    const char *title, *table, *key;
    const struct pick *picks;
    bool has_bars;  // its dollars stand beside bars
};

struct prompt_pane {
    const char *name;  // of the section of toll prompts
    const char *table;
    const struct pick *picks;
    const char *texts[TEXTS_MAX];  // columns that are shown whole, NULL-terminated
    struct related related[RELATED_MAX + 1];
    // The column that the requests are narrowed down by, and the field of the filter; without a
    // field it is the level of the row with _fp. NULL = there is no such field.
    const char *column, *field;
    // Requests below the list, with a cursor of their own, in place of the detail; NULL = none.
    const struct related *requests;
};
extern const struct prompt_pane prompt_panes[PROMPT_PANES];
