// template_rows.h - what the requests of templates add up to, in template_t.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/database.h"
#include "store/prompts.h"

// Templates by their number: that of their first shape. Those without requests are stored too.
struct template_sums {
    int64_t number;
    uint64_t template_id;
    int64_t shapes, contents;                  // with requests; distinct content_fp
    int64_t question_segment, system_segment;  // the lowest of its shapes; UNKNOWN = none
    struct prompt_sums sums;
};
MUST_USE bool template_rows_read(struct store *s, struct template_sums **out, size_t *count,
                                 struct arena *a, struct err *e);
// Replaces all.
MUST_USE bool template_rows_write(struct store *s, const struct template_sums *templates,
                                  size_t count, struct err *e);
