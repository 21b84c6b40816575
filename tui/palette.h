// palette.h - commands by name: screens, periods, filters, everything that a key does.
#pragma once

#include "tui/screen.h"

// Runs what was typed ("costs", "since 2026-09", "sort cost_usd", "quit"); what no name fits goes
// to the screen, or is said to be unknown. Returns the action that is left for the loop.
enum action palette_run(struct view *v, const struct snapshot *s, struct str text);
// What it completes from.
void palette_wants(struct wants *out);
// Completes what is typed as far as the names that begin so agree, and shows them: commands, then
// what stands behind one: fields, periods, themes, dimensions, saved queries.
void palette_complete(struct view *v, const struct snapshot *s);
