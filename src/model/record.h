// record.h - one API call: what a parser reads from a log and the database keeps.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "model/prompt.h"

// An integer that the log does not give. Unknown is not zero. Unknown doubles are NaN, unknown
// strings {NULL, 0}.
#define UNKNOWN INT64_MIN

// Disjoint classes of billed tokens: a token is in exactly one of the first five. The *part*
// classes say how many of another class were of a special kind; the price book may price them
// apart.
enum tok_class {
    TOK_INPUT,           // input at the full price (cache reads and writes excluded)
    TOK_CACHE_READ,      // input served from a provider's prompt cache
    TOK_CACHE_WRITE_5M,  // input written to it, short lifetime (also OpenAI's 30 min)
    TOK_CACHE_WRITE_1H,  // input written to it, long lifetime
    TOK_OUTPUT,          // all output that is billed, reasoning included
    TOK_REASONING,       // part of TOK_OUTPUT
    TOK_AUDIO_IN,        // part of TOK_INPUT
    TOK_AUDIO_READ,      // part of TOK_CACHE_READ
    TOK_AUDIO_OUT,       // part of TOK_OUTPUT
    TOK_IMAGE_IN,        // part of TOK_INPUT
    TOK_IMAGE_OUT,       // part of TOK_OUTPUT
    TOK_CLASSES,
};

// Counts; UNKNOWN where the log is silent.
struct usage {
    int64_t tok[TOK_CLASSES];
    int64_t web_searches;  // server-side searches, billed by the thousand
};

enum tok_source { TOK_LOGGED, TOK_ESTIMATED };
enum tier { TIER_UNKNOWN, TIER_STANDARD, TIER_BATCH, TIER_FLEX, TIER_PRIORITY };
enum role { ROLE_TOOLS, ROLE_SYSTEM, ROLE_USER, ROLE_ASSISTANT, ROLE_TOOL };
// How the bytes of a segment are made canonical (fingerprint.h).
enum seg_kind {
    SEG_TEXT,         // `text`
    SEG_JSON,         // `value` as RFC 8785: tool definitions, unknown blocks, structured content
    SEG_TOOL_CALL,    // `value` (name and arguments; ids left out by the wire)
    SEG_TOOL_RESULT,  // `text` or `value`
    SEG_MEDIA,        // `text` = decoded bytes' base64, or a URL: stored by hash only
    SEG_REASONING,    // `text`
};

// Cache mark that the request carried on a content block.
enum cache_mark { MARK_NONE, MARK_5M, MARK_1H };

// One content block of the request, in the order tools, system, messages. Points into the JSON of
// the entry: valid until the parser is used for the next entry.
struct segment {
    enum role role;
    enum seg_kind kind;
    enum cache_mark mark;
    bool starts_message;  // first block of a message (of the tools, of the system prompt)
    struct str text;      // for text kinds
    struct json value;    // for structured kinds; missing if text is set
};

// A sampling parameter as the log has it; names are canonical (record_param).
enum param {
    PARAM_TEMPERATURE,
    PARAM_TOP_P,
    PARAM_TOP_K,
    PARAM_SEED,
    PARAM_N,
    PARAM_MAX_TOKENS,
    PARAM_STOP,
    PARAM_RESPONSE_FORMAT,
    PARAM_TOOL_CHOICE,
    PARAM_REASONING_EFFORT,
    PARAM_COUNT,
};

// When two entries are the same call, which of them the row is made from (formats.md D).
enum keep_rule { KEEP_FIRST, KEEP_LAST, KEEP_MOST_TOKENS, KEEP_FIRST_WITH_TOKENS };

// Fingerprints (ingest/fingerprint.h defines each to the bit); 0 = none.
enum print {
    PRINT_REQUEST,
    PRINT_CONTENT,
    PRINT_SYSTEM,
    PRINT_QUESTION,
    PRINT_NORMAL,
    PRINT_TEMPLATE,
    PRINT_OUTPUT,
    PRINT_COUNT,
};

// Bytes of the request by what they are, of canonical bytes.
enum part {
    PART_TOOLS,
    PART_SYSTEM,
    PART_HISTORY,
    PART_RETRIEVED,
    PART_QUESTION,
    PART_RESPONSE,
    PART_COUNT
};

// One point of the prefix chain: everything up to here has this hash and this size.
struct chain_point {
    uint64_t hash;
    uint32_t size;       // bytes since the point before (tokens for CHAIN_BLOCKS)
    unsigned char role;  // enum role
    unsigned char mark;  // enum cache_mark, at the end of a marked segment
    bool ends_segment;
};
enum chain_unit { CHAIN_BYTES, CHAIN_BLOCKS };

// Attribution and names by number, so that code can loop over them; record_name_field() names them.
enum name {
    NAME_PROVIDER,
    NAME_MODEL,            // as billed
    NAME_MODEL_REQUESTED,  // as asked for
    NAME_USER,
    NAME_FEATURE,
    NAME_TEAM,
    NAME_PROJECT,
    NAME_API_KEY,  // alias or last 4 characters, never the key (record_key_alias)
    NAME_SESSION,
    NAME_ENVIRONMENT,
    NAME_TAGS,  // canonical JSON object of further tags, keys sorted
    NAME_FINISH_REASON,
    NAME_ERROR,  // short class or code ("rate_limit_error"), never a message
    NAME_COUNT,
};
extern const char *const record_name_field[NAME_COUNT];

struct record {
    // From the parser. Strings point into the entry until record_own() copies them.
    struct str call_id;  // key of formats.md D (response id, request id…); none = unknown
    bool is_part;        // a further part of a call already in this source counts as "merged"
    enum keep_rule keep;
    int64_t keep_rank;    // with KEEP_MOST_TOKENS: higher wins before tokens (1 = not a side chain)
    struct str join_key;  // for two-sided formats (batch input and output); unknown = none
    bool is_request_half;  // with join_key: this side has the request and no usage

    int64_t ts_us, latency_us, ttft_us;  // UNKNOWN = the log does not say
    struct str names[NAME_COUNT];
    struct usage usage;
    enum tok_source tok_source;
    enum tier tier;
    struct json params[PARAM_COUNT];  // missing = absent from the request
    double temperature;               // NaN unknown
    int64_t max_tokens, seed, n;
    enum tri stream;
    int64_t status;            // HTTP or equivalent
    bool is_error;             // status >= 400 or an error object
    struct str error_message;  // for the redacted message; never stored with --text none
    enum tri gateway_hit;
    int64_t logged_cost_nusd;
    int64_t image_count, tools_offered, tools_called;

    struct segment *segments;
    int64_t segment_count, segment_cap;
    struct str response_text;  // all text of the answer, blocks joined by '\n'; unknown if none
    bool has_request;          // the log carries the request (content can be fingerprinted)

    struct str *called_tools;  // names of the tools that the answer calls, one a call; may be NULL
    int64_t called_tool_count;

    const uint64_t *block_ids;  // traces: hash ids instead of text
    int64_t block_count, block_tok;

    // Filled by ingest (fingerprint, facts).
    uint64_t print[PRINT_COUNT];
    int64_t part_bytes[PART_COUNT];  // UNKNOWN without a request
    struct chain_point *chain;
    int64_t chain_count;
    enum chain_unit chain_unit;
    uint64_t question_segment, system_segment;  // h of the text segments previews hang on; 0 none
    struct facts facts;
    bool has_shape;
    struct shape shape;
    const uint64_t *called;  // H of the names in called_tools
    // Only where this worker meets the text for the first time, else NULL; the store takes them
    // whatever becomes of the record.
    const struct sample *system_sample, *question_sample;
    const struct sketch *sketch;  // of print[PRINT_QUESTION]
    const struct system_facts *system;

    // Filled by price (price/price.h).
    int64_t cost_nusd;         // UNKNOWN = no price
    int64_t output_cost_nusd;  // the part of it that TOK_OUTPUT (and its parts) cost
    uint32_t price_row;        // number of the row of the book that priced it
};

// All unknown, nothing zero that means something.
void record_init(struct record *r);
// Adds a segment (grown in `a`) and returns it, role and kind set.
struct segment *record_add_segment(struct record *r, enum role role, enum seg_kind kind,
                                   struct arena *a);
// Copies every string that outlives the entry into `a` (names, call_id, join_key, error_message)
// and forgets what does not (segments, params, response_text).
void record_own(struct record *r, struct arena *a);
// "…9f2c" for a secret of 12 or more characters that looks like a key, an alias as it is.
struct str record_key_alias(struct str key, struct arena *a);

void usage_init(struct usage *u);
// The count, or 0 when unknown.
static inline int64_t tok_or_zero(const struct usage *u, enum tok_class c)
{
    return u->tok[c] == UNKNOWN ? 0 : u->tok[c];
}
// True when the log gave input or output counts.
bool usage_is_known(const struct usage *u);
// Fresh input + cache reads + cache writes.
int64_t usage_input_total(const struct usage *u);

// Turns a producer's counts into disjoint classes (formats.md B). `input` is what it calls input.
struct raw_usage {
    int64_t input, output;            // UNKNOWN where absent
    int64_t cache_read, cache_write;  // cache_write = total of writes
    int64_t cache_write_5m, cache_write_1h;
    int64_t reasoning, audio_in, audio_read, audio_out, image_in, image_out;
    int64_t tool_use_in;  // extra input outside `input` (Gemini)
    int64_t web_searches;
    bool input_includes_cache;       // OpenAI, Gemini, xAI: yes; Anthropic, Bedrock: no
    bool output_excludes_reasoning;  // Gemini, xAI: reasoning is added
};
void raw_usage_init(struct raw_usage *raw);
// Rules that survive bad data: negative counts are unknown; reads + writes above an "inclusive"
// input mean that it was exclusive; the unexplained rest of cache_write is 5m; writes = max(total,
// 5m + 1h).
void usage_from_raw(struct usage *u, const struct raw_usage *raw);
