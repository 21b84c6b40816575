// tally.c - cells in a map; when there are too many they are added to the tables in key order.
#include "store/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/time.h"
#include "store/image.h"
#include "store/rollup_code.h"
#include "store/sort.h"
#include "store_sql.h"

// Together at most about 30 MB.
enum { CELLS_MAX = 1 << 15, LATENCIES_MAX = 1 << 21, SHORT_LIST = 256 };

// Sums of one quarter hour and attribution, or of one day and user.
struct cell {
    struct sums sums;
    uint16_t *buckets;  // of latencies, unsorted
    uint32_t count, cap;
};

// Cells by ROLLUP_ID().
struct cells {
    struct arena arena;
    struct map index;  // position + 1
    struct cell *list;
    size_t count, cap;
    bool is_fresh;
};

struct tally {
    struct arena arena;  // holds the struct
    struct cells rollups, users;
    int64_t latencies;
    bool has_written;
    bool can_append;  // through the image
    struct image *image;
    sqlite3_stmt *get, *put, *user_add;
    struct latency_hist hist;
};

bool tally_open(struct store *s, bool is_fresh, struct tally **out, struct err *e)
{
    struct arena a = {0};
    struct tally *t = ARENA_NEW(&a, struct tally);
    t->arena = a;
    t->image = s->image;
    t->rollups.is_fresh = t->users.is_fresh = is_fresh;
    if (!db_prepare(s->db, sql_rollup_get, &t->get, e) ||
        !db_prepare(s->db, sql_rollup_put, &t->put, e) ||
        !db_prepare(s->db, sql_user_day_add, &t->user_add, e)) {
        tally_close(t);
        return false;
    }
    *out = t;
    return true;
}

void tally_close(struct tally *t)
{
    if (!t)
        return;
    sqlite3_finalize(t->get);
    sqlite3_finalize(t->put);
    sqlite3_finalize(t->user_add);
    arena_release(&t->rollups.arena);
    arena_release(&t->users.arena);
    struct arena a = t->arena;
    arena_release(&a);
}

static uint64_t cell_key(int64_t time, int64_t who)
{
    return (uint64_t)ROLLUP_ID(time, (uint32_t)who);
}

static struct cell *cell_of(struct cells *cells, uint64_t key)
{
    bool is_new = false;
    cells->index.arena = &cells->arena;
    uint64_t *at = map_put(&cells->index, key, &is_new);
    if (!is_new)
        return &cells->list[*at];
    if (cells->count == cells->cap) {
        size_t cap = cells->cap ? cells->cap * 2 : 1024;
        struct cell *list = ARENA_ARRAY(&cells->arena, struct cell, cap);
        if (cells->count)
            memcpy(list, cells->list, cells->count * sizeof *list);
        cells->list = list;
        cells->cap = cap;
    }
    *at = cells->count;
    return &cells->list[cells->count++];
}

static void cells_clear(struct cells *cells)
{
    arena_reset(&cells->arena);
    *cells = (struct cells){.arena = cells->arena};
}

static void add_latency(struct cells *cells, struct cell *cell, int64_t us)
{
    if (cell->count == cell->cap) {
        uint32_t cap = cell->cap ? cell->cap * 2 : 8;
        cell->buckets = arena_grow(&cells->arena, cell->buckets, cell->cap * sizeof(uint16_t),
                                   cap * sizeof(uint16_t));
        cell->cap = cap;
    }
    cell->buckets[cell->count++] = (uint16_t)latency_bucket(us);
}

static int by_bucket(const void *a, const void *b)
{
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

// A short list is sorted and counted; a long one, or one that is added to another, goes through the
// whole histogram. Both give the bytes of latency_encode().
static bool encode_latencies(struct tally *t, struct cell *cell, struct str before, struct buf *out)
{
    if (!before.len && cell->count <= SHORT_LIST) {
        int last = 0;
        if (cell->count)
            qsort(cell->buckets, cell->count, sizeof *cell->buckets, by_bucket);
        for (uint32_t i = 0, n; i < cell->count; i += n) {
            n = 1;
            while (i + n < cell->count && cell->buckets[i + n] == cell->buckets[i])
                n++;
            buf_varint(out, (uint64_t)(cell->buckets[i] - last));
            buf_varint(out, n);
            last = cell->buckets[i];
        }
        return true;
    }
    memset(&t->hist, 0, sizeof t->hist);
    if (!latency_decode_add(before, &t->hist))
        return false;
    for (uint32_t i = 0; i < cell->count; i++)
        t->hist.counts[cell->buckets[i]]++;
    latency_encode(&t->hist, out);
    return true;
}

// Adds what the table has for this key to the cell; *before is its histogram, in `scratch`.
static bool add_stored(struct tally *t, uint64_t key, struct cell *cell, struct str *before,
                       struct arena *scratch, struct err *e)
{
    bool has_row = false;
    sqlite3_bind_int64(t->get, 1, (int64_t)key);
    if (!db_row(t->get, &has_row, e) || !has_row)
        return !e->code;
    struct sums stored = {0};
    struct str more = str_copy(db_column_str(t->get, ROLLUP_COLUMNS), scratch);
    sums_read(t->get, 0, &stored);
    sqlite3_reset(t->get);
    if (!sums_decode(&more, &stored))
        return err_set(e, ERR_DB, "database is damaged (roll-up)");
    sums_add(&cell->sums, &stored);
    *before = more;
    return true;
}

static void append(struct tally *t, enum image_table table, uint64_t key, const struct sums *sums,
                   struct str more)
{
    int64_t values[ROLLUP_COLUMNS];
    sums_columns(sums, values);
    struct image_row row = {
        .id = (int64_t)key,
        .values = values,
        .count = ROLLUP_COLUMNS,
        .last = more,
        .kind = table == IMAGE_ROLLUPS ? CELL_BLOB : CELL_NO_LAST,
    };
    image_add(t->image, table, &row);
}

static bool put_rollup(struct tally *t, uint64_t key, struct cell *cell, struct arena *scratch,
                       struct err *e)
{
    struct str before = {0};
    struct buf more = {.arena = scratch};
    if (!t->rollups.is_fresh && !add_stored(t, key, cell, &before, scratch, e))
        return false;
    sums_encode(&cell->sums, &more);
    if (!encode_latencies(t, cell, before, &more))
        return err_set(e, ERR_DB, "database is damaged (roll-up)");
    if (t->can_append) {
        append(t, IMAGE_ROLLUPS, key, &cell->sums, buf_view(&more));
        return true;
    }
    sqlite3_bind_int64(t->put, 1, (int64_t)key);
    sums_bind(t->put, 2, &cell->sums);
    db_bind_blob(t->put, 2 + ROLLUP_COLUMNS, buf_view(&more));
    return db_run(t->put, e);
}

static bool put_user(struct tally *t, uint64_t key, struct cell *cell, struct err *e)
{
    if (t->can_append) {
        append(t, IMAGE_USER_DAYS, key, &cell->sums, (struct str){NULL, 0});
        return true;
    }
    sqlite3_bind_int64(t->user_add, 1, (int64_t)key);
    sums_bind(t->user_add, 2, &cell->sums);
    return db_run(t->user_add, e);
}

// Cells in key order: B-trees like it, and the file does not depend on the hash table.
static struct pair *sorted_keys(const struct cells *cells, struct arena *a)
{
    struct pair *pairs = ARENA_ARRAY(a, struct pair, cells->count);
    size_t n = 0;
    for (size_t i = 0; i < cells->index.cap; i++)
        if (cells->index.used[i])
            // The sign bit flipped, signed times sort as unsigned keys.
            pairs[n++] = (struct pair){cells->index.keys[i] ^ 1ULL << 63, cells->index.values[i]};
    sort_pairs(pairs, n, a);
    return pairs;
}

bool tally_has_written(const struct tally *t)
{
    return t->has_written;
}

static bool write_cells(struct tally *t, struct err *e)
{
    t->has_written = true;
    struct arena scratch = {0};
    bool ok = true;
    struct pair *keys = sorted_keys(&t->rollups, &scratch);
    for (size_t i = 0; ok && i < t->rollups.count; i++) {
        struct arena_mark mark = arena_mark(&scratch);
        ok = put_rollup(t, keys[i].key ^ 1ULL << 63, &t->rollups.list[keys[i].value], &scratch, e);
        arena_rewind(&scratch, mark);
    }
    keys = sorted_keys(&t->users, &scratch);
    for (size_t i = 0; ok && i < t->users.count; i++)
        ok = put_user(t, keys[i].key ^ 1ULL << 63, &t->users.list[keys[i].value], e);
    arena_release(&scratch);
    cells_clear(&t->rollups);
    cells_clear(&t->users);
    t->latencies = 0;
    return ok;
}

bool tally_flush(struct tally *t, struct err *e)
{
    // Rows of the image are not in the tables yet: only the last ones can go there.
    t->can_append = t->rollups.is_fresh;
    return write_cells(t, e);
}

static int64_t clamp_time(int64_t ts_us, int64_t unit_us)
{
    if (ts_us == UNKNOWN)
        return NO_TIME;
    int64_t at = ts_us / unit_us - (ts_us % unit_us < 0);
    return at > INT32_MAX ? INT32_MAX : at <= NO_TIME ? NO_TIME + 1 : at;
}

bool tally_add(struct tally *t, const struct request *r, struct err *e)
{
    struct sums one = {0};
    sums_add_request(&one, r);
    uint64_t key = cell_key(clamp_time(r->ts_us, ROLLUP_US), r->who->id);
    struct cell *cell = cell_of(&t->rollups, key);
    sums_add(&cell->sums, &one);
    if (r->latency_us != UNKNOWN) {
        add_latency(&t->rollups, cell, r->latency_us);
        t->latencies++;
    }
    int64_t user = r->user_id == UNKNOWN ? 0 : r->user_id;
    cell = cell_of(&t->users, cell_key(clamp_time(r->ts_us, US_PER_DAY), user));
    sums_add(&cell->sums, &one);
    bool is_full = t->rollups.count >= CELLS_MAX || t->users.count >= CELLS_MAX ||
                   t->latencies >= LATENCIES_MAX;
    return !is_full || write_cells(t, e);
}
