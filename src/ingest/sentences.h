// sentences.h - a text as lines and sentences, with what a reader would cut to take one out.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

// A line of a text, by offsets.
struct line {
    size_t from, to;  // without its end
    size_t next;      // where the next one begins
    bool is_code;     // inside a code fence (``` or ~~~), or the fence itself
};

// Zero + text is the start.
struct lines {
    struct str text;
    size_t at;
    char fence;  // '`' or '~' inside one; 0 outside
};
bool lines_next(struct lines *l, struct line *out);

// Ends with the line, or with . ! ? before white space. List marks and quotes before it are no part
// of it.
struct sentence {
    size_t from, to;
    size_t cut_from, cut_to;  // with the white space behind it; of a line's only one the whole line
};
// Sentences outside of code fences, at most `max`, in order. In the arena.
struct sentence *sentences_of(struct str text, int64_t max, int64_t *count, struct arena *a);
