// frontier.h - what to route first: groups of requests by what moving one of them saves.
#pragma once

#include <stdint.h>

#include "simulate/simulation.h"

struct frontier_group {
    int64_t requests, before_nusd, saved_nusd;
    int64_t first;  // the first request of it
};
struct frontier {
    struct frontier_group *groups;  // by number, from 0
    uint32_t count;
};

void frontier_init(struct frontier *f, uint32_t count, struct arena *a);
void frontier_add(struct frontier *f, uint32_t group, int64_t i, int64_t before_nusd,
                  int64_t saved_nusd);

// How a frontier is shown.
struct frontier_view {
    struct str key, title;    // of the table
    struct str by, by_title;  // of its first column
    struct str (*label)(const void *self, uint32_t group, struct arena *a);
    const void *self;  // of label
    unsigned routed;   // bits of the groups that are routed; only for up to 32 groups
    bool shows_routed;
    int64_t top;  // rows; the rest is left out and said; 0 = all
};
// Rows by saving a request, largest first, with what all costs when the groups up to there are
// routed, and what it costs when as many requests are picked at random.
struct table *frontier_table(const struct frontier *f, const struct frontier_view *view,
                             const struct simulation *sim);
