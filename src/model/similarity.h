// similarity.h - comparing MinHash sketches, and the bands of locality-sensitive hashing over them.
#pragma once

#include <stdint.h>

#include "model/prompt.h"

// Two texts become candidates when a band of SKETCH_ROWS minima agrees: with similarity s that
// happens with probability 1 - (1 - s^SKETCH_ROWS)^SKETCH_BANDS (Leskovec, Rajaraman, Ullman,
// Mining of Massive Datasets, ch. 3, read 2026-11).
enum { SKETCH_BANDS = 20, SKETCH_ROWS = SKETCH_HASHES / SKETCH_BANDS };

// The minima of a band as one number, below 2^(SKETCH_ROWS * SKETCH_BITS).
uint32_t sketch_band(const struct sketch *s, int band);
// A bit for each band that agrees: 1 << band.
uint32_t sketch_equal_bands(const struct sketch *a, const struct sketch *b);
// How many of the SKETCH_HASHES minima are equal.
int sketch_matches(const struct sketch *a, const struct sketch *b);
// Estimate of the Jaccard similarity of the two sets, 0..1, corrected for minima of SKETCH_BITS
// that agree by chance (Li and König, b-bit minwise hashing, 2010).
double sketch_similarity_of(int matches);
double sketch_similarity(const struct sketch *a, const struct sketch *b);
