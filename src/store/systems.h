// systems.h - facts of every distinct system prompt, its tools and how often they are called.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/prompt.h"
#include "store/database.h"

// About 12 MB at SYSTEMS_MAX and TOOLS_MAX.
struct systems;

MUST_USE bool systems_open(struct store *s, struct systems **out, struct err *e);
void systems_close(struct systems *t);  // forgets what was not flushed; NULL is fine
// Writes a system prompt that is not known yet, if there is room: at most SYSTEMS_OF_FORM that
// begin alike, so that one that changes with every call leaves room for others.
MUST_USE bool systems_put(struct systems *t, const struct system_facts *facts, struct err *e);
// A request with this system prompt (0 = none) whose prompt or answer was counted nowhere yet.
void systems_count_request(struct systems *t, uint64_t system_fp);
// Calls of its tools by an answer; `called` are hashes of names, one a call. Those of a system
// prompt that found no room count for the first of its form.
struct tool_calls {
    uint64_t system_fp, form;
    const uint64_t *called;
    int64_t count;
};
MUST_USE bool systems_count_calls(struct systems *t, const struct tool_calls *calls, struct err *e);
MUST_USE bool systems_flush(struct systems *t, struct err *e);
