// test_buster_scan.c - templates and cache busters of a planted database, as their sections show
// them.
#include <math.h>

#include "analyze/mine.h"
#include "price/price.h"
#include "profiled.h"

enum {
    CALLS = 60,  // of each template, a minute apart
    WORDS = 40,  // static words of a system prompt…
    WORD_BYTES = 200,
    TIME_BYTES = 24,
    QUESTION_BYTES = 376,
    INPUT_TOK = 2100,  // …so that four bytes are a token
};

// One system prompt begins "Now: ‹time›", the other never changes but its tools come in two orders.
static struct sample *system_sample(struct profiled *p, int call, bool has_time)
{
    struct token *tokens = ARENA_ARRAY(&p->arena, struct token, WORDS + 1);
    int n = 0;
    for (int i = 0; i < WORDS; i++) {
        if (i == 2 && has_time)
            tokens[n++] = (struct token){(uint16_t)(9000 + call), TIME_BYTES, TOKEN_TIME};
        tokens[n++] = (struct token){(uint16_t)((has_time ? 100 : 300) + i), WORD_BYTES, 0};
    }
    struct sample *s = ARENA_NEW(&p->arena, struct sample);
    *s = (struct sample){
        .segment = hash_words((uint64_t[]){has_time ? (uint64_t)call : 1, has_time}, 2),
        .tokens = tokens,
        .token_count = n,
        .gap_at = n,
    };
    return s;
}

// Questions begin in three ways, one a third of the time; only the last third ends otherwise.
static int third_of(int call)
{
    return call * 3 / CALLS;
}

enum { NUMBERS = 12 };

static struct sample *question_sample(struct profiled *p, int call, int third)
{
    struct token *tokens = ARENA_ARRAY(&p->arena, struct token, 4 + 2 * NUMBERS);
    int n = 0;
    tokens[n++] = (struct token){700, 200, 0};
    tokens[n++] =
        (struct token){(uint16_t)(1000 + call), QUESTION_BYTES - 204 - 2 * NUMBERS, TOKEN_WORD};
    for (int i = 0; i < NUMBERS; i++) {
        tokens[n++] = (struct token){(uint16_t)(710 + i), 1, TOKEN_PUNCTUATION};
        tokens[n++] = (struct token){(uint16_t)(2000 + call), 1, TOKEN_NUMBER};
    }
    tokens[n++] = (struct token){701, 2, TOKEN_PUNCTUATION};
    tokens[n++] = (struct token){third == 2 ? 703 : 702, 2, 0};
    struct sample *s = ARENA_NEW(&p->arena, struct sample);
    *s = (struct sample){
        .segment = 5000 + (uint64_t)call, .tokens = tokens, .token_count = n, .gap_at = n};
    return s;
}

static struct system_facts *system_facts(struct profiled *p, uint64_t system_fp, uint64_t tools_fp)
{
    struct system_facts *facts = ARENA_NEW(&p->arena, struct system_facts);
    *facts = (struct system_facts){.system_fp = system_fp, .tools_fp = tools_fp, .tools_set = 99};
    return facts;
}

static void plant_call(struct profiled *p, int call, bool has_time)
{
    struct record *r = fake_record(p->fake, str_fmt(&p->arena, "%d-%d", call, has_time).ptr);
    r->ts_us = 1788220800000000LL + call * 60000000LL;
    r->usage.tok[TOK_INPUT] = INPUT_TOK;
    for (int i = 0; i < PART_COUNT; i++)
        r->part_bytes[i] = 0;
    r->part_bytes[PART_SYSTEM] = WORDS * WORD_BYTES + (has_time ? TIME_BYTES : 0);
    r->part_bytes[PART_QUESTION] = QUESTION_BYTES + (has_time ? 0 : TIME_BYTES);
    r->has_shape = true;
    memset(r->shape.system, has_time ? 3 : 4, SHAPE_SYSTEM);
    r->shape.head[0] = 5;
    r->shape.head[1] = (uint8_t)(1 + third_of(call));
    r->shape.tail[0] = (uint8_t)(1 + call % 200);
    r->system_sample = system_sample(p, call, has_time);
    r->question_sample = question_sample(p, call + (has_time ? 0 : 500), third_of(call));
    r->print[PRINT_SYSTEM] = has_time ? 1000 + (uint64_t)call : 1 + (uint64_t)(call % 2);
    if (!has_time)
        r->system = system_facts(p, r->print[PRINT_SYSTEM], 70 + (uint64_t)(call % 2));
}

static void no_price(void *self, struct record *r)
{
    (void)self;
    (void)r;
}

static int64_t four_bytes_a_token(void *self, struct str model)
{
    (void)self;
    (void)model;
    return 4000;
}

// As profiled_open(), and settled.
static void open_settled(struct profiled *p)
{
    struct settle_hooks hooks = {
        .price = no_price,
        .bytes_per_ktok = four_bytes_a_token,
        .mine = mine_templates,
    };
    struct ledger ledger, added;
    struct err e = {0};
    const char *path = scratch_file(&p->arena, "templates.db");
    struct store *s = open_store(path, STORE_WRITE);
    fake_ingest(s, p->fake, "planted.jsonl", &ledger, &added);
    assert_int_equal(ledger.ends[END_RECORD], 2 * CALLS);
    OK(store_settle(s, &hooks, &e));
    store_close(s);
    p->question = (struct question){
        .filter = &p->filter,
        .since_us = UNKNOWN,
        .until_us = UNKNOWN,
        .book_date_us = UNKNOWN,
    };
    p->profiling = (struct profiling){
        .store = open_store(path, STORE_READ),
        .question = &p->question,
        .arena = &p->arena,
        .requests = p->fake->block.entry_count,
    };
}

static void open_planted(struct profiled *p)
{
    struct err e = {0};
    struct price_book *book = NULL;
    profiled_init(p);
    for (int call = 0; call < CALLS; call++) {
        plant_call(p, call, true);
        plant_call(p, call, false);
    }
    open_settled(p);
    OK(price_book_builtin(&book, &p->arena, &e));
    p->question.book = book;
}

static const struct table *section(struct profiled *p, const char *name, const char *key)
{
    struct err e = {0};
    struct answer *out = ARENA_NEW(&p->arena, struct answer);
    out->arena = &p->arena;
    OK(profile_find(str_of(name))->run(&p->profiling, out, &e));
    for (int i = 0; i < out->table_count; i++)
        if (str_eq(out->tables[i]->key, str_of(key)))
            return out->tables[i];
    fail_msg("%s has no table %s", name, key);
    return NULL;
}

static const struct cell *at(const struct table *t, int64_t row, const char *column)
{
    int i = table_column(t, str_of(column));
    assert_true(i >= 0 && row < t->row_count);
    return &t->cells[row * t->column_count + i];
}

static void busters_are_named_with_their_place_and_price(void **state)
{
    (void)state;
    struct profiled p;
    open_planted(&p);
    const struct table *t = section(&p, "busters", "busters");
    assert_int_equal(t->row_count, 2);
    // $1.25 a million tokens saved by each call but the first: of the time's template 2,000 static
    // tokens of the system prompt and 50 of the question; of the tools' 2,050 all the same; in
    // steps of 128: 2,048 tokens, $0.00256.
    for (int64_t row = 0; row < 2; row++) {
        assert_int_equal(at(t, row, "calls")->i, CALLS);
        assert_int_equal(at(t, row, "hits")->i, CALLS - 1);
        assert_int_equal(at(t, row, "saving_usd")->i, 2560000LL * (CALLS - 1));
        assert_int_equal(at(t, row, "read_calls")->i, 0);
        assert_true(str_eq(at(t, row, "model")->s, S("gpt-4o")));
        // An hour less a minute counts as a day.
        assert_int_equal(at(t, row, "saving_month_usd")->i, 30 * 2560000LL * (CALLS - 1));
    }
    int64_t time = str_eq(at(t, 0, "buster")->s, S("a timestamp")) ? 0 : 1;
    assert_true(str_eq(at(t, time, "buster")->s, S("a timestamp")));
    // Behind two words and the space that must be there.
    assert_int_equal(at(t, time, "offset")->i, 2 * WORD_BYTES + 1);
    assert_int_equal(at(t, time, "prefix_tok")->i, 100);
    assert_int_equal(at(t, time, "static_after_tok")->i, 1950);
    assert_true(str_eq(at(t, 1 - time, "buster")->s, S("a tool list in changing order")));
    assert_true(at(t, 1 - time, "lost_share")->f == 1);
    profiled_close(&p);
}

static void templates_show_what_is_static(void **state)
{
    (void)state;
    struct profiled p;
    open_planted(&p);
    for (int scan = 0; scan < 2; scan++) {
        p.profiling.is_filtered = scan;
        const struct table *t = section(&p, "templates", "templates");
        assert_int_equal(t->row_count, 2);
        for (int64_t row = 0; row < 2; row++) {
            assert_int_equal(at(t, row, "calls")->i, CALLS);
            assert_int_equal(at(t, row, "distinct")->i, CALLS);
            assert_int_equal(at(t, row, "input_tok")->i, (int64_t)CALLS * INPUT_TOK);
            assert_int_equal(at(t, row, "features")->is_null, !scan);
            assert_true(fabs(at(t, row, "static_share")->f - (8202.0 + NUMBERS) / 8400) < 0.001);
            assert_true(at(t, row, "name")->is_null);
            assert_false(t->columns[table_column(t, S("name"))].is_label);
        }
        const struct table *slots = section(&p, "templates", "template_slots");
        // The time; of each of the questions what differs in every call, and how it ends.
        assert_int_equal(slots->row_count, 1 + 2 * (2 + NUMBERS));
        assert_int_equal(slots->note_count, 0);
        for (int64_t row = 0; row < slots->row_count; row++)
            assert_true(at(slots, row, "distinct")->i > 1);
        // Those of the templates listed, the first 12 of each.
        p.question.top = 2;
        slots = section(&p, "templates", "template_slots");
        assert_int_equal(slots->row_count, 2 * 12);
        assert_int_equal(slots->note_count, 1);
        p.question.top = 1;
        slots = section(&p, "templates", "template_slots");
        assert_int_equal(slots->row_count, 12);
        p.question.top = 0;
    }
    profiled_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(busters_are_named_with_their_place_and_price),
        cmocka_unit_test(templates_show_what_is_static),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
