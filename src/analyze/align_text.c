// align_text.c - templates in words: static text and slots in their order.
#include "analyze/align.h"
#include "base/buf.h"
#include "base/utf8.h"

enum { STATIC_BYTES = 48 };  // of a stretch of static text that are shown

static void put_words(struct buf *b, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\n' || c == '\t' || c == '\r')
            c = ' ';
        if (c)  // it makes a mark longer (align.h)
            buf_byte(b, c);
    }
}

static void put_static(struct buf *b, const struct aligned_span *span, struct str front,
                       double bytes_per_tok)
{
    size_t begin = (size_t)span->first_offset, bytes = (size_t)span->first_bytes;
    if (!front.ptr || begin >= front.len) {
        int64_t tok = (int64_t)((double)span->first_bytes / bytes_per_tok + 0.5);
        buf_fmt(b, "%s[static %lld tok]", b->len ? " " : "", (long long)tok);
        return;
    }
    struct str text = str_head(str_skip(front, begin), bytes);
    struct str shown = utf8_head(text, STATIC_BYTES);
    put_words(b, shown);
    if (shown.len < bytes)
        buf_str(b, S("…"));
}

struct str align_describe(const struct alignment *alignment, struct str first_front,
                          double bytes_per_tok, size_t most, struct arena *a)
{
    struct buf b = {.arena = a};
    for (int i = 0; i < alignment->span_count; i++) {
        const struct aligned_span *span = &alignment->spans[i];
        if (b.len >= most) {
            buf_str(&b, S("…"));
            break;
        }
        if (!span->is_slot) {
            put_static(&b, span, first_front, bytes_per_tok);
            continue;
        }
        // The space ahead of a slot is in front of it only where the text is known.
        bool is_known = first_front.ptr && span->first_offset <= (int64_t)first_front.len;
        bool has_space = is_known || b.len == 0 || b.ptr[b.len - 1] == ' ';
        buf_fmt(&b, "%s‹%s›", has_space ? "" : " ", slot_kind_name[span->kind]);
    }
    return buf_view(&b);
}
