// what_if.h - a scenario on a screen: its knobs, and the answer that stays until the next one
// comes.
#pragma once

#include "tui/detail.h"
#include "tui/view.h"

struct knob {
    const char *name;
    struct str value;
    const char *meaning;
};
// A line each, the chosen one marked.
void knobs_draw(const struct knob *knobs, int count, int chosen, bool has_focus, struct canvas *c,
                struct area a);
// Up and down: which knob is chosen. False at other actions.
bool knobs_move(int *chosen, int count, enum action action);

// "── title ──", marked while `asked` is being worked on.
void what_if_heading(const struct snapshot *s, struct str asked, const char *title,
                     struct canvas *c, struct area a);
// `asked` when it has an answer or failed; else `before`, the last one that had an answer.
struct str what_if_shown(const struct snapshot *s, struct str asked, struct str before);

// The line of a result that every simulation has: billed, saved, remains. `totals` is the table ""
// of toll simulate; NULL draws nothing.
void what_if_dollars(struct detail *d, const struct table *totals);
// Lines at the bottom of the area, at most so many rows of it, with a mark where some are cut off;
// returns the rows.
int what_if_below(const struct detail *d, int most, struct canvas *c, struct area a);
// What the answer says of itself: calls it could not count, what it supposes. NULL draws nothing.
void what_if_notes(struct detail *d, const struct answer *answer);
// The same alone, at the bottom of the area.
int what_if_notes_below(const struct answer *answer, int most, struct canvas *c, struct area a);
