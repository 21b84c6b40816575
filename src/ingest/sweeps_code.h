// sweeps_code.h - see sweeps.h: the code, in terms of ROW_BYTES (16 or 32), ROW_CODE (the attribute
// of functions that use such vectors) and SWEEPS (the name of the result); without them, for any
// processor.
#include <string.h>

#include "base/lanes.h"
#include "ingest/sweeps.h"
#include "ingest/word.h"

#ifndef SWEEPS
#define SWEEPS    sweeps_any
#define ROW_BYTES 16
#define ROW_CODE
#endif

// Comparisons give 0xff in the lanes where they hold.
typedef unsigned char row __attribute__((vector_size(ROW_BYTES)));

ROW_CODE static inline row row_load(const char *p)
{
    row v;
    memcpy(&v, p, sizeof v);
    return v;
}

// A bit for each lane that is set (0xff), the first one lowest.
ROW_CODE static inline uint32_t row_bits(row v)
{
#if ROW_BYTES == 32
    typedef char bytes __attribute__((vector_size(ROW_BYTES)));
    return (uint32_t)__builtin_ia32_pmovmskb256((bytes)v);
#else
    return lanes_bits(v);
#endif
}

ROW_CODE static inline row signs(const char *p)
{
    row v = row_load(p);
    return (row)(v - '0' <= ':' - '0') | (row)(v == '@') | (row)(v == '=');
}

// "day" of today and yesterday, "now", "rr" of tomorrow and current, "lat" of latest, "nig" of
// tonight, "eek" of this week.
ROW_CODE static inline row times(const char *p)
{
    row a = row_load(p) | 32;
    row b = row_load(p + 1) | 32;
    row c = row_load(p + 2) | 32;
    row n = (row)(a == 'n') &
            (((row)(b == 'o') & (row)(c == 'w')) | ((row)(b == 'i') & (row)(c == 'g')));
    row behind_a = ((row)(a == 'd') & (row)(c == 'y')) | ((row)(a == 'l') & (row)(c == 't'));
    row r = (row)(a == 'r') & (row)(b == 'r');
    row e = (row)(a == 'e') & (row)(b == 'e') & (row)(c == 'k');
    return n | (behind_a & (row)(b == 'a')) | r | e;
}

ROW_CODE static inline row pairs(const char *p, unsigned char first, unsigned char second)
{
    return (row)((row_load(p) | 32) == first) & (row)((row_load(p + 1) | 32) == second);
}

ROW_CODE static inline row either(const char *p, unsigned char one, unsigned char other)
{
    row v = row_load(p);
    return (row)(v == one) | (row)(v == other);
}

ROW_CODE static inline row ordinals(const char *p)
{
    row before = row_load(p);
    row digit = row_load(p + 1);
    row has_digit_behind = (row)(row_load(p + 2) - '0' < 10);
    row is_first = (row)(digit == '0') | ((row)(digit == '1') & ~has_digit_behind);
    return is_first & ((row)(before == ' ') | (row)(before == '[') | (row)(before == '\t'));
}

ROW_CODE static inline row secrets(const char *p)
{
    row v = row_load(p);
    row next = row_load(p + 1);
    row beyond = row_load(p + 2);
    row lower = v | 32;
    row marks = (row)(v - '0' <= ':' - '0') | (row)(v == '(') | (row)(v == '+') | (row)(v == '-') |
                (row)(v == '=') | (row)(v == '@') | (row)(v == '_');
    row inner = (row)(lower - 'a' < 26) & (row)(next - 'A' < 26);
    row bea = (row)(lower == 'b') & (row)((next | 32) == 'e') & (row)((beyond | 32) == 'a');
    return marks | inner | bea;
}

ROW_CODE static inline row spots_in_row(enum spot_kind kind, const char *p)
{
    switch (kind) {
    case SPOT_SIGN:
        return signs(p);
    case SPOT_TIME:
        return times(p);
    case SPOT_JSON:
        return pairs(p, 'j', 's');
    case SPOT_CONTEXT:
        return pairs(p, 'x', 't');
    case SPOT_TAG:
        return either(p, '<', '<');
    case SPOT_LINE:
        return either(p, '<', '\n');
    case SPOT_ORDINAL:
        return ordinals(p);
    case SPOT_SECRET:
        return secrets(p);
    }
    return (row){0};
}

// With a constant kind the compiler makes a loop of its own.
ROW_CODE static inline __attribute__((always_inline)) void sweep_kind(enum spot_kind kind,
                                                                      uint64_t *to, const char *p,
                                                                      size_t words)
{
    for (const uint64_t *end = to + words; to < end; to++, p += SWEEP_WORD) {
        *to = 0;
        for (unsigned i = 0; i < SWEEP_WORD; i += ROW_BYTES)
            *to |= (uint64_t)row_bits(spots_in_row(kind, p + i)) << i;
    }
}

ROW_CODE static void sweep_spots(enum spot_kind kind, uint64_t *to, const char *p, size_t words)
{
    switch (kind) {
    case SPOT_SIGN:
        sweep_kind(SPOT_SIGN, to, p, words);
        break;
    case SPOT_TIME:
        sweep_kind(SPOT_TIME, to, p, words);
        break;
    case SPOT_JSON:
        sweep_kind(SPOT_JSON, to, p, words);
        break;
    case SPOT_CONTEXT:
        sweep_kind(SPOT_CONTEXT, to, p, words);
        break;
    case SPOT_TAG:
        sweep_kind(SPOT_TAG, to, p, words);
        break;
    case SPOT_LINE:
        sweep_kind(SPOT_LINE, to, p, words);
        break;
    case SPOT_ORDINAL:
        sweep_kind(SPOT_ORDINAL, to, p, words);
        break;
    case SPOT_SECRET:
        sweep_kind(SPOT_SECRET, to, p, words);
        break;
    }
}

// One byte the slow way: lower case; white space only behind something else, as a space.
static inline char *fold_byte(char *to, char ch, bool *after_space)
{
    unsigned char c = (unsigned char)ch;
    bool space = is_space(ch);
    unsigned char lower = (unsigned char)(c + (c >= 'A' && c <= 'Z' ? 32 : 0));
    *to = (char)(space ? ' ' : lower);
    to += !(space && *after_space);
    *after_space = space;
    return to;
}

// A row at a time up to the next byte that needs the slow way: control characters, and spaces
// behind a space. At the end of the text those are the zeroes behind it.
ROW_CODE static char *sweep_fold(char *to, struct str s, bool *is_ascii)
{
    row seen = {0};
    unsigned char wide = 0;
    bool after_space = true;
    char last[ROW_BYTES + 1];
    for (size_t i = 0; i < s.len;) {
        do {
            wide |= (unsigned char)s.ptr[i];
            to = fold_byte(to, s.ptr[i++], &after_space);
        } while (after_space && i < s.len && is_space(s.ptr[i]));
        for (size_t n = ROW_BYTES; n == ROW_BYTES && i < s.len; i += n) {
            const char *p = s.ptr + i - 1;
            if (s.len - i < ROW_BYTES) {
                memset(last, 0, sizeof last);
                p = memcpy(last, p, s.len - i + 1);
            }
            row v = row_load(p + 1);
            uint32_t odd = row_bits((row)(v < 0x20) | (row)((v | row_load(p)) == ' '));
            seen |= v;
            v += (row)(v - 'A' < 26) & 32;
            memcpy(to, &v, sizeof v);
            n = odd ? (size_t)__builtin_ctz(odd) : ROW_BYTES;
            to += n;
        }
        after_space = is_space(s.ptr[i - 1]);
    }
    *is_ascii = wide < 0x80 && row_bits(seen) == 0;
    return to;
}

const struct sweeps SWEEPS = {
    .spots = sweep_spots,
    .fold = sweep_fold,
};
