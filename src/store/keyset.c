// keyset.c - pending keys, fences of the runs in memory, look-ups that read one chunk a run.
#include "store/keyset.h"

#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "store/bloom.h"
#include "store/database.h"
#include "store/key_chunk.h"
#include "store/sort.h"
#include "store_sql.h"

enum { CHUNK_BYTES = 3900, MERGE_RUNS = 8, RUNS_MAX = 256, FIRST_CAPACITY = 100000 };

// First key of a chunk and its row in key_t.
struct fence {
    uint64_t first;
    int64_t id;
};

struct run {
    int64_t number, level, keys;
    struct fence *fences;
    size_t count, cap;
};

struct keyset {
    struct arena arena;          // holds the struct and the fences
    struct arena pending_arena;  // the keys since the last flush
    sqlite3 *db;
    enum keyset_kind kind;
    sqlite3_stmt *data, *insert, *remove;
    struct bloom bloom;
    struct map pending;
    struct run runs[RUNS_MAX];  // oldest first
    int run_count;
    int64_t keys;  // in runs
};

static void run_add_fence(struct keyset *k, struct run *r, uint64_t first, int64_t id)
{
    if (r->count == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : 16;
        r->fences =
            arena_grow(&k->arena, r->fences, r->cap * sizeof *r->fences, cap * sizeof *r->fences);
        r->cap = cap;
    }
    r->fences[r->count++] = (struct fence){first, id};
}

static bool read_chunk(struct keyset *k, int64_t id, struct str *out, struct err *e)
{
    sqlite3_reset(k->data);
    sqlite3_bind_int64(k->data, 1, id);
    bool has_row = false;
    if (!db_row(k->data, &has_row, e))
        return false;
    *out = has_row ? db_column_str(k->data, 0) : (struct str){0};
    return true;
}

static bool bloom_fill(struct keyset *k, struct err *e)
{
    bloom_init(&k->bloom, k->keys * 2 > FIRST_CAPACITY ? k->keys * 2 : FIRST_CAPACITY);
    for (int r = 0; r < k->run_count; r++)
        for (size_t i = 0; i < k->runs[r].count; i++) {
            struct chunk_walk w = {0};
            if (!read_chunk(k, k->runs[r].fences[i].id, &w.rest, e))
                return false;
            while (chunk_next(&w))
                bloom_add(&k->bloom, w.key);
        }
    sqlite3_reset(k->data);
    for (size_t i = 0; i < k->pending.cap; i++)
        if (k->pending.used[i])
            bloom_add(&k->bloom, k->pending.keys[i]);
    return true;
}

static bool load_fences(struct keyset *k, struct err *e)
{
    sqlite3_stmt *t = NULL;
    if (!db_prepare(k->db, sql_key_chunks, &t, e))
        return false;
    sqlite3_bind_int(t, 1, (int)k->kind);
    bool ok = true;
    struct run *run = NULL;
    for (bool has_row = true; has_row;) {
        ok = db_row(t, &has_row, e);
        if (!ok || !has_row)
            break;
        int64_t number = sqlite3_column_int64(t, 1);
        if (!run || run->number != number) {
            if (k->run_count == RUNS_MAX) {
                ok = err_set(e, ERR_DB, "database is damaged (keyset %d has too many runs)",
                             (int)k->kind);
                break;
            }
            run = &k->runs[k->run_count++];
            *run = (struct run){.number = number, .level = sqlite3_column_int64(t, 2)};
        }
        run_add_fence(k, run, (uint64_t)sqlite3_column_int64(t, 3), sqlite3_column_int64(t, 0));
        run->keys += sqlite3_column_int64(t, 4);
        k->keys += sqlite3_column_int64(t, 4);
    }
    sqlite3_finalize(t);
    return ok;
}

bool keyset_open(sqlite3 *db, enum keyset_kind kind, struct keyset **out, struct err *e)
{
    struct arena a = {0};
    struct keyset *k = ARENA_NEW(&a, struct keyset);
    k->arena = a;
    k->db = db;
    k->kind = kind;
    k->pending.arena = &k->pending_arena;
    if (!db_prepare(db, sql_key_data, &k->data, e) ||
        !db_prepare(db, sql_key_insert, &k->insert, e) ||
        !db_prepare(db, sql_key_delete, &k->remove, e) || !load_fences(k, e) || !bloom_fill(k, e)) {
        keyset_close(k);
        return false;
    }
    *out = k;
    return true;
}

void keyset_close(struct keyset *k)
{
    if (!k)
        return;
    sqlite3_finalize(k->data);
    sqlite3_finalize(k->insert);
    sqlite3_finalize(k->remove);
    bloom_release(&k->bloom);
    arena_release(&k->pending_arena);
    struct arena a = k->arena;
    arena_release(&a);
}

// The last fence at or below a key; -1 when the key is below all.
static int64_t run_bisect(const struct run *r, uint64_t key)
{
    size_t low = 0;
    size_t high = r->count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (r->fences[mid].first <= key)
            low = mid + 1;
        else
            high = mid;
    }
    return (int64_t)low - 1;
}

static bool find_in_run(struct keyset *k, const struct run *r, uint64_t key, int64_t *number,
                        struct err *e)
{
    int64_t at = run_bisect(r, key);
    if (at < 0)
        return true;
    struct chunk_walk w = {0};
    if (!read_chunk(k, r->fences[at].id, &w.rest, e))
        return false;
    while (chunk_next(&w) && w.key <= key)
        if (w.key == key)
            *number = (int64_t)w.number;
    sqlite3_reset(k->data);
    return true;
}

bool keyset_find(struct keyset *k, uint64_t key, int64_t *number, struct err *e)
{
    *number = 0;
    if (!bloom_may_have(&k->bloom, key))
        return true;
    const uint64_t *pending = map_get(&k->pending, key);
    if (pending) {
        *number = (int64_t)*pending;
        return true;
    }
    for (int r = k->run_count - 1; r >= 0 && !*number; r--)
        if (!find_in_run(k, &k->runs[r], key, number, e))
            return false;
    return true;
}

void keyset_add(struct keyset *k, uint64_t key, int64_t number)
{
    *map_put(&k->pending, key, NULL) = (uint64_t)number;
    bloom_add(&k->bloom, key);
}

// Writes sorted keys as chunks of one run.
struct run_writer {
    struct keyset *k;
    struct run *run;
    struct arena arena;
    struct buf data;
    uint64_t first, last;
    int64_t keys;
};

static bool writer_end_chunk(struct run_writer *w, struct err *e)
{
    if (!w->keys)
        return true;
    sqlite3_stmt *t = w->k->insert;
    sqlite3_bind_int(t, 1, (int)w->k->kind);
    sqlite3_bind_int64(t, 2, w->run->number);
    sqlite3_bind_int64(t, 3, w->run->level);
    sqlite3_bind_int64(t, 4, (int64_t)w->first);
    sqlite3_bind_int64(t, 5, w->keys);
    db_bind_blob(t, 6, buf_view(&w->data));
    if (!db_run(t, e))
        return false;
    run_add_fence(w->k, w->run, w->first, sqlite3_last_insert_rowid(w->k->db));
    w->run->keys += w->keys;
    w->k->keys += w->keys;
    w->keys = 0;
    w->data.len = 0;
    return true;
}

static bool writer_add(struct run_writer *w, uint64_t key, uint64_t number, struct err *e)
{
    if (w->data.len > CHUNK_BYTES - 20 && !writer_end_chunk(w, e))
        return false;
    if (!w->keys) {
        w->first = key;
        w->last = 0;
    }
    buf_varint(&w->data, key - w->last);
    buf_varint(&w->data, number);
    w->last = key;
    w->keys++;
    return true;
}

static bool write_pending(struct keyset *k, struct err *e)
{
    struct arena scratch = {0};
    struct pair *pairs = ARENA_ARRAY(&scratch, struct pair, k->pending.len);
    size_t n = 0;
    for (size_t i = 0; i < k->pending.cap; i++)
        if (k->pending.used[i])
            pairs[n++] = (struct pair){k->pending.keys[i], k->pending.values[i]};
    sort_pairs(pairs, n, &scratch);
    int64_t number = k->run_count ? k->runs[k->run_count - 1].number + 1 : 1;
    struct run *run = &k->runs[k->run_count++];
    *run = (struct run){.number = number};
    struct run_writer w = {.k = k, .run = run, .data = {.arena = &scratch}};
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++)
        ok = writer_add(&w, pairs[i].key, pairs[i].value, e);
    ok = ok && writer_end_chunk(&w, e);
    arena_release(&scratch);
    return ok;
}

// One input of a merge: a run, read chunk by chunk.
struct merge_input {
    const struct run *run;
    size_t next;  // chunk
    struct chunk_walk walk;
    struct buf copy;  // of the chunk: the statement serves all inputs
    bool is_open;
};

static bool merge_advance(struct keyset *k, struct merge_input *in, struct err *e)
{
    while (!chunk_next(&in->walk)) {
        in->is_open = in->next < in->run->count;
        if (!in->is_open)
            return true;
        struct str data = {0};
        if (!read_chunk(k, in->run->fences[in->next++].id, &data, e))
            return false;
        in->copy.len = 0;
        buf_str(&in->copy, data);
        in->walk = (struct chunk_walk){.rest = buf_view(&in->copy)};
    }
    in->is_open = true;
    return true;
}

// The input with the smallest key; of equal keys the newest run (the highest index) wins.
static int merge_smallest(const struct merge_input *in)
{
    int best = -1;
    for (int i = 0; i < MERGE_RUNS; i++)
        if (in[i].is_open && (best < 0 || in[i].walk.key <= in[best].walk.key))
            best = i;
    return best;
}

static bool merge_into(struct keyset *k, struct merge_input *in, struct run_writer *w,
                       struct err *e)
{
    for (int i = 0; i < MERGE_RUNS; i++)
        if (!merge_advance(k, &in[i], e))
            return false;
    for (int best = merge_smallest(in); best >= 0; best = merge_smallest(in)) {
        uint64_t key = in[best].walk.key;
        if (!writer_add(w, key, in[best].walk.number, e))
            return false;
        for (int i = 0; i < MERGE_RUNS; i++)
            if (in[i].is_open && in[i].walk.key == key && !merge_advance(k, &in[i], e))
                return false;
    }
    sqlite3_reset(k->data);
    return writer_end_chunk(w, e);
}

static bool remove_run(struct keyset *k, const struct run *r, struct err *e)
{
    sqlite3_bind_int64(k->remove, 1, r->fences[0].id);
    sqlite3_bind_int64(k->remove, 2, r->fences[r->count - 1].id);
    return db_run(k->remove, e);
}

// The newest MERGE_RUNS runs become one of the next level, under the number of the newest.
static bool merge_newest(struct keyset *k, struct err *e)
{
    struct run *old = &k->runs[k->run_count - MERGE_RUNS];
    struct arena scratch = {0};
    struct run merged = {.number = old[MERGE_RUNS - 1].number, .level = old[0].level + 1};
    struct merge_input in[MERGE_RUNS] = {0};
    int64_t before = k->keys;
    for (int i = 0; i < MERGE_RUNS; i++) {
        in[i] = (struct merge_input){.run = &old[i], .copy = {.arena = &scratch}};
        before -= old[i].keys;
    }
    k->keys = before;
    struct run_writer w = {.k = k, .run = &merged, .data = {.arena = &scratch}};
    bool ok = merge_into(k, in, &w, e);
    for (int i = 0; ok && i < MERGE_RUNS; i++)
        ok = remove_run(k, &old[i], e);
    arena_release(&scratch);
    k->run_count -= MERGE_RUNS - 1;
    k->runs[k->run_count - 1] = merged;
    return ok;
}

static bool merge_is_due(const struct keyset *k)
{
    if (k->run_count < MERGE_RUNS)
        return false;
    const struct run *newest = &k->runs[k->run_count - MERGE_RUNS];
    for (int i = 1; i < MERGE_RUNS; i++)
        if (newest[i].level != newest[0].level)
            return false;
    return true;
}

bool keyset_flush(struct keyset *k, struct err *e)
{
    if (!k->pending.len)
        return true;
    if (!write_pending(k, e))
        return false;
    arena_reset(&k->pending_arena);
    k->pending = (struct map){.arena = &k->pending_arena};
    while (merge_is_due(k))
        if (!merge_newest(k, e))
            return false;
    return k->keys < k->bloom.capacity || bloom_fill(k, e);
}
