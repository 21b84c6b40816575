// nearest.h - "did you mean": the name that is the fewest typing errors away.
#pragma once

#include "base/str.h"

// Zero-initialise, set `word`, offer every name, read `best`.
struct nearest {
    struct str word;
    struct str best;  // unknown if no name is near enough
    int distance;
};

// Keeps the name if it is nearer than those before. Near enough: at most a third of the letters
// differ, or one continues the other.
void nearest_offer(struct nearest *n, struct str name);
