// normal.c - one pass over the bytes; ASCII is the fast way.
#include "ingest/normal.h"

#include <string.h>

#include "base/lanes.h"
#include "base/utf8.h"
#include "ingest/word.h"

static bool is_ascii(struct str s)
{
    lanes seen = {0};
    size_t i = 0;
    for (; i + 16 <= s.len; i += 16)
        seen |= lanes_load(s.ptr + i);
    for (; i < s.len; i++)
        seen[0] |= (unsigned char)s.ptr[i];
    return lanes_first((lanes)(seen >= 0x80)) == 16;
}

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

// Lower case, and every run of white space as one space, none at the front. Bytes above 0x7f stay.
// Returns the end; writes up to 15 bytes behind it.
static char *fold_and_squeeze(char *to, struct str s)
{
    bool after_space = true;
    size_t i = 0;
    if (s.len)
        to = fold_byte(to, s.ptr[i++], &after_space);
    while (i + 16 <= s.len) {
        lanes v = lanes_load(s.ptr + i);
        lanes before = lanes_load(s.ptr + i - 1);
        lanes odd = (lanes)(v < 0x20) | ((lanes)(v == ' ') & (lanes)(before <= ' '));
        v += (lanes)(v - 'A' < 26) & 32;
        memcpy(to, &v, sizeof v);
        size_t n = lanes_first(odd);
        to += n;
        i += n;
        after_space = is_space(s.ptr[i - 1]);
        if (n < 16)
            to = fold_byte(to, s.ptr[i++], &after_space);
    }
    while (i < s.len)
        to = fold_byte(to, s.ptr[i++], &after_space);
    return to;
}

static bool ends_sentence(char c)
{
    return c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?' || c == ' ';
}

void normal_form(struct buf *out, struct str text)
{
    struct arena scratch = {0};
    if (!is_ascii(text))
        text = utf8_fold(text, &scratch);
    char *begin = buf_reserve(out, text.len + 16);
    char *end = fold_and_squeeze(begin, text);
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
