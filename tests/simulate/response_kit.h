// response_kit.h - policies with a response cache, and what their outcomes tell.
#pragma once

#include "sim_kit.h"

// Around the settings of a policy with one response cache.
#define CACHE "{\"strategies\": [{\"strategy\": \"response_cache\", "
#define END   "}]}"

static inline int64_t hits_of(struct kit *k, const char *policy)
{
    kit_run(k, policy);
    return k->sim.outcomes[0].hits;
}

static inline struct cell risk(const struct outcome *out, const char *key)
{
    for (int i = 0; i < out->risk_count; i++)
        if (strcmp(out->risk[i].key, key) == 0)
            return out->risk[i].value;
    fail_msg("no figure %s", key);
    return (struct cell){0};
}

static inline bool has_note(const struct outcome *out, const char *part)
{
    for (int i = 0; i < out->note_count; i++)
        if (str_contains(out->notes[i], str_of(part)))
            return true;
    return false;
}
