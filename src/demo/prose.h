// prose.h - texts that compress like the real ones: prose, questions, code, written as JSON string
// content.
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "demo/rng.h"

// All append text that is already escaped for a JSON string, and no quotes around it.

// Sentences until at least `bytes` are written.
void prose_sentences(struct buf *b, struct rng *r, int64_t bytes);
// A document: headings, paragraphs, figures; at least `bytes`. `number` makes it unlike any other.
void prose_document(struct buf *b, struct rng *r, int64_t number, int64_t bytes);
// A short question about product `number`; the same number and generator, the same question.
void prose_question(struct buf *b, struct rng *r, int64_t number);
// Rules of a system prompt, a line each, until `bytes`.
void prose_rules(struct buf *b, struct rng *r, int64_t bytes);
// Lines of C-like code until `bytes`.
void prose_code(struct buf *b, struct rng *r, int64_t bytes);
// A single sentence without its full stop, capitalised.
void prose_clause(struct buf *b, struct rng *r);
// "Amara Lindqvist"
void prose_person(struct buf *b, struct rng *r);
// A number without sign.
void prose_number(struct buf *b, int64_t number);
// `count` characters of [0-9A-Za-z], as providers make ids from.
void prose_id(struct buf *b, struct rng *r, int count);
