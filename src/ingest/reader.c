// reader.c - one source into blocks: recognise what is known of it, go on from there, cut at
// entries.
#include "base/hash.h"
#include "ingest/block.h"
#include "ingest/csv.h"
#include "ingest/source.h"

enum { HEAD_HASH_BYTES = 4096, SKIP_BYTES = 256 * 1024 };

struct reader {
    struct pipeline *pipeline;
    const struct path_item *path;
    struct source_run *run;
    struct source source;
    struct str head;  // first bytes of the stream, in the run's arena
    bool head_is_all;
    struct str carry;  // bytes read that the next block begins with
    char *spare;       // where carry is kept between two blocks, in the run's arena
    size_t spare_bytes;
    struct hash_stream hash;  // of all bytes before `offset`
    int64_t offset;           // of the next block in the stream
    struct err error;         // how the source ended, if not well
};

// Fills `to` up to `cap` bytes; fewer only at the end (*is_end) or on an error (in r->error).
static size_t fill(struct reader *r, char *to, size_t cap, bool *is_end)
{
    size_t len = 0;
    *is_end = false;
    while (len < cap && !*is_end) {
        size_t n = 0;
        if (!source_read(&r->source, to + len, cap - len, &n, &r->error)) {
            if (r->error.code == ERR_INTERRUPTED && !pipeline_is_stopping(r->pipeline)) {
                r->error = (struct err){0};
                continue;
            }
            *is_end = true;
        } else if (n == 0) {
            *is_end = true;
        }
        len += n;
    }
    return len;
}

static bool open_source(struct reader *r)
{
    const struct ingest_setup *setup = pipeline_setup(r->pipeline);
    struct source_limits limits = {.max_window_bytes = setup->max_window_bytes};
    if (!source_open(&r->source, r->path->path, &limits, &r->run->arena, &r->error))
        return false;
    char *bytes = arena_raw(&r->run->arena, FRAME_HEAD_BYTES);
    r->head = (struct str){bytes, fill(r, bytes, FRAME_HEAD_BYTES, &r->head_is_all)};
    r->carry = r->head;
    return true;
}

static void describe(struct reader *r)
{
    const struct ingest_setup *setup = pipeline_setup(r->pipeline);
    struct source_run *run = r->run;
    size_t hashed = r->head.len < HEAD_HASH_BYTES ? r->head.len : HEAD_HASH_BYTES;
    run->info = (struct source_info){
        .path = str_of(r->path->path),
        .compression = str_of(r->source.compression),
        .head_hash = hash_bytes(r->head.ptr, hashed),
        .head_bytes = (int64_t)hashed,
        .file_bytes = r->source.file_bytes,
    };
    int64_t max_line = setup->max_line_bytes ? setup->max_line_bytes : FRAME_ENTRY_BYTES;
    framer_init(&run->framer, r->head, r->head_is_all, max_line);
    run->context = (struct source_context){
        .path = run->info.path,
        .start_us = setup->start_us,
        .format = setup->format,
        .tags = setup->tags,
        .tag_count = setup->tag_count,
    };
    if (run->framer.framing == FRAME_CSV) {
        size_t count = 0;
        run->context.csv_columns =
            csv_columns(run->framer.header, run->framer.delimiter, &run->arena, &count);
        run->context.csv_count = (int64_t)count;
    }
}

// Asks the store, through the writer, which sources begin like this one.
static bool ask(struct reader *r)
{
    struct work *w = pipeline_take_free(r->pipeline);
    if (!w)
        return false;
    w->kind = WORK_ASK;
    w->run = r->run;
    pipeline_send(r->pipeline, w);
    return pipeline_wait_answer(r->pipeline, r->run);
}

// Reads up to `target` and hashes on the way. False if the stream ends before.
static bool hash_up_to(struct reader *r, int64_t target)
{
    while (r->offset < target) {
        size_t want = (size_t)(target - r->offset);
        if (!r->carry.len) {
            bool is_end = false;
            size_t n = fill(r, r->spare, want < SKIP_BYTES ? want : SKIP_BYTES, &is_end);
            if (n == 0)
                return false;
            r->carry = (struct str){r->spare, n};
        }
        struct str part = str_head(r->carry, want);
        hash_stream_add(&r->hash, part.ptr, part.len);
        r->offset += (int64_t)part.len;
        r->carry = str_skip(r->carry, part.len);
    }
    return true;
}

static bool rewind_source(struct reader *r)
{
    source_close(&r->source);
    r->error = (struct err){0};
    r->offset = 0;
    hash_stream_init(&r->hash);
    return open_source(r);
}

static int deeper(const struct source_known *a, const struct source_known *b)
{
    return a->resume_offset < b->resume_offset ? -1 : a->resume_offset > b->resume_offset;
}

// Compares the beginning with the known sources, shallowest first, and leaves the reader where the
// deepest one that is the same ends: the rest is new. False if the source cannot be read again.
static bool find_known(struct reader *r)
{
    struct source_run *run = r->run;
    bool is_stream = run->info.file_bytes == UNKNOWN;
    if (is_stream)
        return true;
    struct source_known *known = run->candidates;
    for (int i = 1; i < run->candidate_count; i++)
        for (int k = i; k > 0 && deeper(&known[k], &known[k - 1]) < 0; k--) {
            struct source_known swap = known[k];
            known[k] = known[k - 1];
            known[k - 1] = swap;
        }
    for (int i = 0; i < run->candidate_count; i++) {
        if (!hash_up_to(r, known[i].resume_offset))
            break;
        if (hash_stream_value(&r->hash) == known[i].prefix_hash)
            run->known = &known[i];
    }
    int64_t goes_on_at = run->known ? run->known->resume_offset : 0;
    if (r->offset == goes_on_at && !r->error.code)
        return true;
    return rewind_source(r) && hash_up_to(r, goes_on_at);
}

static bool make_room(struct reader *r, struct work *w)
{
    size_t most = (size_t)r->run->framer.max_entry_bytes + FRAME_SLACK_BYTES;
    if (w->capacity <= BLOCK_BYTES && !pipeline_take_giant(r->pipeline))
        return false;
    size_t capacity = w->capacity * 4;
    work_grow(w, capacity < most || most <= w->capacity ? capacity : most);
    return true;
}

// The bytes of a block that belong to entries that are too long: hashed and forgotten.
static void drop(struct reader *r, struct work *w)
{
    hash_stream_add(&r->hash, w->bytes, w->cut.take);
    r->offset += (int64_t)w->cut.take;
    w->len -= w->cut.take;
    memmove(w->bytes, w->bytes + w->cut.take, w->len);
}

// Where the last entry begins that the end of the source cut off, as an offset in the block: behind
// the last newline, or where a torn value begins.
static size_t tail_of(const struct work *w)
{
    if (w->cut.count && w->cut.entries[w->cut.count - 1].is_torn)
        return (size_t)(w->cut.entries[w->cut.count - 1].offset - w->cut.offset);
    size_t at = w->len;
    while (at > 0 && w->bytes[at - 1] != '\n')
        at--;
    return at;
}

// Marks where the source goes on after this block.
static void mark_resume(struct reader *r, struct work *w, bool at_end)
{
    size_t tail = at_end ? tail_of(w) : w->cut.take;
    hash_stream_add(&r->hash, w->bytes, tail);
    w->tail_offset = r->offset + (int64_t)tail;
    w->tail_hash = hash_stream_value(&r->hash);
    hash_stream_add(&r->hash, w->bytes + tail, w->cut.take - tail);
    r->offset += (int64_t)w->cut.take;
    w->end_offset = r->offset;
    w->end_hash = tail == w->cut.take ? w->tail_hash : hash_stream_value(&r->hash);
    w->read_bytes = r->source.read_bytes;
}

// What is left over stays in the run until the next block takes it.
static void keep_carry(struct reader *r, const struct work *w)
{
    size_t len = w->len - w->cut.take;
    if (len > r->spare_bytes) {
        r->spare_bytes = len * 2;
        r->spare = arena_raw(&r->run->arena, r->spare_bytes);
    }
    memcpy(r->spare, w->bytes + w->cut.take, len);
    r->carry = (struct str){r->spare, len};
}

// Fills and cuts one block. False when the run is being stopped; *is_end after the last block.
static bool read_block(struct reader *r, struct work *w, bool *is_end)
{
    if (r->carry.len > BLOCK_BYTES && !pipeline_take_giant(r->pipeline))
        return false;
    w->len = 0;
    if (w->capacity < BLOCK_BYTES || w->capacity < r->carry.len)
        work_grow(w, r->carry.len > BLOCK_BYTES ? r->carry.len : BLOCK_BYTES);
    w->len = r->carry.len;
    memcpy(w->bytes, r->carry.ptr ? r->carry.ptr : "", w->len);
    r->carry = (struct str){0};
    for (;;) {
        w->len += fill(r, w->bytes + w->len, w->capacity - w->len, is_end);
        w->cut = framer_cut(&r->run->framer, (struct str){w->bytes, w->len}, *is_end, &w->arena);
        if (w->cut.is_dropped)
            drop(r, w);
        else if (w->cut.take || *is_end)
            break;
        else if (!make_room(r, w))
            return false;
    }
    mark_resume(r, w, *is_end);
    keep_carry(r, w);
    return true;
}

static bool send_blocks(struct reader *r)
{
    bool is_end = false;
    while (!is_end) {
        bool is_cut_short = pipeline_is_stopping(r->pipeline);
        struct work *w = is_cut_short ? NULL : pipeline_take_free(r->pipeline);
        if (!w) {
            err_set(&r->error, ERR_INTERRUPTED, "%s: interrupted", r->path->path);
            return false;
        }
        w->kind = WORK_DATA;
        w->run = r->run;
        if (!read_block(r, w, &is_end))
            return false;
        pipeline_send(r->pipeline, w);
    }
    return true;
}

static bool send_close(struct reader *r)
{
    struct work *w = pipeline_take_free(r->pipeline);
    if (!w)
        return false;
    w->kind = WORK_CLOSE;
    w->run = r->run;
    w->code = r->error.code;
    w->close = (struct source_close){
        .is_complete = r->error.code == ERR_NONE,
        .is_torn = r->error.code == ERR_DATA,
        .frames = r->source.frames,  // in the run's arena, which outlives this block
        .frame_count = r->source.frame_count,
    };
    if (r->error.code)
        w->close.message = str_copy(str_of(r->error.text), &w->arena);
    pipeline_send(r->pipeline, w);
    return true;
}

bool read_source(struct pipeline *p, const struct path_item *path, struct source_result *result)
{
    struct source_run *run = pipeline_new_run(p, result);
    struct reader r = {.pipeline = p, .path = path, .run = run};
    hash_stream_init(&r.hash);
    if (path->error)
        r.error = *path->error;
    run->is_unreadable = path->error || !open_source(&r);
    if (run->is_unreadable)
        return send_close(&r);
    r.spare_bytes = SKIP_BYTES;
    r.spare = arena_raw(&run->arena, SKIP_BYTES);
    describe(&r);
    bool goes_on = ask(&r);
    if (goes_on && find_known(&r)) {
        framer_seek(&run->framer, r.offset);
        goes_on = send_blocks(&r) || r.error.code == ERR_INTERRUPTED;
    }
    source_close(&r.source);
    bool is_interrupted = r.error.code == ERR_INTERRUPTED;
    return goes_on && send_close(&r) && !is_interrupted;
}
