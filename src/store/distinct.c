// distinct.c - fingerprints by partition, sorted, counted.
#include "store/distinct.h"

#include "store/spill.h"
#include "store_sql.h"

struct distinct {
    struct arena arena;  // holds the struct
    struct store *store;
    struct spill *spill;  // a list a fingerprint
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

// The value of a pair is cost << 1 | failed.
bool distinct_add(struct distinct *d, const struct request *r, struct err *e)
{
    uint64_t cost_nusd = r->cost_nusd == UNKNOWN ? 0 : (uint64_t)r->cost_nusd;
    for (int i = 0; i < PRINT_COUNT; i++)
        if (r->print[i] &&
            !spill_add(d->spill, i, (struct pair){r->print[i], cost_nusd << 1 | r->is_error}, e))
            return false;
    return true;
}

static void count_sorted(const struct pair *pairs, size_t n, struct counts *c)
{
    bool has_success = false;
    for (size_t i = 0; i < n; i++) {
        bool is_error = pairs[i].value & 1;
        if (i == 0 || pairs[i].key != pairs[i - 1].key) {
            c->distinct++;
            has_success = false;
        }
        if (is_error || has_success)
            c->duplicate_cost_nusd += (int64_t)(pairs[i].value >> 1);
        else
            has_success = true;
    }
    c->requests += (int64_t)n;
}

static bool count_print(struct distinct *d, int print, struct counts *out, struct err *e)
{
    struct arena scratch = {0};
    bool ok = true;
    for (int i = 0; ok && i < SPILL_PARTITIONS; i++) {
        struct pairs pairs;
        ok = spill_read(d->spill, print, i, &pairs, &scratch, e);
        if (!ok)
            break;
        sort_pairs(pairs.list, pairs.count, &scratch);
        count_sorted(pairs.list, pairs.count, out);
        arena_reset(&scratch);
    }
    arena_release(&scratch);
    return ok;
}

bool distinct_finish(struct distinct *d, struct err *e)
{
    sqlite3_stmt *put = NULL;
    bool ok = db_prepare(d->store->db, sql_distinct_put, &put, e);
    for (int i = 0; ok && i < PRINT_COUNT; i++) {
        struct counts c = {0};
        ok = count_print(d, i, &c, e);
        if (!ok)
            break;
        sqlite3_bind_int(put, 1, i);
        sqlite3_bind_int64(put, 2, c.requests);
        sqlite3_bind_int64(put, 3, c.distinct);
        db_bind(put, 4, i == PRINT_REQUEST ? c.duplicate_cost_nusd : UNKNOWN);
        ok = db_run(put, e);
    }
    sqlite3_finalize(put);
    return ok;
}
