// names.c - see names.h.
#include "store/names.h"

#include <string.h>

#include "base/hash.h"
#include "base/map.h"
#include "store/keyset.h"
#include "store_sql.h"

enum { CACHE_BYTES = 16 * 1024 * 1024 };

const enum name attribution_names[ATTRIBUTION_NAMES] = {
    NAME_PROVIDER, NAME_MODEL,   NAME_MODEL_REQUESTED, NAME_FEATURE,
    NAME_TEAM,     NAME_PROJECT, NAME_API_KEY,         NAME_ENVIRONMENT,
};

// Texts seen lately with their numbers; forgotten as a whole when it is full.
struct cache {
    struct arena arena;
    struct intern texts;
    int64_t *ids;  // by number in texts
    size_t cap;
};

struct names {
    struct arena arena;    // holds the struct
    struct arena scratch;  // for the key at hand
    struct store *store;
    struct cache names, attributions;
    struct keyset *keys;
    sqlite3_stmt *insert, *text, *find, *add, *read;
    int64_t newest;
};

// The slot for the number of a text; 0 when it is not in the cache yet.
static int64_t *cache_slot(struct cache *c, struct str text)
{
    if (c->arena.total_bytes > CACHE_BYTES) {
        arena_release(&c->arena);
        c->texts = (struct intern){0};
        c->ids = NULL;
        c->cap = 0;
    }
    c->texts.arena = &c->arena;
    uint32_t at = intern_put(&c->texts, text, NULL);
    if (at >= c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 256;
        int64_t *ids = ARENA_ARRAY(&c->arena, int64_t, cap);
        if (c->cap)
            memcpy(ids, c->ids, c->cap * sizeof *ids);
        c->ids = ids;
        c->cap = cap;
    }
    return &c->ids[at];
}

bool names_open(struct store *s, struct names **out, struct err *e)
{
    struct arena a = {0};
    struct names *n = ARENA_NEW(&a, struct names);
    n->arena = a;
    n->store = s;
    if (!db_prepare(s->db, sql_name_insert, &n->insert, e) ||
        !db_prepare(s->db, sql_name_text, &n->text, e) ||
        !db_prepare(s->db, sql_attribution_find, &n->find, e) ||
        !db_prepare(s->db, sql_attribution_insert, &n->add, e) ||
        !db_prepare(s->db, sql_attribution_read, &n->read, e) ||
        !db_query_int(s->db, sql_name_max, &n->newest, e) ||
        !keyset_open(s->db, KEYS_NAME, &n->keys, e)) {
        names_close(n);
        return false;
    }
    if (n->newest == UNKNOWN)
        n->newest = 0;
    *out = n;
    return true;
}

void names_close(struct names *n)
{
    if (!n)
        return;
    keyset_close(n->keys);
    arena_release(&n->names.arena);
    arena_release(&n->attributions.arena);
    arena_release(&n->scratch);
    struct arena a = n->arena;
    arena_release(&a);
}

bool names_flush(struct names *n, struct err *e)
{
    return keyset_flush(n->keys, e);
}

static bool has_text(struct names *n, int64_t id, struct str text, bool *is_same, struct err *e)
{
    sqlite3_bind_int64(n->text, 1, id);
    bool has_row = false;
    if (!db_row(n->text, &has_row, e))
        return false;
    *is_same = has_row && str_eq(db_column_str(n->text, 0), text);
    sqlite3_reset(n->text);
    return true;
}

static bool insert_name(struct names *n, uint64_t key, struct str text, int64_t *id, struct err *e)
{
    *id = n->newest + 1;
    sqlite3_bind_int64(n->insert, 1, *id);
    db_bind_str(n->insert, 2, text);
    if (!db_run(n->insert, e))
        return false;
    n->newest = *id;
    keyset_add(n->keys, key, *id);
    return true;
}

// Texts with the same hash (users choose their names) go to further keys.
static bool find_or_insert(struct names *n, struct str text, int64_t *id, struct err *e)
{
    uint64_t key = hash_str(text);
    for (uint64_t salt = 1;; salt++) {
        int64_t found = 0;
        bool is_same = false;
        if (!keyset_find(n->keys, key, &found, e))
            return false;
        if (!found)
            return insert_name(n, key, text, id, e);
        if (!has_text(n, found, text, &is_same, e))
            return false;
        if (is_same) {
            *id = found;
            return true;
        }
        key = hash_mix(key, salt);
    }
}

bool names_put(struct names *n, struct str text, int64_t *id, struct err *e)
{
    if (!text.ptr) {
        *id = UNKNOWN;
        return true;
    }
    int64_t *slot = cache_slot(&n->names, text);
    if (!*slot && !find_or_insert(n, text, slot, e))
        return false;
    *id = *slot;
    return true;
}

static bool is_same_attribution(sqlite3_stmt *t, const struct str names[NAME_COUNT])
{
    for (int i = 0; i < ATTRIBUTION_NAMES; i++) {
        struct str ours = names[attribution_names[i]];
        struct str theirs = db_column_str(t, i + 1);
        if (!ours.ptr != !theirs.ptr || !str_eq(ours, theirs))
            return false;
    }
    return true;
}

static bool find_attribution(struct names *n, uint64_t hash, const struct str names[NAME_COUNT],
                             int64_t *id, struct err *e)
{
    *id = 0;
    sqlite3_bind_int64(n->find, 1, (int64_t)hash);
    for (bool has_row = true; has_row && !*id;) {
        if (!db_row(n->find, &has_row, e))
            return false;
        if (has_row && is_same_attribution(n->find, names))
            *id = sqlite3_column_int64(n->find, 0);
    }
    sqlite3_reset(n->find);
    return true;
}

static bool add_attribution(struct names *n, uint64_t hash, const struct str names[NAME_COUNT],
                            int64_t *id, struct err *e)
{
    sqlite3_bind_int64(n->add, 1, (int64_t)hash);
    for (int i = 0; i < ATTRIBUTION_NAMES; i++)
        db_bind_str(n->add, i + 2, names[attribution_names[i]]);
    return db_int(n->add, id, e);
}

// All names with their lengths (as buf_varint(), + 1, 0 = unknown); lives until the next one.
static struct str attribution_key(struct names *n, const struct str names[NAME_COUNT])
{
    enum { VARINT_MAX = 10 };
    size_t cap = 0;
    for (int i = 0; i < ATTRIBUTION_NAMES; i++)
        cap += names[attribution_names[i]].len + VARINT_MAX;
    arena_reset(&n->scratch);
    char *key = arena_raw(&n->scratch, cap);
    size_t at = 0;
    for (int i = 0; i < ATTRIBUTION_NAMES; i++) {
        struct str name = names[attribution_names[i]];
        size_t len = name.ptr ? name.len + 1 : 0;
        for (; len >= 0x80; len >>= 7)
            key[at++] = (char)(len | 0x80);
        key[at++] = (char)len;
        if (name.len)
            memcpy(key + at, name.ptr, name.len);
        at += name.len;
    }
    return (struct str){key, at};
}

bool names_put_attribution(struct names *n, const struct str names[NAME_COUNT], int64_t *id,
                           struct err *e)
{
    struct str key = attribution_key(n, names);
    int64_t *slot = cache_slot(&n->attributions, key);
    if (!*slot) {
        uint64_t hash = hash_str(key);
        if (!find_attribution(n, hash, names, slot, e) ||
            (!*slot && !add_attribution(n, hash, names, slot, e)))
            return false;
    }
    *id = *slot;
    return true;
}

bool names_attribution(struct names *n, int64_t id, struct attribution *out, struct arena *a,
                       struct err *e)
{
    *out = (struct attribution){.id = id};
    sqlite3_bind_int64(n->read, 1, id);
    bool has_row = false;
    if (!db_row(n->read, &has_row, e))
        return false;
    for (int i = 0; has_row && i < ATTRIBUTION_NAMES; i++)
        out->names[attribution_names[i]] = str_copy(db_column_str(n->read, i + 1), a);
    sqlite3_reset(n->read);
    return true;
}
