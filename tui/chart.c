// chart.c - see chart.h.
#include "tui/chart.h"

#include <math.h>

#include "base/utf8.h"

enum {
    EIGHTHS = 8,
    FULL_BLOCK = 0x2588,  // the lower eighths stand before it, the left ones behind it
    LOWER_EIGHTH = 0x2581,
    LEFT_EIGHTH = 0x258f,  // two eighths are one less
    BRAILLE = 0x2800,
    MAX_COLUMN_WIDTH = 6,
};

static void put(struct canvas *c, int y, int x, uint32_t point, enum ink ink)
{
    canvas_fill(c, (struct area){x, y, 1, 1}, point, ink);
}

static double clamp_share(double share)
{
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

static double greatest(struct series s)
{
    double max = 0;
    for (int i = 0; i < s.count; i++)
        if (isfinite(s.values[i]) && s.values[i] > max)
            max = s.values[i];
    return max;
}

// Eighths of `length` places; what is more than nothing is an eighth at least.
static int eighths_of(double share, int length)
{
    int n = (int)lround(clamp_share(share) * length * EIGHTHS);
    return n == 0 && share > 0 ? 1 : n;
}

void chart_bar(struct canvas *c, int y, int x, int width, double share, enum ink ink)
{
    if (!isfinite(share) || width <= 0)
        return;
    int n = eighths_of(share, width);
    if (c->is_ascii)
        n = n > 0 && n < EIGHTHS ? EIGHTHS : (n + EIGHTHS / 2) / EIGHTHS * EIGHTHS;
    canvas_fill(c, (struct area){x, y, n / EIGHTHS, 1}, c->is_ascii ? '#' : FULL_BLOCK, ink);
    if (n % EIGHTHS)
        put(c, y, x + n / EIGHTHS, LEFT_EIGHTH - (uint32_t)(n % EIGHTHS) + 1, ink);
}

static uint32_t level_point(const struct canvas *c, int level)
{
    static const char ascii[] = "_.-=+*%#";
    return c->is_ascii ? (uint32_t)ascii[level - 1] : LOWER_EIGHTH + (uint32_t)level - 1;
}

void chart_spark(struct canvas *c, int y, int x, int width, struct series s, enum ink ink)
{
    double max = greatest(s);
    int first = s.count > width ? s.count - width : 0;
    for (int i = first; i < s.count; i++) {
        if (!isfinite(s.values[i]))
            continue;
        int level = max > 0 ? eighths_of(s.values[i] / max, 1) : 0;
        put(c, y, x + i - first, level_point(c, level ? level : 1), ink);
    }
}

void chart_slider(struct canvas *c, int y, int x, int width, double share, enum ink ink)
{
    int places = width - 2;
    if (places < 1 || !isfinite(share))
        return;
    int filled = (int)lround(clamp_share(share) * places);
    put(c, y, x, '[', INK_DIM);
    canvas_fill(c, (struct area){x + 1, y, filled, 1}, c->is_ascii ? '#' : 0x25a0, ink);
    canvas_fill(c, (struct area){x + 1 + filled, y, places - filled, 1}, c->is_ascii ? '-' : 0x2591,
                INK_DIM);
    put(c, y, x + 1 + places, ']', INK_DIM);
}

// Where values are drawn, without the axes.
struct plot {
    struct area area;
    double max;
};

// The axes around it: labels, a rule on the left, and one below with names on it.
static struct plot draw_axes(struct canvas *c, struct area a, struct series s,
                             const struct chart_axes *axes)
{
    int labels = utf8_width(axes->top);
    int bottom = utf8_width(axes->bottom);
    labels = bottom > labels ? bottom : labels;
    struct plot p = {.max = greatest(s)};
    p.area = (struct area){a.x + labels + 1, a.y, a.width - labels - 1, a.height - 1};
    if (p.area.width <= 0 || p.area.height <= 0)
        return (struct plot){0};
    int x = p.area.x - 1, foot = a.y + a.height - 1;
    canvas_right(c, a.y, a.x, labels, axes->top, INK_DIM);
    canvas_right(c, foot, a.x, labels, axes->bottom, INK_DIM);
    canvas_fill(c, (struct area){x, a.y, 1, p.area.height}, c->is_ascii ? '|' : 0x2502, INK_DIM);
    put(c, a.y, x, c->is_ascii ? '+' : 0x2524, INK_DIM);
    put(c, foot, x, c->is_ascii ? '+' : 0x2514, INK_DIM);
    canvas_fill(c, (struct area){p.area.x, foot, p.area.width, 1}, c->is_ascii ? '-' : 0x2500,
                INK_DIM);
    return p;
}

// The columns that the values take.
static int spread_of(const struct plot *p, int count, int *pitch)
{
    *pitch = count > 0 && count < p->area.width ? p->area.width / count : 1;
    *pitch = *pitch > MAX_COLUMN_WIDTH ? MAX_COLUMN_WIDTH : *pitch;
    return count < p->area.width ? *pitch * count : p->area.width;
}

// `cursor` is its place, -1 = none: it cuts no name.
static void draw_names(struct canvas *c, const struct plot *p, const struct chart_axes *axes,
                       int spread, int cursor)
{
    int y = p->area.y + p->area.height, x = p->area.x;
    int first = utf8_width(axes->first), last = utf8_width(axes->last);
    int middle = utf8_width(axes->middle);
    int end = spread > first + last + 1 ? spread : first + last + 1;
    if (cursor >= end - last && cursor < end && cursor > first + last + 1)
        end = cursor;
    if (first && first <= p->area.width && (cursor < 0 || cursor >= first))
        canvas_text(c, y, x, first, axes->first, INK_DIM);
    if (last && end <= p->area.width)
        canvas_text(c, y, x + end - last, last, axes->last, INK_DIM);
    int at = (spread - middle) / 2;
    bool is_free = cursor < at || cursor >= at + middle;
    if (middle && is_free && at > first && at + middle < end - last)
        canvas_text(c, y, x + at, middle, axes->middle, INK_DIM);
}

static void mark_cursor(struct canvas *c, const struct plot *p, int place)
{
    if (place >= 0 && place < p->area.width)
        put(c, p->area.y + p->area.height, p->area.x + place, c->is_ascii ? '^' : 0x25b2, INK_KEY);
}

// A column of `n` eighths, `width` wide, from the foot of the plot upwards.
static void draw_column(struct canvas *c, const struct plot *p, int x, int width, int n,
                        enum ink ink)
{
    int foot = p->area.y + p->area.height - 1;
    if (c->is_ascii)
        n = n > 0 && n < EIGHTHS ? EIGHTHS : (n + EIGHTHS / 2) / EIGHTHS * EIGHTHS;
    int full = n / EIGHTHS;
    canvas_fill(c, (struct area){x, foot - full + 1, width, full}, c->is_ascii ? '#' : FULL_BLOCK,
                ink);
    if (n % EIGHTHS)
        canvas_fill(c, (struct area){x, foot - full, width, 1}, level_point(c, n % EIGHTHS), ink);
}

// The greatest of the values [from, to) that are known, so that a peak reaches the top that the
// axis names; NaN without any.
static double peak_of(struct series s, int from, int to)
{
    double peak = NAN;
    for (int i = from; i < to; i++)
        if (isfinite(s.values[i]) && !(s.values[i] <= peak))
            peak = s.values[i];
    return peak;
}

void chart_columns(struct canvas *c, struct area a, struct series s, const struct chart_axes *axes,
                   enum ink ink)
{
    struct plot p = draw_axes(c, a, s, axes);
    int pitch = 1;
    if (!p.area.width || !s.count)
        return;
    int spread = spread_of(&p, s.count, &pitch);
    int places = s.count < p.area.width ? s.count : p.area.width;
    for (int i = 0; i < places; i++) {
        int from = (int)((int64_t)i * s.count / places);
        int to = (int)((int64_t)(i + 1) * s.count / places);
        double value = peak_of(s, from, to);
        int width = pitch > 2 ? pitch - 1 : pitch;
        bool is_here = axes->cursor >= from && axes->cursor < to;
        if (isfinite(value) && p.max > 0)
            draw_column(c, &p, p.area.x + i * pitch, width,
                        eighths_of(value / p.max, p.area.height), is_here ? INK_SELECTED : ink);
    }
    int cursor = -1;
    if (axes->cursor >= 0 && axes->cursor < s.count)
        cursor = (int)((int64_t)axes->cursor * places / s.count) * pitch;
    draw_names(c, &p, axes, spread, cursor);
    mark_cursor(c, &p, cursor);
}

// The value at a place between 0 and 1, on the line between its neighbours.
static double value_at(struct series s, double place)
{
    double at = place * (s.count - 1);
    int i = (int)at;
    if (i + 1 >= s.count || at == i)
        return s.values[i];
    return s.values[i] + (s.values[i + 1] - s.values[i]) * (at - i);
}

// Dots of a column of braille: two columns of four rows.
static const uint8_t dot_bits[2][4] = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};

static int row_of(double value, const struct plot *p, int rows)
{
    double share = p->max > 0 ? clamp_share(value / p->max) : 0;
    return (int)lround((1 - share) * (rows - 1));
}

// Braille or, in ASCII, a point a place: [plot.height × plot.width].
struct drawing {
    struct canvas *canvas;
    struct plot plot;
    int columns, rows;  // of dots
    uint8_t *dots;
};

static void put_dot(struct drawing *d, int x, int row)
{
    int width = d->plot.area.width;
    if (d->canvas->is_ascii)
        d->dots[row * width + x] = 1;
    else
        d->dots[row / 4 * width + x / 2] |= dot_bits[x % 2][row % 4];
}

// A dot, and those that join it to the row of the column before (-1 = none).
static void put_line(struct drawing *d, int x, int row, int before)
{
    int step = before < row ? -1 : 1;
    put_dot(d, x, row);
    for (int y = row; before >= 0 && y != before; y += step)
        put_dot(d, x, y);
}

static void draw_dots(const struct drawing *d, enum ink ink)
{
    const struct area *a = &d->plot.area;
    for (int i = 0; i < a->width * a->height; i++)
        if (d->dots[i])
            put(d->canvas, a->y + i / a->width, a->x + i % a->width,
                d->canvas->is_ascii ? '*' : BRAILLE + d->dots[i], ink);
}

void chart_curve(struct canvas *c, struct area a, struct series s, const struct chart_axes *axes,
                 enum ink ink)
{
    struct drawing d = {.canvas = c, .plot = draw_axes(c, a, s, axes)};
    int width = d.plot.area.width, height = d.plot.area.height, before = -1;
    if (!width || !s.count)
        return;
    d.columns = c->is_ascii ? width : width * 2;
    d.rows = c->is_ascii ? height : height * 4;
    d.dots = ARENA_ARRAY(c->arena, uint8_t, (size_t)(width * height));
    for (int x = 0; x < d.columns; x++) {
        double value = value_at(s, d.columns > 1 ? (double)x / (d.columns - 1) : 0);
        int row = isfinite(value) ? row_of(value, &d.plot, d.rows) : -1;
        if (row >= 0)
            put_line(&d, x, row, before);
        before = row;
    }
    draw_dots(&d, ink);
    int cursor = -1;
    if (axes->cursor >= 0 && axes->cursor < s.count)
        cursor = s.count > 1 ? axes->cursor * (width - 1) / (s.count - 1) : 0;
    draw_names(c, &d.plot, axes, width, cursor);
    mark_cursor(c, &d.plot, cursor);
}

void chart_heat(struct canvas *c, struct area a, struct series s, int columns, enum ink ink)
{
    static const uint32_t shades[] = {' ', 0x2591, 0x2592, 0x2593, FULL_BLOCK};
    static const char ascii[] = " .:*#";
    double max = greatest(s);
    int width = columns > 0 ? a.width / columns : 0;
    for (int i = 0; width > 0 && i < s.count && i / columns < a.height; i++) {
        if (!isfinite(s.values[i]) || max <= 0)
            continue;
        int shade = (int)ceil(clamp_share(s.values[i] / max) * 4);
        canvas_fill(c, (struct area){a.x + i % columns * width, a.y + i / columns, width, 1},
                    c->is_ascii ? (uint32_t)ascii[shade] : shades[shade], ink);
    }
}
