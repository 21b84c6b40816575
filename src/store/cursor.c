// cursor.c - one statement, its columns read by position into struct request.
#include "store/cursor.h"

#include "store/attributions.h"
#include "store/common_request.h"
#include "store/cursor_sql.h"
#include "store/database.h"
#include "store/row.h"
#include "store/row_pages.h"
#include "store/time_rows.h"
#include "store_sql.h"

enum { STOP_EVERY = 16384, STOP_OPS = 50000 };

// Columns of cursor_head.sql.
enum head_column {
    HEAD_ID,
    HEAD_TS,
    HEAD_LATENCY,
    HEAD_ATTRIBUTION,
    HEAD_FLAGS,
    HEAD_COST,
    HEAD_TOKENS,  // the classes up to TOK_REASONING in the order of enum tok_class
    HEAD_COLUMNS = HEAD_TOKENS + TOK_REASONING + 1,
};

enum { COLUMNS_MAX = ROW_PAGES_VALUES };
#define CURSOR_TYPE "cursor"

struct cursor {
    struct arena arena;  // holds the struct
    struct cursor_options options;
    struct row_pages *pages;    // instead of `rows` where the file can be read without SQL:
    struct time_rows *by_time;  // one of these
    sqlite3_stmt *rows, *extra;
    struct commons *commons;
    struct attributions attributions;
    int64_t count;
    int64_t values[COLUMNS_MAX];  // of the row at hand; UNKNOWN = NULL
    int at;                       // the next of them to be read
};

void cursor_options_init(struct cursor_options *o)
{
    *o = (struct cursor_options){.begin_us = UNKNOWN, .end_us = UNKNOWN};
}

// take() gets the columns of a row at a third of what reading them from the statement costs; but it
// sees rows in the order of the scan, so not those that are sorted.
static bool is_taken(const struct cursor_options *o)
{
    return o->order == CURSOR_BY_ROW;
}

static int64_t value_of(sqlite3_value *value)
{
    int64_t n = sqlite3_value_int64(value);
    return n == 0 && sqlite3_value_type(value) == SQLITE_NULL ? UNKNOWN : n;
}

// take(cursor, column…) keeps the columns; nothing for a caller without a cursor.
static void take(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)context;
    struct cursor *c = count ? sqlite3_value_pointer(args[0], CURSOR_TYPE) : NULL;
    for (int i = 1; c && i < count; i++)
        c->values[i - 1] = value_of(args[i]);
}

bool cursor_install(sqlite3 *db, struct err *e)
{
    int options = SQLITE_UTF8 | SQLITE_DIRECTONLY;
    return sqlite3_create_function_v2(db, "take", -1, options, NULL, take, NULL, NULL, NULL) ==
               SQLITE_OK ||
           db_error(db, e);
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
static void bind_options(struct cursor *c)
{
    const struct cursor_options *o = &c->options;
    sqlite3_stmt *t = c->rows;
    int at = 0;
    if (is_taken(o))
        sqlite3_bind_pointer(t, ++at, c, CURSOR_TYPE, NULL);
    sqlite3_bind_int64(t, ++at, o->after);
    if (o->begin_us != UNKNOWN)
        sqlite3_bind_int64(t, ++at, cursor_relative_us(o->begin_us));
    if (o->end_us != UNKNOWN)
        sqlite3_bind_int64(t, ++at, cursor_relative_us(o->end_us));
    for (int i = 0; o->where && i < o->where->count; i++)
        bind_value(t, ++at, &o->where->values[i]);
    if (o->order == CURSOR_BY_GREATEST || o->order == CURSOR_BY_LEAST)
        sqlite3_bind_int64(t, ++at, o->most);
}

static int progress(void *self)
{
    const struct cursor *c = self;
    return c->options.stop(c->options.stop_self);
}

// Rows that a condition leaves out are never seen by cursor_next(): SQLite asks meanwhile.
static void watch(struct cursor *c, sqlite3 *db)
{
    if (c->options.stop)
        sqlite3_progress_handler(db, STOP_OPS, progress, c);
}

// Whole scans of a database that is only read need no SQL: the columns are taken from its pages.
static bool open_pages(struct cursor *c, struct store *s, struct err *e)
{
    const struct cursor_options *o = &c->options;
    if (s->mode != STORE_READ || o->order > CURSOR_BY_TIME || o->where || o->want & CURSOR_ROWS)
        return true;
    struct str sql = cursor_sql(o, false, &c->arena);
    return o->order == CURSOR_BY_ROW ? row_pages_open(s->db, sql.ptr, o->after, &c->pages, e)
                                     : time_rows_open(s->db, sql.ptr, o, &c->by_time, e);
}

static bool open_rows(struct cursor *c, struct store *s, struct err *e)
{
    const struct cursor_options *o = &c->options;
    if (!open_pages(c, s, e))
        return false;
    if (c->pages || c->by_time)
        return true;
    if (!db_prepare(s->db, cursor_sql(o, is_taken(o), &c->arena).ptr, &c->rows, e))
        return false;
    bind_options(c);
    watch(c, s->db);
    return true;
}

bool cursor_open(struct store *s, const struct cursor_options *o, struct cursor **out,
                 struct err *e)
{
    struct arena a = {0};
    struct cursor *c = ARENA_NEW(&a, struct cursor);
    c->arena = a;
    c->options = *o;
    if (!open_rows(c, s, e) || !db_prepare(s->db, sql_extra_read, &c->extra, e) ||
        !commons_open(s->db, &c->commons, e) ||
        !attributions_open(&c->attributions, s->db, &c->arena, e)) {
        cursor_close(c);
        return false;
    }
    *out = c;
    return true;
}

void cursor_close(struct cursor *c)
{
    if (!c)
        return;
    if (c->options.stop && c->rows)
        sqlite3_progress_handler(sqlite3_db_handle(c->rows), 0, NULL, NULL);
    row_pages_close(c->pages);
    time_rows_close(c->by_time);
    sqlite3_finalize(c->rows);
    sqlite3_finalize(c->extra);
    commons_close(c->commons);
    attributions_close(&c->attributions);
    struct arena a = c->arena;
    arena_release(&a);
}

static int64_t next(struct cursor *c)
{
    return c->values[c->at++];
}

static uint64_t next_print(struct cursor *c)
{
    int64_t print = next(c);
    return print == UNKNOWN ? 0 : (uint64_t)print;
}

static void read_caller(struct cursor *c, struct request *out)
{
    out->id = next_print(c);
    out->ttft_us = next(c);
    out->user_id = next(c);
    out->session_id = next(c);
}

static void read_prints(struct cursor *c, struct request *out)
{
    for (int i = 0; i < PRINT_OUTPUT; i++)
        out->print[i] = next_print(c);
    if (!(c->options.want & CURSOR_LEAN))
        out->print[PRINT_OUTPUT] = next_print(c);
}

static void read_sizes(struct cursor *c, const int64_t *common, struct request *out)
{
    out->part_bytes[PART_TOOLS] = common_value(common, ROW_PARTS);
    for (int i = PART_TOOLS + 1; i < PART_COUNT; i++)
        out->part_bytes[i] = next(c);
}

static void read_facts(struct cursor *c, struct request *out)
{
    out->facts.answer_normal_fp = next_print(c);
    out->shape_id = next(c);
    out->question_segment = next(c);
    out->system_segment = next(c);
    out->output_cost_nusd = next(c);
}

static void read_origin(struct cursor *c, struct request *out)
{
    out->source_id = next(c);
    out->entry = next(c) + out->rowid - 1;
    out->offset = next(c);
}

static void read_thin(struct cursor *c, const int64_t *common, struct request *out)
{
    unsigned thin = c->options.thin;
    for (unsigned i = 0; i < PRINT_COUNT; i++)
        if (thin >> i & 1)
            out->print[i] = next_print(c);
    common_facts(common, out);
    common_sampling(common, out);
    if (thin & THIN_ANSWER)
        out->facts.answer_normal_fp = next_print(c);
    if (thin & THIN_SHAPE)
        out->shape_id = next(c);
    if (thin & THIN_SIZES)
        read_sizes(c, common, out);
    if (thin & THIN_TTFT)
        out->ttft_us = next(c);
    if (thin & THIN_USER)
        out->user_id = next(c);
    if (thin & THIN_SESSION)
        out->session_id = next(c);
    if (thin & THIN_SOURCE)
        out->source_id = next(c);
}

// What few requests have: known zeros, or from their row of extra_t.
static bool read_extra_row(struct cursor *c, int64_t flags, int64_t zeros, struct request *out,
                           struct err *e)
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
        extra[i] = row_extra_value(zeros, (enum row_extra)i, stored);
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

// Most scans that are thin meet nothing but known zeros.
static bool read_extra(struct cursor *c, int64_t flags, int64_t zeros, struct request *out,
                       struct err *e)
{
    if (!(c->options.want & CURSOR_THIN) || flags & FLAG_EXTRA)
        return read_extra_row(c, flags, zeros, out, e);
    for (int i = TOK_AUDIO_IN; i < TOK_CLASSES; i++)
        out->usage.tok[i] = UNKNOWN;
    out->usage.web_searches = out->seed = out->n = out->image_count = UNKNOWN;
    return true;
}

static void read_head(struct cursor *c, const int64_t *common, struct request *out)
{
    const int64_t *v = c->values;
    int64_t flags = v[HEAD_FLAGS];
    out->rowid = v[HEAD_ID];
    out->ts_us = v[HEAD_TS] == UNKNOWN ? UNKNOWN : v[HEAD_TS] + ROW_EPOCH_US;
    out->latency_us = v[HEAD_LATENCY];
    out->finish_id = common_value(common, ROW_FINISH);
    out->status = common_value(common, ROW_STATUS);
    out->cost_nusd = v[HEAD_COST];
    for (int i = TOK_INPUT; i <= TOK_REASONING; i++)
        out->usage.tok[i] = v[HEAD_TOKENS + i];
    out->tok_source = flags & FLAG_ESTIMATED ? TOK_ESTIMATED : TOK_LOGGED;
    out->tier = (enum tier)row_tier(flags);
    out->stream = (enum tri)row_tri(flags, FLAG_STREAM_SHIFT);
    out->gateway_hit = (enum tri)row_tri(flags, FLAG_GATEWAY_SHIFT);
    out->is_error = (flags & FLAG_ERROR) != 0;
    out->has_request = (flags & FLAG_HAS_REQUEST) != 0;
    c->at = HEAD_COLUMNS;
}

static bool is_stopped(struct cursor *c, struct err *e)
{
    const struct cursor_options *o = &c->options;
    return ++c->count % STOP_EVERY == 0 && o->stop && o->stop(o->stop_self) &&
           !err_set(e, ERR_INTERRUPTED, "interrupted");
}

static bool next_of_pages(struct cursor *c, bool *has, struct err *e)
{
    do {
        if (is_stopped(c, e))
            return false;
        bool ok = c->pages ? row_pages_next(c->pages, c->values, has, e)
                           : time_rows_next(c->by_time, c->values, has, e);
        if (!ok)
            return false;
    } while (*has && !cursor_in_period(&c->options, c->values[HEAD_TS]));
    return true;
}

// One row further, into c->values.
static bool next_row(struct cursor *c, bool *has, struct err *e)
{
    if (c->pages || c->by_time)
        return next_of_pages(c, has, e);
    if (is_stopped(c, e))
        return false;
    if (!db_row(c->rows, has, e))
        return false;
    if (*has && !is_taken(&c->options))
        for (int i = 0; i < sqlite3_column_count(c->rows); i++)
            c->values[i] = db_column(c->rows, i);
    return true;
}

static void read_wanted(struct cursor *c, const int64_t *common, struct request *out)
{
    unsigned want = c->options.want;
    out->logged_cost_nusd = next(c);
    if (!(want & CURSOR_LEAN))
        read_caller(c, out);
    if (want & CURSOR_PRINTS)
        read_prints(c, out);
    if (want & CURSOR_PARTS) {
        read_sizes(c, common, out);
        common_sampling(common, out);
    }
    if (want & CURSOR_FACTS) {
        common_facts(common, out);
        read_facts(c, out);
    }
    if (want & CURSOR_ORIGIN)
        read_origin(c, out);
}

bool cursor_next(struct cursor *c, struct request *out, bool *has, struct err *e)
{
    const int64_t *common = NULL;
    if (!next_row(c, has, e))
        return false;
    if (!*has)
        return true;
    if (c->options.want & CURSOR_ROWS) {
        out->rowid = c->values[HEAD_ID];
        return true;
    }
    int64_t flags = c->values[HEAD_FLAGS];
    if (!commons_get(c->commons, flags >> FLAG_BITS, &common, e))
        return false;
    read_head(c, common, out);
    if (!read_extra(c, flags, common[COMMON_ZEROS], out, e))
        return false;
    if (c->options.want & CURSOR_THIN)
        read_thin(c, common, out);
    else
        read_wanted(c, common, out);
    return attributions_get(&c->attributions, c->values[HEAD_ATTRIBUTION], &out->who, e);
}
