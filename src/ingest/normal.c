// normal.c - one sweep over the bytes; ASCII is the fast way.
#include "ingest/normal.h"

#include <string.h>

#include "base/utf8.h"
#include "ingest/sweeps.h"

static bool ends_sentence(char c)
{
    return c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?' || c == ' ';
}

void normal_form(struct buf *out, struct str text)
{
    struct arena scratch = {0};
    bool is_ascii = false;
    char *begin = buf_reserve(out, text.len + SWEEP_MARGIN);
    char *end = sweeps()->fold(begin, text, &is_ascii);
    if (!is_ascii) {
        text = utf8_fold(text, &scratch);
        begin = buf_reserve(out, text.len + SWEEP_MARGIN);
        end = sweeps()->fold(begin, text, &is_ascii);
    }
    for (;;) {
        if (end > begin && ends_sentence(end[-1]))
            end--;
        else if (end - begin >= 3 && memcmp(end - 3, "\xe3\x80\x82", 3) == 0)  // U+3002
            end -= 3;
        else
            break;
    }
    out->len += (size_t)(end - begin);
    arena_release(&scratch);
}
