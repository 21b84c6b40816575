// cmd_compare.c - toll compare: two periods, and why the second one costs what it does.
#include "analyze/comparison.h"
#include "base/time.h"
#include "cli/ask.h"
#include "cli/asking.h"
#include "cli/command.h"
#include "cli/present.h"

enum { TOP_FOR_PEOPLE = 20 };

static const struct option options[] = {
    {"by", 0, "DIM[,DIM]", "a row a value, each explained; repeatable (default: feature, model)"},
    {"where", 0, "EXPR", "only requests such as 'model~claude team=growth,sales status>=400'"},
    {"top", 0, "N", "rows of a table, the rest in one row (default: 20 in text, else all)"},
    PRESENT_OPTIONS,
    {0},
};

// "2026-09", or the first and the last of several: "2026-09-01..2026-09-07".
static bool read_period(struct cli *cli, struct str text, struct period *out, struct err *e)
{
    size_t at = str_find(text, S(".."));
    struct str first = str_head(text, at);
    struct str last = at < text.len ? str_skip(text, at + 2) : text;
    int64_t ignored = 0;
    if (!time_interval(first, cli->now_us, &out->since_us, &ignored) ||
        !time_interval(last, cli->now_us, &ignored, &out->until_us))
        return err_set(e, ERR_USAGE,
                       "%.*s is no period; 2026-09, 2026-09-30 or 2026-09-01..2026-09-07 would be: "
                       "toll compare takes two periods of one database (--db)",
                       STR_ARG(text));
    if (out->since_us >= out->until_us)
        return err_set(e, ERR_USAGE, "%.*s ends before it begins", STR_ARG(text));
    return true;
}

static bool read_periods(struct cli *cli, const struct args *args, struct period out[2],
                         struct err *e)
{
    if (args->operand_count != 2)
        return err_set(e, ERR_USAGE,
                       "toll compare takes two periods: toll compare 2026-08 2026-09");
    for (int i = 0; i < 2; i++)
        if (!read_period(cli, args->operands[i], &out[i], e))
            return false;
    if (out[0].since_us < out[1].until_us && out[1].since_us < out[0].until_us)
        return err_set(e, ERR_USAGE, "%.*s and %.*s overlap: a request would be in both",
                       STR_ARG(args->operands[0]), STR_ARG(args->operands[1]));
    return true;
}

static bool answer(void *self, struct store *s, const struct question *q, struct answer *out,
                   int64_t *requests, struct err *e)
{
    struct question whole = asking_with_by(q);
    return comparison_answer(s, &whole, self, out, requests, e);
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    struct period periods[2];
    struct asking asking = {
        .title = "toll compare",
        .is_narrow = true,
        .has_title_only_of_none = true,
        .top_for_people = TOP_FOR_PEOPLE,
        .answer = answer,
        .self = periods,
    };
    return read_periods(cli, args, periods, e) && asking_run(cli, args, &asking, e);
}

const struct command cmd_compare = {
    .name = "compare",
    .usage = "BEFORE AFTER [OPTION…]",
    .summary = "two periods: what changed, and why, to the nano-dollar",
    .help = "A period is a day, a month, an hour, or the first and last of them:\n"
            "toll compare 2026-09 2026-10; toll compare 2026-10-01..2026-10-07 "
            "2026-10-08..2026-10-14.\n"
            "The change of each row is split into volume, mix of models and features, length of\n"
            "prompts, length of answers, share of cached input, listed prices, and the rest: one\n"
            "after the other in this order, so that they add up to it.\n",
    .options = options,
    .run = run,
};
