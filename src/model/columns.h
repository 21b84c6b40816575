// columns.h - the requests of a simulation as arrays in the order of time, and the seam for their
// prefix chains.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "model/filter.h"
#include "model/prompt.h"
#include "model/record.h"

// What can make a cache key, and who shares it: bits 1u << enum key_part.
enum key_part {
    KEY_REQUEST,  // request_fp: content, model and all sampling parameters
    KEY_CONTENT,  // content_fp: tools, system prompt and all messages
    KEY_NORMAL,
    KEY_QUESTION,
    KEY_SYSTEM,    // system_fp: tools and system prompt; beside other parts "none" is a value, too
    KEY_TEMPLATE,  // the template it belongs to (template id of the prompt profile)
    KEY_NEAR,      // group of near duplicates of the question, at `similarity`
    KEY_OUTPUT,
    KEY_ANSWER,  // answer_normal_fp
    KEY_MODEL,   // as asked for, else as billed
    KEY_TEMPERATURE,
    KEY_TEAM,  // the scopes
    KEY_USER,
    KEY_SESSION,
    KEY_PARTS,
};
struct key_spec {
    unsigned parts;
    double similarity;  // of KEY_NEAR, 0 … 1
};

// What a policy needs of the requests beside the columns that are always there. Equal entries are
// kept once; add them with column_wants_key() and column_wants_filter().
struct column_wants {
    struct arena *arena;
    struct key_spec *keys;
    int key_count;
    const struct filter **filters;  // told apart by their text
    int filter_count;
    bool users;     // user
    bool sessions;  // session
    bool parts;     // part_bytes
    bool facts;     // time_words, watch, retrieved_chunks
    bool trims;     // columns.trims: also wants the key KEY_SYSTEM
    bool statics;   // columns.statics: also wants the key KEY_TEMPLATE
    bool chains;    // columns.chains
    bool max_tok;   // the max_tokens that the request asked for
    bool ttft;      // ttft_us
    bool labels;    // columns.label, from the file labels_path
    struct str labels_path;
    struct str book_path;  // another price book, for sim->other_book; unknown = none
};
// The number of the key or filter in columns.keys or columns.selections.
int column_wants_key(struct column_wants *w, struct key_spec spec);
int column_wants_filter(struct column_wants *w, const struct filter *f);

// Tokens by the first classes of enum tok_class; an unknown count is 0. More than 2^32 - 1 are
// refused when loading.
enum { COLUMN_TOKENS = TOK_REASONING + 1 };
struct tokens {
    uint32_t n[COLUMN_TOKENS];
};
// Input in all: fresh + read + writes.
static inline int64_t tokens_input(const struct tokens *t)
{
    return (int64_t)t->n[TOK_INPUT] + t->n[TOK_CACHE_READ] + t->n[TOK_CACHE_WRITE_5M] +
           t->n[TOK_CACHE_WRITE_1H];
}

enum column_flag {
    COLUMN_ERROR = 1,
    COLUMN_ESTIMATED = 2,
    COLUMN_GATEWAY_HIT = 4,
    COLUMN_HAS_REQUEST = 8,
    COLUMN_HAS_USAGE = 16,         // any count of tokens is known
    COLUMN_TEMPERATURE_ZERO = 32,  // known and 0
    COLUMN_HAS_EXTRA = 64,         // columns.extras has its audio, image or search counts
    COLUMN_WANTS_JSON = 128,
    COLUMN_TIER_SHIFT = 8,   // 3 bits: enum tier
    COLUMN_TASK_SHIFT = 12,  // 4 bits: enum task
    COLUMN_PII_SHIFT = 16,   // bits of enum pii
};
static inline enum tier column_tier(uint32_t flags)
{
    return (enum tier)(flags >> COLUMN_TIER_SHIFT & 7);
}
static inline enum task column_task(uint32_t flags)
{
    return (enum task)(flags >> COLUMN_TASK_SHIFT & 15);
}

// Latency in µs; longer ones are LATENCY_MAX_US (71 minutes).
#define LATENCY_UNKNOWN UINT32_MAX
#define LATENCY_MAX_US  (UINT32_MAX - 1)

// Who calls what: attributions by number, in the order of first sight.
struct caller {
    struct str names[NAME_COUNT];  // provider, model, model_requested, feature, team, project,
                                   // api_key, environment; others unknown
    uint32_t model;                // number in columns.models
    uint32_t feature, team;        // number in columns.features, columns.teams; 0 = unattributed
};
// A model as it is billed.
struct model_name {
    struct str provider, model, model_requested;
};

// As billed, else as asked for.
static inline struct str model_name_text(const struct model_name *name)
{
    return name->model.ptr ? name->model : name->model_requested;
}

struct key_column {
    struct key_spec spec;
    uint32_t *ids;      // [count] 1, 2, 3… by first sight in the order of time; 0 = the request
                        // lacks a part of the key
    uint32_t distinct;  // highest id
    // [distinct + 1] where the template alone is the key: its id in the prompt profile, by id here;
    // else NULL.
    const uint64_t *templates;
};

struct selection {
    const struct filter *filter;
    uint64_t *bits;  // [count] bit i % 64 of word i / 64
};
static inline bool selection_has(const struct selection *s, int64_t i)
{
    return s->bits[i / 64] >> (i % 64) & 1;
}

// What trimming a system prompt would take away, bytes of its request.
struct trim_column {
    int64_t bytes[TRIM_KINDS];
    int64_t idle_tool_bytes;  // of tools that no call with this system prompt ever used
};

// Points of the prefix chain of a request, from its beginning.
struct chain_view {
    const struct chain_point *points;  // valid until the next read
    int64_t count;
    enum chain_unit unit;
};
// The seam: the store implements it.
struct chain_source {
    void *self;
    // By the row of the request; count 0 = it has no chain.
    bool (*read)(void *self, uint32_t row, struct chain_view *out, struct err *e);
};

// Requests in the order (ts, source, entry), those without a time first. All arrays have `count`
// entries unless they say otherwise; NULL = not wanted. At most 100 bytes a request.
struct columns {
    struct arena *arena;
    int64_t count;
    int64_t timed;  // the first request that has a time
    int64_t *ts_us;
    int64_t *cost_nusd;  // as billed; UNKNOWN = no price
    struct tokens *tok;
    uint32_t *latency_us;
    uint32_t *ttft_us;  // until the first token; LATENCY_UNKNOWN and LATENCY_MAX_US likewise
    uint32_t *flags;    // enum column_flag
    uint32_t *caller;   // number in callers
    uint32_t *user;     // number for name_of(); 0 = unattributed
    uint32_t *session;  // likewise
    uint32_t *row;      // number of the request in the database
    uint32_t (*part_bytes)[PART_COUNT];
    uint32_t *max_tok;           // UINT32_MAX = the request sets none
    uint16_t *time_words;        // bits of enum time_word
    uint32_t *watch;             // bits of the words of --watch
    uint16_t *retrieved_chunks;  // 0 = none or unknown
    uint8_t *label;              // enum column_label

    struct caller *callers;
    uint32_t caller_count;
    struct model_name *models;
    uint32_t model_count;
    struct str *features, *teams;  // [0] unknown = unattributed
    uint32_t feature_count, team_count;
    struct key_column *keys;
    int key_count;
    struct selection *selections;
    int selection_count;
    int64_t near_questions, near_sketched;  // different questions under keys with KEY_NEAR; of
                                            // these, with a sketch: the others are groups of their
                                            // own
    struct trim_column *trims;  // by id of the key column of KEY_SYSTEM alone; [0] all zero
    uint32_t *statics;  // by id of the key column of KEY_TEMPLATE alone: bytes that every request
                        // of the template has alike and that could stand first; [0] = 0
    struct map extras;  // request → number in extra_usages
    struct usage *extra_usages;
    int64_t extra_count;
    struct str *watch_words;  // names of the bits of `watch`
    int watch_word_count;

    const struct chain_source *chains;
    // The text of a user or session; unknown if it has none. Lives in `a`.
    bool (*name_of)(void *self, uint32_t number, struct str *out, struct arena *a, struct err *e);
    // The public id of a request by its row.
    bool (*id_of)(void *self, uint32_t row, uint64_t *out, struct err *e);
    void *self;  // of both
};
enum column_label { LABEL_NONE, LABEL_FAILED, LABEL_OK };

// The key column with this spec; it was wanted.
const struct key_column *columns_key(const struct columns *c, struct key_spec spec);
// The selection of a filter (by its text); NULL for NULL: everything.
const struct selection *columns_selection(const struct columns *c, const struct filter *f);
