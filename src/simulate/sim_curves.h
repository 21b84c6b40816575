// sim_curves.h - every TTL and every capacity of a cache as tables, beside the replay of the one
// that was chosen.
#pragma once

#include "model/table.h"
#include "simulate/simulation.h"

// Whether the step is a cache that has curves: response_cache, prompt_cache with rules blocks.
bool sim_curves_suit(const struct step *step);
// Adds "ttl_curve", "capacity_curve", "ttl_capacity", "chosen_point", for programs "curves", and
// with by_feature "ttl_curve_features", the `top` dearest features (0 = all). The step must have
// run on requests as they were logged.
MUST_USE bool sim_curves(const struct simulation *sim, const struct step *step, bool by_feature,
                         int64_t top, struct answer *out, struct err *e);
