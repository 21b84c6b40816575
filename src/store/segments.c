// segments.c - a keyset of hashes behind a direct-mapped cache of the latest; texts in codes.
#include "store/segments.h"

#include "store/codebook.h"
#include "store/image.h"
#include "store/keyset.h"
#include "store_sql.h"

// 4 MiB. Workers hand in again what another worker saw first, and what they forgot: most of it is
// recent, and a look-up in the runs costs as much as a row.
enum { CACHE_SLOTS = 1 << 18 };

struct cached {
    uint64_t hash;
    int64_t id;  // 0 = free
};

struct segments {
    struct arena arena;  // holds the struct
    struct keyset *keys;
    struct cached *cache;
    struct codebook *words;
    struct image *image;
    sqlite3_stmt *insert_full;
    int64_t newest;
};

bool segments_open(struct store *s, struct segments **out, struct err *e)
{
    struct arena a = {0};
    struct segments *g = ARENA_NEW(&a, struct segments);
    g->arena = a;
    g->image = s->image;
    g->words = codebook_new(s);
    g->cache = ARENA_ARRAY(&g->arena, struct cached, CACHE_SLOTS);
    if (!db_prepare(s->db, sql_segment_full_insert, &g->insert_full, e) ||
        !db_query_int(s->db, sql_segment_max, &g->newest, e) ||
        !keyset_open(s->db, KEYS_SEGMENT, &g->keys, e)) {
        segments_close(g);
        return false;
    }
    if (g->newest == UNKNOWN)
        g->newest = 0;
    *out = g;
    return true;
}

void segments_close(struct segments *g)
{
    if (!g)
        return;
    keyset_close(g->keys);
    codebook_free(g->words);
    struct arena a = g->arena;
    arena_release(&a);
}

bool segments_flush(struct segments *g, struct err *e)
{
    return keyset_flush(g->keys, e);
}

bool segments_find(struct segments *g, uint64_t hash, int64_t *id, struct err *e)
{
    struct cached *slot = &g->cache[hash & (CACHE_SLOTS - 1)];
    if (!slot->id || slot->hash != hash) {
        int64_t found = 0;
        if (!keyset_find(g->keys, hash, &found, e))
            return false;
        if (found)
            *slot = (struct cached){hash, found};
        *id = found ? found : UNKNOWN;
        return true;
    }
    *id = slot->id;
    return true;
}

static bool add(struct segments *g, int64_t id, const struct segment_text *segment, struct err *e)
{
    struct str coded = {NULL, 0};
    if (!codebook_encode(g->words, segment->text, &coded, e))
        return false;
    const int64_t values[] = {
        (int64_t)segment->hash,
        (int)segment->role << 4 | (int)segment->kind,
        segment->bytes,
    };
    struct image_row row = {
        .id = id,
        .values = values,
        .count = sizeof values / sizeof *values,
        .last = coded.ptr ? coded : segment->text,
        .kind = coded.ptr ? CELL_BLOB : CELL_TEXT,
    };
    image_add(g->image, IMAGE_SEGMENTS, &row);
    return true;
}

static bool insert_full(struct segments *g, int64_t id, const struct segment_text *segment,
                        struct err *e)
{
    if (!segment->full.ptr)
        return true;
    sqlite3_bind_int64(g->insert_full, 1, id);
    db_bind_blob(g->insert_full, 2, segment->full);
    return db_run(g->insert_full, e);
}

bool segments_put(struct segments *g, const struct segment_text *segment, struct err *e)
{
    int64_t id = UNKNOWN;
    if (!segment->text.ptr)
        return true;
    if (!segments_find(g, segment->hash, &id, e))
        return false;
    if (id != UNKNOWN)
        return true;
    id = g->newest + 1;
    if (!add(g, id, segment, e) || !insert_full(g, id, segment, e))
        return false;
    g->newest = id;
    g->cache[segment->hash & (CACHE_SLOTS - 1)] = (struct cached){segment->hash, id};
    keyset_add(g->keys, segment->hash, id);
    return true;
}
