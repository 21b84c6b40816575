// stratum.h - where a sample belongs: texts that begin alike under system prompts that begin alike.
#pragma once

#include <stdint.h>

#include "model/record.h"

// Texts of a stratum compete for the SAMPLES_KEPT places of its samples, lowest hash first, so that
// rare kinds are sampled too. ROLE_SYSTEM: system prompts that begin alike. ROLE_USER: questions
// under such system prompts, in 64 groups by their first two tokens. Below 2^63.
enum { SAMPLES_KEPT = 4 };
uint64_t shape_form(const struct shape *shape);  // hash of how the system prompt begins
uint64_t stratum_of(const struct shape *shape, enum role role);
