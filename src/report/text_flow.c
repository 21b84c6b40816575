// text_flow.c - see text_flow.h.
#include "report/text_flow.h"

#include "base/utf8.h"

void text_spaces(struct buf *out, int n)
{
    while (n-- > 0)
        buf_byte(out, ' ');
}

// Bytes of the longest head of s that takes at most `columns`; *used = what it takes.
static size_t head_bytes(struct str s, int columns, int *used)
{
    size_t bytes = 0;
    *used = 0;
    while (bytes < s.len) {
        uint32_t code_point = 0;
        size_t n = utf8_take(str_skip(s, bytes), &code_point);
        int width = utf8_width((struct str){s.ptr + bytes, n});
        if (*used + width > columns)
            break;
        *used += width;
        bytes += n;
    }
    return bytes;
}

// Where the longest tail of s that takes at most `columns` starts.
static size_t tail_start(struct str s, int columns)
{
    int used = 0;
    int too_many = utf8_width(s) - columns;
    size_t start = head_bytes(s, too_many, &used);
    while (used < too_many && start < s.len) {
        uint32_t code_point = 0;
        size_t n = utf8_take(str_skip(s, start), &code_point);
        used += utf8_width((struct str){s.ptr + start, n});
        start += n;
    }
    return start;
}

struct str text_cut(struct str s, int columns, struct arena *a)
{
    if (utf8_width(s) <= columns)
        return s;
    int used = 0;
    int tail = (columns - 1) / 2;
    struct str head = str_head(s, head_bytes(s, columns - 1 - tail, &used));
    return str_fmt(a, "%.*s\xe2\x80\xa6%.*s", STR_ARG(head),
                   STR_ARG(str_skip(s, tail_start(s, tail))));
}

void text_words(struct buf *out, struct str text, int indent, int hanging, int columns)
{
    int used = indent;
    bool is_first = true;
    text_spaces(out, indent);
    while (text.len) {
        struct str_cut cut = str_cut(text, ' ');
        int width = utf8_width(cut.head);
        if (!is_first && columns && used + 1 + width > columns) {
            buf_byte(out, '\n');
            text_spaces(out, hanging);
            used = hanging;
        } else if (!is_first) {
            buf_byte(out, ' ');
            used++;
        }
        buf_str(out, cut.head);
        used += width;
        is_first = false;
        text = cut.tail;
    }
}
