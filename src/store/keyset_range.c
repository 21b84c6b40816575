// keyset_range.c - see keyset_range.h.
#include "store/keyset_range.h"

#include "store/database.h"
#include "store/key_chunk.h"
#include "store_sql.h"

struct range {
    uint64_t first, last;
    sqlite3_stmt *chunks, *data;
    struct key_matches *out;
};

static void add(struct key_matches *m, struct pair pair)
{
    if (m->count == m->cap) {
        size_t cap = m->cap ? m->cap * 2 : 64;
        m->list = arena_grow(m->arena, m->list, m->cap * sizeof pair, cap * sizeof pair);
        m->cap = cap;
    }
    m->list[m->count++] = pair;
}

static bool read_chunk(const struct range *r, int64_t id, struct err *e)
{
    bool has_row = false;
    sqlite3_bind_int64(r->data, 1, id);
    if (!db_row(r->data, &has_row, e))
        return false;
    struct chunk_walk w = {.rest = has_row ? db_column_str(r->data, 0) : (struct str){0}};
    while (chunk_next(&w) && w.key <= r->last)
        if (w.key >= r->first)
            add(r->out, (struct pair){w.key, w.number});
    sqlite3_reset(r->data);
    return true;
}

// A chunk is read once it is known where the next one of its run begins.
static bool walk(const struct range *r, struct err *e)
{
    int64_t id = 0, run = UNKNOWN;
    uint64_t begins = 0;
    for (;;) {
        bool has_row = false;
        if (!db_row(r->chunks, &has_row, e))
            return false;
        bool is_same = has_row && sqlite3_column_int64(r->chunks, 1) == run;
        uint64_t next = has_row ? (uint64_t)sqlite3_column_int64(r->chunks, 3) : 0;
        bool is_met = id && begins <= r->last && (!is_same || next > r->first);
        if (is_met && !read_chunk(r, id, e))
            return false;
        if (!has_row)
            return true;
        id = sqlite3_column_int64(r->chunks, 0);
        run = sqlite3_column_int64(r->chunks, 1);
        begins = next;
    }
}

bool keyset_range(sqlite3 *db, enum keyset_kind kind, uint64_t first, uint64_t last,
                  struct key_matches *out, struct err *e)
{
    struct range r = {.first = first, .last = last, .out = out};
    bool ok =
        db_prepare(db, sql_key_chunks, &r.chunks, e) && db_prepare(db, sql_key_data, &r.data, e);
    if (ok) {
        sqlite3_bind_int(r.chunks, 1, (int)kind);
        ok = walk(&r, e);
    }
    sqlite3_finalize(r.chunks);
    sqlite3_finalize(r.data);
    return ok;
}
