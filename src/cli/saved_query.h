// saved_query.h - a file of queries/ as its header comment describes it.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

// The comment at the top of a file:
//     -- Cost of each team, week by week.
//     -- :param weeks 12 how many weeks back
//     -- => team: the team (text)
// A default of "-" is NULL. A parameter is a number if its default is one, else a text. Further
// lines of the purpose may follow the first.
struct saved_param {
    struct str name, otherwise, meaning;  // otherwise = the default; unknown = NULL
    bool is_text;
};

struct saved_column {
    struct str name, meaning;
};

struct saved_query {
    struct str name, purpose, sql;
    struct saved_param *params;
    int param_count;
    struct saved_column *columns;
    int column_count;
};

// By its position in queries[]; lives in `a`.
struct saved_query saved_query_read(int position, struct arena *a);
// An error that names the nearest when there is none.
MUST_USE bool saved_query_find(struct str name, struct saved_query *out, struct arena *a,
                               struct err *e);
