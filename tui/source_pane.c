// source_pane.c - see source_pane.h.
#include "tui/source_pane.h"

#include <limits.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "report/figure.h"
#include "tui/detail.h"
#include "tui/pick.h"

enum { MARGIN = 1, INDENT = 2, LEAST_WIDTH = 10 };

// Lines as they come: drawn when they are in the window, counted always.
struct lines {
    struct canvas *canvas;  // NULL = only counted
    struct area area;
    int first, count;
    struct arena *arena;
};

static void put_line(struct lines *l, int indent, struct str text, enum ink ink)
{
    int y = l->count - l->first;
    if (l->canvas && y >= 0 && y < l->area.height)
        canvas_text(l->canvas, l->area.y + y, l->area.x + MARGIN + indent,
                    l->area.width - MARGIN - indent, text, ink);
    l->count += l->count < INT_MAX;
}

static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < ' ' || (unsigned char)text.ptr[i] > '~')
            return false;
    return true;
}

// A line of the log's, broken where it is too long; what follows is indented further.
static void put_wrapped(struct lines *l, int indent, struct str text, enum ink ink)
{
    int most = l->area.width - MARGIN - LEAST_WIDTH;
    struct arena_mark mark = arena_mark(l->arena);
    struct str whole = is_plain(text) ? text : utf8_printable(text, l->arena);
    struct str rest = whole;
    indent = indent > most ? (most > 0 ? most : 0) : indent;
    do {
        int room = l->area.width - MARGIN - indent;
        size_t n = detail_line_bytes(rest, room > 0 ? room : 1);
        put_line(l, indent, str_head(rest, n), ink);
        indent += rest.ptr == whole.ptr && indent + 2 * INDENT <= most ? 2 * INDENT : 0;
        rest = str_skip(rest, n);
    } while (rest.len);
    arena_rewind(l->arena, mark);
}

// Brings JSON into lines, without asking whether it is well-formed: what is seen are its bytes.
struct printer {
    struct lines *lines;
    struct buf line;
    int depth;
};

static void end_line(struct printer *p)
{
    if (p->line.len)
        put_wrapped(p->lines, p->depth * INDENT, buf_view(&p->line), INK_TEXT);
    p->line.len = 0;
}

static size_t blanks(struct str text, size_t at)
{
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t' || text.ptr[at] == '\n' ||
                             text.ptr[at] == '\r'))
        at++;
    return at;
}

// A string from its quote on: its lines end where it says \n. Returns what is behind it.
static size_t put_string(struct printer *p, struct str text, size_t at)
{
    buf_byte(&p->line, text.ptr[at++]);
    while (at < text.len) {
        char c = text.ptr[at++];
        buf_byte(&p->line, c);
        if (c == '"')
            break;
        if (c != '\\' || at == text.len)
            continue;
        c = text.ptr[at++];
        buf_byte(&p->line, c);
        if (c == 'n' && at < text.len && text.ptr[at] != '"') {
            end_line(p);
            buf_str(&p->line, S("  "));
        }
    }
    return at;
}

static size_t put_mark(struct printer *p, struct str text, size_t at)
{
    char c = text.ptr[at++];
    size_t next = blanks(text, at);
    bool is_empty = next < text.len && (text.ptr[next] == '}' || text.ptr[next] == ']');
    if (c == '}' || c == ']')
        end_line(p);
    if ((c == '}' || c == ']') && p->depth > 0)
        p->depth--;
    buf_byte(&p->line, c);
    if (c == ':')
        buf_byte(&p->line, ' ');
    if ((c == '{' || c == '[') && is_empty) {
        buf_byte(&p->line, text.ptr[next]);
        return next + 1;
    }
    if (c == ',' || c == '{' || c == '[')
        end_line(p);
    p->depth += c == '{' || c == '[';
    return at;
}

static bool is_mark(char c)
{
    return c == '{' || c == '[' || c == '}' || c == ']' || c == ',' || c == ':';
}

static void put_json(struct lines *l, struct str text)
{
    struct printer p = {.lines = l, .line = {.arena = l->arena}};
    for (size_t at = blanks(text, 0); at < text.len; at = blanks(text, at)) {
        char c = text.ptr[at];
        if (is_mark(c)) {
            at = put_mark(&p, text, at);
            continue;
        }
        // Only what is no JSON has blanks between two values.
        if (at && blanks(text, at - 1) == at && p.line.len && p.line.ptr[p.line.len - 1] != ' ')
            buf_byte(&p.line, ' ');
        if (c == '"') {
            at = put_string(&p, text, at);
        } else {
            buf_byte(&p.line, c);
            at++;
        }
    }
    end_line(&p);
}

static void put_text(struct lines *l, struct str text)
{
    for (bool has_more = true; has_more;) {
        struct str_cut cut = str_cut(text, '\n');
        put_wrapped(l, 0, cut.head, INK_TEXT);
        has_more = cut.ok;
        text = cut.tail;
    }
}

static void put_number(struct buf *out, const char *name, const struct cell *cell)
{
    if (cell->is_null)
        return;
    buf_str(out, str_of(name));
    buf_str(out, figure_readable(UNIT_COUNT, cell, 0, out->arena));
}

static void put_entry(struct lines *l, const struct table *t, int64_t row)
{
    struct str log = pick_cell(t, row, "log")->s;
    struct str text = pick_cell(t, row, "text")->s;
    const struct cell *names = pick_cell(t, row, "names");
    const struct cell *entry = pick_cell(t, row, "entry");
    struct buf head = {.arena = l->arena};
    if (row)
        put_line(l, 0, S(""), INK_TEXT);
    buf_fmt(&head, "read from %.*s", STR_ARG(log));
    put_number(&head, ", entry ", entry);
    put_number(&head, ", at byte ", pick_cell(t, row, "offset"));
    put_number(&head, ", length ", pick_cell(t, row, "bytes"));
    put_wrapped(l, 0, buf_view(&head), INK_TITLE);
    if (!names->is_null)
        put_wrapped(l, 0, str_trim(names->s), INK_DIM);
    size_t at = blanks(text, 0);
    if (at < text.len && (text.ptr[at] == '{' || text.ptr[at] == '['))
        put_json(l, text);
    else
        put_text(l, text);
}

static void put_entries(struct lines *l, const struct table *t)
{
    for (int64_t i = 0; i < t->row_count; i++)
        put_entry(l, t, i);
    for (int i = 0; i < t->note_count; i++)
        put_wrapped(l, 0, t->notes[i], INK_DIM);
}

struct str source_command(struct str id, struct arena *a)
{
    return str_fmt(a, "show %.*s --source", STR_ARG(command_word(id, a)));
}

static const struct table *find_entries(const struct snapshot *s, struct str id, struct arena *a)
{
    return snapshot_table(s, source_command(id, a), S("entries"), 0);
}

void source_draw(const struct snapshot *s, struct str id, int first, struct canvas *c,
                 struct area a)
{
    const struct table *t = find_entries(s, id, c->arena);
    struct area rest = {a.x, a.y + 1, a.width, a.height - 1};
    if (a.height <= 0)
        return;
    canvas_heading(c, a, str_fmt(c->arena, "%.*s in its log", STR_ARG(id)));
    if (!t) {
        const struct reply *r = snapshot_reply(s, source_command(id, c->arena));
        bool is_coming = r->status == REPLY_NONE || r->status == REPLY_PENDING;
        struct str text = c->is_ascii ? S("reading the log...") : S("reading the log…");
        struct lines said = {c, rest, 0, 0, c->arena};
        put_wrapped(&said, 0, is_coming ? text : r->message,
                    r->status == REPLY_FAILED ? INK_BAD : INK_DIM);
        return;
    }
    int most = source_most(s, id, a.width, rest.height, c->arena);
    int shown = first > 0 ? first : 0;
    struct lines l = {c, rest, shown < most ? shown : most, 0, c->arena};
    put_entries(&l, t);
}

int source_most(const struct snapshot *s, struct str id, int width, int height, struct arena *a)
{
    const struct table *t = find_entries(s, id, a);
    struct lines l = {.area = {0, 0, width, height}, .arena = a};
    if (t)
        put_entries(&l, t);
    return l.count > height ? l.count - height : 0;
}
