// loader.h - what stands behind the sink: decides how records end and appends their rows.
#pragma once

#include <stdint.h>

struct loader;
void loader_release(struct loader *l);  // NULL is fine; nothing is written
// Requests up to `newest` are in the roll-ups now. NULL is fine.
void loader_settled(struct loader *l, int64_t newest);
