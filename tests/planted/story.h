// story.h - a small side project's month of naive calls, and what a cache kept by hand would save.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct story_call {
    int64_t ts_us, latency_us;
    int64_t order;  // tie-break
    int64_t cost_nusd;
    struct str key;  // question, system prompt, model and temperature
    bool is_timely;  // the question has a word that ties it to the moment
    bool is_failed;
    struct str answer;
    struct str line;
};
struct story {
    struct arena *arena;
    uint64_t seed;
    struct story_call *calls;  // in the order of time
    int64_t count, cap;
};

// A month of about fifty users of gpt-4, the same for the same seed.
void story_tell(struct story *s);
// The same month through a cache by `key`: an hour for timely questions, else seven days, from the
// completion of the call; calls in flight are shared. JSON, by class and by what answered;
// `diverged` counts the hits on calls that got another answer.
struct str story_truth(const struct story *s);
