// reporting.c - see reporting.h.
#include "cli/reporting.h"

#include "analyze/analysis.h"
#include "cli/ask.h"
#include "cli/connection.h"
#include "cli/present.h"
#include "cli/pricing.h"
#include "model/nearest.h"

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
    if (n.best.ptr)
        return err_set(e, ERR_USAGE, "there is no section '%.*s'; did you mean %.*s?",
                       STR_ARG(name), STR_ARG(n.best));
    return err_set(e, ERR_USAGE, "there is no section '%.*s' (toll report -h lists them)",
                   STR_ARG(name));
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

static bool answer_and_present(struct cli *cli, const struct args *args, struct store *s,
                               struct question *q, struct err *e)
{
    struct answer answer = {.title = S("toll report"), .arena = cli->arena};
    struct price_book *book = NULL;
    int64_t requests = 0;
    if (!pricing_load(s, &book, cli->arena, e))
        return false;
    q->book = book;
    if (!pricing_date_of(s, &q->book_date_us, cli->arena, e) ||
        !analysis_answer(s, q, &answer, &requests, e) || !present(cli, args, &answer, e))
        return false;
    if (!requests) {
        cli_say("no request matches");
        cli_status(cli, 1);
    }
    return true;
}

bool reporting_run(struct cli *cli, const struct args *args, const struct str *sections,
                   int section_count, struct err *e)
{
    static const struct crossing by_default[] = {
        {{DIM_FEATURE, DIM_FEATURE}, 1},
        {{DIM_MODEL, DIM_MODEL}, 1},
    };
    const struct renderer *renderer = NULL;
    struct sections chosen;
    struct asked asked = {0};
    struct store *s = NULL;
    if (!present_renderer(args, &renderer, e) ||
        !choose(sections, section_count, args_has(args, "by"), &chosen, e) ||
        !ask_read(cli, args, &asked, e))
        return false;
    struct question *q = &asked.question;
    q->sections = chosen.chosen;
    q->section_count = chosen.count;
    if (!q->by_count) {
        q->by = by_default;
        q->by_count = sizeof by_default / sizeof *by_default;
    }
    if (!q->top && present_is_for_people(renderer))
        q->top = TOP_FOR_PEOPLE;
    bool ok = connection_open(cli, &s, e);
    if (ok) {
        ok = answer_and_present(cli, args, s, q, e);
        store_close(s);
    }
    ask_release(&asked);
    return ok;
}
