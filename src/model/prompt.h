// prompt.h - what ingest learns of a prompt besides its fingerprints: facts, shape, samples,
// sketch.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

// yes / no / the log does not say
enum tri { TRI_UNKNOWN, TRI_NO, TRI_YES };

// What the caller wants done (ingest/task.h has the rules). Stored: never renumber.
enum task {
    TASK_UNKNOWN,
    TASK_CLASSIFICATION,
    TASK_YES_NO,
    TASK_EXTRACTION,
    TASK_SUMMARY,
    TASK_SHORT_ANSWER,
    TASK_ANALYSIS,
    TASK_CODE,
    TASK_CREATIVE,
    TASK_OTHER,
    TASK_COUNT,
};
extern const char *const task_name[TASK_COUNT];  // "classification"; NULL for TASK_UNKNOWN

// Words that tie a question to the moment it is asked; bits 1u << enum time_word. Stored.
enum time_word {
    TIME_TODAY,
    TIME_NOW,
    TIME_CURRENT,
    TIME_LATEST,
    TIME_THIS_WEEK,
    TIME_TONIGHT,
    TIME_TOMORROW,
    TIME_YESTERDAY,
    TIME_PART,  // one of them inside another word ("currently", "todays")
    TIME_WORDS,
};
extern const char *const time_word_name[TIME_WORDS];  // "today", "this week", "part"

// Personal and secret data seen; bits 1u << enum pii. Stored.
enum pii { PII_EMAIL, PII_PHONE, PII_CARD, PII_KEY, PII_ADDRESS /* IP, MAC */, PII_COUNT };
extern const char *const pii_name[PII_COUNT];

// Facts of one request, for answers after the text is gone.
struct facts {
    uint32_t time_words;  // of the last user message
    uint32_t pii;         // of all of the request
    uint32_t watch;       // words of --watch in the last user message, in their order
    enum task task;
    enum tri wants_json;        // a response format of JSON, or words that ask for it
    enum tri answer_is_json;    // unknown without an answer
    int64_t retrieved_chunks;   // pieces of retrieved context; UNKNOWN without a request
    uint64_t answer_normal_fp;  // of the normal form of the answer; 0 = none
};

// One word of a text, or a mark (punctuation), or a span that masking would replace (a number, a
// time…). The sum of `bytes` over the tokens of a text is its length: longer words and gaps take
// several tokens.
struct token {
    uint16_t hash;  // of what it says, case kept, of a masked span too; never 0
    uint8_t bytes;  // with the white space before it
    uint8_t flags;  // enum token_kind | enum token_flag
};
enum token_kind {
    TOKEN_WORD,
    TOKEN_PUNCTUATION,
    TOKEN_NUMBER,
    TOKEN_TIME,
    TOKEN_ID,
    TOKEN_EMAIL,
    TOKEN_URL,
    TOKEN_REST,  // goes on the token before it (it was longer than 255 bytes)
};
enum token_flag {
    TOKEN_KIND = 7,        // mask of enum token_kind
    TOKEN_CAPITAL = 8,     // begins with a capital letter
    TOKEN_LINE = 16,       // first of a line
    TOKEN_PARAGRAPH = 32,  // first behind an empty line
};
static inline enum token_kind token_kind(struct token t)
{
    return (enum token_kind)(t.flags & TOKEN_KIND);
}
static inline bool token_is_masked(struct token t)
{
    enum token_kind kind = token_kind(t);
    return kind >= TOKEN_NUMBER && kind <= TOKEN_URL;
}

// How a prompt begins and ends: 8 bits of the hash of each token, of masked ones of their kind
// alone, 0 = no token there. What the
// requests of one template share; interned by the store, grouped into templates by analyze/mine.h.
enum { SHAPE_SYSTEM = 16, SHAPE_HEAD = 12, SHAPE_TAIL = 6 };
struct shape {
    uint8_t system[SHAPE_SYSTEM];  // first tokens of the first system text; without one and with
                                   // tools: 0xff, then 8 bytes of a hash of the set of tool names
    uint8_t head[SHAPE_HEAD];      // first tokens of the first text of the last user message
    uint8_t tail[SHAPE_TAIL];      // last tokens of its last text, the very last one first
};
_Static_assert(sizeof(struct shape) == SHAPE_SYSTEM + SHAPE_HEAD + SHAPE_TAIL, "no padding");

// A shape that is to be grouped into templates (analyze/mine.h).
struct mined_shape {
    struct shape shape;
    int64_t requests, unique_contents;
};

// A text by its tokens, to be compared with others of its template. The tokens of a text that is
// longer than SAMPLE_TOKENS are its first 3/4 × SAMPLE_TOKENS and its last 1/4.
enum { SAMPLE_TOKENS = 1024 };
struct sample {
    uint64_t segment;  // h of the segment (ingest/fingerprint.h)
    const struct token *tokens;
    int32_t token_count;  // at most SAMPLE_TOKENS
    int32_t gap_at;       // tokens before the gap; = token_count if nothing was left out
    int64_t gap_bytes;    // bytes left out there
};

// MinHash of the last user message: SKETCH_HASHES minima of 4 bits, the first in the low half of
// the first byte. ingest/sketch.h makes them, model/similarity.h compares them.
enum { SKETCH_HASHES = 100, SKETCH_BITS = 4, SKETCH_BYTES = SKETCH_HASHES * SKETCH_BITS / 8 };
struct sketch {
    uint8_t bits[SKETCH_BYTES];
};

// What trimming a system prompt would take away; kinds do not overlap, earlier ones come first.
// Stored: never renumber.
enum trim_kind {
    TRIM_REPEAT,   // a sentence that was there before
    TRIM_SIMILAR,  // a sentence that says nearly the same as an earlier one
    TRIM_FILLER,   // please, kindly, make sure to…
    TRIM_SPACE,    // redundant white space
    TRIM_KINDS,
};
struct trim_edit {
    enum trim_kind kind;
    int64_t offset, bytes;  // in the text of the system prompt (its segments joined by '\n')
    // REPEAT, SIMILAR: offset of the earlier sentence; FILLER: enum filler (model/filler.h); else
    // UNKNOWN.
    int64_t other;
};
enum { TRIM_EDITS_MAX = 64 };  // listed; more are only counted

// A tool that a request offers.
struct tool {
    uint64_t name_hash;  // H(name) of ingest/fingerprint.h
    struct str name;
    int64_t bytes;  // canonical bytes of its definition
};

// What is learned once per distinct system_fp.
enum { SYSTEMS_OF_FORM = 2048 };  // kept of those that begin alike
struct system_facts {
    uint64_t system_fp;
    uint64_t form;       // hash of shape.system: how it begins
    uint64_t tools_fp;   // the tools in their order; 0 without any
    uint64_t tools_set;  // the same in any order
    struct tool *tools;
    int64_t tool_count;
    int64_t text_bytes;  // of the system text (segments joined by '\n')
    int64_t trim_bytes[TRIM_KINDS], trim_count[TRIM_KINDS];
    struct trim_edit *edits;
    int64_t edit_count;
};
