// distinct.c - fingerprints by partition, each counted in a hash table.
#include "store/distinct.h"

#include <string.h>

#include "store/row.h"
#include "store/spill.h"
#include "store_sql.h"

struct distinct {
    struct arena arena;  // holds the struct
    struct store *store;
    struct spill *spill;  // a list a fingerprint
    int64_t shapes;       // the highest number of a shape
};

struct counts {
    int64_t requests, distinct, duplicate_cost_nusd;
};

struct distinct *distinct_open(struct store *s)
{
    struct arena a = {0};
    struct distinct *d = ARENA_NEW(&a, struct distinct);
    d->arena = a;
    d->store = s;
    d->spill = spill_open(PRINT_COUNT, s->path);
    return d;
}

void distinct_close(struct distinct *d)
{
    if (!d)
        return;
    spill_close(d->spill);
    struct arena a = d->arena;
    arena_release(&a);
}

// The value of a pair: cost << 1 | failed, or for a cost that comes later LATER | its number. Of a
// content: the number of its shape, 0 = none.
#define LATER (1ULL << 63)

static bool add_pairs(struct distinct *d, const uint64_t print[PRINT_COUNT], uint64_t value,
                      int64_t shape_id, struct err *e)
{
    if (shape_id < 0)  // UNKNOWN is negative
        shape_id = 0;
    if (shape_id > d->shapes)
        d->shapes = shape_id;
    for (int i = 0; i < PRINT_COUNT; i++) {
        struct pair pair = {print[i], i == PRINT_CONTENT ? (uint64_t)shape_id : value};
        if (print[i] && !spill_add(d->spill, i, pair, e))
            return false;
    }
    return true;
}

static uint64_t value_of(int64_t cost_nusd, bool is_error)
{
    uint64_t cost = cost_nusd < 0 ? 0 : (uint64_t)cost_nusd;  // UNKNOWN is negative
    return (cost << 1 | is_error) & ~LATER;
}

bool distinct_add(struct distinct *d, const struct request *r, struct err *e)
{
    return add_pairs(d, r->print, value_of(r->cost_nusd, r->is_error), r->shape_id, e);
}

bool distinct_add_later(struct distinct *d, const struct request *r, int64_t at, struct err *e)
{
    return add_pairs(d, r->print, LATER | (uint64_t)at, r->shape_id, e);
}

// Columns of distinct_rows.sql.
enum { SCAN_FLAGS, SCAN_COST, SCAN_SHAPE, SCAN_PRINTS, STOP_EVERY = 16384 };

bool distinct_scan(struct distinct *d, const struct settle_hooks *hooks, struct err *e)
{
    sqlite3_stmt *rows = NULL;
    bool ok = db_prepare(d->store->db, sql_distinct_rows, &rows, e);
    bool has_row = true;
    for (int64_t n = 1; ok; n++) {
        uint64_t print[PRINT_COUNT];
        ok = db_row(rows, &has_row, e);
        if (!ok || !has_row)
            break;
        // NULL reads as 0: without a cost, without a fingerprint.
        for (int i = 0; i < PRINT_COUNT; i++)
            print[i] = (uint64_t)sqlite3_column_int64(rows, SCAN_PRINTS + i);
        bool is_error = (sqlite3_column_int64(rows, SCAN_FLAGS) & FLAG_ERROR) != 0;
        ok = add_pairs(d, print, value_of(sqlite3_column_int64(rows, SCAN_COST), is_error),
                       db_column(rows, SCAN_SHAPE), e);
        if (ok && n % STOP_EVERY == 0 && hooks->stop && hooks->stop(hooks->self))
            ok = err_set(e, ERR_INTERRUPTED, "interrupted");
    }
    sqlite3_finalize(rows);
    return ok;
}

// Keys of a partition seen so far: open addressing by bits below those that a partition shares.
struct seen {
    struct arena arena;
    struct slot {
        uint64_t key;  // 0 = free; no fingerprint is 0
        bool has_success;
    } * slots;
    size_t len, cap;  // cap is a power of two
};

static struct slot *seen_slot(const struct seen *seen, uint64_t key)
{
    size_t at = key & (seen->cap - 1);
    while (seen->slots[at].key && seen->slots[at].key != key)
        at = (at + 1) & (seen->cap - 1);
    return &seen->slots[at];
}

// Room for `more` keys, the table at most half full.
static void seen_reserve(struct seen *seen, size_t more)
{
    struct seen old = *seen;
    if ((old.len + more) * 2 <= old.cap)
        return;
    while ((seen->len + more) * 2 > seen->cap)
        seen->cap = seen->cap ? seen->cap * 2 : 32;
    seen->arena = (struct arena){0};
    seen->slots = ARENA_ARRAY(&seen->arena, struct slot, seen->cap);
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i].key)
            *seen_slot(seen, old.slots[i].key) = old.slots[i];
    arena_release(&old.arena);
}

// A partition being counted.
struct count {
    struct seen seen;
    struct counts sums;
    const int64_t *costs_nusd;
    int64_t *contents;  // by number of the shape; [0] has those without a shape
};

// Pairs in the order of the rows: all but the first successful call of a key are duplicates.
static void count_pairs(struct count *c, const struct pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        struct pair pair = pairs->list[i];
        struct slot *slot = seen_slot(&c->seen, pair.key);
        if (pair.value & LATER)
            pair.value = value_of(c->costs_nusd[pair.value & ~LATER], false);
        bool is_error = pair.value & 1;
        c->seen.len += !slot->key;
        slot->key = pair.key;
        if (is_error || slot->has_success)
            c->sums.duplicate_cost_nusd += (int64_t)(pair.value >> 1);
        slot->has_success |= !is_error;
    }
}

// A content counts in the shape of its first request.
static void count_contents(struct count *c, const struct pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        struct slot *slot = seen_slot(&c->seen, pairs->list[i].key);
        c->contents[pairs->list[i].value] += !slot->key;
        c->seen.len += !slot->key;
        slot->key = pairs->list[i].key;
    }
}

static bool count_print(struct distinct *d, int print, struct count *c, struct err *e)
{
    bool ok = true;
    for (int i = 0; ok && i < SPILL_PARTITIONS; i++) {
        struct pairs pairs = {.count = 1};
        for (size_t n = 0; ok && pairs.count; n++) {
            ok = spill_read(d->spill, print, i, n, &pairs, e);
            if (!ok)
                break;
            seen_reserve(&c->seen, pairs.count);
            (print == PRINT_CONTENT ? count_contents : count_pairs)(c, &pairs);
            c->sums.requests += (int64_t)pairs.count;
        }
        c->sums.distinct += (int64_t)c->seen.len;
        if (c->seen.len)
            memset(c->seen.slots, 0, c->seen.cap * sizeof *c->seen.slots);
        c->seen.len = 0;
    }
    arena_release(&c->seen.arena);
    return ok;
}

bool distinct_finish(struct distinct *d, const int64_t *costs_nusd, struct shape_contents *contents,
                     struct err *e)
{
    size_t shapes = (size_t)d->shapes + 1;
    int64_t *by_shape = ARENA_ARRAY(&d->arena, int64_t, shapes);
    sqlite3_stmt *put = NULL;
    bool ok = db_prepare(d->store->db, sql_distinct_put, &put, e);
    for (int i = 0; ok && i < PRINT_COUNT; i++) {
        struct count c = {.costs_nusd = costs_nusd, .contents = by_shape};
        ok = count_print(d, i, &c, e);
        if (!ok)
            break;
        sqlite3_bind_int(put, 1, i);
        sqlite3_bind_int64(put, 2, c.sums.requests);
        sqlite3_bind_int64(put, 3, c.sums.distinct);
        db_bind(put, 4, i == PRINT_REQUEST ? c.sums.duplicate_cost_nusd : UNKNOWN);
        ok = db_run(put, e);
    }
    sqlite3_finalize(put);
    *contents = (struct shape_contents){by_shape, shapes};
    return ok;
}
