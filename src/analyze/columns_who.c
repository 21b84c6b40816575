// columns_who.c - who called what: attributions as small numbers, with models, features and teams.
#include "analyze/columns_build.h"
#include "base/buf.h"
#include "base/hash.h"

static uint64_t hash_of(struct str name)
{
    uint64_t hash = hash_str(name);
    return hash ? hash : 1;
}

static uint32_t caller_number(struct columns_build *b, const struct attribution *who)
{
    bool is_new = false;
    uint64_t *number = map_put(&b->caller_numbers, (uint64_t)who->id, &is_new);
    if (!is_new)
        return (uint32_t)*number;
    *number = b->who_count;
    if (b->who_count == b->who_cap) {
        uint32_t cap = b->who_cap ? b->who_cap * 2 : 64;
        b->who = arena_grow(&b->scratch, b->who, b->who_cap * sizeof *b->who, cap * sizeof *b->who);
        b->who_cap = cap;
    }
    struct caller_source *made = &b->who[b->who_count++];
    *made = (struct caller_source){0};
    for (int i = 0; i < NAME_COUNT; i++)
        made->names[i] = str_copy(who->names[i], b->arena);
    const struct str *names = made->names;
    bool is_asked_for = names[NAME_MODEL_REQUESTED].ptr != NULL;
    made->model_hash = hash_of(names[is_asked_for ? NAME_MODEL_REQUESTED : NAME_MODEL]);
    made->team_hash = names[NAME_TEAM].ptr ? hash_of(names[NAME_TEAM]) : 0;
    return (uint32_t)*number;
}

uint32_t columns_caller(struct columns_build *b, const struct attribution *who)
{
    struct caller_seen *seen = &b->callers_seen[(uint64_t)who->id % CALLERS_SEEN];
    if (seen->id != who->id || !who->id)
        *seen = (struct caller_seen){who->id, caller_number(b, who)};
    return seen->number;
}

// Names that are numbered as they come.
struct numbering {
    struct intern models, features, teams;
    struct arena scratch;
};

// Unknown and empty names are different.
static void put_name(struct buf *key, struct str name)
{
    buf_byte(key, name.ptr ? '+' : '-');
    buf_varint(key, name.len);
    buf_str(key, name);
}

static uint32_t model_of(struct columns_build *b, struct numbering *n, const struct str *names)
{
    struct buf key = {.arena = &n->scratch};
    struct model_name name = {names[NAME_PROVIDER], names[NAME_MODEL], names[NAME_MODEL_REQUESTED]};
    bool is_new = false;
    put_name(&key, name.provider);
    put_name(&key, name.model);
    put_name(&key, name.model_requested);
    uint32_t number = intern_put(&n->models, buf_view(&key), &is_new);
    if (is_new)
        b->out->models[b->out->model_count++] = name;
    return number;
}

// 0 = unattributed.
static uint32_t name_number(struct intern *names, struct str name, struct str *list,
                            uint32_t *count)
{
    if (!name.ptr)
        return 0;
    bool is_new = false;
    uint32_t number = intern_put(names, name, &is_new) + 1;
    if (is_new)
        list[(*count)++] = name;
    return number;
}

static void add_caller(struct columns_build *b, struct numbering *n, uint32_t source)
{
    struct columns *out = b->out;
    struct caller *c = &out->callers[out->caller_count++];
    for (int i = 0; i < NAME_COUNT; i++)
        c->names[i] = b->who[source].names[i];
    c->model = model_of(b, n, c->names);
    c->feature =
        name_number(&n->features, c->names[NAME_FEATURE], out->features, &out->feature_count);
    c->team = name_number(&n->teams, c->names[NAME_TEAM], out->teams, &out->team_count);
}

void columns_number_callers(struct columns_build *b)
{
    struct columns *out = b->out;
    size_t most = b->who_count;
    struct numbering n = {0};
    n.models.arena = n.features.arena = n.teams.arena = &n.scratch;
    out->callers = ARENA_ARRAY(b->arena, struct caller, most);
    out->models = ARENA_ARRAY(b->arena, struct model_name, most);
    out->features = ARENA_ARRAY(b->arena, struct str, most + 1);
    out->teams = ARENA_ARRAY(b->arena, struct str, most + 1);
    out->feature_count = out->team_count = 1;
    uint32_t *number = ARENA_ARRAY(&n.scratch, uint32_t, most);  // + 1
    for (int64_t i = 0; i < out->count; i++) {
        uint32_t source = out->caller[i];
        if (!number[source]) {
            add_caller(b, &n, source);
            number[source] = out->caller_count;
        }
        out->caller[i] = number[source] - 1;
    }
    arena_release(&n.scratch);
}
