// quotas.h - how many of each stratum a sample takes.
#pragma once

#include <stdint.h>

// Shares `n` among strata of so many things each (all at least 1): in proportion, by largest
// remainders, but at least one each; a stratum never gives more than it has, and of equal claims
// the first stratum goes first. Of more strata than `n` the largest get one.
void quotas_share(const int64_t *sizes, int64_t count, int64_t n, int64_t *quotas);
