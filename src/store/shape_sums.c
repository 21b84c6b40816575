// shape_sums.c - see shape_sums.h.
#include "store/shape_sums.h"

#include <string.h>

#include "base/hash.h"
#include "store/prompts.h"
#include "store_sql.h"

// struct prompt_sums as its columns: all of it is integers.
enum { SUMS = sizeof(struct prompt_sums) / sizeof(int64_t) };
_Static_assert(SUMS == 24, "shape_read.sql and shape_update.sql have a column each");
// Columns of shape_read.sql.
enum read_column {
    READ_ID,
    READ_SHAPE,
    READ_LEVEL,
    READ_QUESTION,
    READ_SYSTEM,
    READ_TEMPLATE,
    READ_CONTENTS,
    READ_SUMS,
};
// Parameters of shape_update.sql.
enum put_parameter { PUT_ID = 1, PUT_TEMPLATE, PUT_CONTENTS, PUT_SUMS };

struct shape_sums {
    struct arena arena;  // holds the struct
    struct sums_list {
        struct arena arena;
        struct prompt_sums *list;  // [cap], by number - 1
        size_t cap;
    } by_shape;
};

struct shape_sums *shape_sums_new(void)
{
    struct arena a = {0};
    struct shape_sums *t = ARENA_NEW(&a, struct shape_sums);
    t->arena = a;
    return t;
}

void shape_sums_free(struct shape_sums *t)
{
    if (!t)
        return;
    arena_release(&t->by_shape.arena);
    struct arena a = t->arena;
    arena_release(&a);
}

static void reserve(struct sums_list *l, size_t count)
{
    if (count <= l->cap)
        return;
    struct sums_list old = *l;
    l->cap = old.cap ? old.cap : 64;
    while (l->cap < count)
        l->cap *= 2;
    if (l->cap > SHAPES_MAX + SHAPES_COARSE_MAX)
        l->cap = SHAPES_MAX + SHAPES_COARSE_MAX;
    l->arena = (struct arena){0};
    l->list = ARENA_ARRAY(&l->arena, struct prompt_sums, l->cap);
    for (size_t i = 0; i < l->cap; i++)
        if (i < old.cap)
            l->list[i] = old.list[i];
        else
            prompt_sums_init(&l->list[i]);
    arena_release(&old.arena);
}

void shape_sums_add(struct shape_sums *t, const struct request *r)
{
    if (r->shape_id <= 0 || r->shape_id > SHAPES_MAX + SHAPES_COARSE_MAX)
        return;
    reserve(&t->by_shape, (size_t)r->shape_id);
    prompt_sums_add_request(&t->by_shape.list[r->shape_id - 1], r);
}

bool shape_from_blob(struct str blob, struct shape *out)
{
    if (blob.len != sizeof *out)
        return false;
    memcpy(out, blob.ptr, sizeof *out);
    return true;
}

static bool read_shape(sqlite3_stmt *rows, struct shape_row *out, struct err *e)
{
    int64_t v[SUMS];
    for (int i = 0; i < SUMS; i++)
        v[i] = db_column(rows, READ_SUMS + i);
    *out = (struct shape_row){
        .id = sqlite3_column_int64(rows, READ_ID),
        .level = sqlite3_column_int(rows, READ_LEVEL),
        .template_id = (uint64_t)sqlite3_column_int64(rows, READ_TEMPLATE),
        .unique_contents = sqlite3_column_int64(rows, READ_CONTENTS),
        .question_segment = db_column(rows, READ_QUESTION),
        .system_segment = db_column(rows, READ_SYSTEM),
    };
    memcpy(&out->sums, v, sizeof out->sums);
    return shape_from_blob(db_column_str(rows, READ_SHAPE), &out->shape) ||
           err_set(e, ERR_DB, "database is damaged (shapes)");
}

// What settle knows of a shape besides its sums.
struct settled {
    uint64_t template_id;
    bool is_changed;  // against what is stored
};

struct finish {
    struct arena arena;
    struct store *store;
    struct sums_list *sums;
    bool is_whole;
    struct shape_contents contents;
    struct mined_shape *shapes;  // by number - 1
    struct settled *settled;
    size_t count;
};

static void take_shape(struct finish *f, const struct shape_row *stored)
{
    size_t at = f->count++;
    reserve(f->sums, f->count);
    struct prompt_sums *sums = &f->sums->list[at];
    if (!f->is_whole)
        prompt_sums_add(sums, &stored->sums);
    int64_t contents = f->count < f->contents.count ? f->contents.counts[f->count] : 0;
    f->shapes[at] = (struct mined_shape){stored->shape, sums->requests, contents};
    f->settled[at] = (struct settled){
        .template_id = stored->template_id,
        .is_changed =
            contents != stored->unique_contents || memcmp(sums, &stored->sums, sizeof *sums) != 0,
    };
}

static bool take_shapes(struct finish *f, struct err *e)
{
    int64_t newest = UNKNOWN;
    sqlite3_stmt *rows = NULL;
    bool ok = db_query_int(f->store->db, sql_shape_max, &newest, e) &&
              db_prepare(f->store->db, sql_shape_read, &rows, e);
    size_t cap = newest > 0 ? (size_t)newest : 0;
    f->shapes = ARENA_ARRAY(&f->arena, struct mined_shape, cap);
    f->settled = ARENA_ARRAY(&f->arena, struct settled, cap);
    for (bool has_row = true; ok;) {
        struct shape_row stored;
        ok = db_row(rows, &has_row, e);
        if (!ok || !has_row)
            break;
        ok = read_shape(rows, &stored, e);
        // Numbers have no gaps (shapes.c), so this is the last one too.
        if (ok && stored.id == (int64_t)f->count + 1)
            take_shape(f, &stored);
        else if (ok)
            ok = err_set(e, ERR_DB, "database is damaged (shapes)");
    }
    sqlite3_finalize(rows);
    return ok;
}

// A template is known by its first shape. Without a miner every shape is one.
static void set_templates(struct finish *f, const struct settle_hooks *hooks)
{
    size_t *template_of = ARENA_ARRAY(&f->arena, size_t, f->count);
    for (size_t i = 0; i < f->count; i++)
        template_of[i] = i;
    if (hooks->mine && f->count)
        hooks->mine(f->shapes, f->count, template_of);
    for (size_t i = 0; i < f->count; i++) {
        const struct shape *first = &f->shapes[template_of[i]].shape;
        uint64_t id = hash_bytes(first, sizeof *first);
        f->settled[i].is_changed |= id != f->settled[i].template_id;
        f->settled[i].template_id = id;
    }
}

static bool put_shapes(struct finish *f, struct err *e)
{
    sqlite3_stmt *put = NULL;
    bool ok = db_prepare(f->store->db, sql_shape_update, &put, e);
    for (size_t i = 0; ok && i < f->count; i++) {
        if (!f->settled[i].is_changed)
            continue;
        int64_t v[SUMS];
        memcpy(v, &f->sums->list[i], sizeof v);
        sqlite3_bind_int64(put, PUT_ID, (int64_t)i + 1);
        sqlite3_bind_int64(put, PUT_TEMPLATE, (int64_t)f->settled[i].template_id);
        sqlite3_bind_int64(put, PUT_CONTENTS, f->shapes[i].unique_contents);
        for (int c = 0; c < SUMS; c++)
            db_bind(put, PUT_SUMS + c, v[c]);
        ok = db_run(put, e);
    }
    sqlite3_finalize(put);
    return ok;
}

bool shape_sums_finish(struct shape_sums *t, struct store *s, bool is_whole,
                       struct shape_contents contents, const struct settle_hooks *hooks,
                       struct err *e)
{
    struct finish f = {
        .store = s,
        .sums = &t->by_shape,
        .is_whole = is_whole,
        .contents = contents,
    };
    bool ok = take_shapes(&f, e);
    if (ok)
        set_templates(&f, hooks);
    ok = ok && put_shapes(&f, e);
    arena_release(&f.arena);
    return ok;
}

bool prompts_shapes(struct store *s, struct shape_row **out, int64_t *count, struct arena *a,
                    struct err *e)
{
    sqlite3_stmt *rows = NULL;
    struct shape_row *list = NULL;
    size_t n = 0;
    size_t cap = 0;
    bool ok = db_prepare(s->db, sql_shape_read, &rows, e);
    for (bool has_row = true; ok;) {
        struct shape_row row;
        ok = db_row(rows, &has_row, e);
        if (!ok || !has_row)
            break;
        ok = read_shape(rows, &row, e);
        if (!ok || !row.sums.requests)
            continue;
        if (n == cap) {
            size_t more = cap ? cap * 2 : 256;
            list = arena_grow(a, list, cap * sizeof *list, more * sizeof *list);
            cap = more;
        }
        list[n++] = row;
    }
    sqlite3_finalize(rows);
    *out = list;
    *count = (int64_t)n;
    return ok;
}
