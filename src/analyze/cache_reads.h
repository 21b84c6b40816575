// cache_reads.h - which cache writes were read later: marks by the number of a request in a scan.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/recent.h"
#include "base/arena.h"
#include "price/cache_rules.h"
#include "store/cursor.h"

// A write counts as read when within its lifetime (price/cache_rules.h; where no rule is known an
// hour for 1h writes, else five minutes) a request with the same model, tools and system
// prompt reads from the cache: one of the same session (without one: of the same user), or, where
// the writer itself read nothing, so that it wrote the common beginning too, any.
enum { CACHE_RULE_SLOTS = 1024 };
struct cache_reads {
    struct arena arena;
    struct known_rule {  // of an attribution's model
        uint64_t who;    // number + 1; 0 = free
        struct price_span span;
        const struct cache_rule *rule;
    } * rules;          // [CACHE_RULE_SLOTS] by the low bits of the number
    uint64_t *is_read;  // bit a request
    int64_t cap;        // words
    struct recent writers;
    int64_t last_us;  // latest time seen; UNKNOWN without any
};

void cache_reads_init(struct cache_reads *c);
// Request number 0, 1, 2… of the scan. Needs CURSOR_PRINTS.
void cache_reads_see(struct cache_reads *c, int64_t number, const struct request *r);
// Before a request is seen.
void cache_reads_prefetch(const struct cache_reads *c, const struct request *r, bool is_far);
// After all are seen: a write whose lifetime ended within the log and which nobody read.
bool cache_reads_is_unread(struct cache_reads *c, int64_t number, const struct request *r);
void cache_reads_release(struct cache_reads *c);
