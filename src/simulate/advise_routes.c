// advise_routes.c - see advise_routes.h.
#include "simulate/advise_routes.h"

#include <stdlib.h>

#include "simulate/advise_narrow.h"
#include "simulate/cheaper.h"

enum { ROUTES_MAX = 6 };

struct spender {
    uint32_t model;
    int64_t cost_nusd;  // of easy tasks
};

static int dearest_first(const void *left, const void *right)
{
    const struct spender *a = left, *b = right;
    if (a->cost_nusd != b->cost_nusd)
        return a->cost_nusd < b->cost_nusd ? 1 : -1;
    return (a->model > b->model) - (a->model < b->model);
}

static bool is_easy(enum task task)
{
    return task == TASK_CLASSIFICATION || task == TASK_EXTRACTION || task == TASK_YES_NO;
}

// The first model of this provider and name: they may be listed for several names asked for.
static uint32_t first_of(const struct columns *c, uint32_t model)
{
    uint32_t first = 0;
    while (!str_eq(c->models[first].provider, c->models[model].provider) ||
           !str_eq(c->models[first].model, c->models[model].model))
        first++;
    return first;
}

static void add_up(const struct columns *c, struct spender *models)
{
    for (uint32_t m = 0; m < c->model_count; m++)
        models[m].model = m;
    for (int64_t i = 0; i < c->count; i++)
        if (is_easy(column_task(c->flags[i])) && c->cost_nusd[i] != UNKNOWN)
            models[c->callers[c->caller[i]].model].cost_nusd += c->cost_nusd[i];
    for (uint32_t m = 0; m < c->model_count; m++) {
        uint32_t first = first_of(c, m);
        if (first == m)
            continue;
        models[first].cost_nusd += models[m].cost_nusd;
        models[m].cost_nusd = 0;
    }
}

// What is known of the quality of routed answers decides how sure a route is.
static struct candidate candidate_to(const char *to, struct str labels_path, struct arena *a)
{
    struct candidate c = {
        .strategy = "route",
        .settings = {{"to", to}},
        .stage = STAGE_ROUTE,
        .confidence = CONFIDENCE_LOW,
        .assumes = "the cheaper model's answers to easy tasks are good enough",
        .evidence = "toll query tasks_by_model",
    };
    if (!labels_path.ptr)
        return c;
    c.settings[1] = (struct candidate_setting){"labels", str_cstr(labels_path, a)};
    c.confidence = CONFIDENCE_MEDIUM;
    c.assumes = NULL;
    c.risks[0] = (struct candidate_risk){"failed_share", false, 0.05,
                                         "labelled answers that were of no use"};
    return c;
}

struct candidate route_candidate_probe(struct str labels_path, struct arena *a)
{
    struct candidate c = candidate_to("gpt-4o-mini", labels_path, a);
    c.name = c.kind = "route";
    c.title = "";
    return c;
}

static struct candidate route(const struct model_name *from, struct str to, struct str labels_path,
                              struct arena *a)
{
    struct str target = str_fmt(a, "%.*s/%.*s", STR_ARG(from->provider), STR_ARG(to));
    struct candidate c = candidate_to(target.ptr, labels_path, a);
    c.name = c.kind = str_fmt(a, "route_%.*s", STR_ARG(from->model)).ptr;
    c.title =
        str_fmt(a, "ask %.*s instead of %.*s for easy tasks", STR_ARG(to), STR_ARG(from->model))
            .ptr;
    c.when = str_fmt(a, "provider=%.*s model=%.*s", STR_ARG(narrow_value(from->provider, a)),
                     STR_ARG(narrow_value(from->model, a)))
                 .ptr;
    return c;
}

int route_candidates(const struct columns *c, const struct price_book *book, struct str labels_path,
                     struct arena *a, struct candidate **out)
{
    struct spender *models = ARENA_ARRAY(a, struct spender, c->model_count);
    int64_t newest_us = c->count > c->timed ? c->ts_us[c->count - 1] : UNKNOWN;
    int n = 0;
    *out = ARENA_ARRAY(a, struct candidate, ROUTES_MAX);
    add_up(c, models);
    qsort(models, c->model_count, sizeof *models, dearest_first);
    for (uint32_t i = 0; i < c->model_count && n < ROUTES_MAX && models[i].cost_nusd > 0; i++) {
        const struct model_name *from = &c->models[models[i].model];
        struct str to = {0};
        if (from->model.ptr && from->provider.ptr)
            to = cheaper_model(book, from->provider, from->model, newest_us, a);
        if (to.ptr)
            (*out)[n++] = route(from, to, labels_path, a);
    }
    return n;
}
