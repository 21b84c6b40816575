// label_file.h - outcomes of calls, as people or tests judged them: CSV or JSON lines of id and ok.
#pragma once

#include <stdint.h>

#include "analyze/columns_load.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

// CSV with a header that has the columns id and ok (others are left alone), or without a header
// "id,ok"; or JSON lines with the members id and ok. ok: yes true 1 ok, no false 0 failed, any
// case; lines without it are left out, so that a sample can be judged bit by bit. ERR_USAGE names
// the line. Strings live in `a`.
MUST_USE bool label_file_parse(struct str text, struct str origin, struct request_label **out,
                               int64_t *count, struct arena *a, struct err *e);
