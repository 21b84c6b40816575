// alike.h - system prompts of one template that begin alike, by the tokens of their shapes.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "model/prompt.h"

enum {
    ALIKE_TOKENS = 8,    // in common, and more than half of them
    ALIKE_LEADERS = 16,  // of a template that are compared
};

// Leaders: the first of each kind of beginning a template has.
struct alike {
    struct map first;  // template to number of its first leader
    struct alike_leader {
        uint8_t system[SHAPE_SYSTEM];
        uint32_t id;
        int64_t next;  // of its template; -1 = none
    } * leaders;
    int64_t count, cap;
};

void alike_init(struct alike *k, struct arena *a);
// The id of the leader that a system prompt of the template begins like; its own, which is then a
// leader's, when there is none.
uint32_t alike_find(struct alike *k, uint64_t template_id, const struct shape *shape, uint32_t id);
// The same tokens, or enough of them in the same order.
bool alike_tokens(const uint8_t a[SHAPE_SYSTEM], const uint8_t b[SHAPE_SYSTEM]);
