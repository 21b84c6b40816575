// sql_guard.c - SQLite's authorizer: an allow-list of actions and functions.
#include "store/sql_guard.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

// Functions of SQLite that read nothing but their arguments. Not here: load_extension, fts and
// rtree internals, randomblob/zeroblob (memory), writefile and readfile of the shell.
static const char *const functions[] = {
    // aggregates and windows
    "avg",
    "count",
    "group_concat",
    "max",
    "min",
    "sum",
    "total",
    "row_number",
    "rank",
    "dense_rank",
    "percent_rank",
    "cume_dist",
    "ntile",
    "lag",
    "lead",
    "first_value",
    "last_value",
    "nth_value",
    // values
    "abs",
    "char",
    "coalesce",
    "format",
    "glob",
    "hex",
    "ifnull",
    "iif",
    "instr",
    "length",
    "like",
    "likelihood",
    "likely",
    "lower",
    "ltrim",
    "nullif",
    "printf",
    "quote",
    "regexp",
    "replace",
    "round",
    "rtrim",
    "sign",
    "substr",
    "substring",
    "trim",
    "typeof",
    "unhex",
    "unicode",
    "unlikely",
    "unzstd",
    "upper",
    // time (of the arguments; 'now' is the user's own)
    "date",
    "time",
    "datetime",
    "julianday",
    "strftime",
    "unixepoch",
    // arithmetic
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "ceil",
    "ceiling",
    "cos",
    "cosh",
    "degrees",
    "exp",
    "floor",
    "ln",
    "log",
    "log10",
    "log2",
    "mod",
    "pi",
    "pow",
    "power",
    "radians",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
    "trunc",
    // JSON
    "json",
    "json_array",
    "json_array_length",
    "json_each",
    "json_extract",
    "json_group_array",
    "json_group_object",
    "json_object",
    "json_quote",
    "json_tree",
    "json_type",
    "json_valid",
    "->",
    "->>",
};

static bool is_allowed_function(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (str_eq_nocase(str_of(name), str_of(functions[i])))
            return true;
    return false;
}

static void remember(struct sql_guard *g, const char *what, const char *name)
{
    if (g->refused)
        return;
    g->refused = what;
    size_t n = 0;
    for (; name && name[n] && n < sizeof g->name - 1; n++)
        g->name[n] = name[n];
    g->name[n] = 0;
}

static const char *action_name(int action)
{
    switch (action) {
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        return "ATTACH";
    case SQLITE_PRAGMA:
        return "PRAGMA";
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return "writing";
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
        return "transactions";
    default:
        return "changing the database";
    }
}

static int authorize(void *self, int action, const char *first, const char *second,
                     const char *database, const char *trigger)
{
    struct sql_guard *g = self;
    (void)database;
    (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        if (is_allowed_function(second))
            return SQLITE_OK;
        remember(g, "the function", second);
        return SQLITE_DENY;
    default:
        remember(g, action_name(action), first);
        return SQLITE_DENY;
    }
}

void sql_guard_on(sqlite3 *db, struct sql_guard *guard)
{
    *guard = (struct sql_guard){0};
    sqlite3_set_authorizer(db, authorize, guard);
}

void sql_guard_off(sqlite3 *db)
{
    sqlite3_set_authorizer(db, NULL, NULL);
}
