// base64.h - bytes written as letters, as images and documents in prompts are.
#pragma once

#include "base/arena.h"
#include "base/str.h"

// The bytes, in `a`. Standard and URL-safe alphabets; anything else is skipped, as decoders of MIME
// do, so that every text has bytes.
struct str base64_decode(struct str s, struct arena *a);
