// chart.h - charts in characters: bars, sparklines, columns and curves with axes, heat, sliders.
#pragma once

#include "tui/canvas.h"

// Values from 0 up; NaN = unknown, not drawn.
struct series {
    const double *values;
    int count;
};

// A bar of `share` (0 … 1) of the width, in eighths of a column; ASCII: '#'. What is more than
// nothing is seen.
void chart_bar(struct canvas *c, int y, int x, int width, double share, enum ink ink);
// One character a value, scaled to the greatest; the last `width` values when there are more.
void chart_spark(struct canvas *c, int y, int x, int width, struct series s, enum ink ink);
// A slider "[■■■■░░░░]" with the share that is filled.
void chart_slider(struct canvas *c, int y, int x, int width, double share, enum ink ink);
// An axis on the left with `labels`; names of the x axis on the one below.
struct chart_axes {
    struct str top, bottom;          // labels of the greatest value and of nothing
    struct str first, middle, last;  // on the axis below, where there is room; may be unknown
    int cursor;                      // value whose place is marked; -1 = none
};
// Columns, one a value (or the mean of several where they do not fit).
void chart_columns(struct canvas *c, struct area a, struct series s, const struct chart_axes *axes,
                   enum ink ink);
// A curve through the values, spread over the width.
void chart_curve(struct canvas *c, struct area a, struct series s, const struct chart_axes *axes,
                 enum ink ink);
// Shades for a grid of values, row by row, scaled to the greatest.
void chart_heat(struct canvas *c, struct area a, struct series s, int columns, enum ink ink);
