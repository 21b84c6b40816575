// route_models.h - the models of the log, one of which calls may be sent to.
#pragma once

#include "tui/view.h"

struct str route_models_command(const struct view *v, struct arena *a);
// What they cost, and how one is chosen.
void route_models_draw(const struct view *v, const struct snapshot *s, struct canvas *c,
                       struct area a);
// The model behind `to` (unknown = none yet), or before it: step < 0. Behind the last comes the
// first. `to` with a message where none is known. It lives in the session's arena.
struct str route_models_next(struct view *v, const struct snapshot *s, struct str to, int step);
