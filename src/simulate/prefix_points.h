// prefix_points.h - the points of a request's prefix chain with tokens, keys and breakpoints.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/columns.h"
#include "simulate/prefix_family.h"

// Which breakpoints a prompt has.
enum breakpoints {
    BREAKPOINTS_AUTO,  // as logged; where a request has none, some are assumed
    BREAKPOINTS_AS_LOGGED,
    BREAKPOINTS_END_OF_SYSTEM,  // behind tools and system prompt
    BREAKPOINTS_END_OF_LAST,    // behind the last message
};

// How to read a chain.
struct prefix_reading {
    uint64_t space;  // keys of different spaces never meet: model and scope
    int64_t input_tok;
    bool is_block;  // the key of a block is its own, not that of all before it, too
    enum breakpoints breakpoints;
    bool assumes_system, assumes_last;  // what BREAKPOINTS_AUTO puts where nothing is marked
    enum cache_mark mark;               // of every breakpoint; MARK_NONE = as logged, else 5m
    // The template's bytes that could stand first: put in front and marked, instead of the end of
    // the system prompt; 0 = as it is.
    int64_t static_bytes;
    uint64_t static_key;
};

// Reused from request to request; zero is a valid start.
struct prefix_points {
    struct arena arena;
    struct prefix_point *list;
    int64_t count, cap;
    bool has_assumed_marks;
};
// Tokens of a byte chain are the input's share by bytes; blocks have their own. No points when the
// chain is empty or its bytes are.
void prefix_points_read(struct prefix_points *p, const struct chain_view *chain,
                        const struct prefix_reading *how);
void prefix_points_release(struct prefix_points *p);
