// cursor_sql.c - see cursor_sql.h.
#include "store/cursor_sql.h"

#include "base/buf.h"
#include "store_sql.h"

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
    add_sql(&sql, o->order == CURSOR_BY_TIME ? sql_cursor_by_time : sql_cursor_by_row);
    buf_byte(&sql, 0);
    return buf_view(&sql);
}
