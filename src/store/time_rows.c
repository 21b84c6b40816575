// time_rows.c - a merge of as many scans as there are stretches.
#include "store/time_rows.h"

#include <string.h>

#include "base/arena.h"
#include "model/record.h"
#include "store/row_pages.h"
#include "store_sql.h"

enum { STRETCHES_MAX = 16, STOP_EVERY = 16384 };
enum { AT_ID, AT_TS };

struct stretch {
    struct row_pages *rows;
    int64_t after, last;               // the numbers of its rows
    int64_t values[ROW_PAGES_VALUES];  // of its next row
    bool has;
};

struct time_rows {
    struct arena arena;  // holds the struct
    struct stretch stretches[STRETCHES_MAX];
    int count;
};

static bool is_stopped(const struct cursor_options *o, int64_t count)
{
    return count % STOP_EVERY == 0 && o->stop && o->stop(o->stop_self);
}

// Sets the borders of the stretches; one more than STRETCHES_MAX stands for too many.
static bool find_stretches(struct time_rows *t, struct row_pages *times,
                           const struct cursor_options *o, struct err *e)
{
    int64_t row[ROW_PAGES_VALUES];
    int64_t before_us = UNKNOWN;
    int64_t last = o->after;
    bool has = false;
    t->count = 1;
    t->stretches[0].after = o->after;
    for (int64_t count = 1; row_pages_next(times, row, &has, e); count++) {
        if (is_stopped(o, count))
            return err_set(e, ERR_INTERRUPTED, "interrupted");
        bool is_back = has && row[AT_TS] < before_us;
        if (is_back || !has)
            t->stretches[t->count - 1].last = last;
        if (!has || (is_back && t->count++ == STRETCHES_MAX))
            return true;
        if (is_back)
            t->stretches[t->count - 1].after = last;
        before_us = row[AT_TS];
        last = row[AT_ID];
    }
    return false;
}

static bool next_of(struct stretch *s, struct err *e)
{
    s->has = false;
    if (!row_pages_next(s->rows, s->values, &s->has, e))
        return false;
    s->has = s->has && s->values[AT_ID] <= s->last;
    return true;
}

static bool open_stretches(struct time_rows *t, sqlite3 *db, const char *sql, bool *can,
                           struct err *e)
{
    *can = true;
    for (int i = 0; *can && i < t->count; i++) {
        struct stretch *s = &t->stretches[i];
        if (!row_pages_open(db, sql, s->after, &s->rows, e))
            return false;
        *can = s->rows != NULL;
        if (*can && !next_of(s, e))
            return false;
    }
    return true;
}

bool time_rows_open(sqlite3 *db, const char *sql, const struct cursor_options *o,
                    struct time_rows **out, struct err *e)
{
    struct arena a = {0};
    struct time_rows *t = ARENA_NEW(&a, struct time_rows);
    struct row_pages *times = NULL;
    bool can = false;
    t->arena = a;
    *out = NULL;
    // `times` stays open until the others are: so they read the same moment.
    bool ok = row_pages_open(db, sql_request_times, o->after, &times, e) &&
              (!times || find_stretches(t, times, o, e));
    if (ok && times && t->count <= STRETCHES_MAX)
        ok = open_stretches(t, db, sql, &can, e);
    row_pages_close(times);
    if (ok && can)
        *out = t;
    else
        time_rows_close(t);
    return ok;
}

// Of equal times that of the lower row: stretches are in the order of rows.
static struct stretch *earliest(struct time_rows *t)
{
    struct stretch *first = NULL;
    for (int i = 0; i < t->count; i++) {
        struct stretch *s = &t->stretches[i];
        if (s->has && (!first || s->values[AT_TS] < first->values[AT_TS]))
            first = s;
    }
    return first;
}

bool time_rows_next(struct time_rows *t, int64_t *values, bool *has, struct err *e)
{
    struct stretch *s = earliest(t);
    *has = s != NULL;
    if (!s)
        return true;
    memcpy(values, s->values, sizeof s->values);
    return next_of(s, e);
}

void time_rows_close(struct time_rows *t)
{
    if (!t)
        return;
    for (int i = 0; i < t->count && i < STRETCHES_MAX; i++)
        row_pages_close(t->stretches[i].rows);
    struct arena a = t->arena;
    arena_release(&a);
}
