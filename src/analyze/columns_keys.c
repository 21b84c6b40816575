// columns_keys.c - cache keys as dense numbers: the parts of each mixed to 64 bits while scanning,
// numbered in the order of time afterwards.
#include <math.h>

#include "analyze/columns_build.h"
#include "base/hash.h"
#include "store/prompts.h"

// Slots are fetched so many requests ahead, the values that they name half as many.
enum { SLOT_BITS_MIN = 12, AHEAD = 16 };
#define MILLION 1000000

static const enum print prints[KEY_PARTS] = {
    [KEY_REQUEST] = PRINT_REQUEST,   [KEY_CONTENT] = PRINT_CONTENT, [KEY_NORMAL] = PRINT_NORMAL,
    [KEY_QUESTION] = PRINT_QUESTION, [KEY_SYSTEM] = PRINT_SYSTEM,   [KEY_OUTPUT] = PRINT_OUTPUT,
};

// Never 0: unknown is a value of its own.
static uint64_t temperature_part(double temperature)
{
    return isnan(temperature) ? 1 : (uint64_t)llround(temperature * MILLION) + 2;
}

static uint64_t template_part(const struct columns_build *b, int64_t shape_id)
{
    const uint64_t *id = shape_id == UNKNOWN ? NULL : map_get(&b->templates, (uint64_t)shape_id);
    return id ? *id : 0;
}

// Of one part; 0 = the request lacks it.
static uint64_t part_of(const struct columns_build *b, const struct request *r,
                        const struct caller_source *who, enum key_part part)
{
    switch (part) {
    case KEY_REQUEST:
    case KEY_CONTENT:
    case KEY_NORMAL:
    case KEY_QUESTION:
    case KEY_SYSTEM:
    case KEY_OUTPUT:
        return r->print[prints[part]];
    case KEY_TEMPLATE:
        return template_part(b, r->shape_id);
    case KEY_ANSWER:
        return r->facts.answer_normal_fp;
    case KEY_MODEL:
        return who->model_hash;
    case KEY_TEMPERATURE:
        return temperature_part(r->temperature);
    case KEY_TEAM:
        return who->team_hash;
    case KEY_USER:
        return r->user_id == UNKNOWN ? 0 : (uint64_t)r->user_id;
    case KEY_SESSION:
        return r->session_id == UNKNOWN ? 0 : (uint64_t)r->session_id;
    case KEY_NEAR:
    case KEY_PARTS:
        break;
    }
    return 0;
}

// The key that is one fingerprint, as most are; 0 stands for none there, too.
static bool is_one_print(unsigned parts, enum print *out)
{
    static const unsigned all = 1U << KEY_REQUEST | 1U << KEY_CONTENT | 1U << KEY_NORMAL |
                                1U << KEY_QUESTION | 1U << KEY_SYSTEM | 1U << KEY_OUTPUT;
    bool is_one = (parts & all) == parts && parts && !(parts & (parts - 1));
    if (is_one)
        *out = prints[__builtin_ctz(parts)];
    return is_one;
}

static uint64_t value_of(const struct columns_build *b, const struct request *r,
                         const struct caller_source *who, const struct key_values *v)
{
    uint64_t value = 0;
    bool is_alone = !v->is_near && !(v->parts & (v->parts - 1));
    for (unsigned bits = v->parts; bits; bits &= bits - 1) {
        enum key_part kind = (enum key_part)__builtin_ctz(bits);
        uint64_t part = part_of(b, r, who, kind);
        // Requests without a system prompt have that in common; alone it has no number.
        if (!part && kind == KEY_SYSTEM && !is_alone && r->has_request)
            part = 1;
        if (!part)
            return 0;
        value = is_alone ? part : hash_mix(value, part);
    }
    return value ? value : 1;
}

// The template of every shape.
static bool load_templates(struct columns_build *b, struct err *e)
{
    struct arena scratch = {0};
    struct shape_row *shapes = NULL;
    int64_t count = 0;
    b->templates.arena = &b->scratch;
    bool ok = prompts_shapes(b->from->store, &shapes, &count, &scratch, e);
    for (int64_t i = 0; ok && i < count; i++)
        *map_put(&b->templates, (uint64_t)shapes[i].id, NULL) = shapes[i].template_id;
    arena_release(&scratch);
    return ok;
}

bool columns_keys_begin(struct columns_build *b, int first, struct err *e)
{
    const struct column_wants *w = b->wants;
    size_t bytes = sizeof(uint64_t) * (size_t)b->cap;
    size_t taken = 0;
    b->first_key = first;
    b->pass_keys = 0;
    while (first + b->pass_keys < w->key_count && b->pass_keys < KEYS_A_PASS) {
        unsigned parts = w->keys[first + b->pass_keys].parts;
        bool is_near = parts >> KEY_NEAR & 1;
        taken += bytes * (is_near ? 2 : 1);
        if (b->pass_keys && taken > VALUES_BYTES)
            break;
        struct key_values *v = &b->values[b->pass_keys++];
        v->is_near = is_near;
        v->parts = parts & ~(1U << KEY_NEAR);
        v->is_print = is_one_print(parts, &v->print);
        v->values = arena_raw(&v->arena, bytes);
        v->questions = is_near ? arena_raw(&v->arena, bytes) : NULL;
        if (v->parts >> KEY_TEMPLATE & 1 && !b->templates.arena && !load_templates(b, e))
            return false;
    }
    return true;
}

void columns_keys_see(struct columns_build *b, int64_t i, uint32_t caller, const struct request *r)
{
    for (int k = 0; k < b->pass_keys; k++) {
        struct key_values *v = &b->values[k];
        v->values[i] = v->is_print ? r->print[v->print] : value_of(b, r, &b->who[caller], v);
        if (v->is_near)
            v->questions[i] = r->print[PRINT_QUESTION];
    }
}

unsigned columns_keys_thin(const struct columns_build *b)
{
    static const unsigned thin[KEY_PARTS] = {
        [KEY_REQUEST] = 1U << PRINT_REQUEST, [KEY_CONTENT] = 1U << PRINT_CONTENT,
        [KEY_NORMAL] = 1U << PRINT_NORMAL,   [KEY_QUESTION] = 1U << PRINT_QUESTION,
        [KEY_NEAR] = 1U << PRINT_QUESTION,   [KEY_SYSTEM] = 1U << PRINT_SYSTEM,
        [KEY_OUTPUT] = 1U << PRINT_OUTPUT,   [KEY_ANSWER] = THIN_ANSWER,
        [KEY_TEMPLATE] = THIN_SHAPE,         [KEY_USER] = THIN_USER,
        [KEY_SESSION] = THIN_SESSION,
    };
    unsigned all = 0;
    for (int k = 0; k < b->pass_keys; k++)
        for (unsigned part = 0; part < KEY_PARTS; part++)
            if (b->wants->keys[b->first_key + k].parts >> part & 1)
                all |= thin[part];
    return all;
}

// Open addressing: a slot has the first request of a value, + 1.
struct table {
    struct arena arena;
    uint32_t *slots;
    size_t cap;
    int shift;  // 64 - log2(cap)
};

// Where the search for a value begins: the high bits of a product (Knuth, TAOCP 3, 6.4), as many as
// the table has.
static inline size_t home_of(const struct table *t, uint64_t value)
{
    return (size_t)(value * 0x9e3779b97f4a7c15ULL >> t->shift);
}

static size_t slot_of(const struct table *t, const uint64_t *values, uint64_t value)
{
    size_t at = home_of(t, value);
    while (t->slots[at] && values[t->slots[at] - 1] != value)
        at = (at + 1) & (t->cap - 1);
    return at;
}

static void grow(struct table *t, const uint64_t *values)
{
    struct table larger = {.cap = t->cap ? 2 * t->cap : (size_t)1 << SLOT_BITS_MIN,
                           .shift = t->cap ? t->shift - 1 : 64 - SLOT_BITS_MIN};
    larger.slots = ARENA_ARRAY(&larger.arena, uint32_t, larger.cap);
    for (size_t i = 0; i < t->cap; i++)
        if (t->slots[i])
            larger.slots[slot_of(&larger, values, values[t->slots[i] - 1])] = t->slots[i];
    arena_release(&t->arena);
    *t = larger;
}

static void fetch(const struct table *t, const uint64_t *values, int64_t i, int64_t count)
{
    if (i + AHEAD >= count || !t->cap)
        return;
    __builtin_prefetch(&t->slots[home_of(t, values[i + AHEAD])]);
    uint32_t slot = t->slots[home_of(t, values[i + AHEAD / 2])];
    if (slot)
        __builtin_prefetch(&values[slot - 1]);
}

uint32_t columns_intern(const uint64_t *values, int64_t count, uint32_t *ids)
{
    struct table t = {0};
    uint32_t distinct = 0;
    for (int64_t i = 0; i < count; i++) {
        fetch(&t, values, i, count);
        ids[i] = 0;
        if (!values[i])
            continue;
        // At most two thirds are taken.
        if ((size_t)distinct * 3 >= t.cap * 2)
            grow(&t, values);
        uint32_t *slot = &t.slots[slot_of(&t, values, values[i])];
        if (!*slot) {
            *slot = (uint32_t)i + 1;
            ids[i] = ++distinct;
        } else {
            ids[i] = ids[*slot - 1];
        }
    }
    arena_release(&t.arena);
    return distinct;
}

// Numbers by what they stand for, where one part alone is the key: it is the value.
static void note_ids(struct columns_build *b, const struct key_values *v,
                     const struct key_column *key)
{
    struct map *ids = key->spec.parts == 1U << KEY_SYSTEM && b->wants->trims ? &b->system_ids
                      : key->spec.parts == 1U << KEY_TEMPLATE && b->wants->statics
                          ? &b->template_ids
                          : NULL;
    uint32_t noted = 0;
    if (!ids)
        return;
    ids->arena = &b->scratch;
    for (int64_t i = 0; noted < key->distinct; i++)
        if (key->ids[i] > noted)
            *map_put(ids, v->values[i], NULL) = noted = key->ids[i];
}

// What the numbers of a key stand for, where it is the template alone.
static const uint64_t *templates_of(struct columns_build *b, const struct key_values *v,
                                    const struct key_column *key)
{
    if (key->spec.parts != 1U << KEY_TEMPLATE)
        return NULL;
    uint64_t *templates = ARENA_ARRAY(b->arena, uint64_t, (size_t)key->distinct + 1);
    uint32_t noted = 0;
    for (int64_t i = 0; noted < key->distinct; i++)
        if (key->ids[i] > noted)
            templates[noted = key->ids[i]] = v->values[i];
    return templates;
}

static bool finish_pass(struct columns_build *b, struct err *e)
{
    struct columns *out = b->out;
    for (int k = 0; k < b->pass_keys; k++) {
        columns_permute(b, b->values[k].values, sizeof(uint64_t));
        columns_permute(b, b->values[k].questions, sizeof(uint64_t));
    }
    columns_permute_end(b);
    for (int k = 0; k < b->pass_keys; k++) {
        if (!columns_goes_on(b, e))
            return false;
        struct key_values *v = &b->values[k];
        struct key_column *key = &out->keys[out->key_count++];
        key->spec = b->wants->keys[b->first_key + k];
        key->ids = arena_raw(b->arena, sizeof *key->ids * (size_t)out->count);
        if (v->is_near && !columns_near(b, v, key->spec.similarity, e))
            return false;
        key->distinct = columns_intern(v->values, out->count, key->ids);
        key->templates = templates_of(b, v, key);
        note_ids(b, v, key);
        arena_release(&v->arena);
    }
    return true;
}

// A further scan of the requests; the numbers are those of the first.
struct rescan {
    struct columns_build *build;
    int64_t at;
};

static bool see_again(void *self, const struct request *r, struct err *e)
{
    struct rescan *scan = self;
    struct columns_build *b = scan->build;
    (void)e;
    const uint64_t *number = map_get(&b->caller_numbers, (uint64_t)r->who->id);
    columns_keys_see(b, scan->at++, (uint32_t)*number, r);
    return true;
}

bool columns_keys(struct columns_build *b, struct err *e)
{
    b->out->keys = ARENA_ARRAY(b->arena, struct key_column, (size_t)b->wants->key_count);
    if (!finish_pass(b, e))
        return false;
    while (b->out->key_count < b->wants->key_count) {
        struct rescan scan = {.build = b};
        if (!columns_keys_begin(b, b->out->key_count, e) ||
            !columns_scan(b, columns_keys_thin(b), see_again, &scan, e) || !finish_pass(b, e))
            return false;
    }
    return true;
}

void columns_keys_release(struct columns_build *b)
{
    for (int k = 0; k < KEYS_A_PASS; k++)
        arena_release(&b->values[k].arena);
}
