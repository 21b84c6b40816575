// inventory.c - see inventory.h.
#include "analyze/inventory.h"

#include <stdlib.h>

#include "base/hash.h"

#define DAY_US 86400000000LL

// Pairs of carried and user are 45 bytes each: at most 200 MB.
enum { USERS_MAX = 1 << 21 };

// A pair is stored as the number of the carried << WHO_BITS | that of the user or feature.
enum { WHO_BITS = 44 };

static struct carried *add_carried(struct inventory *v, uint64_t system_fp, uint64_t template_id,
                                   const struct system_row *system)
{
    if (v->count == v->cap) {
        int64_t cap = v->cap ? v->cap * 2 : 64;
        v->carried = arena_grow(v->arena, v->carried, (size_t)v->cap * sizeof *v->carried,
                                (size_t)cap * sizeof *v->carried);
        v->cap = cap;
    }
    struct carried *c = &v->carried[v->count];
    *c = (struct carried){
        .system = system,
        .system_fp = system_fp,
        .template_id = template_id,
        .segment_id = UNKNOWN,
        .shape_id = UNKNOWN,
        .family = (uint32_t)v->count,
    };
    prompt_sums_init(&c->sums);
    v->count++;
    return c;
}

void inventory_init(struct inventory *v, const struct system_row *systems, int64_t system_count,
                    const struct shape_row *shapes, int64_t shape_count, struct arena *a)
{
    *v = (struct inventory){
        .arena = a,
        .by_fp = {.arena = a},
        .by_template = {.arena = a},
        .shapes = shapes,
        .shape_numbers = {.arena = a},
        .family_of_head = {.arena = a},
        .users = {.arena = a},
        .features = {.arena = a},
        .feature_names = {.arena = a},
        .has_all_users = true,
        .first_us = UNKNOWN,
        .last_us = UNKNOWN,
    };
    alike_init(&v->alike, a);
    for (int64_t i = 0; i < shape_count; i++)
        *map_put(&v->shape_numbers, (uint64_t)shapes[i].id, NULL) = (uint64_t)i;
    for (int64_t i = 0; i < system_count; i++) {
        uint64_t fp = systems[i].facts.system_fp;
        *map_put(&v->by_fp, fp, NULL) = (uint64_t)v->count;
        add_carried(v, fp, 0, &systems[i]);
    }
    v->system_count = v->count;
}

static uint32_t family_of(struct inventory *v, uint32_t carried)
{
    struct carried *all = v->carried;
    while (all[carried].family != carried) {
        all[carried].family = all[all[carried].family].family;
        carried = all[carried].family;
    }
    return carried;
}

// The first of two families takes the other in, so that its number is its first member's.
static void join(struct inventory *v, uint32_t a, uint32_t b)
{
    a = family_of(v, a);
    b = family_of(v, b);
    v->carried[a < b ? b : a].family = a < b ? a : b;
}

static struct carried *carried_of(struct inventory *v, uint64_t system_fp, uint64_t template_id)
{
    const uint64_t *kept = map_get(&v->by_fp, system_fp);
    if (kept)
        return &v->carried[*kept];
    bool is_new = false;
    uint64_t *place = map_put(&v->by_template, template_id, &is_new);
    if (!is_new)
        return &v->carried[*place];
    *place = (uint64_t)v->count;
    return add_carried(v, 0, template_id, NULL);
}

static void note_shape(struct inventory *v, struct carried *c, const struct shape_row *shape,
                       struct str feature)
{
    if (!shape || c->shape_id == shape->id)
        return;
    uint32_t number = (uint32_t)(c - v->carried);
    c->shape_id = shape->id;
    if (!c->template_id)
        c->template_id = shape->template_id;
    if (shape->template_id)
        join(v, number, alike_find(&v->alike, shape->template_id, &shape->shape, number));
    if (!feature.ptr || !shape->shape.system[HEAD_TOKENS - 1])
        return;
    bool is_new = false;
    uint64_t head = hash_seeded(shape->shape.system, HEAD_TOKENS, hash_str(feature));
    uint64_t *member = map_put(&v->family_of_head, head, &is_new);
    if (is_new)
        *member = number;
    join(v, number, (uint32_t)*member);
}

static uint64_t pair_of(uint64_t number, uint64_t who)
{
    return number << WHO_BITS | (who & ((1ULL << WHO_BITS) - 1));
}

static void note_pair(struct map *pairs, uint64_t number, uint64_t who)
{
    uint64_t pair = pair_of(number, who);
    *map_put(pairs, pair, NULL) = pair;
}

static void note_who(struct inventory *v, const struct carried *c, const struct request *r,
                     struct str feature)
{
    uint64_t number = (uint64_t)(c - v->carried);
    if (feature.ptr)
        note_pair(&v->features, number, intern_put(&v->feature_names, feature, NULL));
    v->has_all_users &= v->users.len < USERS_MAX;
    if (r->user_id != UNKNOWN && v->has_all_users)
        note_pair(&v->users, number, (uint64_t)r->user_id);
}

static int64_t input_of(const struct usage *u)
{
    return tok_or_zero(u, TOK_INPUT) + tok_or_zero(u, TOK_CACHE_READ) +
           tok_or_zero(u, TOK_CACHE_WRITE_5M) + tok_or_zero(u, TOK_CACHE_WRITE_1H);
}

static void note_time(struct inventory *v, int64_t ts_us)
{
    if (ts_us == UNKNOWN)
        return;
    if (v->first_us == UNKNOWN || ts_us < v->first_us)
        v->first_us = ts_us;
    if (v->last_us == UNKNOWN || ts_us > v->last_us)
        v->last_us = ts_us;
}

static const struct shape_row *shape_of(const struct inventory *v, int64_t shape_id)
{
    const uint64_t *number =
        shape_id == UNKNOWN ? NULL : map_get(&v->shape_numbers, (uint64_t)shape_id);
    return number ? &v->shapes[*number] : NULL;
}

void inventory_ahead(const struct inventory *v, const struct request *r, bool is_far)
{
    uint64_t system_fp = r->print[PRINT_SYSTEM];
    const uint64_t *number = system_fp && !is_far ? map_get(&v->by_fp, system_fp) : NULL;
    if (number && r->user_id != UNKNOWN)
        map_prefetch(&v->users, pair_of(*number, (uint64_t)r->user_id));
}

void inventory_add(struct inventory *v, const struct request *r)
{
    int64_t tok = input_of(&r->usage);
    v->requests++;
    v->input_tok += tok;
    note_time(v, r->ts_us);
    if (!r->print[PRINT_SYSTEM]) {
        v->without_system++;
        return;
    }
    const struct shape_row *shape = shape_of(v, r->shape_id);
    struct str feature = r->who ? r->who->names[NAME_FEATURE] : (struct str){NULL, 0};
    struct carried *c = carried_of(v, r->print[PRINT_SYSTEM], shape ? shape->template_id : 0);
    prompt_sums_add_request(&c->sums, r);
    note_shape(v, c, shape, feature);
    note_who(v, c, r, feature);
    c->answered += r->tools_offered > 0 && r->tools_called != UNKNOWN && !r->is_error;
    if (tok > 0) {
        c->rate.tok += tok;
        for (int i = 0; i < PART_RESPONSE; i++)
            c->rate.bytes += r->part_bytes[i] == UNKNOWN ? 0 : r->part_bytes[i];
    }
    if (c->segment_id == UNKNOWN)
        c->segment_id = r->system_segment;
}

void inventory_add_member(struct inventory_row *row, const struct carried *c)
{
    if (!row->main || c->sums.requests > row->main->sums.requests)
        row->main = c;
    row->members[row->member_count++] = c;
    prompt_sums_add(&row->sums, &c->sums);
    row->rate.bytes += c->rate.bytes;
    row->rate.tok += c->rate.tok;
}

// By family, members by first time (without one first), then as they were kept.
static int compare_members(const void *left, const void *right)
{
    const struct carried *a = *(const struct carried *const *)left;
    const struct carried *b = *(const struct carried *const *)right;
    if (a->family != b->family)
        return a->family < b->family ? -1 : 1;
    if (a->sums.first_us != b->sums.first_us)
        return a->sums.first_us < b->sums.first_us ? -1 : 1;
    return (a > b) - (a < b);
}

static int compare_rows(const void *left, const void *right)
{
    const struct inventory_row *a = left;
    const struct inventory_row *b = right;
    int64_t costs[2] = {carrying_nusd(&a->sums), carrying_nusd(&b->sums)};
    if (costs[0] != costs[1])
        return costs[0] > costs[1] ? -1 : 1;
    if (a->sums.requests != b->sums.requests)
        return a->sums.requests > b->sums.requests ? -1 : 1;
    uint64_t prints[2] = {a->members[0]->system_fp, b->members[0]->system_fp};
    return (prints[0] > prints[1]) - (prints[0] < prints[1]);
}

// Rows of members[0..count), which are one family. What was not kept is a row of its own, unless
// the family is one row.
static void add_family(struct inventory *v, const struct carried **members, int64_t count)
{
    int64_t versions = 0;
    int64_t changed_us = UNKNOWN;
    for (int64_t i = 0; i < count; i++) {
        versions += members[i]->system != NULL;
        if (i > 0 && members[i]->system)
            changed_us = members[i]->sums.first_us;
    }
    bool is_volatile = versions > VERSIONS_MAX;
    for (int64_t i = 0; i < count; i++) {
        bool is_new_row = i == 0 || !is_volatile;
        struct inventory_row *row = &v->rows[is_new_row ? v->row_count++ : v->row_count - 1];
        if (is_new_row) {
            *row = (struct inventory_row){.members = members + i,
                                          .versions = versions,
                                          .is_volatile = is_volatile,
                                          .changed_us = versions > 1 ? changed_us : UNKNOWN,
                                          .family = members,
                                          .family_count = count};
            prompt_sums_init(&row->sums);
        }
        inventory_add_member(row, members[i]);
    }
}

// Distinct pairs of row and user (or feature); counts[row].
static void count_pairs(const struct inventory *v, const struct map *pairs, const uint32_t *row_of,
                        int64_t *counts)
{
    struct arena scratch = {0};
    struct map seen = {.arena = &scratch};
    for (size_t i = 0; i < pairs->cap; i++) {
        if (!pairs->used[i])
            continue;
        uint64_t row = row_of[pairs->values[i] >> WHO_BITS];
        bool is_new = false;
        if (v->rows[row].member_count > 1)
            map_put(&seen, row << WHO_BITS | (pairs->values[i] & ((1ULL << WHO_BITS) - 1)),
                    &is_new);
        counts[row] += is_new || v->rows[row].member_count == 1;
    }
    arena_release(&scratch);
}

static void count_who(struct inventory *v)
{
    struct arena scratch = {0};
    uint32_t *row_of = ARENA_ARRAY(&scratch, uint32_t, (size_t)v->count);
    int64_t *users = ARENA_ARRAY(&scratch, int64_t, (size_t)v->row_count);
    int64_t *features = ARENA_ARRAY(&scratch, int64_t, (size_t)v->row_count);
    for (int64_t i = 0; i < v->row_count; i++)
        for (int64_t k = 0; k < v->rows[i].member_count; k++)
            row_of[v->rows[i].members[k] - v->carried] = (uint32_t)i;
    count_pairs(v, &v->users, row_of, users);
    count_pairs(v, &v->features, row_of, features);
    for (int64_t i = 0; i < v->row_count; i++) {
        v->rows[i].users = v->has_all_users ? users[i] : UNKNOWN;
        v->rows[i].features = features[i];
    }
    arena_release(&scratch);
}

void inventory_finish(struct inventory *v)
{
    const struct carried **all = ARENA_ARRAY(v->arena, const struct carried *, (size_t)v->count);
    int64_t count = 0;
    for (uint32_t i = 0; (int64_t)i < v->count; i++) {
        v->carried[i].family = family_of(v, i);
        if (v->carried[i].sums.requests)
            all[count++] = &v->carried[i];
    }
    if (count)
        qsort(all, (size_t)count, sizeof *all, compare_members);
    v->rows = ARENA_ARRAY(v->arena, struct inventory_row, (size_t)count);
    for (int64_t i = 0, next = 0; i < count; i = next) {
        while (next < count && all[next]->family == all[i]->family)
            next++;
        add_family(v, all + i, next - i);
    }
    if (v->row_count)
        qsort(v->rows, (size_t)v->row_count, sizeof *v->rows, compare_rows);
    count_who(v);
}

int64_t inventory_month_nusd(const struct inventory *v, int64_t nusd)
{
    if (v->first_us == UNKNOWN)
        return UNKNOWN;
    int64_t span_us = v->last_us - v->first_us;
    double months = (double)(span_us < DAY_US ? DAY_US : span_us) / (30.0 * (double)DAY_US);
    return (int64_t)((double)nusd / months + 0.5);
}

int64_t inventory_tok(const struct token_rate *rate, int64_t bytes)
{
    if (!rate->bytes)
        return UNKNOWN;
    return (int64_t)((double)bytes * (double)rate->tok / (double)rate->bytes + 0.5);
}
