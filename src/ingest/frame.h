// frame.h - splits a decompressed stream into entries: lines, JSON values, CSV rows, one capture.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum framing {
    FRAME_LINES,   // one a line (the default)
    FRAME_VALUES,  // elements of a JSON array; pretty or glued objects
    FRAME_CSV,     // rows behind a header row
    FRAME_STREAM,  // a server-sent-event capture: all of the source is one entry
};

enum {
    FRAME_HEAD_BYTES = 1 << 20,  // at most that much of the beginning decides the framing
    FRAME_SLACK_BYTES = 256,     // a buffer of max_entry_bytes + this always makes progress
    FRAME_DEPTH_MAX = 512,       // of values whose containers are followed exactly
};
#define FRAME_ENTRY_BYTES (64LL << 20)  // --max-line unless given

struct entry {
    struct str text;  // in the buffer, trimmed, from its '{' on; empty when too long
    int64_t offset;   // of text in the decompressed stream
    int64_t bytes;    // of text; of all of a too long entry
    bool is_torn;     // FRAME_VALUES, FRAME_CSV: cannot be closed
    bool is_too_long;
    bool is_open_ended;  // the last of the source and without a newline: it may still grow
};

// Decided once from the head; then a scanner over consecutive buffers. Used by one thread.
struct framer {
    enum framing framing;
    char delimiter;       // FRAME_CSV: , ; or tab
    struct str header;    // FRAME_CSV: the header row, in the head given to framer_init()
    int64_t body_offset;  // where entries can begin: behind BOM and header
    // ----
    int64_t max_entry_bytes;
    uint64_t header_hash;  // a row like the header, as in concatenated files, is no entry
    int64_t offset;        // of the next buffer's first byte
    size_t scanned;        // bytes at its start that were scanned before
    bool is_discarding;    // an entry that is too long, begun at long_offset
    int64_t long_offset;
    int64_t failed_until;  // an entry did not close up to here
    int64_t strict_until;  // up to here a line start ends what is open
    size_t candidate;      // bytes into the open entry, where another could begin: its first line
                           // that looks like an object, or (CSV) its second line; 0 = none
    bool is_in_value, is_in_token, is_in_string, is_after_backslash;
    int depth;                              // FRAME_VALUES: open brackets
    uint64_t arrays[FRAME_DEPTH_MAX / 64];  // bit per depth: an array, no object
};

// What framer_cut() found; travels with the buffer to a worker.
struct frame_cut {
    size_t take;      // bytes done with: they end between two entries, unless is_dropped
    bool is_dropped;  // they are part of an entry that is too long: no block, reuse the buffer
    // ---- for frame_entries()
    enum framing framing;
    int64_t offset;  // of the buffer in the decompressed stream
    int64_t max_entry_bytes;
    struct entry *entries;  // found already
    size_t count, cap;
    struct arena *arena;          // theirs
    size_t lines_from, lines_to;  // bytes that workers split into lines
    bool is_at_end;
};

// Decides from the first bytes, up to FRAME_HEAD_BYTES; head_is_all: the source has no more. Also
// for a resumed source, always from the head. Then framer_seek() says where buffers begin.
void framer_init(struct framer *f, struct str head, bool head_is_all, int64_t max_entry_bytes);
// The next buffer begins at `offset`, which is 0 or the end of a block written before.
void framer_seek(struct framer *f, int64_t offset);
// How much of a buffer is whole entries. Each buffer begins with the bytes the cut before left
// over. take == 0 and !at_end: more bytes are needed, in the same or a larger buffer. at_end: these
// are the last bytes; everything is taken and there may be entries even when there are no bytes.
// `a` is the block's arena.
struct frame_cut framer_cut(struct framer *f, struct str bytes, bool at_end, struct arena *a);
// The entries of a cut buffer, in order. Needs no framer: buffers are independent. `bytes` is the
// buffer of the cut at the address it had.
struct entry *frame_entries(const struct frame_cut *cut, struct str bytes, struct arena *a,
                            size_t *count);
