// loading.c - a record becomes a row, or is merged into the row of a call that is known.
#include "store/loading.h"

#include "base/hash.h"
#include "store/database.h"
#include "store/identity.h"
#include "store/keyset.h"
#include "store/names.h"
#include "store/pass.h"
#include "store/price_table.h"
#include "store/prompt_writer.h"
#include "store/segments.h"

// A row that was added up has changed, or cannot be added up yet.
static void lose_pass(struct loader *l)
{
    if (!l->pass)
        return;
    l->is_dirty |= pass_has_written(l->pass);
    pass_close(l->pass);
    l->pass = NULL;
}

static bool add_up(struct loader *l, const struct row *row, struct err *e)
{
    if (l->pass && !pass_takes(l->pass, row))
        lose_pass(l);
    return !l->pass || pass_add_row(l->pass, row, e);
}

static bool put_names(struct loader *l, const struct record *r, struct row *row, struct err *e)
{
    return names_put_attribution(l->names, r->names, &row->v[ROW_ATTRIBUTION], e) &&
           names_put(l->names, r->names[NAME_USER], &row->v[ROW_USER], e) &&
           names_put(l->names, r->names[NAME_SESSION], &row->v[ROW_SESSION], e) &&
           names_put(l->names, r->names[NAME_FINISH_REASON], &row->v[ROW_FINISH], e) &&
           names_put(l->names, r->names[NAME_TAGS], &row->extra[EXTRA_TAGS], e) &&
           names_put(l->names, r->names[NAME_ERROR], &row->extra[EXTRA_ERROR], e);
}

static bool make_row(struct loader *l, const struct block_entry *entry, struct row *row,
                     struct err *e)
{
    const struct record *r = entry->record;
    row_from_record(row, r);
    row->v[ROW_SOURCE] = l->source.id;
    row->v[ROW_ENTRY] = entry->entry;
    row->v[ROW_OFFSET] = entry->offset;
    if (r->cost_nusd != UNKNOWN && !price_table_put(l->store, r->price_row, &row->v[ROW_PRICE], e))
        return false;
    if (r->question_segment &&
        !segments_find(l->segments, r->question_segment, &row->v[ROW_QUESTION_SEGMENT], e))
        return false;
    if (r->system_segment &&
        !segments_find(l->segments, r->system_segment, &row->v[ROW_SYSTEM_SEGMENT], e))
        return false;
    return put_names(l, r, row, e) && prompt_writer_put(l->prompts, r, row, e);
}

// Encodes a record's chain for the request `id`, after its nearest relative if it is a new row.
static void set_chain(struct loader *l, const struct record *r, int64_t id, bool is_new,
                      struct row *row)
{
    if (!r->chain_count)
        return;
    struct chain_head head = {0};
    if (is_new && r->chain_unit == CHAIN_BYTES) {
        head = chain_index_find(&l->chains, r->chain, r->chain_count);
        chain_index_add(&l->chains, r->chain, head.kept, r->chain_count, id);
    }
    struct buf blob = {.arena = &l->scratch};
    chain_encode(r->chain, r->chain_count, r->chain_unit, head, id, &blob);
    row->chain = buf_view(&blob);
}

static void set_identity(struct row *row, uint64_t identity)
{
    row->v[ROW_IDENTITY] = (int64_t)identity;
    row->v[ROW_FLAGS] |= FLAG_IDENTITY;
}

static bool has_request(const struct row *row)
{
    return (row->v[ROW_FLAGS] & FLAG_HAS_REQUEST) != 0;
}

static bool append_row(struct loader *l, const struct block_entry *entry, struct row *row,
                       uint64_t identity, struct err *e)
{
    row->id = ++l->newest;
    set_chain(l, entry->record, row->id, true, row);
    if (identity) {
        set_identity(row, identity);
        keyset_add(l->identities, identity, row->id);
    } else {
        row->v[ROW_IDENTITY] = (int64_t)identity_of_place(l->source.head_hash, entry->entry);
    }
    l->is_grown = true;
    l->has_estimates |= (row->v[ROW_FLAGS] & FLAG_ESTIMATED) != 0;
    if (has_request(row))
        prompt_writer_count_request(l->prompts, row);
    return row_append(&l->rows, row, e) && add_up(l, row, e) &&
           prompt_writer_count_calls(l->prompts, entry->record, row, e);
}

// Attribution of two sightings of a call: the winner's names, filled from the other's.
static bool merge_attribution(struct loader *l, int64_t winner_id, int64_t loser_id, int64_t *out,
                              struct err *e)
{
    struct attribution winner;
    struct attribution loser;
    *out = winner_id;
    if (winner_id == loser_id)
        return true;
    if (!names_attribution(l->names, winner_id, &winner, &l->scratch, e) ||
        !names_attribution(l->names, loser_id, &loser, &l->scratch, e))
        return false;
    for (int i = 0; i < NAME_COUNT; i++)
        if (!winner.names[i].ptr)
            winner.names[i] = loser.names[i];
    return names_put_attribution(l->names, winner.names, out, e);
}

// How a record that belongs to a known row is merged into it.
struct merging {
    struct row *row;  // the known one
    struct row *next;
    bool next_wins, is_part;
    bool is_half;
    uint64_t identity;  // that the row gets; 0 = keeps its own
};

static bool merge_rows(struct loader *l, const struct record *r, const struct merging *m,
                       struct err *e)
{
    struct row before = *m->row;
    struct row *row = m->row;
    int64_t attribution = 0;
    int64_t winner = (m->next_wins ? m->next : row)->v[ROW_ATTRIBUTION];
    int64_t loser = (m->next_wins ? row : m->next)->v[ROW_ATTRIBUTION];
    if (!merge_attribution(l, winner, loser, &attribution, e))
        return false;
    set_chain(l, r, row->id, false, m->next);
    row_merge(row, m->next, m->next_wins, m->is_part);
    row->v[ROW_ATTRIBUTION] = attribution;
    if (has_request(row) && !has_request(&before))
        prompt_writer_count_request(l->prompts, row);
    if ((m->is_part || m->is_half) && !prompt_writer_count_calls(l->prompts, r, row, e))
        return false;
    if (m->identity) {
        set_identity(row, m->identity);
        keyset_add(l->identities, m->identity, row->id);
    }
    if (row_equal(row, &before))
        return true;
    l->is_dirty |= row->id <= l->settled;
    l->is_grown = true;
    lose_pass(l);
    return row_replace(&l->rows, row, e);
}

// The same call again: a further part within its source, else a duplicate that may improve it.
static bool merge_known(struct loader *l, const struct record *r, struct row *next, int64_t id,
                        enum entry_end *end, struct err *e)
{
    struct row row;
    if (!row_read(&l->rows, id, &row, &l->scratch, e))
        return false;
    bool is_part = r->is_part && row.v[ROW_SOURCE] == l->source.id;
    struct merging m = {
        .row = &row,
        .next = next,
        .next_wins = row_improves(&row, next, r->keep),
        .is_part = is_part,
    };
    *end = is_part ? END_MERGED : END_DUPLICATE;
    return merge_rows(l, r, &m, e);
}

// A half of a two-sided format: joins the other half, or becomes a row that waits for it.
static bool load_half(struct loader *l, const struct block_entry *entry, struct row *next,
                      uint64_t identity, enum entry_end *end, struct err *e)
{
    const struct record *r = entry->record;
    uint64_t key = hash_str(r->join_key);
    int64_t other = 0;
    if (!half_table_take(&l->halves, key, r->is_request_half, &other, e))
        return false;
    if (!other) {
        *end = END_RECORD;
        return append_row(l, entry, next, identity, e) &&
               half_table_leave(&l->halves, key, r->is_request_half, next->id, e);
    }
    struct row row;
    if (!row_read(&l->rows, other, &row, &l->scratch, e))
        return false;
    struct merging m = {
        .row = &row,
        .next = next,
        .next_wins = !r->is_request_half,
        .is_half = true,
        .identity = identity,
    };
    *end = END_MERGED;
    return merge_rows(l, r, &m, e);
}

// The ordinal of an entry that begins a continued source's equal entries: those of earlier runs are
// known by their identities.
static bool skip_earlier(struct loader *l, uint64_t entry_hash, int64_t *ordinal, struct err *e)
{
    for (;; ++*ordinal) {
        int64_t id = 0;
        struct row row;
        if (!keyset_find(l->identities, identity_of_entry(entry_hash, *ordinal), &id, e))
            return false;
        if (!id)
            return true;
        if (!row_read(&l->rows, id, &row, &l->scratch, e))
            return false;
        if (row.v[ROW_SOURCE] != l->source.id)
            return true;
    }
}

// 0 when the record has none.
static bool identify(struct loader *l, const struct block_entry *entry, uint64_t *identity,
                     struct err *e)
{
    const struct record *r = entry->record;
    *identity = identity_of_call(r->call_id);
    if (*identity || r->ts_us == UNKNOWN)
        return true;
    int64_t ordinal = 0;
    if (!ordinals_get(l->ordinals, entry->entry_hash, &ordinal, e) ||
        (ordinal == 0 && l->source.is_continued &&
         !skip_earlier(l, entry->entry_hash, &ordinal, e)) ||
        !ordinals_set(l->ordinals, entry->entry_hash, ordinal + 1, e))
        return false;
    *identity = identity_of_entry(entry->entry_hash, ordinal);
    return true;
}

bool load_record(struct loader *l, const struct block_entry *entry, enum entry_end *end,
                 struct err *e)
{
    struct row row;
    uint64_t identity = 0;
    int64_t known = 0;
    arena_reset(&l->scratch);
    if (!make_row(l, entry, &row, e) || !identify(l, entry, &identity, e) ||
        (identity && !keyset_find(l->identities, identity, &known, e)))
        return false;
    if (known)
        return merge_known(l, entry->record, &row, known, end, e);
    if (entry->record->join_key.len)
        return load_half(l, entry, &row, identity, end, e);
    *end = END_RECORD;
    return append_row(l, entry, &row, identity, e);
}
