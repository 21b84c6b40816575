// ask.c - see ask.h.
#include "cli/ask.h"

#include "base/time.h"
#include "cli/connection.h"
#include "model/nearest.h"

static bool read_instant(struct cli *cli, const struct args *args, const char *option, bool is_end,
                         int64_t *out_us, struct err *e)
{
    struct str text = args_get(args, option);
    int64_t begin_us = 0;
    int64_t end_us = 0;
    *out_us = UNKNOWN;
    if (!text.ptr)
        return true;
    if (!time_interval(text, cli->now_us, &begin_us, &end_us))
        return err_set(e, ERR_USAGE,
                       "--%s %.*s is no time; 2026-09, 2026-09-30, 2026-09-30T14:05:00Z, -7d or "
                       "yesterday would be",
                       option, STR_ARG(text));
    *out_us = is_end ? end_us : begin_us;
    return true;
}

static bool unknown_dimension(struct str name, struct err *e)
{
    struct nearest n = {.word = name};
    for (int i = 0; i < DIM_COUNT; i++)
        nearest_offer(&n, str_of(dimension_table[i].name));
    if (n.best.ptr)
        return err_set(e, ERR_USAGE, "--by: there is no dimension '%.*s'; did you mean %.*s?",
                       STR_ARG(name), STR_ARG(n.best));
    return err_set(e, ERR_USAGE,
                   "--by: there is no dimension '%.*s'; feature, model, user, team, project, "
                   "provider, key, session, environment, status, tier, template, task, month, day, "
                   "hour, weekday or hour_of_day",
                   STR_ARG(name));
}

// "feature" or "feature,model".
static bool read_crossing(struct str text, struct crossing *out, struct err *e)
{
    struct str rest = text;
    *out = (struct crossing){0};
    do {
        struct str_cut cut = str_cut(rest, ',');
        if (out->count == 2)
            return err_set(e, ERR_USAGE, "--by %.*s: at most two dimensions can be crossed",
                           STR_ARG(text));
        if (!dimension_find(cut.head, &out->dims[out->count]))
            return unknown_dimension(cut.head, e);
        out->count++;
        rest = cut.tail;
        if (!cut.ok)
            return true;
    } while (true);
}

static bool read_by(struct cli *cli, const struct args *args, struct question *out, struct err *e)
{
    struct crossing *by = ARENA_ARRAY(cli->arena, struct crossing, (size_t)args->value_count + 1);
    struct str text;
    for (int at = 0; args_next(args, "by", &at, &text);)
        if (!read_crossing(text, &by[out->by_count++], e))
            return false;
    out->by = by;
    return true;
}

bool ask_read(struct cli *cli, const struct args *args, struct asked *out, struct err *e)
{
    struct question *q = &out->question;
    *q = (struct question){
        .filter = &out->filter,
        .zone = cli->zone,
        .version = S(TOLL_VERSION),
        .book_date_us = UNKNOWN,
        .stop = connection_stop,
        .stop_self = cli,
    };
    if (!read_instant(cli, args, "since", false, &q->since_us, e) ||
        !read_instant(cli, args, "until", true, &q->until_us, e) || !read_by(cli, args, q, e) ||
        !args_int(args, "top", 1, &q->top, e))
        return false;
    if (q->since_us != UNKNOWN && q->until_us != UNKNOWN && q->since_us >= q->until_us)
        return err_set(e, ERR_USAGE, "--since is not before --until");
    struct str where = args_get(args, "where");
    return filter_parse(&out->filter, where, cli->now_us, cli->arena, e);
}

void ask_release(struct asked *asked)
{
    filter_release(&asked->filter);
}
