// renderer.h - draws an answer in one format: text, markdown, JSON, CSV.
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "model/table.h"

struct render_options {
    int columns;     // width to keep to; 0 = as wide as it needs
    bool has_color;  // bold headings
};

// How answers are read by all renderers:
//   - Tables and columns without a title (unknown) are for programs: only JSON draws them.
//   - An object whose key is "" is, in JSON, no member of the answer: its members are.
//   - A table in a cell is, in JSON, an object, an array of objects, or, with one column, an array
//     of its values.
//   - Tables with a `dimension` are elements of the JSON array of their key: {"dimension", "rows"};
//     their label columns together are the JSON "key" of a row (an array if there are several).
//   - An answer of one table without a key is, in JSON, that table alone.
//   - A null label is "(unattributed)" for people.
struct renderer {
    const char *name;    // what --format takes
    const char *suffix;  // of file names: "md"
    void (*draw)(const struct answer *answer, const struct render_options *options,
                 struct buf *out);
};

extern const struct renderer *const renderers[];  // NULL-terminated, generated

// By name or by the suffix of a file name; NULL when there is none.
const struct renderer *renderer_find(struct str name);
const struct renderer *renderer_for_path(struct str path);
// The table without the columns that are for programs; `t` itself when it has none.
const struct table *renderer_for_people(const struct table *t, struct arena *a);
