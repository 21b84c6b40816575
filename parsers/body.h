// body.h - careful readers that the wires share: from a provider's body into a record.
#pragma once

#include "base/json.h"
#include "model/record.h"

// How sure a wire is that a body is its own (detect_* of struct wire).
enum {
    SURE_NO = 0,
    SURE_MAYBE = 20,   // a shape that others have too
    SURE_LIKELY = 50,  // a shape that is usual for this wire
    SURE_SHAPE = 80,   // members that only this wire has
    SURE_URL = 90,     // the URL says so
    SURE_YES = 100,    // nobody else needs to be asked
};

// Larger token counts are mistakes and unknown, which keeps sums of counts far from overflow.
#define BODY_COUNT_MAX 1000000000000LL

// A count; UNKNOWN if the value is no whole number of 0 to BODY_COUNT_MAX.
int64_t body_count(struct json v);
// `paths` are those of json_any(): dotted, up to 8, separated by '|'. *count = the first that is
// set, if that is a count: in streams the last value of a key holds.
void body_take(int64_t *count, struct json v, const char *paths);
// The first that is set, if it is a string with at least one byte; else unknown.
struct str body_str(struct json v, const char *paths);

// A string of at least one byte, else unknown.
struct str body_text(struct json v);

// The functions below fill what the record does not know yet.

void body_name(struct record *r, enum name name, struct str value);
void body_call_id(struct record *r, struct str id);
// ts_us from an epoch number above 0 or a text.
void body_created(struct record *r, struct json when);
void body_stream(struct record *r, struct json flag);
void body_latency_ms(struct record *r, struct json ms);
// The tier by any provider's word for it, over what was there (a response comes after its request);
// words that name none ("auto") change nothing.
void body_tier(struct record *r, struct str word);
// The start of every request(): has_request, provider by the URL, no tools and no images yet.
void body_request(struct record *r, struct str url);
// True if host and path of the URL hold `part`; the query does not count.
bool body_url_has(struct str url, struct str part);
// What stands behind `marker` up to the next '/', ':' followed by a letter, or '?',
// percent-decoded: the model of ".../models/<model>:verb" and ".../model/<model>/invoke". Unknown
// without the marker.
struct str body_url_model(struct str url, struct str marker, struct arena *a);
// A copy of an object without the members named ("id|call_id"), in the arena; the value itself if
// it has none of them. For ids and marks, which are no content.
struct json body_without(struct json object, const char *names, struct arena *a);
