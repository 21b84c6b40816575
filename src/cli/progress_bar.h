// progress_bar.h - how far work has got, and how long it will take: one line on the terminal.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/str.h"

// Zero is a valid start.
struct progress_bar {
    bool is_wanted;             // stderr is a terminal
    atomic_int *done_permille;  // told instead of drawing; NULL = nobody wants to know
    bool is_shown;
    struct timespec started, drawn;  // of the work at hand
    int64_t done;                    // at the last call
};

// Draws "what: 45 %, 3 s left" at most ten times a second. Less done than before means that other
// work has begun.
void progress_bar_draw(struct progress_bar *bar, struct str what, int64_t done, int64_t count);
// Clears the line.
void progress_bar_end(struct progress_bar *bar);
