// frontier.c - see frontier.h.
#include "simulate/frontier.h"

#include <math.h>
#include <stdlib.h>

__extension__ typedef __int128 wide;

void frontier_init(struct frontier *f, uint32_t count, struct arena *a)
{
    f->count = count;
    f->groups = ARENA_ARRAY(a, struct frontier_group, count);
}

void frontier_add(struct frontier *f, uint32_t group, int64_t i, int64_t before_nusd,
                  int64_t saved_nusd)
{
    struct frontier_group *g = &f->groups[group];
    if (!g->requests++)
        g->first = i;
    g->before_nusd += before_nusd;
    g->saved_nusd += saved_nusd;
}

static int by_saving(const void *left, const void *right)
{
    const struct frontier_group *a = *(const struct frontier_group *const *)left;
    const struct frontier_group *b = *(const struct frontier_group *const *)right;
    wide x = (wide)a->saved_nusd * b->requests;
    wide y = (wide)b->saved_nusd * a->requests;
    if (x != y)
        return x > y ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

// What the groups cost and save together.
static struct frontier_group sum_of(const struct frontier *f, int64_t *used)
{
    struct frontier_group all = {0};
    *used = 0;
    for (uint32_t i = 0; i < f->count; i++) {
        all.requests += f->groups[i].requests;
        all.before_nusd += f->groups[i].before_nusd;
        all.saved_nusd += f->groups[i].saved_nusd;
        *used += f->groups[i].requests > 0;
    }
    return all;
}

enum { BY, ROUTED, REQUESTS, SAVED_EACH, SAVED, SHARE, COST, EXAMPLE, RANDOM, COLUMNS };

static struct table *empty_table(const struct frontier_view *view, struct arena *a)
{
    struct column columns[COLUMNS] = {
        [BY] = {view->by, view->by_title, UNIT_TEXT, EVIDENCE_MEASURED, true},
        [ROUTED] = {S("is_routed"), view->shows_routed ? S("routed") : (struct str){0}, UNIT_BOOL,
                    EVIDENCE_MEASURED, false},
        [EXAMPLE] = {S("example_id"), S("like"), UNIT_HASH, EVIDENCE_MEASURED, false},
        [REQUESTS] = {S("requests"), S("calls"), UNIT_COUNT, EVIDENCE_MEASURED, false},
        [SHARE] = {S("routed_share"), S("share so far"), UNIT_SHARE, EVIDENCE_MEASURED, false},
        [SAVED_EACH] = {S("saved_each_usd"), S("saved each"), UNIT_NUSD, EVIDENCE_MODELLED, false},
        [SAVED] = {S("saved_usd"), S("saved"), UNIT_NUSD, EVIDENCE_MODELLED, false},
        [COST] = {S("cost_usd"), S("cost so far"), UNIT_NUSD, EVIDENCE_MODELLED, false},
        [RANDOM] = {S("random_cost_usd"), S("at random"), UNIT_NUSD, EVIDENCE_MODELLED, false},
    };
    return table_new(a, view->key, view->title, columns, COLUMNS);
}

static void fill_row(struct cell *row, const struct frontier_group *g,
                     const struct frontier_group *so_far, const struct frontier_group *all)
{
    double share = (double)so_far->requests / (double)all->requests;
    row[REQUESTS] = cell_int(g->requests);
    row[SHARE] = cell_double(share);
    row[SAVED_EACH] = cell_int(llround((double)g->saved_nusd / (double)g->requests));
    row[SAVED] = cell_int(g->saved_nusd);
    row[COST] = cell_int(all->before_nusd - so_far->saved_nusd);
    row[RANDOM] = cell_int(all->before_nusd - llround(share * (double)all->saved_nusd));
}

static struct cell example_of(const struct columns *c, int64_t i)
{
    uint64_t id = 0;
    struct err e = {0};
    bool has_id = c->id_of && c->row && c->id_of(c->self, c->row[i], &id, &e);
    return cell_int(has_id ? (int64_t)id : UNKNOWN);
}

struct table *frontier_table(const struct frontier *f, const struct frontier_view *view,
                             const struct simulation *sim)
{
    struct arena scratch = {0};
    int64_t used = 0;
    struct frontier_group all = sum_of(f, &used);
    struct frontier_group so_far = {0};
    struct table *t = empty_table(view, sim->arena);
    const struct frontier_group **order =
        ARENA_ARRAY(&scratch, const struct frontier_group *, (size_t)used + 1);
    int64_t n = 0;
    for (uint32_t i = 0; i < f->count; i++)
        if (f->groups[i].requests)
            order[n++] = &f->groups[i];
    qsort(order, (size_t)n, sizeof(*order), by_saving);
    int64_t rows = view->top && view->top < n ? view->top : n;
    for (int64_t i = 0; i < rows; i++) {
        uint32_t group = (uint32_t)(order[i] - f->groups);
        struct cell *row = table_row(t);
        so_far.requests += order[i]->requests;
        so_far.saved_nusd += order[i]->saved_nusd;
        fill_row(row, order[i], &so_far, &all);
        row[BY] = cell_str(view->label(view->self, group, sim->arena));
        row[EXAMPLE] = example_of(sim->columns, order[i]->first);
        if (view->shows_routed)
            row[ROUTED] = cell_int(group < 32 && (view->routed >> group & 1));
    }
    if (rows < n)
        table_note(t, str_fmt(sim->arena, "%lld more are left out", (long long)(n - rows)));
    arena_release(&scratch);
    return t;
}
