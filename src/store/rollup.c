// rollup.c - see rollup.h and rollup_code.h.
#include "store/rollup.h"

#include <stddef.h>

#include "store/attributions.h"
#include "store/cursor.h"
#include "store/database.h"
#include "store/rollup_code.h"
#include "store_sql.h"

static const size_t columns[ROLLUP_COLUMNS] = {
    offsetof(struct sums, requests),
    offsetof(struct sums, errors),
    offsetof(struct sums, unpriced_requests),
    offsetof(struct sums, tok[TOK_INPUT]),
    offsetof(struct sums, tok[TOK_CACHE_READ]),
    offsetof(struct sums, tok[TOK_CACHE_WRITE_5M]),
    offsetof(struct sums, tok[TOK_CACHE_WRITE_1H]),
    offsetof(struct sums, tok[TOK_OUTPUT]),
    offsetof(struct sums, cost_nusd),
};

// Only ever appended to: the position is a bit of the mask.
static const size_t others[] = {
    offsetof(struct sums, latency_us),           offsetof(struct sums, latency_requests),
    offsetof(struct sums, gateway_hits),         offsetof(struct sums, unpriced_tok),
    offsetof(struct sums, estimated_requests),   offsetof(struct sums, logged_cost_nusd),
    offsetof(struct sums, logged_cost_requests), offsetof(struct sums, drift_cost_nusd),
    offsetof(struct sums, tok[TOK_REASONING]),   offsetof(struct sums, tok[TOK_AUDIO_IN]),
    offsetof(struct sums, tok[TOK_AUDIO_READ]),  offsetof(struct sums, tok[TOK_AUDIO_OUT]),
    offsetof(struct sums, tok[TOK_IMAGE_IN]),    offsetof(struct sums, tok[TOK_IMAGE_OUT]),
};
enum { OTHERS = sizeof others / sizeof *others };
_Static_assert(ROLLUP_COLUMNS + OTHERS == sizeof(struct sums) / sizeof(int64_t),
               "every sum is stored");

static int64_t *field(struct sums *sums, size_t offset)
{
    return (int64_t *)(void *)((char *)sums + offset);
}

static int64_t value(const struct sums *sums, size_t offset)
{
    return *(const int64_t *)(const void *)((const char *)sums + offset);
}

void sums_add(struct sums *into, const struct sums *other)
{
    for (size_t at = 0; at < sizeof *into; at += sizeof(int64_t))
        *field(into, at) += value(other, at);
}

void sums_add_request(struct sums *into, const struct request *r)
{
    into->requests++;
    into->errors += r->is_error;
    into->gateway_hits += r->gateway_hit == TRI_YES;
    into->estimated_requests += r->tok_source == TOK_ESTIMATED;
    for (int i = 0; i < TOK_CLASSES; i++)
        into->tok[i] += tok_or_zero(&r->usage, (enum tok_class)i);
    if (r->cost_nusd == UNKNOWN) {
        into->unpriced_requests++;
        into->unpriced_tok += usage_input_total(&r->usage) + tok_or_zero(&r->usage, TOK_OUTPUT);
    } else {
        into->cost_nusd += r->cost_nusd;
    }
    if (r->logged_cost_nusd != UNKNOWN) {
        into->logged_cost_requests++;
        into->logged_cost_nusd += r->logged_cost_nusd;
        into->drift_cost_nusd += r->cost_nusd == UNKNOWN ? 0 : r->cost_nusd;
    }
    if (r->latency_us != UNKNOWN) {
        into->latency_requests++;
        into->latency_us += r->latency_us;
    }
}

void sums_columns(const struct sums *sums, int64_t out[ROLLUP_COLUMNS])
{
    for (int i = 0; i < ROLLUP_COLUMNS; i++)
        out[i] = value(sums, columns[i]);
}

void sums_bind(sqlite3_stmt *t, int first, const struct sums *sums)
{
    for (int i = 0; i < ROLLUP_COLUMNS; i++)
        sqlite3_bind_int64(t, first + i, value(sums, columns[i]));
}

void sums_read(sqlite3_stmt *t, int first, struct sums *sums)
{
    for (int i = 0; i < ROLLUP_COLUMNS; i++)
        *field(sums, columns[i]) = sqlite3_column_int64(t, first + i);
}

void sums_encode(const struct sums *sums, struct buf *out)
{
    uint64_t mask = 0;
    for (int i = 0; i < OTHERS; i++)
        if (value(sums, others[i]))
            mask |= 1ULL << i;
    buf_varint(out, mask);
    for (int i = 0; i < OTHERS; i++) {
        uint64_t n = (uint64_t)value(sums, others[i]);
        if (n)
            buf_varint(out, n << 1 ^ (0 - (n >> 63)));
    }
}

bool sums_decode(struct str *more, struct sums *sums)
{
    uint64_t mask = 0;
    if (!str_take_varint(more, &mask))
        return false;
    for (int i = 0; i < OTHERS; i++) {
        uint64_t n = 0;
        if (!(mask >> i & 1))
            continue;
        if (!str_take_varint(more, &n))
            return false;
        *field(sums, others[i]) = (int64_t)(n >> 1 ^ (0 - (n & 1)));
    }
    return true;
}

struct rollup_scan {
    struct arena arena;  // holds the struct
    sqlite3_stmt *rows;
    struct attributions attributions;
};

static int64_t ceil_div(int64_t a, int64_t b)
{
    return a / b + (a % b > 0);
}

// The first id of a time or later; UNKNOWN = behind all.
static int64_t first_id(int64_t time)
{
    if (time == UNKNOWN || time > INT32_MAX)
        return INT64_MAX;
    return ROLLUP_ID(time < NO_TIME ? NO_TIME : time, 0);
}

bool rollup_open(struct store *s, int64_t begin_us, int64_t end_us, struct rollup_scan **out,
                 struct err *e)
{
    struct arena a = {0};
    struct rollup_scan *scan = ARENA_NEW(&a, struct rollup_scan);
    scan->arena = a;
    if (!db_prepare(s->db, sql_rollup_read, &scan->rows, e) ||
        !attributions_open(&scan->attributions, s->db, &scan->arena, e)) {
        rollup_close(scan);
        return false;
    }
    int64_t begin = begin_us == UNKNOWN ? NO_TIME : ceil_div(begin_us, ROLLUP_US);
    int64_t end = end_us == UNKNOWN ? UNKNOWN : ceil_div(end_us, ROLLUP_US);
    sqlite3_bind_int64(scan->rows, 1, first_id(begin));
    sqlite3_bind_int64(scan->rows, 2, first_id(end));
    *out = scan;
    return true;
}

bool rollup_next(struct rollup_scan *scan, struct rollup *out, bool *has, struct err *e)
{
    if (!db_row(scan->rows, has, e))
        return false;
    if (!*has)
        return true;
    *out = (struct rollup){0};
    int64_t quarter = sqlite3_column_int64(scan->rows, 0);
    out->begin_us = quarter == NO_TIME ? UNKNOWN : quarter * ROLLUP_US;
    sums_read(scan->rows, 2, &out->sums);
    out->latency = db_column_str(scan->rows, 2 + ROLLUP_COLUMNS);
    if (!sums_decode(&out->latency, &out->sums))
        return err_set(e, ERR_DB, "database is damaged (roll-up)");
    return attributions_get(&scan->attributions, sqlite3_column_int64(scan->rows, 1), &out->who, e);
}

void rollup_close(struct rollup_scan *scan)
{
    if (!scan)
        return;
    sqlite3_finalize(scan->rows);
    attributions_close(&scan->attributions);
    struct arena a = scan->arena;
    arena_release(&a);
}

struct user_scan {
    struct arena arena;  // holds the struct
    sqlite3_stmt *rows;
};

bool user_scan_open(struct store *s, int64_t first_day, int64_t end_day, struct user_scan **out,
                    struct err *e)
{
    struct arena a = {0};
    struct user_scan *scan = ARENA_NEW(&a, struct user_scan);
    scan->arena = a;
    if (!db_prepare(s->db, sql_user_day_read, &scan->rows, e)) {
        user_scan_close(scan);
        return false;
    }
    sqlite3_bind_int64(scan->rows, 1, first_id(first_day == UNKNOWN ? NO_TIME : first_day));
    sqlite3_bind_int64(scan->rows, 2, first_id(end_day));
    *out = scan;
    return true;
}

bool user_scan_next(struct user_scan *scan, struct user_day *out, bool *has, struct err *e)
{
    if (!db_row(scan->rows, has, e))
        return false;
    if (!*has)
        return true;
    *out = (struct user_day){0};
    int64_t day = sqlite3_column_int64(scan->rows, 0);
    int64_t user = sqlite3_column_int64(scan->rows, 1);
    out->day = day == NO_TIME ? UNKNOWN : day;
    out->user_id = user ? user : UNKNOWN;
    sums_read(scan->rows, 2, &out->sums);
    return true;
}

void user_scan_close(struct user_scan *scan)
{
    if (!scan)
        return;
    sqlite3_finalize(scan->rows);
    struct arena a = scan->arena;
    arena_release(&a);
}
