// sim_figures.h - the named figures of outcomes as tables: what could go wrong, what was assumed.
#pragma once

#include "model/table.h"
#include "simulate/simulation.h"

// Adds "risk" and "assumptions", where there are any.
void sim_figures(const struct simulation *sim, int64_t top, struct answer *out);
// The figures as an object, for a cell.
struct table *sim_figures_object(const struct figure_line *lines, int count, const char *key,
                                 struct arena *a);
