// said_before.h - which sentences of a text repeat earlier ones, to the letter or nearly.
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "ingest/sentences.h"

enum { SAID_NEW = -1 };

// What there was before a sentence.
struct said {
    int64_t other;   // number of the earlier sentence, or SAID_NEW
    bool is_nearly;  // the same words but for one in five, not the same normal form
};
// What sentences of earlier texts were like, so that they are not looked at again: system prompts
// that differ in a time or a name share nearly all of them. No result depends on it.
struct said_memo;
struct said_memo *said_memo_new(struct arena *a);
void said_memo_release(struct said_memo *m);

// [count]. The same: the normal form (ingest/normal.h), of 20 bytes or more with letters in it.
// Nearly the same: the Jaccard index of the sets of words is 0.8 or more, both have 6 words or
// more (and at most 256), and neither has a number or a negation ("not", "only", "unless"…) that
// the other has not. Lines that begin like data ({ [ < | ") are no sentences.
struct said *said_before(struct said_memo *memo, struct str text, const struct sentence *sentences,
                         int64_t count, struct arena *a);
