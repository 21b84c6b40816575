// sweeps.h - the loops that read all of a text: compiled for any processor (sweeps_any.c) and for
// those with AVX2 (sweeps_avx2.c), from the same lines (sweeps_code.h) and with the same results.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

// Where something rare may be in a text (ingest/spots.h).
enum spot_kind {
    SPOT_SIGN,     // a digit, : @ or =
    SPOT_TIME,     // the mark of a time word, see time_words.c
    SPOT_JSON,     // "js" in any case
    SPOT_CONTEXT,  // "xt" in any case
    SPOT_TAG,      // <
    SPOT_LINE,     // < or a line feed
    SPOT_ORDINAL,  // a blank or [ before 0 or 1 with no digit behind a 1
    SPOT_SECRET,   // a digit, ( + - : = @ or _, a letter before a capital, "bea" in any case
};

enum {
    SWEEP_WORD = 64,    // bytes of text in a word of spots
    SWEEP_BEHIND = 2,   // bytes behind its last word that a sweep for spots may read
    SWEEP_MARGIN = 32,  // bytes that fold() may write behind its result
};

struct sweeps {
    // A bit for each byte of `words` times SWEEP_WORD, the first one lowest.
    void (*spots)(enum spot_kind kind, uint64_t *to, const char *p, size_t words);
    // ASCII to lower case, and every run of white space as one space, none at the front. Returns
    // the end. Bytes above 0x7f stay; *is_ascii says that there are none.
    char *(*fold)(char *to, struct str s, bool *is_ascii);
};

extern const struct sweeps sweeps_any;
extern const struct sweeps sweeps_avx2;  // on x86-64 only

// The fastest that this processor has.
static inline const struct sweeps *sweeps(void)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2"))
        return &sweeps_avx2;
#endif
    return &sweeps_any;
}
