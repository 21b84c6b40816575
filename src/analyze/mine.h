// mine.h - templates from shapes: prompts that begin and end alike, slots between (after Drain, He
// et al. 2017).
#pragma once

#include <stddef.h>

#include "model/prompt.h"

// template_of[i] is the index of the first shape of the template that shape i belongs to.
// Depends on the set of shapes only, not on their order except for which is first.
void mine_templates(const struct mined_shape *shapes, size_t count, size_t *template_of);
