// question_sql.c - see question_sql.h.
#include "analyze/question_sql.h"

#include "base/time.h"
#include "store/view_sql.h"

// As figures_cost() has it: beside failed calls alone, no price is known.
#define COST                                                                                       \
    "CASE WHEN count(cost_nusd) = count(*) OR count(cost_nusd) > sum(error)\n"                     \
    "            OR total(cost_nusd) <> 0 THEN sum(cost_nusd) / 1e9 END AS cost_usd,\n       "
#define WRITES    "coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0)"
#define ALL_INPUT "coalesce(input_tok, 0) + coalesce(cache_read_tok, 0) + " WRITES
#define FIGURES                                                                                    \
    COST "count(*) AS requests, sum(error) AS errors,\n"                                           \
         "       sum(coalesce(input_tok, 0)) AS input_tok,\n"                                      \
         "       sum(coalesce(cache_read_tok, 0)) AS cache_read_tok,\n"                            \
         "       sum(" WRITES ") AS cache_write_tok,\n"                                            \
         "       sum(coalesce(output_tok, 0)) AS output_tok,\n"                                    \
         "       count(*) - count(cost_nusd) AS unpriced_requests\n"                               \
         "       -- p50_ms and p95_ms come from histograms\n"

// Values of a dimension; NULL = no SQL. `label` is what is shown of it where that is not the value.
static const struct {
    const char *value, *label;
} dimensions[DIM_COUNT] = {
    [DIM_FEATURE] = {"feature", NULL},
    [DIM_MODEL] = {"model", NULL},
    [DIM_TEAM] = {"team", NULL},
    [DIM_PROJECT] = {"project", NULL},
    [DIM_PROVIDER] = {"provider", NULL},
    [DIM_KEY] = {"api_key", NULL},
    [DIM_ENVIRONMENT] = {"environment", NULL},
    [DIM_USER] = {"user", NULL},
    [DIM_SESSION] = {"session", NULL},
    [DIM_STATUS] = {"status", NULL},
    [DIM_TIER] = {"tier", NULL},
    [DIM_TEMPLATE] = {"template", "coalesce(template_name, template)"},
    [DIM_TASK] = {"task", NULL},
    [DIM_MONTH] = {"substr(time, 1, 7)", NULL},
    [DIM_DAY] = {"substr(time, 1, 10)", NULL},
    [DIM_HOUR] = {"substr(time, 1, 13)", NULL},
};

static bool add_where(const struct question *q, struct buf *out, struct err *e)
{
    const char *next = "WHERE ";
    if (q->since_us != UNKNOWN) {
        buf_fmt(out, "%sts_us >= %lld", next, (long long)q->since_us);
        next = " AND ";
    }
    if (q->until_us != UNKNOWN) {
        buf_fmt(out, "%sts_us < %lld", next, (long long)q->until_us);
        next = " AND ";
    }
    if (q->filter->term_count)
        buf_str(out, str_of(next));
    if (!view_sql_filter(q->filter, out, e))
        return false;
    bool has_any = q->filter->term_count || q->since_us != UNKNOWN || q->until_us != UNKNOWN;
    buf_str(out, has_any ? S("\n") : S(""));
    return true;
}

static bool check_dimension(const struct question *q, enum dimension d, struct err *e)
{
    if (dimension_table[d].is_time && !str_eq(q->zone, S("UTC")))
        return err_set(e, ERR_USAGE, "no SQL: SQLite knows no %s of %.*s (--tz UTC has one)",
                       dimension_table[d].name, STR_ARG(q->zone));
    if (!dimensions[d].value)
        return err_set(e, ERR_USAGE, "no SQL: the views have no %s", dimension_table[d].name);
    return true;
}

bool question_sql_by(const struct question *q, const struct crossing *by, struct buf *out,
                     struct err *e)
{
    buf_str(out, S("SELECT "));
    for (int i = 0; i < by->count; i++) {
        enum dimension d = by->dims[i];
        if (!check_dimension(q, d, e))
            return false;
        const char *label = dimensions[d].label;
        buf_fmt(out, "%s%s AS \"%s\"", i ? ", " : "", label ? label : dimensions[d].value,
                dimension_table[d].name);
    }
    buf_str(out, S(",\n       " FIGURES "FROM requests\n"));
    if (!add_where(q, out, e))
        return false;
    buf_str(out, S("GROUP BY "));
    for (int i = 0; i < by->count; i++)
        buf_fmt(out, "%s%s", i ? ", " : "", dimensions[by->dims[i]].value);
    bool is_time = dimension_table[by->dims[0]].is_time;
    buf_str(out, S("\nORDER BY "));
    buf_str(out, is_time ? S("1, ") : S(""));
    buf_str(out, S("total(cost_nusd) DESC, requests DESC"));
    buf_str(out, is_time ? S(";\n") : S(", 1;\n"));
    return true;
}

bool question_sql_totals(const struct question *q, struct buf *out, struct err *e)
{
    buf_str(out, S("SELECT " FIGURES "FROM requests\n"));
    if (!add_where(q, out, e))
        return false;
    out->len--;  // the end of the last line
    buf_str(out, S(";\n"));
    return true;
}

// "LIMIT 20;"; of all rows without a number.
static void add_end(const struct question *q, struct buf *out)
{
    if (q->top)
        buf_fmt(out, "\nLIMIT %lld", (long long)q->top);
    buf_str(out, S(";\n"));
}

bool question_sql_list(const struct question *q, const struct request_list *list, struct buf *out,
                       struct err *e)
{
    static const char *const orders[REQUEST_ORDERS] = {
        [REQUESTS_BY_TIME] = "ts_us",         [REQUESTS_BY_COST] = "cost_nusd",
        [REQUESTS_BY_LATENCY] = "latency_us", [REQUESTS_BY_TTFT] = "ttft_us",
        [REQUESTS_BY_INPUT] = "in_tok",       [REQUESTS_BY_OUTPUT] = "output_tok",
    };
    const char *direction = list->is_reversed ? "ASC" : "DESC";
    buf_str(out,
            S("SELECT id, time, provider, model, feature, team, user, cost_usd,\n"
              "       latency_us / 1000.0 AS latency_ms, ttft_us / 1000.0 AS ttft_ms, status,\n"
              "       CASE WHEN coalesce(input_tok, cache_read_tok, cache_write_5m_tok, "
              "cache_write_1h_tok) IS NOT NULL\n            THEN " ALL_INPUT " END AS in_tok,\n"
              "       cache_read_tok, output_tok, error, finish_reason, template, session, "
              "project, api_key,\n       environment, source, entry\nFROM requests\n"));
    if (!add_where(q, out, e))
        return false;
    buf_fmt(out, "ORDER BY %s %s NULLS LAST, source_id %s, entry %s", orders[list->order],
            direction, direction, direction);
    add_end(q, out);
    return true;
}

bool question_sql_templates(const struct question *q, struct buf *out, struct err *e)
{
    buf_str(out, S("SELECT template, template_name AS name,\n       " COST "count(*) AS calls,\n"
                   "       count(DISTINCT content_fp) AS \"distinct\",\n"
                   "       1.0 - count(DISTINCT content_fp) * 1.0 / count(*) AS duplicate_share,\n"
                   "       count(DISTINCT user) AS users, count(DISTINCT feature) AS features,\n"
                   "       sum(error) AS errors,\n"
                   "       sum(" ALL_INPUT ") AS input_tok,\n"
                   "       sum(coalesce(output_tok, 0)) AS output_tok,\n"
                   "       sum(coalesce(cache_read_tok, 0)) * 1.0\n"
                   "           / nullif(sum(" ALL_INPUT "), 0) AS cached_share,\n"
                   "       min(time) AS first, max(time) AS last\n"
                   "       -- static_share, prefix_tok and slots come from comparing texts\n"
                   "FROM (SELECT * FROM requests WHERE template IS NOT NULL)\n"));
    if (!add_where(q, out, e))
        return false;
    buf_str(out, S("GROUP BY template\nORDER BY total(cost_nusd) DESC, calls DESC, template"));
    add_end(q, out);
    return true;
}
