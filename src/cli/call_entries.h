// call_entries.h - the entries of a call, read back from its log and proven to be its own.
#pragma once

#include "cli/call_place.h"

// Why an entry is known to be the call's.
enum call_proof {
    PROOF_ID,     // the id in it
    PROOF_BYTES,  // the hash of its bytes
    PROOF_LOG,    // the log is what it was, up to where the ingest came
};
extern const char *const call_proof_text[];

struct call_entry {
    const char *path;  // of the log that was read
    enum call_proof proof;
    int64_t entry;  // its ordinal; UNKNOWN for further ones of the call
    int64_t offset;
    struct str text;   // its bytes
    struct str names;  // the header row of CSV; unknown otherwise
};

struct call_reading {
    struct store *store;
    int64_t rowid;
    struct str log;      // read this file instead; unknown = where the database says
    struct str db_path;  // relative paths are looked for beside it, too
    const atomic_bool *is_interrupted;
    // Takes the entries in the order of the log.
    void *self;
    bool (*take)(void *self, const struct call_entry *entry, struct err *e);
};

// False: ERR_IO (the log is gone, was a stream, cannot be read), ERR_DATA (it is not what it was;
// no entry was given out then), ERR_INTERRUPTED.
MUST_USE bool call_entries_read(const struct call_reading *reading, struct arena *a, struct err *e);
