// period_figures.h - two periods and the figures of each side by side.
#pragma once

#include "analyze/comparison.h"
#include "analyze/findings.h"
#include "model/table.h"

// Adds the tables "periods" and "figures" (cost, requests, errors, tokens: before, after, change).
void period_figures_add(const struct findings sides[2], const struct period periods[2],
                        struct answer *out);
