// find.c - single things by name or number: requests by id, names, the totals settle has left.
#include "store/database.h"
#include "store/identity.h"
#include "store/keyset_range.h"
#include "store/rollup_code.h"
#include "store_sql.h"

enum { PREFIX_MIN = 4, HEX_DIGITS = 16 };

// Numbers of requests, as many as fit; `count` goes on counting, up to one more.
struct found {
    int64_t *rowids;
    int cap, count;
};

// In the order of the numbers, each once.
static void add_found(struct found *out, int64_t rowid)
{
    int at = out->count < out->cap ? out->count : out->cap;
    while (at > 0 && out->rowids[at - 1] > rowid)
        at--;
    if (at > 0 && out->rowids[at - 1] == rowid)
        return;
    for (int i = out->count < out->cap ? out->count : out->cap - 1; i > at; i--)
        out->rowids[i] = out->rowids[i - 1];
    if (at < out->cap)
        out->rowids[at] = rowid;
    out->count += out->count <= out->cap;
}

// An identity may have been replaced since its key was added.
static bool find_keys(struct store *s, uint64_t first, uint64_t last, struct found *out,
                      struct err *e)
{
    struct arena scratch = {0};
    struct key_matches keys = {.arena = &scratch};
    bool ok = keyset_range(s->db, KEYS_REQUEST, first, last, &keys, e);
    for (size_t i = 0; ok && i < keys.count; i++) {
        uint64_t identity = 0;
        ok = store_request_id(s, (int64_t)keys.list[i].value, &identity, e);
        if (ok && identity == keys.list[i].key)
            add_found(out, (int64_t)keys.list[i].value);
    }
    arena_release(&scratch);
    return ok;
}

// What has only a place for an identity is in no keyset. Such requests have no time: roll-ups say
// whether there are any among those that settle has seen. An anonymised copy has no keysets: there
// all requests are looked at.
static bool find_places(struct store *s, uint64_t first, uint64_t last, struct found *out,
                        struct err *e)
{
    int64_t timeless = 0, settled = 0;
    sqlite3_stmt *t = NULL;
    if (!db_query_int(s->db, sql_rollup_timeless, &timeless, e) ||
        !meta_int(s, S("settled_request"), &settled, e) ||
        !db_prepare(s->db, sql_place_range, &t, e))
        return false;
    sqlite3_bind_int64(t, 1, (int64_t)first);
    sqlite3_bind_int64(t, 2, (int64_t)last);
    sqlite3_bind_int(t, 3, out->cap + 1);
    sqlite3_bind_int64(t, 4, timeless || settled == UNKNOWN ? 0 : settled);
    bool ok = true;
    for (bool has_row = true; ok && has_row;) {
        ok = db_row(t, &has_row, e);
        if (ok && has_row)
            add_found(out, sqlite3_column_int64(t, 0));
    }
    sqlite3_finalize(t);
    return ok;
}

static bool find_range(struct store *s, uint64_t first, uint64_t last, struct found *out,
                       struct err *e)
{
    return find_keys(s, first, last, out, e) && find_places(s, first, last, out, e);
}

bool store_find(struct store *s, struct str id, int64_t *rowids, int cap, int *count, struct err *e)
{
    struct found found = {.cap = cap};
    found.rowids = rowids;
    uint64_t bits = 0;
    if (id.len >= PREFIX_MIN && id.len <= HEX_DIGITS && str_to_hex64(id, &bits)) {
        int shift = (HEX_DIGITS - (int)id.len) * 4;
        uint64_t first = shift ? bits << shift : bits;
        uint64_t last = first | ((1ULL << shift) - 1);
        if (!find_range(s, first, last, &found, e))
            return false;
    }
    uint64_t identity = identity_of_call(id);
    if (!found.count && identity && !find_range(s, identity, identity, &found, e))
        return false;
    *count = found.count;
    return true;
}

bool store_name(struct store *s, int64_t name_id, struct str *out, struct arena *a, struct err *e)
{
    *out = (struct str){0};
    if (name_id == UNKNOWN)
        return true;
    sqlite3_stmt *t = NULL;
    bool has_row = false;
    if (!db_prepare(s->db, sql_name_text, &t, e))
        return false;
    sqlite3_bind_int64(t, 1, name_id);
    bool ok = db_row(t, &has_row, e);
    if (ok && has_row)
        *out = str_copy(db_column_str(t, 0), a);
    sqlite3_finalize(t);
    return ok;
}

bool store_newest(struct store *s, int64_t *rowid, struct err *e)
{
    int64_t newest = 0;
    if (!db_query_int(s->db, sql_row_max, &newest, e))
        return false;
    *rowid = newest == UNKNOWN ? 0 : newest;
    return true;
}

bool store_request_id(struct store *s, int64_t rowid, uint64_t *out, struct err *e)
{
    sqlite3_stmt *t = NULL;
    int64_t id = 0;
    if (!db_prepare(s->db, sql_identity_of, &t, e))
        return false;
    sqlite3_bind_int64(t, 1, rowid);
    bool ok = db_int(t, &id, e);
    sqlite3_finalize(t);
    *out = ok && id != UNKNOWN ? (uint64_t)id : 0;
    return ok;
}

static bool read_ledger(struct store *s, struct ledger *out, struct err *e)
{
    sqlite3_stmt *t = NULL;
    bool has_row = false;
    bool ok = db_prepare(s->db, sql_ledger_total, &t, e) && db_row(t, &has_row, e);
    if (ok && has_row) {
        out->lines = sqlite3_column_int64(t, 0);
        for (int i = 0; i < END_COUNT; i++)
            out->ends[i] = sqlite3_column_int64(t, 1 + i);
        out->repaired = sqlite3_column_int64(t, 1 + END_COUNT);
    }
    sqlite3_finalize(t);
    return ok;
}

static bool read_distinct(struct store *s, struct store_totals *out, struct err *e)
{
    sqlite3_stmt *t = NULL;
    bool ok = db_prepare(s->db, sql_distinct_read, &t, e);
    for (bool has_row = ok; ok && has_row;) {
        ok = db_row(t, &has_row, e);
        if (!ok || !has_row)
            break;
        int64_t print = sqlite3_column_int64(t, 0);
        if (print < 0 || print >= PRINT_COUNT)
            continue;
        out->with_print[print] = sqlite3_column_int64(t, 1);
        out->distinct[print] = sqlite3_column_int64(t, 2);
        if (print == PRINT_REQUEST)
            out->duplicate_cost_nusd = sqlite3_column_int64(t, 3);
    }
    sqlite3_finalize(t);
    return ok;
}

bool store_totals(struct store *s, struct store_totals *out, struct err *e)
{
    struct store_totals totals = {0};
    if (!meta_int(s, S("requests"), &totals.requests, e) ||
        !meta_int(s, S("first_us"), &totals.first_us, e) ||
        !meta_int(s, S("last_us"), &totals.last_us, e) ||
        !meta_int(s, S("estimated_requests"), &totals.estimated_requests, e) ||
        !read_ledger(s, &totals.ledger, e) || !read_distinct(s, &totals, e))
        return false;
    if (totals.requests == UNKNOWN)
        totals.requests = totals.estimated_requests = 0;
    *out = totals;
    return true;
}
