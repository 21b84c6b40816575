// run.h - from the words of a command line to the command that does them.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "cli/cli.h"

// argv[0] is the name of the program. Finds the command, reads the options of every command into
// *cli, and runs it. Called by main() once, and for every answer of the dashboard.
MUST_USE bool cli_run(struct cli *cli, int argc, char **argv, struct err *e);
