// profile.c - see profile.h.
#include "analyze/profile.h"

#include "analyze/findings.h"
#include "analyze/overview.h"
#include "analyze/statement.h"
#include "analyze/turns.h"
#include "store/filter_sql.h"

const struct profile *profile_find(struct str name)
{
    for (int i = 0; profiles[i]; i++)
        if (str_eq(str_of(profiles[i]->name), name))
            return profiles[i];
    return NULL;
}

static bool scan_rows(struct profiling *p, const struct cursor_options *options,
                      const struct scan *scan, struct err *e)
{
    struct cursor *rows = NULL;
    if (!cursor_open(p->store, options, &rows, e))
        return false;
    struct turns turns = {.ahead = scan->ahead, .each = scan->each, .self = scan->self};
    bool ok = turns_take(rows, &turns, e);
    cursor_close(rows);
    return ok;
}

bool profiling_scan(struct profiling *p, unsigned want, enum cursor_order order,
                    bool (*each)(void *self, const struct request *r, struct err *e), void *self,
                    struct err *e)
{
    struct scan scan = {.want = want, .order = order, .each = each, .self = self};
    return profiling_run(p, &scan, e);
}

bool profiling_run(struct profiling *p, const struct scan *scan, struct err *e)
{
    const struct question *q = p->question;
    struct arena scratch = {0};
    struct where where = {0};
    struct cursor_options options;
    cursor_options_init(&options);
    options.begin_us = q->since_us;
    options.end_us = q->until_us;
    options.stop = q->stop;
    options.stop_self = q->stop_self;
    options.want = scan->want;
    options.thin = scan->thin;
    options.order = scan->order;
    options.figure = p->figure;
    options.most = p->most;
    bool ok = !q->filter->term_count || filter_sql(q->filter, &where, &scratch, e);
    if (q->filter->term_count)
        options.where = &where;
    ok = ok && scan_rows(p, &options, scan, e);
    arena_release(&scratch);
    return ok;
}

// The sections by rank, each once; all of them when none is named.
static int plan(const struct profile *const *sections, const struct profile **out, int max)
{
    int count = 0;
    if (!sections[0])
        sections = profiles;
    for (int i = 0; sections[i]; i++) {
        int at = count;
        bool is_there = false;
        for (int k = 0; k < count; k++)
            is_there |= out[k] == sections[i];
        if (is_there || count == max)
            continue;
        for (; at > 0 && out[at - 1]->rank > sections[i]->rank; at--)
            out[at] = out[at - 1];
        out[at] = sections[i];
        count++;
    }
    return count;
}

bool profile_answer(struct store *s, const struct question *q,
                    const struct profile *const *sections, struct answer *out, int64_t *requests,
                    struct err *e)
{
    struct counting nothing_more = {0};
    struct findings f;
    if (!findings_collect(&f, s, q, &nothing_more, out->arena, e))
        return false;
    int all = 0;
    while (profiles[all])
        all++;
    const struct profile **run = ARENA_ARRAY(out->arena, const struct profile *, (size_t)all);
    int count = plan(sections, run, all);
    struct profiling p = {
        .store = s,
        .question = q,
        .arena = out->arena,
        .is_filtered = q->filter->term_count || q->since_us != UNKNOWN || q->until_us != UNKNOWN,
        .stored = f.stored,
        .requests = f.total.requests,
    };
    statement_range(&f, out);
    for (int i = 0; i < count; i++)
        if (!run[i]->run(&p, out, e))
            return err_wrap(e, "%s", run[i]->name);
    if (!sections[0] && !overview_add(&p, &f, out, e))
        return false;
    statement_title(&f, out);
    statement_notes(&f, out);
    *requests = f.total.requests;
    return true;
}
