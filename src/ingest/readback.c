// readback.c - see readback.h.
#include "ingest/readback.h"

#include <string.h>

#include "base/hash.h"
#include "ingest/block.h"
#include "ingest/csv.h"
#include "ingest/source.h"

// A first entry is mostly shorter than this; a search goes on in blocks.
enum { FIRST_BYTES = 64 * 1024, SKIP_BYTES = 256 * 1024 };

struct readback {
    struct arena arena;  // holds the struct, and what lives as long
    const struct readback_known *known;
    struct source source;
    struct str carry;  // read and not yet in a buffer: of the head
    char *skipped;     // [SKIP_BYTES]
    struct ingest_setup setup;
    struct worker *worker;
    struct source_run run;
    struct framer fresh;    // as the head decides it
    struct work work;       // the buffer; its arena holds what is read from the entry at hand
    struct arena cuts;      // the entries of the buffer
    struct entry *entries;  // found in it
    size_t count, next;     // next: not given out yet
    bool is_at_end;         // of the file; the log goes on in carry
    struct err end;         // how it ended, if not well
};

static bool is_stopped(const atomic_bool *is_interrupted)
{
    return is_interrupted && atomic_load(is_interrupted);
}

// Fills up to `cap` bytes, fewer only at the end. False: an error; what came before counts.
static bool fill(struct source *s, const atomic_bool *is_interrupted, char *to, size_t cap,
                 size_t *len, struct err *e)
{
    bool is_end = false;
    *len = 0;
    while (*len < cap && !is_end) {
        struct err why = {0};
        size_t n = 0;
        if (is_stopped(is_interrupted))
            return err_set(e, ERR_INTERRUPTED, "%s: interrupted", s->path);
        bool ok = source_read(s, to + *len, cap - *len, &n, &why);
        if (!ok && why.code != ERR_INTERRUPTED) {
            *e = why;
            return false;
        }
        is_end = ok && n == 0;
        *len += n;
    }
    return true;
}

// The same behind what the head left over. How the log ends is kept: what came before is good.
static size_t fill_on(struct readback *r, char *to, size_t cap)
{
    struct str held = str_head(r->carry, cap);
    size_t len = 0;
    if (held.len)
        memcpy(to, held.ptr, held.len);
    r->carry = str_skip(r->carry, held.len);
    if (held.len < cap && !r->is_at_end)
        (void)fill(&r->source, r->known->is_interrupted, to + held.len, cap - held.len, &len,
                   &r->end);
    r->is_at_end |= held.len + len < cap;
    return held.len + len;
}

static bool has_ended(const struct readback *r)
{
    return r->is_at_end && !r->carry.len;
}

static int64_t position(const struct readback *r)
{
    return r->source.offset - (int64_t)r->carry.len;
}

static bool begins_alike(const struct readback *r, struct str head, struct err *e)
{
    const struct readback_known *known = r->known;
    if ((int64_t)head.len < known->head_bytes)
        return err_set(e, ERR_DATA,
                       "%s: has been cut short or is another file: it has %zu bytes, and the one "
                       "that was ingested began with %lld others",
                       r->source.path, head.len, (long long)known->head_bytes);
    if (hash_bytes(head.ptr, (size_t)known->head_bytes) != known->head_hash)
        return err_set(e, ERR_DATA, "%s: is another file than the one that was ingested",
                       r->source.path);
    return true;
}

// Reads the beginning, which decides how the log is cut into entries.
static bool read_head(struct readback *r, struct err *e)
{
    char *bytes = arena_raw(&r->arena, FRAME_HEAD_BYTES);
    r->carry = (struct str){bytes, fill_on(r, bytes, FRAME_HEAD_BYTES)};
    if (r->end.code == ERR_INTERRUPTED || r->end.code == ERR_IO) {
        *e = r->end;
        return false;
    }
    struct source_run *run = &r->run;
    framer_init(&r->fresh, r->carry, r->is_at_end, FRAME_ENTRY_BYTES);
    run->framer = r->fresh;
    run->context.path = str_of(r->source.path);
    if (r->fresh.framing == FRAME_CSV) {
        size_t count = 0;
        run->context.csv_columns =
            csv_columns(r->fresh.header, r->fresh.delimiter, &r->arena, &count);
        run->context.csv_count = (int64_t)count;
    }
    return begins_alike(r, r->carry, e);
}

// Buffers begin at a byte of the log; the source is there.
static void begin_at(struct readback *r, int64_t offset)
{
    struct work *w = &r->work;
    w->len = 0;
    w->cut = (struct frame_cut){0};
    if (!w->capacity)
        work_grow(w, FIRST_BYTES);
    r->run.framer = r->fresh;
    framer_seek(&r->run.framer, offset);
    r->count = r->next = 0;
}

bool readback_open(const char *path, const struct readback_known *known, struct readback **out,
                   struct err *e)
{
    static const struct source_limits limits = {.max_window_bytes = SOURCE_WINDOW_MAX_BYTES};
    struct arena a = {0};
    struct readback *r = ARENA_NEW(&a, struct readback);
    r->arena = a;
    r->known = known;
    r->setup = (struct ingest_setup){.jobs = 1, .text = TEXT_NONE};
    bool ok = source_open(&r->source, path, &limits, &r->arena, e);
    if (ok) {
        r->skipped = arena_raw(&r->arena, SKIP_BYTES);
        r->worker = worker_new(&r->arena, &r->setup);
        ok = read_head(r, e);
    }
    if (ok)
        begin_at(r, 0);
    if (!ok) {
        readback_close(r);
        return false;
    }
    *out = r;
    return true;
}

void readback_close(struct readback *r)
{
    if (!r)
        return;
    source_close(&r->source);
    if (r->worker)
        worker_release(r->worker);
    arena_release(&r->work.arena);
    arena_release(&r->work.storage);
    arena_release(&r->cuts);
    struct arena a = r->arena;
    arena_release(&a);
}

// The last place before `offset` where reading can begin; unknown when that is no way ahead.
static bool find_jump(const struct readback *r, int64_t offset, struct source_frame *out)
{
    const struct readback_known *known = r->known;
    struct str compression = str_of(r->source.compression);
    *out = (struct source_frame){offset, offset};
    if (r->source.file_bytes == UNKNOWN || r->source.offset >= offset)
        return false;
    if (str_eq(compression, S("none")))
        return true;
    int64_t i = str_eq(compression, known->compression) ? known->frame_count : 0;
    while (i > 0 && known->frames[i - 1].offset > offset)
        i--;
    if (i == 0 || known->frames[i - 1].offset <= r->source.offset)
        return false;
    *out = known->frames[i - 1];
    return true;
}

// Goes to a byte of the log, or to its end.
static bool go_to(struct readback *r, int64_t offset, struct err *e)
{
    struct source_frame jump;
    if (find_jump(r, offset, &jump)) {
        r->carry = (struct str){0};
        r->end = (struct err){0};
        r->is_at_end = false;
        if (!source_jump(&r->source, jump, e))
            return false;
    }
    while (position(r) < offset && !has_ended(r)) {
        int64_t left = offset - position(r);
        (void)fill_on(r, r->skipped, left < SKIP_BYTES ? (size_t)left : SKIP_BYTES);
    }
    return true;
}

// The next buffer of whole entries, behind the bytes that the one before left over. Its entries are
// found when it contains `bytes`.
static bool cut_buffer(struct readback *r, struct str bytes, struct err *e)
{
    struct work *w = &r->work;
    size_t most = (size_t)FRAME_ENTRY_BYTES + FRAME_SLACK_BYTES;
    w->len -= w->cut.take;
    if (w->cut.take)
        memmove(w->bytes, w->bytes + w->cut.take, w->len);
    r->count = r->next = 0;
    arena_reset(&r->cuts);
    for (;;) {
        w->len += fill_on(r, w->bytes + w->len, w->capacity - w->len);
        if (r->end.code == ERR_INTERRUPTED) {
            *e = r->end;
            return false;
        }
        w->cut = framer_cut(&r->run.framer, (struct str){w->bytes, w->len}, has_ended(r), &r->cuts);
        if (w->cut.is_dropped || w->cut.take || has_ended(r))
            break;
        work_grow(w, w->capacity * 4 < most || most <= w->capacity ? w->capacity * 4 : most);
    }
    struct str taken = {w->bytes, w->cut.take};
    if (!w->cut.is_dropped && (!bytes.len || str_contains(taken, bytes)))
        r->entries = frame_entries(&w->cut, taken, &r->cuts, &r->count);
    return true;
}

// Reads what the entry says, as the ingest did.
static void parse(struct readback *r, const struct entry *entry, struct readback_entry *out)
{
    struct work *w = &r->work;
    struct frame_cut whole = w->cut;
    struct entry one = *entry;
    arena_reset(&w->arena);
    w->run = &r->run;
    w->cut.entries = &one;
    w->cut.count = w->cut.cap = 1;
    w->cut.lines_from = w->cut.lines_to = 0;
    worker_run(r->worker, w);
    w->cut = whole;
    *out = (struct readback_entry){
        .offset = entry->offset,
        .text = entry->text,
        .names = r->fresh.framing == FRAME_CSV ? r->fresh.header : (struct str){0},
        .values = w->block.entries,
        .value_count = w->block.entry_count,
    };
}

bool readback_at(struct readback *r, int64_t offset, struct readback_entry *out, bool *has,
                 struct err *e)
{
    struct work *w = &r->work;
    *has = false;
    if (!go_to(r, offset, e))
        return false;
    begin_at(r, offset);
    if (!cut_buffer(r, (struct str){0}, e))
        return false;
    if (w->cut.is_dropped)
        return err_set(e, ERR_DATA, "%s: byte %lld: this entry is longer than %lld MiB",
                       r->source.path, (long long)offset, FRAME_ENTRY_BYTES >> 20);
    const struct entry *first = r->count ? &r->entries[0] : NULL;
    *has = first && first->offset == offset && !first->is_torn && first->text.len;
    if (*has) {
        parse(r, first, out);
        r->next = 1;
    } else if (r->end.code) {
        *e = r->end;
        return false;
    }
    return true;
}

bool readback_next(struct readback *r, struct str bytes, struct readback_entry *out, bool *has,
                   struct err *e)
{
    for (;;) {
        while (r->next < r->count) {
            const struct entry *entry = &r->entries[r->next++];
            *has = !bytes.len || str_contains(entry->text, bytes);
            if (*has)
                parse(r, entry, out);
            if (*has)
                return true;
        }
        *has = false;
        if (has_ended(r) && r->work.len == r->work.cut.take) {
            *e = r->end;
            return !r->end.code;
        }
        if (r->work.capacity < BLOCK_BYTES)
            work_grow(&r->work, BLOCK_BYTES);
        if (!cut_buffer(r, bytes, e))
            return false;
    }
}

static bool hash_beginning(struct source *s, int64_t bytes, const atomic_bool *is_interrupted,
                           struct hash_stream *hash, struct arena *a, struct err *e)
{
    char *buffer = arena_raw(a, SKIP_BYTES);
    size_t n = 1;
    hash_stream_init(hash);
    for (int64_t left = bytes; left > 0 && n > 0; left -= (int64_t)n) {
        size_t want = left < SKIP_BYTES ? (size_t)left : SKIP_BYTES;
        if (!fill(s, is_interrupted, buffer, want, &n, e))
            return false;
        hash_stream_add(hash, buffer, n);
    }
    return true;
}

bool readback_compare(const char *path, int64_t bytes, uint64_t hash,
                      const atomic_bool *is_interrupted, bool *is_same, struct err *e)
{
    static const struct source_limits limits = {.max_window_bytes = SOURCE_WINDOW_MAX_BYTES};
    struct arena a = {0};
    struct source source;
    struct hash_stream stream;
    bool ok = source_open(&source, path, &limits, &a, e);
    if (ok) {
        ok = hash_beginning(&source, bytes, is_interrupted, &stream, &a, e);
        source_close(&source);
        *is_same = ok && hash_stream_value(&stream) == hash;
    }
    arena_release(&a);
    return ok;
}
