// shape_sums.c - see shape_sums.h.
#include "store/shape_sums.h"

#include <string.h>

#include "store/prompts.h"
#include "store/shape_rows.h"
#include "store/template_rows.h"
#include "store_sql.h"

struct shape_sums {
    struct arena arena;  // holds the struct
    bool is_whole;
    struct sums_list {
        struct arena arena;
        struct prompt_sums *list;  // [cap], by number - 1
        size_t cap;
    } by_shape;
};

struct shape_sums *shape_sums_new(bool is_whole)
{
    struct arena a = {0};
    struct shape_sums *t = ARENA_NEW(&a, struct shape_sums);
    t->arena = a;
    t->is_whole = is_whole;
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
    if (old.cap)
        memcpy(l->list, old.list, old.cap * sizeof *l->list);
    for (size_t i = old.cap; i < l->cap; i++)
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

struct finish {
    struct arena arena;
    struct store *store;
    const struct prompt_sums *added;  // by number - 1
    bool is_whole;
    struct shape_list before, now;  // of as many shapes; before.numbers is 0 if it is not counted
    struct template_sums *stored;
    size_t stored_count;
    struct template_sums *templates;
    size_t template_count;
    size_t *place_of;  // by shape: of its template in `templates`
};

// Counts of requests and contents as they are now; those from before are needed to tell what has
// changed.
static bool take_shapes(struct finish *f, struct shape_sums *t, struct shape_contents contents,
                        struct err *e)
{
    if (!shape_list_read(f->store, &f->before, &f->arena, e))
        return false;
    size_t count = f->before.count;
    reserve(&t->by_shape, count);
    f->added = t->by_shape.list;
    f->now.rows = ARENA_ARRAY(&f->arena, struct shape_row, count);
    f->now.numbers = ARENA_ARRAY(&f->arena, int64_t, count);
    f->now.count = count;
    for (size_t i = 0; i < count; i++) {
        f->now.rows[i] = f->before.rows[i];
        f->now.rows[i].requests =
            (f->is_whole ? 0 : f->before.rows[i].requests) + f->added[i].requests;
        f->now.rows[i].unique_contents = i + 1 < contents.count ? contents.counts[i + 1] : 0;
    }
    return true;
}

// Without a miner every shape is a template.
static void group_shapes(struct finish *f, const struct settle_hooks *hooks)
{
    struct shape_list *now = &f->now;
    struct mined_shape *mined = ARENA_ARRAY(&f->arena, struct mined_shape, now->count);
    size_t *template_of = ARENA_ARRAY(&f->arena, size_t, now->count);
    for (size_t i = 0; i < now->count; i++) {
        mined[i] = (struct mined_shape){now->rows[i].shape, now->rows[i].requests,
                                        now->rows[i].unique_contents};
        template_of[i] = i;
    }
    if (hooks->mine && now->count)
        hooks->mine(mined, now->count, template_of);
    for (size_t i = 0; i < now->count; i++)
        now->numbers[i] = (int64_t)template_of[i] + 1;
}

// True when shapes whose requests are in one stored sum are in several templates now.
static bool is_parted(const struct finish *f, size_t *place_of_stored)
{
    for (size_t k = 0; k < f->now.count; k++)
        place_of_stored[k] = SIZE_MAX;
    for (size_t i = 0; i < f->now.count; i++) {
        if (!f->before.numbers[i] || !f->before.rows[i].requests)
            continue;
        size_t *place = &place_of_stored[f->before.numbers[i] - 1];
        if (*place != SIZE_MAX && *place != f->place_of[i])
            return true;
        *place = f->place_of[i];
    }
    return false;
}

static int64_t lower_id(int64_t a, int64_t b)
{
    return b == UNKNOWN || (a != UNKNOWN && a < b) ? a : b;
}

static void add_shape(struct template_sums *to, const struct shape_row *shape)
{
    if (!shape->requests)
        return;
    to->shapes++;
    to->contents += shape->unique_contents;
    to->question_segment = lower_id(to->question_segment, shape->question_segment);
    to->system_segment = lower_id(to->system_segment, shape->system_segment);
}

static void make_templates(struct finish *f)
{
    size_t count = f->now.count;
    f->place_of = ARENA_ARRAY(&f->arena, size_t, count);
    for (size_t i = 0; i < count; i++)
        f->template_count += f->now.numbers[i] == (int64_t)i + 1;
    f->templates = ARENA_ARRAY(&f->arena, struct template_sums, f->template_count);
    size_t at = 0;
    // The first shape comes before the others, so its template is there when they are added.
    for (size_t i = 0; i < count; i++) {
        int64_t number = f->now.numbers[i];
        if (number == (int64_t)i + 1) {
            f->place_of[i] = at;
            struct template_sums *new = &f->templates[at++];
            *new = (struct template_sums){
                .number = number,
                .template_id = template_id_of(&f->now.rows[i].shape),
                .question_segment = UNKNOWN,
                .system_segment = UNKNOWN,
            };
            prompt_sums_init(&new->sums);
        }
        f->place_of[i] = f->place_of[number - 1];
        add_shape(&f->templates[f->place_of[i]], &f->now.rows[i]);
        prompt_sums_add(&f->templates[f->place_of[i]].sums, &f->added[i]);
    }
}

// Sums of the last settle go with the shapes they belong to.
static bool add_stored(struct finish *f, bool *parted, struct err *e)
{
    size_t *place_of_stored = ARENA_ARRAY(&f->arena, size_t, f->now.count);
    *parted = is_parted(f, place_of_stored);
    if (*parted)
        return true;
    if (!template_rows_read(f->store, &f->stored, &f->stored_count, &f->arena, e))
        return false;
    for (size_t i = 0; i < f->stored_count; i++) {
        const struct template_sums *old = &f->stored[i];
        if (!old->sums.requests)
            continue;
        bool is_known = old->number > 0 && old->number <= (int64_t)f->now.count &&
                        place_of_stored[old->number - 1] != SIZE_MAX;
        if (!is_known)
            return err_set(e, ERR_DB, "database is damaged (templates)");
        prompt_sums_add(&f->templates[place_of_stored[old->number - 1]].sums, &old->sums);
    }
    return true;
}

static bool is_changed(const struct finish *f, size_t first)
{
    for (size_t i = first; i < f->now.count && i < first + SHAPES_A_ROW; i++) {
        const struct shape_row *was = &f->before.rows[i];
        const struct shape_row *is = &f->now.rows[i];
        if (f->before.numbers[i] != f->now.numbers[i] || was->requests != is->requests ||
            was->unique_contents != is->unique_contents)
            return true;
    }
    return false;
}

static bool write_all(struct finish *f, struct err *e)
{
    sqlite3_stmt *put = NULL;
    bool ok = db_prepare(f->store->db, sql_shape_settled_put, &put, e);
    for (size_t i = 0; ok && i < f->now.count; i += SHAPES_A_ROW)
        ok = !is_changed(f, i) || shape_settled_put(put, &f->now, i, e);
    sqlite3_finalize(put);
    return ok && template_rows_write(f->store, f->templates, f->template_count, e);
}

bool shape_sums_finish(struct shape_sums *t, struct store *s, struct shape_contents contents,
                       const struct settle_hooks *hooks, bool *is_parted, struct err *e)
{
    struct finish f = {.store = s, .is_whole = t->is_whole};
    *is_parted = false;
    bool ok = take_shapes(&f, t, contents, e);
    if (ok) {
        group_shapes(&f, hooks);
        make_templates(&f);
    }
    ok = ok && (f.is_whole || add_stored(&f, is_parted, e)) && (*is_parted || write_all(&f, e));
    arena_release(&f.arena);
    return ok;
}

bool prompts_shapes(struct store *s, struct shape_row **out, int64_t *count, struct arena *a,
                    struct err *e)
{
    struct shape_list list;
    if (!shape_list_read(s, &list, a, e))
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < list.count; i++)
        if (list.rows[i].requests)
            list.rows[kept++] = list.rows[i];
    *out = list.rows;
    *count = (int64_t)kept;
    return true;
}
