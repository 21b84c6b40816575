// sink.h - the seam between ingest and store: blocks of records go in, resume points come out.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/record.h"

// How an entry ended (design.md §2).
enum entry_end { END_RECORD, END_MERGED, END_DUPLICATE, END_SKIPPED, END_REJECTED, END_COUNT };

// Why an entry was rejected; names in reject_reason_text[].
enum reject_reason {
    REJECT_TORN,  // ends in the middle of a value
    REJECT_NOT_JSON,
    REJECT_NOT_OBJECT,
    REJECT_TOO_DEEP,
    REJECT_TOO_LONG,  // longer than --max-line
    REJECT_UNKNOWN_FORMAT,
    REJECT_MALFORMED,  // the format is known, a part it needs is missing
    REJECT_REASONS,
};
extern const char *const reject_reason_text[REJECT_REASONS];

// The ledger of a source: lines = ends[0] + … + ends[END_COUNT - 1].
struct ledger {
    int64_t lines;
    int64_t ends[END_COUNT];
    int64_t repaired;
};

// One entry of a block, in order.
struct block_entry {
    int64_t offset, bytes;  // in the decompressed stream
    int64_t entry;          // ordinal of the entry in the source, from 0
    enum entry_end end;     // what the parser says; the sink turns RECORD into MERGED or DUPLICATE
    bool is_repaired;
    struct record *record;  // with END_RECORD
    uint64_t entry_hash;    // of the entry's bytes; may be 0 where the record has a real call_id
    enum reject_reason reason;
    struct str detail;   // what a reject's message adds; redacted
    struct str excerpt;  // <= 200 bytes, redacted; unknown with --text none
};

// A distinct segment seen first (as far as a worker knows) in this block.
struct segment_text {
    uint64_t hash;  // h of fingerprint.h
    enum role role;
    enum seg_kind kind;
    int64_t bytes;    // of the canonical bytes
    struct str text;  // its beginning, redacted; unknown with --text none
    struct str full;  // with --text full, all of it as a zstd frame, unless `text` is that already
};

struct block {
    struct block_entry *entries;
    int64_t entry_count;
    struct segment_text *segments;
    int64_t segment_count;
    int64_t end_offset;        // resume point behind this block: offset of the next entry
    uint64_t prefix_hash;      // hash of the decompressed bytes [0, end_offset)
    int64_t compressed_bytes;  // of the source read so far
};

// What the store knows of a source, found by path or by the hash of its beginning.
struct source_known {
    int64_t source_id;
    int64_t resume_offset;  // decompressed bytes [0, resume_offset) are in the database
    uint64_t prefix_hash;   // hash of exactly those bytes
    int64_t resume_entry;   // ordinal of the next entry
    struct ledger ledger;
};

struct source_info {
    struct str path;         // as given; shown, never opened again by the store
    struct str format;       // envelope of most entries, for `sources`
    struct str compression;  // none gzip zstd …
    uint64_t head_hash;      // hash of the first min(4096, size) decompressed bytes
    int64_t head_bytes;
    int64_t file_bytes;  // UNKNOWN for a stream
};

// Where an independent frame or member of an archive begins: reading can start there.
struct source_frame {
    int64_t compressed_offset;  // in the file
    int64_t offset;             // in the decompressed stream
};

// How a source ended when it is closed.
struct source_close {
    bool is_complete;                   // the end was reached
    bool is_torn;                       // the archive or the last entry ends in the middle
    struct str message;                 // why, for `sources`; may be unknown
    const struct source_frame *frames;  // in order; none for streams that have but one start
    int64_t frame_count;
};

struct sink {
    void *self;
    // Sources whose stored head matches (same head hash over their head_bytes) or whose path is the
    // same, deepest resume point first. At most `cap`.
    bool (*candidates)(void *self, const struct source_info *info, struct source_known *out,
                       int cap, int *count, struct err *e);
    // Begins or continues (known != NULL) a source.
    bool (*open_source)(void *self, const struct source_info *info,
                        const struct source_known *known, struct err *e);
    // Takes a block of the open source, in order. Copies what it keeps. Rows and the resume point
    // commit together, now or with a later block.
    bool (*write)(void *self, const struct block *block, struct err *e);
    // Ends the open source; *ledger is the whole source's, *added what this run added.
    bool (*close_source)(void *self, const struct source_close *how, struct ledger *ledger,
                         struct ledger *added, struct err *e);
};
