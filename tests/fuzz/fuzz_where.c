// fuzz_where.c - any filter: its SQL over the view `requests` takes the requests that the cursor
// takes, and those that filter_matches() takes; nothing but one SELECT runs.
#include <assert.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/filter_sql.h"
#include "store/sql.h"
#include "store/store.h"
#include "store/view_sql.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { REQUESTS = 60 };  // a bit of a uint64_t each, by entry
static const int64_t now_us = 1788220800000000;

// Made at the first input, removed at the end.
static struct {
    char folder[64];
    struct store *store;
    struct arena arena;
    struct record records[REQUESTS];
} made;

static void remove_database(void)
{
    char command[128];
    store_close(made.store);
    snprintf(command, sizeof command, "rm -rf '%s'", made.folder);
    assert(system(command) == 0);
    arena_release(&made.arena);
}

static int64_t unknown_or(bool is_known, int64_t value)
{
    return is_known ? value : UNKNOWN;
}

static void fill_record(struct record *r, int i)
{
    static const char *const words[] = {
        "search", "it's", "100%", "a_b",  "\"q\"", "東京 Ünï", "a,b", "' OR 1=1 --", "x;y",
        "\\",     "NULL", "12",   "1e3",  "",      "SEARCH",   "''",  "%s %n",       "--",
        "/*",     "a b",  "..",   "\x01", "\n",    NULL,       NULL,  NULL};
    enum { WORDS = sizeof words / sizeof *words };
    record_init(r);
    r->call_id = str_fmt(&made.arena, "call-%d", i);
    r->ts_us = unknown_or(i % 8 != 0, now_us + i * 3600000000LL + i);
    r->latency_us = unknown_or(i % 3 != 0, i * 1000);
    r->ttft_us = unknown_or(i % 5 != 0, i * 77);
    for (int n = 0; n < NAME_COUNT; n++)
        r->names[n] = str_of(words[(i * 7 + n * 3) % WORDS]);
    for (int c = 0; c < TOK_CLASSES; c++)
        r->usage.tok[c] = unknown_or((i + c) % 4 != 0, (i * 13 + c) % 50);
    r->temperature = i % 4 ? (i % 20) / 10.0 : NAN;
    r->max_tokens = unknown_or(i % 3 != 0, i * 100);
    r->seed = unknown_or(i % 7 == 0, i % 2 ? INT64_MAX : INT64_MIN + 1);
    r->n = unknown_or(i % 9 == 0, i);
    r->status = unknown_or(i % 5 != 0, 200 + (i % 4) * 100);
    r->is_error = i % 5 == 2;
    r->stream = (enum tri)(i % 3);
    r->gateway_hit = (enum tri)(i / 3 % 3);
    r->tier = (enum tier)(i % 5);
    r->tok_source = (enum tok_source)(i % 2);
    r->image_count = unknown_or(i % 10 == 0, i);
    r->tools_offered = unknown_or(i % 2 == 0, i % 4);
    r->cost_nusd = unknown_or(i % 6 != 0, i * 1000);
    r->output_cost_nusd = unknown_or(i % 6 != 0, i * 300);
    r->logged_cost_nusd = unknown_or(i % 4 == 0, i * 999);
    r->has_request = i % 7 != 3;
    for (int p = 0; p < PRINT_COUNT; p++)
        r->print[p] = (i + p) % 5 ? (uint64_t)(i % 16) << 60 | (uint64_t)(p + 1) : 0;
    for (int p = 0; p < PART_COUNT; p++)
        r->part_bytes[p] = unknown_or(r->has_request, i * p);
    r->facts = (struct facts){.retrieved_chunks = UNKNOWN, .answer_is_json = (enum tri)(i % 3)};
    r->facts.answer_normal_fp = (uint64_t)(i % 5) << 60;
    if (!r->has_request || i % 9 == 0)
        return;
    r->facts.task = (enum task)(i % TASK_COUNT);
    r->facts.wants_json = (enum tri)(i / 3 % 3);
    r->facts.pii = (uint32_t)(i % 2 ? 0 : i % (1 << PII_COUNT));
    r->facts.time_words = (uint32_t)(i % 3 ? 0 : i * 37 % (1 << TIME_WORDS));
    r->facts.retrieved_chunks = unknown_or(i % 8 != 0, i % 12);
}

static void write_source(const char *path, int begin, int end)
{
    static struct block_entry entries[REQUESTS];
    struct err e = {0};
    struct ledger ledger, added;
    struct sink sink = store_sink(made.store);
    struct source_info info = {.path = str_of(path), .format = S("pair"), .compression = S("none")};
    struct source_close how = {.is_complete = true};
    struct block block = {.entries = entries + begin, .entry_count = end - begin};
    info.head_hash = (uint64_t)begin + 1;
    info.head_bytes = info.file_bytes = 4096;
    for (int i = begin; i < end; i++) {
        fill_record(&made.records[i], i);
        entries[i] = (struct block_entry){.offset = i * 100LL, .bytes = 100, .entry = i};
        entries[i].record = &made.records[i];
    }
    block.compressed_bytes = UNKNOWN;
    block.end_offset = end * 100LL;
    block.prefix_hash = (uint64_t)end;
    bool is_written = sink.open_source(sink.self, &info, NULL, &e) &&
                      sink.write(sink.self, &block, &e) &&
                      sink.close_source(sink.self, &how, &ledger, &added, &e);
    assert(is_written && ledger.ends[END_RECORD] == end - begin);
}

// Two templates, one with a name, of three shapes; every fourth request has none.
static void set_shapes(const char *path)
{
    sqlite3 *db = NULL;
    bool is_open = sqlite3_open(path, &db) == SQLITE_OK;
    int done = sqlite3_exec(
        db,
        "INSERT INTO shape_t (id, shapes, levels) VALUES (0, zeroblob(102), zeroblob(3));"
        "INSERT INTO shape_settled_t VALUES (0, '000010000100003', x'010101010101');"
        "INSERT INTO template_t SELECT value, iif(value = 1, 0x2200, 0x3300), 1, 1, NULL, NULL,"
        " 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL"
        " FROM json_each('[1, 3]');"
        "INSERT INTO template_name_t VALUES (1, 'it''s mine');"
        "UPDATE request_t SET shape = nullif(id % 4, 0)",
        NULL, NULL, NULL);
    assert(is_open && done == SQLITE_OK);
    sqlite3_close(db);
}

static void make_database(void)
{
    struct err e = {0};
    const char *base = getenv("TMPDIR");
    snprintf(made.folder, sizeof made.folder, "%s/toll-where-XXXXXX", base ? base : "/tmp");
    bool has_folder = mkdtemp(made.folder) != NULL;
    struct str path = str_fmt(&made.arena, "%s/db", made.folder);
    bool is_open = has_folder && store_open(path, STORE_WRITE, NULL, &made.store, &e);
    assert(is_open);
    atexit(remove_database);
    write_source("it's 100%.jsonl", 0, REQUESTS / 2);
    write_source("b \"c\".jsonl", REQUESTS / 2, REQUESTS);
    set_shapes(path.ptr);
}

static uint64_t by_cursor(const struct where *where)
{
    struct err e = {0};
    struct cursor_options options;
    struct cursor *c = NULL;
    struct request r;
    uint64_t found = 0;
    bool has = true;
    cursor_options_init(&options);
    options.where = where;
    options.want = CURSOR_ORIGIN;
    bool ok = cursor_open(made.store, &options, &c, &e);
    while (ok && has && (ok = cursor_next(c, &r, &has, &e)))
        found |= has ? UINT64_C(1) << r.entry : 0;
    cursor_close(c);
    if (!ok)
        fprintf(stderr, "%s\n", e.text);
    assert(ok);
    return found;
}

// The condition is the end of the statement, as in the statements of answers.
static uint64_t by_view(const struct filter *f, struct str condition, struct arena *a)
{
    struct err e = {0};
    struct table *t = NULL;
    uint64_t found = 0;
    struct sql_request q = {.sql = str_fmt(a, "SELECT entry FROM requests%s%.*s\n",
                                           f->term_count ? " WHERE " : "", STR_ARG(condition))};
    bool ok = sql_run(made.store, &q, S("fuzz"), &t, a, &e);
    if (!ok)
        fprintf(stderr, "%s\n", e.text);
    assert(ok && t->column_count == 1);
    for (int64_t i = 0; i < t->row_count; i++) {
        assert(!t->cells[i].is_null && !(found & UINT64_C(1) << t->cells[i].i));
        found |= UINT64_C(1) << t->cells[i].i;
    }
    return found;
}

static const enum filter_field name_field[NAME_COUNT] = {
    FIELD_PROVIDER, FIELD_MODEL,         FIELD_MODEL_REQUESTED, FIELD_USER,    FIELD_FEATURE,
    FIELD_TEAM,     FIELD_PROJECT,       FIELD_API_KEY,         FIELD_SESSION, FIELD_ENVIRONMENT,
    FIELD_TAGS,     FIELD_FINISH_REASON, FIELD_ERROR_CLASS,
};

// Of filters that ask for names, times and money alone; others: what the cursor found.
static uint64_t by_rows(const struct filter *f, uint64_t others)
{
    uint64_t found = 0;
    uint64_t fields = 1ULL << FIELD_TS_US | 1ULL << FIELD_LATENCY_US | 1ULL << FIELD_COST_NUSD;
    for (int i = 0; i < REQUESTS; i++) {
        const struct record *r = &made.records[i];
        struct filter_row row;
        filter_row_init(&row);
        for (int n = 0; n < NAME_COUNT; n++) {
            row.text[name_field[n]] = r->names[n];
            fields |= 1ULL << name_field[n];
        }
        row.number[FIELD_TS_US - FIELD_TEXTS] = r->ts_us;
        row.number[FIELD_LATENCY_US - FIELD_TEXTS] = r->latency_us;
        row.number[FIELD_COST_NUSD - FIELD_TEXTS] = r->cost_nusd;
        found |= (uint64_t)filter_matches(f, &row) << i;
    }
    return f->has || (f->fields & ~fields) ? others : found;
}

// Patterns that glibc takes for ever, or all memory, to compile or to match.
static bool is_costly(const uint8_t *bytes, size_t len)
{
    int braces = 0;
    for (size_t i = 0; i < len; i++) {
        braces += bytes[i] == '{';
        if (bytes[i] == '\\' && i + 1 < len && bytes[i + 1] >= '1' && bytes[i + 1] <= '9')
            return true;
    }
    return braces > 1;
}

static void check_filter(const struct filter *f, struct arena *a)
{
    struct err e = {0};
    struct where where;
    struct buf sql = {.arena = a};
    bool has_nul = memchr(f->text.ptr, 0, f->text.len) != NULL;
    bool has_cursor = filter_sql(f, &where, a, &e);
    if (!view_sql_filter(f, &sql, &e)) {
        assert(e.code == ERR_USAGE && (has_nul || !has_cursor));
        return;
    }
    assert(has_cursor);
    uint64_t want = by_cursor(&where);
    uint64_t got = by_view(f, buf_view(&sql), a);
    uint64_t rows = by_rows(f, want);
    if (want != got || want != rows)
        fprintf(stderr, "%.*s\n%.*s\n%llx by the cursor, %llx by the view, %llx by rows\n",
                STR_ARG(f->text), STR_ARG(buf_view(&sql)), (unsigned long long)want,
                (unsigned long long)got, (unsigned long long)rows);
    assert(want == got && want == rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena a = {0};
    struct err e = {0};
    struct filter f;
    if (!made.store)
        make_database();
    if (is_costly(bytes, len))
        return 0;
    if (filter_parse(&f, (struct str){(const char *)bytes, len}, now_us, &a, &e)) {
        check_filter(&f, &a);
        filter_release(&f);
    } else {
        assert(e.code == ERR_USAGE && e.text[0]);
    }
    arena_release(&a);
    return 0;
}
