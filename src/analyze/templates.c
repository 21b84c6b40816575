// templates.c - see templates.h.
#include "analyze/templates.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/map.h"

double template_bytes_per_tok(const struct template *t)
{
    int64_t bytes = 0;
    for (int i = 0; i < PART_RESPONSE; i++)
        bytes += t->sums.part_bytes[i];
    int64_t tok = template_input_tok(t);
    return bytes > 0 && tok > 0 ? (double)bytes / (double)tok : 4;
}

int64_t template_input_tok(const struct template *t)
{
    const int64_t *tok = t->sums.tok;
    return tok[TOK_INPUT] + tok[TOK_CACHE_READ] + tok[TOK_CACHE_WRITE_5M] + tok[TOK_CACHE_WRITE_1H];
}

int64_t templates_find(const struct templates *t, int64_t shape_id)
{
    return shape_id >= 0 && shape_id < t->id_end ? t->numbers[shape_id] : -1;
}

static void number_shapes(struct templates *t)
{
    memset(t->numbers, 0xff, (size_t)t->id_end * sizeof *t->numbers);
    for (int64_t k = 0; k < t->count; k++)
        for (int64_t i = t->list[k].first_shape; i < t->list[k].last_shape; i++)
            t->numbers[t->shapes[t->by_template[i]].id] = (int32_t)k;
}

// A template for each template_id, in the order of the shapes; its shapes side by side.
static void group_shapes(struct templates *t)
{
    struct map by_id = {.arena = t->arena};
    t->list = ARENA_ARRAY(t->arena, struct template, (size_t)t->shape_count);
    for (int64_t i = 0; i < t->shape_count; i++) {
        bool is_new = false;
        uint64_t *number = map_put(&by_id, t->shapes[i].template_id, &is_new);
        if (is_new) {
            *number = (uint64_t)t->count;
            struct template *new = &t->list[t->count++];
            *new = (struct template){
                .id = t->shapes[i].template_id, .users = UNKNOWN, .features = UNKNOWN};
            prompt_sums_init(&new->sums);
        }
        t->list[*number].last_shape++;
        if (t->shapes[i].id >= t->id_end)
            t->id_end = t->shapes[i].id + 1;
    }
    int64_t at = 0;
    for (int64_t k = 0; k < t->count; k++) {
        int64_t shapes = t->list[k].last_shape;
        t->list[k].first_shape = t->list[k].last_shape = at;
        at += shapes;
    }
    t->by_template = ARENA_ARRAY(t->arena, int64_t, (size_t)t->shape_count);
    for (int64_t i = 0; i < t->shape_count; i++) {
        struct template *of = &t->list[*map_get(&by_id, t->shapes[i].template_id)];
        t->by_template[of->last_shape++] = i;
    }
    t->numbers = ARENA_ARRAY(t->arena, int32_t, (size_t)t->id_end);
    number_shapes(t);
}

// Sums as settle left them, and what only shapes tell.
static bool add_stored(struct profiling *p, struct templates *t, struct err *e)
{
    struct template_row *rows = NULL;
    int64_t count = 0;
    if (!prompts_templates(p->store, &rows, &count, t->arena, e))
        return false;
    struct map by_id = {.arena = t->arena};
    for (int64_t i = 0; i < count; i++)
        *map_put(&by_id, rows[i].template_id, NULL) = (uint64_t)i;
    for (int64_t k = 0; k < t->count; k++) {
        struct template *template = &t->list[k];
        const uint64_t *i = map_get(&by_id, template->id);
        if (i) {
            template->sums = rows[*i].sums;
            template->contents = rows[*i].contents;
        }
        for (int64_t n = template->first_shape; n < template->last_shape; n++) {
            const struct shape_row *shape = &t->shapes[t->by_template[n]];
            template->coarse_requests += shape->level > 0 ? shape->requests : 0;
        }
    }
    return true;
}

struct template_scan {
    struct templates *t;
    struct map coarse;  // ids of shapes with a level
    struct map contents, users, features;
    struct intern feature_names;
};

// Counts a value that the template did not have yet.
static int64_t is_first(struct map *seen, int64_t number, uint64_t value)
{
    bool is_new = false;
    // Mixed first: small numbers that are only put together meet others (1 and 3, 3 and 1).
    map_put(seen, hash_mix(hash_mix(0, (uint64_t)number + 1), value), &is_new);
    return is_new;
}

static bool add_request(void *self, const struct request *r, struct err *e)
{
    (void)e;
    struct template_scan *scan = self;
    int64_t number = templates_find(scan->t, r->shape_id);
    if (number < 0)
        return true;
    struct template *template = &scan->t->list[number];
    prompt_sums_add_request(&template->sums, r);
    if (r->print[PRINT_CONTENT])
        template->contents += is_first(&scan->contents, number, r->print[PRINT_CONTENT]);
    if (r->user_id != UNKNOWN)
        template->users += is_first(&scan->users, number, (uint64_t)r->user_id);
    if (r->who->names[NAME_FEATURE].ptr) {
        uint32_t feature = intern_put(&scan->feature_names, r->who->names[NAME_FEATURE], NULL);
        template->features += is_first(&scan->features, number, feature);
    }
    template->coarse_requests += map_get(&scan->coarse, (uint64_t)r->shape_id) != NULL;
    return true;
}

static bool scan_requests(struct profiling *p, struct templates *t, struct err *e)
{
    struct arena scratch = {0};
    struct template_scan scan = {
        .t = t,
        .coarse = {.arena = &scratch},
        .contents = {.arena = &scratch},
        .users = {.arena = &scratch},
        .features = {.arena = &scratch},
        .feature_names = {.arena = &scratch},
    };
    for (int64_t i = 0; i < t->shape_count; i++)
        if (t->shapes[i].level > 0)
            map_put(&scan.coarse, (uint64_t)t->shapes[i].id, NULL);
    for (int64_t k = 0; k < t->count; k++)
        t->list[k].users = t->list[k].features = 0;
    bool ok = profiling_scan(p, CURSOR_PRINTS | CURSOR_PARTS | CURSOR_FACTS, CURSOR_BY_ROW,
                             add_request, &scan, e);
    arena_release(&scratch);
    return ok;
}

static int dearest_first(const void *left, const void *right)
{
    const struct template *a = left;
    const struct template *b = right;
    if (a->sums.cost_nusd != b->sums.cost_nusd)
        return a->sums.cost_nusd < b->sums.cost_nusd ? 1 : -1;
    if (a->sums.requests != b->sums.requests)
        return a->sums.requests < b->sums.requests ? 1 : -1;
    return (a->id > b->id) - (a->id < b->id);
}

// Sorts, leaves out what has no request, and numbers again.
static void rank(struct templates *t)
{
    int64_t kept = 0;
    for (int64_t k = 0; k < t->count; k++)
        if (t->list[k].sums.requests)
            t->list[kept++] = t->list[k];
    t->count = kept;
    qsort(t->list, (size_t)t->count, sizeof *t->list, dearest_first);
    for (int64_t k = 0; k < t->count; k++)
        t->requests += t->list[k].sums.requests;
    number_shapes(t);
}

static bool name_templates(struct profiling *p, struct templates *t, struct err *e)
{
    struct template_name *names = NULL;
    int64_t count = 0;
    if (!prompts_names(p->store, &names, &count, t->arena, e))
        return false;
    struct map by_id = {.arena = t->arena};
    for (int64_t i = 0; i < count; i++)
        *map_put(&by_id, names[i].template_id, NULL) = (uint64_t)i;
    for (int64_t k = 0; k < t->count; k++) {
        const uint64_t *i = map_get(&by_id, t->list[k].id);
        if (i)
            t->list[k].name = names[*i].name;
    }
    return true;
}

bool templates_collect(struct profiling *p, struct templates *out, struct err *e)
{
    *out = (struct templates){.arena = p->arena};
    if (!prompts_shapes(p->store, &out->shapes, &out->shape_count, p->arena, e))
        return false;
    group_shapes(out);
    if (p->is_filtered ? !scan_requests(p, out, e) : !add_stored(p, out, e))
        return false;
    rank(out);
    return name_templates(p, out, e);
}
