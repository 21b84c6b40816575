// buster_scan.h - the calls of templates with a cache buster, billed again as if it were moved.
#pragma once

#include <stdbool.h>

#include "analyze/busters.h"
#include "analyze/prefix_replay.h"
#include "analyze/request_terms.h"
#include "base/map.h"

enum { BUSTED_MAX = 200 };  // templates that are looked at, the dearest

// A template, with its buster if its tools come in one order, [1]: if they do not.
struct busted {
    const struct template *template;
    struct template_layout layout;
    struct busted_way {
        bool has_buster;
        struct buster buster;
        int64_t static_tok;   // cacheable tokens
        int64_t hits;         // calls that would have read them
        int64_t saving_nusd;  // may be negative: writes cost
    } ways[2];
    int64_t calls, read_calls;  // read_calls: that read anything from the cache
    int64_t replayed;           // calls with a price and a rule
    int64_t assumed;            // of these, by a lifetime or minimum that is not published
    int64_t too_short;          // of these, by whose rule the static text is too short
    int64_t on_demand;          // of these, that need breakpoints of the caller
    int64_t tool_calls,
        switches;                // calls with tools; of these, in another order than the one before
    int64_t top_calls;           // of the provider and model with the most
    struct str provider, model;  // unknown = the log does not say
};

struct buster_scan {
    const struct templates *templates;
    struct arena arena;
    struct busted *list;
    int64_t count;
    struct map tools;  // system_fp → number of its system row + 1
    const struct system_row *systems;
    struct call_terms_memo terms;
    struct map model_calls;  // (template, model) → calls
    struct map last_tools;   // (template, model, set of tools) → tools_fp
    struct map entry_numbers;
    struct prefix_entry *entries;
    size_t entry_count, entry_cap;
    int64_t first_us, last_us;
};

// Lays the templates out and finds their busters; the rest is up to buster_scan_add().
MUST_USE bool buster_scan_init(struct buster_scan *s, struct profiling *p,
                               const struct templates *t, struct err *e);
// Calls in the order of time; needs CURSOR_PRINTS | CURSOR_FACTS.
void buster_scan_add(struct buster_scan *s, const struct request *r);
// Which of the two ways holds: tools count as changing from one switch in twenty calls.
const struct busted_way *busted_way(const struct busted *b);
// At the pace of the scanned calls: 30 days over their time from first to last, a day at least.
int64_t buster_scan_month_nusd(const struct buster_scan *s, int64_t nusd);
void buster_scan_release(struct buster_scan *s);
