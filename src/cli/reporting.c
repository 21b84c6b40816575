// reporting.c - see reporting.h.
#include "cli/reporting.h"

#include "analyze/analysis.h"
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
    static const struct crossing by_default[] = {
        {{DIM_FEATURE, DIM_FEATURE}, 1},
        {{DIM_MODEL, DIM_MODEL}, 1},
    };
    const struct sections *sections = self;
    struct question whole = *q;
    whole.sections = sections->chosen;
    whole.section_count = sections->count;
    if (!whole.by_count) {
        whole.by = by_default;
        whole.by_count = sizeof by_default / sizeof *by_default;
    }
    return analysis_answer(s, &whole, out, requests, e);
}

bool reporting_run(struct cli *cli, const struct args *args, const struct str *sections,
                   int section_count, struct err *e)
{
    struct sections chosen;
    struct asking asking = {
        .title = "toll report",
        .top_for_people = TOP_FOR_PEOPLE,
        .answer = answer,
        .self = &chosen,
    };
    return choose(sections, section_count, args_has(args, "by"), &chosen, e) &&
           asking_run(cli, args, &asking, e);
}
