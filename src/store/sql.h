// sql.h - queries of people: read-only by authorizer, bounded in time, answered as a table.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "model/table.h"

struct store;

// A parameter of a saved query. The value binds as an integer or decimal if it reads as one.
struct sql_param {
    struct str name;   // without the colon
    struct str value;  // unknown = NULL
    bool is_text;      // bound as text whatever it reads as: an id of digits
};

struct sql_request {
    struct str sql;  // one statement; a trailing semicolon is fine
    const struct sql_param *params;
    int param_count;
    int64_t max_rows;          // 0 = all; a note says when rows were cut off
    bool (*stop)(void *self);  // asked every few thousand steps (deadline, Ctrl-C); may be NULL
    void *stop_self;
};

// Runs a SELECT (or EXPLAIN, VALUES, WITH). Anything that writes, ATTACH, PRAGMA, extensions and
// functions that are not on the list are refused with ERR_USAGE, as is a parameter that the
// statement does not have; a parameter of the statement that is not given is NULL. Stopped:
// ERR_INTERRUPTED. Column units are told by values and names (_usd, _tok, _bytes, _ms, _share,
// _rate).
MUST_USE bool sql_run(struct store *s, const struct sql_request *q, struct str key,
                      struct table **out, struct arena *a, struct err *e);
