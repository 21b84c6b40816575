// filter.h - the language of --where: parsed once to a list of terms, evaluated on plain rows.
#pragma once

#include <regex.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "model/record.h"

// What a field holds. All but text are compared as int64_t in the unit of the database's column.
enum filter_type {
    FILTER_TEXT,  // strings; {NULL, 0} = unknown
    FILTER_INT,   // integers; UNKNOWN = unknown
    FILTER_BOOL,  // 0, 1, UNKNOWN; written yes no true false 1 0
    FILTER_TIME,  // Unix µs; written as time_interval() takes it
    FILTER_SET,   // bits of a set; written as names of which any must be in it, or none
    FILTER_HASH,  // uint64 bits, 0 = unknown; written as a prefix of the 16 hexadecimal digits
};

enum filter_field {
    // Text.
    FIELD_PROVIDER,
    FIELD_MODEL,
    FIELD_MODEL_REQUESTED,
    FIELD_USER,
    FIELD_FEATURE,
    FIELD_TEAM,
    FIELD_PROJECT,
    FIELD_API_KEY,
    FIELD_SESSION,
    FIELD_ENVIRONMENT,
    FIELD_TAGS,  // the canonical JSON text
    FIELD_FINISH_REASON,
    FIELD_ERROR_CLASS,
    FIELD_TIER,        // standard batch flex priority
    FIELD_TOK_SOURCE,  // logged estimated
    FIELD_PRICE_ID,
    FIELD_SOURCE,         // path
    FIELD_TASK,           // task_name of model/prompt.h
    FIELD_TEMPLATE_NAME,  // that people gave the template
    FIELD_TEXTS,          // number of text fields above
    // Integers: times in µs, money in nano-USD, tokens; temperature in millionths.
    FIELD_TS_US = FIELD_TEXTS,
    FIELD_LATENCY_US,
    FIELD_TTFT_US,
    FIELD_INPUT_TOK,
    FIELD_CACHE_READ_TOK,
    FIELD_CACHE_WRITE_5M_TOK,
    FIELD_CACHE_WRITE_1H_TOK,
    FIELD_CACHE_WRITE_TOK,  // 5m + 1h; unknown only if both are
    FIELD_IN_TOK,           // fresh + read + writes; unknown only if all are
    FIELD_OUTPUT_TOK,
    FIELD_REASONING_TOK,
    FIELD_AUDIO_IN_TOK,
    FIELD_AUDIO_OUT_TOK,
    FIELD_IMAGE_COUNT,
    FIELD_TEMPERATURE,  // millionths, rounded to nearest
    FIELD_MAX_TOKENS,
    FIELD_SEED,
    FIELD_N,
    FIELD_STATUS,
    FIELD_COST_NUSD,
    FIELD_OUTPUT_COST_NUSD,
    FIELD_LOGGED_COST_NUSD,
    FIELD_TOOLS_OFFERED,
    FIELD_TOOLS_CALLED,
    FIELD_QUESTION_BYTES,
    FIELD_RETRIEVED_CHUNKS,
    FIELD_ENTRY,
    // Sets.
    FIELD_PII,         // enum pii
    FIELD_TIME_WORDS,  // enum time_word
    // Yes or no.
    FIELD_STREAM,
    FIELD_ERROR,
    FIELD_GATEWAY_HIT,
    FIELD_WANTS_JSON,
    FIELD_ANSWER_IS_JSON,
    // Hashes.
    FIELD_ID,
    FIELD_REQUEST_FP,
    FIELD_CONTENT_FP,
    FIELD_SYSTEM_FP,
    FIELD_QUESTION_FP,
    FIELD_NORMAL_FP,
    FIELD_TEMPLATE_FP,
    FIELD_TEMPLATE,  // id of the mined template
    FIELD_OUTPUT_FP,
    FIELD_ANSWER_NORMAL_FP,
    FIELD_COUNT,
    FIELD_NUMBERS = FIELD_COUNT - FIELD_TEXTS,
};

// has:NAME
enum filter_has {
    HAS_CACHE,   // any token read from or written to a prompt cache
    HAS_PII,     // any bit of the pii fact; not computed = no
    HAS_ERROR,   // = error=yes
    HAS_TEXT,    // text of its question or system prompt is stored (preview or full)
    HAS_TOOLS,   // tools_offered > 0
    HAS_STREAM,  // = stream=yes
    HAS_TIME,    // any bit of the time_words fact; not computed = no
    HAS_COUNT,
};
extern const char *const filter_has_name[HAS_COUNT];

// A name of the language; several names may mean the same field in other units.
struct filter_name {
    const char *name;
    enum filter_field field;
    enum filter_type type;
    int64_t scale;     // base units in one written unit: cost_usd 1e9, latency_ms 1000; else 1
    bool is_duration;  // "250ms", "2s" are understood too
};
extern const struct filter_name filter_names[];  // ends with a zero row

enum filter_kind {
    TERM_TEXT,     // any of texts[] holds: FIELD < FIELD_TEXTS
    TERM_MATCH,    // any of regexes[] is found in the text
    TERM_RANGE,    // the number is in any of ranges[]
    TERM_BITS,     // the set shares a bit with any ranges[].lo, or is empty where that is 0
    TERM_UNKNOWN,  // the value is unknown ("user=")
    TERM_HAS,      // any of the flags in `has`
};

enum filter_text_op { TEXT_EQ, TEXT_LT, TEXT_LE, TEXT_GT, TEXT_GE, TEXT_BETWEEN };

// Byte-wise comparison; BETWEEN includes both ends.
struct filter_text {
    enum filter_text_op op;
    struct str a, b;
};

// Both ends included; INT64_MIN + 1 and INT64_MAX stand for open ends. For hashes lo and hi are the
// bits as int64_t and of the same sign.
struct filter_range {
    int64_t lo, hi;
};

_Static_assert(FIELD_COUNT <= 64, "bits of struct filter.fields");

// One condition. Its truth on a row:
//     known = the value of `field` is known
//     holds = TERM_UNKNOWN: !known. TERM_HAS: any flag. Otherwise known && (any of the values
//     fits). With is_other ("!="): holds = known && none of them fits. truth = is_negated ? !holds
//     : holds
// So that a comparison with an unknown value is false and its negation ("!user=bob") true.
struct filter_term {
    enum filter_kind kind;
    enum filter_field field;
    unsigned has;  // bits 1u << enum filter_has
    bool is_negated, is_other;
    struct filter_text *texts;
    struct filter_range *ranges;
    regex_t *regexes;     // POSIX extended, without regard to case
    struct str *sources;  // [count] the text of each regex
    int count;
};

// All terms must hold; none = everything matches. Zero is a valid empty filter.
struct filter {
    struct filter_term *terms;
    int term_count, term_cap;
    struct str text;  // as written, for answers
    uint64_t fields;  // bit (1 << enum filter_field) of every field that is looked at
    unsigned has;     // bit (1u << enum filter_has) likewise
    struct arena *arena;
};

// Relative times count from now_us. Errors are ERR_USAGE and name the term and its position. Must
// be released after success.
MUST_USE bool filter_parse(struct filter *out, struct str text, int64_t now_us, struct arena *a,
                           struct err *e);
void filter_release(struct filter *f);

// A row to evaluate on; only what `fields` and `has` of the filter name must be set.
struct filter_row {
    struct str text[FIELD_TEXTS];
    int64_t number[FIELD_NUMBERS];  // by field - FIELD_TEXTS
    bool has[HAS_COUNT];
};
// Everything unknown.
void filter_row_init(struct filter_row *row);
// Sets who calls what: the names [NAME_COUNT] of an attribution.
void filter_row_names(struct filter_row *row, const struct str *names);
// The bits of the fields that filter_row_names() sets.
uint64_t filter_name_fields(void);
bool filter_matches(const struct filter *f, const struct filter_row *row);
