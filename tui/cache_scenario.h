// cache_scenario.h - the knobs of what-if questions about caches, and how they are turned.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum { KNOBS = 7, CHOICES = 12 };
// Of the response cache: what the curve depends on.
enum { KNOB_REFRESH = 2, REFRESH_SLIDING = 1 };

struct choice {
    const char *title;
    const char *words;  // of the command; "" = the strategy's default needs none
};

struct cache_knob {
    const char *title;
    struct choice choices[CHOICES];  // from little to much, where there is such an order
    int normal;                      // the choice at first
    bool is_scale;                   // drawn as a slider, too
};

enum cache { CACHE_RESPONSE, CACHE_PROMPT, CACHE_COUNT };
struct cache_kind {
    const char *title, *strategy;  // strategy: of toll simulate
    const struct cache_knob *knobs;
    int knob_count;
};
extern const struct cache_kind caches[CACHE_COUNT];

struct scenario {
    uint8_t kind;
    uint8_t choices[CACHE_COUNT][KNOBS];  // number + 1; 0 = the normal one
};

// How many choices a knob has.
int knob_choices(const struct cache_knob *knob);
// The number of the one that is chosen.
int scenario_choice(const struct scenario *s, int knob);
// The strategy and its settings, as toll simulate takes them.
struct str scenario_words(const struct scenario *s, struct arena *a);
