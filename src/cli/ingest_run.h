// ingest_run.h - reads logs into the database of a run: what `toll ingest` and `toll LOG…` share.
#pragma once

#include <stdio.h>

#include "cli/cli.h"
#include "cli/options.h"

// Options of an ingest, for the tables of commands; ends with a zero row.
extern const struct option ingest_option_table[];

// Ingests the operands of `args` into cli->db_path and settles it. The ledger goes to `out`, what
// is wrong with a source to stderr; exit statuses 4 and 5 through cli_status(). False: nothing
// could be done, the database failed, or the user interrupted (what was read stays).
MUST_USE bool ingest_run(struct cli *cli, const struct args *args, FILE *out, struct err *e);
