// loader.c - sources and blocks of entries, in transactions with resume points.
#include "store/loader.h"

#include "store/database.h"
#include "store/identity.h"
#include "store/image.h"
#include "store/keyset.h"
#include "store/loading.h"
#include "store/names.h"
#include "store/pass.h"
#include "store/prompt_writer.h"
#include "store/segments.h"
#include "store_sql.h"

// Of memory for new rows and texts: then they are committed, however few.
enum { UNCOMMITTED_BYTES = 16 << 20 };

void loader_release(struct loader *l)
{
    if (!l)
        return;
    row_table_close(&l->rows);
    names_close(l->names);
    prompt_writer_close(l->prompts);
    segments_close(l->segments);
    keyset_close(l->identities);
    ordinals_free(l->ordinals);
    pass_close(l->pass);
    arena_release(&l->scratch);
    struct arena a = l->arena;
    arena_release(&a);
}

void loader_settled(struct loader *l, int64_t newest)
{
    if (l)
        l->settled = newest;
}

struct pass *loader_take_pass(struct loader *l)
{
    if (!l)
        return NULL;
    struct pass *pass = l->pass;
    l->pass = NULL;
    return pass;
}

// What is loaded can be added up at once if nothing before it waits to be settled, or will have to
// be estimated anew.
static bool begin_pass(struct loader *l, struct err *e)
{
    bool is_settled = false;
    int64_t has_estimates = UNKNOWN;
    if (!store_is_settled(l->store, &is_settled, e) ||
        !meta_int(l->store, S("has_estimates"), &has_estimates, e))
        return false;
    bool can_go_on = is_settled && l->settled == l->newest && has_estimates != 1;
    return (l->newest && !can_go_on) || pass_open(l->store, l->newest, &l->pass, e);
}

static bool open_statements(struct loader *l, sqlite3 *db, struct err *e)
{
    return row_table_open(&l->rows, db, e) && source_table_open(&l->sources, db, e) &&
           half_table_open(&l->halves, db, e);
}

static bool open_loader(struct store *s, struct err *e)
{
    if (s->loader)
        return true;
    struct arena a = {0};
    struct loader *l = ARENA_NEW(&a, struct loader);
    l->arena = a;
    l->store = s;
    l->ordinals = ordinals_new();
    chain_index_init(&l->chains, &l->arena);
    bool ok = open_statements(l, s->db, e) && names_open(s, &l->names, e) &&
              segments_open(s, &l->segments, e) &&
              prompt_writer_open(s, l->segments, &l->prompts, e) &&
              keyset_open(s->db, KEYS_REQUEST, &l->identities, e) &&
              db_query_int(s->db, sql_row_max, &l->newest, e) &&
              meta_int(s, S("settled_request"), &l->settled, e);
    if (!ok) {
        loader_release(l);
        return false;
    }
    if (l->newest == UNKNOWN)
        l->newest = 0;
    if (l->settled == UNKNOWN)
        l->settled = 0;
    s->loader = l;
    return true;
}

// What settle must know; written with the rows that make it true.
static bool note_changes(struct loader *l, struct err *e)
{
    l->is_dirty |= l->pass && pass_has_written(l->pass);
    if ((l->is_dirty && !meta_set_int(l->store, S("settle_all"), 1, e)) ||
        (l->has_estimates && !meta_set_int(l->store, S("has_estimates"), 1, e)) ||
        (l->is_grown && !meta_set_int(l->store, S("settled"), 0, e)))
        return false;
    l->is_dirty = l->has_estimates = l->is_grown = false;
    return true;
}

static bool commit(struct loader *l, struct err *e)
{
    struct store *s = l->store;
    l->uncommitted = 0;
    if (!s->is_in_transaction)
        return true;
    if (l->source.id && !source_save(&l->sources, &l->source, e))
        return false;
    if (!note_changes(l, e))
        return false;
    row_flush(&l->rows, s->image);
    return names_flush(l->names, e) && segments_flush(l->segments, e) &&
           prompt_writer_flush(l->prompts, e) && keyset_flush(l->identities, e) && store_end(s, e);
}

static bool is_commit_due(const struct loader *l)
{
    return l->uncommitted >= l->store->access.commit_rows ||
           image_bytes(l->store->image) + row_bytes(&l->rows) >= UNCOMMITTED_BYTES;
}

// A worker wrote the record, so it is in the cache of another core.
static void fetch_ahead(const struct record *r)
{
    enum { LINE = 64 };
    for (size_t at = 0; r && at < sizeof *r; at += LINE)
        __builtin_prefetch((const char *)r + at);
}

static bool load_block(struct loader *l, const struct block *block, struct err *e)
{
    for (int64_t i = 0; i < block->segment_count; i++)
        if (!segments_put(l->segments, &block->segments[i], e))
            return false;
    for (int64_t i = 0; i < block->entry_count; i++) {
        const struct block_entry *entry = &block->entries[i];
        if (i + 1 < block->entry_count)
            fetch_ahead(entry[1].record);
        enum entry_end end = entry->end;
        if (end == END_RECORD && !load_record(l, entry, &end, e))
            return false;
        bool is_tail = entry->offset >= block->end_offset;
        if (!source_count(&l->sources, &l->source, entry, end, is_tail, e))
            return false;
    }
    l->source.resume_offset = block->end_offset;
    l->source.prefix_hash = block->prefix_hash;
    l->source.compressed_bytes = block->compressed_bytes;
    l->uncommitted += block->entry_count;
    return !is_commit_due(l) || commit(l, e);
}

// After a failure memory is ahead of the file: everything since the last commit is given up.
static bool fail(struct loader *l)
{
    store_rollback(l->store);
    l->is_failed = true;
    return false;
}

static bool is_usable(struct store *s, struct err *e)
{
    if (!open_loader(s, e))
        return false;
    if (s->loader->is_failed)
        return err_set(e, ERR_DB, "%.*s: an earlier write failed", STR_ARG(s->path));
    return true;
}

static bool sink_candidates(void *self, const struct source_info *info, struct source_known *out,
                            int cap, int *count, struct err *e)
{
    struct store *s = self;
    return is_usable(s, e) && source_candidates(&s->loader->sources, info, out, cap, count, e);
}

static bool sink_open_source(void *self, const struct source_info *info,
                             const struct source_known *known, struct err *e)
{
    struct store *s = self;
    if (!is_usable(s, e))
        return false;
    struct loader *l = s->loader;
    if (!store_begin(s, e))
        return fail(l);
    ordinals_clear(l->ordinals);
    if (!l->pass && !begin_pass(l, e))
        return fail(l);
    bool ok = known ? source_continue(&l->sources, info, known->source_id, &l->source, e)
                    : source_begin(&l->sources, info, &l->source, e);
    return ok || fail(l);
}

static bool sink_write(void *self, const struct block *block, struct err *e)
{
    struct store *s = self;
    if (!is_usable(s, e))
        return false;
    return (store_begin(s, e) && load_block(s->loader, block, e)) || fail(s->loader);
}

static bool sink_close_source(void *self, const struct source_close *how, struct ledger *ledger,
                              struct ledger *added, struct err *e)
{
    struct store *s = self;
    if (!is_usable(s, e))
        return false;
    struct loader *l = s->loader;
    bool ok = store_begin(s, e) && source_end(&l->sources, &l->source, how, e) && commit(l, e);
    if (!ok)
        return fail(l);
    *ledger = source_ledger(&l->source);
    *added = source_added(&l->source);
    l->source = (struct source_row){0};
    return true;
}

struct sink store_sink(struct store *s)
{
    return (struct sink){
        .self = s,
        .candidates = sink_candidates,
        .open_source = sink_open_source,
        .write = sink_write,
        .close_source = sink_close_source,
    };
}

bool store_commit(struct store *s, struct err *e)
{
    if (!s->loader)
        return store_end(s, e);
    return is_usable(s, e) && (commit(s->loader, e) || fail(s->loader));
}
