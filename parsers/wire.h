// wire.h - a provider's request and response bodies, apart from the log that carries them.
#pragma once

#include "base/json.h"
#include "model/record.h"

// Every function gets bodies that are JSON objects (events: an array of objects, in order) and sets
// only what they say. Strings put into the record point into the JSON. `a` is the arena of the
// entry.
struct wire {
    const char *name;  // "openai_chat"
    int rank;          // lower is asked first
    // Confidence that the body (and the URL, may be unknown) is of this wire; 0 = no.
    int (*detect_request)(struct json body, struct str url);
    int (*detect_response)(struct json body, struct str url);
    // True when an array of stream events is of this wire.
    int (*detect_events)(struct json events, struct str url);
    void (*request)(struct record *r, struct json body, struct str url, struct arena *a);
    void (*response)(struct record *r, struct json body, struct arena *a);
    // Merges the events as the provider defines: the last value of each usage key, never sums.
    void (*events)(struct record *r, struct json events, struct arena *a);
    // The usage object of this wire alone, for envelopes that carry it without its body. False if
    // it has no counts.
    bool (*usage)(struct usage *u, struct json usage);
};

extern const struct wire *const wires[];  // NULL-terminated, generated

// The wire of a name, or NULL.
const struct wire *wire_find(const char *name);
// Best wire for a body by detect_*; NULL when none claims it.
const struct wire *wire_for_request(struct json body, struct str url);
const struct wire *wire_for_response(struct json body, struct str url);
const struct wire *wire_for_events(struct json events, struct str url);
// The error object that nearly every provider writes: {error:{message,type,code}}, {type:"error"},
// {message}; sets is_error, NAME_ERROR, error_message. False if there is none.
bool wire_error(struct record *r, struct json body);
// Provider by the host or path of a URL ("api.openai.com" → "openai"); unknown if none matches.
struct str wire_provider_of_url(struct str url);
