// call_place.h - where the log has a call, as the database remembers it.
#pragma once

#include "ingest/readback.h"
#include "store/stmt.h"

// A source as it was when it was ingested.
struct log_known {
    struct str path;
    bool is_renamed;  // the path is an anonymised copy's
    struct readback_known readback;
    int64_t resume_offset;  // so many decompressed bytes were ingested
    uint64_t prefix_hash;   // of them
    int64_t lines;
    int64_t merged;  // entries that were further parts or duplicates of calls
};

struct call_place {
    struct log_known log;
    int64_t entry, offset;  // of the first entry of the call
    uint64_t identity;
    bool is_place_only;  // the identity says nothing of the entry's bytes
};

// Strings and frames live in `a`.
MUST_USE bool call_place_read(struct store *s, int64_t rowid, struct call_place *out,
                              struct arena *a, struct err *e);
// The other sources that had further parts of calls.
MUST_USE bool call_place_others(struct store *s, int64_t rowid, struct log_known **out, int *count,
                                struct arena *a, struct err *e);
