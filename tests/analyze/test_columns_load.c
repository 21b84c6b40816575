// test_columns_load.c - columns have what cursors read, in the order of time, source and entry.
#include "planted_columns.h"

static uint32_t column_of(int64_t n)
{
    return n == UNKNOWN ? 0 : (uint32_t)n;
}

static void assert_names(const struct columns *c, int64_t i, const struct request *r)
{
    const struct caller *who = &c->callers[c->caller[i]];
    const struct model_name *model = &c->models[who->model];
    const struct str *names = r->who->names;
    for (int n = 0; n < NAME_COUNT; n++)
        assert_true(str_eq(who->names[n], names[n]) && !who->names[n].ptr == !names[n].ptr);
    assert_true(str_eq(model->provider, names[NAME_PROVIDER]));
    assert_true(str_eq(model->model, names[NAME_MODEL]));
    assert_true(str_eq(model->model_requested, names[NAME_MODEL_REQUESTED]));
    assert_true(str_eq(c->features[who->feature], names[NAME_FEATURE]));
    assert_int_equal(!c->features[who->feature].ptr, !names[NAME_FEATURE].ptr);
    assert_true(str_eq(c->teams[who->team], names[NAME_TEAM]));
    assert_int_equal(!c->teams[who->team].ptr, who->team == 0);
}

static void assert_text(const struct planted *p, const struct columns *c, uint32_t number,
                        int64_t name_id)
{
    struct err e = {0};
    struct arena scratch = {0};
    struct str got, want;
    OK(c->name_of(c->self, number, &got, &scratch, &e));
    OK(store_name(p->store, name_id, &want, &scratch, &e));
    assert_true(str_eq(got, want) && !got.ptr == !want.ptr);
    arena_release(&scratch);
}

static uint32_t flags_of(const struct request *r)
{
    uint32_t flags = (uint32_t)r->tier << COLUMN_TIER_SHIFT |
                     (uint32_t)r->facts.task << COLUMN_TASK_SHIFT |
                     r->facts.pii << COLUMN_PII_SHIFT;
    bool has_usage = false;
    bool has_extra = r->usage.web_searches != UNKNOWN && r->usage.web_searches;
    for (int c = 0; c < TOK_CLASSES; c++) {
        has_usage |= c < COLUMN_TOKENS && r->usage.tok[c] != UNKNOWN;
        has_extra |= c >= COLUMN_TOKENS && r->usage.tok[c] != UNKNOWN && r->usage.tok[c];
    }
    flags |= (r->is_error ? COLUMN_ERROR : 0) | (r->has_request ? COLUMN_HAS_REQUEST : 0) |
             (r->tok_source == TOK_ESTIMATED ? COLUMN_ESTIMATED : 0) |
             (r->gateway_hit == TRI_YES ? COLUMN_GATEWAY_HIT : 0) |
             (r->facts.wants_json == TRI_YES ? COLUMN_WANTS_JSON : 0) |
             (has_usage ? COLUMN_HAS_USAGE : 0) | (has_extra ? COLUMN_HAS_EXTRA : 0) |
             (!isnan(r->temperature) && r->temperature == 0 ? COLUMN_TEMPERATURE_ZERO : 0);
    return flags;
}

static void assert_request(const struct planted *p, const struct columns *c, int64_t i)
{
    const struct request *r = &p->requests[i];
    assert_int_equal(c->row[i], r->rowid);
    assert_true(c->ts_us[i] == r->ts_us);
    assert_true(c->cost_nusd[i] == r->cost_nusd);
    for (int k = 0; k < COLUMN_TOKENS; k++)
        assert_int_equal(c->tok[i].n[k], column_of(r->usage.tok[k]));
    for (int k = 0; k < PART_COUNT; k++)
        assert_int_equal(c->part_bytes[i][k], column_of(r->part_bytes[k]));
    assert_int_equal(c->latency_us[i], r->latency_us == UNKNOWN         ? LATENCY_UNKNOWN
                                       : r->latency_us > LATENCY_MAX_US ? LATENCY_MAX_US
                                                                        : r->latency_us);
    assert_int_equal(c->ttft_us[i], r->ttft_us == UNKNOWN ? LATENCY_UNKNOWN : r->ttft_us);
    assert_int_equal(c->max_tok[i], r->max_tokens == UNKNOWN ? UINT32_MAX : r->max_tokens);
    assert_int_equal(c->flags[i], flags_of(r));
    assert_int_equal(c->time_words[i], r->facts.time_words);
    assert_int_equal(c->watch[i], r->facts.watch);
    assert_int_equal(c->retrieved_chunks[i], column_of(r->facts.retrieved_chunks));
    assert_int_equal(c->user[i], column_of(r->user_id));
    assert_int_equal(c->session[i], column_of(r->session_id));
    assert_names(c, i, r);
    if (i % 50 == 0)
        assert_text(p, c, c->user[i], r->user_id);
}

static void assert_extra(const struct columns *c, int64_t i, const struct request *r)
{
    const uint64_t *number = map_get(&c->extras, (uint64_t)i);
    assert_int_equal(number != NULL, (c->flags[i] & COLUMN_HAS_EXTRA) != 0);
    if (number)
        assert_memory_equal(&c->extra_usages[*number], &r->usage, sizeof r->usage);
}

static void every_column_has_what_the_cursor_reads(void **state)
{
    (void)state;
    struct err e = {0};
    struct planted p;
    struct columns c;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        plant(&p, seed);
        struct column_wants wants = {.arena = &p.arena,
                                     .users = true,
                                     .sessions = true,
                                     .parts = true,
                                     .facts = true,
                                     .max_tok = true,
                                     .ttft = true,
                                     .labels = true};
        load(&p, &wants, &c);
        assert_true(c.extra_count > 50 && c.timed > 50);
        assert_int_equal(c.extras.len, c.extra_count);
        for (int64_t i = 0; i < c.count; i++) {
            uint64_t id = 0;
            assert_request(&p, &c, i);
            assert_extra(&c, i, &p.requests[i]);
            assert_int_equal(i < c.timed, c.ts_us[i] == UNKNOWN);
            assert_int_equal(c.label[i], LABEL_NONE);
            OK(c.id_of(c.self, c.row[i], &id, &e));
            assert_true(id == p.requests[i].id);
        }
        columns_close(&c);
        clear_away(&p);
    }
}

static void what_nobody_wants_is_not_there(void **state)
{
    (void)state;
    struct planted p;
    struct columns c;
    plant(&p, 4);
    struct column_wants wants = {.arena = &p.arena};
    load(&p, &wants, &c);
    assert_null(c.user);
    assert_null(c.session);
    assert_null(c.part_bytes);
    assert_null(c.max_tok);
    assert_null(c.ttft_us);
    assert_null(c.time_words);
    assert_null(c.label);
    assert_null(c.chains);
    assert_int_equal(c.key_count, 0);
    columns_close(&c);
    clear_away(&p);
}

static void a_period_and_a_filter_are_kept_to(void **state)
{
    (void)state;
    struct err e = {0};
    struct planted p;
    struct columns c;
    struct filter filter = {0};
    plant(&p, 5);
    OK(filter_parse(&filter, S("feature=search"), 0, &p.arena, &e));
    struct column_wants wants = {.arena = &p.arena,
                                 .users = true,
                                 .sessions = true,
                                 .parts = true,
                                 .facts = true,
                                 .max_tok = true,
                                 .ttft = true};
    p.question.filter = &filter;
    p.question.since_us = 1788220800000000LL + 50 * 1000000LL;
    p.question.until_us = 1788220800000000LL + 200 * 1000000LL;
    read_requests(&p);
    assert_in_range(p.count, 10, ROWS / 3);
    load(&p, &wants, &c);
    for (int64_t i = 0; i < c.count; i++)
        assert_request(&p, &c, i);
    columns_close(&c);
    p.question.until_us = p.question.since_us;
    read_requests(&p);
    load(&p, &wants, &c);
    assert_int_equal(c.count, 0);
    columns_close(&c);
    filter_release(&filter);
    clear_away(&p);
}

static void a_count_that_does_not_fit_names_its_request(void **state)
{
    (void)state;
    struct err e = {0};
    struct arena a = {0};
    struct fake *fake = ARENA_NEW(&a, struct fake);
    struct ledger ledger, added;
    const char *path = scratch_file(&a, "large.db");
    fake_init(fake);
    fake_record(fake, "call-1");
    fake_record(fake, "call-2")->usage.tok[TOK_OUTPUT] = 1LL << 32;
    struct store *s = open_store(path, STORE_WRITE);
    fake_ingest(s, fake, "a.jsonl", &ledger, &added);
    store_close(s);
    s = open_store(path, STORE_READ);
    struct filter everything = {0};
    struct question q = {.filter = &everything, .since_us = UNKNOWN, .until_us = UNKNOWN};
    struct column_wants wants = {.arena = &a};
    struct columns_loading from = {.store = s, .question = &q, .wants = &wants};
    struct columns c;
    assert_false(columns_load(&from, &a, &c, &e));
    assert_int_equal(e.code, ERR_DATA);
    struct str id =
        str_fmt(&a, "request %016llx: output_tok", (unsigned long long)store_identity(S("call-2")));
    assert_true(str_starts(str_of(e.text), id));
    columns_close(&c);
    store_close(s);
    arena_release(&fake->arena);
    arena_release(&a);
    remove_scratch();
}

static bool stop_at_once(void *self)
{
    (void)self;
    return true;
}

static void count_progress(void *self, int64_t done, int64_t count)
{
    int *calls = self;
    assert_in_range(done, 0, count);
    ++*calls;
}

static void loading_tells_how_far_it_is_and_can_be_stopped(void **state)
{
    (void)state;
    struct err e = {0};
    struct planted p;
    struct columns c;
    int calls = 0;
    plant(&p, 8);
    struct column_wants wants = {.arena = &p.arena};
    struct columns_loading from = {.store = p.store,
                                   .question = &p.question,
                                   .wants = &wants,
                                   .progress = count_progress,
                                   .self = &calls};
    OK(columns_load(&from, &p.arena, &c, &e));
    assert_true(calls > 0);
    columns_close(&c);
    p.question.stop = stop_at_once;
    assert_false(columns_load(&from, &p.arena, &c, &e));
    assert_int_equal(e.code, ERR_INTERRUPTED);
    columns_close(&c);
    clear_away(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_has_what_the_cursor_reads),
        cmocka_unit_test(what_nobody_wants_is_not_there),
        cmocka_unit_test(a_period_and_a_filter_are_kept_to),
        cmocka_unit_test(a_count_that_does_not_fit_names_its_request),
        cmocka_unit_test(loading_tells_how_far_it_is_and_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
