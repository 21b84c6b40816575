// near_calls.c - a pass that marks the questions asked, if there is a filter, and one that adds up.
#include "analyze/near_calls.h"

#include <string.h>

#include "base/hash.h"
#include "base/map.h"
#include "store/sort.h"

struct work {
    struct near_calls *out;
    struct pair *places;  // question_fp to the number of a row, later of an asked; sorted
    size_t place_count;
    bool *is_asked;       // of a row, by a request that matches
    struct asked *asked;  // of the members of groups, in their order
    struct map seen;      // what a group has met (meet()) to how often
    struct arena arena;
};

// False when there is none.
static bool find_place(const struct work *w, uint64_t question_fp, uint64_t *out)
{
    size_t begin = 0;
    size_t end = w->place_count;
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        if (w->places[middle].key < question_fp)
            begin = middle + 1;
        else
            end = middle;
    }
    if (begin == w->place_count || w->places[begin].key != question_fp)
        return false;
    *out = w->places[begin].value;
    return true;
}

static bool mark_asked(void *self, const struct request *r, struct err *e)
{
    (void)e;
    struct work *w = self;
    uint64_t row = 0;
    if (r->print[PRINT_QUESTION] && find_place(w, r->print[PRINT_QUESTION], &row))
        w->is_asked[row] = true;
    return true;
}

// Leaves only the sketches of questions that matching requests ask.
static bool keep_matching(struct work *w, struct profiling *p, struct err *e)
{
    struct near_calls *out = w->out;
    w->is_asked = ARENA_ARRAY(&w->arena, bool, out->count);
    w->place_count = out->count;
    for (uint32_t i = 0; i < out->count; i++)
        w->places[i] = (struct pair){out->rows[i].question_fp, i};
    sort_pairs(w->places, w->place_count, &w->arena);
    if (!profiling_scan(p, CURSOR_PRINTS, CURSOR_BY_ROW, mark_asked, w, e))
        return false;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < out->count; i++)
        if (w->is_asked[i])
            out->rows[kept++] = out->rows[i];
    out->count = kept;
    return true;
}

static void list_asked(struct work *w, struct arena *a)
{
    const struct near *near = &w->out->near;
    w->asked = ARENA_ARRAY(a, struct asked, near->member_count);
    w->out->sums = ARENA_ARRAY(a, struct near_sums, near->group_count);
    w->place_count = near->member_count;
    for (uint32_t i = 0; i < near->group_count; i++) {
        const struct near_group *g = &near->groups[i];
        for (uint32_t k = g->first; k < g->first + g->count; k++) {
            uint32_t row = near->members[k];
            w->asked[k] = (struct asked){.row = row, .group = i, .segment = UNKNOWN};
            w->places[k] = (struct pair){w->out->rows[row].question_fp, k};
        }
    }
    sort_pairs(w->places, w->place_count, &w->arena);
}

// Calls without a time come behind those with one.
static bool is_before(const struct first_call *a, const struct first_call *b)
{
    if (a->is_error != b->is_error)
        return b->is_error;
    if (a->ts_us != b->ts_us)
        return b->ts_us == UNKNOWN || (a->ts_us != UNKNOWN && a->ts_us < b->ts_us);
    return a->rowid < b->rowid;
}

static void take_first(struct first_call *first, const struct first_call *call)
{
    if (!first->rowid || is_before(call, first))
        *first = *call;
}

// How often a group has met a thing, this time included.
static uint64_t meet(struct work *w, uint32_t group, char kind, uint64_t thing)
{
    uint64_t *times = map_put(&w->seen, hash_mix(hash_mix((uint64_t)kind, group), thing), NULL);
    return ++*times;
}

static void meet_all(struct work *w, uint32_t group, const struct request *r)
{
    struct near_sums *sums = &w->out->sums[group];
    struct str feature = r->who->names[NAME_FEATURE];
    if (r->user_id != UNKNOWN)
        sums->users += meet(w, group, 'u', (uint64_t)r->user_id) == 1;
    if (feature.ptr)
        sums->features += meet(w, group, 'f', hash_str(feature)) == 1;
    if (r->print[PRINT_SYSTEM])
        sums->systems += meet(w, group, 's', r->print[PRINT_SYSTEM]) == 1;
    if (!r->facts.answer_normal_fp)
        return;
    int64_t times = (int64_t)meet(w, group, 'a', r->facts.answer_normal_fp);
    sums->answers += times == 1;
    sums->answered++;
    sums->most_common = times > sums->most_common ? times : sums->most_common;
}

static bool add_call(void *self, const struct request *r, struct err *e)
{
    (void)e;
    struct work *w = self;
    uint64_t place = 0;
    if (!r->print[PRINT_QUESTION] || !find_place(w, r->print[PRINT_QUESTION], &place))
        return true;
    struct asked *asked = &w->asked[place];
    struct near_sums *sums = &w->out->sums[asked->group];
    int64_t cost_nusd = r->cost_nusd == UNKNOWN ? 0 : r->cost_nusd;
    struct first_call call = {r->ts_us, r->rowid, cost_nusd, r->is_error};
    w->out->unpriced += r->cost_nusd == UNKNOWN;
    asked->calls++;
    take_first(&asked->first, &call);
    if (asked->segment == UNKNOWN)
        asked->segment = r->question_segment;
    sums->calls++;
    sums->cost_nusd += cost_nusd;
    take_first(&sums->first, &call);
    meet_all(w, asked->group, r);
    return true;
}

static bool has_same_words(const struct near_calls *c, const struct asked *a, const struct asked *b)
{
    return memcmp(&c->rows[a->row].sketch, &c->rows[b->row].sketch, sizeof(struct sketch)) == 0;
}

// Members of a group come by question_fp, which decides between those asked as often.
static void sum_questions(const struct near_calls *c, const struct asked *asked, uint32_t count,
                          struct near_sums *sums)
{
    sums->often[0] = asked;
    for (uint32_t i = 0; i < count; i++) {
        sums->firsts_nusd += asked[i].first.cost_nusd;
        if (asked[i].calls > sums->often[0]->calls)
            sums->often[0] = &asked[i];
    }
    for (uint32_t i = 0; i < count; i++)
        if (!has_same_words(c, &asked[i], sums->often[0]) &&
            (!sums->often[1] || asked[i].calls > sums->often[1]->calls))
            sums->often[1] = &asked[i];
}

static bool collect(struct work *w, struct profiling *p, struct err *e)
{
    struct near_calls *out = w->out;
    w->seen.arena = &w->arena;
    w->places = ARENA_ARRAY(&w->arena, struct pair, out->count);
    if (p->is_filtered && !keep_matching(w, p, e))
        return false;
    near_find(&out->near, out->rows, out->count, NEAR_THRESHOLD, p->arena);
    list_asked(w, p->arena);
    if (!profiling_scan(p, CURSOR_PRINTS | CURSOR_FACTS, CURSOR_BY_ROW, add_call, w, e))
        return false;
    for (uint32_t i = 0; i < out->near.group_count; i++) {
        const struct near_group *g = &out->near.groups[i];
        sum_questions(out, w->asked + g->first, g->count, &out->sums[i]);
    }
    return true;
}

bool near_calls_collect(struct profiling *p, struct near_calls *out, struct err *e)
{
    struct work w = {.out = out};
    int64_t count = 0;
    *out = (struct near_calls){0};
    if (!prompts_sketches(p->store, &out->rows, &count, &out->share, p->arena, e))
        return false;
    out->count = (uint32_t)count;
    bool ok = collect(&w, p, e);
    arena_release(&w.arena);
    return ok;
}
