// parties.c - see parties.h.
#include "simulate/parties.h"

const char *const party_choices[] = {
    [PARTY_ALL] = "all",         [PARTY_TEAM] = "team", [PARTY_USER] = "user",
    [PARTY_FEATURE] = "feature", [PARTY_KEY] = "key",   [PARTY_MODEL] = "model",
    [PARTY_MODEL + 1] = NULL,
};

// Callers with the same key are one party.
static void number_keys(struct parties *p)
{
    const struct columns *c = p->sim->columns;
    struct intern keys = {.arena = p->arena};
    p->key_of_caller = ARENA_ARRAY(p->arena, uint32_t, c->caller_count);
    for (uint32_t i = 0; i < c->caller_count; i++)
        if (c->callers[i].names[NAME_API_KEY].ptr)
            p->key_of_caller[i] = intern_put(&keys, c->callers[i].names[NAME_API_KEY], NULL) + 1;
}

void parties_init(struct parties *p, const struct simulation *sim, enum party_kind kind,
                  struct arena *a)
{
    *p = (struct parties){.sim = sim, .kind = kind, .arena = a, .dense = {.arena = a}};
    if (kind == PARTY_KEY)
        number_keys(p);
}

// The number in the columns, 0 = none; models and all count from 1 too.
static uint32_t number_of(const struct parties *p, int64_t i)
{
    const struct columns *c = p->sim->columns;
    switch (p->kind) {
    case PARTY_ALL:
        break;
    case PARTY_TEAM:
        return c->callers[c->caller[i]].team;
    case PARTY_USER:
        return c->user[i];
    case PARTY_FEATURE:
        return c->callers[c->caller[i]].feature;
    case PARTY_KEY:
        return p->key_of_caller[c->caller[i]];
    case PARTY_MODEL:
        return sim_model(p->sim, i) + 1;
    }
    return 1;
}

bool parties_of(struct parties *p, int64_t i, uint32_t *out, bool *is_new)
{
    uint32_t number = number_of(p, i);
    *is_new = false;
    if (!number)
        return false;
    uint64_t *party = map_put(&p->dense, number, is_new);
    if (*is_new) {
        if (p->count == p->cap) {
            uint32_t cap = p->cap ? p->cap * 2 : 64;
            p->numbers = arena_grow(p->arena, p->numbers, p->cap * sizeof *p->numbers,
                                    cap * sizeof *p->numbers);
            p->cap = cap;
        }
        *party = p->count;
        p->numbers[p->count++] = number;
    }
    *out = (uint32_t)*party;
    return true;
}

static struct str key_name(const struct parties *p, uint32_t number)
{
    const struct columns *c = p->sim->columns;
    for (uint32_t i = 0; i < c->caller_count; i++)
        if (p->key_of_caller[i] == number)
            return c->callers[i].names[NAME_API_KEY];
    return (struct str){NULL, 0};
}

bool parties_name(const struct parties *p, uint32_t party, struct str *out, struct arena *a,
                  struct err *e)
{
    const struct columns *c = p->sim->columns;
    uint32_t number = p->numbers[party];
    struct str name = {NULL, 0};
    switch (p->kind) {
    case PARTY_ALL:
        name = S("all");
        break;
    case PARTY_TEAM:
        name = c->teams[number];
        break;
    case PARTY_USER:
        return c->name_of(c->self, number, out, a, e);
    case PARTY_FEATURE:
        name = c->features[number];
        break;
    case PARTY_KEY:
        name = key_name(p, number);
        break;
    case PARTY_MODEL:
        name = p->sim->models[number - 1].model;
        break;
    }
    *out = str_copy(name, a);
    return true;
}
