// file_write.h - a text to a file that only its owner may read.
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

// Replaces what is there. Errors name the file; a full disk is one.
MUST_USE bool file_write(struct str path, struct str text, struct arena *a, struct err *e);
