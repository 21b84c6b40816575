// simulating.h - the requests of a question as columns, and policies run over them: what toll
// simulate and toll advise share.
#pragma once

#include <stdbool.h>

#include "analyze/findings.h"
#include "analyze/question.h"
#include "base/err.h"
#include "cli/cli.h"
#include "cli/progress_bar.h"
#include "model/columns.h"
#include "simulate/simulation.h"
#include "store/store.h"

// Initialise cli, store and question; simulating_release() at the end, whatever happened.
struct simulating {
    struct cli *cli;
    struct store *store;
    const struct question *question;  // its book priced the requests
    struct findings findings;         // of simulating_open()
    struct columns columns;           // of simulating_load()
    struct price_book *other_book;    // that the policies name, or NULL
    struct str label_note;            // what became of the labels; unknown = none
    int64_t drifted;                  // requests that another book had priced
    const struct policy *policy;      // that runs, for the bar
    struct progress_bar bar;
};

// Counts what the question is about and adds "toll" and "range" to the answer.
MUST_USE bool simulating_open(struct simulating *s, struct answer *out, struct err *e);
// Loads what policies need of the requests, with the price book and the labels that `wants` names.
MUST_USE bool simulating_load(struct simulating *s, const struct column_wants *wants,
                              struct err *e);
// Runs a prepared policy over the columns, any number of times. The caller calls
// simulation_release(out) after success.
MUST_USE bool simulating_run(struct simulating *s, const struct policy *policy,
                             struct simulation *out, struct err *e);
// The options of simulating_run(), for what runs policies itself.
struct simulation_options simulating_options(struct simulating *s);
// Adds the period to the title, and the notes that every answer carries.
void simulating_state(const struct simulating *s, struct answer *out);
void simulating_release(struct simulating *s);
