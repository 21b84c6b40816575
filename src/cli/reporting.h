// reporting.h - a report of the database of a run: what `toll report` and `toll LOG…` share.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "cli/cli.h"
#include "cli/options.h"

// Opens cli->db_path, answers with the named sections (none = the default ones) as the options of
// `args` say, and presents the answer. Exit status 1 when no request matches.
MUST_USE bool reporting_run(struct cli *cli, const struct args *args, const struct str *sections,
                            int section_count, struct err *e);
