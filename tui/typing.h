// typing.h - what is typed in the last line: a filter, a search, a command, a file's name.
#pragma once

#include "tui/screen.h"

// True when the action asks for something to be typed: the view has a prompt now.
bool typing_ask(struct view *v, enum action action);
// A key of the prompt. Returns what is left to do once the text is complete, else ACT_NONE.
enum action typing_key(struct view *v, const struct snapshot *s, uint32_t key);
