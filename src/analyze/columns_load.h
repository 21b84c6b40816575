// columns_load.h - the requests of a question as columns for simulations, read from the store.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/question.h"
#include "base/arena.h"
#include "base/err.h"
#include "model/columns.h"
#include "store/store.h"

// What to load, and whom to tell how far it is.
struct columns_loading {
    struct store *store;              // stays open as long as the columns are used
    const struct question *question;  // filter, period, stop
    const struct column_wants *wants;
    // Requests of the scan at hand: the first, then one for each filter, and for keys that the
    // first had no room for. May be NULL.
    void (*progress)(void *self, int64_t done, int64_t count);
    void *self;
};

// Fills *out in `a`: 56 bytes a request, 24 more with parts, 4 with facts (8 with --watch), 4 each
// with users, sessions, max_tok, ttft and for each key, 1 with labels. They are reserved for all
// requests of the database and used for those that match; while it works it takes 12 more for the
// order and 8 for each key (VALUES_BYTES at a time). A request with a count above 2^32 - 1 is
// ERR_DATA and names it. columns_close() after success and failure alike.
MUST_USE bool columns_load(const struct columns_loading *from, struct arena *a, struct columns *out,
                           struct err *e);
// Ends chains, name_of and id_of, and with them the hold on the store (store_hold); the arrays
// stay.
void columns_close(struct columns *c);

// A line of the file of labels.
struct request_label {
    struct str id;  // as store_find() takes it: 16 hexadecimal digits, 4 or more of the first, or
                    // the log's own request id
    bool is_ok;
};
struct label_counts {
    int64_t set;        // lines that label a request of the columns
    int64_t outside;    // that name a request of the database that is not in the columns
    int64_t unknown;    // that name none
    int64_t ambiguous;  // that name several
};
// Sets columns->label (made if need be); of several lines for one request the last counts. One scan
// of the database, whatever the number of labels.
struct labels_given {
    const struct request_label *list;
    int64_t count;
    bool (*stop)(void *self);  // asked now and then; true = ERR_INTERRUPTED; may be NULL
    void *self;
};
MUST_USE bool columns_set_labels(struct columns *c, struct store *s,
                                 const struct labels_given *labels, struct label_counts *out,
                                 struct err *e);
