// prompt_writer.h - what a record tells of its prompt, put where it belongs.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/record.h"
#include "store/database.h"
#include "store/row.h"
#include "store/segments.h"

// Shapes, samples, sketches and system prompts behind one face; all writes are in the transaction
// of the rows. They are taken from every record, also from those that turn out to be duplicates:
// workers hand a text in where it is first met, whatever becomes of that record.
struct prompt_writer;

MUST_USE bool prompt_writer_open(struct store *s, struct segments *texts,
                                 struct prompt_writer **out, struct err *e);
void prompt_writer_close(struct prompt_writer *w);  // NULL is fine
// Sets the row's shape and stores what the record carries.
MUST_USE bool prompt_writer_put(struct prompt_writer *w, const struct record *r, struct row *row,
                                struct err *e);
// Counts a request that its row did not have before.
void prompt_writer_count_request(struct prompt_writer *w, const struct row *row);
// Counts tool calls of an answer that is new: of a new row, a further part, a second half. `row` is
// as it stands with it. An answer that comes before its request counts in no system prompt.
MUST_USE bool prompt_writer_count_calls(struct prompt_writer *w, const struct record *r,
                                        const struct row *row, struct err *e);
MUST_USE bool prompt_writer_flush(struct prompt_writer *w, struct err *e);
