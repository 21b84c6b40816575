// cache_panes.h - the answer of a simulated cache, a pane each: curve, models, result, risk.
#pragma once

#include "tui/cache_scenario.h"
#include "tui/canvas.h"
#include "tui/screen.h"

enum { CACHE_GAINS = 3, CACHE_FIGURE_WIDTH = 12 };

// What is drawn: the answer of `scenario`, which is not the present one while that is computed.
struct cache_shown {
    const struct scenario *scenario;
    struct str command;
    bool is_stale;
};

// The curve by TTL, in hits for METRIC_REQUESTS, else in dollars.
void cache_pane_curve(enum metric metric, const struct snapshot *s, const struct cache_shown *shown,
                      struct canvas *c, struct area a);
void cache_pane_models(const struct snapshot *s, const struct cache_shown *shown, struct canvas *c,
                       struct area a);
void cache_pane_result(const struct snapshot *s, const struct cache_shown *shown, struct canvas *c,
                       struct area a);
void cache_pane_risk(const struct snapshot *s, const struct cache_shown *shown, struct canvas *c,
                     struct area a);
// What a step gained, the first `count` of CACHE_GAINS: right-aligned figures of a row of its
// table, each below its title.
void cache_gains(const struct table *t, int64_t row, int count, struct canvas *c, struct area a,
                 enum ink ink);
void cache_gains_heading(int count, struct canvas *c, struct area a, struct str title);
