// asking_sql.h - runs SQL on the database of a run and presents its rows: query, sql, sources,
// rejects.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/saved_query.h"
#include "store/sql.h"
#include "store/store.h"

// Rows of the tables of options.
#define SQL_OPTIONS                                                                                \
    {"limit", 0, "N", "at most N rows (default: 10,000 as text or Markdown, else all)"},           \
    {                                                                                              \
        "timeout", 0, "DURATION", "give up after this long (default 10m)"                          \
    }

// What a stop callback looks at: Ctrl-C, and a deadline that --timeout sets.
struct sql_patience {
    const struct cli *cli;
    int64_t deadline_us;  // of the monotonic clock
};
MUST_USE bool sql_patience_start(struct sql_patience *p, const struct cli *cli,
                                 const struct args *args, struct err *e);
bool sql_patience_is_over(void *patience);

// Runs the statement on the database and presents its rows; no rows is exit status 1.
MUST_USE bool asking_sql_run(struct cli *cli, const struct args *args, struct str sql,
                             const struct sql_param *params, int param_count, struct err *e);
// A saved query with its defaults, and on top of them the --param options of `args`.
MUST_USE bool asking_sql_saved(struct cli *cli, const struct args *args, struct str name,
                               struct err *e);
