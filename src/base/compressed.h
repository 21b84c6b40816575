// compressed.h - single texts as standard zstd frames (RFC 8878).
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"

struct compressor;

struct compressor *compressor_new(struct arena *a);
void compressor_release(struct compressor *c);  // NULL is fine
// One frame that says how long the text is.
struct str compress_text(struct compressor *c, struct str text, struct arena *a);
// False when the bytes are not one such frame, or the text is longer than max_bytes.
MUST_USE bool decompress_text(struct str frame, size_t max_bytes, struct str *out, struct arena *a);
