// planted_columns.h - for tests of columns: a database of random requests, and what its cursor
// gives in the order that columns must have.
#pragma once

#include "analyze/columns_load.h"

#include <math.h>

#include "store/cursor.h"
#include "store/filter_sql.h"
#include "tests/store/fake_stream.h"

enum { ROWS = 900, SOURCES = 3 };

// A database of three sources, the first of which grew after the others were read, and what its
// cursor gives, sorted.
struct planted {
    struct arena arena;
    struct store *store;
    struct filter everything;
    struct question question;
    struct request *requests;  // [count] in the order that columns must have
    int64_t count;
    struct cursor *cursor;  // owns what requests point to
};

static uint64_t random_state;

static inline uint64_t rnd(uint64_t below)
{
    random_state += 0x9e3779b97f4a7c15;
    return hash_mix(random_state, 1) % below;
}

static inline int64_t maybe(int64_t n)
{
    return rnd(4) ? n : UNKNOWN;
}

static inline void fill_names(struct record *r)
{
    static const char *const words[] = {"search", "chat", "growth", "x", ""};
    for (int n = 0; n < NAME_COUNT; n++) {
        uint64_t pick = rnd(7);
        r->names[n] = pick < 5 ? str_of(words[pick]) : (struct str){0};
    }
}

static inline void fill_facts(struct record *r)
{
    r->facts = (struct facts){.retrieved_chunks = maybe((int64_t)rnd(9))};
    r->facts.task = (enum task)rnd(TASK_COUNT);
    r->facts.wants_json = (enum tri)rnd(3);
    r->facts.answer_is_json = (enum tri)rnd(3);
    r->facts.pii = rnd(3) ? 0 : (uint32_t)rnd(1 << PII_COUNT);
    r->facts.time_words = rnd(3) ? 0 : (uint32_t)rnd(1 << TIME_WORDS);
    r->facts.watch = rnd(3) ? 0 : (uint32_t)rnd(1U << 31) << 1;
    r->facts.answer_normal_fp = rnd(4) ? rnd(40) + 1 : 0;
}

static inline void fill_record(struct record *r)
{
    fill_names(r);
    fill_facts(r);
    r->ts_us = rnd(9) ? 1788220800000000LL + (int64_t)rnd(ROWS / 3) * 1000000 : UNKNOWN;
    for (int c = 0; c < TOK_CLASSES; c++)
        r->usage.tok[c] = rnd(c < COLUMN_TOKENS ? 3 : 20) ? UNKNOWN : (int64_t)rnd(1ULL << 32);
    for (int p = 0; p < PRINT_COUNT; p++)
        r->print[p] = rnd(6) ? rnd(60) + 1 : 0;
    for (int p = 0; p < PART_COUNT; p++)
        r->part_bytes[p] = maybe((int64_t)rnd(1ULL << 32));
    r->latency_us = rnd(9) ? maybe((int64_t)rnd(1000000)) : (int64_t)1 << 33;
    r->temperature = rnd(3) ? (double)rnd(3) / 2 : NAN;
    r->max_tokens = maybe((int64_t)rnd(5000));
    r->ttft_us = r->max_tokens == UNKNOWN ? UNKNOWN : 7 * r->max_tokens;
    r->is_error = rnd(4) == 0;
    r->cost_nusd = maybe((int64_t)rnd(1000000));
    r->gateway_hit = (enum tri)rnd(3);
    r->tier = (enum tier)rnd(5);
    r->tok_source = (enum tok_source)rnd(2);
    r->usage.web_searches = rnd(30) ? UNKNOWN : (int64_t)rnd(3);
}

// Entries [from, to) of a source.
static inline void ingest(struct planted *p, struct fake *fake, const char *path, int from, int to)
{
    struct err e = {0};
    struct store *s = open_store(path, STORE_WRITE);
    struct sink sink = store_sink(s);
    static const char *const names[SOURCES] = {"a.jsonl", "b.jsonl", "c.jsonl"};
    struct source_close how = {.is_complete = true};
    struct ledger ledger, added;
    int source = from ? 0 : (int)(p->count % SOURCES);
    struct source_info info = fake_source(names[source]);
    struct source_known known;
    int count = 0;
    fake_init(fake);
    fake->next_entry = from;
    for (int i = from; i < to; i++)
        fill_record(fake_record(fake, str_fmt(&fake->arena, "call-%d-%d", source, i).ptr));
    OK(sink.candidates(sink.self, &info, &known, 1, &count, &e));
    assert_int_equal(count, from ? 1 : 0);
    OK(sink.open_source(sink.self, &info, from ? &known : NULL, &e));
    OK(sink.write(sink.self, &fake->block, &e));
    OK(sink.close_source(sink.self, &how, &ledger, &added, &e));
    assert_int_equal(added.ends[END_RECORD], to - from);
    OK(store_meta_set(s, S("watch"), S("[\"refund\"]"), &e));
    store_close(s);
    p->count++;
}

static inline int compare_requests(const void *left, const void *right)
{
    const struct request *a = left;
    const struct request *b = right;
    if (a->ts_us != b->ts_us)
        return a->ts_us < b->ts_us ? -1 : 1;
    if (a->source_id != b->source_id)
        return a->source_id < b->source_id ? -1 : 1;
    return a->entry < b->entry ? -1 : a->entry > b->entry;
}

// What the question matches, by a cursor.
static inline void read_requests(struct planted *p)
{
    struct err e = {0};
    struct cursor_options options;
    struct where where = {0};
    struct request r;
    bool has = false;
    cursor_options_init(&options);
    options.begin_us = p->question.since_us;
    options.end_us = p->question.until_us;
    options.want = CURSOR_PRINTS | CURSOR_PARTS | CURSOR_FACTS | CURSOR_ORIGIN;
    OK(filter_sql(p->question.filter, &where, &p->arena, &e));
    options.where = where.sql.len ? &where : NULL;
    cursor_close(p->cursor);
    OK(cursor_open(p->store, &options, &p->cursor, &e));
    p->requests = ARENA_ARRAY(&p->arena, struct request, ROWS + 1);
    for (p->count = 0;; p->count++) {
        OK(cursor_next(p->cursor, &r, &has, &e));
        if (!has)
            break;
        p->requests[p->count] = r;
    }
    if (p->count)
        qsort(p->requests, (size_t)p->count, sizeof r, compare_requests);
}

static inline void plant(struct planted *p, uint64_t seed)
{
    *p = (struct planted){0};
    random_state = seed;
    struct fake *fake = ARENA_NEW(&p->arena, struct fake);
    const char *path = scratch_file(&p->arena, "columns.db");
    ingest(p, fake, path, 0, ROWS / 4);
    ingest(p, fake, path, 0, ROWS / 4);
    ingest(p, fake, path, 0, ROWS / 4);
    ingest(p, fake, path, ROWS / 4, ROWS / 2);
    arena_release(&fake->arena);
    p->store = open_store(path, STORE_READ);
    p->question = (struct question){
        .filter = &p->everything,
        .since_us = UNKNOWN,
        .until_us = UNKNOWN,
        .book_date_us = UNKNOWN,
    };
    read_requests(p);
    assert_int_equal(p->count, ROWS);
}

static inline void clear_away(struct planted *p)
{
    cursor_close(p->cursor);
    store_close(p->store);
    arena_release(&p->arena);
    remove_scratch();
}

static inline void load(struct planted *p, const struct column_wants *wants, struct columns *out)
{
    struct err e = {0};
    struct columns_loading from = {.store = p->store, .question = &p->question, .wants = wants};
    OK(columns_load(&from, &p->arena, out, &e));
    assert_int_equal(out->count, p->count);
}
