// analysis.c - see analysis.h.
#include "analyze/analysis.h"

#include "analyze/statement.h"

const struct analysis *analysis_find(struct str name)
{
    for (int i = 0; analyses[i]; i++)
        if (str_eq(str_of(analyses[i]->name), name))
            return analyses[i];
    return NULL;
}

// The chosen analyses, or the default ones, by rank.
struct plan {
    const struct analysis **run;
    int count;
};

static void plan_add(struct plan *p, const struct analysis *analysis)
{
    int at = p->count;
    for (int i = 0; i < p->count; i++)
        if (p->run[i] == analysis)
            return;
    for (; at > 0 && p->run[at - 1]->rank > analysis->rank; at--)
        p->run[at] = p->run[at - 1];
    p->run[at] = analysis;
    p->count++;
}

static struct plan plan_make(const struct question *q, struct arena *a)
{
    int all = 0;
    while (analyses[all])
        all++;
    struct plan p = {.run = ARENA_ARRAY(a, const struct analysis *, (size_t)all)};
    for (int i = 0; i < q->section_count; i++)
        plan_add(&p, q->sections[i]);
    for (int i = 0; i < all && !q->section_count; i++)
        if (analyses[i]->is_default)
            plan_add(&p, analyses[i]);
    return p;
}

// All that the plan needs counted.
static struct counting counting_of(const struct plan *p, const struct question *q, struct arena *a)
{
    int most = q->by_count;
    for (int i = 0; i < p->count; i++)
        most += p->run[i]->crossing_count;
    struct crossing *crossings = ARENA_ARRAY(a, struct crossing, (size_t)most);
    struct counting c = {.crossings = crossings};
    for (int i = 0; i < q->by_count; i++)
        crossings[c.crossing_count++] = q->by[i];
    for (int i = 0; i < p->count; i++) {
        c.repetition |= p->run[i]->needs_repetition;
        for (int k = 0; k < p->run[i]->crossing_count; k++)
            crossings[c.crossing_count++] = p->run[i]->crossings[k];
    }
    return c;
}

bool analysis_answer(struct store *s, const struct question *q, struct answer *out,
                     int64_t *requests, struct err *e)
{
    struct plan plan = plan_make(q, out->arena);
    struct counting counting = counting_of(&plan, q, out->arena);
    struct findings f;
    if (!findings_collect(&f, s, q, &counting, out->arena, e))
        return false;
    statement_range(&f, out);
    for (int i = 0; i < plan.count; i++)
        if (!plan.run[i]->run(&f, out, e))
            return err_wrap(e, "%s", plan.run[i]->name);
    statement_notes(&f, out);
    *requests = f.total.requests;
    return true;
}
