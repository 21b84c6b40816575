// palette.h - commands by name: screens, periods, filters, everything that a key does.
#pragma once

#include "tui/view.h"

// Runs what was typed ("costs", "since 2026-09", "sort cost_usd", "quit"); what no name fits goes
// to the screen, or is said to be unknown. Returns the action that is left for the loop.
enum action palette_run(struct view *v, const struct snapshot *s, struct str text);
// Completes what is typed as far as the names that begin so agree, and shows them.
void palette_complete(struct view *v);
