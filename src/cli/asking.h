// asking.h - one question of the command line, from its options to the answer that is presented.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/question.h"
#include "base/buf.h"
#include "base/err.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "model/nearest.h"
#include "model/table.h"
#include "store/store.h"

struct asking {
    const char *title;            // of the answer: "toll report"
    bool is_narrow;               // by its operands, as it may be by --where, --since, --until
    bool has_title_only_of_none;  // for people: no tables when no request matches
    int64_t top_for_people;       // rows of a table for people where --top does not say
    // Adds the tables; *requests is how many requests the question matched.
    bool (*answer)(void *self, struct store *s, const struct question *q, struct answer *out,
                   int64_t *requests, struct err *e);
    // The statements that give the same figures, each with ";\n" behind it (--sql). NULL = there
    // are none.
    bool (*sql)(void *self, const struct question *q, struct buf *out, struct err *e);
    void *self;
};

// A row of the table of options of a command that has `sql`.
#define SQL_OPTION                                                                                 \
    {                                                                                              \
        "sql", 0, NULL, "show the SQL over the views that gives these figures, and end"            \
    }

// Reads the options of `args`, opens cli->db_path, answers, and presents the answer. Exit status 1
// when no request matches.
MUST_USE bool asking_run(struct cli *cli, const struct args *args, const struct asking *asking,
                         struct err *e);
// The question by feature and by model where it does not say by what.
struct question asking_with_by(const struct question *q);
// An error that names the section and the nearest one of those that were offered to `n`.
MUST_USE bool asking_unknown_section(const struct nearest *n, const char *command, struct err *e);
