// selecting.h - further selections of requests, made from columns that are loaded already.
#pragma once

#include "model/columns.h"

// Makes `narrowed` selectable: the requests that `base` (NULL = all; it was wanted) takes and
// `more` too. `more` may look at who calls what, and at the task, alone. In c->arena.
void selecting_add(struct columns *c, const struct filter *base, const struct filter *more,
                   const struct filter *narrowed);
// Whether a filter looks at nothing else.
bool selecting_can(const struct filter *f);
