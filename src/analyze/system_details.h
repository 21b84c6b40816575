// system_details.h - tables beside the inventory of system prompts: tools, versions, edits.
#pragma once

#include "analyze/inventory.h"
#include "analyze/profile.h"

// Rows of a table of `count` by --top.
int64_t system_rows_listed(const struct profiling *p, int64_t count);

// Each adds its table if it has rows. The inventory is finished.
void system_add_tools(struct profiling *p, const struct inventory *v, struct answer *out);
void system_add_versions(struct profiling *p, const struct inventory *v, struct answer *out);
MUST_USE bool system_add_edits(struct profiling *p, const struct inventory *v, struct answer *out,
                               struct err *e);
