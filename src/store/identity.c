// identity.c - see identity.h.
#include "store/identity.h"

#include "base/hash.h"
#include "base/map.h"
#include "store/database.h"
#include "store/keyset.h"
#include "store_sql.h"

enum { ORDINALS_IN_MEMORY = 1 << 18, SHORTEST_ID = 6 };

static bool is_one_of_two(struct str s, char a, char b)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != a && s.ptr[i] != b)
            return false;
    return true;
}

static bool is_placeholder(struct str id)
{
    static const char *const words[] = {"unknown", "undefined", "(none)",
                                        "<none>",  "no-id",     "missing"};
    if (id.len < SHORTEST_ID || is_one_of_two(id, id.ptr[0], id.ptr[0]) ||
        is_one_of_two(id, '0', '-'))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq_nocase(id, str_of(words[i])))
            return true;
    return false;
}

uint64_t identity_of_call(struct str call_id)
{
    return is_placeholder(call_id) ? 0 : hash_str(call_id);
}

uint64_t identity_of_entry(uint64_t entry_hash, int64_t ordinal)
{
    return hash_words((uint64_t[]){entry_hash, (uint64_t)ordinal}, 2);
}

uint64_t identity_of_place(uint64_t head_hash, int64_t entry)
{
    return hash_words((uint64_t[]){head_hash, (uint64_t)entry, 1}, 3);
}

uint64_t store_identity(struct str call_id)
{
    return identity_of_call(call_id);
}

struct ordinals {
    struct arena arena;  // holds the struct
    struct arena map_arena;
    struct map counts;  // of the entries seen lately
    sqlite3 *scratch;   // NULL until memory is full
    struct keyset *older;
};

struct ordinals *ordinals_new(void)
{
    struct arena a = {0};
    struct ordinals *o = ARENA_NEW(&a, struct ordinals);
    o->arena = a;
    o->counts.arena = &o->map_arena;
    return o;
}

void ordinals_clear(struct ordinals *o)
{
    keyset_close(o->older);
    db_close(o->scratch);
    o->older = NULL;
    o->scratch = NULL;
    arena_reset(&o->map_arena);
    o->counts = (struct map){.arena = &o->map_arena};
}

void ordinals_free(struct ordinals *o)
{
    if (!o)
        return;
    ordinals_clear(o);
    arena_release(&o->map_arena);
    struct arena a = o->arena;
    arena_release(&a);
}

bool ordinals_get(struct ordinals *o, uint64_t entry_hash, int64_t *count, struct err *e)
{
    const uint64_t *known = map_get(&o->counts, entry_hash);
    *count = known ? (int64_t)*known : 0;
    return known || !o->older || keyset_find(o->older, entry_hash, count, e);
}

// A private temporary file of SQLite, removed when it is closed.
static bool open_scratch(struct ordinals *o, struct err *e)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2("", &o->scratch, flags, NULL) != SQLITE_OK)
        return db_error(o->scratch, e);
    return db_exec(o->scratch, "PRAGMA journal_mode = OFF", e) &&
           db_exec(o->scratch, sql_schema_1, e) &&
           keyset_open(o->scratch, KEYS_ORDINAL, &o->older, e);
}

static bool spill(struct ordinals *o, struct err *e)
{
    if (!o->older && !open_scratch(o, e))
        return false;
    for (size_t i = 0; i < o->counts.cap; i++)
        if (o->counts.used[i])
            keyset_add(o->older, o->counts.keys[i], (int64_t)o->counts.values[i]);
    arena_reset(&o->map_arena);
    o->counts = (struct map){.arena = &o->map_arena};
    return keyset_flush(o->older, e);
}

bool ordinals_set(struct ordinals *o, uint64_t entry_hash, int64_t count, struct err *e)
{
    *map_put(&o->counts, entry_hash, NULL) = (uint64_t)count;
    return o->counts.len < ORDINALS_IN_MEMORY || spill(o, e);
}
