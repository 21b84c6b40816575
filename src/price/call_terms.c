// call_terms.c - see call_terms.h.
#include "price/call_terms.h"

static uint32_t model_number(struct call_terms_memo *m, const struct billed_call *call)
{
    struct arena scratch = {0};
    struct str model = call->model.ptr ? call->model : call->model_requested;
    struct str name = str_fmt(&scratch, "%.*s\n%.*s", STR_ARG(call->provider), STR_ARG(model));
    m->models.arena = &m->arena;
    uint32_t number = intern_put(&m->models, name, NULL);
    arena_release(&scratch);
    return number;
}

static struct call_terms find_terms(struct call_terms_memo *m, const struct billed_call *call,
                                    struct price_span *span)
{
    struct call_terms terms = {.model = model_number(m, call)};
    for (int i = 0; i < 2; i++) {
        struct str model = i == 0 ? call->model : call->model_requested;
        if (!model.ptr)
            continue;
        if (!terms.row && m->book)
            terms.row =
                price_find_for(m->book, call->provider, model, call->tier, call->ts_us, span);
        if (!terms.rule)
            terms.rule = cache_rule_find_for(call->provider, model, call->ts_us, span);
    }
    return terms;
}

const struct call_terms *call_terms_of(struct call_terms_memo *m, const struct billed_call *call)
{
    int64_t ts_us = call->ts_us;
    uint64_t key = (call->who << 3 | (uint64_t)call->tier) + 1;
    if (!m->slots)
        m->slots = ARENA_ARRAY(&m->arena, struct call_terms_slot, CALL_TERMS_MAX);
    struct call_terms_slot *slot = &m->slots[key % CALL_TERMS_MAX];
    if (slot->key == key && ts_us >= slot->span.from_us && ts_us < slot->span.until_us)
        return &slot->terms;
    slot->key = key;
    // An unknown time is an instant of its own.
    slot->span = ts_us == UNKNOWN ? (struct price_span){UNKNOWN, UNKNOWN + 1}
                                  : (struct price_span){UNKNOWN + 1, INT64_MAX};
    slot->terms = find_terms(m, call, &slot->span);
    return &slot->terms;
}

void call_terms_release(struct call_terms_memo *m)
{
    arena_release(&m->arena);
    *m = (struct call_terms_memo){0};
}
