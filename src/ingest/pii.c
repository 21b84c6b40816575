// pii.c - skips to bytes without which no span can be (digits : @ =) and asks the rules there.
#include "ingest/pii.h"

#include "ingest/ascii.h"
#include "ingest/pii_rules.h"
#include "ingest/spots.h"

// Shorter runs hold no key and no MAC address, no number by itself.
enum { TOKEN_MIN_BYTES = 16, NUMBER_MIN_BYTES = 7 };

enum {
    A = PII_TOKEN | PII_MAILBOX | PII_VALUE,             // letters
    D = PII_TOKEN | PII_MAILBOX | PII_VALUE | PII_SIGN,  // digits
    J = PII_TOKEN | PII_MAILBOX | PII_VALUE | PII_MARK,  // - . _
    P = PII_MAILBOX | PII_VALUE | PII_MARK,              // +
    C = PII_MAILBOX | PII_VALUE,                         // %
    E = PII_VALUE | PII_SIGN | PII_MARK,                 // : =
    T = PII_VALUE | PII_SIGN,                            // @
    H = PII_VALUE | PII_MARK,                            // #
    V = PII_VALUE,                                       // ! $ * / ? ^ ~
    Q = PII_QUOTE | PII_MARK,                            // space " '
    B = PII_QUOTE,                                       // backslash
    M = PII_MARK,                                        // tab, line feed, (
};

// By ASCII code.
const unsigned char pii_class[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, M, M, 0, 0, 0, 0, 0,  // control characters
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // control characters
    Q, V, Q, H, V, C, 0, Q, M, 0, V, P, 0, J, J, V,  //   ! " # $ % & ' ( ) * + , - . /
    D, D, D, D, D, D, D, D, D, D, E, 0, 0, E, 0, V,  // 0 1 2 3 4 5 6 7 8 9 : ; < = > ?
    T, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A,  // @ A B C D E F G H I J K L M N O
    A, A, A, A, A, A, A, A, A, A, A, 0, B, 0, V, J,  // P Q R S T U V W X Y Z [ \ ] ^ _
    0, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A,  // ` a b c d e f g h i j k l m n o
    A, A, A, A, A, A, A, A, A, A, A, 0, 0, 0, V, 0,  // p q r s t u v w x y z { | } ~
};

bool pii_is_escape(struct str text, size_t at)
{
    char c = text.ptr[at];
    return at > 0 && text.ptr[at - 1] == '\\' && (c == 'n' || c == 'r' || c == 't');
}

bool pii_is_inside_word(struct str text, size_t at)
{
    return at > 0 && ascii_is_word(text.ptr[at - 1]) && !pii_is_escape(text, at - 1);
}

static bool is_in(const char *const *words, struct str word)
{
    for (size_t i = 0; words && words[i]; i++)
        if (str_eq_nocase(str_of(words[i]), word))
            return true;
    return false;
}

bool pii_follows(struct str text, size_t at, const char *const *words, const char *const *fillers)
{
    enum { WORDS_MAX = 4, MARKS_MAX = 6 };
    for (int i = 0; i < WORDS_MAX; i++) {
        size_t stop = at > MARKS_MAX ? at - MARKS_MAX : 0;
        while (at > stop && pii_is(text.ptr[at - 1], PII_MARK))
            at--;
        size_t end = at;
        while (at > 0 && ascii_is_letter(text.ptr[at - 1]))
            at--;
        struct str word = {text.ptr + at, end - at};
        if (is_in(words, word))
            return true;
        if (!is_in(fillers, word))
            return false;
    }
    return false;
}

// True when digits may go on behind the run that ends at `end`: most numbers stand alone.
static bool may_go_on(struct str text, size_t end)
{
    if (end + 1 >= text.len)
        return false;
    char c = text.ptr[end];
    char next = text.ptr[end + 1];
    return c == ')' ||
           ((c == ' ' || c == '/' || c == '(') && (ascii_is_digit(next) || next == '('));
}

// "2026-02-10" by itself, in the run up to `end`: the most common number that is nobody's.
static bool is_lone_date(const struct pii_place *p, size_t end)
{
    static const char like[] = "2099-99-99";
    enum { LENGTH = sizeof like - 1 };
    const char *date = p->text.ptr + p->at;
    char before = (char)(p->at > 0 ? date[-1] : 0);
    size_t n = end - p->at;
    n -= n == LENGTH + 1 && date[LENGTH] == '.';
    if (n != LENGTH || (date[0] != '1' && date[0] != '2') || before == '+' || before == '(')
        return false;
    for (size_t i = 0; i < LENGTH; i++)
        if (like[i] == '-' ? date[i] != '-' : !ascii_is_digit(date[i]))
            return false;
    return !may_go_on(p->text, end);
}

// All of the run that the digit stands in is looked at once; *next is its end.
static bool look_at_digit(struct pii_place p, size_t *next, struct pii_span *out)
{
    struct pii_place token = p;
    size_t end = *next;
    while (token.at > p.from && pii_is(p.text.ptr[token.at - 1], PII_TOKEN))
        token.at--;
    while (end < p.text.len && pii_is(p.text.ptr[end], PII_TOKEN))
        end++;
    *next = end;
    if (end - token.at >= TOKEN_MIN_BYTES &&
        (pii_token(&token, end, out) || pii_dash_address(&token, end, out)))
        return true;
    if (end - p.at < NUMBER_MIN_BYTES && !may_go_on(p.text, end))
        return false;
    return !is_lone_date(&p, end) && !pii_is_inside_word(p.text, p.at) && pii_number(&p, out);
}

// At a : or =: most names before one are no secret's.
static bool may_be_named(const struct pii_place *p)
{
    const char *end = p->text.ptr + p->at;
    if (p->at < p->from + 3)
        return p->at > p->from + 1;
    end -= end[-1] == '"';
    return pii_is(end[-1], PII_QUOTE) || pii_may_end_secret(end[-1], end[-2]);
}

static bool look(const struct pii_place *p, size_t *next, struct pii_span *out)
{
    char c = p->text.ptr[p->at];
    if (ascii_is_digit(c))
        return look_at_digit(*p, next, out);
    if (c == '@')
        return pii_at_sign(p, out);
    while (c == '=' && *next < p->text.len && p->text.ptr[*next] == '=')
        ++*next;  // a ruled line
    if (may_be_named(p) && pii_named_key(p, out))
        return true;
    return c == ':' && p->at > p->from && ascii_is_hex(p->text.ptr[p->at - 1]) &&
           pii_colon_address(p, out);
}

static bool next_span(struct spots *signs, size_t from, struct pii_span *out)
{
    struct str text = signs->text;
    struct pii_place p = {text, from, spots_next(signs, from)};
    while (p.at < text.len) {
        size_t next = p.at + 1;
        if (look(&p, &next, out))
            return true;
        p.at = spots_next(signs, next);
    }
    return false;
}

bool pii_next(struct str text, size_t from, struct pii_span *out)
{
    struct spots signs;
    spots_begin(&signs, text, SPOT_SIGN);
    return next_span(&signs, from, out);
}

uint32_t pii_kinds(struct str text)
{
    uint32_t all = (UINT32_C(1) << PII_COUNT) - 1;
    uint32_t kinds = 0;
    struct pii_span span = {0};
    struct spots signs;
    spots_begin(&signs, text, SPOT_SIGN);
    while (kinds != all && next_span(&signs, span.end, &span))
        kinds |= UINT32_C(1) << span.kind;
    return kinds;
}
