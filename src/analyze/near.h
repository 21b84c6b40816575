// near.h - groups of questions that have nearly the same words, by their sketches.
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "store/prompts.h"

// Questions with the same band of minima are candidates (model/similarity.h); those estimated to be
// at least as similar as the threshold are linked, and what is linked is a group. Questions of
// exactly the same words have the same sketch; by themselves they make no group.
#define NEAR_THRESHOLD 0.8

// A bucket is what shares a band. In one of more sketches than this each is compared only with a
// few leaders: the first of the bucket that are like none before them.
enum { NEAR_BUCKET_MAX = 64, NEAR_LEADERS = 16 };

struct near_group {
    uint32_t first, count;                  // its members[first … first + count)
    uint32_t sketches;                      // different ones, at least 2
    double similarity_min, similarity_p50;  // estimates, of the pairs that were linked
};

struct near {
    struct near_group *groups;  // by the lowest question_fp in each
    uint32_t group_count;
    uint32_t *members;  // numbers of rows; in a group by question_fp
    uint32_t member_count;
    int64_t candidate_pairs, linked_pairs;  // of different sketches
    int64_t same_words;                     // questions with the sketch of an earlier one
    int64_t large_buckets, large_members;   // of more than NEAR_BUCKET_MAX sketches
};

// `rows` of different question_fp, fewer than 2^32. Does not depend on their order, but for the
// numbers of rows. *out is in `a`; takes some 120 bytes a row more while it works.
void near_find(struct near *out, const struct sketch_row *rows, uint32_t count, double threshold,
               struct arena *a);
