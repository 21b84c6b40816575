// columns_build.h - the state of columns_load(), for the files that share the work.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/columns_load.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "store/cursor.h"

// The keys that one scan takes, and the memory that it takes for them: eight bytes a request each
// (sixteen with KEY_NEAR), until they are numbered. Three of ten million requests, at least one.
enum { CALLERS_SEEN = 1024 };
enum { KEYS_A_PASS = 8, VALUES_BYTES = 256 << 20 };

// The values of a key while they are collected; 0 = the request lacks a part.
struct key_values {
    struct arena arena;
    unsigned parts;  // without KEY_NEAR
    bool is_near;
    bool is_print;  // `print` alone is the value
    enum print print;
    uint64_t *values;
    uint64_t *questions;  // question_fp, with is_near
};

// Requests are numbered 0, 1, … as they are scanned until columns_order() has sorted them.
struct columns_build {
    const struct columns_loading *from;
    const struct column_wants *wants;
    struct columns *out;
    struct arena *arena;   // of *out
    struct arena scratch;  // until the columns are loaded
    int64_t cap;           // no more requests match: the highest number in the database
    bool has_sources;      // more than one: their order counts
    // Attributions by the number they have in `who`, in the order of the scan.
    struct map caller_numbers;  // by attribution id
    struct caller_seen {
        int64_t id;  // 0 = free
        uint32_t number;
    } callers_seen[CALLERS_SEEN];  // some of them, by the low bits of the id
    struct caller_source *who;
    uint32_t who_count, who_cap;
    // Where the source changes.
    struct source_run *runs;
    int64_t run_count, run_cap;
    // Requests with counts that columns have no room for.
    struct extra_source *extras;
    int64_t extra_cap;
    uint32_t *order;  // [count] the scanned number of each in the order of time; NULL = as it is
    struct arena move_arena;
    uint64_t *moved;  // [count] room for columns_permute(), or NULL
    // Keys [first_key, first_key + pass_keys) of wants.
    struct key_values values[KEYS_A_PASS];
    int first_key, pass_keys;
    struct map templates;  // shape id to template id, if a key wants it
    // Number in the key of it alone, by system_fp and by template id; if wanted.
    struct map system_ids, template_ids;
};

// Of flags until columns_trims(): the answer shows which tools it calls, or that it calls none.
#define COLUMNS_ANSWERED (1U << 31)

struct caller_source {
    struct str names[NAME_COUNT];
    uint64_t model_hash, team_hash;  // parts of keys; team 0 = unattributed
};
struct source_run {
    int64_t source, first;
};
struct extra_source {
    int64_t request;
    struct usage usage;
};

// Grows a list of `size` bytes an item by one and returns how many it has room for.
int64_t columns_room(struct arena *a, void **list, size_t size, int64_t count, int64_t cap);

// Scans the requests of the question by row. `thin` as in struct cursor_options.
MUST_USE bool columns_scan(struct columns_build *b, unsigned thin,
                           bool (*each)(void *self, const struct request *r, struct err *e),
                           void *self, struct err *e);
// The same for requests of its period that a filter takes; only their rowid is read.
MUST_USE bool columns_scan_rows(struct columns_build *b, const struct filter *filter,
                                bool (*each)(void *self, const struct request *r, struct err *e),
                                void *self, struct err *e);

// Between steps that scan nothing: false when the question was stopped.
MUST_USE bool columns_goes_on(const struct columns_build *b, struct err *e);

// columns_fill.c: makes the arrays and fills them by the first scan.
MUST_USE bool columns_fill(struct columns_build *b, struct err *e);
// columns_who.c: the number of an attribution; and the tables of callers, models, features and
// teams, numbered by first sight in the order of time.
uint32_t columns_caller(struct columns_build *b, const struct attribution *who);
void columns_number_callers(struct columns_build *b);
// columns_order.c: sorts all arrays by time, source, entry.
void columns_order(struct columns_build *b);
// Puts an array of items of 2, 4, 8, 16… bytes into that order. columns_permute_end() gives its
// room back.
void columns_permute(struct columns_build *b, void *items, size_t size);
void columns_permute_end(struct columns_build *b);
// columns_keys.c: values of the keys from `first` on, as many as a pass takes, are collected by
// columns_keys_see() of each request i; columns_keys() numbers those of the first scan and scans
// for the others.
MUST_USE bool columns_keys_begin(struct columns_build *b, int first, struct err *e);
// What the scan has to read for them.
unsigned columns_keys_thin(const struct columns_build *b);
void columns_keys_see(struct columns_build *b, int64_t i, uint32_t caller, const struct request *r);
MUST_USE bool columns_keys(struct columns_build *b, struct err *e);
void columns_keys_release(struct columns_build *b);
// Numbers values 1, 2, 3… by first sight into ids; value 0 has number 0. Returns the highest.
uint32_t columns_intern(const uint64_t *values, int64_t count, uint32_t *ids);
// columns_near.c: mixes the group of near duplicates of each question into the values.
MUST_USE bool columns_near(struct columns_build *b, struct key_values *v, double similarity,
                           struct err *e);
// columns_trims.c, columns_statics.c: what is known of system prompts and templates.
MUST_USE bool columns_trims(struct columns_build *b, struct err *e);
MUST_USE bool columns_statics(struct columns_build *b, struct err *e);
// columns_selections.c: adds all filters that are wanted.
MUST_USE bool columns_selections(struct columns_build *b, struct err *e);
