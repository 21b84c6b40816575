// readback.h - entries of a log, read again from where they stood when it was ingested.
#pragma once

#include <stdatomic.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/sink.h"

// What is known of the source since it was ingested.
struct readback_known {
    struct str compression;
    uint64_t head_hash;  // of its first head_bytes, decompressed
    int64_t head_bytes;
    const struct source_frame *frames;  // places to begin at, in order; none = at its beginning
    int64_t frame_count;
    const atomic_bool *is_interrupted;
};

// An entry as it stands in the log; valid until the next one is asked for.
struct readback_entry {
    int64_t offset;    // in the decompressed log
    struct str text;   // its bytes
    struct str names;  // the header row of CSV; unknown otherwise
    // What is read from it: one value, or several where a line holds an array or glued objects.
    // Their fingerprints and costs are not computed for this log: only the parser's fields count.
    const struct block_entry *values;
    int64_t value_count;
};

struct readback;

// Opens a file and compares its beginning with what is known. Memory is bounded by the longest
// entry and the window of the archive. False: ERR_IO (it cannot be read), ERR_DATA (it is another
// file than the one ingested, or no log at all), ERR_INTERRUPTED.
MUST_USE bool readback_open(const char *path, const struct readback_known *known,
                            struct readback **out, struct err *e);
// The entry that begins at `offset`; offsets of further calls must not be smaller. *has is false
// when none begins there, or the log ends before. False with ERR_DATA: the archive is torn or
// corrupt before it, or the entry longer than 64 MiB; ERR_IO, ERR_INTERRUPTED.
MUST_USE bool readback_at(struct readback *r, int64_t offset, struct readback_entry *out, bool *has,
                          struct err *e);
// The next entry behind the last, at first from the beginning, that contains these bytes (all do
// when there are none).
MUST_USE bool readback_next(struct readback *r, struct str bytes, struct readback_entry *out,
                            bool *has, struct err *e);
void readback_close(struct readback *r);  // NULL is fine

// Whether the first `bytes` decompressed bytes of a file have this hash: reads all of them.
MUST_USE bool readback_compare(const char *path, int64_t bytes, uint64_t hash,
                               const atomic_bool *is_interrupted, bool *is_same, struct err *e);
