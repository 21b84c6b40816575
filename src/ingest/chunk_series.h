// chunk_series.h - chunks that are numbered line by line: "Document 1:", "[1] …".
//
// The rules are those of ingest/retrieved.h, "series".
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct chunk_series {
    int64_t chunks;
    size_t end;  // of the last one
};

// The chunks that count up from the line at `at`; none if it is not the first of a series.
struct chunk_series chunk_series_read(struct str text, size_t at);
// False when no series begins in a text: most have no 0 or 1 where its first number would stand.
bool chunk_series_is_in(struct str text);
// False for most lines: neither a series nor a context begins at `at`.
bool chunk_series_may_begin(struct str text, size_t at);
// True when the line that begins at the front of `line`, without white space before it, ends a
// context and what is numbered in it ("Question:").
bool chunk_series_ends_at(struct str line);

// Without the blanks and tabs in front.
struct str chunk_series_unindented(struct str line);
// Where the line at `at` ends: at its line feed or at the end of the text.
size_t chunk_series_line_end(struct str text, size_t at);
