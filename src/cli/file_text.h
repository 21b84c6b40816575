// file_text.h - a small file as text: price books, policies, labels.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { FILE_TEXT_MAX_BYTES = 64 << 20 };

// Errors name the file. Lives in `a`.
MUST_USE bool file_text(struct str path, struct str *out, struct arena *a, struct err *e);
