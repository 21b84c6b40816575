// block.h - what travels from the reader over a worker to the writer, and back: a piece of a
// source.
#pragma once

#include "base/arena.h"
#include "base/json.h"
#include "ingest/frame.h"
#include "ingest/ingest.h"

enum {
    BLOCK_BYTES = 1 << 20,  // of decompressed log in a block; longer entries get a larger one
    CANDIDATES_MAX = 8,     // known sources a beginning is compared with
};

// A source while it is read: made by the reader, freed by the writer behind its last block.
struct source_run {
    struct arena arena;
    struct source_context context;
    struct framer framer;  // of the reader; workers look at the delimiter only
    struct source_info info;
    struct source_result *result;
    // The question to the store, and its answer (while the reader waits).
    struct source_known candidates[CANDIDATES_MAX];
    int candidate_count;
    bool is_answered;
    // Set by the reader before the first block.
    const struct source_known *known;  // where it goes on; NULL = from the start
    bool is_unreadable;                // it could not be opened: the sink never hears of it
    bool is_open;                      // in the sink; the writer's
    int64_t next_entry;                // ordinal of the next entry; the writer's
    struct source_run *next;           // runs not freed yet
};

enum work_kind {
    WORK_ASK,  // the writer asks the sink for candidates
    WORK_DATA,
    WORK_CLOSE,
};

struct work {
    enum work_kind kind;
    uint64_t sequence;  // place in the order of writing
    struct source_run *run;
    struct arena arena;    // of the records; reset when the block is recycled
    struct arena storage;  // of the bytes
    char *bytes;           // [capacity + JSON_PADDING]
    size_t len, capacity;
    struct frame_cut cut;
    // Where the source goes on after this block: behind it, or before its last entry if that one is
    // cut off by the end and did not make a record.
    int64_t end_offset, tail_offset;
    uint64_t end_hash, tail_hash;
    int64_t read_bytes;             // compressed
    struct source_close close;      // WORK_CLOSE
    enum err_code code;             // WORK_CLOSE
    struct block block;             // filled by a worker
    const struct envelope *format;  // of most entries
    struct work *next;              // in a list
};

// Gives the block room for `capacity` bytes; those it holds stay.
void work_grow(struct work *w, size_t capacity);

struct pipeline;
// The conveyor (pipeline.c). All block until they can; NULL or false when the run is being stopped.
struct source_run *pipeline_new_run(struct pipeline *p, struct source_result *result);
struct work *pipeline_take_free(struct pipeline *p);
void pipeline_send(struct pipeline *p, struct work *w);  // reader → worker or writer
struct work *pipeline_take_work(struct pipeline *p);     // worker
void pipeline_done(struct pipeline *p, struct work *w);  // worker → writer
bool pipeline_wait_answer(struct pipeline *p, struct source_run *run);
// One entry larger than a block at a time: taken by the reader, given back with the block.
bool pipeline_take_giant(struct pipeline *p);
const struct ingest_setup *pipeline_setup(const struct pipeline *p);
bool pipeline_is_stopping(struct pipeline *p);

// The reader's work on one path (reader.c). False when the run is being stopped.
bool read_source(struct pipeline *p, const struct path_item *path, struct source_result *result);

// A worker's state and its work on one block (worker.c).
struct worker;
struct worker *worker_new(struct arena *a, const struct ingest_setup *setup);
void worker_release(struct worker *w);
void worker_run(struct worker *w, struct work *work);
