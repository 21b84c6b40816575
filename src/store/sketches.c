// sketches.c - a set of fingerprints in memory, rows of up to 64 sketches in the table.
#include "store/sketches.h"

#include <math.h>
#include <string.h>

#include "store/prompts.h"
#include "store/sort.h"
#include "store_sql.h"

// A row of sketch_t: entries of a fingerprint (big-endian, so that hex() shows it as all views do)
// and its sketch.
enum { ROW_ENTRIES = 64, PRINT_BYTES = 8, ENTRY_BYTES = PRINT_BYTES + SKETCH_BYTES };

struct sketches {
    struct arena arena;  // holds the struct
    struct store *store;
    sqlite3_stmt *insert;
    struct set {
        struct arena arena;
        uint64_t *slots;  // [cap], 0 = free
        size_t len, cap;  // cap is a power of two, at most half of it is used
    } set;
    uint64_t last;  // the highest fingerprint that is kept
    size_t pending;
    unsigned char row[ROW_ENTRIES * ENTRY_BYTES];
};

static uint64_t *slot_of(const struct set *s, uint64_t print)
{
    // Not the top bits: they are all 0 after a few halvings.
    size_t at = print & (s->cap - 1);
    while (s->slots[at] && s->slots[at] != print)
        at = (at + 1) & (s->cap - 1);
    return &s->slots[at];
}

// Another table with the fingerprints up to `last`.
static void rebuild(struct set *s, size_t cap, uint64_t last)
{
    struct set old = *s;
    *s = (struct set){.cap = cap};
    s->slots = ARENA_ARRAY(&s->arena, uint64_t, cap);
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i] && old.slots[i] <= last) {
            *slot_of(s, old.slots[i]) = old.slots[i];
            s->len++;
        }
    arena_release(&old.arena);
}

static void add(struct set *s, uint64_t *slot, uint64_t print)
{
    *slot = print;
    if (++s->len * 2 > s->cap)
        rebuild(s, s->cap * 2, UINT64_MAX);
}

static uint64_t read_print(const unsigned char *at)
{
    uint64_t print = 0;
    for (int i = 0; i < PRINT_BYTES; i++)
        print = print << 8 | at[i];
    return print;
}

static bool last_print(struct store *s, uint64_t *out, struct err *e)
{
    struct arena scratch = {0};
    struct str text = {0};
    bool ok = store_meta_get(s, S("last_sketch"), &text, &scratch, e);
    if (!str_to_hex64(text, out))
        *out = UINT64_MAX;
    arena_release(&scratch);
    return ok;
}

static bool set_last_print(struct store *s, uint64_t last, struct err *e)
{
    struct arena scratch = {0};
    bool ok = store_meta_set(s, S("last_sketch"),
                             str_fmt(&scratch, "%016llx", (unsigned long long)last), e);
    arena_release(&scratch);
    return ok;
}

// The next row of sketch_t in `rows`; unknown at the end.
static bool next_row(sqlite3_stmt *rows, struct str *out, struct err *e)
{
    bool has_row = false;
    if (!db_row(rows, &has_row, e))
        return false;
    *out = has_row ? db_column_str(rows, 0) : (struct str){0};
    return !has_row || (out->len && out->len % ENTRY_BYTES == 0) ||
           err_set(e, ERR_DB, "database is damaged (sketches)");
}

static bool load(struct sketches *t, struct err *e)
{
    sqlite3_stmt *rows = NULL;
    struct str row = S("");
    bool ok = db_prepare(t->store->db, sql_sketch_read, &rows, e);
    while (ok && row.ptr) {
        ok = next_row(rows, &row, e);
        for (size_t i = 0; ok && i < row.len; i += ENTRY_BYTES) {
            uint64_t print = read_print((const unsigned char *)row.ptr + i);
            uint64_t *slot = slot_of(&t->set, print);
            if (print && print <= t->last && !*slot)
                add(&t->set, slot, print);
        }
    }
    sqlite3_finalize(rows);
    return ok;
}

bool sketches_open(struct store *s, struct sketches **out, struct err *e)
{
    struct arena a = {0};
    struct sketches *t = ARENA_NEW(&a, struct sketches);
    t->arena = a;
    t->store = s;
    rebuild(&t->set, 1024, UINT64_MAX);
    if (!db_prepare(s->db, sql_sketch_insert, &t->insert, e) || !last_print(s, &t->last, e) ||
        !load(t, e)) {
        sketches_close(t);
        return false;
    }
    *out = t;
    return true;
}

void sketches_close(struct sketches *t)
{
    if (!t)
        return;
    sqlite3_finalize(t->insert);
    arena_release(&t->set.arena);
    struct arena a = t->arena;
    arena_release(&a);
}

bool sketches_flush(struct sketches *t, struct err *e)
{
    if (!t->pending)
        return true;
    db_bind_blob(t->insert, 1, (struct str){(const char *)t->row, t->pending * ENTRY_BYTES});
    t->pending = 0;
    return db_run(t->insert, e);
}

static bool append(struct sketches *t, uint64_t print, const struct sketch *sketch, struct err *e)
{
    unsigned char *at = t->row + t->pending++ * ENTRY_BYTES;
    for (int i = 0; i < PRINT_BYTES; i++)
        at[i] = (unsigned char)(print >> (56 - 8 * i) & 255);
    memcpy(at + PRINT_BYTES, sketch->bits, SKETCH_BYTES);
    return t->pending < ROW_ENTRIES || sketches_flush(t, e);
}

bool sketches_put(struct sketches *t, uint64_t question_fp, const struct sketch *sketch,
                  struct err *e)
{
    if (question_fp > t->last)
        return true;
    uint64_t *slot = slot_of(&t->set, question_fp);
    if (*slot)
        return true;
    while (t->set.len >= SKETCHES_MAX) {
        t->last >>= 1;
        rebuild(&t->set, t->set.cap, t->last);
        if (!set_last_print(t->store, t->last, e))
            return false;
        slot = slot_of(&t->set, question_fp);
    }
    if (question_fp > t->last)
        return true;
    add(&t->set, slot, question_fp);
    return append(t, question_fp, sketch, e);
}

struct sketch_list {
    struct arena arena;
    struct sketch_row *rows;
    size_t count, cap;
    uint64_t last;
};

static void take_row(struct sketch_list *l, struct str row)
{
    for (size_t i = 0; i < row.len; i += ENTRY_BYTES) {
        const unsigned char *at = (const unsigned char *)row.ptr + i;
        uint64_t print = read_print(at);
        if (print > l->last)
            continue;
        if (l->count == l->cap) {
            size_t cap = l->cap ? l->cap * 2 : 1024;
            l->rows =
                arena_grow(&l->arena, l->rows, l->cap * sizeof *l->rows, cap * sizeof *l->rows);
            l->cap = cap;
        }
        struct sketch_row *to = &l->rows[l->count++];
        to->question_fp = print;
        memcpy(to->sketch.bits, at + PRINT_BYTES, SKETCH_BYTES);
    }
}

// In the order of the fingerprints.
static struct sketch_row *sorted(struct sketch_list *l, struct arena *a)
{
    struct pair *order = ARENA_ARRAY(&l->arena, struct pair, l->count);
    struct sketch_row *out = ARENA_ARRAY(a, struct sketch_row, l->count);
    for (size_t i = 0; i < l->count; i++)
        order[i] = (struct pair){l->rows[i].question_fp, i};
    sort_pairs(order, l->count, &l->arena);
    for (size_t i = 0; i < l->count; i++)
        out[i] = l->rows[order[i].value];
    return out;
}

bool prompts_sketches(struct store *s, struct sketch_row **out, int64_t *count, double *share,
                      struct arena *a, struct err *e)
{
    struct sketch_list list = {0};
    sqlite3_stmt *rows = NULL;
    struct str row = S("");
    bool ok = last_print(s, &list.last, e) && db_prepare(s->db, sql_sketch_read, &rows, e);
    while (ok && row.ptr) {
        ok = next_row(rows, &row, e);
        if (ok)
            take_row(&list, row);
    }
    sqlite3_finalize(rows);
    *share = ldexp((double)list.last, -64);
    *count = (int64_t)list.count;
    *out = sorted(&list, a);
    arena_release(&list.arena);
    return ok;
}
