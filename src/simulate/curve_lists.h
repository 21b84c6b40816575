// curve_lists.h - curves as lists of x and y, for programs: the "curves" of design.md §8.
#pragma once

#include "model/table.h"
#include "simulate/accesses.h"

enum { CURVE_WEIGHTS = 4 };  // hits, saved_usd, saved_tok, saved_ms
struct curve_list {
    struct str name;
    struct str feature;  // unknown = all
    struct table *x;
    struct table *y[CURVE_WEIGHTS];
};
struct curve_lists {
    struct curve_list *lists;
    int count, cap;
    bool is_hits_only;  // blocks have no price or time of their own
    bool has_price;     // some call has one
    struct arena *arena;
};

void curve_lists_init(struct curve_lists *l, bool is_hits_only, bool has_price, struct arena *a);
// Adds a point to the curve of that name and feature; a feature "" is the unattributed one.
void curve_lists_point(struct curve_lists *l, struct str name, struct str feature, double x,
                       const struct saving *at);
// Adds the table "curves": rows of name ("sliding_ttl_hits"), feature, x, y.
void curve_lists_add(const struct curve_lists *l, struct answer *out);
