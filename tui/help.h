// help.h - the help page: what the screen is for, and all keys.
#pragma once

#include "tui/screen.h"

void help_draw(const struct view *v, struct canvas *c, struct area a);
// The table of keys as text, a line each.
void help_print_keys(struct buf *out);
// The page after a key; 0 = closed.
int help_key(int page, enum action action);
