// reporting.c - see reporting.h.
#include "cli/reporting.h"

#include "analyze/analysis.h"
#include "analyze/question_sql.h"
#include "cli/asking.h"

enum { TOP_FOR_PEOPLE = 20, SECTIONS_MAX = 32 };

struct sections {
    const struct analysis *chosen[SECTIONS_MAX];
    int count;
};

static bool unknown_section(struct str name, struct err *e)
{
    struct nearest n = {.word = name};
    for (int i = 0; analyses[i]; i++)
        nearest_offer(&n, str_of(analyses[i]->name));
    return asking_unknown_section(&n, "report", e);
}

static bool choose(const struct str *names, int count, bool has_by, struct sections *out,
                   struct err *e)
{
    out->count = 0;
    for (int i = 0; i < count; i++) {
        const struct analysis *analysis = analysis_find(names[i]);
        if (!analysis)
            return unknown_section(names[i], e);
        if (out->count + 1 == SECTIONS_MAX)
            return err_set(e, ERR_USAGE, "too many sections");
        out->chosen[out->count++] = analysis;
    }
    // report summary --by team: what is asked for by an option is wanted too.
    if (count && has_by)
        out->chosen[out->count++] = analysis_find(S("by"));
    return true;
}

static bool answer(void *self, struct store *s, const struct question *q, struct answer *out,
                   int64_t *requests, struct err *e)
{
    const struct sections *sections = self;
    struct question whole = asking_with_by(q);
    whole.sections = sections->chosen;
    whole.section_count = sections->count;
    return analysis_answer(s, &whole, out, requests, e);
}

// Of the sections that are one query each.
static bool sql(void *self, const struct question *q, struct buf *out, struct err *e)
{
    const struct sections *sections = self;
    struct question whole = asking_with_by(q);
    bool has_all = !sections->count;
    bool has_totals = has_all, has_by = has_all;
    for (int i = 0; i < sections->count; i++) {
        has_totals |= sections->chosen[i] == analysis_find(S("summary"));
        has_by |= sections->chosen[i] == analysis_find(S("by"));
    }
    if (!has_totals && !has_by)
        return err_set(e, ERR_USAGE, "no SQL: of the sections, summary and by are one query each");
    if (has_totals && !question_sql_totals(&whole, out, e))
        return false;
    for (int i = 0; has_by && i < whole.by_count; i++)
        if (!question_sql_by(&whole, &whole.by[i], out, e))
            return false;
    return true;
}

bool reporting_run(struct cli *cli, const struct args *args, const struct str *sections,
                   int section_count, struct err *e)
{
    struct sections chosen;
    struct asking asking = {
        .title = "toll report",
        .top_for_people = TOP_FOR_PEOPLE,
        .answer = answer,
        .sql = sql,
        .self = &chosen,
    };
    return choose(sections, section_count, args_has(args, "by"), &chosen, e) &&
           asking_run(cli, args, &asking, e);
}
