// command.h - one command of the program: its help, its options, its work. One file cmd_NAME.c
// each.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "cli/cli.h"
#include "cli/options.h"

struct command {
    const char *name;              // "report"; cmd_NAME.c defines const struct command cmd_NAME
    const char *usage;             // what stands behind the name: "[OPTION…] FILE…"
    const char *summary;           // one line, lower case, no period
    const char *help;              // further lines of --help; may be NULL
    const struct option *options;  // ends with a zero row; NULL = none but the global ones
    // Options that an operand brings for what stands behind it (options.h; self is the struct cli).
    // NULL = none.
    bool (*options_behind)(void *cli, struct str operand, const struct option **out, struct err *e);
    // Writes the part of --help that is about the operands, or about what they can be. True = that
    // is all, the rest is left out. NULL = nothing.
    bool (*help_on)(struct cli *cli, const struct args *args);
    // The i-th word that an operand can be, for completion; NULL behind the last. NULL = nothing is
    // offered.
    const char *(*operand)(int i, const char **summary);
    // Results go to cli->out, words about the run to cli_say(). cli_status() adds an exit status
    // that is no error (1: nothing matched). -h and --help never get here.
    bool (*run)(struct cli *cli, const struct args *args, struct err *e);
};

extern const struct command *const commands[];  // NULL-terminated, generated

// NULL when there is none of that name.
const struct command *command_find(struct str name);
// What --help of a command with these words prints, and the page of `toll help`.
void command_help(struct cli *cli, const struct command *command, const struct args *args);
void program_help(struct cli *cli);
// The rows of a table of options, as --help prints them.
void options_help(FILE *out, const struct option *table);
// Options that every command takes; ends with a zero row.
extern const struct option global_options[];
