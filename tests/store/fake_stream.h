// fake_stream.h - for the tests of the store: a scratch folder, and entries as ingest would hand
// them over.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "model/record.h"
#include "model/sink.h"
#include "store/stmt.h"
#include "store/store.h"

#define OK(call) check_ok((call), &e, __FILE__, __LINE__)
static inline void check_ok(bool ok, const struct err *e, const char *file, int line)
{
    if (!ok)
        print_error("%s\n", e->text);
    _assert_true(ok, "call succeeds", file, line);
}

enum { FAKE_ENTRIES = 4096, FAKE_BYTES = 1000 };

// A block that is being filled. Every entry takes FAKE_BYTES of its source.
struct fake {
    struct arena arena;
    struct block block;
    struct block_entry entries[FAKE_ENTRIES];
    struct record records[FAKE_ENTRIES];
    struct segment_text segments[16];
    int64_t next_entry;
};

static inline void fake_init(struct fake *f)
{
    struct arena a = f->arena;
    arena_reset(&a);
    *f = (struct fake){.arena = a};
    f->block.entries = f->entries;
    f->block.segments = f->segments;
    f->block.compressed_bytes = UNKNOWN;
}

static inline struct block_entry *fake_entry(struct fake *f, enum entry_end end)
{
    struct block_entry *entry = &f->entries[f->block.entry_count++];
    *entry = (struct block_entry){
        .offset = f->next_entry * FAKE_BYTES,
        .bytes = FAKE_BYTES,
        .entry = f->next_entry,
        .end = end,
        .entry_hash = hash_words((uint64_t[]){(uint64_t)f->next_entry, 77}, 2),
    };
    f->next_entry++;
    f->block.end_offset = f->next_entry * FAKE_BYTES;
    f->block.prefix_hash = hash_words((uint64_t[]){(uint64_t)f->next_entry, 5}, 2);
    return entry;
}

// A successful call with an id, 1,000 input and 100 output tokens, cost $0.001.
static inline struct record *fake_record(struct fake *f, const char *call_id)
{
    struct block_entry *entry = fake_entry(f, END_RECORD);
    struct record *r = &f->records[f->block.entry_count - 1];
    record_init(r);
    r->call_id = str_of(call_id);
    r->ts_us = 1788220800000000LL + entry->entry * 1000000;
    r->latency_us = 1500000;
    r->names[NAME_PROVIDER] = S("openai");
    r->names[NAME_MODEL] = S("gpt-4o");
    r->names[NAME_FEATURE] = S("search");
    r->usage.tok[TOK_INPUT] = 1000;
    r->usage.tok[TOK_OUTPUT] = 100;
    r->status = 200;
    r->cost_nusd = 1000000;
    r->price_row = 1;
    r->has_request = true;
    for (int i = 0; i < PRINT_COUNT; i++)
        r->print[i] = hash_words((uint64_t[]){(uint64_t)entry->entry, (uint64_t)i}, 2);
    for (int i = 0; i < PART_COUNT; i++)
        r->part_bytes[i] = 100;
    entry->record = r;
    return r;
}

static inline void fake_reject(struct fake *f, enum reject_reason reason)
{
    struct block_entry *entry = fake_entry(f, END_REJECTED);
    entry->reason = reason;
    entry->excerpt = S("{\"torn\": ");
}

static inline struct source_info fake_source(const char *path)
{
    return (struct source_info){
        .path = str_of(path),
        .format = S("pair"),
        .compression = S("none"),
        .head_hash = hash_str(str_of(path)),
        .head_bytes = 4096,
        .file_bytes = 100000,
    };
}

// Opens a source anew, writes the block, closes it.
static inline void fake_ingest(struct store *s, struct fake *f, const char *path,
                               struct ledger *ledger, struct ledger *added)
{
    struct err e = {0};
    struct sink sink = store_sink(s);
    struct source_info info = fake_source(path);
    struct source_close how = {.is_complete = true};
    OK(sink.open_source(sink.self, &info, NULL, &e));
    OK(sink.write(sink.self, &f->block, &e));
    OK(sink.close_source(sink.self, &how, ledger, added, &e));
}

// "<folder>/<name>" in a folder of this process; the folder is made, the file removed.
static inline const char *scratch_file(struct arena *a, const char *name)
{
    const char *base = getenv("TMPDIR");
    struct str folder = str_fmt(a, "%s/toll-store-%ld", base ? base : "/tmp", (long)getpid());
    struct str path = str_fmt(a, "%.*s/%s", STR_ARG(folder), name);
    assert_int_not_equal(
        system(str_fmt(a, "mkdir -p %.*s && rm -f %.*s*", STR_ARG(folder), STR_ARG(path)).ptr), -1);
    return path.ptr;
}

static inline void remove_scratch(void)
{
    struct arena a = {0};
    const char *base = getenv("TMPDIR");
    assert_int_not_equal(
        system(str_fmt(&a, "rm -rf %s/toll-store-%ld", base ? base : "/tmp", (long)getpid()).ptr),
        -1);
    arena_release(&a);
}

static const struct price_line fake_prices[] = {
    [1] =
        {
            .id = {"openai/gpt-4o@2024", 18},
            .provider = {"openai", 6},
            .model = {"gpt-4o", 6},
        },
};

static inline struct store *open_store(const char *path, enum store_mode mode)
{
    struct err e = {0};
    struct store *s = NULL;
    OK(store_open(str_of(path), mode, NULL, &s, &e));
    if (mode == STORE_WRITE)
        store_use_prices(s, fake_prices, 2);
    return s;
}

static inline int64_t query_int(struct store *s, const char *sql)
{
    struct err e = {0};
    int64_t n = 0;
    OK(store_query_int(s, str_of(sql), &n, &e));
    return n;
}

static inline const char *query_text(struct store *s, const char *sql, struct arena *a)
{
    struct err e = {0};
    struct stmt *t = NULL;
    bool has_row = false;
    OK(stmt_open(s, str_of(sql), &t, &e));
    OK(stmt_step(t, &has_row, &e));
    struct str text = has_row ? str_copy(stmt_str(t, 0), a) : (struct str){0};
    stmt_close(t);
    return text.ptr ? text.ptr : "(null)";
}

// How many entries ended each way, and that these are all.
static inline void assert_ends(const struct ledger *l, const int64_t want[END_COUNT])
{
    int64_t lines = 0;
    for (int i = 0; i < END_COUNT; i++) {
        assert_int_equal(l->ends[i], want[i]);
        lines += want[i];
    }
    assert_int_equal(l->lines, lines);
}
