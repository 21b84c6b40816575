// advise_routes.h - routes to cheaper models as candidates, for the models that a log has.
#pragma once

#include "model/columns.h"
#include "price/price.h"
#include "simulate/candidate.h"

// Routes for the models that cost most in easy tasks (classification, extraction, yes_no) and have
// a cheaper sibling, dearest first; returns how many. Candidates live in `a`.
int route_candidates(const struct columns *c, const struct price_book *book, struct str labels_path,
                     struct arena *a, struct candidate **out);
// A route that wants of the columns what they all want.
struct candidate route_candidate_probe(struct str labels_path, struct arena *a);
