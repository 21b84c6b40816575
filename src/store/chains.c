// chains.c - see chains.h.
//
// Two generations of memory, each half of the limit: when the younger is full the elder is dropped
// and the younger takes its place; what is asked for in the elder moves over.
#include "store/chains.h"

#include <string.h>

#include "base/map.h"
#include "store/chain.h"
#include "store/database.h"
#include "store/row.h"
#include "store_sql.h"

// Points that requests share as far as they go: those of a conversation one after the other.
struct run {
    struct chain_point *points;
    int64_t count, cap;
};

// A chain that is known: the first `count` points of a run.
struct known {
    struct run *run;
    int64_t count;
};

struct generation {
    struct arena arena;
    struct known *list;
    int64_t count, cap;
    struct map by_row;  // to a number in `list`
};

// New points of a request on the way up to one that is known, or to the first.
struct link {
    int64_t row;
    struct chain chain;
};

struct chains {
    struct arena arena;  // holds the struct
    struct chain_source source;
    sqlite3_stmt *read;
    struct generation young, old;
    size_t generation_bytes;
    struct arena scratch;  // of one read
    struct link *links;    // [link_count] from the request that was asked for up
    int64_t link_count, link_cap;
    int64_t blobs;
};

static bool damaged(int64_t row, struct err *e)
{
    return err_set(e, ERR_DB, "database is damaged (chain of request %lld)", (long long)row);
}

// The blob of a row, decoded into scratch; *has false: none.
static bool read_chain(struct chains *c, int64_t row, struct chain *out, enum chain_unit *unit,
                       bool *has, struct err *e)
{
    bool has_row = false;
    sqlite3_bind_int64(c->read, 1, row);
    if (!db_row(c->read, &has_row, e))
        return false;
    *has = false;
    if (!has_row)
        return true;
    struct str blob = db_column_str(c->read, 1);
    *unit = sqlite3_column_int64(c->read, 0) & FLAG_BLOCKS ? CHAIN_BLOCKS : CHAIN_BYTES;
    *has = blob.ptr != NULL;
    bool ok = !*has || chain_decode(blob, *unit, row, out, &c->scratch) || damaged(row, e);
    sqlite3_reset(c->read);
    c->blobs++;
    return ok;
}

static void start_generation(struct chains *c)
{
    if (c->young.arena.total_bytes < c->generation_bytes)
        return;
    arena_release(&c->old.arena);
    c->old = c->young;
    c->old.by_row.arena = NULL;
    c->young = (struct generation){0};
}

static void remember(struct chains *c, int64_t row, struct known known)
{
    struct generation *g = &c->young;
    if (g->count == g->cap) {
        int64_t cap = g->cap ? g->cap * 2 : 1024;
        g->list = arena_grow(&g->arena, g->list, (size_t)g->cap * sizeof known,
                             (size_t)cap * sizeof known);
        g->cap = cap;
    }
    g->by_row.arena = &g->arena;
    *map_put(&g->by_row, (uint64_t)row, NULL) = (uint64_t)g->count;
    g->list[g->count++] = known;
}

static struct run *make_run(struct chains *c, const struct chain_point *points, int64_t count)
{
    struct run *run = ARENA_NEW(&c->young.arena, struct run);
    run->cap = count + count / 2 + 8;
    run->points = arena_raw(&c->young.arena, (size_t)run->cap * sizeof *points);
    run->count = count;
    if (count)
        memcpy(run->points, points, (size_t)count * sizeof *points);
    return run;
}

static const struct known *known_in(const struct generation *g, int64_t row)
{
    const uint64_t *number = map_get(&g->by_row, (uint64_t)row);
    return number ? &g->list[*number] : NULL;
}

// False when the chain of a row is not known. In the young generation afterwards.
static bool find(struct chains *c, int64_t row, struct known *out)
{
    const struct known *known = known_in(&c->young, row);
    if (known) {
        *out = *known;
        return true;
    }
    known = known_in(&c->old, row);
    if (!known)
        return false;
    *out = (struct known){make_run(c, known->run->points, known->count), known->count};
    remember(c, row, *out);
    return true;
}

// The chain that begins with the first `kept` points of a known one and goes on with these. Where
// nothing follows the kept ones yet, they go on in place: the earlier request sees as many as
// before.
static struct known extend(struct chains *c, struct known base, int64_t kept,
                           const struct chain_point *points, int64_t count)
{
    struct run *run = base.run;
    if (!run || run->count != kept)
        run = make_run(c, run ? run->points : NULL, kept);
    if (run->count + count > run->cap) {
        int64_t cap = (run->count + count) * 2;
        run->points =
            arena_grow(&c->young.arena, run->points, (size_t)run->cap * sizeof *run->points,
                       (size_t)cap * sizeof *run->points);
        run->cap = cap;
    }
    if (count)
        memcpy(run->points + run->count, points, (size_t)count * sizeof *points);
    run->count += count;
    return (struct known){run, run->count};
}

static struct link *add_link(struct chains *c)
{
    if (c->link_count == c->link_cap) {
        int64_t cap = c->link_cap ? c->link_cap * 2 : 64;
        c->links = arena_grow(&c->arena, c->links, (size_t)c->link_cap * sizeof *c->links,
                              (size_t)cap * sizeof *c->links);
        c->link_cap = cap;
    }
    return &c->links[c->link_count++];
}

// Puts the links together, from the one that nothing comes before down.
static bool join(struct chains *c, struct known known, struct known *out, struct err *e)
{
    for (int64_t i = c->link_count - 1; i >= 0; i--) {
        const struct link *link = &c->links[i];
        int64_t kept = link->chain.head.kept;
        if (kept > known.count)
            return damaged(link->row, e);
        known = extend(c, known, kept, link->chain.points, link->chain.count);
        remember(c, link->row, known);
    }
    *out = known;
    return true;
}

// Reads up from `row`, whose chain is `first`, to a parent that is known, or to one without a
// parent.
static bool read_up(struct chains *c, int64_t row, const struct chain *first, struct known *out,
                    struct err *e)
{
    struct known known = {0};
    c->link_count = 0;
    *add_link(c) = (struct link){.row = row, .chain = *first};
    for (;;) {
        const struct link *last = &c->links[c->link_count - 1];
        struct chain_head head = last->chain.head;
        if (!head.parent)
            break;
        if (find(c, head.parent, &known))
            break;
        struct link above = {.row = head.parent};
        enum chain_unit unit = CHAIN_BYTES;
        bool has = false;
        if (head.parent < 0)
            return damaged(last->row, e);
        if (!read_chain(c, head.parent, &above.chain, &unit, &has, e))
            return false;
        if (!has || unit != CHAIN_BYTES)
            return damaged(last->row, e);
        *add_link(c) = above;
    }
    return join(c, known, out, e);
}

static bool read(void *self, uint32_t row, struct chain_view *out, struct err *e)
{
    struct chains *c = self;
    struct chain chain;
    struct known known = {0};
    bool has = false;
    start_generation(c);
    arena_reset(&c->scratch);
    *out = (struct chain_view){.unit = CHAIN_BYTES};
    if (!find(c, row, &known)) {
        if (!read_chain(c, row, &chain, &out->unit, &has, e))
            return false;
        if (!has)
            return true;
        if (out->unit == CHAIN_BLOCKS) {
            out->points = chain.points;
            out->count = chain.count;
            return true;
        }
        if (!read_up(c, row, &chain, &known, e))
            return false;
    }
    out->points = known.run ? known.run->points : NULL;
    out->count = known.count;
    return true;
}

bool chains_open(struct store *s, size_t cache_bytes, struct chains **out, struct err *e)
{
    struct arena a = {0};
    struct chains *c = ARENA_NEW(&a, struct chains);
    c->arena = a;
    c->generation_bytes = cache_bytes / 2;
    c->source = (struct chain_source){.self = c, .read = read};
    if (!db_prepare(s->db, sql_chain_read, &c->read, e)) {
        chains_close(c);
        return false;
    }
    *out = c;
    return true;
}

const struct chain_source *chains_source(struct chains *c)
{
    return &c->source;
}

int64_t chains_blobs(const struct chains *c)
{
    return c->blobs;
}

void chains_close(struct chains *c)
{
    if (!c)
        return;
    sqlite3_finalize(c->read);
    arena_release(&c->young.arena);
    arena_release(&c->old.arena);
    arena_release(&c->scratch);
    struct arena a = c->arena;
    arena_release(&a);
}
