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
// Rows that the body of a screen has at this height.
int frame_body_rows(int height);
