// tui_frame.h - what stands around every screen: tabs, breadcrumb, hints, state, prompts, help.
#pragma once

#include "tui/screen.h"

// Below 60 × 15 a message that says how large the terminal must be.
enum { FRAME_MIN_WIDTH = 60, FRAME_MIN_HEIGHT = 15 };
// What the state row asks.
void frame_wants(const struct view *v, struct wants *out);
// The period of the requests, once it is known.
void frame_learn(struct view *v, const struct snapshot *s);
void frame_draw(const struct view *v, const struct snapshot *s, struct canvas *c);
// The screen whose tab stands in this column of the first row; -1 = none.
int frame_tab_at(const struct canvas *c, int x);
// How many rows the cursor has to go, down or up (< 0), to the row of a list that stands at (x, y);
// 0 = there is none, or it is there. `c` is the frame as it is seen.
int frame_steps_to(const struct canvas *c, int x, int y);
// Rows that the body of a screen has at this height.
int frame_body_rows(int height);
