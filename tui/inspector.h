// inspector.h - one request in lines, as toll show gives it: fields, the arithmetic of its cost,
// its texts.
#pragma once

#include "model/service.h"
#include "tui/detail.h"

// The command that is asked: "show ID".
struct str inspector_command(struct str id, struct arena *a);
// All lines; false when the answer is not there.
bool inspector_add(struct detail *d, const struct snapshot *s, struct str id);
