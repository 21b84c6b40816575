// dimension.h - what answers are grouped by: a number (code) for every value, a label for the code.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "model/record.h"
#include "store/cursor.h"
#include "store/store.h"

enum dimension {
    DIM_FEATURE,
    DIM_MODEL,
    DIM_TEAM,
    DIM_PROJECT,
    DIM_PROVIDER,
    DIM_KEY,
    DIM_ENVIRONMENT,
    DIM_USER,
    DIM_SESSION,
    DIM_STATUS,
    DIM_TIER,
    DIM_MONTH,
    DIM_DAY,
    DIM_HOUR,
    DIM_COUNT,
};

struct dimension_info {
    const char *name;  // what --by takes, the name of the column
    bool is_time;      // codes are instants; rows stand in their order
    bool in_rollups;   // roll-ups know it
};
extern const struct dimension_info dimension_table[DIM_COUNT];
// False when there is no such dimension.
MUST_USE bool dimension_find(struct str name, enum dimension *out);

// What a request or a roll-up says about itself.
struct observation {
    const struct attribution *who;
    int64_t ts_us;  // roll-ups: their beginning
    int64_t user_id, session_id, status;
    enum tier tier;
};

// One dimension during one pass. Init before use.
struct lens {
    enum dimension dimension;
    struct intern names;         // of attributions, by code
    struct map of_attribution;   // attribution id to code
    int64_t last_id, last_code;  // of the attribution seen last
    int64_t from_us, to_us;      // the bucket of time seen last
};
void lens_init(struct lens *l, enum dimension dimension, struct arena *a);
// UNKNOWN = unattributed. For times the start of the local hour, day or month.
int64_t lens_code(struct lens *l, const struct observation *o);
// Unknown for UNKNOWN. Times as --since takes them: "2026-09", "2026-09-30", "2026-09-30T14".
MUST_USE bool lens_label(const struct lens *l, struct store *s, int64_t code, struct str *out,
                         struct arena *a, struct err *e);
