// pii_rules.h - the rules of pii.h by kind; each looks around one byte that only its spans have.
#pragma once

#include "ingest/pii.h"

// What a byte can be part of; ASCII only.
enum {
    PII_TOKEN = 1,    // [A-Za-z0-9_.-]
    PII_MAILBOX = 2,  // [A-Za-z0-9_.%+-]
    PII_VALUE = 4,    // of a named key: printable, no quote, bracket, comma, ; & | or backslash
    PII_QUOTE = 8,    // space, quotes, backslash: between a name, its : or = and its value
    PII_SIGN = 16,    // digits : @ =
    PII_MARK = 32,    // between a word that announces something and that: see pii_follows()
};
extern const unsigned char pii_class[256];

static inline bool pii_is(char c, unsigned classes)
{
    return (pii_class[(unsigned char)c] & classes) != 0;
}

// False for most names that cannot be a secret's, by their last two letters.
static inline bool pii_may_end_secret(char last, char before)
{
    before = (char)(before | 32);
    switch (last | 32) {
    case 'd':
        return before == 'r' || before == 'w';
    case 'n':
        return before == 'e' || before == 'o';
    case 'e':
        return before == 's';
    case 't':
    case 'y':
    case 'r':
        return before == 'e';
    default:
        return false;
    }
}

struct pii_place {
    struct str text;
    size_t from;  // spans begin here or later
    size_t at;
};

// At the first digit of a number that is in no word: phone, card or IPv4.
bool pii_number(const struct pii_place *p, struct pii_span *out);
bool pii_ipv4(const struct pii_place *p, struct pii_span *out);
// At a run of [A-Za-z0-9_.-] with a digit, `end` its end.
bool pii_token(const struct pii_place *p, size_t end, struct pii_span *out);
// At the @: an address, or the password of a URL.
bool pii_at_sign(const struct pii_place *p, struct pii_span *out);
// At a : or =, the name before it.
bool pii_named_key(const struct pii_place *p, struct pii_span *out);
// At a : between hexadecimal digits or colons: IPv6 or MAC.
bool pii_colon_address(const struct pii_place *p, struct pii_span *out);
// At a run as for pii_token: MAC with dashes.
bool pii_dash_address(const struct pii_place *p, size_t end, struct pii_span *out);

// True when the byte at `at` is the letter of a "\n", "\r" or "\t" written out.
bool pii_is_escape(struct str text, size_t at);
// True when a word goes on in front of `at`.
bool pii_is_inside_word(struct str text, size_t at);
// True when one of the words stands in front of `at`; between them may be up to three of `fillers`
// (NULL-terminated, lower case), white space and one of ":.#=(" each.
bool pii_follows(struct str text, size_t at, const char *const *words, const char *const *fillers);
