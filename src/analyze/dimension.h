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
#include "store/prompts.h"
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
    DIM_TEMPLATE,
    DIM_TASK,
    DIM_MONTH,
    DIM_DAY,
    DIM_HOUR,
    DIM_WEEKDAY,      // codes 0 = Monday … 6
    DIM_HOUR_OF_DAY,  // codes 0 … 23, of the wall clock
    DIM_COUNT,
};

struct dimension_info {
    const char *name;     // what --by takes, the name of the column
    bool is_time;         // codes are instants; rows stand in their order
    bool is_cycle;        // codes come round again; rows stand in their order
    bool in_rollups;      // roll-ups know it
    bool is_attribution;  // codes depend on the attribution alone
    bool needs_facts;     // a scan needs CURSOR_FACTS for it
    bool needs_caller;    // a scan needs what CURSOR_LEAN leaves out
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
    int64_t shape_id;
    enum task task;
};

// One dimension during one pass. Init before use.
struct lens {
    enum dimension dimension;
    struct intern names;         // of attributions, by code
    struct map of_attribution;   // attribution id to code
    int64_t last_id, last_code;  // of the attribution seen last; last_code also of a cycle
    int64_t from_us, to_us;      // the bucket of time seen last
    uint64_t *templates;         // by shape, [template_count]; 0 = none
    size_t template_count;
    struct map template_names;  // id to position in `given` + 1
    struct template_name *given;
};
void lens_init(struct lens *l, enum dimension dimension, struct arena *a);
// Reads what codes are made of from the database; before lens_code(). Lives in `a`.
MUST_USE bool lens_open(struct lens *l, struct store *s, struct arena *a, struct err *e);
// UNKNOWN = unattributed, no template, no task. For times the start of the local hour, day or
// month.
int64_t lens_code(struct lens *l, const struct observation *o);
// Unknown for UNKNOWN. A template by its name, else its id. Times as --since takes them: "2026-09",
// "2026-09-30", "2026-09-30T14".
MUST_USE bool lens_label(const struct lens *l, struct store *s, int64_t code, struct str *out,
                         struct arena *a, struct err *e);
