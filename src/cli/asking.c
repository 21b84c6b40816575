// asking.c - see asking.h.
#include "cli/asking.h"

#include <stdio.h>

#include "cli/ask.h"
#include "cli/connection.h"
#include "cli/present.h"
#include "cli/pricing.h"

bool asking_unknown_section(const struct nearest *n, const char *command, struct err *e)
{
    if (n->best.ptr)
        return err_set(e, ERR_USAGE, "there is no section '%.*s'; did you mean %.*s?",
                       STR_ARG(n->word), STR_ARG(n->best));
    return err_set(e, ERR_USAGE, "there is no section '%.*s' (toll %s -h lists them)",
                   STR_ARG(n->word), command);
}

static bool answer_and_present(struct cli *cli, const struct args *args, struct store *s,
                               const struct asking *asking, struct question *q, struct err *e)
{
    struct answer answer = {.title = str_of(asking->title), .arena = cli->arena};
    struct price_book *book = NULL;
    const struct renderer *renderer = NULL;
    int64_t requests = 0;
    if (!pricing_load(s, &book, cli->arena, e))
        return false;
    q->book = book;
    if (!pricing_date_of(s, &q->book_date_us, cli->arena, e) ||
        !asking->answer(asking->self, s, q, &answer, &requests, e) ||
        !present_renderer(args, &renderer, e))
        return false;
    if (!requests && asking->has_title_only_of_none && present_is_for_people(renderer))
        answer.table_count = 0;
    if (!present(cli, args, &answer, e))
        return false;
    if (!requests) {
        bool is_narrow = asking->is_narrow || args_has(args, "where") || args_has(args, "since") ||
                         args_has(args, "until");
        cli_say("no request matches: %s",
                is_narrow ? "toll report, without --where, --since and --until, shows what there is"
                          : "the database has no calls yet (toll ingest LOG\xe2\x80\xa6)");
        cli_status(cli, 1);
    }
    return true;
}

static bool show_sql(struct cli *cli, const struct asking *asking, const struct question *q,
                     struct err *e)
{
    struct buf sql = {.arena = cli->arena};
    if (!asking->sql)
        return err_set(e, ERR_USAGE, "no SQL: this is computed by passes over the requests");
    if (!asking->sql(asking->self, q, &sql, e))
        return false;
    (void)!fwrite(sql.ptr, 1, sql.len, cli->out);
    return true;
}

struct question asking_with_by(const struct question *q)
{
    static const struct crossing by_default[] = {
        {{DIM_FEATURE, DIM_FEATURE}, 1},
        {{DIM_MODEL, DIM_MODEL}, 1},
    };
    struct question whole = *q;
    if (!whole.by_count) {
        whole.by = by_default;
        whole.by_count = sizeof by_default / sizeof *by_default;
    }
    return whole;
}

bool asking_run(struct cli *cli, const struct args *args, const struct asking *asking,
                struct err *e)
{
    const struct renderer *renderer = NULL;
    struct asked asked = {0};
    struct store *s = NULL;
    if (!present_renderer(args, &renderer, e) || !ask_read(cli, args, &asked, e))
        return false;
    if (args_has(args, "sql")) {
        bool is_shown = show_sql(cli, asking, &asked.question, e);
        ask_release(&asked);
        return is_shown;
    }
    if (!asked.question.top && present_is_for_people(renderer))
        asked.question.top = asking->top_for_people;
    bool ok = connection_open(cli, &s, e);
    if (ok) {
        ok = answer_and_present(cli, args, s, asking, &asked.question, e);
        store_close(s);
    }
    ask_release(&asked);
    return ok;
}
