// normal.c - one pass over the bytes; ASCII is the fast way.
#include "ingest/normal.h"

#include <string.h>

#include "base/lanes.h"
#include "base/utf8.h"
#include "ingest/word.h"

// One byte the slow way: lower case; white space only behind something else, as a space.
static char *fold_byte(char *to, char ch, bool *after_space)
{
    unsigned char c = (unsigned char)ch;
    bool space = is_space(ch);
    unsigned char lower = (unsigned char)(c + (c >= 'A' && c <= 'Z' ? 32 : 0));
    *to = (char)(space ? ' ' : lower);
    to += !(space && *after_space);
    *after_space = space;
    return to;
}

// Lower case, and every run of white space as one space, none at the front. Returns the end; writes
// up to 15 bytes behind it. Bytes above 0x7f stay; *is_ascii says that there are none.
static char *fold_and_squeeze(char *to, struct str s, bool *is_ascii)
{
    lanes seen = {0};
    unsigned char wide = 0;
    bool after_space = true;
    size_t i = 0;
    if (s.len) {
        wide = (unsigned char)s.ptr[0];
        to = fold_byte(to, s.ptr[i++], &after_space);
    }
    while (i + 16 <= s.len) {
        lanes v = lanes_load(s.ptr + i);
        lanes before = lanes_load(s.ptr + i - 1);
        lanes odd = (lanes)(v < 0x20) | ((lanes)(v == ' ') & (lanes)(before <= ' '));
        seen |= v;
        v += (lanes)(v - 'A' < 26) & 32;
        memcpy(to, &v, sizeof v);
        size_t n = lanes_first(odd);
        to += n;
        i += n;
        if (n == 16)
            continue;
        after_space = is_space(s.ptr[i - 1]);
        to = fold_byte(to, s.ptr[i++], &after_space);
    }
    after_space = i == 0 || is_space(s.ptr[i - 1]);
    for (; i < s.len; i++) {
        wide |= (unsigned char)s.ptr[i];
        to = fold_byte(to, s.ptr[i], &after_space);
    }
    *is_ascii = wide < 0x80 && lanes_bits(seen) == 0;
    return to;
}

static bool ends_sentence(char c)
{
    return c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?' || c == ' ';
}

void normal_form(struct buf *out, struct str text)
{
    struct arena scratch = {0};
    bool is_ascii = false;
    char *begin = buf_reserve(out, text.len + 16);
    char *end = fold_and_squeeze(begin, text, &is_ascii);
    if (!is_ascii) {
        text = utf8_fold(text, &scratch);
        begin = buf_reserve(out, text.len + 16);
        end = fold_and_squeeze(begin, text, &is_ascii);
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
