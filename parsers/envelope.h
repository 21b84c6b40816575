// envelope.h - a log format: where in an entry the call, its times, names and bodies are.
#pragma once

#include "base/json.h"
#include "model/record.h"
#include "model/sink.h"

// What a source as a whole tells its entries. Set once, before the first entry; not changed.
struct source_context {
    struct str path;
    struct str *csv_columns;  // header of a CSV source, lower case and trimmed; NULL otherwise
    int64_t csv_count;
    int64_t start_us;  // instant that relative times of traces count from (--start, else 0)
    const struct envelope *format;  // --format: only this one is tried; NULL = detect per entry
    struct str (*tags)[2];          // --tag key, value: fills what a log lacks
    int64_t tag_count;
};

// One outcome of an entry. An entry that holds n items (spans, data[] …) gives n outcomes.
struct outcome {
    enum entry_end end;  // RECORD, SKIPPED or REJECTED
    struct record *record;
    enum reject_reason reason;
    struct str detail;
    const struct envelope *envelope;
};

// The work on one entry. One per worker thread, reused: parse_begin() starts the next entry and
// invalidates what the one before gave out.
struct parse {
    const struct source_context *source;
    struct arena *arena;           // of the entry: rewound by the next parse_begin()
    struct json_parser **parsers;  // for JSON inside strings and captured streams
    int64_t parser_count, parser_used;
    const struct envelope **by_rank;  // NULL-terminated, made for the first entry
    struct arena pool;                // holds these two arrays
    struct outcome *outcomes;
    int64_t outcome_count, outcome_cap;
    const struct envelope *envelope;  // that is parsing now
};

struct envelope {
    const char *name;   // "litellm"; what --format takes
    const char *title;  // "LiteLLM StandardLoggingPayload and SpendLogs rows"
    int rank;           // place in the tests of formats.md A.2: lower is asked first
    // True when the object is of this format. Cheap: a few key look-ups. NULL for CSV formats.
    bool (*detect)(struct json root);
    // True when a CSV with these columns is of this format. NULL for JSON formats.
    bool (*detect_csv)(const struct source_context *source);
    // Gives at least one outcome with the parse_*() functions below. For CSV `root` is an array of
    // strings, one a column of the header.
    void (*parse)(struct parse *p, struct json root);
    const char
        *fields;  // for `toll formats` and `toll detect`: which fields map where, one line each
};

extern const struct envelope *const envelopes[];  // NULL-terminated, generated

void parse_release(struct parse *p);
// Forgets the last entry.
void parse_begin(struct parse *p, const struct source_context *source, struct arena *arena);
// Parses an entry: finds its envelope (p->source->format, or by rank) and runs it. Always at least
// one outcome; unknown formats are rejected.
void parse_entry(struct parse *p, struct json root);

// For envelopes. A fresh record, outcome RECORD, tags not yet applied.
struct record *parse_record(struct parse *p);
void parse_skip(struct parse *p);
void parse_reject(struct parse *p, enum reject_reason reason, struct str detail);
// JSON in a string: the value, or missing when the text is no JSON. Strings within strings are
// followed once more ("\"{...}\""). Objects and arrays come back as they are. Valid for the entry.
struct json parse_nested(struct parse *p, struct json value);
// A captured server-sent-event stream (text), NDJSON text or JSON array as one JSON array of its
// data events; "[DONE]" and comments are left out; a torn last event is dropped. Missing if none.
struct json parse_stream(struct parse *p, struct json value);

// The siblings of well-known names around a call (issue: user|user_id|…, timestamp|time|…,
// latency_ms|…, metadata.*, tags.*): sets what the record does not know yet.
void parse_siblings(struct parse *p, struct json object, struct record *r);
// Request and response bodies by the wires: `request` and `response` may be missing, objects, JSON
// text, a stream or garbage (an HTML error page); url (may be unknown) helps to tell the wire and
// names the model for Gemini and Bedrock. False when neither was recognised.
bool parse_bodies(struct parse *p, struct record *r, struct str url, struct json request,
                  struct json response);
// Fills names that are unknown from --tag; further tags go to NAME_TAGS. Called by parse_entry.
void parse_tags(struct parse *p, struct record *r);
// The tag object: adds key=value pairs of `object` (scalars) to NAME_TAGS, well-known names
// excepted.
void parse_tag_object(struct parse *p, struct record *r, struct json object);
