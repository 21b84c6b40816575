// show_source.h - toll show --source: the entries of a request as its log has them.
#pragma once

#include "cli/cli.h"
#include "cli/options.h"
#include "store/stmt.h"

// Rows of the table of options of toll show.
#define SOURCE_OPTIONS                                                                             \
    {"source", 0, NULL, "instead: its entries as the log has them, read again from there"},        \
    {                                                                                              \
        "log", 0, "FILE", "with --source: where the log is now, plain or packed"                   \
    }

MUST_USE bool show_source(struct cli *cli, const struct args *args, struct store *s, int64_t rowid,
                          struct err *e);
