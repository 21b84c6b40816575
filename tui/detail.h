// detail.h - one thing in lines below a list: labelled figures, texts broken between words, tables.
#pragma once

#include "model/table.h"
#include "tui/canvas.h"
#include "tui/pick.h"

// Lines on a canvas of their own, of which a part is shown.
enum { DETAIL_LINES = 300 };
struct detail {
    struct canvas canvas;
    int line;  // the next one
};

// How a figure is shown that the answer has in another unit.
enum field_as { FIELD_AS_IS, FIELD_AS_MS /* from µs */, FIELD_AS_YES_NO };
struct field {
    const char *label;
    const char *key;  // column
    enum field_as as;
};

void detail_init(struct detail *d, int width, bool is_ascii, struct arena *a);
// "── title ──…"; with text at its right end, if any.
void detail_heading(struct detail *d, struct str title, struct str right);
// Known figures of a row as "label figure", as many a line as fit, behind `name`. Nothing at all
// when none is known. `fields` ends with a zero row.
void detail_fields(struct detail *d, const char *name, const struct field *fields,
                   const struct table *t, int64_t row);
// All that is known in a row and has a title, but labels and the columns `without`
// (NULL-terminated; may be NULL).
void detail_row(struct detail *d, const char *name, const struct table *t, int64_t row,
                const char *const *without);
// The dollars that a row is made of, each with a bar scaled to the greatest; without their sum
// (cost_usd).
void detail_bars(struct detail *d, const struct table *t, int64_t row);
// A text as its lines are, broken between words; unknown = nothing.
void detail_text(struct detail *d, const char *name, struct str text, enum ink ink);
// Bytes of a printable text that go on a line of so many columns, with the space where it is
// broken. At least a character, unless it is empty.
size_t detail_line_bytes(struct str text, int columns);
// Heading and rows, without a cursor.
void detail_table(struct detail *d, const struct table *t, const struct pick *picks);
// The sentences below a table.
void detail_notes(struct detail *d, const struct table *t);

// The greatest `first` that leaves no empty lines.
int detail_most(const struct detail *d, int height);
void detail_show(const struct detail *d, struct canvas *c, struct area a, int first);
