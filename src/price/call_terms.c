// call_terms.c - see call_terms.h.
#include "price/call_terms.h"

#include "base/hash.h"
#include "base/time.h"

static uint32_t model_number(struct call_terms_memo *m, const struct billed_call *call)
{
    struct arena_mark mark = arena_mark(&m->arena);
    struct str model = call->model.ptr ? call->model : call->model_requested;
    struct str name = str_fmt(&m->arena, "%.*s\n%.*s", STR_ARG(call->provider), STR_ARG(model));
    m->models.arena = &m->names_arena;
    uint32_t number = intern_put(&m->models, name, NULL);
    arena_rewind(&m->arena, mark);
    return number;
}

static struct call_terms find_terms(struct call_terms_memo *m, const struct billed_call *call)
{
    struct call_terms terms = {.model = model_number(m, call)};
    for (int i = 0; i < 2; i++) {
        struct str model = i == 0 ? call->model : call->model_requested;
        if (!model.ptr)
            continue;
        if (!terms.row && m->book)
            terms.row = price_find(m->book, call->provider, model, call->tier, call->ts_us);
        if (!terms.rule)
            terms.rule = cache_rule_find(call->provider, model, call->ts_us);
    }
    return terms;
}

const struct call_terms *call_terms_of(struct call_terms_memo *m, const struct billed_call *call)
{
    int64_t quarter = call->ts_us == UNKNOWN ? UNKNOWN : call->ts_us / (15 * US_PER_MINUTE);
    // hash_mix() begins with state ^ word: caller and tier must not meet there.
    uint64_t who = hash_mix(0, call->who << 3 | (uint64_t)call->tier);
    uint64_t key = hash_mix(who, (uint64_t)quarter);
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
    m->list[m->count] = find_terms(m, call);
    *map_put(&m->known, key, NULL) = m->count;
    return &m->list[m->count++];
}

void call_terms_release(struct call_terms_memo *m)
{
    arena_release(&m->arena);
    arena_release(&m->names_arena);
    *m = (struct call_terms_memo){0};
}
