// templates.h - templates with what their requests add up to, and the texts that show what they
// are.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/align.h"
#include "analyze/profile.h"
#include "store/prompts.h"

struct template
{
    uint64_t id;
    struct str name;  // that a person gave; unknown = none
    struct prompt_sums sums;
    int64_t contents;                 // distinct prompts
    int64_t users, features;          // distinct; UNKNOWN without a scan
    int64_t coarse_requests;          // of shapes that are told apart less exactly
    int64_t system_shape;             // the shape (number in `shapes`) with the most requests
    int64_t first_shape, last_shape;  // [first, last) in `by_template`
};

struct templates {
    struct arena *arena;
    struct template *list;  // dearest first
    int64_t count;
    struct shape_row *shapes;
    int64_t shape_count;
    int64_t *by_template;  // shapes, a template's side by side
    int32_t *numbers;      // [id_end] number of the template of a shape, by its id; -1 = none
    int64_t id_end;
    int64_t requests;  // of all templates
};

// Stored sums if the question is about the whole database, else by a scan. Templates without a
// request are left out.
MUST_USE bool templates_collect(struct profiling *p, struct templates *out, struct err *e);
// The number of the template of a shape (struct request.shape_id), or -1.
int64_t templates_find(const struct templates *t, int64_t shape_id);

// Bytes of a prompt's tokens as its template's requests have them; 4 where nothing is known.
double template_bytes_per_tok(const struct template *t);
// All classes of input.
int64_t template_input_tok(const struct template *t);

// The samples of a database.
struct template_texts {
    struct store *store;
    struct sample_row *rows[2];  // system texts by stratum and hash; questions
    int64_t counts[2];
    int64_t *questions;  // [counts[1]] rows of questions, a template's side by side, strata in turn
    int64_t *first, *last;  // [template] where, [first, last)
    double share;           // of the strata that have samples
};
MUST_USE bool template_texts_load(struct template_texts *out, struct profiling *p,
                                  const struct templates *t, struct err *e);

// Texts of a template, evenly of its strata, of these those with the lowest hashes.
struct template_sample {
    struct aligned_text texts[COMMON_TEXTS];
    int count;
};

// A template taken apart.
struct template_layout {
    struct template_sample systems, questions;
    struct alignment system, question;
    struct str described;
    int64_t tools_bytes, history_bytes;  // of a request, on average
    int64_t static_bytes;                // tools, and what the texts have in common
    int64_t bytes;                       // of the prompt
    int64_t prefix_bytes;                // static ones before the first slot
};
MUST_USE bool template_layout(struct template_layout *out, struct template_texts *texts,
                              const struct templates *t, const struct template *template,
                              struct err *e);
// Calls of the template have so many bytes that their prompts mark as retrieved
// (ingest/retrieved.h): the largest slots of free text are these, wherever they stand.
void layout_name_retrieved(struct template_layout *l, int64_t bytes);
