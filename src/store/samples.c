// samples.c - hashes of the samples in memory, their tokens in sample_t.
#include "store/samples.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "model/stratum.h"
#include "store/prompts.h"
#include "store_sql.h"

// Bytes of a token in sample_t: hash (little-endian), bytes, flags.
enum { TOKEN_BYTES = 4 };
#define STRATA_ALL INT64_MAX  // the highest stratum there can be

struct stratum {
    uint64_t hash;
    uint64_t segments[SAMPLES_KEPT];  // ascending
    int count;
};

struct samples {
    struct arena arena;  // holds the struct
    struct store *store;
    sqlite3_stmt *insert, *remove;
    struct strata {
        struct arena arena;
        struct map index;  // position
        struct stratum *list;
        size_t count, cap;
    } strata;
    int64_t last;  // the highest stratum that is kept
};

static struct stratum *find(struct strata *s, uint64_t hash)
{
    const uint64_t *at = map_get(&s->index, hash);
    return at ? &s->list[*at] : NULL;
}

static struct stratum *add(struct strata *s, uint64_t hash)
{
    if (s->count == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 64;
        s->list = arena_grow(&s->arena, s->list, s->cap * sizeof *s->list, cap * sizeof *s->list);
        s->cap = cap;
    }
    s->index.arena = &s->arena;
    *map_put(&s->index, hash, NULL) = s->count;
    s->list[s->count] = (struct stratum){.hash = hash};
    return &s->list[s->count++];
}

static struct stratum *find_or_add(struct strata *s, uint64_t hash)
{
    struct stratum *found = find(s, hash);
    return found ? found : add(s, hash);
}

// Where the hash belongs among those kept; SAMPLES_KEPT = nowhere, it is above all or known.
static int place_of(const struct stratum *s, uint64_t segment)
{
    int at = 0;
    while (at < s->count && s->segments[at] < segment)
        at++;
    return at < s->count && s->segments[at] == segment ? SAMPLES_KEPT : at;
}

// *out is the hash that had to make room, 0 = none.
static void insert_at(struct stratum *s, int at, uint64_t segment, uint64_t *out)
{
    bool is_full = s->count == SAMPLES_KEPT;
    *out = is_full ? s->segments[SAMPLES_KEPT - 1] : 0;
    for (int i = is_full ? SAMPLES_KEPT - 1 : s->count; i > at; i--)
        s->segments[i] = s->segments[i - 1];
    s->segments[at] = segment;
    s->count += !is_full;
}

static bool load_hashes(struct samples *t, struct err *e)
{
    sqlite3_stmt *rows = NULL;
    bool ok = db_prepare(t->store->db, sql_sample_list, &rows, e);
    for (bool has_row = true; ok;) {
        uint64_t out = 0;
        ok = db_row(rows, &has_row, e);
        if (!ok || !has_row)
            break;
        struct stratum *s = find_or_add(&t->strata, (uint64_t)sqlite3_column_int64(rows, 0));
        uint64_t segment = (uint64_t)sqlite3_column_int64(rows, 1);
        int at = place_of(s, segment);
        if (at < SAMPLES_KEPT)
            insert_at(s, at, segment, &out);
    }
    sqlite3_finalize(rows);
    return ok;
}

static bool last_stratum(struct store *s, int64_t *out, struct err *e)
{
    if (!meta_int(s, S("last_stratum"), out, e))
        return false;
    if (*out == UNKNOWN)
        *out = STRATA_ALL;
    return true;
}

bool samples_open(struct store *s, struct samples **out, struct err *e)
{
    struct arena a = {0};
    struct samples *t = ARENA_NEW(&a, struct samples);
    t->arena = a;
    t->store = s;
    if (!db_prepare(s->db, sql_sample_insert, &t->insert, e) ||
        !db_prepare(s->db, sql_sample_delete, &t->remove, e) || !last_stratum(s, &t->last, e) ||
        !load_hashes(t, e)) {
        samples_close(t);
        return false;
    }
    *out = t;
    return true;
}

void samples_close(struct samples *t)
{
    if (!t)
        return;
    sqlite3_finalize(t->insert);
    sqlite3_finalize(t->remove);
    arena_release(&t->strata.arena);
    struct arena a = t->arena;
    arena_release(&a);
}

static bool run_above(sqlite3 *db, const char *sql, int64_t last, struct err *e)
{
    sqlite3_stmt *t = NULL;
    bool ok = db_prepare(db, sql, &t, e);
    if (ok) {
        sqlite3_bind_int64(t, 1, last);
        ok = db_run(t, e);
    }
    sqlite3_finalize(t);
    return ok;
}

// Gives up the upper half of the strata.
static bool halve(struct samples *t, struct err *e)
{
    struct strata old = t->strata;
    t->last >>= 1;
    t->strata = (struct strata){0};
    for (size_t i = 0; i < old.count; i++) {
        if (old.list[i].hash <= (uint64_t)t->last)
            *add(&t->strata, old.list[i].hash) = old.list[i];
    }
    arena_release(&old.arena);
    return run_above(t->store->db, sql_sample_drop, t->last, e) &&
           meta_set_int(t->store, S("last_stratum"), t->last, e);
}

static void encode_tokens(const struct sample *sample, struct buf *out)
{
    size_t n = (size_t)sample->token_count;
    unsigned char *at = (unsigned char *)buf_reserve(out, n * TOKEN_BYTES);
    for (size_t i = 0; i < n; i++, at += TOKEN_BYTES) {
        at[0] = (unsigned char)(sample->tokens[i].hash & 255);
        at[1] = (unsigned char)(sample->tokens[i].hash >> 8);
        at[2] = sample->tokens[i].bytes;
        at[3] = sample->tokens[i].flags;
    }
    out->len += n * TOKEN_BYTES;
}

static bool write_sample(struct samples *t, const struct sample *sample, uint64_t stratum,
                         struct sample_origin origin, int64_t segment_id, struct err *e)
{
    struct arena scratch = {0};
    struct buf tokens = {.arena = &scratch};
    encode_tokens(sample, &tokens);
    sqlite3_bind_int64(t->insert, 1, (int64_t)stratum);
    sqlite3_bind_int64(t->insert, 2, (int64_t)sample->segment);
    sqlite3_bind_int(t->insert, 3, (int)origin.role);
    sqlite3_bind_int64(t->insert, 4, origin.shape_id);
    db_bind(t->insert, 5, segment_id);
    sqlite3_bind_int(t->insert, 6, sample->gap_at);
    sqlite3_bind_int64(t->insert, 7, sample->gap_bytes);
    db_bind_blob(t->insert, 8, buf_view(&tokens));
    bool ok = db_run(t->insert, e);
    arena_release(&scratch);
    return ok;
}

static bool remove_sample(struct samples *t, uint64_t stratum, uint64_t segment, struct err *e)
{
    sqlite3_bind_int64(t->remove, 1, (int64_t)stratum);
    sqlite3_bind_int64(t->remove, 2, (int64_t)segment);
    return db_run(t->remove, e);
}

bool samples_put(struct samples *t, const struct sample *sample, struct sample_origin origin,
                 struct segments *texts, struct err *e)
{
    uint64_t hash = stratum_of(origin.shape, origin.role);
    if (hash > (uint64_t)t->last)
        return true;
    struct stratum *s = find_or_add(&t->strata, hash);
    while (t->strata.count > STRATA_MAX) {
        if (!halve(t, e))
            return false;
        s = find(&t->strata, hash);
    }
    int at = s ? place_of(s, sample->segment) : SAMPLES_KEPT;
    if (at == SAMPLES_KEPT)
        return true;
    uint64_t out = 0;
    int64_t segment_id = UNKNOWN;
    insert_at(s, at, sample->segment, &out);
    return segments_find(texts, sample->segment, &segment_id, e) &&
           (!out || remove_sample(t, hash, out, e)) &&
           write_sample(t, sample, hash, origin, segment_id, e);
}

// Columns of sample_read.sql.
enum read_column {
    READ_STRATUM,
    READ_SEGMENT,
    READ_SHAPE,
    READ_SEGMENT_ID,
    READ_GAP_AT,
    READ_GAP_BYTES,
    READ_TOKENS,
};

static void decode_tokens(struct str blob, struct sample *out, struct arena *a)
{
    size_t n = blob.len / TOKEN_BYTES;
    struct token *tokens = ARENA_ARRAY(a, struct token, n);
    const unsigned char *at = (const unsigned char *)blob.ptr;
    for (size_t i = 0; i < n; i++, at += TOKEN_BYTES)
        tokens[i] = (struct token){(uint16_t)(at[0] | at[1] << 8), at[2], at[3]};
    out->tokens = tokens;
    out->token_count = (int32_t)n;
}

static struct sample_row read_sample(sqlite3_stmt *rows, struct arena *a)
{
    struct sample_row row = {
        .stratum = (uint64_t)sqlite3_column_int64(rows, READ_STRATUM),
        .shape_id = sqlite3_column_int64(rows, READ_SHAPE),
        .segment_id = db_column(rows, READ_SEGMENT_ID),
        .sample.segment = (uint64_t)sqlite3_column_int64(rows, READ_SEGMENT),
        .sample.gap_at = sqlite3_column_int(rows, READ_GAP_AT),
        .sample.gap_bytes = sqlite3_column_int64(rows, READ_GAP_BYTES),
    };
    decode_tokens(db_column_str(rows, READ_TOKENS), &row.sample, a);
    return row;
}

bool prompts_samples(struct store *s, enum role role, struct sample_row **out, int64_t *count,
                     struct arena *a, struct err *e)
{
    struct arena scratch = {0};
    struct buf list = {.arena = &scratch};
    sqlite3_stmt *rows = NULL;
    bool ok = db_prepare(s->db, sql_sample_read, &rows, e);
    if (ok)
        sqlite3_bind_int(rows, 1, (int)role);
    for (bool has_row = true; ok;) {
        ok = db_row(rows, &has_row, e);
        if (!ok || !has_row)
            break;
        struct sample_row row = read_sample(rows, a);
        buf_str(&list, (struct str){(const char *)&row, sizeof row});
    }
    sqlite3_finalize(rows);
    *count = (int64_t)(list.len / sizeof **out);
    *out = ARENA_ARRAY(a, struct sample_row, (size_t)*count);
    if (list.len)
        memcpy(*out, list.ptr, list.len);
    arena_release(&scratch);
    return ok;
}

bool prompts_sample_share(struct store *s, double *share, struct err *e)
{
    int64_t last = 0;
    if (!last_stratum(s, &last, e))
        return false;
    *share = ldexp((double)last, -63);
    return true;
}
