// excerpt.c - see excerpt.h.
#include "analyze/excerpt.h"

#include "model/record.h"
#include "store/prompts.h"

// Up to a character's first byte.
static size_t whole_characters(struct str text)
{
    size_t n = EXCERPT_BYTES;
    if (text.len <= n)
        return text.len;
    while (n > 0 && ((unsigned char)text.ptr[n] & 0xc0) == 0x80)
        n--;
    return n;
}

bool excerpt_of(struct store *s, int64_t segment_id, struct str *out, struct arena *a,
                struct err *e)
{
    struct arena scratch = {0};
    struct str text = {NULL, 0};
    *out = text;
    if (segment_id == UNKNOWN)
        return true;
    bool ok = prompts_text(s, segment_id, &text, &scratch, e);
    if (ok && text.ptr) {
        size_t n = whole_characters(text);
        char *copy = arena_cstr(a, text.ptr, n);
        for (size_t i = 0; i < n; i++)
            if ((unsigned char)copy[i] < ' ')
                copy[i] = ' ';
        *out = (struct str){copy, n};
    }
    arena_release(&scratch);
    return ok;
}
