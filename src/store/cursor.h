// cursor.h - streams requests, all or those of a filter, as plain structs: one scan for analyses.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "model/record.h"
#include "store/attribution.h"
#include "store/rollup.h"

struct store;

// A condition over the tables of cursor_from.sql (r, a, x), one `?` a bound value in order; only
// filter_sql() makes them.
struct where {
    struct str sql;  // unknown = all
    struct where_value {
        struct str text;  // bound as text if known,
        void *pointer;    // else as a pointer to a regex_t if set,
        int64_t integer;  // else as an integer
    } * values;
    int count;
};

// What to read besides the fixed part: columns nobody asked for are not decoded.
enum cursor_want {
    CURSOR_PRINTS = 1,  // fingerprints
    CURSOR_PARTS = 2,   // part_bytes, params, counts of tools and images
    CURSOR_ORIGIN = 4,  // source, entry, offset
    CURSOR_FACTS = 8,   // facts, shape, segments, cost of the output
    CURSOR_LEAN = 16,   // id, ttft_us, user_id, session_id and PRINT_OUTPUT are not read
    // Instead of the above, for scans that are waited for:
    CURSOR_ROWS = 32,  // rowid alone
    // The fixed part without id, ttft_us, user_id, session_id and logged_cost_nusd; what
    // CURSOR_PARTS reads but sizes, facts but answer_normal_fp; and what options.thin names. Rare
    // counts that are 0 may be unknown.
    CURSOR_THIN = 64,
};
// Bits of cursor_options.thin: 1u << enum print, and these.
enum cursor_thin {
    THIN_ANSWER = 1 << PRINT_COUNT,  // facts.answer_normal_fp
    THIN_SHAPE = THIN_ANSWER << 1,
    THIN_SIZES = THIN_SHAPE << 1,  // part_bytes
    THIN_TTFT = THIN_SIZES << 1,
    THIN_USER = THIN_TTFT << 1,
    THIN_SESSION = THIN_USER << 1,
    THIN_SOURCE = THIN_SESSION << 1,  // source_id
};

enum cursor_order {
    CURSOR_BY_ROW,
    CURSOR_BY_TIME,      // (ts_us, rowid), unknown times first
    CURSOR_BY_GREATEST,  // of options.figure, of equal ones the last row first; unknown ones last
    CURSOR_BY_LEAST,     // of options.figure, of equal ones the first row first; unknown ones last
};
enum cursor_figure {
    CURSOR_TS,
    CURSOR_COST,
    CURSOR_LATENCY,
    CURSOR_TTFT,
    CURSOR_INPUT,  // tokens of all classes of input
    CURSOR_OUTPUT,
};

// A request as the database has it. UNKNOWN, NaN and {NULL} as in struct record. Valid until the
// next row; `who` until cursor_close().
struct request {
    int64_t rowid;
    uint64_t id;
    int64_t ts_us, latency_us, ttft_us;
    const struct attribution *who;
    int64_t user_id, session_id, finish_id;  // store_name(); UNKNOWN = unattributed
    struct usage usage;
    enum tok_source tok_source;
    enum tier tier;
    enum tri stream, gateway_hit;
    int64_t status;
    bool is_error, has_request;
    int64_t cost_nusd, logged_cost_nusd;
    // CURSOR_PRINTS
    uint64_t print[PRINT_COUNT];
    // CURSOR_PARTS
    int64_t part_bytes[PART_COUNT];
    double temperature;
    int64_t max_tokens, seed, n, image_count, tools_offered, tools_called;
    // CURSOR_FACTS
    struct facts facts;
    int64_t shape_id;                          // store/prompts.h; UNKNOWN without a request
    int64_t question_segment, system_segment;  // prompts_text(); UNKNOWN = no text is stored
    int64_t output_cost_nusd;                  // the part of cost_nusd that the output cost
    // CURSOR_ORIGIN
    int64_t source_id, entry, offset;
};

struct cursor;
// `begin_us`, `end_us`: only requests with begin <= ts < end; UNKNOWN = open (requests without a
// time are in only if both are open). `where` may be NULL. `want`: bits of enum cursor_want.
struct cursor_options {
    int64_t begin_us, end_us;
    const struct where *where;
    unsigned want;
    unsigned thin;  // with CURSOR_THIN
    enum cursor_order order;
    enum cursor_figure figure;
    int64_t most;              // with a figure: rows at most
    int64_t after;             // only requests with a higher number; 0 = all
    bool (*stop)(void *self);  // asked now and then; true = ERR_INTERRUPTED; may be NULL
    void *stop_self;
};
void cursor_options_init(struct cursor_options *o);  // everything, by row
MUST_USE bool cursor_open(struct store *s, const struct cursor_options *o, struct cursor **out,
                          struct err *e);
MUST_USE bool cursor_next(struct cursor *c, struct request *out, bool *has, struct err *e);
void cursor_close(struct cursor *c);

// Adds a request to sums exactly as settle does to roll-ups.
void sums_add_request(struct sums *into, const struct request *r);
