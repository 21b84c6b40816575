// asker_run.h - one command of the program, run for its answer instead of its output.
#pragma once

#include <stdatomic.h>

#include "cli/cli.h"
#include "model/service.h"

struct asker_result {
    struct arena *memory;       // where the reply lives; given
    struct reply reply;         // READY or FAILED
    bool has_written;           // the command has written a file
    atomic_int *done_permille;  // struct capture; given
};

// Commands that answer, and nothing else: one that changes the database, or that would take the
// terminal, is refused.
void asker_run(const struct cli *cli, struct str command, const atomic_bool *is_cancelled,
               struct asker_result *out);
