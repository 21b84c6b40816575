// loader.h - what stands behind the sink: decides how records end and appends their rows.
#pragma once

#include <stdint.h>

struct loader;
struct pass;
void loader_release(struct loader *l);  // NULL is fine; nothing is written
// Requests up to `newest` are in the roll-ups now. NULL is fine.
void loader_settled(struct loader *l, int64_t newest);
// The pass that has added up everything loaded since the last settle; NULL when there is none, or
// when settle must read the rows again. The caller's from now on.
struct pass *loader_take_pass(struct loader *l);
