// worker.c - a block of bytes into records: parse, repair, fingerprint, price, redact.
#include <pthread.h>

#include "base/compressed.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "ingest/block.h"
#include "ingest/canonical.h"
#include "ingest/csv.h"
#include "ingest/learn.h"
#include "ingest/redact.h"
#include "ingest/repair.h"

// A parser that had to grow for a longer text gives the memory back afterwards.
enum { PARSER_KEEP_BYTES = 2 << 20 };

struct worker {
    const struct ingest_setup *setup;
    struct json_parser *parser;
    struct parse parse;
    struct fingerprinter *prints;
    struct learner *learner;
    struct compressor *compressor;  // NULL unless --text full
    struct price_cache prices;
    struct arena scratch;  // of one entry
    struct work *work;
    int64_t entry_cap, segment_cap;
    int64_t format_counts[64];  // entries of the block by place in envelopes[]
};

struct worker *worker_new(struct arena *a, const struct ingest_setup *setup)
{
    struct worker *w = ARENA_NEW(a, struct worker);
    w->setup = setup;
    w->parser = json_parser_new();
    w->prints = fingerprinter_new(a, setup->key_seed, &setup->watch);
    w->learner = learner_new(a, setup->key_seed, setup->text != TEXT_NONE);
    if (setup->text == TEXT_FULL)
        w->compressor = compressor_new(a);
    w->prices.book = setup->book;
    return w;
}

void worker_release(struct worker *w)
{
    json_parser_free(w->parser);
    parse_release(&w->parse);
    fingerprinter_release(w->prints);
    learner_release(w->learner);
    compressor_release(w->compressor);
    price_cache_release(&w->prices);
    arena_release(&w->scratch);
}

static struct block_entry *add_entry(struct worker *w, const struct entry *from)
{
    struct block *b = &w->work->block;
    if (b->entry_count == w->entry_cap) {
        int64_t cap = w->entry_cap ? w->entry_cap * 2 : 256;
        b->entries =
            arena_grow(&w->work->arena, b->entries, (size_t)w->entry_cap * sizeof *b->entries,
                       (size_t)cap * sizeof *b->entries);
        w->entry_cap = cap;
    }
    struct block_entry *e = &b->entries[b->entry_count++];
    *e = (struct block_entry){.offset = from->offset, .bytes = from->bytes};
    return e;
}

static void keep_segment(void *self, const struct segment *s, uint64_t h, struct str bytes,
                         const struct segment_facts *facts)
{
    struct worker *w = self;
    struct block *b = &w->work->block;
    if (b->segment_count == w->segment_cap) {
        int64_t cap = w->segment_cap ? w->segment_cap * 2 : 256;
        b->segments =
            arena_grow(&w->work->arena, b->segments, (size_t)w->segment_cap * sizeof *b->segments,
                       (size_t)cap * sizeof *b->segments);
        w->segment_cap = cap;
    }
    struct segment_text *t = &b->segments[b->segment_count++];
    *t = (struct segment_text){
        .hash = h,
        .role = s->role,
        .kind = s->kind,
        .bytes = (int64_t)bytes.len,
    };
    if (s->kind == SEG_MEDIA) {
        t->text = S("[media]");
        return;
    }
    bool is_clean = !facts->pii && s->role != ROLE_TOOLS;  // which are not searched
    t->text = is_clean ? redact_clean(bytes, PREVIEW_BYTES, &w->work->arena)
                       : redact(bytes, PREVIEW_BYTES, &w->work->arena);
    if (w->setup->text == TEXT_FULL && !str_eq(t->text, bytes))
        t->full = str_copy(compress_text(w->compressor, bytes, &w->scratch), &w->work->arena);
}

static void reject(struct worker *w, const struct entry *from, enum reject_reason reason,
                   struct str detail, struct str text)
{
    struct block_entry *e = add_entry(w, from);
    e->end = END_REJECTED;
    e->reason = reason;
    if (w->setup->text == TEXT_NONE)
        return;
    e->detail = redact(detail, PREVIEW_BYTES, &w->work->arena);
    struct str head = utf8_repair(str_head(text, 4 * (size_t)PREVIEW_BYTES), &w->scratch);
    e->excerpt = redact(head, PREVIEW_BYTES, &w->work->arena);
}

// What follows from what the log says: the model asked for bills a call that names no other; a
// successful call without counts has them estimated, when it has anything to estimate from.
static void conclude(struct worker *w, struct record *r)
{
    if (!r->names[NAME_MODEL].len)
        r->names[NAME_MODEL] = r->names[NAME_MODEL_REQUESTED];
    if (r->names[NAME_PROVIDER].len)
        r->names[NAME_PROVIDER] = price_canonical_provider(r->names[NAME_PROVIDER], &w->scratch);
    bool has_text = r->has_request || r->response_text.len;
    if (has_text && !r->is_error && r->gateway_hit != TRI_YES && !usage_is_known(&r->usage))
        r->tok_source = TOK_ESTIMATED;
}

// The price that was found tells the provider of a log that does not.
static void price(struct worker *w, struct record *r)
{
    if (!w->prices.book)
        return;
    price_record_cached(&w->prices, r);
    if (!r->names[NAME_PROVIDER].len && r->price_row)
        r->names[NAME_PROVIDER] =
            price_row_provider(price_row_by_number(w->prices.book, r->price_row));
}

static void finish_record(struct worker *w, struct record *r)
{
    struct arena *a = &w->work->arena;
    conclude(w, r);
    struct segment_listener listener = {w, keep_segment};
    fingerprint_record(w->prints, r, w->setup->text == TEXT_NONE ? NULL : &listener, a);
    learn_record(w->learner, r, fingerprint_view(w->prints), a);
    price(w, r);
    if (w->setup->text == TEXT_NONE)
        r->error_message = (struct str){0};
    else if (r->error_message.ptr)
        r->error_message = redact(r->error_message, PREVIEW_BYTES, &w->scratch);
    record_own(r, a);
}

static void count_format(struct worker *w, const struct envelope *envelope)
{
    for (size_t i = 0; envelopes[i] && i < sizeof w->format_counts / sizeof *w->format_counts; i++)
        w->format_counts[i] += envelopes[i] == envelope;
}

// The bytes of an entry are its identity only when it has no id; ids that the store may take for
// placeholders are short or begin with the same character twice.
static bool may_lack_id(const struct record *r)
{
    return r->call_id.len < 16 || r->call_id.ptr[0] == r->call_id.ptr[1];
}

// Hands what the parser found in one value to the block.
static void take_outcomes(struct worker *w, const struct entry *from, struct str text,
                          bool is_repaired)
{
    for (int64_t i = 0; i < w->parse.outcome_count; i++) {
        const struct outcome *o = &w->parse.outcomes[i];
        count_format(w, o->envelope);
        if (o->end == END_REJECTED) {
            reject(w, from, o->reason, o->detail, text);
        } else {
            struct block_entry *e = add_entry(w, from);
            e->end = o->end;
            if (o->record && may_lack_id(o->record))
                e->entry_hash = hash_seeded(text.ptr, text.len, (uint64_t)i);
            if (o->record) {
                e->record = ARENA_NEW(&w->work->arena, struct record);
                *e->record = *o->record;
                finish_record(w, e->record);
            }
        }
        w->work->block.entries[w->work->block.entry_count - 1].is_repaired = is_repaired && i == 0;
    }
}

static void parse_value(struct worker *w, const struct entry *from, struct json value,
                        struct str text, bool is_repaired)
{
    parse_begin(&w->parse, &w->work->run->context, &w->scratch);
    parse_entry(&w->parse, value);
    take_outcomes(w, from, text, is_repaired);
}

// A line may hold an array of records (a batch of a callback): each element is an entry.
static void parse_root(struct worker *w, const struct entry *from, struct json root,
                       struct str text, bool is_repaired)
{
    if (w->work->run->framer.framing == FRAME_CSV || !json_is_object(json_index(root, 0))) {
        parse_value(w, from, root, text, is_repaired);
        return;
    }
    struct json_iter it = json_iter(root);
    while (json_next(&it)) {
        struct buf b = {.arena = &w->scratch};
        canonical_json(&b, it.value);
        struct str element = str_copy(buf_view(&b), &w->work->arena);
        parse_value(w, from, it.value, element, is_repaired);
        is_repaired = false;
    }
}

static enum reject_reason reason_of(enum json_error error)
{
    return error == JSON_ERROR_DEPTH ? REJECT_TOO_DEEP : REJECT_NOT_JSON;
}

// What simdjson refuses is taken apart and mended, then parsed again, piece by piece.
static void parse_repaired(struct worker *w, const struct entry *from)
{
    struct arena own = {0};
    size_t count = 0;
    struct repaired *pieces = repair_entry(from->text, &own, &count);
    for (size_t i = 0; i < count; i++) {
        struct entry piece = *from;
        piece.offset += (int64_t)pieces[i].at;
        piece.bytes = (int64_t)pieces[i].bytes;
        struct json root = {0};
        enum json_error error = JSON_OK;
        if (pieces[i].is_rejected)
            reject(w, &piece, pieces[i].reason, (struct str){0}, pieces[i].text);
        else if ((error = json_parse(w->parser, pieces[i].text, JSON_PADDING, &root)) != JSON_OK)
            reject(w, &piece, reason_of(error), str_of(json_error_text(error)), pieces[i].text);
        else
            parse_root(w, &piece, root, pieces[i].text, pieces[i].repairs != 0);
    }
    arena_release(&own);
}

// A capture of one stream is the response of a call without a log around it.
static void parse_capture(struct worker *w, const struct entry *from)
{
    struct buf b = {.arena = &w->scratch};
    buf_str(&b, S("{\"request\":{},\"response\":"));
    canonical_string(&b, utf8_repair(from->text, &w->scratch));
    buf_byte(&b, '}');
    struct json root = {0};
    if (json_parse(w->parser, buf_view(&b), 0, &root) == JSON_OK)
        parse_value(w, from, root, from->text, false);
}

static void parse_csv(struct worker *w, const struct entry *from)
{
    const struct source_run *run = w->work->run;
    struct str text = csv_row_json(from->text, run->framer.delimiter,
                                   (size_t)run->context.csv_count, &w->scratch);
    struct json root = {0};
    if (json_parse(w->parser, text, JSON_PADDING, &root) == JSON_OK)
        parse_value(w, from, root, from->text, false);
}

static void parse_json(struct worker *w, const struct entry *from)
{
    const struct work *work = w->work;
    size_t slack =
        (size_t)(work->bytes + work->capacity + JSON_PADDING - from->text.ptr) - from->text.len;
    struct json root = {0};
    if (json_parse(w->parser, from->text, slack, &root) == JSON_OK)
        parse_root(w, from, root, from->text, false);
    else
        parse_repaired(w, from);
}

static void parse_one(struct worker *w, const struct entry *from)
{
    enum framing framing = w->work->run->framer.framing;
    if (from->is_too_long)
        reject(w, from, REJECT_TOO_LONG, S("longer than --max-line"), from->text);
    else if (from->is_torn)
        reject(w, from, REJECT_TORN, S("the source ends in the middle of it"), from->text);
    else if (framing == FRAME_CSV)
        parse_csv(w, from);
    else if (framing == FRAME_STREAM)
        parse_capture(w, from);
    else
        parse_json(w, from);
    if (from->bytes > PARSER_KEEP_BYTES)
        json_parser_trim(w->parser, PARSER_KEEP_BYTES);
    arena_reset(&w->scratch);
}

// The last entry of a source that the end cut off and that made no record may still grow: the
// source goes on before it next time.
static bool ends_before_tail(const struct worker *w, const struct entry *last)
{
    const struct block *b = &w->work->block;
    return last && (last->is_torn || last->is_open_ended) && b->entry_count &&
           b->entries[b->entry_count - 1].end == END_REJECTED;
}

static const struct envelope *most_frequent(const struct worker *w)
{
    const struct envelope *most = NULL;
    int64_t count = 0;
    for (size_t i = 0; envelopes[i] && i < sizeof w->format_counts / sizeof *w->format_counts; i++)
        if (w->format_counts[i] > count) {
            count = w->format_counts[i];
            most = envelopes[i];
        }
    return most;
}

void worker_run(struct worker *w, struct work *work)
{
    w->work = work;
    w->entry_cap = w->segment_cap = 0;
    memset(w->format_counts, 0, sizeof w->format_counts);
    work->block = (struct block){.compressed_bytes = work->read_bytes};
    size_t count = 0;
    struct entry *entries =
        frame_entries(&work->cut, (struct str){work->bytes, work->cut.take}, &work->arena, &count);
    for (size_t i = 0; i < count; i++)
        parse_one(w, &entries[i]);
    bool is_tail = ends_before_tail(w, count ? &entries[count - 1] : NULL);
    work->block.end_offset = is_tail ? work->tail_offset : work->end_offset;
    work->block.prefix_hash = is_tail ? work->tail_hash : work->end_hash;
    work->format = most_frequent(w);
}
