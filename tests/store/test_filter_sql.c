// test_filter_sql.c - filters as SQL take exactly the rows that filters on columns take.
#include "fake_stream.h"

#include <math.h>

#include "store/cursor.h"
#include "store/filter_sql.h"

static struct fake fake;

enum { ROWS = 200 };

static void fill_facts(struct record *r, int i)
{
    r->has_request = i % 7 != 3;
    r->facts = (struct facts){.retrieved_chunks = UNKNOWN};
    r->facts.answer_is_json = (enum tri)(i % 3);
    if (i % 4)
        r->facts.answer_normal_fp = (uint64_t)(i % 5 + 1) << 60;
    if (!r->has_request || i % 9 == 0)
        return;
    r->facts.task = (enum task)(i % TASK_COUNT);
    r->facts.wants_json = (enum tri)(i / 3 % 3);
    r->facts.pii = (uint32_t)(i % 5 ? 0 : i % (1 << PII_COUNT));
    r->facts.time_words = (uint32_t)(i % 6 ? 0 : (i * 37) % (1 << TIME_WORDS));
    if (i % 8)
        r->facts.retrieved_chunks = i % 12;
}

// Rows in which every field is now and then unknown.
static void fill(void)
{
    static const char *const words[] = {"search", "chat", "Sum mary", "x", ""};
    fake_init(&fake);
    for (int i = 0; i < ROWS; i++) {
        struct record *r = fake_record(&fake, str_fmt(&fake.arena, "call-%06d", i).ptr);
        for (int n = 0; n < NAME_COUNT; n++) {
            int pick = (i * 7 + n * 3) % 6;
            r->names[n] = pick < 5 ? str_of(words[pick]) : (struct str){0};
        }
        for (int c = 0; c < TOK_CLASSES; c++)
            r->usage.tok[c] = (i + c) % 4 ? (i * 13 + c) % 50 : UNKNOWN;
        for (int p = 0; p < PRINT_COUNT; p++)
            r->print[p] = (i + p) % 5 ? (uint64_t)(i % 9) << 60 | (uint64_t)(p + 1) : 0;
        r->latency_us = i % 3 ? i * 1000 : UNKNOWN;
        r->temperature = i % 4 ? (i % 20) / 10.0 : NAN;
        r->status = i % 5 ? 200 + (i % 4) * 100 : UNKNOWN;
        r->is_error = i % 5 == 2;
        r->cost_nusd = i % 6 ? i * 1000 : UNKNOWN;
        r->stream = (enum tri)(i % 3);
        r->gateway_hit = (enum tri)(i / 3 % 3);
        r->tier = (enum tier)(i % 5);
        r->tools_offered = i % 2 ? i % 4 : UNKNOWN;
        r->image_count = i % 10 ? UNKNOWN : i;
        r->output_cost_nusd = i % 6 ? i * 300 : UNKNOWN;
        fill_facts(r, i);
        if (i % 8 == 0)
            r->ts_us = UNKNOWN;
    }
}

static void set_tri(struct filter_row *row, enum filter_field field, enum tri value)
{
    row->number[field - FIELD_TEXTS] = value == TRI_UNKNOWN ? UNKNOWN : value == TRI_YES;
}

static int64_t sum_known(const struct usage *u, const enum tok_class *classes, int count)
{
    int64_t sum = UNKNOWN;
    for (int i = 0; i < count; i++)
        if (u->tok[classes[i]] != UNKNOWN)
            sum = (sum == UNKNOWN ? 0 : sum) + u->tok[classes[i]];
    return sum;
}

// What the row of a request without any facts has: nothing.
static bool has_facts(const struct record *r)
{
    const struct facts *f = &r->facts;
    return f->task || f->wants_json || f->answer_is_json || f->pii || f->time_words ||
           f->retrieved_chunks != UNKNOWN;
}

static void facts_of(const struct record *r, int i, struct filter_row *row)
{
    if (r->facts.task)
        row->text[FIELD_TASK] = str_of(task_name[r->facts.task]);
    if (r->has_request && has_facts(r)) {
        row->number[FIELD_PII - FIELD_TEXTS] = r->facts.pii;
        row->number[FIELD_TIME_WORDS - FIELD_TEXTS] = r->facts.time_words;
    }
    row->has[HAS_PII] = r->facts.pii != 0;
    row->has[HAS_TIME] = r->facts.time_words != 0;
    row->number[FIELD_RETRIEVED_CHUNKS - FIELD_TEXTS] = r->facts.retrieved_chunks;
    row->number[FIELD_QUESTION_BYTES - FIELD_TEXTS] = r->part_bytes[PART_QUESTION];
    row->number[FIELD_OUTPUT_COST_NUSD - FIELD_TEXTS] = r->output_cost_nusd;
    row->number[FIELD_ANSWER_NORMAL_FP - FIELD_TEXTS] = (int64_t)r->facts.answer_normal_fp;
    set_tri(row, FIELD_WANTS_JSON, r->facts.wants_json);
    set_tri(row, FIELD_ANSWER_IS_JSON, r->facts.answer_is_json);
    int64_t shape = (i + 1) % 4;  // set_shapes()
    if (shape == 1 || shape == 2)
        row->text[FIELD_TEMPLATE_NAME] = S("greeting");
    row->number[FIELD_TEMPLATE - FIELD_TEXTS] = shape == 3 ? 0x3300 : shape ? 0x2200 : 0;
}

// The record as a row of columns, made without the database.
static void row_of(const struct record *r, int i, struct filter_row *row)
{
    static const struct {
        enum name name;
        enum filter_field field;
    } names[] = {{NAME_PROVIDER, FIELD_PROVIDER}, {NAME_MODEL, FIELD_MODEL},
                 {NAME_USER, FIELD_USER},         {NAME_FEATURE, FIELD_FEATURE},
                 {NAME_TEAM, FIELD_TEAM},         {NAME_SESSION, FIELD_SESSION},
                 {NAME_TAGS, FIELD_TAGS},         {NAME_FINISH_REASON, FIELD_FINISH_REASON},
                 {NAME_ERROR, FIELD_ERROR_CLASS}};
    static const char *const tiers[] = {NULL, "standard", "batch", "flex", "priority"};
    static const enum tok_class input[] = {TOK_INPUT, TOK_CACHE_READ, TOK_CACHE_WRITE_5M,
                                           TOK_CACHE_WRITE_1H};
    filter_row_init(row);
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        row->text[names[n].field] = r->names[names[n].name];
    row->text[FIELD_TIER] = str_of(tiers[r->tier]);
    row->text[FIELD_SOURCE] = S("a.jsonl");
    row->number[FIELD_TS_US - FIELD_TEXTS] = r->ts_us;
    row->number[FIELD_LATENCY_US - FIELD_TEXTS] = r->latency_us;
    row->number[FIELD_CACHE_READ_TOK - FIELD_TEXTS] = r->usage.tok[TOK_CACHE_READ];
    row->number[FIELD_AUDIO_IN_TOK - FIELD_TEXTS] = r->usage.tok[TOK_AUDIO_IN];
    row->number[FIELD_IN_TOK - FIELD_TEXTS] = sum_known(&r->usage, input, 4);
    row->number[FIELD_CACHE_WRITE_TOK - FIELD_TEXTS] = sum_known(&r->usage, input + 2, 2);
    row->number[FIELD_TEMPERATURE - FIELD_TEXTS] =
        isnan(r->temperature) ? UNKNOWN : llround(r->temperature * 1000000);
    row->number[FIELD_STATUS - FIELD_TEXTS] = r->status;
    row->number[FIELD_COST_NUSD - FIELD_TEXTS] = r->cost_nusd;
    row->number[FIELD_IMAGE_COUNT - FIELD_TEXTS] = r->image_count;
    row->number[FIELD_ENTRY - FIELD_TEXTS] = i;
    row->number[FIELD_ERROR - FIELD_TEXTS] = r->is_error;
    set_tri(row, FIELD_STREAM, r->stream);
    set_tri(row, FIELD_GATEWAY_HIT, r->gateway_hit);
    row->number[FIELD_REQUEST_FP - FIELD_TEXTS] = (int64_t)r->print[PRINT_REQUEST];
    row->number[FIELD_ID - FIELD_TEXTS] = (int64_t)store_identity(r->call_id);
    facts_of(r, i, row);
    row->has[HAS_CACHE] = tok_or_zero(&r->usage, TOK_CACHE_READ) +
                              tok_or_zero(&r->usage, TOK_CACHE_WRITE_5M) +
                              tok_or_zero(&r->usage, TOK_CACHE_WRITE_1H) >
                          0;
    row->has[HAS_ERROR] = r->is_error;
    row->has[HAS_TOOLS] = r->tools_offered > 0;
    row->has[HAS_STREAM] = r->stream == TRI_YES;
}

static const char *const filters[] = {
    "",
    "feature=search",
    "feature=search,chat model!=x",
    "!feature=search",
    "feature=",
    "feature!=",
    "!user=x user~a",
    "user~^S,^c",
    "!user~s",
    "session<d",
    "session>=chat !team<=search",
    "provider:chat..search",
    "tags=chat",
    "error_class=x",
    "finish_reason=\"Sum mary\"",
    "tier=batch,flex",
    "tier!=standard",
    "source~jsonl",
    "latency>50ms",
    "latency:10ms..20ms",
    "!latency>50ms",
    "in_tok>100",
    "cache_write_tok<=10",
    "cache_write_tok=",
    "audio_in_tok>=20",
    "image_count>50",
    "temperature=0.7",
    "temperature>0.5 temperature<1.2",
    "status=500",
    "status!=200",
    "status>=400 !error=yes",
    "cost_usd>0.0001",
    "entry:10..19",
    "stream=yes",
    "stream!=no",
    "!gateway_hit=yes",
    "has:cache",
    "!has:cache,error",
    "has:tools has:stream",
    "request_fp=3",
    "request_fp=f,8",
    "request_fp!=3",
    "request_fp=",
    "time>=2026-09-01T00:01",
    "task=yes_no,code",
    "!task~^s",
    "task!=other",
    "task=",
    "pii=email,card",
    "pii!=email",
    "pii=none",
    "pii=",
    "!pii=phone",
    "has:pii",
    "has:time",
    "time_words=today,yesterday",
    "time_words=none,part",
    "wants_json=yes",
    "answer_is_json!=yes",
    "answer_is_json=",
    "retrieved_chunks>3",
    "retrieved_chunks=",
    "retrieved_chunks=0",
    "question_bytes=100",
    "output_cost_usd>0.00003",
    "answer_normal_fp=2",
    "answer_normal_fp=",
    "template=000000000000220",
    "template!=000000000000220",
    "tpl=",
    "template_name=greeting",
    "!template_name~greet",
};

static int64_t count_by_columns(const struct filter *f)
{
    int64_t count = 0;
    for (int i = 0; i < ROWS; i++) {
        struct filter_row row;
        row_of(&fake.records[i], i, &row);
        count += filter_matches(f, &row);
    }
    return count;
}

static int64_t count_by_sql(struct store *s, const struct filter *f)
{
    struct arena a = {0};
    struct err e = {0};
    struct where where;
    struct cursor_options options;
    struct cursor *c = NULL;
    struct request r;
    bool has = true;
    int64_t count = -1;
    cursor_options_init(&options);
    options.where = &where;
    OK(filter_sql(f, &where, &a, &e));
    OK(cursor_open(s, &options, &c, &e));
    for (; has; count++)
        OK(cursor_next(c, &r, &has, &e));
    cursor_close(c);
    arena_release(&a);
    return count;
}

// Two templates, the first with a name, of three shapes; every fourth request has none.
static void set_shapes(const char *path)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(
            db,
            "INSERT INTO shape_t (id, shapes, levels) VALUES (0, zeroblob(102), zeroblob(3));"
            "INSERT INTO shape_settled_t VALUES (0, '000010000100003', x'010101010101');"
            "INSERT INTO template_t SELECT value, iif(value = 1, 0x2200, 0x3300), 1, 1, NULL, NULL,"
            " 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL"
            " FROM json_each('[1, 3]');"
            "INSERT INTO template_name_t VALUES (1, 'greeting');"
            "UPDATE request_t SET shape = nullif(id % 4, 0)",
            NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
}

static void sql_and_columns_agree(void **state)
{
    (void)state;
    struct arena a = {0};
    struct ledger ledger = {0};
    struct ledger added = {0};
    const char *path = scratch_file(&a, "filter.db");
    struct store *s = open_store(path, STORE_WRITE);
    fill();
    fake_ingest(s, &fake, "a.jsonl", &ledger, &added);
    set_shapes(path);
    assert_int_equal(ledger.ends[END_RECORD], ROWS);
    int64_t partial = 0;
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        struct err e = {0};
        struct filter f = {0};
        OK(filter_parse(&f, str_of(filters[i]), 0, &a, &e));
        int64_t want = count_by_columns(&f);
        int64_t got = count_by_sql(s, &f);
        if (want != got)
            print_error("%s: %lld by columns, %lld by SQL\n", filters[i], (long long)want,
                        (long long)got);
        assert_int_equal(want, got);
        partial += want > 0 && want < ROWS;
        filter_release(&f);
    }
    assert_true(partial > 55);
    store_close(s);
    arena_release(&a);
}

// Two or three terms picked by a seeded generator.
static void random_combinations_agree(void **state)
{
    (void)state;
    struct arena a = {0};
    struct ledger ledger = {0};
    struct ledger added = {0};
    const char *path = scratch_file(&a, "random.db");
    struct store *s = open_store(path, STORE_WRITE);
    uint64_t seed = 20261122;
    fill();
    fake_ingest(s, &fake, "a.jsonl", &ledger, &added);
    set_shapes(path);
    for (int i = 0; i < 300; i++) {
        struct err e = {0};
        struct filter f = {0};
        struct buf text = {.arena = &a};
        for (int t = 0; t < 2 + i % 2; t++) {
            seed = hash_mix(seed, (uint64_t)t);
            buf_fmt(&text, "%s ", filters[seed % (sizeof filters / sizeof *filters)]);
        }
        OK(filter_parse(&f, buf_view(&text), 0, &a, &e));
        int64_t want = count_by_columns(&f);
        int64_t got = count_by_sql(s, &f);
        if (want != got)
            print_error("%.*s\n", STR_ARG(buf_view(&text)));
        assert_int_equal(want, got);
        filter_release(&f);
    }
    store_close(s);
    arena_release(&a);
}

// The largest filters that are taken are run, larger ones refused; in SQLite's limits.
static void large_filters_run_or_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *term;
        int most;
    } cases[] = {{"user= ", 900}, {"user!=x,", 449}, {"model~x,", 899}, {"user=x ", 300}};
    struct arena a = {0};
    struct store *s = open_store(scratch_file(&a, "large.db"), STORE_WRITE);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err e = {0};
        struct filter f = {0};
        struct where where;
        struct buf text = {.arena = &a};
        size_t len = strlen(cases[i].term);
        bool is_list = cases[i].term[len - 1] == ',';
        buf_fmt(&text, "%.*s", (int)len - is_list, cases[i].term);
        for (int k = 1; k < cases[i].most; k++)
            buf_str(&text, is_list ? S(",x") : str_of(cases[i].term));
        OK(filter_parse(&f, buf_view(&text), 0, &a, &e));
        assert_int_equal(count_by_sql(s, &f), 0);
        filter_release(&f);
        buf_str(&text, is_list ? S(",x") : str_of(cases[i].term));
        OK(filter_parse(&f, buf_view(&text), 0, &a, &e));
        assert_false(filter_sql(&f, &where, &a, &e));
        assert_int_equal(e.code, ERR_USAGE);
        filter_release(&f);
    }
    store_close(s);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sql_and_columns_agree),
        cmocka_unit_test(random_combinations_agree),
        cmocka_unit_test(large_filters_run_or_are_refused),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&fake.arena);
    remove_scratch();
    return failed;
}
