// serve_tally.h - what answers served from elsewhere saved, and how they differ from the logged
// ones.
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "model/table.h"
#include "simulate/age_histogram.h"
#include "simulate/simulation.h"
#include "simulate/table_spec.h"

// Pairs of a logged answer and the one served in its place where both are known.
struct agreement {
    int64_t compared, diverged;
};
struct serve_group {
    int64_t lookups, hits, saved_nusd;
    int64_t unpriced;                // hits whose saving is not known
    struct agreement exact, normal;  // by output_fp, by answer_normal_fp
};

struct serve_tally {
    const struct columns *columns;
    const uint32_t *output, *answer;  // ids by request
    struct serve_group *features;     // [columns.feature_count]
    struct serve_group *classes;      // of TTLs; by number
    int64_t across_users;             // both known, and not the same
    int64_t across_models;            // likewise, as billed
    int64_t with_pii;
    struct age_histogram *ages;  // of served answers
};

// What a tally needs: add to column_wants in prepare().
void serve_tally_wants(struct column_wants *wants);
void serve_tally_init(struct serve_tally *t, const struct columns *c, int classes, struct arena *a);
void serve_tally_lookup(struct serve_tally *t, int64_t i, int class);

// Request `i` was served what `server` was answered.
struct served {
    int64_t i, server;
    int class;
    int64_t saved_nusd;  // UNKNOWN = the call has no price
    int64_t age_us;
    bool is_across_models;
};
void serve_tally_hit(struct serve_tally *t, const struct served *s);
// All features together.
struct serve_group serve_tally_total(const struct serve_tally *t);
// Shares that diverged, how many were compared, whose answers were served to whom.
void serve_tally_risk(const struct serve_tally *t, struct outcome *out);
// A row for each feature that asked.
struct table *serve_tally_features(const struct serve_tally *t, const char *key, struct arena *a);
// The cells of a row from its second column on.
void serve_group_cells(const struct serve_group *g, struct cell *cells);
enum { SERVE_CELLS = 8 };

extern const struct column_spec serve_group_specs[SERVE_CELLS];
