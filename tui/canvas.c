// canvas.c - see canvas.h.
#include "tui/canvas.h"

#include "base/utf8.h"

enum { ELLIPSIS = 0x2026, RULE = 0x2500 };

void canvas_init(struct canvas *c, int width, int height, bool is_ascii, struct arena *a)
{
    *c = (struct canvas){.width = width, .height = height, .is_ascii = is_ascii, .arena = a};
    c->spots = ARENA_ARRAY(a, struct spot, (size_t)width * (size_t)height);
}

static struct spot *spot_at(struct canvas *c, int y, int x)
{
    if (x < 0 || y < 0 || x >= c->width || y >= c->height)
        return NULL;
    return &c->spots[(size_t)y * (size_t)c->width + (size_t)x];
}

// What stood there goes, and the other half of it when it was wide.
static void clear_spot(struct canvas *c, int y, int x)
{
    struct spot *s = spot_at(c, y, x);
    struct spot *right = spot_at(c, y, x + 1);
    struct spot *left = spot_at(c, y, x - 1);
    if (s && s->is_right_half && left)
        *left = (struct spot){.ink = left->ink};
    if (right && right->is_right_half)
        right->is_right_half = false;
    if (s)
        *s = (struct spot){0};
}

static void put_point(struct canvas *c, int y, int x, uint32_t point, enum ink ink)
{
    clear_spot(c, y, x);
    struct spot *s = spot_at(c, y, x);
    if (s)
        *s = (struct spot){.points = {point}, .ink = (uint8_t)ink};
}

// Both halves, or what of a blank is inside: half a character would stick out.
static void put_wide(struct canvas *c, int y, int x, uint32_t point, enum ink ink)
{
    struct spot *right = spot_at(c, y, x + 1);
    bool fits = right && spot_at(c, y, x);
    put_point(c, y, x + 1, ' ', ink);
    put_point(c, y, x, fits ? point : ' ', ink);
    if (fits)
        *right = (struct spot){.ink = (uint8_t)ink, .is_right_half = true};
}

static void combine(struct canvas *c, int y, int x, uint32_t point)
{
    struct spot *s = spot_at(c, y, x);
    if (s && s->is_right_half)
        s--;
    for (int i = 1; s && s->points[0] && i < 3; i++)
        if (!s->points[i]) {
            s->points[i] = point;
            return;
        }
}

// A character that takes `columns`: 0 = it combines with the one before it.
static void put_character(struct canvas *c, int y, int x, uint32_t point, int columns, enum ink ink)
{
    bool is_shown = !c->is_ascii || point < 0x7f;
    if (columns == 2 && is_shown)
        put_wide(c, y, x, point, ink);
    else if (columns > 0)
        canvas_fill(c, (struct area){x, y, columns, 1}, is_shown ? point : '?', ink);
    else if (is_shown)
        combine(c, y, x - 1, point);
}

int canvas_text(struct canvas *c, int y, int x, int width, struct str text, enum ink ink)
{
    struct str rest = utf8_printable(text, c->arena);
    int at = 0;
    int whole = utf8_width(rest);
    int limit = whole > width ? width - 1 : width;
    while (rest.len && at <= limit) {
        uint32_t point = 0;
        size_t bytes = utf8_take(rest, &point);
        int columns = utf8_width(str_head(rest, bytes));
        if (at + columns > limit)
            break;
        // Nothing stands before the first for it to combine with.
        if (columns || at)
            put_character(c, y, x + at, point, columns, ink);
        at += columns;
        rest = str_skip(rest, bytes);
    }
    if (whole > width && width > 0)
        put_point(c, y, x + at++, c->is_ascii ? '~' : ELLIPSIS, ink);
    return at;
}

void canvas_right(struct canvas *c, int y, int x, int width, struct str text, enum ink ink)
{
    int columns = utf8_width(utf8_printable(text, c->arena));
    int indent = columns < width ? width - columns : 0;
    canvas_text(c, y, x + indent, width - indent, text, ink);
}

void canvas_fill(struct canvas *c, struct area a, uint32_t point, enum ink ink)
{
    for (int y = a.y; y < a.y + a.height; y++)
        for (int x = a.x; x < a.x + a.width; x++)
            put_point(c, y, x, point, ink);
}

void canvas_ink(struct canvas *c, struct area a, enum ink ink)
{
    for (int y = a.y; y < a.y + a.height; y++)
        for (int x = a.x; x < a.x + a.width; x++) {
            struct spot *s = spot_at(c, y, x);
            if (s)
                s->ink = (uint8_t)ink;
        }
}

void canvas_heading(struct canvas *c, struct area a, struct str title)
{
    uint32_t rule = c->is_ascii ? '-' : RULE;
    canvas_fill(c, (struct area){a.x, a.y, a.width, 1}, rule, INK_DIM);
    if (a.width < 8 || !title.len)
        return;
    put_point(c, a.y, a.x + 2, ' ', INK_TITLE);
    int used = canvas_text(c, a.y, a.x + 3, a.width - 6, title, INK_TITLE);
    put_point(c, a.y, a.x + 3 + used, ' ', INK_TITLE);
}

void canvas_print(const struct canvas *c, struct buf *out)
{
    for (int y = 0; y < c->height; y++) {
        const struct spot *row = &c->spots[(size_t)y * (size_t)c->width];
        int end = c->width;
        while (end > 0 && (!row[end - 1].points[0] || row[end - 1].points[0] == ' ') &&
               !row[end - 1].is_right_half)
            end--;
        for (int x = 0; x < end; x++) {
            if (row[x].is_right_half)
                continue;
            utf8_put(out, row[x].points[0] ? row[x].points[0] : ' ');
            for (int i = 1; i < 3 && row[x].points[i]; i++)
                utf8_put(out, row[x].points[i]);
        }
        buf_byte(out, '\n');
    }
}
