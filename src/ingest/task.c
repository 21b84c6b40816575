// task.c - see task.h. Words are looked up by their first letters.
#include "ingest/task.h"

#include "base/lanes.h"
#include "ingest/ascii.h"
#include "ingest/phrase.h"
#include "ingest/task_rules.h"
#include "ingest/word.h"

// Of rules of one rank: how to answer says more than what about, and a program that is to classify
// or extract is to be written.
static const enum task order[] = {
    TASK_YES_NO,  TASK_CODE,         TASK_CLASSIFICATION, TASK_EXTRACTION,
    TASK_SUMMARY, TASK_SHORT_ANSWER, TASK_CREATIVE,       TASK_ANALYSIS,
};

static uint8_t clue_of(const struct task_rule *rule)
{
    size_t place = 0;
    while (order[place] != rule->task)
        place++;
    return (uint8_t)(rule->rank * (size_t)16 + place);
}

uint8_t task_better(uint8_t a, uint8_t b)
{
    return !b || (a && a < b) ? a : b;
}

enum task task_of(uint8_t clue)
{
    return clue ? order[clue & 15] : TASK_OTHER;
}

// False for most rules, by the fourth byte; the first three are known to fit some rule of the set.
static bool may_match(const struct task_rule *rule, struct str text, size_t at)
{
    if (at + 3 >= text.len)
        return false;
    bool has_space = is_space(text.ptr[at + 3]);
    if (rule->phrase[3] == ' ')
        return has_space;
    return ascii_lower(text.ptr[at + 3]) == rule->phrase[3] ||
           (has_space && rule->phrase[2] == ' ');
}

// The weakest rank that counts at a place.
static unsigned rank_at(struct str text, size_t at)
{
    if (at < TASK_HINT_BYTES)
        return 3;
    return at < TASK_EDGE_BYTES || text.len - at <= TASK_EDGE_BYTES ? 2 : 1;
}

// The best rule that begins at `at`, where a word does.
static uint8_t clue_at(struct str text, size_t at, const struct task_rules *set)
{
    unsigned rank = rank_at(text, at);
    uint8_t best = 0;
    for (size_t i = 0; i < set->count; i++) {
        const struct task_rule *rule = &set->rules[i];
        if (!may_match(rule, text, at) || rule->rank > rank)
            continue;
        struct str phrase = {rule->phrase, rule->length};
        size_t n = phrase_length(str_skip(text, at), phrase);
        if (n && (rule->is_stem || phrase_border(text, at + n)))
            best = task_better(best, clue_of(rule));
    }
    return best;
}

// The rules that may begin with three bytes, the first of them a letter; NULL if none do.
static const struct task_rules *rules_on(const char *p)
{
    unsigned second = (unsigned)(p[1] | 32) - 'a';
    unsigned third = (unsigned)(p[2] | 32) - 'a';
    if (second > 25)
        return NULL;
    const struct task_rules *set = &task_rules[((unsigned)(p[0] | 32) - 'a') * 26 + second];
    return set->thirds >> (third < 26 ? third : 26) & 1 ? set : NULL;
}

// Bit i: a word of letters begins at byte i of sixteen. *carry: the byte before was of a word.
static unsigned word_starts(lanes v, unsigned *carry)
{
    lanes letters = (lanes)((v | 32) - 'a' < 26);
    lanes others = (lanes)(v - '0' < 10) | (lanes)(v == '_');
    unsigned words = lanes_bits(letters | others);
    unsigned starts = lanes_bits(letters) & ~(words << 1 | *carry);
    *carry = words >> 15;
    return starts;
}

static uint8_t clue_between(struct str text, size_t from, size_t to)
{
    uint8_t best = 0;
    unsigned carry = from > 0 && ascii_is_word(text.ptr[from - 1]);
    char last[16] = {0};
    for (size_t i = from; i < to; i += 16) {
        const char *p = text.ptr + i;
        if (i + 16 > text.len)
            p = memcpy(last, p, text.len - i);
        unsigned starts = word_starts(lanes_load(p), &carry);
        for (; starts; starts &= starts - 1) {
            size_t at = i + (size_t)__builtin_ctz(starts);
            const struct task_rules *set = at + 2 < text.len ? rules_on(text.ptr + at) : NULL;
            if (set)
                best = task_better(best, clue_at(text, at, set));
        }
    }
    return best;
}

uint8_t task_clue(struct str text)
{
    if (text.len <= TASK_HEAD_BYTES + TASK_TAIL_BYTES)
        return clue_between(text, 0, text.len);
    uint8_t head = clue_between(text, 0, TASK_HEAD_BYTES);
    return task_better(head, clue_between(text, text.len - TASK_TAIL_BYTES, text.len));
}
