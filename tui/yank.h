// yank.h - what is on the screen as words for the shell: its command line, and its SQL.
#pragma once

#include "tui/screen.h"

// Opens the page for a command; it is taken along for the end of the session.
void yank_open(struct view *v, struct str command);
// The SQL of the page, if a command gives it.
void yank_wants(const struct view *v, struct wants *out);
// Takes the SQL along once it is known.
void yank_learn(struct view *v, const struct snapshot *s);
void yank_draw(const struct view *v, const struct snapshot *s, struct canvas *c, struct area a);
// Scrolls; anything else closes the page.
void yank_key(struct view *v, const struct snapshot *s, enum action action);
