// learn.h - what a record's texts tell beside its fingerprints: facts, shape, samples, sketch,
// system prompt and tools.
#pragma once

#include "base/arena.h"
#include "ingest/fingerprint.h"
#include "model/record.h"

// One per worker: remembers the texts it has met, so that a sample, a sketch and the facts of a
// system prompt travel once. Only a cache: the store knows what it has.
struct learner;
struct learner *learner_new(struct arena *a, uint64_t key_seed, bool keeps_names);
void learner_release(struct learner *l);

// Fills facts, shape, called, samples, sketch and system of a record that has just been
// fingerprinted; `prompt` is fingerprint_view(). What outlives the entry is in `a`. Tools have
// names only if it keeps_names.
void learn_record(struct learner *l, struct record *r, struct prompt_view prompt, struct arena *a);
