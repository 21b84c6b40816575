// accesses.h - requests as a cache sees them: when, which key, and what a hit would save.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/columns.h"
#include "model/record.h"

// Arrays of `count` entries, which is less than ACCESSES_MAX. The caller owns them.
struct accesses {
    const int64_t *ts_us;  // ascending, all known
    const uint32_t *key;   // 1 … distinct; 0 = is neither looked up nor stored
    int64_t count;
    uint32_t distinct;
};
#define ACCESSES_MAX ((int64_t)1 << 31)

// What a hit of each access saves. NULL = not asked for, sums to 0.
struct weights {
    const int64_t *tok;
    const int64_t *nusd;         // UNKNOWN = no price: counted as unpriced
    const uint32_t *latency_us;  // LATENCY_UNKNOWN weighs 0
    const uint32_t *group;       // less than `groups`; NULL = all belong to group 0
    uint32_t groups;             // at least 1
};

// Sums over hits.
struct saving {
    int64_t requests, tok, nusd, latency_us;
    int64_t unpriced;  // of `requests`, those without a price
};

static inline uint32_t weights_group(const struct weights *w, int64_t i)
{
    return w->group ? w->group[i] : 0;
}

static inline struct saving weights_of(const struct weights *w, int64_t i)
{
    struct saving s = {.requests = 1};
    if (w->tok)
        s.tok = w->tok[i];
    if (w->nusd) {
        s.unpriced = w->nusd[i] == UNKNOWN;
        s.nusd = s.unpriced ? 0 : w->nusd[i];
    }
    if (w->latency_us)
        s.latency_us = w->latency_us[i] == LATENCY_UNKNOWN ? 0 : w->latency_us[i];
    return s;
}

static inline void saving_add(struct saving *sum, const struct saving *s)
{
    sum->requests += s->requests;
    sum->tok += s->tok;
    sum->nusd += s->nusd;
    sum->latency_us += s->latency_us;
    sum->unpriced += s->unpriced;
}

static inline void saving_subtract(struct saving *sum, const struct saving *s)
{
    sum->requests -= s->requests;
    sum->tok -= s->tok;
    sum->nusd -= s->nusd;
    sum->latency_us -= s->latency_us;
    sum->unpriced -= s->unpriced;
}

// The dollars of hits, UNKNOWN where none of them has a price; of no hits, 0, but where no call has
// one.
static inline int64_t saving_nusd(const struct saving *s, bool has_price)
{
    bool is_known = s->requests ? s->unpriced < s->requests : has_price;
    return is_known ? s->nusd : UNKNOWN;
}

// How far ahead of the access at hand the state of later keys is fetched: the keys are known.
enum { ACCESSES_AHEAD = 24 };
static inline uint32_t accesses_ahead(const struct accesses *x, int64_t i, int64_t by)
{
    return x->key[i + by < x->count ? i + by : i];
}
