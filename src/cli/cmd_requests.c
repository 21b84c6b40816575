// cmd_requests.c - toll requests: single requests, the first of an order.
#include "analyze/question_sql.h"
#include "analyze/request_list.h"
#include "cli/ask.h"
#include "cli/asking.h"
#include "cli/command.h"
#include "cli/present.h"

enum { TOP_DEFAULT = 20 };

static const struct option options[] = {
    {"sort", 0, "FIELD", "time (default), cost, latency, ttft, input or output: greatest first"},
    {"reverse", 0, NULL, "least first"},
    ASK_OPTIONS,
    {"top", 0, "N", "how many (default 20)"},
    {"no-totals", 0, NULL, "the list alone, sooner: not the sums of all that match"},
    SQL_OPTION,
    PRESENT_OPTIONS,
    {0},
};

static bool answer(void *self, struct store *s, const struct question *q, struct answer *out,
                   int64_t *requests, struct err *e)
{
    struct question bounded = *q;
    if (!bounded.top)
        bounded.top = TOP_DEFAULT;
    return request_list_answer(s, &bounded, self, out, requests, e);
}

static bool sql(void *self, const struct question *q, struct buf *out, struct err *e)
{
    struct question bounded = *q;
    if (!bounded.top)
        bounded.top = TOP_DEFAULT;
    return question_sql_list(&bounded, self, out, e);
}

static bool read_order(struct str name, enum request_order *out, struct err *e)
{
    struct nearest n = {.word = name};
    if (!name.ptr || request_order_find(name, out, &n))
        return true;
    if (n.best.ptr)
        return err_set(e, ERR_USAGE, "--sort: there is no '%.*s'; did you mean %.*s?",
                       STR_ARG(name), STR_ARG(n.best));
    return err_set(e, ERR_USAGE,
                   "--sort %.*s: time, cost, latency, ttft, input or output is wanted",
                   STR_ARG(name));
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    struct request_list list = {
        .is_reversed = args_has(args, "reverse"),
        .has_no_totals = args_has(args, "no-totals"),
    };
    struct asking asking = {
        .title = "toll requests",
        .has_title_only_of_none = true,
        .answer = answer,
        .sql = sql,
        .self = &list,
    };
    return args_at_most(args, 0, e) && read_order(args_get(args, "sort"), &list.order, e) &&
           asking_run(cli, args, &asking, e);
}

const struct command cmd_requests = {
    .name = "requests",
    .usage = "[OPTION…]",
    .summary = "single requests: the newest, dearest, slowest",
    .help = "toll show ID shows one whole, with the arithmetic of its cost.\n"
            "--where takes the filters of toll report (toll report -h).\n",
    .options = options,
    .run = run,
};
