// cursor.c - one statement, its columns read by position into struct request.
#include "store/cursor.h"

#include <math.h>

#include "base/buf.h"
#include "store/attributions.h"
#include "store/database.h"
#include "store/row.h"
#include "store_sql.h"

enum { STOP_EVERY = 16384 };

// Columns of cursor_head.sql.
enum head_column {
    HEAD_ID,
    HEAD_IDENTITY,
    HEAD_TS,
    HEAD_LATENCY,
    HEAD_TTFT,
    HEAD_ATTRIBUTION,
    HEAD_USER,
    HEAD_SESSION,
    HEAD_FINISH,
    HEAD_FLAGS,
    HEAD_STATUS,
    HEAD_COST,
    HEAD_LOGGED_COST,
    HEAD_TOKENS,  // the classes up to TOK_REASONING in the order of enum tok_class
    HEAD_COLUMNS = HEAD_TOKENS + TOK_REASONING + 1,
};

struct cursor {
    struct arena arena;  // holds the struct
    struct cursor_options options;
    sqlite3_stmt *rows, *extra;
    struct attributions attributions;
    int64_t count;
};

void cursor_options_init(struct cursor_options *o)
{
    *o = (struct cursor_options){.begin_us = UNKNOWN, .end_us = UNKNOWN};
}

static void add_sql(struct buf *sql, const char *text)
{
    buf_str(sql, str_of(text));
    buf_byte(sql, '\n');
}

static struct str cursor_sql(const struct cursor_options *o, struct arena *a)
{
    struct buf sql = {.arena = a};
    add_sql(&sql, sql_cursor_head);
    if (o->want & CURSOR_PRINTS)
        add_sql(&sql, sql_cursor_prints);
    if (o->want & CURSOR_PARTS)
        add_sql(&sql, sql_cursor_parts);
    if (o->want & CURSOR_ORIGIN)
        add_sql(&sql, sql_cursor_origin);
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

static int64_t relative_us(int64_t ts_us)
{
    return ts_us == UNKNOWN ? UNKNOWN : ts_us - ROW_EPOCH_US;
}

static void bind_value(sqlite3_stmt *t, int at, const struct where_value *v)
{
    if (v->text.ptr)
        db_bind_str(t, at, v->text);
    else if (v->pointer)
        sqlite3_bind_pointer(t, at, v->pointer, "regex", NULL);
    else
        sqlite3_bind_int64(t, at, v->integer);
}

// In the order of the question marks of cursor_sql().
static void bind_options(sqlite3_stmt *t, const struct cursor_options *o)
{
    int at = 0;
    sqlite3_bind_int64(t, ++at, o->after);
    if (o->begin_us != UNKNOWN)
        sqlite3_bind_int64(t, ++at, relative_us(o->begin_us));
    if (o->end_us != UNKNOWN)
        sqlite3_bind_int64(t, ++at, relative_us(o->end_us));
    for (int i = 0; o->where && i < o->where->count; i++)
        bind_value(t, ++at, &o->where->values[i]);
}

bool cursor_open(struct store *s, const struct cursor_options *o, struct cursor **out,
                 struct err *e)
{
    struct arena a = {0};
    struct cursor *c = ARENA_NEW(&a, struct cursor);
    c->arena = a;
    c->options = *o;
    if (!db_prepare(s->db, cursor_sql(o, &c->arena).ptr, &c->rows, e) ||
        !db_prepare(s->db, sql_extra_read, &c->extra, e) ||
        !attributions_open(&c->attributions, s->db, &c->arena, e)) {
        cursor_close(c);
        return false;
    }
    bind_options(c->rows, o);
    *out = c;
    return true;
}

void cursor_close(struct cursor *c)
{
    if (!c)
        return;
    sqlite3_finalize(c->rows);
    sqlite3_finalize(c->extra);
    attributions_close(&c->attributions);
    struct arena a = c->arena;
    arena_release(&a);
}

static void read_prints(sqlite3_stmt *t, int *column, struct request *out)
{
    for (int i = 0; i < PRINT_COUNT; i++)
        out->print[i] = (uint64_t)sqlite3_column_int64(t, (*column)++);  // NULL reads as 0
}

static void read_parts(sqlite3_stmt *t, int *column, struct request *out)
{
    for (int i = 0; i < PART_COUNT; i++)
        out->part_bytes[i] = db_column(t, (*column)++);
    int64_t temperature = db_column(t, (*column)++);
    out->temperature = temperature == UNKNOWN ? NAN : (double)temperature / ROW_TEMPERATURE_SCALE;
    out->max_tokens = db_column(t, (*column)++);
    out->tools_offered = db_column(t, (*column)++);
    out->tools_called = db_column(t, (*column)++);
}

static void read_origin(sqlite3_stmt *t, int *column, struct request *out)
{
    out->source_id = db_column(t, (*column)++);
    out->entry = db_column(t, (*column)++);
    out->offset = db_column(t, (*column)++);
}

// What few requests have: from the flags, or from their row of extra_t.
static bool read_extra(struct cursor *c, int64_t flags, struct request *out, struct err *e)
{
    bool has_row = false;
    if (flags & FLAG_EXTRA) {
        sqlite3_bind_int64(c->extra, 1, out->rowid);
        if (!db_row(c->extra, &has_row, e))
            return false;
    }
    int64_t extra[EXTRA_COLUMNS];
    for (int i = 0; i < EXTRA_COLUMNS; i++) {
        int64_t stored = has_row ? db_column(c->extra, i) : UNKNOWN;
        extra[i] = row_extra_value(flags, (enum row_extra)i, stored);
    }
    if (has_row)
        sqlite3_reset(c->extra);
    // The classes are in the order of enum tok_class and enum row_extra alike.
    for (int i = TOK_AUDIO_IN; i < TOK_CLASSES; i++)
        out->usage.tok[i] = extra[EXTRA_AUDIO_IN + i - TOK_AUDIO_IN];
    out->usage.web_searches = extra[EXTRA_WEB_SEARCHES];
    out->seed = extra[EXTRA_SEED];
    out->n = extra[EXTRA_N];
    out->image_count = extra[EXTRA_IMAGE_COUNT];
    return true;
}

static void read_head(sqlite3_stmt *t, int64_t flags, struct request *out)
{
    int64_t ts = db_column(t, HEAD_TS);
    int64_t status = db_column(t, HEAD_STATUS);
    out->rowid = sqlite3_column_int64(t, HEAD_ID);
    out->id = (uint64_t)sqlite3_column_int64(t, HEAD_IDENTITY);
    out->ts_us = ts == UNKNOWN ? UNKNOWN : ts + ROW_EPOCH_US;
    out->latency_us = db_column(t, HEAD_LATENCY);
    out->ttft_us = db_column(t, HEAD_TTFT);
    out->user_id = db_column(t, HEAD_USER);
    out->session_id = db_column(t, HEAD_SESSION);
    out->finish_id = db_column(t, HEAD_FINISH);
    out->status = status == UNKNOWN ? UNKNOWN : status + ROW_STATUS_BASE;
    out->cost_nusd = db_column(t, HEAD_COST);
    out->logged_cost_nusd = db_column(t, HEAD_LOGGED_COST);
    for (int i = TOK_INPUT; i <= TOK_REASONING; i++)
        out->usage.tok[i] = db_column(t, HEAD_TOKENS + i);
    out->tok_source = flags & FLAG_ESTIMATED ? TOK_ESTIMATED : TOK_LOGGED;
    out->tier = (enum tier)row_tier(flags);
    out->stream = (enum tri)row_tri(flags, FLAG_STREAM_SHIFT);
    out->gateway_hit = (enum tri)row_tri(flags, FLAG_GATEWAY_SHIFT);
    out->is_error = (flags & FLAG_ERROR) != 0;
    out->has_request = (flags & FLAG_HAS_REQUEST) != 0;
}

bool cursor_next(struct cursor *c, struct request *out, bool *has, struct err *e)
{
    if (++c->count % STOP_EVERY == 0 && c->options.stop && c->options.stop(c->options.stop_self))
        return err_set(e, ERR_INTERRUPTED, "interrupted");
    if (!db_row(c->rows, has, e))
        return false;
    if (!*has)
        return true;
    int column = HEAD_COLUMNS;
    int64_t flags = sqlite3_column_int64(c->rows, HEAD_FLAGS);
    read_head(c->rows, flags, out);
    if (!read_extra(c, flags, out, e))
        return false;
    if (c->options.want & CURSOR_PRINTS)
        read_prints(c->rows, &column, out);
    if (c->options.want & CURSOR_PARTS)
        read_parts(c->rows, &column, out);
    if (c->options.want & CURSOR_ORIGIN)
        read_origin(c->rows, &column, out);
    return attributions_get(&c->attributions, sqlite3_column_int64(c->rows, HEAD_ATTRIBUTION),
                            &out->who, e);
}
