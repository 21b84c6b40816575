// test_waste.c - one planted call or more for each class of waste, found with its exact cost.
#include "analyze/waste.h"

#include "price/price.h"
#include "profiled.h"

static const int64_t epoch_us = 1788220800000000LL;
enum { HOUR_S = 3600 };

// A call that is no waste: fresh fingerprints, no history, an answer. Costs 1,000,000 nUSD, of
// which the output 200,000; 1,000 input tokens.
static struct record *call(struct profiled *p, int64_t at_s)
{
    int64_t number = p->fake->next_entry;
    struct record *r = fake_record(p->fake, str_fmt(&p->arena, "call-%lld", (long long)number).ptr);
    r->ts_us = epoch_us + at_s * 1000000;
    r->output_cost_nusd = 200000;
    r->names[NAME_FINISH_REASON] = S("stop");
    r->tools_called = 0;
    r->part_bytes[PART_HISTORY] = 0;
    r->part_bytes[PART_RETRIEVED] = 0;
    return r;
}

static void cost(struct record *r, int64_t cost_nusd)
{
    r->cost_nusd = cost_nusd;
    r->output_cost_nusd = 0;
}

static struct record *call_by(struct profiled *p, int64_t at_s, int request, const char *user)
{
    struct record *r = call(p, at_s);
    r->print[PRINT_REQUEST] = hash_words((uint64_t[]){1, (uint64_t)request}, 2);
    r->names[NAME_USER] = str_of(user);
    return r;
}

static void plant_failures(struct profiled *p)
{
    struct record *r = call_by(p, 0, 1, "ann");
    r->is_error = true;
    cost(r, 500);
    r = call_by(p, 30, 1, "ann");  // retries, 30 s after
    cost(r, 900);
    r = call_by(p, 40, 1, "ann");  // a duplicate, no retry: the last try succeeded
    cost(r, 13);
    r = call_by(p, 0, 2, "bob");
    r->is_error = true;
    cost(r, 0);
    r = call_by(p, 5, 2, "ann");  // another user
    cost(r, 7);
    r = call_by(p, 601, 2, "bob");  // too late; the request was answered 596 s before
    cost(r, 11);
}

static void plant_answers(struct profiled *p)
{
    static const char *const reasons[] = {"length", "MAX_TOKENS", "max_output_tokens", "stop"};
    for (int i = 0; i < 4; i++) {
        struct record *r = call(p, 10);
        r->names[NAME_FINISH_REASON] = str_of(reasons[i]);
        cost(r, 300 + i);
    }
    struct record *r = call(p, 20);
    r->facts.wants_json = TRI_YES;
    r->facts.answer_is_json = TRI_NO;
    cost(r, 250);
    r = call(p, 21);
    r->facts.wants_json = TRI_YES;
    r->facts.answer_is_json = TRI_YES;
    r = call(p, 22);  // empty
    r->part_bytes[PART_RESPONSE] = UNKNOWN;
    cost(r, 120);
    r = call(p, 23);  // a tool call instead of text
    r->part_bytes[PART_RESPONSE] = UNKNOWN;
    r->tools_called = 1;
    r = call(p, 24);  // JSON was asked for, and the answer is cut
    r->facts.wants_json = TRI_YES;
    r->facts.answer_is_json = TRI_NO;
    r->names[NAME_FINISH_REASON] = S("length");
    cost(r, 4000);
}

static void plant_run(struct profiled *p, const char *session, int calls, int64_t every_s,
                      int pause_after)
{
    for (int i = 0; i < calls; i++) {
        struct record *r = call(p, i * every_s);
        r->names[NAME_SESSION] = str_of(session);
        r->tools_called = i == pause_after ? 0 : 2;
        cost(r, 100 + i);
    }
}

static void plant_loops(struct profiled *p)
{
    plant_run(p, "loop", 10, 30, -1);   // the 9th and 10th: 108 + 109
    plant_run(p, "slow", 12, 120, -1);  // eight calls take 16 minutes
    plant_run(p, "calm", 12, 10, 6);    // an answer to the user in between
    plant_run(p, "just", 9, 75, -1);    // the 9th exactly 10 minutes after the first: 108
}

// tools 100, system 100, history 200, question 100: the history is tokens 400 to 800 of 1,000.
static void plant_history(struct profiled *p)
{
    struct record *r = call(p, 50);
    r->part_bytes[PART_HISTORY] = 200;
    r = call(p, 51);  // the first 600 tokens come from the cache
    r->part_bytes[PART_HISTORY] = 200;
    r->usage.tok[TOK_INPUT] = 400;
    r->usage.tok[TOK_CACHE_READ] = 600;
    r = call(p, 52);  // all of the history does
    r->part_bytes[PART_HISTORY] = 200;
    r->usage.tok[TOK_INPUT] = 100;
    r->usage.tok[TOK_CACHE_READ] = 900;
}

static void cache(struct profiled *p, int64_t at_s, const char *session, int system,
                  enum tok_class class)
{
    struct record *r = call(p, at_s);
    r->names[NAME_SESSION] = str_of(session);
    r->names[NAME_PROVIDER] = S("anthropic");
    r->names[NAME_MODEL] = S("claude-unpriced");
    r->print[PRINT_SYSTEM] = hash_words((uint64_t[]){9, (uint64_t)system}, 2);
    r->usage.tok[TOK_INPUT] = 0;
    r->usage.tok[class] = 1000;
}

static void plant_writes(struct profiled *p)
{
    cache(p, 0, "read", 1, TOK_CACHE_WRITE_5M);
    cache(p, 300, "read", 1, TOK_CACHE_READ);
    cache(p, 0, "late", 2, TOK_CACHE_WRITE_5M);  // unread: 800,000 × 250 ÷ 1,250
    cache(p, 301, "late", 2, TOK_CACHE_READ);
    cache(p, 0, "hour", 3, TOK_CACHE_WRITE_1H);
    cache(p, 3000, "hour", 3, TOK_CACHE_READ);
    cache(p, 0, "gone", 4, TOK_CACHE_WRITE_1H);  // unread: 800,000 × 1,000 ÷ 2,000
    cache(p, 0, "shared", 5, TOK_CACHE_WRITE_5M);
    cache(p, 100, "another", 5, TOK_CACHE_READ);  // of what a session wrote that read nothing
    cache(p, 100 * HOUR_S - 60, "end", 6, TOK_CACHE_WRITE_5M);  // the log ends too early to tell
}

static void plant_duplicates(struct profiled *p)
{
    cost(call_by(p, 0, 50, "ann"), 60);
    cost(call_by(p, 24 * HOUR_S, 50, "bob"), 70);      // just in time
    cost(call_by(p, 48 * HOUR_S + 1, 50, "ann"), 80);  // too late
}

static void plant(struct profiled *p)
{
    struct ledger ledger;
    profiled_init(p);
    plant_failures(p);
    plant_answers(p);
    plant_loops(p);
    plant_history(p);
    plant_writes(p);
    plant_duplicates(p);
    call(p, 100 * HOUR_S);
    profiled_open(p, "waste.db", &ledger);
    assert_int_equal(ledger.ends[END_RECORD], p->profiling.requests);
}

// 800,000 × 400 ÷ (400 + 60) for the fresh half of a cached prompt, half of it history.
static const int64_t cached_history_nusd = 347826;

static const struct {
    enum waste class;
    int64_t calls, cost_nusd;
} classes[] = {
    {WASTE_FAILURES, 1, 500},
    {WASTE_RETRIES, 1, 900},
    {WASTE_CUT, 4, 300 + 301 + 302 + 4000},
    {WASTE_NOT_JSON, 2, 250 + 4000},
    {WASTE_EMPTY, 1, 120},
    {WASTE_TOOL_LOOPS, 3, 108 + 109 + 108},
    {WASTE_CONTEXT, 2, 320000 + cached_history_nusd},
    {WASTE_UNREAD_WRITES, 2, 160000 + 400000},
    {WASTE_DUPLICATES, 3, 13 + 11 + 70},
};

static void each_class_is_found_with_its_cost(void **state)
{
    (void)state;
    struct err e = {0};
    struct profiled p;
    struct waste_found *w = NULL;
    plant(&p);
    OK(waste_collect(&p.profiling, 0, &w, &e));
    assert_int_equal(sizeof classes / sizeof *classes, WASTE_CLASSES);
    for (int i = 0; i < WASTE_CLASSES; i++) {
        const struct waste_sums *found = &w->classes[classes[i].class];
        if (found->calls != classes[i].calls || found->cost_nusd != classes[i].cost_nusd)
            fail_msg("%s: %lld calls, %lld nUSD", waste_class[classes[i].class].name,
                     (long long)found->calls, (long long)found->cost_nusd);
    }
    assert_int_equal(w->classes[WASTE_CONTEXT].tok, 400 + 200);
    assert_int_equal(w->classes[WASTE_UNREAD_WRITES].tok, 2000);
    assert_false(w->has_forgotten);
    profiled_close(&p);
}

static void overlap_is_shown_and_the_union_counts_each_call_once(void **state)
{
    (void)state;
    struct err e = {0};
    struct profiled p;
    struct waste_found *w = NULL;
    plant(&p);
    OK(waste_collect(&p.profiling, 0, &w, &e));
    int64_t sum_nusd = 0;
    for (int i = 0; i < WASTE_CLASSES; i++) {
        sum_nusd += w->classes[i].cost_nusd;
        assert_int_equal(w->shared_nusd[i][i], w->classes[i].cost_nusd);
        for (int k = 0; k < WASTE_CLASSES; k++)
            assert_int_equal(w->shared_nusd[i][k], w->shared_nusd[k][i]);
    }
    assert_int_equal(w->shared_nusd[WASTE_CUT][WASTE_NOT_JSON], 4000);
    assert_int_equal(w->shared_nusd[WASTE_CUT][WASTE_EMPTY], 0);
    assert_int_equal(w->any.cost_nusd, sum_nusd - 4000);
    assert_int_equal(w->any.calls, 19 - 1);
    assert_int_equal(w->alone_nusd[WASTE_NOT_JSON], 250);
    assert_int_equal(w->alone_nusd[WASTE_CUT], 903);
    profiled_close(&p);
}

static void parts_of_a_call_add_up_and_a_whole_call_covers_them(void **state)
{
    (void)state;
    struct err e = {0};
    struct profiled p;
    struct ledger ledger;
    struct waste_found *w = NULL;
    profiled_init(&p);
    // 400 fresh tokens of history (of 500), then 500 written and never read: 500 + 625 weights.
    struct record *r = call(&p, 0);
    r->part_bytes[PART_TOOLS] = r->part_bytes[PART_SYSTEM] = 0;
    r->part_bytes[PART_HISTORY] = 900;
    r->part_bytes[PART_QUESTION] = 100;
    r->usage.tok[TOK_INPUT] = 500;
    r->usage.tok[TOK_CACHE_WRITE_5M] = 500;
    r = call(&p, 1);
    r->part_bytes[PART_HISTORY] = 200;
    r->names[NAME_FINISH_REASON] = S("length");
    call(&p, 100 * HOUR_S);
    profiled_open(&p, "parts.db", &ledger);
    OK(waste_collect(&p.profiling, 0, &w, &e));
    int64_t history = 284444;  // 800,000 × 500 ÷ 1,125 × 400 ÷ 500
    int64_t premium = 88889;   // 800,000 × 125 ÷ 1,125
    assert_int_equal(w->classes[WASTE_CONTEXT].cost_nusd, history + 320000);
    assert_int_equal(w->classes[WASTE_UNREAD_WRITES].cost_nusd, premium);
    assert_int_equal(w->shared_nusd[WASTE_CONTEXT][WASTE_UNREAD_WRITES], 0);
    assert_int_equal(w->shared_nusd[WASTE_CONTEXT][WASTE_CUT], 320000);
    assert_int_equal(w->any.cost_nusd, history + premium + 1000000);
    profiled_close(&p);
}

static void the_dearest_requests_of_a_class_say_why(void **state)
{
    (void)state;
    struct err e = {0};
    struct profiled p;
    struct waste_found *w = NULL;
    plant(&p);
    OK(waste_collect(&p.profiling, 2, &w, &e));
    assert_int_equal(w->dearest_count[WASTE_CUT], 2);
    const struct wasted_request *cut = w->dearest[WASTE_CUT];
    assert_int_equal(cut[0].cost_nusd, 4000);
    assert_int_equal(cut[1].cost_nusd, 302);
    assert_true(str_eq(cut[1].why, S("finish: max_output_tokens")));
    assert_true(str_eq(cut[1].model, S("gpt-4o")) && str_eq(cut[1].feature, S("search")));
    assert_true(str_eq(w->dearest[WASTE_RETRIES][0].why, S("30.0 s after failing")));
    assert_true(str_eq(w->dearest[WASTE_TOOL_LOOPS][0].why, S("call 10 in a row")));
    profiled_close(&p);
}

static void the_price_book_splits_the_input_of_a_model_it_knows(void **state)
{
    (void)state;
    struct err e = {0};
    struct profiled p;
    struct ledger ledger;
    struct waste_found *w = NULL;
    struct price_book *book = NULL;
    profiled_init(&p);
    // gpt-4o: $2.50 fresh, $1.25 read, $10 output a million tokens.
    struct record *r = call(&p, 0);
    r->part_bytes[PART_HISTORY] = 200;
    r->usage.tok[TOK_INPUT] = 400;
    r->usage.tok[TOK_CACHE_READ] = 600;
    r->cost_nusd = 1000000 + 750000 + 1000000;
    profiled_open(&p, "book.db", &ledger);
    OK(price_book_builtin(&book, &p.arena, &e));
    p.question.book = book;
    OK(waste_collect(&p.profiling, 0, &w, &e));
    assert_int_equal(w->classes[WASTE_CONTEXT].cost_nusd, 500000);
    profiled_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_class_is_found_with_its_cost),
        cmocka_unit_test(overlap_is_shown_and_the_union_counts_each_call_once),
        cmocka_unit_test(parts_of_a_call_add_up_and_a_whole_call_covers_them),
        cmocka_unit_test(the_dearest_requests_of_a_class_say_why),
        cmocka_unit_test(the_price_book_splits_the_input_of_a_model_it_knows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
