// strategy_options.h - strategies on a command line: their settings as options, their help.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "simulate/policy.h"

// For struct command: the settings of the strategy that an operand names. ERR_USAGE, with the
// nearest name, when there is none.
bool strategy_options_behind(void *cli, struct str operand, const struct option **out,
                             struct err *e);
// For struct command: the strategies as operands.
const char *strategy_options_operand(int i, const char **summary);
// The settings of the strategies that the operands name; without operands a list of all strategies.
bool strategy_options_help(struct cli *cli, const struct args *args);
// Adds a step for each operand, with the settings that stand behind it.
MUST_USE bool strategy_options_read(struct policy *p, const struct args *args, struct err *e);
