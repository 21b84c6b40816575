// prompt_families.h - system prompts that begin alike are one family: the same application, whoever
// it speaks to.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/prompt.h"

// shapes[order[0..count)] ascend by their bytes. family[i]: number of the family of shapes[i], from
// 0; returns how many there are. Shapes that are coarse to the point of having a piece of the
// system prompt alone go to the heaviest family that begins so.
uint32_t prompt_families(const struct mined_shape *shapes, const uint32_t *order, size_t count,
                         uint32_t *family, struct arena *a);
