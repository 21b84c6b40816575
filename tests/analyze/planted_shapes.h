// planted_shapes.h - shapes of made-up prompts, with the template that each is of.
#pragma once

#include <string.h>

#include "analyze/mine.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/str.h"

// Planted shapes and which template each is of.
struct plants {
    struct arena *arena;
    struct mined_shape *shapes;
    size_t *truth;
    size_t count, cap;
    struct map seen;
    uint64_t random;
};

static inline uint64_t next(struct plants *p)
{
    p->random = hash_mix(p->random, 0x9e3779b97f4a7c15U);
    return p->random >> 16;
}

static inline bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

enum { TEXT_TOKENS = 256 };

// A simple reading of ingest/tokens.h: words, numbers, marks.
static inline int tokens_of(struct str text, uint8_t out[TEXT_TOKENS])
{
    int n = 0;
    for (size_t i = 0; i < text.len && n < TEXT_TOKENS;) {
        size_t begin = i++;
        char c = text.ptr[begin];
        if (c == ' ' || c == '\n')
            continue;
        while (is_letter(c) && i < text.len && is_letter(text.ptr[i]))
            i++;
        while (is_digit(c) && i < text.len && is_digit(text.ptr[i]))
            i++;
        uint64_t h = is_digit(c) ? 7 : hash_bytes(text.ptr + begin, i - begin);
        out[n++] = (uint8_t)(h % 255 + 1);
    }
    return n;
}

static inline struct shape shape_of(struct str system, struct str question)
{
    struct shape s = {0};
    uint8_t tokens[TEXT_TOKENS];
    int n = tokens_of(system, tokens);
    memcpy(s.system, tokens, (size_t)(n < SHAPE_SYSTEM ? n : SHAPE_SYSTEM));
    n = tokens_of(question, tokens);
    memcpy(s.head, tokens, (size_t)(n < SHAPE_HEAD ? n : SHAPE_HEAD));
    for (int i = 0; i < SHAPE_TAIL && i < n; i++)
        s.tail[i] = tokens[n - 1 - i];
    return s;
}

static inline void plant_shape(struct plants *p, size_t template, const struct shape *s)
{
    bool is_new = false;
    uint64_t *slot = map_put(&p->seen, hash_bytes(s, sizeof *s), &is_new);
    if (!is_new) {
        p->shapes[*slot].requests++;
        p->shapes[*slot].unique_contents++;
        return;
    }
    if (p->count == p->cap) {
        size_t cap = p->cap ? 2 * p->cap : 1024;
        p->shapes =
            arena_grow(p->arena, p->shapes, p->cap * sizeof *p->shapes, cap * sizeof *p->shapes);
        p->truth =
            arena_grow(p->arena, p->truth, p->cap * sizeof *p->truth, cap * sizeof *p->truth);
        p->cap = cap;
    }
    *slot = p->count;
    p->shapes[p->count] = (struct mined_shape){*s, 1, 1};
    p->truth[p->count++] = template;
}

static inline void plant(struct plants *p, size_t template, struct str system, struct str question)
{
    struct shape s = shape_of(system, question);
    plant_shape(p, template, &s);
}

static inline struct plants new_plants(struct arena *a)
{
    return (struct plants){.arena = a, .seen = {.arena = a}, .random = 42};
}

#define PICK(p, list) (list)[next(p) % (sizeof(list) / sizeof *(list))]

static const char *const languages[] = {"French",  "German", "Spanish",
                                        "Italian", "Polish", "Brazilian Portuguese"};
static const char *const openers[] = {
    "How do I",
    "How can I",
    "How long does it take to",
    "What is",
    "What are",
    "What happens if I",
    "Can you",
    "Can I",
    "Could you please",
    "Where is",
    "Where can I find",
    "When will you",
    "Why is",
    "Why does",
    "Is it possible to",
    "Is there",
    "Do you have",
    "Does this",
    "I want to",
    "I would like to",
    "I need",
    "I have",
    "I cannot",
    "My",
    "The",
    "Please",
    "Please help me to",
    "Hi, I",
    "Hello, can you",
    "Tell me about",
    "Tell me how to",
    "It seems that",
    "There is",
    "We are",
    "Our team wants to",
    "After the update",
    "Since yesterday",
    "Thanks, but",
    "Ok, and",
    "Sorry, I meant",
    "Which",
    "Who",
    "Should I",
    "Are you sure that",
    "Help me",
    "Explain",
    "Show me",
    "Give me",
};
static const char *const middles[] = {
    "reset my password",       "change the address",   "cancel an order",
    "export all data",         "the invoice wrong",    "a refund for this",
    "my delivery so late",     "the best plan",        "two accounts at once",
    "log in with a new phone", "any discount for us",  "the app crashing on start",
    "a receipt in PDF",        "understand this bill", "connect the printer",
    "move to another tenant",  "the difference here",  "speak with a person",
    "invite our colleagues",   "an error on save",     "use the interface offline",
    "work with old browsers",  "some help with it",    "it twice in one week",
};
static const char *const endings[] = {
    "?",         ".",           "? Thanks!",        " please?", " for my sister.",
    " in March", " right now!", " on the new one?", ", again.", " and what does it cost?",
};

// What people write, of about 11,000 different texts.
static inline struct str chat(struct plants *p)
{
    return str_fmt(p->arena, "%s %s%s", PICK(p, openers), PICK(p, middles), PICK(p, endings));
}

// A stretch of prose of `words` words out of `vocabulary`, as retrieved or pasted text would be.
static inline struct str prose(struct plants *p, int words, uint64_t vocabulary)
{
    struct buf b = {.arena = p->arena};
    for (int i = 0; i < words; i++) {
        uint64_t n = next(p) % vocabulary * (next(p) % vocabulary) / vocabulary;
        char word[8] = "";
        for (int k = 0; k < 5; k++) {
            word[k] = (char)('a' + n % 26);
            n = n / 26 + (uint64_t)k;
        }
        buf_fmt(&b, "%s%s", i ? (next(p) % 9 ? " " : ", ") : "", word);
    }
    return buf_view(&b);
}

static inline struct str name(struct plants *p)
{
    static const char *const first[] = {"Alice", "Bob", "Carla", "Deniz", "Emil", "Fatima", "Gil"};
    uint64_t n = next(p) % 5000;
    char last[5] = {(char)('A' + n % 26), (char)('a' + n / 26 % 26), (char)('a' + n / 676 % 26), 0};
    return str_fmt(p->arena, n % 3 ? "%s %s" : "%s van %s", PICK(p, first), last);
}

static const struct str support = {
    "You are the support assistant of a shop for outdoor gear. Be kind, be short and never lie.",
    88};
