// advise_narrow.c - see advise_narrow.h.
#include "simulate/advise_narrow.h"

#include <stdlib.h>

#include "base/buf.h"

enum { FEATURES_MAX = 8, TASKS_MAX = 3 };

// The requests of a feature or task: what it brought, and how many requests of it the step was for.
struct slice {
    uint32_t number;
    int64_t saved_nusd, requests;
};

static int dearest_slice(const void *left, const void *right)
{
    const struct slice *a = left, *b = right;
    if (a->saved_nusd != b->saved_nusd)
        return a->saved_nusd < b->saved_nusd ? 1 : -1;
    return (a->number > b->number) - (a->number < b->number);
}

static int64_t saved_nusd(const struct simulation *sim, int64_t i)
{
    int64_t before = sim->columns->cost_nusd[i], after = sim_cost_nusd(sim, i);
    return before == UNKNOWN || after == UNKNOWN ? 0 : before - after;
}

static uint32_t feature_of(const struct columns *c, int64_t i)
{
    return c->callers[c->caller[i]].feature;
}

static uint32_t task_of(const struct columns *c, int64_t i)
{
    return (uint32_t)column_task(c->flags[i]);
}

// Adds up what the step was for; `is_in`: of these features alone, NULL = of all.
static void add_up(const struct simulation *sim, const bool *is_in,
                   uint32_t (*slice_of)(const struct columns *c, int64_t i), struct slice *slices)
{
    const struct columns *c = sim->columns;
    const struct step *step = &sim->policy->steps[0];
    const struct selection *when = step->when ? columns_selection(c, step->when) : NULL;
    for (int64_t i = 0; i < c->count; i++) {
        if ((when && !selection_has(when, i)) || (is_in && !is_in[feature_of(c, i)]))
            continue;
        struct slice *slice = &slices[slice_of(c, i)];
        slice->requests++;
        slice->saved_nusd += saved_nusd(sim, i);
    }
}

// How many of the first parts, in the order of their savings, bring nine tenths of them. 0: too
// many, or they are all there are, or one of them has no name (number 0).
static int leaders(struct slice *parts, uint32_t count, int most)
{
    int64_t total = 0, sum = 0;
    uint32_t present = 0;
    int n = 0;
    qsort(parts, count, sizeof *parts, dearest_slice);
    for (uint32_t i = 0; i < count; i++) {
        total += parts[i].saved_nusd > 0 ? parts[i].saved_nusd : 0;
        present += parts[i].requests > 0;
    }
    while (n < most && (uint32_t)n < count && sum < total - total / 10) {
        if (!parts[n].number)
            return 0;
        sum += parts[n++].saved_nusd;
    }
    return sum < total - total / 10 || (uint32_t)n == present ? 0 : n;
}

struct str narrow_value(struct str name, struct arena *a)
{
    bool is_plain = name.len > 0;
    struct buf out = {.arena = a};
    buf_byte(&out, '"');
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        is_plain = is_plain && (is_word || c == '-' || c == '_' || c == '.' || c == '/');
        if (c == '"' || c == '\\')
            buf_byte(&out, '\\');
        buf_byte(&out, c);
    }
    buf_byte(&out, '"');
    return is_plain ? name : buf_view(&out);
}

static void put_term(struct buf *out, const char *field, const struct slice *parts, int count,
                     const struct str *names)
{
    for (int i = 0; i < count; i++) {
        if (i)
            buf_byte(out, ',');
        else
            buf_fmt(out, "%s%s=", out->len ? " " : "", field);
        buf_str(out, narrow_value(names[parts[i].number], out->arena));
    }
}

// Adds the term of features; is_in[] says which ones. False when all of them are.
static bool put_features(const struct simulation *sim, struct buf *out, bool *is_in,
                         struct arena *scratch)
{
    const struct columns *c = sim->columns;
    struct slice *features = ARENA_ARRAY(scratch, struct slice, c->feature_count);
    for (uint32_t i = 0; i < c->feature_count; i++)
        features[i].number = i;
    add_up(sim, NULL, feature_of, features);
    int n = leaders(features, c->feature_count, FEATURES_MAX);
    for (int i = 0; i < n; i++)
        is_in[features[i].number] = true;
    put_term(out, "feature", features, n, c->features);
    return n > 0;
}

static void put_tasks(const struct simulation *sim, const bool *is_in, struct buf *out)
{
    struct slice tasks[TASK_COUNT] = {{0}};
    struct str names[TASK_COUNT];
    for (uint32_t i = 0; i < TASK_COUNT; i++) {
        tasks[i].number = i;
        names[i] = str_of(task_name[i]);
    }
    add_up(sim, is_in, task_of, tasks);
    put_term(out, "task", tasks, leaders(tasks, TASK_COUNT, TASKS_MAX), names);
}

struct str narrow_filter(const struct simulation *sim, struct arena *a)
{
    struct arena scratch = {0};
    struct buf out = {.arena = a};
    bool *is_in = ARENA_ARRAY(&scratch, bool, sim->columns->feature_count);
    bool has_features = put_features(sim, &out, is_in, &scratch);
    put_tasks(sim, has_features ? is_in : NULL, &out);
    arena_release(&scratch);
    return out.len ? buf_view(&out) : (struct str){0};
}
