// ingest.h - from files to the sink: one reader, some workers, one writer.
#pragma once

#include <stdatomic.h>

#include "base/arena.h"
#include "base/err.h"
#include "ingest/paths.h"
#include "ingest/watch.h"
#include "model/sink.h"
#include "parsers/envelope.h"
#include "price/price.h"

// What is kept of the text of prompts, answers, rejects and error messages (design.md §3, Privacy).
enum text_mode {
    TEXT_NONE,     // nothing
    TEXT_PREVIEW,  // first 200 bytes of each distinct segment, redacted
    TEXT_FULL,     // each distinct segment whole; rejects and messages redacted and short
};

struct ingest_progress {
    const char *path;
    int64_t source, source_count;    // which of how many
    int64_t read_bytes, file_bytes;  // compressed, of this source; file_bytes UNKNOWN for a stream
    int64_t entries;                 // of the run
};

struct ingest_setup {
    const struct path_item *paths;  // read in this order
    size_t path_count;
    int jobs;  // workers; 0 = one a processor
    enum text_mode text;
    uint64_t key_seed;              // of --fp-key, 0 without
    int64_t max_line_bytes;         // 0 = 64 MiB
    int64_t max_window_bytes;       // 0 = 8 MiB
    const struct envelope *format;  // NULL = told by each entry
    struct str (*tags)[2];          // --tag key, value
    int64_t tag_count;
    struct watch watch;  // --watch
    int64_t start_us;    // what relative times of traces count from
    const struct price_book *book;
    const atomic_bool *is_interrupted;                                     // may be NULL
    void (*progress)(void *self, const struct ingest_progress *progress);  // may be NULL
    void *progress_self;
};

// How one source went.
struct source_result {
    const char *path;
    enum err_code code;   // NONE, DATA (torn or corrupt), IO (could not be opened or read)
    struct str message;   // with a code
    struct ledger added;  // by this run
    struct ledger total;  // of the source with earlier runs
    bool is_known;        // its beginning was in the database already
};

struct ingest_result {
    struct source_result *sources;
    int64_t source_count;
    struct ledger added;
    bool is_interrupted;
};

// Reads every path in order into the sink. What is wrong with a source is in its result, and the
// rest goes on; false only when the sink fails (database, disk): then what was committed stays. The
// order of all that reaches the sink depends on nothing but the input. Results live in `a`.
MUST_USE bool ingest(const struct ingest_setup *setup, struct sink *sink, struct ingest_result *out,
                     struct arena *a, struct err *e);
