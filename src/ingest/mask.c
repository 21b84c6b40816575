// mask.c - finds the spans that vary, a stretch without white space at a time.
#include <string.h>

#include "ingest/normal.h"
#include "ingest/word.h"

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

// Longer runs and mailbox names (RFC 5321: 64) are cut, so that no text takes quadratic time.
enum { RUN_MAX = MASK_RUN_BYTES, MAILBOX_MAX = 64 };

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

static void found(struct mask_walk *w, enum mask_kind kind, size_t offset, size_t bytes)
{
    w->found[w->count++] = (struct mask_span){w->at + offset, bytes, kind};
}

static void find_digits(struct mask_walk *w, struct str run)
{
    size_t i = 0;
    while (i < run.len) {
        size_t begin = i;
        while (i < run.len && (class_of(run.ptr[i]) & C_DIGIT))
            i++;
        if (i > begin)
            found(w, MASK_NUMBER, begin, i - begin);
        else
            i++;
    }
}

// A joined run with at least one digit.
static void find_in_run(struct mask_walk *w, struct str run, struct classes c)
{
    if (c.all & C_NUMBER)
        found(w, MASK_NUMBER, 0, run.len);
    else if (is_time(run, c))
        found(w, MASK_TIME, 0, run.len);
    else if ((run.len >= 8 && (c.all & C_HEX_ID) && (c.any & C_LETTER)) || is_prefixed_id(run))
        found(w, MASK_ID, 0, run.len);
    else
        find_digits(w, run);
}

// Bytes to take from the front of s, which is a word.
static size_t find_in_word(struct mask_walk *w, struct str s)
{
    size_t letters = 0;
    while (letters < s.len && (class_of(s.ptr[letters]) & C_LETTER))
        letters++;
    size_t n = joined_end(s);
    struct str run = str_head(s, n);
    struct classes c = classes_of(run);
    if (!(c.any & C_DIGIT))
        return n;
    bool begins_with_word = letters && letters < n && !is_word(s.ptr[letters]);
    if (begins_with_word && !is_prefixed_id(run) && !(c.all & C_HEX_ID))
        return letters + 1;  // "total:12": the word stays, then go on
    find_in_run(w, run, c);
    return n;
}

// Looks at the next byte or word of a stretch.
static void step(struct mask_walk *w)
{
    struct str s = {w->text.ptr + w->at, w->stretch_end - w->at};
    size_t n = 1;
    if (is_word(s.ptr[0])) {
        if (w->tries_url && (n = url_length(s)) > 0)
            found(w, MASK_URL, 0, n);
        else if (w->tries_mail && (n = email_length(s)) > 0)
            found(w, MASK_EMAIL, 0, n);
        else
            n = find_in_word(w, s);
    }
    w->at += n;
}

// Position of the first digit, @ or :// at or behind `i`, or the length.
static size_t next_variable(struct spots *signs, size_t i)
{
    struct str s = signs->text;
    for (i = spots_next(signs, i); i < s.len; i = spots_next(signs, i + 1)) {
        char c = s.ptr[i];
        if ((class_of(c) & C_DIGIT) || c == '@' || str_starts(str_skip(s, i), S("://")))
            break;
    }
    return i;
}

// Length of a number that makes up the stretch which begins at `at`, but for a mark behind it; 0 if
// anything else is in the stretch. Most spans are such: this is the short way to them.
static size_t lone_number(struct str text, size_t at, size_t *stretch_end)
{
    size_t i = at;
    size_t last = at;  // behind the last digit
    for (; i < text.len && i - at < RUN_MAX && (class_of(text.ptr[i]) & C_NUMBER); i++)
        if (class_of(text.ptr[i]) & C_DIGIT) {
            if (i > last + 1)
                return 0;  // two marks: another number
            last = i + 1;
        }
    *stretch_end = i;
    bool is_lone = i == text.len || (i - at < RUN_MAX && is_space(text.ptr[i]));
    return is_lone ? last - at : 0;
}

// Goes to the next stretch without white space that has a digit, an @ or a :// somewhere.
static bool enter_stretch(struct mask_walk *w)
{
    struct str text = w->text;
    size_t end = next_variable(&w->signs, w->at);
    if (end == text.len)
        return false;
    size_t begin = end;
    while (begin > w->at && !is_space(text.ptr[begin - 1]))
        begin--;
    w->at = begin;
    size_t number = begin == end && (class_of(text.ptr[end]) & C_DIGIT)
                        ? lone_number(text, end, &w->stretch_end)
                        : 0;
    if (number) {
        found(w, MASK_NUMBER, 0, number);
        w->at = w->stretch_end;
        return true;
    }
    bool has_at = false;
    bool has_colon = false;
    for (; end < text.len && !is_space(text.ptr[end]); end++) {
        has_at |= text.ptr[end] == '@';
        has_colon |= text.ptr[end] == ':';
    }
    w->stretch_end = end;
    w->tries_mail = has_at;
    w->tries_url = has_colon && str_contains((struct str){text.ptr + begin, end - begin}, S("://"));
    return true;
}

void mask_begin(struct mask_walk *w, struct str text)
{
    w->text = text;
    spots_begin(&w->signs, text, SPOT_SIGN);
    w->at = w->stretch_end = 0;
    w->first = w->count = 0;
}

bool mask_next(struct mask_walk *w, struct mask_span *out)
{
    while (w->first == w->count) {
        w->first = w->count = 0;
        if (w->at < w->stretch_end)
            step(w);
        else if (!enter_stretch(w))
            return false;
    }
    *out = w->found[w->first++];
    return true;
}

void mask_text(struct buf *out, struct str text)
{
    struct mask_walk walk;
    struct mask_span span;
    size_t from = 0;  // first byte not yet written
    buf_reserve(out, text.len + 16);
    mask_begin(&walk, text);
    while (mask_next(&walk, &span)) {
        buf_str(out, (struct str){text.ptr + from, span.offset - from});
        buf_byte(out, 1);
        buf_byte(out, (char)span.kind);
        from = span.offset + span.bytes;
    }
    buf_str(out, str_skip(text, from));
}
