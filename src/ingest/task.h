// task.h - what the caller wants done, told by the words of a prompt.
//
// One table of rules (ingest/task_rules.h): a phrase, the task it tells, its rank. Phrases are
// found as in ingest/phrase.h, but a stem may go on ("unit test" in "unit testing"). They are
// English. A rule of rank 1 says what is to be done or how to answer ("answer yes or no", "write a
// function"), of rank 2 names it in passing ("sentiment"), of rank 3 is only a hint ("how many").
// The lowest rank found tells; of one rank the first of yes_no, code, classification, extraction,
// summary, short_answer, creative, analysis.
//
// Rank 2 counts in the first and the last TASK_EDGE_BYTES of a text only, rank 3 in the first
// TASK_HINT_BYTES, and nothing in retrieved context (ingest/retrieved.h): what stands before the
// first and behind the last chunk are texts of their own.
//
// Only the first TASK_HEAD_BYTES and the last TASK_TAIL_BYTES of a text are looked at: that is
// where instructions stand, and texts are long. The last user message tells before the system
// prompt.
#pragma once

#include <stdint.h>

#include "base/str.h"
#include "model/prompt.h"

enum { TASK_HEAD_BYTES = 500, TASK_TAIL_BYTES = 200, TASK_EDGE_BYTES = 200, TASK_HINT_BYTES = 60 };

// The best rule that a text without retrieved context meets: rank × 16 + the place of its task in
// that list; 0 = none.
uint8_t task_clue(struct str text);
// The better of two clues, either of which may be 0.
uint8_t task_better(uint8_t a, uint8_t b);
// TASK_OTHER for no clue.
enum task task_of(uint8_t clue);
