// prefix_windows.h - cold misses on further machines: each family of prefixes is written once more
// per machine and lifetime.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "simulate/prefix_family.h"

// How often a provider sends a request to a machine that does not have its prefix is not published:
// the number of machines is a parameter. The first hits of a family in each lifetime, one a further
// machine, are misses. Zero + machines is a valid start.
struct prefix_windows {
    int64_t machines;
    struct arena arena;
    struct map by_family;  // to the number in `list`
    struct prefix_window *list;
    size_t count, cap;
    int64_t overflows;
    int64_t overflow_tok;
};
// Turns a hit into a miss when it is one of the first of its window.
void prefix_windows_pass(struct prefix_windows *w, const struct prefix_call *call,
                         struct prefix_split *split);
void prefix_windows_release(struct prefix_windows *w);
