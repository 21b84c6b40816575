// store.h - the database: opening, loading through a sink, settling, options, look-up by id.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "model/record.h"
#include "model/sink.h"

enum store_mode {
    STORE_READ,   // must exist; read-only, defensive: for answers
    STORE_WRITE,  // created (0600) if missing; takes the ingest lock: ingest, reprice, prices
                  // import
};

enum { STORE_SCHEMA = 1 };  // version of the tables; PRAGMA user_version, `schema` in meta

struct store;

// How a store is opened for writing. Zero is a valid start: no waiting, nobody named.
struct store_access {
    int64_t lock_wait_ms;    // how long to wait for another ingest before failing
    struct str lock_holder;  // who we are, told to those who wait ("pid 123 on host since …")
    int64_t commit_rows;     // rows of a transaction; 0 = 65,536
    int64_t max_pages;       // limit of the file, for tests of a full disk; 0 = none
};

// Opens a database; `access` may be NULL. Says what is wrong: not a database, not one of toll's, a
// newer version, held by another ingest (ERR_DB). An interrupted settle is not completed here:
// store_is_settled(), store_settle().
MUST_USE bool store_open(struct str path, enum store_mode mode, const struct store_access *access,
                         struct store **out, struct err *e);
// Rolls back what was not committed, gives the lock back. NULL is fine.
void store_close(struct store *s);

// Where ingest puts blocks; valid as long as the store, one source at a time.
// A record's end is decided here: RECORD, MERGED (a part of a call of this source, or the other
// half by join_key) or DUPLICATE. Entries at or behind a block's end_offset are provisional (a torn
// tail): they count, and are taken back when the source is continued. Full disk: ERR_DB, and the
// database stays at its last commit.
struct sink store_sink(struct store *s);
// Commits the rows so far with their resume point. close_source does it by itself.
MUST_USE bool store_commit(struct store *s, struct err *e);

// Options of the database, kept in meta. The keys that exist are those of docs/database.md.
MUST_USE bool store_meta_get(struct store *s, struct str key, struct str *out, struct arena *a,
                             struct err *e);  // absent = unknown
MUST_USE bool store_meta_set(struct store *s, struct str key, struct str value, struct err *e);
// Until store_let_go() everything that is read comes from one state of the database, whatever
// others write. Only for readers; *is_held false: it is so already, by somebody who will let it go.
MUST_USE bool store_hold(struct store *s, bool *is_held, struct err *e);
void store_let_go(struct store *s, bool is_held);

// Records how an ingest is run. Another --fp-key than the one the database was begun with is
// refused (ERR_USAGE): fingerprints would not be comparable. So are other words of --watch, unless
// they follow the ones before: bits would mean other words.
struct ingest_options {
    struct str text_mode;  // none preview full
    uint64_t fp_key_hash;  // 0 = without a key
    struct str tags;       // canonical JSON of --tag, for information
    int64_t fingerprint_version, facts_version;
    struct str watch;  // JSON list of the words of --watch in the order of their bits; unknown = []
};
MUST_USE bool store_set_options(struct store *s, const struct ingest_options *o, struct err *e);

// The rows of the price book as plain data, by price_row_number(); number 0 means "no row". Only
// rows that price a call are kept (`prices_used`). The array stays valid until store_close().
struct price_line {
    struct str id;  // price_row_id()
    struct str provider, model;
    struct str detail;  // JSON of its rates, for people; may be unknown
};
void store_use_prices(struct store *s, const struct price_line *lines, uint32_t count);

// What settle needs from above: the store knows no prices.
struct settle_hooks {
    void *self;
    // Fills cost_nusd and price_row from names, ts_us, tier, usage, status, gateway_hit
    // (price_record).
    void (*price)(void *self, struct record *r);
    // Bytes per 1000 tokens for a model without logged calls (price_bytes_per_ktok).
    int64_t (*bytes_per_ktok)(void *self, struct str model);
    // Groups shapes into templates (analyze/mine.h).
    void (*mine)(const struct mined_shape *shapes, size_t count, size_t *template_of);
    // Asked now and then; true = stop with ERR_INTERRUPTED. May be NULL.
    bool (*stop)(void *self);
};
// False while roll-ups, distinct counts or estimates are behind the rows.
MUST_USE bool store_is_settled(struct store *s, bool *out, struct err *e);
// Roll-ups stand for the requests up to this number: all of a settled database, 0 = for none. Those
// behind it are being loaded.
MUST_USE bool store_settled_rows(struct store *s, int64_t *out, struct err *e);
// Brings everything derived up to date; idempotent; needs STORE_WRITE. Additive over new rows,
// a full rebuild after older rows have changed.
MUST_USE bool store_settle(struct store *s, const struct settle_hooks *hooks, struct err *e);
// Prices every request again (after store_use_prices of another book) and settles.
struct reprice_result {
    int64_t requests, changed, unpriced;
    int64_t before_nusd, after_nusd;
};
MUST_USE bool store_reprice(struct store *s, const struct settle_hooks *hooks,
                            struct reprice_result *out, struct err *e);

// Rowids of the requests an id names: 16 hexadecimal digits, a prefix of 4 or more, or the log's
// own request id. At most `cap`; *count may say more than were written.
MUST_USE bool store_find(struct store *s, struct str id, int64_t *rowids, int cap, int *count,
                         struct err *e);
// The text of a user, session or other name by its number; unknown for UNKNOWN. Lives in `a`.
MUST_USE bool store_name(struct store *s, int64_t name_id, struct str *out, struct arena *a,
                         struct err *e);
// The highest number of a request, 0 without any; and the public id of one, 0 when there is none.
MUST_USE bool store_newest(struct store *s, int64_t *rowid, struct err *e);
MUST_USE bool store_request_id(struct store *s, int64_t rowid, uint64_t *out, struct err *e);
// The identity of a log's request id, as in the `id` column; 0 for a placeholder.
uint64_t store_identity(struct str call_id);

// What the whole database holds; from meta and roll-ups, no scan. Needs a settled database.
struct store_totals {
    int64_t requests, first_us, last_us;  // UNKNOWN times without any
    int64_t distinct[PRINT_COUNT];        // distinct fingerprints; rows without one do not count
    int64_t with_print[PRINT_COUNT];      // requests that have it
    int64_t duplicate_cost_nusd;          // cost of all but the first successful call a request_fp
    struct ledger ledger;                 // over all sources
    int64_t estimated_requests;           // whose tokens are estimated
};
MUST_USE bool store_totals(struct store *s, struct store_totals *out, struct err *e);
