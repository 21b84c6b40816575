// call_terms.c - see call_terms.h.
#include "analyze/call_terms.h"

#include "base/hash.h"
#include "base/time.h"

static uint32_t model_number(struct call_terms_memo *m, const struct str *names)
{
    struct arena_mark mark = arena_mark(&m->arena);
    struct str model = names[NAME_MODEL].ptr ? names[NAME_MODEL] : names[NAME_MODEL_REQUESTED];
    struct str name =
        str_fmt(&m->arena, "%.*s\n%.*s", STR_ARG(names[NAME_PROVIDER]), STR_ARG(model));
    m->models.arena = &m->names_arena;
    uint32_t number = intern_put(&m->models, name, NULL);
    arena_rewind(&m->arena, mark);
    return number;
}

static struct call_terms find_terms(struct call_terms_memo *m, const struct request *r)
{
    static const enum name models[] = {NAME_MODEL, NAME_MODEL_REQUESTED};
    const struct str *names = r->who->names;
    struct call_terms terms = {.model = model_number(m, names)};
    for (int i = 0; i < 2; i++) {
        struct str provider = names[NAME_PROVIDER], model = names[models[i]];
        if (!model.ptr)
            continue;
        if (!terms.row && m->book)
            terms.row = price_find(m->book, provider, model, r->tier, r->ts_us);
        if (!terms.rule)
            terms.rule = cache_rule_find(provider, model, r->ts_us);
    }
    return terms;
}

const struct call_terms *call_terms_of(struct call_terms_memo *m, const struct request *r)
{
    int64_t quarter = r->ts_us == UNKNOWN ? UNKNOWN : r->ts_us / (15 * US_PER_MINUTE);
    uint64_t key = hash_mix(hash_mix((uint64_t)r->who->id, (uint64_t)r->tier), (uint64_t)quarter);
    const uint64_t *known = map_get(&m->known, key);
    if (known)
        return &m->list[*known];
    if (m->count == CALL_TERMS_MAX) {
        arena_reset(&m->arena);
        m->known = (struct map){0};
        m->list = NULL;
        m->count = 0;
    }
    m->known.arena = &m->arena;
    if (!m->list)
        m->list = ARENA_ARRAY(&m->arena, struct call_terms, CALL_TERMS_MAX);
    m->list[m->count] = find_terms(m, r);
    *map_put(&m->known, key, NULL) = m->count;
    return &m->list[m->count++];
}

void call_terms_release(struct call_terms_memo *m)
{
    arena_release(&m->arena);
    arena_release(&m->names_arena);
    *m = (struct call_terms_memo){0};
}
