// scratch.h - `toll LOG…`: reads the logs into a database that is removed again, prints the report.
#pragma once

#include "cli/command.h"

// Not in commands[]: it is what the program does when no command is named.
extern const struct command scratch_command;
