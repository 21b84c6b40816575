// canvas.h - a grid of characters that views draw on; the terminal and the tests show it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

// What a character is for; terminal.c says how it looks.
enum ink {
    INK_TEXT,
    INK_DIM,       // rules, hints, what matters less
    INK_TITLE,     // headings
    INK_TAB,       // a tab, and
    INK_TAB_HERE,  // the one that is open
    INK_SELECTED,  // the row of the cursor
    INK_MARKED,
    INK_GOOD,
    INK_BAD,
    INK_WARN,
    INK_CHART,    // bars, lines
    INK_CHART_2,  // a second series
    INK_KEY,      // a key in a hint
    INK_STATUS,   // the last row
    INK_COUNT,
};

// A place of the grid: a base character and up to two that combine with it.
struct spot {
    uint32_t points[3];  // 0 = none; all 0 = blank
    uint8_t ink;
    bool is_right_half;  // covered by the wide character to its left
};

struct canvas {
    int width, height;
    struct spot *spots;   // [height × width]
    bool is_ascii;        // only ASCII may be drawn: charts and rules use what there is
    struct arena *arena;  // of the frame: what drawing allocates
};

// A rectangle; parts outside the canvas are not drawn.
struct area {
    int x, y, width, height;
};

void canvas_init(struct canvas *c, int width, int height, bool is_ascii, struct arena *a);
// Draws text from (y, x) on, at most `width` columns, cut with … at the end; returns the columns it
// took. Safe for any text: control characters, escapes, bidi overrides and zero-width characters
// become visible, invalid UTF-8 is replaced; wide characters never stick out.
int canvas_text(struct canvas *c, int y, int x, int width, struct str text, enum ink ink);
// The same, ending at column x + width.
void canvas_right(struct canvas *c, int y, int x, int width, struct str text, enum ink ink);
// One character everywhere in the area.
void canvas_fill(struct canvas *c, struct area a, uint32_t point, enum ink ink);
// Another ink for what is there.
void canvas_ink(struct canvas *c, struct area a, enum ink ink);
// "── title ─────" over the width of the area's first row.
void canvas_heading(struct canvas *c, struct area a, struct str title);
// The grid as text: a line a row, blanks at the ends cut off.
void canvas_print(const struct canvas *c, struct buf *out);
