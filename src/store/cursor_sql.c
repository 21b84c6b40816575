// cursor_sql.c - see cursor_sql.h.
#include "store/cursor_sql.h"

#include "base/buf.h"
#include "store_sql.h"

#define ALL_INPUT                                                                                  \
    ("CASE WHEN coalesce(r.input_tok, r.cache_read_tok, r.cache_write_5m_tok,"                     \
     " r.cache_write_1h_tok) IS NOT NULL THEN coalesce(r.input_tok, 0)"                            \
     " + coalesce(r.cache_read_tok, 0) + coalesce(r.cache_write_5m_tok, 0)"                        \
     " + coalesce(r.cache_write_1h_tok, 0) END")

static void add_sql(struct buf *sql, const char *text)
{
    buf_str(sql, str_of(text));
    buf_byte(sql, '\n');
}

// Columns of CURSOR_THIN behind those of cursor_head.sql, in the order of the bits of `thin`.
static void add_thin_columns(struct buf *sql, unsigned thin)
{
    static const char *const columns[] = {
        ", r.request_fp", ", r.content_fp",  ", r.system_fp", ", r.question_fp",
        ", r.normal_fp",  ", r.template_fp", ", r.output_fp", ", r.answer_normal_fp",
        ", r.shape",      sql_cursor_parts,  ", r.ttft_us",   ", r.user",
        ", r.session",    ", r.source",
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (thin >> i & 1)
            add_sql(sql, columns[i]);
}

static void add_columns(struct buf *sql, unsigned want)
{
    static const struct {
        unsigned wanted, unwanted;
        const char *sql;
    } parts[] = {
        {0, 0, sql_cursor_head},
        {0, 0, ", r.logged_cost_nusd"},
        {0, CURSOR_LEAN, sql_cursor_caller},
        {CURSOR_PRINTS, 0, sql_cursor_prints},
        {CURSOR_PRINTS, CURSOR_LEAN, ", r.output_fp"},
        {CURSOR_PARTS, 0, sql_cursor_parts},
        {CURSOR_FACTS, 0, sql_cursor_facts},
        {CURSOR_ORIGIN, 0, sql_cursor_origin},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if ((want & parts[i].wanted) == parts[i].wanted && !(want & parts[i].unwanted))
            add_sql(sql, parts[i].sql);
}

static void add_order(struct buf *sql, const struct cursor_options *o)
{
    static const char *const figures[] = {
        [CURSOR_TS] = "r.ts",
        [CURSOR_COST] = "r.cost_nusd",
        [CURSOR_LATENCY] = "r.latency_us",
        [CURSOR_TTFT] = "r.ttft_us",
        [CURSOR_INPUT] = ALL_INPUT,
        [CURSOR_OUTPUT] = "r.output_tok",
    };
    bool is_least = o->order == CURSOR_BY_LEAST;
    if (o->order == CURSOR_BY_ROW)
        add_sql(sql, sql_cursor_by_row);
    else if (o->order == CURSOR_BY_TIME)
        add_sql(sql, sql_cursor_by_time);
    else
        buf_fmt(sql,
                is_least ? "ORDER BY %s ASC NULLS LAST, r.id ASC LIMIT ?\n"
                         : "ORDER BY %s DESC NULLS LAST, r.id DESC LIMIT ?\n",
                figures[o->figure]);
}

struct str cursor_sql(const struct cursor_options *o, bool is_taken, struct arena *a)
{
    struct buf sql = {.arena = a};
    add_sql(&sql, is_taken ? "SELECT take(?," : "SELECT");
    if (o->want & CURSOR_ROWS)
        add_sql(&sql, "r.id");
    else if (o->want & CURSOR_THIN)
        add_sql(&sql, sql_cursor_head);
    else
        add_columns(&sql, o->want);
    if (o->want & CURSOR_THIN)
        add_thin_columns(&sql, o->thin);
    add_sql(&sql, is_taken ? ")" : "");
    add_sql(&sql, sql_cursor_from);
    if (o->begin_us != UNKNOWN)
        add_sql(&sql, "AND r.ts >= ?");
    if (o->end_us != UNKNOWN)
        add_sql(&sql, "AND r.ts < ?");
    if (o->where && o->where->sql.len) {
        buf_str(&sql, S("AND ("));
        buf_str(&sql, o->where->sql);
        add_sql(&sql, ")");
    }
    add_order(&sql, o);
    buf_byte(&sql, 0);
    return buf_view(&sql);
}

bool cursor_in_period(const struct cursor_options *o, int64_t ts)
{
    if (o->begin_us == UNKNOWN && o->end_us == UNKNOWN)
        return true;
    return ts != UNKNOWN && (o->begin_us == UNKNOWN || ts >= cursor_relative_us(o->begin_us)) &&
           (o->end_us == UNKNOWN || ts < cursor_relative_us(o->end_us));
}
