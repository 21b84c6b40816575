// source.h - one log as a stream of decompressed bytes, whatever it is packed in.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "model/sink.h"

#define SOURCE_WINDOW_BYTES     (8LL << 20)    // zstd window without --max-window
#define SOURCE_WINDOW_MAX_BYTES (128LL << 20)  // the most --max-window may ask for

struct source_limits {
    int64_t max_window_bytes;  // 0 = SOURCE_WINDOW_BYTES
};

enum source_end {
    SOURCE_MORE,      // not at its end yet
    SOURCE_COMPLETE,  // all was read
    SOURCE_TORN,      // a frame or member ends in the middle or is corrupt (ERR_DATA)
    SOURCE_FAILED,    // the system could not read it (ERR_IO)
};

struct decompressor;

// Fields above the line are for reading. One thread uses a source.
struct source {
    const char *path;         // as given; "-" is standard input
    const char *compression;  // none zstd gzip xz bzip2 lz4
    int64_t file_bytes;       // UNKNOWN for a stream (FIFO, standard input, device)
    int64_t read_bytes;       // compressed bytes taken from the file and used so far
    int64_t offset;           // decompressed bytes given out so far
    enum source_end end;
    struct source_frame *frames;  // those begun so far, in order; none for xz, bzip2, lz4
    int64_t frame_count;
    int64_t window_bytes;  // largest zstd window seen
    // ----
    struct arena *arena;
    const struct decompressor *decompressor;
    void *state;  // of the decompressor
    int fd;
    bool is_at_eof;  // of the file
    bool is_done;    // the decompressor gives no more
    int64_t max_window_bytes;
    unsigned char *input;  // [input_at, input_len) is unread; input_offset is of its byte 0
    size_t input_at, input_len;
    int64_t input_offset;
    char *peeked;  // first decompressed bytes, looked at by source_open()
    size_t peeked_at, peeked_len;
    int64_t frame_cap;
    struct err why;  // with end TORN or FAILED
};

// Opens a file, FIFO, device or "-". The format is told by the first bytes. Memory lives in `a`,
// which outlives the source. False: ERR_IO (no such file, no permission, a directory), or ERR_DATA
// for what is no log: Parquet, SQLite, UTF-16, tar, zip, length-prefixed zstd, binary data, an
// archive inside an archive. Nothing is left open then. An empty file is a complete source without
// bytes.
MUST_USE bool source_open(struct source *s, const char *path, const struct source_limits *limits,
                          struct arena *a, struct err *e);
// Fills dst with up to cap (> 0) decompressed bytes. A BOM is part of them (frame.h skips it).
//   true, *n > 0    bytes; fewer than cap only before an end, a failure or after a signal
//   true, *n == 0   the end: s->end is SOURCE_COMPLETE
//   false           e says why; all bytes before it were given out. ERR_DATA: torn or corrupt,
//                   ERR_IO: unreadable; both again on the next call. ERR_INTERRUPTED: a signal came
//                   while waiting; the next call goes on.
MUST_USE bool source_read(struct source *s, char *dst, size_t cap, size_t *n, struct err *e);
// Goes on at a place that source_frame describes, of this file in an earlier run; without
// compression any byte is one. What lies there is not compared with anything: the caller must know
// what to expect. Only forwards, only in files that can be sought (file_bytes is known).
MUST_USE bool source_jump(struct source *s, struct source_frame to, struct err *e);
void source_close(struct source *s);
