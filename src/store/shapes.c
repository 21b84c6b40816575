// shapes.c - a hash table of the shapes that shape_t has.
#include "store/shapes.h"

#include <string.h>

#include "base/hash.h"
#include "store/prompts.h"
#include "store/shape_rows.h"
#include "store_sql.h"

// Tokens that a shape keeps, by level, and how many shapes of the level there may be. The last one
// keeps nothing: it always has room.
static const struct level {
    size_t system, head, tail;
    int64_t max;
} levels[] = {
    {SHAPE_SYSTEM, SHAPE_HEAD, SHAPE_TAIL, SHAPES_MAX},
    {SHAPE_SYSTEM, 4, 3, SHAPES_COARSE_MAX / 7},
    {SHAPE_SYSTEM, 2, 2, SHAPES_COARSE_MAX / 7},
    {SHAPE_SYSTEM, 1, 0, SHAPES_COARSE_MAX / 7},
    {SHAPE_SYSTEM, 0, 0, SHAPES_COARSE_MAX / 7},
    {8, 0, 0, SHAPES_COARSE_MAX / 7},
    {4, 0, 0, SHAPES_COARSE_MAX / 7},
    {0, 0, 0, 1},
};
enum { LEVELS = sizeof levels / sizeof *levels, FIRST_CAP = 256 };

// A shape in full and one that was cut to the same tokens are two.
struct key {
    struct shape shape;
    uint8_t is_coarse;
};

struct shapes {
    struct arena arena;  // holds the struct
    sqlite3_stmt *put;
    struct shape_chunk row;  // the last one, being filled
    bool is_changed;         // against the table
    struct table {
        struct arena arena;
        struct slot {
            uint32_t number;  // of a shape, 0 = free
            uint32_t hash;    // of its key, the upper half
        } * slots;            // [cap]
        struct key *keys;     // [cap / 2], by number - 1
        size_t len, cap;      // cap is a power of two, at most half of it is used
    } table;
    int64_t counts[LEVELS];
};

static struct key key_at(const struct shape *shape, int level)
{
    const struct level *keep = &levels[level];
    struct key key = {.is_coarse = level > 0};
    memcpy(key.shape.system, shape->system, keep->system);
    memcpy(key.shape.head, shape->head, keep->head);
    memcpy(key.shape.tail, shape->tail, keep->tail);
    return key;
}

static struct slot *slot_of(const struct table *t, const struct key *key, uint64_t hash)
{
    size_t at = hash & (t->cap - 1);
    for (struct slot *s = &t->slots[at]; s->number; s = &t->slots[at]) {
        if (s->hash == hash >> 32 && memcmp(&t->keys[s->number - 1], key, sizeof *key) == 0)
            break;
        at = (at + 1) & (t->cap - 1);
    }
    return &t->slots[at];
}

static uint64_t hash_of(const struct key *key)
{
    return hash_bytes(key, sizeof *key);
}

static void set_slot(struct table *t, size_t number, uint64_t hash)
{
    struct slot *slot = slot_of(t, &t->keys[number - 1], hash);
    *slot = (struct slot){(uint32_t)number, (uint32_t)(hash >> 32)};
}

static void grow(struct table *t)
{
    struct table old = *t;
    t->arena = (struct arena){0};
    t->cap = old.cap ? old.cap * 2 : FIRST_CAP;
    t->slots = ARENA_ARRAY(&t->arena, struct slot, t->cap);
    t->keys = ARENA_ARRAY(&t->arena, struct key, t->cap / 2);
    for (size_t i = 0; i < old.len; i++) {
        t->keys[i] = old.keys[i];
        set_slot(t, i + 1, hash_of(&t->keys[i]));
    }
    arena_release(&old.arena);
}

// The next number is the key's.
static void add_key(struct table *t, const struct key *key)
{
    if (t->len * 2 >= t->cap)
        grow(t);
    t->keys[t->len++] = *key;
    set_slot(t, t->len, hash_of(key));
}

static bool load(struct shapes *t, struct store *s, struct err *e)
{
    struct arena scratch = {0};
    struct shape_list known;
    bool ok = shape_list_read(s, &known, &scratch, e);
    for (size_t i = 0; ok && i < known.count; i++) {
        const struct shape_row *shape = &known.rows[i];
        struct key key = {.shape = shape->shape, .is_coarse = shape->level > 0};
        if (shape->level >= LEVELS) {
            ok = err_set(e, ERR_DB, "database is damaged (shapes)");
            break;
        }
        add_key(&t->table, &key);
        t->counts[shape->level]++;
        if (i >= known.count / SHAPES_A_ROW * SHAPES_A_ROW)
            shape_chunk_add(&t->row, shape);
    }
    arena_release(&scratch);
    return ok;
}

bool shapes_open(struct store *s, struct shapes **out, struct err *e)
{
    struct arena a = {0};
    struct shapes *t = ARENA_NEW(&a, struct shapes);
    t->arena = a;
    shape_chunk_init(&t->row, &t->arena);
    grow(&t->table);
    if (!db_prepare(s->db, sql_shape_put, &t->put, e) || !load(t, s, e)) {
        shapes_close(t);
        return false;
    }
    *out = t;
    return true;
}

void shapes_close(struct shapes *t)
{
    if (!t)
        return;
    sqlite3_finalize(t->put);
    arena_release(&t->table.arena);
    struct arena a = t->arena;
    arena_release(&a);
}

bool shapes_flush(struct shapes *t, struct err *e)
{
    if (!t->is_changed)
        return true;
    t->is_changed = false;
    sqlite3_bind_int64(t->put, 1, (int64_t)(t->table.len - 1) / SHAPES_A_ROW);
    db_bind_blob(t->put, 2, buf_view(&t->row.shapes));
    db_bind_blob(t->put, 3, buf_view(&t->row.levels));
    db_bind_blob(t->put, 4, t->row.has_origins ? buf_view(&t->row.origins) : (struct str){0});
    return db_run(t->put, e);
}

static bool add_shape(struct shapes *t, const struct key *key, int level,
                      struct shape_origin origin, int64_t *id, struct err *e)
{
    add_key(&t->table, key);
    t->counts[level]++;
    *id = (int64_t)t->table.len;
    struct shape_row shape = {
        .shape = key->shape,
        .level = level,
        .question_segment = origin.question_segment,
        .system_segment = origin.system_segment,
    };
    shape_chunk_add(&t->row, &shape);
    t->is_changed = true;
    if (t->row.count < SHAPES_A_ROW)
        return true;
    bool ok = shapes_flush(t, e);
    shape_chunk_clear(&t->row);
    return ok;
}

bool shapes_put(struct shapes *t, const struct shape *shape, struct shape_origin origin,
                int64_t *id, struct err *e)
{
    for (int level = 0;; level++) {
        struct key key = key_at(shape, level);
        uint32_t known = slot_of(&t->table, &key, hash_of(&key))->number;
        *id = known;
        if (known)
            return true;
        if (t->counts[level] < levels[level].max)
            return add_shape(t, &key, level, origin, id, e);
    }
}
