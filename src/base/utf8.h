// utf8.h - Unicode for fingerprints and screens, over utf8proc.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

// One code point from the front of s (which is not empty); invalid bytes give U+FFFD and take one
// byte. Returns the bytes taken.
size_t utf8_take(struct str s, uint32_t *code_point);
void utf8_put(struct buf *b, uint32_t code_point);
bool utf8_is_valid(struct str s);
// Replaces every invalid byte by U+FFFD.
struct str utf8_repair(struct str s, struct arena *a);
// Cuts at most max_bytes off without splitting a code point.
struct str utf8_head(struct str s, size_t max_bytes);
// NFKC with full case folding (Unicode of the utf8proc installed). `s` is valid UTF-8.
struct str utf8_fold(struct str s, struct arena *a);
// Terminal columns of a string, control characters counting 0.
int utf8_width(struct str s);
// For output to a terminal or log: control characters, escapes, bidi overrides and zero-width
// characters become visible ("\x1b" as ␛ etc.), so that no byte of a log can act.
struct str utf8_printable(struct str s, struct arena *a);
