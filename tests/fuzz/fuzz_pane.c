// fuzz_pane.c - any entry of a log, in a pane of any size, scrolled anywhere: only the pane is
// drawn on, only with characters that cannot act, and all of the entry can be read.
#include <assert.h>
#include <limits.h>
#include <string.h>

#include "base/utf8.h"
#include "tui/source_pane.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define ID "3964ca19ce426f4a"

// CONTROL_BYTES: they say where and how; the entry follows. FULL_WIDTH: from here on nothing is
// cut.
enum { CONTROL_BYTES = 10, FULL_WIDTH = 12, MOST_DRAWS = 24, HEADING_LINES = 1 };

static void put_cell(struct table *t, struct cell *row, const char *key, struct cell cell)
{
    row[table_column(t, str_of(key))] = cell;
}

static struct table *entry_of(struct str text, struct str names, struct arena *a)
{
    static const struct column columns[] = {
        {.key = {"log", 3}},
        {.key = {"entry", 5}, .unit = UNIT_COUNT},
        {.key = {"offset", 6}, .unit = UNIT_BYTES},
        {.key = {"bytes", 5}, .unit = UNIT_BYTES},
        {.key = {"names", 5}},
        {.key = {"text", 4}},
    };
    struct table *t =
        table_new(a, S("entries"), S("Entries"), columns, sizeof columns / sizeof *columns);
    struct cell *row = table_row(t);
    put_cell(t, row, "log", cell_str(S("a.jsonl")));
    put_cell(t, row, "names", cell_str(names));
    put_cell(t, row, "text", cell_str(text));
    return t;
}

// Not the pane's own idea of what is safe: points that a terminal acts upon.
static bool can_act(uint32_t c)
{
    return c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || (c >= 0xd800 && c < 0xe000) || c == 0xfeff ||
           c > 0x10ffff;
}

static void check_spot(const struct canvas *c, int y, int x)
{
    const struct spot *s = &c->spots[y * c->width + x];
    for (int i = 0; i < 3; i++)
        assert(!s->points[i] || !can_act(s->points[i]));
    assert(!c->is_ascii || (s->points[0] < 0x7f && !s->points[1]));
    assert(s->ink < INK_COUNT);
    assert(!s->is_right_half || (x > 0 && s[-1].points[0] && !s[-1].is_right_half));
}

// Outside of the area nothing is drawn.
static void check_canvas(const struct canvas *c, struct area a)
{
    static const struct spot blank;
    for (int y = 0; y < c->height; y++)
        for (int x = 0; x < c->width; x++) {
            bool is_inside = x >= a.x && x < a.x + a.width && y >= a.y && y < a.y + a.height;
            check_spot(c, y, x);
            assert(is_inside || memcmp(&c->spots[y * c->width + x], &blank, sizeof blank) == 0);
        }
}

// What takes room on a canvas: characters that combine with others are not asked for.
static void put_seen(struct buf *out, uint32_t point, bool is_ascii)
{
    struct buf one = {.arena = out->arena};
    utf8_put(&one, point);
    int columns = utf8_width(buf_view(&one));
    if (columns <= 0 || point == ' ')
        return;
    if (!is_ascii || point < 0x7f)
        utf8_put(out, point);
    else
        buf_str(out, str_head(S("??"), (size_t)columns));
}

static void put_wanted(struct buf *out, struct str text, bool is_ascii)
{
    for (struct str rest = utf8_printable(text, out->arena); rest.len;) {
        uint32_t point = 0;
        rest = str_skip(rest, utf8_take(rest, &point));
        put_seen(out, point, is_ascii);
    }
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// An entry without what only separates: blanks outside of JSON's strings, or the ends of lines.
static struct str without_blanks(struct str text, struct arena *a)
{
    struct buf out = {.arena = a};
    size_t first = 0;
    bool is_string = false;
    while (first < text.len && is_blank(text.ptr[first]))
        first++;
    bool is_json = first < text.len && (text.ptr[first] == '{' || text.ptr[first] == '[');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_gap = is_json ? !is_string && is_blank(c) : c == '\n';
        buf_byte(&out, is_gap ? ' ' : c);
        if (is_json && is_string && c == '\\' && i + 1 < text.len)
            buf_byte(&out, text.ptr[++i]);
        else if (c == '"')
            is_string = !is_string;
    }
    return buf_view(&out);
}

// All lines of the pane, from the first to the last, as they are scrolled through.
static void read_through(const struct snapshot *s, struct area a, struct str wanted)
{
    struct arena arena = {0};
    struct buf seen = {.arena = &arena};
    int body = a.height - HEADING_LINES, line = 0;
    int most = source_most(s, S(ID), a.width, body, &arena);
    for (int first = 0; line < most + body; first = line < most ? line : most) {
        struct canvas c;
        canvas_init(&c, a.width, a.height, s->is_ascii, &arena);
        source_draw(s, S(ID), first, &c, a);
        check_canvas(&c, a);
        for (; line < first + body; line++)
            for (int x = 0; x < a.width; x++) {
                uint32_t point = c.spots[(HEADING_LINES + line - first) * a.width + x].points[0];
                put_seen(&seen, point ? point : ' ', s->is_ascii);
            }
    }
    assert(str_eq(buf_view(&seen), wanted));
    arena_release(&arena);
}

static void draw_anywhere(const struct snapshot *s, const uint8_t *control, struct arena *a)
{
    static const int firsts[] = {INT_MIN, -1, 0, 1, 7, 300, INT_MAX - 1, INT_MAX};
    struct canvas c;
    struct area area = {control[2] % 8, control[3] % 8, control[4] % 64, control[5] % 64};
    canvas_init(&c, 1 + control[6] % 64, 1 + control[7] % 64, s->is_ascii, a);
    source_draw(s, S(ID), firsts[control[8] % 8], &c, area);
    check_canvas(&c, area);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len < CONTROL_BYTES)
        return 0;
    struct arena a = {0};
    struct str text = {(const char *)bytes + CONTROL_BYTES, len - CONTROL_BYTES};
    struct str names = {0};
    if (bytes[0] & 2) {
        names = str_head(text, bytes[9]);
        text = str_skip(text, names.len);
    }
    struct table *t = entry_of(text, names, &a);
    struct answer answer = {.tables = &t, .table_count = 1};
    struct reply reply = {source_command(S(ID), &a), REPLY_READY, &answer, S(""), 0, 0};
    struct snapshot s = {&reply, 1, S("toll.db"), bytes[0] & 1};
    struct buf wanted = {.arena = &a};
    put_wanted(&wanted, S("read from a.jsonl"), s.is_ascii);
    put_wanted(&wanted, str_trim(names), s.is_ascii);
    put_wanted(&wanted, without_blanks(text, &a), s.is_ascii);
    draw_anywhere(&s, bytes, &a);
    int width = FULL_WIDTH + bytes[1] % 128;
    int height = source_most(&s, S(ID), width, 0, &a) / MOST_DRAWS + 2 + bytes[5] % 16;
    read_through(&s, (struct area){0, 0, width, height}, buf_view(&wanted));
    arena_release(&a);
    return 0;
}
