// clause.h - which model names a price is for: equals, starts_with, … joined by or and and.
#pragma once

#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum clause_kind {
    CLAUSE_EQUALS,
    CLAUSE_STARTS_WITH,
    CLAUSE_ENDS_WITH,
    CLAUSE_CONTAINS,
    CLAUSE_REGEX,
    CLAUSE_OR,
    CLAUSE_AND,
};

struct clause {
    enum clause_kind kind;
    struct str text;             // lower case, but a regex as it is
    const struct clause *parts;  // of or, and
    int count;
};

// {"starts_with": "gpt-"} and so on, at most 8 deep.
MUST_USE bool clause_read(const cJSON *json, struct clause *out, struct arena *a, struct err *e);
// "gpt-4o", "gemini-2.5-pro-preview*", "*:free", "*gemma*".
struct clause clause_of_glob(struct str glob, struct arena *a);
// `name` is lower case.
bool clause_holds(const struct clause *c, struct str name);
