// source_pane.h - the entries of a request as its log has them, in lines that can be read: JSON is
// broken where its structure is.
#pragma once

#include "model/service.h"
#include "tui/canvas.h"

// The command that is asked: "show ID --source".
struct str source_command(struct str id, struct arena *a);
// Draws the lines from `first` on; what is pending or failed in words.
void source_draw(const struct snapshot *s, struct str id, int first, struct canvas *c,
                 struct area a);
// The greatest `first` that leaves no empty rows.
int source_most(const struct snapshot *s, struct str id, int width, int height, struct arena *a);
