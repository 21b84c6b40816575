// prompts.h - what the database knows of prompts besides the requests: shapes and templates,
// samples, sketches, system prompts and their tools.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/prompt.h"
#include "model/stratum.h"
#include "store/cursor.h"

struct store;

// What the requests of a shape, template, system prompt… add up to.
struct prompt_sums {
    int64_t requests, errors, unpriced_requests, estimated_requests;
    int64_t tok[TOK_OUTPUT + 1];     // unknown counts as 0
    int64_t cost_nusd;               // of the priced ones
    int64_t part_bytes[PART_COUNT];  // unknown counts as 0
    // The cost by parts, modelled (prompt_sums.c): output cost is the response's; the rest is
    // spread over the parts by bytes, where cached tokens (the front of the prompt) weigh less.
    // Adds up to cost_nusd, request by request. Without bytes all of it is the question's.
    int64_t part_nusd[PART_COUNT];
    int64_t first_us, last_us;  // UNKNOWN without a time
};
void prompt_sums_init(struct prompt_sums *s);
// Needs CURSOR_PARTS and CURSOR_FACTS.
void prompt_sums_add_request(struct prompt_sums *into, const struct request *r);
void prompt_sums_add(struct prompt_sums *into, const struct prompt_sums *other);

// A shape as settle left it, by id (1, 2, … in the order of the log). At most SHAPES_MAX are told
// apart in full; when they are used up, further ones are told by fewer tokens, the others are zero
// (level > 0), and there are at most SHAPES_COARSE_MAX of those. The requests of shapes with a
// level are what an answer must say was told apart less exactly.
enum { SHAPES_MAX = 1 << 15, SHAPES_COARSE_MAX = 7 << 12 };
struct shape_row {
    int64_t id;  // struct request.shape_id
    struct shape shape;
    int level;                // 0 = in full
    uint64_t template_id;     // hash of the first shape of its template
    int64_t requests;         // that have it
    int64_t unique_contents;  // distinct content_fp
    // prompts_text() of the first request; UNKNOWN = no text is stored
    int64_t question_segment, system_segment;
};
// Needs a settled database. Shapes without requests (of duplicates) are left out.
MUST_USE bool prompts_shapes(struct store *s, struct shape_row **out, int64_t *count,
                             struct arena *a, struct err *e);

// A template as settle left it; those without requests are left out. Needs a settled database.
struct template_row {
    uint64_t template_id;
    int64_t contents;  // distinct content_fp
    struct prompt_sums sums;
};
MUST_USE bool prompts_templates(struct store *s, struct template_row **out, int64_t *count,
                                struct arena *a, struct err *e);

// Samples of texts: those with the SAMPLES_KEPT lowest hashes of each stratum (model/stratum.h), so
// that they do not depend on the order of the log. Ordered by stratum and hash.
struct sample_row {
    uint64_t stratum;
    int64_t shape_id;    // of the first request that had the text in this stratum
    int64_t segment_id;  // its text, for prompts_text(); UNKNOWN = not stored
    struct sample sample;
};
// role: ROLE_SYSTEM (first system text) or ROLE_USER (first text of the question).
MUST_USE bool prompts_samples(struct store *s, enum role role, struct sample_row **out,
                              int64_t *count, struct arena *a, struct err *e);

// The share of the strata (by hash) that samples are kept of; 1 = all.
MUST_USE bool prompts_sample_share(struct store *s, double *share, struct err *e);

// Sketches of distinct questions by question_fp; `share` of all of them is kept (1 = all, else
// those with the lowest fingerprints), at most SKETCHES_MAX.
enum { SKETCHES_MAX = 1 << 19 };
struct sketch_row {
    uint64_t question_fp;
    struct sketch sketch;
};
MUST_USE bool prompts_sketches(struct store *s, struct sketch_row **out, int64_t *count,
                               double *share, struct arena *a, struct err *e);

// Distinct system prompts with their tools, in the order of the log; at most SYSTEMS_MAX, of those
// that begin alike SYSTEMS_OF_FORM, with at most TOOLS_MAX tools in all are kept, *dropped says how
// many requests had others.
enum { SYSTEMS_MAX = 1 << 15, TOOLS_MAX = 120000 };
// The tools in the order of the request, then those that answers called although they were not
// offered: of these the size is 0, the name is unknown, and at most TOOLS_CALLED_MAX are kept.
enum { TOOLS_CALLED_MAX = 1 << 12 };
struct tool_row {
    uint64_t name_hash;
    struct str name;  // unknown with --text none
    int64_t bytes;
    int64_t calls;  // by answers to requests with this system prompt; a duplicate's do not count
};
struct system_row {
    struct system_facts facts;  // its `tools` is not set
    struct tool_row *tools;
    int64_t tool_count;
};
MUST_USE bool prompts_systems(struct store *s, struct system_row **out, int64_t *count,
                              int64_t *dropped, struct arena *a, struct err *e);

// Stored text (preview or full) of a segment by its number (struct request) or by its hash; unknown
// if there is none. By its hash costs a read of all segments' hashes, once a store.
MUST_USE bool prompts_text(struct store *s, int64_t segment_id, struct str *out, struct arena *a,
                           struct err *e);
MUST_USE bool prompts_text_of(struct store *s, uint64_t segment, struct str *out, struct arena *a,
                              struct err *e);

// Names that people gave templates. A name hangs on a shape, the first of the template when it was
// given; of several names in one template (they were two once) that of the first shape counts.
struct template_name {
    uint64_t template_id;
    struct str name;
};
MUST_USE bool prompts_names(struct store *s, struct template_name **out, int64_t *count,
                            struct arena *a, struct err *e);
// `id`: prefix of 4 or more hexadecimal digits of a template id. An empty name takes it away. Needs
// STORE_WRITE. ERR_USAGE when the id names none or several, or the name is another template's.
MUST_USE bool prompts_set_name(struct store *s, struct str id, struct str name, struct err *e);
