// anonymise.h - a copy of a database for strangers: the same sums, no names, texts or fingerprints.
#pragma once

#include "base/siphash.h"
#include "store/store.h"

struct anonymise_options {
    struct str to;             // must not exist; created with mode 0600
    struct siphash_key key;    // drawn at random and forgotten
    bool (*stop)(void *self);  // asked now and then; true = ERR_INTERRUPTED. May be NULL.
    void *stop_self;
};

// Copies the settled database `from`, as queries/store/anonymise.sql says. Names become
// "user-<16 hex digits>" and the like, fingerprints other numbers that are equal where they were
// equal; models that have a price, providers and times stay. A table, column or key of meta that
// the script does not know is an error: nothing that nobody thought of leaves. On failure `to` is
// removed.
MUST_USE bool store_anonymise(struct str from, const struct anonymise_options *o, struct err *e);
