// heat_map.h - the answer of toll report --by weekday,hour_of_day as a week of shades.
#pragma once

#include "model/table.h"
#include "tui/canvas.h"

// Heading, hours, seven days.
enum { HEAT_HOURS = 24, HEAT_DAYS = 7, HEAT_ROWS = 2 + HEAT_DAYS };

// The hours with a cost (tokens, requests) in four shades, a quarter of them each. `cursor` = day ×
// HEAT_HOURS + hour, whose exact value stands in the heading; -1 = none. `value` is the column of
// the figures.
void heat_map_draw(const struct table *t, const char *value, int cursor, struct canvas *c,
                   struct area a);
