// fingerprint.h - what makes two prompts the same: hashes of requests, their parts and their
// prefixes.
//
// Fingerprints version 1. Another program can compute them from this page.
//
//   H(bytes)    XXH3-64 (xxHash 0.8), seed 0, or with --fp-key the XXH3-64 of the key file's bytes
//   W(w0, w1…)  H of the 64-bit words as little-endian bytes
//   mix(s, w)   hash_mix() of base/hash.h: x = (s ^ w) * 0x9e3779b97f4a7c15; x ^= x >> 33;
//               x *= 0xff51afd7ed558ccd; x ^= x >> 33; x *= 0xc4ceb9fe1a85ec53; x ^= x >> 33
//
//   A *segment* is one content block: role (tools 0, system 1, user 2, assistant 3, tool 4) and
//   kind (text 0, json 1, tool call 2, tool result 3, media 4, reasoning 5); tag = role | kind
//   << 8. Canonical bytes: a text's UTF-8; a structured value's RFC 8785 text; for media, 8 bytes:
//   H of the decoded bytes (base64, also of a data: URL) or of the URL's text, little-endian. c1 …
//   cn     H of each 512 bytes of the canonical bytes, the last one shorter; n = 0 if empty body
//   W(length, c1 … cn) h           W(tag, length, c1 … cn) normal(h)   W(tag, H(normal form)) for
//   text kinds, h for others         (ingest/normal.h) mask(h)     W(tag, H(masked canonical
//   bytes)); h for media              (ingest/normal.h)
//
//   content     W(h of tools, system, messages in order)
//   normal      W(normal(h) …)          template  W(mask(h) …)
//   system      W(h of the tools and system segments); none if there are none
//   question    W(body of each text segment of the last user message); none if it has no text
//   request     W(content, H(model), H(parameters)): the model asked for, else billed, bare and
//   lower
//               case (price_bare_model); the parameters present, in the order of enum param, each
//               as name=RFC 8785 value and '\n'; a single stop string as a list of one
//   output      H(response text); none if empty or the call failed
//   A fingerprint that comes out as 0 is stored as 1: 0 means "none".
//
//   chain       P = 0. Per segment: P = mix(P, tag); at each full 512 bytes that are not its end
//               P = mix(P, ci) is a point; at its end P = mix(mix(P, cn), END) is a point, with cn
//               left out if the segment is empty; END = 0x656e64. A point's size is the bytes since
//               the point before.
//   Traces that carry block ids instead of text: a point's hash is the block id, its size the
//   block's tokens; content = W(ids …, input tokens), the other fingerprints but request are none.
#pragma once

#include "base/arena.h"
#include "ingest/facts.h"
#include "model/record.h"
#include "model/sink.h"

enum { FINGERPRINT_VERSION = 1, FACTS_VERSION = 1, CHAIN_GRAIN_BYTES = 512 };

// One per worker: remembers segments it has seen, so that each is normalised and masked once. Only
// a cache: forgetting changes no result.
struct fingerprinter;
struct fingerprinter *fingerprinter_new(struct arena *a, uint64_t key_seed,
                                        const struct watch *watch);
void fingerprinter_release(struct fingerprinter *f);

// Distinct segments met for the first time (as far as this worker remembers) go to the listener,
// with their facts and canonical bytes (both valid during the call); it may be NULL.
struct segment_listener {
    void *self;
    void (*segment)(void *self, const struct segment *s, uint64_t h, struct str bytes,
                    const struct segment_facts *facts);
};

// The prompt of the record at hand, by segment; valid until the next fingerprint_record().
struct prompt_view {
    const uint64_t *hashes;  // h
    const int64_t *bytes;    // length of the canonical bytes
    const enum part *parts;
    const struct segment_facts *facts;
    const struct str *normal_texts;  // normal form (ingest/normal.h); unknown where not at hand
    size_t count;                    // 0 when the record has no prompt text
};

// Fills print[], part_bytes, chain, tools_offered and the segment references of a record whose
// segments, params and response are those of the entry. The chain is allocated in `a`.
void fingerprint_record(struct fingerprinter *f, struct record *r,
                        const struct segment_listener *listener, struct arena *a);
struct prompt_view fingerprint_view(const struct fingerprinter *f);
