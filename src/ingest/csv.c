// csv.c - see csv.h.
#include "ingest/csv.h"

#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

enum { HEADER_NAME_BYTES = 64, MIN_COLUMNS = 2 };

// Walks the cells of the first row of `rest`.
struct cells {
    struct str rest;
    char delimiter;
    bool is_last;      // the cell just taken ends the row
    bool is_unclosed;  // its quotes do not close
    struct str raw;    // as it stands, quotes included
};

// Bytes of a quoted cell with its quotes; all of the text when they do not close.
static size_t quoted_bytes(struct str text, bool *is_unclosed)
{
    size_t at = 1;
    while (at < text.len) {
        const char *quote = memchr(text.ptr + at, '"', text.len - at);
        if (!quote)
            break;
        at = (size_t)(quote - text.ptr) + 1;
        if (at == text.len || text.ptr[at] != '"')
            return at;
        at++;
    }
    *is_unclosed = true;
    return text.len;
}

static bool cells_next(struct cells *c)
{
    if (c->is_last)
        return false;
    struct str text = c->rest;
    size_t end = text.len && text.ptr[0] == '"' ? quoted_bytes(text, &c->is_unclosed) : 0;
    while (end < text.len && text.ptr[end] != c->delimiter && text.ptr[end] != '\n')
        end++;
    c->raw = str_head(text, end);
    c->is_last = end == text.len || text.ptr[end] == '\n';
    c->rest = str_skip(text, end + 1);
    if (c->is_last && str_ends(c->raw, S("\r")))
        c->raw.len--;
    return true;
}

// What a cell says: without its quotes, doubled quotes single. Text behind the closing quote stays.
static struct str cell_text(struct str raw, struct arena *a)
{
    if (raw.len == 0 || raw.ptr[0] != '"')
        return raw;
    bool is_unclosed = false;
    size_t end = quoted_bytes(raw, &is_unclosed);
    struct str inside = {raw.ptr + 1, end - 1 - !is_unclosed};
    if (!is_unclosed && end == raw.len && !memchr(inside.ptr, '"', inside.len))
        return inside;
    char *text = arena_raw(a, raw.len);
    size_t n = 0;
    for (size_t i = 0; i < inside.len; i++) {
        text[n++] = inside.ptr[i];
        i += inside.ptr[i] == '"';
    }
    memcpy(text + n, raw.ptr + end, raw.len - end);
    return (struct str){text, n + raw.len - end};
}

struct str *csv_row(struct str row, char delimiter, struct arena *a, size_t *count)
{
    size_t cap = 16;
    size_t n = 0;
    struct str *cells = ARENA_ARRAY(a, struct str, cap);
    struct cells walk = {.rest = row, .delimiter = delimiter};
    while (cells_next(&walk)) {
        if (n == cap) {
            cells = arena_grow(a, cells, cap * sizeof *cells, 2 * cap * sizeof *cells);
            cap *= 2;
        }
        cells[n++] = cell_text(walk.raw, a);
    }
    *count = n;
    return cells;
}

struct str *csv_columns(struct str header, char delimiter, struct arena *a, size_t *count)
{
    struct str *names = csv_row(header, delimiter, a, count);
    for (size_t i = 0; i < *count; i++)
        names[i] = str_lower(str_trim(names[i]), a);
    return names;
}

static bool is_one_of(char c, struct str set)
{
    return memchr(set.ptr, c, set.len) != NULL;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// A name as exports write them: "tokens_prompt", "Cost (USD)", "app.name", "Ünits".
static bool is_name(struct str raw)
{
    struct str name = str_trim(raw);
    if (name.len >= 2 && name.ptr[0] == '"' && name.ptr[name.len - 1] == '"')
        name = str_trim((struct str){name.ptr + 1, name.len - 2});
    if (name.len == 0 || name.len > HEADER_NAME_BYTES)
        return false;
    bool is_named = false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_word = is_letter(c) || (unsigned char)c >= 0x80 || c == '_';
        is_named |= is_word;
        if (!is_word && !(c >= '0' && c <= '9') && !is_one_of(c, S(" -./()%$#@")))
            return false;
    }
    return is_named;
}

// The cells of the first row, if it is a header by this delimiter; 0 if not. *bytes: with line end.
static size_t header_columns(struct str head, char delimiter, size_t *bytes)
{
    size_t n = 0;
    struct cells walk = {.rest = head, .delimiter = delimiter};
    while (cells_next(&walk)) {
        if (walk.is_unclosed || !is_name(walk.raw))
            return 0;
        n++;
    }
    *bytes = head.len - walk.rest.len;
    return n;
}

// Cells of the row that follows the header; `columns` when it may go on behind the head.
static size_t second_row_columns(struct str rest, char delimiter, bool is_all, size_t columns)
{
    size_t n = 0;
    struct cells walk = {.rest = rest, .delimiter = delimiter};
    while (cells_next(&walk))
        n++;
    bool is_cut = walk.rest.len == 0 && !is_all;
    return is_cut || str_trim(rest).len == 0 ? columns : n;
}

bool csv_sniff(struct str head, bool head_is_all, char *delimiter, struct str *header,
               size_t *header_bytes)
{
    static const char delimiters[] = {',', ';', '\t'};
    for (size_t i = 0; i < sizeof delimiters; i++) {
        size_t bytes = 0;
        size_t columns = header_columns(head, delimiters[i], &bytes);
        if (columns < MIN_COLUMNS)
            continue;
        struct str rest = str_skip(head, bytes);
        if (str_starts(rest, S("{")) || str_starts(rest, S("[")) ||
            second_row_columns(rest, delimiters[i], head_is_all, columns) != columns)
            continue;
        *delimiter = delimiters[i];
        *header_bytes = bytes;
        *header = str_head(head, bytes);
        while (header->len && is_one_of(header->ptr[header->len - 1], S("\r\n")))
            header->len--;
        return true;
    }
    return false;
}

static void put_json_string(struct buf *b, struct str text)
{
    buf_byte(b, '"');
    while (text.len) {
        uint32_t c = 0;
        size_t n = utf8_take(text, &c);
        if (c < 0x20)
            buf_fmt(b, "\\u%04x", (unsigned)c);
        else {
            if (c == '"' || c == '\\')
                buf_byte(b, '\\');
            utf8_put(b, c);
        }
        text = str_skip(text, n);
    }
    buf_byte(b, '"');
}

struct str csv_row_json(struct str row, char delimiter, size_t columns, struct arena *a)
{
    size_t count = 0;
    struct str *cells = csv_row(row, delimiter, a, &count);
    struct buf b = {.arena = a};
    buf_byte(&b, '[');
    for (size_t i = 0; i < columns; i++) {
        if (i)
            buf_byte(&b, ',');
        if (i < count)
            put_json_string(&b, cells[i]);
        else
            buf_str(&b, S("null"));
    }
    buf_byte(&b, ']');
    memset(buf_reserve(&b, JSON_PADDING), ' ', JSON_PADDING);
    return buf_view(&b);
}
