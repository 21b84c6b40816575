// retrieved.h - the part of a prompt that was looked up: documents, chunks, search results.
//
// Counted only where the prompt marks it, in segments of system, user and tool. The rules, where
// "line" begins behind a line feed and any white space, and words stand in any case:
//
//   element    <document …> to </document>, also doc, chunk, passage, snippet, excerpt,
//              search_result, source: a chunk. <context>, documents, sources, chunks,
//              search_results, passages, retrieved_context, retrieved_documents, knowledge_base to
//              their ends: the chunks that stand in them, or one. With 20 bytes or more and white
//              space in it.
//   series     lines "[1]", "[2]"… that count up from 1, each with "source:", "url:" or "title:" in
//              it or in a line before the next one; lines "Document 1:", "Document [1]:" that count
//              up from 0 or 1, also doc, passage, chunk, source, excerpt, snippet, context, search
//              result, result, reference. A chunk ends where the next one begins, the last at an
//              empty line, a line that ends a context, or where the count begins again.
//   context    "Context:" or "Context information is below" at the beginning of a line up to one
//   that
//              begins with "Question:", "User question:", "Query:", "User query:", "Helpful
//              answer:", "Answer:" or "Given the context": the chunks that stand in it, or one.
//   JSON       each "type":"document", "search_result", "web_search_result" or "file_search_result"
//              of a structured segment is a chunk, and the segment is retrieved as a whole; a
//              document that the API takes beside the messages (text with the role of a tool) is
//              one.
// The first rule that fits at a place holds, and the search goes on behind it.
#pragma once

#include <stdint.h>

#include "model/record.h"

struct retrieved {
    int64_t chunks;
    int64_t bytes;      // at most those of the segment
    size_t begin, end;  // of the first and the last chunk; 0, 0 without any
};

// `bytes`: the canonical bytes of the segment.
struct retrieved retrieved_in(const struct segment *s, struct str bytes);
