// normal.c - one pass over the bytes each; ASCII is the fast way.
#include "ingest/normal.h"

#include <string.h>

#include "base/utf8.h"

// Sixteen bytes at a time, in what vector registers the machine has (GCC's vector extension).
typedef unsigned char lanes __attribute__((vector_size(16)));

static lanes load16(const char *p)
{
    lanes v;
    memcpy(&v, p, sizeof v);
    return v;
}

// The first lane that is set (0xff), or 16.
static size_t first_lane(lanes v)
{
#ifdef __SSE2__
    typedef char bytes __attribute__((vector_size(16)));
    unsigned set = (unsigned)__builtin_ia32_pmovmskb128((bytes)v);
    return set ? (size_t)__builtin_ctz(set) : 16;
#else
    uint64_t half[2];
    memcpy(half, &v, sizeof half);
    if (half[0])
        return (size_t)__builtin_ctzll(half[0]) / 8;
    return half[1] ? 8 + (size_t)__builtin_ctzll(half[1]) / 8 : 16;
#endif
}

static bool is_space(char ch)
{
    unsigned char c = (unsigned char)ch;
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_ascii(struct str s)
{
    lanes seen = {0};
    size_t i = 0;
    for (; i + 16 <= s.len; i += 16)
        seen |= load16(s.ptr + i);
    for (; i < s.len; i++)
        seen[0] |= (unsigned char)s.ptr[i];
    return first_lane((lanes)(seen >= 0x80)) == 16;
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
        lanes v = load16(s.ptr + i);
        lanes before = load16(s.ptr + i - 1);
        lanes odd = (lanes)(v < 0x20) | ((lanes)(v == ' ') & (lanes)(before <= ' '));
        v += (lanes)(v - 'A' < 26) & 32;
        memcpy(to, &v, sizeof v);
        size_t n = first_lane(odd);
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

// What a byte is, and which spans it can be part of.
enum {
    C_LETTER = 1,  // A-Z a-z _
    C_DIGIT = 2,
    C_JOIN = 4,     // - . : / + ,
    C_NUMBER = 8,   // digits . ,
    C_TIME = 16,    // digits - : / . + T Z
    C_HEX_ID = 32,  // 0-9 a-f A-F -
    C_ID = 64,      // letters (no _) digits -
    C_MAIL = 128,   // letters digits . % + -
    C_WORD = C_LETTER | C_DIGIT,

    L = C_LETTER | C_ID | C_MAIL,                                // g-z G-Z
    H = L | C_HEX_ID,                                            // a-f A-F
    Z = L | C_TIME,                                              // T Z
    U = C_LETTER | C_MAIL,                                       // _
    D = C_DIGIT | C_NUMBER | C_TIME | C_HEX_ID | C_ID | C_MAIL,  // 0-9
    M = C_JOIN | C_TIME | C_HEX_ID | C_ID | C_MAIL,              // -
    P = C_JOIN | C_NUMBER | C_TIME | C_MAIL,                     // .
    A = C_JOIN | C_TIME | C_MAIL,                                // +
    C = C_JOIN | C_NUMBER,                                       // ,
    T = C_JOIN | C_TIME,                                         // : /
    G = C_MAIL,                                                  // %
};

// By ASCII code; bytes above 0x7f are in no class.
static const unsigned char class_table[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // control characters
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  //
    0, 0, 0, 0, 0, G, 0, 0, 0, 0, 0, A, C, M, P, T,  //   ! " # $ % & ' ( ) * + , - . /
    D, D, D, D, D, D, D, D, D, D, T, 0, 0, 0, 0, 0,  // 0 1 2 3 4 5 6 7 8 9 : ; < = > ?
    0, H, H, H, H, H, H, L, L, L, L, L, L, L, L, L,  // @ A B C D E F G H I J K L M N O
    L, L, L, L, Z, L, L, L, L, L, Z, 0, 0, 0, 0, U,  // P Q R S T U V W X Y Z [ \ ] ^ _
    0, H, H, H, H, H, H, L, L, L, L, L, L, L, L, L,  // ` a b c d e f g h i j k l m n o
    L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, 0,  // p q r s t u v w x y z { | } ~
};

static unsigned class_of(char c)
{
    return class_table[(unsigned char)c];
}

static bool is_word(char c)
{
    return (class_of(c) & C_WORD) != 0;
}

static void put_mask(struct buf *out, enum mask_kind kind)
{
    buf_byte(out, 1);
    buf_byte(out, (char)kind);
}

// Longer runs and mailbox names (RFC 5321: 64) are cut, so that no text takes quadratic time.
enum { RUN_MAX = 128, MAILBOX_MAX = 64 };

// End of the word that starts at s, and of those joined to it; at most RUN_MAX bytes.
static size_t joined_end(struct str s)
{
    size_t i = 0;
    s = str_head(s, RUN_MAX);
    while (i < s.len) {
        if (is_word(s.ptr[i]))
            i++;
        else if ((class_of(s.ptr[i]) & C_JOIN) && i + 1 < s.len && is_word(s.ptr[i + 1]))
            i += 2;
        else
            break;
    }
    return i;
}

// Classes that all bytes have, and those that any has.
struct classes {
    unsigned all, any;
};

static struct classes classes_of(struct str s)
{
    struct classes c = {~0U, 0};
    for (size_t i = 0; i < s.len; i++) {
        c.all &= class_of(s.ptr[i]);
        c.any |= class_of(s.ptr[i]);
    }
    return c;
}

// "call_8Hk2…", "chatcmpl-9x…", "toolu_01A…": letters, one joint, 8 or more letters and digits.
static bool is_prefixed_id(struct str s)
{
    size_t i = 0;
    while (i < s.len && (class_of(s.ptr[i]) & C_LETTER) && s.ptr[i] != '_')
        i++;
    if (i == 0 || i >= s.len || (s.ptr[i] != '_' && s.ptr[i] != '-'))
        return false;
    struct str rest = str_skip(s, i + 1);
    struct classes c = classes_of(rest);
    return rest.len >= 8 && (c.all & (C_ID | C_LETTER)) == C_ID && (c.any & C_DIGIT);
}

// Digits first, and at least one of - : / further on.
static bool is_time(struct str s, struct classes c)
{
    if (!(c.all & C_TIME) || !(class_of(s.ptr[0]) & C_DIGIT))
        return false;
    return memchr(s.ptr, '-', s.len) || memchr(s.ptr, ':', s.len) || memchr(s.ptr, '/', s.len);
}

static void mask_digits(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!(class_of(s.ptr[i]) & C_DIGIT))
            buf_byte(out, s.ptr[i]);
        else if (i == 0 || !(class_of(s.ptr[i - 1]) & C_DIGIT))
            put_mask(out, MASK_NUMBER);
}

// A joined run with at least one digit.
static void mask_run(struct buf *out, struct str s, struct classes c)
{
    if (c.all & C_NUMBER)
        put_mask(out, MASK_NUMBER);
    else if (is_time(s, c))
        put_mask(out, MASK_TIME);
    else if ((s.len >= 8 && (c.all & C_HEX_ID) && (c.any & C_LETTER)) || is_prefixed_id(s))
        put_mask(out, MASK_ID);
    else
        mask_digits(out, s);
}

static bool is_url_end(char c)
{
    return is_space(c) || c == '"' || c == '\'' || c == '<' || c == '>' || c == ')' || c == ']' ||
           c == '}';
}

// Length of the URL at the front of s; 0 if there is none.
static size_t url_length(struct str s)
{
    size_t scheme = 0;
    while (scheme < s.len && scheme < RUN_MAX && (class_of(s.ptr[scheme]) & C_LETTER))
        scheme++;
    if (scheme == 0 || !str_starts(str_skip(s, scheme), S("://")))
        return 0;
    size_t i = scheme + 3;
    while (i < s.len && !is_url_end(s.ptr[i]))
        i++;
    return i;
}

size_t email_length(struct str s)
{
    size_t at = 0;
    while (at < s.len && at <= MAILBOX_MAX && (class_of(s.ptr[at]) & C_MAIL))
        at++;
    if (at == 0 || at >= s.len || s.ptr[at] != '@')
        return 0;
    size_t i = at + 1;
    size_t last_dot = 0;
    while (i < s.len && ((is_word(s.ptr[i]) && s.ptr[i] != '_') || s.ptr[i] == '-' ||
                         (s.ptr[i] == '.' && i + 1 < s.len && is_word(s.ptr[i + 1])))) {
        if (s.ptr[i] == '.')
            last_dot = i;
        i++;
    }
    return last_dot > at + 1 ? i : 0;
}

// Bytes to take from the front of s, which is a word: the run's mask or text is written.
static size_t mask_word(struct buf *out, struct str s)
{
    size_t letters = 0;
    while (letters < s.len && (class_of(s.ptr[letters]) & C_LETTER))
        letters++;
    size_t n = joined_end(s);
    struct str run = str_head(s, n);
    struct classes c = classes_of(run);
    bool begins_with_word = letters && letters < n && !is_word(s.ptr[letters]);
    if (!(c.any & C_DIGIT)) {
        buf_str(out, run);
    } else if (begins_with_word && !is_prefixed_id(run) && !(c.all & C_HEX_ID)) {
        n = letters + 1;  // "total:12": the word stays, then go on
        buf_str(out, str_head(s, n));
    } else {
        mask_run(out, run, c);
    }
    return n;
}

// A stretch without white space that has a digit, an @ or a :// somewhere.
static void mask_stretch(struct buf *out, struct str s)
{
    bool tries_mail = memchr(s.ptr, '@', s.len) != NULL;
    bool tries_url = str_contains(s, S("://"));
    while (s.len) {
        size_t n = 1;
        if (!is_word(s.ptr[0]))
            buf_byte(out, s.ptr[0]);
        else if (tries_url && (n = url_length(s)) > 0)
            put_mask(out, MASK_URL);
        else if (tries_mail && (n = email_length(s)) > 0)
            put_mask(out, MASK_EMAIL);
        else
            n = mask_word(out, s);
        s = str_skip(s, n);
    }
}

// Position of the first digit, @ or :// at or behind `i`, or the length.
static size_t next_variable(struct str s, size_t i)
{
    while (i < s.len) {
        if (i + 16 <= s.len) {
            lanes v = load16(s.ptr + i);
            size_t n = first_lane((lanes)(v - '0' <= ':' - '0') | (lanes)(v == '@'));
            i += n;
            if (n == 16)
                continue;
        }
        char c = s.ptr[i];
        if ((class_of(c) & C_DIGIT) || c == '@' || str_starts(str_skip(s, i), S("://")))
            return i;
        i++;
    }
    return s.len;
}

void mask_text(struct buf *out, struct str text)
{
    buf_reserve(out, text.len + 16);
    size_t from = 0;  // first byte not yet written
    for (;;) {
        size_t at = next_variable(text, from);
        if (at == text.len)
            break;
        size_t begin = at;
        while (begin > from && !is_space(text.ptr[begin - 1]))
            begin--;
        while (at < text.len && !is_space(text.ptr[at]))
            at++;
        buf_str(out, (struct str){text.ptr + from, begin - from});
        mask_stretch(out, (struct str){text.ptr + begin, at - begin});
        from = at;
    }
    buf_str(out, str_skip(text, from));
}
