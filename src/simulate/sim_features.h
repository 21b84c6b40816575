// sim_features.h - the waterfall of each feature, and what is shared with that of all.
#pragma once

#include "model/table.h"
#include "simulate/simulation.h"

// Adds "by_feature", dearest first, and "feature_steps".
void sim_features(const struct simulation *sim, int64_t top, struct answer *out);
// Whether any call is priced; failed ones and gateway hits cost nothing without a price.
bool sim_has_price(const struct columns *c);
// part ÷ whole; null when the part is unknown or the whole is 0.
struct cell sim_share_cell(int64_t part_nusd, int64_t whole_nusd);
// Leaves the first `top` rows (0 = all) and says how many are left out.
void sim_cut_rows(struct table *t, int64_t top);
