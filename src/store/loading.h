// loading.h - the loader's state, for loader.c (sources, transactions) and loading.c (records).
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/sink.h"
#include "store/chain.h"
#include "store/half_table.h"
#include "store/row.h"
#include "store/source_row.h"

struct loader {
    struct arena arena;    // holds the struct
    struct arena scratch;  // of the record at hand
    struct store *store;
    struct names *names;
    struct segments *segments;
    struct prompt_writer *prompts;
    struct keyset *identities;
    struct ordinals *ordinals;
    struct chain_index chains;
    struct row_table rows;
    struct source_table sources;
    struct half_table halves;
    struct source_row source;
    struct pass *pass;    // adds up what is loaded; NULL = settle reads the rows again
    int64_t newest;       // request
    int64_t settled;      // requests up to here are in the roll-ups
    bool is_dirty;        // one of those has changed
    bool is_grown;        // rows since the last commit
    bool has_estimates;   // some of them without tokens
    int64_t uncommitted;  // entries since the last commit
    bool is_failed;       // a write failed: memory and file differ, nothing more is accepted
};

// One record: identifies it, then appends a row or merges it into the one that is known. *end says
// what became of it.
MUST_USE bool load_record(struct loader *l, const struct block_entry *entry, enum entry_end *end,
                          struct err *e);
