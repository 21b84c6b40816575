// asking_sql.c - see asking_sql.h.
#include "cli/asking_sql.h"

#include <time.h>

#include "base/time.h"
#include "cli/connection.h"
#include "cli/present.h"

enum { ROWS_FOR_PEOPLE = 10000 };
#define TIMEOUT_US (10 * US_PER_MINUTE)

static int64_t monotonic_us(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * US_PER_SECOND + now.tv_nsec / 1000;
}

bool sql_patience_start(struct sql_patience *p, const struct cli *cli, const struct args *args,
                        struct err *e)
{
    struct str text = args_get(args, "timeout");
    int64_t timeout_us = TIMEOUT_US;
    if (text.ptr && (!duration_parse(text, &timeout_us) || timeout_us > 1000 * US_PER_DAY))
        return err_set(e, ERR_USAGE, "--timeout %.*s: a duration such as 30s or 10m is wanted",
                       STR_ARG(text));
    *p = (struct sql_patience){cli, monotonic_us() + timeout_us};
    return true;
}

bool sql_patience_is_over(void *patience)
{
    const struct sql_patience *p = patience;
    return *p->cli->is_interrupted || monotonic_us() > p->deadline_us;
}

static bool run_and_present(struct cli *cli, const struct args *args, struct store *s,
                            const struct sql_request *request, struct err *e)
{
    struct table *table = NULL;
    struct answer answer = {.arena = cli->arena};
    struct str no_key = {NULL, 0};
    if (!sql_run(s, request, no_key, &table, cli->arena, e)) {
        const struct sql_patience *p = request->stop_self;
        if (e->code == ERR_INTERRUPTED && !*p->cli->is_interrupted)
            return err_set(e, ERR_UNEVALUATED,
                           "the query takes too long and was stopped (--timeout allows more)");
        return false;
    }
    if (!table->title.ptr)
        table->title = S("");
    // A null is only "(unattributed)" where rows are named.
    for (int i = 0; i < table->column_count; i++)
        table->columns[i].is_label = i == 0 && table->columns[i].unit == UNIT_TEXT;
    answer_add(&answer, table);
    if (!table->row_count)
        cli_status(cli, 1);
    return present(cli, args, &answer, e);
}

bool asking_sql_run(struct cli *cli, const struct args *args, struct str sql,
                    const struct sql_param *params, int param_count, struct err *e)
{
    const struct renderer *renderer = NULL;
    struct sql_patience patience;
    struct store *s = NULL;
    if (!present_renderer(args, &renderer, e) || !sql_patience_start(&patience, cli, args, e))
        return false;
    struct sql_request request = {
        .sql = sql,
        .params = params,
        .param_count = param_count,
        .max_rows = present_is_for_people(renderer) ? ROWS_FOR_PEOPLE : 0,
        .stop = sql_patience_is_over,
        .stop_self = &patience,
    };
    if (!args_int(args, "limit", 1, &request.max_rows, e) || !connection_open(cli, &s, e))
        return false;
    bool ok = run_and_present(cli, args, s, &request, e);
    store_close(s);
    return ok;
}

// Replaces the default of a parameter by "name=value".
static bool set_param(const struct saved_query *q, struct sql_param *params, struct str given,
                      struct err *e)
{
    struct str_cut cut = str_cut(given, '=');
    if (!cut.ok)
        return err_set(e, ERR_USAGE, "--param %.*s: NAME=VALUE is wanted", STR_ARG(given));
    for (int i = 0; i < q->param_count; i++)
        if (str_eq(params[i].name, cut.head)) {
            params[i].value = cut.tail;
            return true;
        }
    return err_set(e, ERR_USAGE, "query %.*s has no parameter '%.*s' (toll query %.*s --describe)",
                   STR_ARG(q->name), STR_ARG(cut.head), STR_ARG(q->name));
}

bool asking_sql_saved(struct cli *cli, const struct args *args, struct str name, struct err *e)
{
    struct saved_query q;
    if (!saved_query_find(name, &q, cli->arena, e))
        return false;
    struct sql_param *params = ARENA_ARRAY(cli->arena, struct sql_param, (size_t)q.param_count);
    for (int i = 0; i < q.param_count; i++)
        params[i] =
            (struct sql_param){q.params[i].name, q.params[i].otherwise, q.params[i].is_text};
    struct str given;
    for (int at = 0; args_next(args, "param", &at, &given);)
        if (!set_param(&q, params, given, e))
            return false;
    return asking_sql_run(cli, args, q.sql, params, q.param_count, e);
}
