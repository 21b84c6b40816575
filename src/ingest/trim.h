// trim.h - what a system prompt could do without: estimated by rules, never applied.
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "model/prompt.h"

// What is looked at: the first bytes of a text, and its first sentences.
enum { TRIM_TEXT_MAX = 64 << 10, TRIM_SENTENCES_MAX = 2000 };

// What was found in earlier texts. No result depends on it.
struct trim_memo;
struct trim_memo *trim_memo_new(struct arena *a);
void trim_memo_release(struct trim_memo *m);

// Fills text_bytes, trim_bytes, trim_count and edits (in the arena, in order of their offsets). Of
// more than TRIM_EDITS_MAX edits those of the earlier kinds are listed. A sentence that is the only
// one of its line goes with the line; else with the blanks behind it. A filler goes with the comma
// and the blanks behind it. Of runs of blanks and of empty lines one stays; indentation and code
// between fences stay as they are.
void trim_text(struct trim_memo *memo, struct system_facts *out, struct str text, struct arena *a);
