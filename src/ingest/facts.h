// facts.h - what is read off the texts of a request once, for answers after the text is gone.
//
// The rules are versioned together by FACTS_VERSION (ingest/fingerprint.h). Each has its header:
//   pii        of all segments but tool definitions and media      ingest/pii.h
//   time words, words of --watch: of the text of the last user message   ingest/time_words.h,
//   watch.h task       of the last user message, else of the system text    ingest/task.h
//   wants_json a response format of JSON among the parameters, or words of the last user message or
//              of the system text that ask for it                   ingest/json_text.h
//   answer_is_json  the answer is one JSON object or array          ingest/json_text.h
//   retrieved  chunks and bytes in system, user and tool segments   ingest/retrieved.h
#pragma once

#include "base/str.h"
#include "ingest/watch.h"
#include "model/record.h"

// What one segment tells; computed once per distinct segment and remembered.
struct segment_facts {
    uint32_t pii;              // bits of enum pii
    uint32_t retrieved_bytes;  // of it that is retrieved context (documents, search results)
    uint16_t retrieved_chunks;
    uint16_t time_words;  // bits of enum time_word
    uint32_t watch;       // bits of the words of --watch
    uint8_t task_clue;    // what its words ask for (ingest/task.h); 0 = they do not tell
    uint8_t wants_json;   // 1 = its words ask for JSON (ingest/json_text.h)
};

// `bytes`: the canonical bytes of the segment. Media tells nothing.
void segment_facts(struct segment_facts *out, const struct segment *s, struct str bytes,
                   const struct watch *watch);

// Fills r->facts and r->part_bytes[PART_RETRIEVED] (which is taken off the part the segment is in)
// from what its `count` segments told, in their order; of_part[i] is the part of segment i. A
// record without a prompt has none (count 0): then only what its answer tells. `answer_normal` is
// the fingerprint of the normal form of the answer, 0 = none.
void request_facts(struct record *r, const struct segment_facts *segments, const enum part *of_part,
                   size_t count, uint64_t answer_normal);
