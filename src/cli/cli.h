// cli.h - what one run of the program knows: where results go, which database, what time it is.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

#define TOLL_VERSION "0.1.0"

struct answer;

// Where the answer of a command goes that the dashboard runs.
struct capture {
    struct arena *arena;          // of the copy
    const struct answer *answer;  // NULL until present()
    bool has_written;             // a file (-o), or a name
    atomic_int *done_permille;    // how far it has got, for another thread to read; 0 = not known
};

struct cli {
    struct arena *arena;      // of the whole run
    FILE *out;                // results; checked when the program ends
    struct str db_path;       // --db, else $TOLL_DB, else toll.db
    struct str zone;          // --tz, else $TOLL_TZ, else UTC: already set with zone_set()
    int64_t now_us;           // --now, else the clock at the start
    int columns;              // width of the terminal on out; 0 = not a terminal
    bool has_color;           // out is a terminal and NO_COLOR is not set
    bool is_progress_wanted;  // stderr is a terminal
    int status;               // highest of cli_status()
    // Set by Ctrl-C (SIGINT, SIGTERM); to be looked at by everything that takes long.
    const atomic_bool *is_interrupted;
    // NULL = print. Else the command runs beside the dashboard: its answer goes here, it neither
    // reads standard input nor changes the process, nor of the database more than names.
    struct capture *captured;
};

// Raises the exit status of a run without error.
void cli_status(struct cli *cli, int status);
// "toll: message" on stderr.
void cli_say(const char *format, ...) PRINTF(1, 2);
// What this thread says from now on goes behind what is in `said`; NULL = to stderr again.
void cli_say_to(struct buf *said);
