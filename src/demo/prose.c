// prose.c - sentences from patterns of word classes; see prose.h.
#include "demo/prose.h"

#include <string.h>

#include "base/str.h"
#include "demo/words.h"

// No pattern writes more than this.
enum { PATTERN_MAX = 512, WORD_COPY = 16 };

// "~N" is a word of class N (class_of_letter[]), "~#" and the like a number; all else is itself.
static const char sentences[][64] = {
    "~D ~A ~N ~V ~D ~N ~P ~E ~S. ",
    "~D ~N ~P ~L ~V ~D ~A ~N ~R. ",
    "~R, ~E ~S ~V ~C ~D ~N ~V ~D ~A ~N. ",
    "~W ~V ~D ~N ~P ~D ~A ~N, ~C ~E ~S ~V. ",
    "~D ~N ~V ~# ~S ~P ~D ~A ~N. ",
    "~W and ~W ~V ~D ~N ~P ~L. ",
    "~P ~D ~A ~N, ~E ~S ~V ~D ~N. ",
    "~E ~A ~S ~V ~R ~P ~D ~N ~P ~L. ",
    "~D ~N of ~$ ~V ~D ~N ~P ~# ~C ~D ~N ~V. ",
    "~A ~S ~V ~D ~N; ~D ~N ~V ~R. ",
    "~W ~V ~R ~C ~D ~A ~N ~V ~E ~S. ",
    "~D ~N ~N ~V ~% ~P ~D ~N. ",
    "~E ~S ~P ~D ~N ~V ~D ~N ~C ~V ~D ~N ~P ~E ~A ~S. ",
    "~C ~D ~N ~V, ~W ~V ~D ~N ~@. ",
};
static const char clauses[][64] = {
    "~D ~A ~N ~V ~P ~L",
    "~D ~N ~V ~E ~S ~R",
    "~W ~V ~D ~A ~N",
    "~D ~N ~P ~D ~A ~N ~V",
};
static const char questions[][64] = {
    "How do I ~B ~D ~N ~P my ~M?",      "How can I ~B ~D ~N of the ~M?",
    "What is the ~A ~N ~P the ~M?",     "Can I ~B the ~N ~P the ~M today?",
    "Why was my ~N ~V ~R ~P the ~M?",   "Where do I find ~D ~N for the ~M?",
    "Is there ~D ~A ~N for the ~M?",    "Which ~S work ~P the ~M?",
    "Does the ~M include ~D ~N ~P ~L?", "What is the latest ~N for the ~M?",
    "How long is ~D ~N for the ~M?",    "~B ~N ~P ~M",
};
static const char rules[][96] = {
    "- Always ~B the ~N before you ~B ~D ~N ~P the customer.\\n",
    "- Please make sure to ~B ~D ~A ~N; never ~B ~D ~N without ~D ~N.\\n",
    "- If ~D ~N was ~V, ~B the ~N and explain the ~N in at most three ~S.\\n",
    "- It is important that you ~B the ~N ~P every ~N. Remember that the ~N ~V ~D ~A ~N.\\n",
    "- You should always ~B ~D ~A ~N ~P the ~N, kindly and in a neutral tone.\\n",
    "- Do not mention ~A ~S, internal ~S or the ~N of another customer.\\n",
    "- When ~D ~N is ~A, ~B it and ~B the ~N ~P ~D ~A ~N within ~# ~S.\\n",
    "- Refunds above ~$ need ~D ~A ~N; ~B the ~N instead.\\n",
};
static const char code_lines[][96] = {
    "    ~N_~N = ~N_~N->~N + ~#;\\n",
    "    if (~N_~N > ~#)\\n        return ~N_~B(~N, ~N_~N);\\n",
    "    for (int i = 0; i < ~N_~S; i++)\\n        ~N += ~N_~S[i].~N;\\n",
    "\\nstatic int ~N_~B(struct ~N *~N, int ~N)\\n{\\n",
    "    struct ~N *~N_~N = ~N_~B(~N_~N, ~#);\\n",
    "    // ~D ~N ~V ~D ~A ~N\\n",
    "    return ~N_~N ? ~N_~N->~N : ~#;\\n}\\n",
    "    ~N_~B(~N_~S, \\\"~D ~N\\\", ~N_~N);\\n",
};

static char *put_word(char *at, struct rng *r, enum word_class class)
{
    const struct words *words = &words_of[class];
    uint64_t x = rng_next(r) >> 32;
    uint64_t skewed = x * x >> 32;  // the first of a list are the frequent ones
    const struct word *word = &words->list[(x & 64 ? skewed : x) * words->count >> 32];
    memcpy(at, word->text, WORD_COPY);
    return at + word->len;
}

static char *put_number(char *at, uint64_t n)
{
    char digits[24];
    int len = 0;
    do {
        digits[len++] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    while (len)
        *at++ = digits[--len];
    return at;
}

static char *put_text(char *at, struct str s)
{
    memcpy(at, s.ptr, s.len);
    return at + s.len;
}

static char *put_money(char *at, struct rng *r)
{
    at = put_number(at, rng_next(r) % 9000 + 20);
    *at++ = '.';
    uint64_t cents = rng_next(r) % 90 + 10;
    at = put_number(at, cents);
    return put_text(at, S(" EUR"));
}

static char *put_percent(char *at, struct rng *r)
{
    at = put_text(at, S("by "));
    at = put_number(at, rng_next(r) % 90 + 3);
    return put_text(at, S(" per cent"));
}

static char *put_date(char *at, struct rng *r)
{
    at = put_text(at, S("on 2026-0"));
    at = put_number(at, rng_next(r) % 9 + 1);
    *at++ = '-';
    return put_number(at, rng_next(r) % 18 + 10);
}

static char *put_product(char *at, int64_t number)
{
    uint64_t n = (uint64_t)number;
    const struct words *products = &words_of[WORD_PRODUCT];
    const struct word *word = &products->list[n % products->count];
    memcpy(at, word->text, WORD_COPY);
    at += word->len;
    *at++ = ' ';
    return put_number(at, 100 + n);
}

// Word class of a letter, plus 1; 0 = no class.
static const unsigned char class_of_letter[128] = {
    ['N'] = WORD_NOUN + 1,        ['S'] = WORD_PLURAL + 1,     ['A'] = WORD_ADJECTIVE + 1,
    ['B'] = WORD_VERB + 1,        ['V'] = WORD_PAST + 1,       ['R'] = WORD_ADVERB + 1,
    ['P'] = WORD_PREPOSITION + 1, ['D'] = WORD_DETERMINER + 1, ['E'] = WORD_PLURAL_DETERMINER + 1,
    ['C'] = WORD_CONJUNCTION + 1, ['W'] = WORD_NAME + 1,       ['L'] = WORD_PLACE + 1,
};

static char *put_slot(char *at, struct rng *r, char letter, int64_t number)
{
    unsigned char class = class_of_letter[letter & 127];
    if (class)
        return put_word(at, r, (enum word_class)(class - 1));
    switch (letter) {
    case '#':
        return put_number(at, rng_next(r) % 980 + 2);
    case '$':
        return put_money(at, r);
    case '%':
        return put_percent(at, r);
    case '@':
        return put_date(at, r);
    default:
        return put_product(at, number);
    }
}

// Fills one pattern in, upper case at its start.
static void put_pattern(struct buf *b, struct rng *r, const char *pattern, int64_t number)
{
    char *start = buf_reserve(b, PATTERN_MAX), *at = start;
    for (const char *p = pattern; *p; p++) {
        if (*p != '~') {
            *at++ = *p;
            continue;
        }
        at = put_slot(at, r, *++p, number);
    }
    b->len += (size_t)(at - start);
    if (*start >= 'a' && *start <= 'z')
        *start = (char)(*start - 'a' + 'A');
}

#define PICK(r, list) (list)[rng_below((r), (int64_t)(sizeof(list) / sizeof(list)[0]))]

void prose_sentences(struct buf *b, struct rng *r, int64_t bytes)
{
    for (size_t end = b->len + (size_t)bytes; b->len < end;)
        put_pattern(b, r, PICK(r, sentences), 0);
    b->len--;  // the space behind the last full stop
}

void prose_clause(struct buf *b, struct rng *r)
{
    put_pattern(b, r, PICK(r, clauses), 0);
}

void prose_question(struct buf *b, struct rng *r, int64_t number)
{
    put_pattern(b, r, PICK(r, questions), number);
}

void prose_rules(struct buf *b, struct rng *r, int64_t bytes)
{
    for (size_t end = b->len + (size_t)bytes; b->len < end;)
        put_pattern(b, r, PICK(r, rules), 0);
}

void prose_code(struct buf *b, struct rng *r, int64_t bytes)
{
    for (size_t end = b->len + (size_t)bytes; b->len < end;)
        put_pattern(b, r, PICK(r, code_lines), 0);
}

void prose_document(struct buf *b, struct rng *r, int64_t number, int64_t bytes)
{
    size_t end = b->len + (size_t)bytes;
    buf_str(b, S("Document "));
    prose_number(b, 100000 + number);
    buf_str(b, S("\\n"));
    for (int section = 1; b->len < end; section++) {
        buf_str(b, S("\\n## "));
        prose_number(b, section);
        buf_str(b, S(". "));
        prose_clause(b, r);
        buf_str(b, S("\\n\\n"));
        prose_sentences(b, r, rng_between(r, 300, 1400));
        buf_str(b, S("\\n"));
    }
}

void prose_person(struct buf *b, struct rng *r)
{
    put_pattern(b, r, "~W ~W", 0);
}

void prose_number(struct buf *b, int64_t number)
{
    char *at = buf_reserve(b, 24);
    b->len += (size_t)(put_number(at, (uint64_t)number) - at);
}

void prose_id(struct buf *b, struct rng *r, int count)
{
    static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    char *at = buf_reserve(b, (size_t)count);
    for (int i = 0; i < count; i++)
        at[i] = alphabet[rng_below(r, 62)];
    b->len += (size_t)count;
}
