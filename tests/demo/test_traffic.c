// test_traffic.c - the log says what the truth says: read again by a reader that shares nothing
// with the writer.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/map.h"
#include "base/time.h"
#include "demo/traffic.h"

#define MONTH_BEGIN_US 1792195200000000LL  // 2026-10-17
#define MONTH_END_US   1794787200000000LL  // 2026-11-16

// A generated log in memory.
struct log {
    char *bytes;
    size_t len;
    struct demo_truth truth;
};

static struct log log_of(uint64_t seed, int64_t requests, int64_t line_bytes)
{
    struct traffic_options o = {.seed = seed, .requests = requests, .line_bytes = line_bytes};
    struct log log = {0};
    struct err e = {0};
    FILE *f = open_memstream(&log.bytes, &log.len);
    assert_non_null(f);
    assert_true(traffic_write(&o, f, &log.truth, &e));
    assert_int_equal(fclose(f), 0);
    return log;
}

// Calls `line` for every line of a log, parsed.
typedef void line_fn(void *self, struct json root);
static void each_line(const struct log *log, line_fn *line, void *self)
{
    struct json_parser *parser = json_parser_new();
    struct str rest = {log->bytes, log->len};
    while (rest.len) {
        struct str_cut cut = str_cut(rest, '\n');
        struct json root;
        assert_true(cut.ok);
        assert_int_equal(json_parse(parser, cut.head, 0, &root), JSON_OK);
        assert_true(json_is_object(root));
        line(self, root);
        rest = cut.tail;
    }
    json_parser_free(parser);
}

// --- a naive reader ---

struct price {
    const char *model;
    int64_t nusd[4];  // a token of input, cache read, cache write, output
};
static const struct price prices[] = {
    {"claude-sonnet-4-6", {3000, 300, 3750, 15000}},
    {"gpt-4o-mini", {150, 75, 0, 600}},
    {"gpt-4o", {2500, 1250, 0, 10000}},
    {"gpt-4.1-mini", {400, 100, 0, 1600}},
    {"gpt-4.1-nano", {100, 25, 0, 400}},
    {"gpt-5.1", {1250, 125, 0, 10000}},
    {"grok-4-1-fast-reasoning", {200, 50, 0, 500}},
    {"gemini-2.5-flash", {300, 30, 0, 2500}},
    {"text-embedding-3-small", {20, 0, 0, 0}},
};

static int64_t number(struct json v, const char *path)
{
    int64_t n = 0;
    return json_to_i64(json_at(v, path), &n) ? n : 0;
}

// The usage in the last event of a captured stream; missing if no event has one.
static struct json stream_usage(struct str stream, struct json_parser *parser)
{
    struct json usage = {0};
    while (stream.len && !json_is_object(usage)) {
        struct str_cut cut = str_cut(stream, '\n');
        stream = cut.tail;
        struct json event;
        if (!str_contains(cut.head, S("\"usage\":{")))
            continue;
        assert_int_equal(json_parse(parser, str_skip(cut.head, 6), 0, &event), JSON_OK);
        usage = json_get(event, S("usage"));
    }
    return usage;
}

// Tokens by class; false when the response has none.
static bool read_usage(struct json response, struct json_parser *parser, int64_t tok[DEMO_TOKS])
{
    struct json u = json_any(response, "usage|usageMetadata");
    if (json_is_string(response))
        u = stream_usage(json_str(response), parser);
    if (!json_is_object(u))
        return false;
    bool is_grok = str_starts(json_str(json_get(response, S("model"))), S("grok"));
    int64_t cached = number(u, "prompt_tokens_details.cached_tokens");
    int64_t reasoning = number(u, "completion_tokens_details.reasoning_tokens");
    int64_t thoughts = number(u, "thoughtsTokenCount");
    tok[DEMO_TOK_INPUT] = number(u, "prompt_tokens") - cached + number(u, "input_tokens") +
                          number(u, "promptTokenCount");
    tok[DEMO_TOK_CACHE_READ] = cached + number(u, "cache_read_input_tokens");
    tok[DEMO_TOK_CACHE_WRITE] = number(u, "cache_creation_input_tokens");
    tok[DEMO_TOK_OUTPUT] = number(u, "completion_tokens") + number(u, "output_tokens") +
                           number(u, "candidatesTokenCount") + thoughts + (is_grok ? reasoning : 0);
    tok[DEMO_TOK_REASONING] = reasoning + thoughts;
    return true;
}

// False when the model has no price.
static bool cost_of(struct str model, const int64_t tok[DEMO_TOKS], int64_t *nusd)
{
    for (size_t i = 0; i < sizeof prices / sizeof *prices; i++) {
        const struct price *p = &prices[i];
        if (!str_eq(model, str_of(p->model)))
            continue;
        *nusd = 0;
        for (int class = 0; class < 4; class ++)
            *nusd += tok[class] * p->nusd[class];
        return true;
    }
    return false;
}

static bool is_ignored_key(struct str key)
{
    static const char *const ignored[] = {"cache_control", "metadata", "stream", "stream_options"};
    for (size_t i = 0; i < 4; i++) {
        if (str_eq(key, str_of(ignored[i])))
            return true;
    }
    return false;
}

static bool is_parameter_key(struct str key)
{
    static const char *const parameters[] = {"model",
                                             "temperature",
                                             "max_tokens",
                                             "response_format",
                                             "reasoning_effort",
                                             "generationConfig",
                                             "max_completion_tokens"};
    for (size_t i = 0; i < 7; i++) {
        if (str_eq(key, str_of(parameters[i])))
            return true;
    }
    return false;
}

// Lower case, single spaces, trimmed.
static uint64_t normal_hash(struct str s)
{
    uint64_t h = 1;
    bool is_space = false;
    s = str_trim(s);
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        bool is_blank = c == ' ' || c == '\n';
        if (!is_blank || !is_space)
            h = hash_mix(h, is_blank ? ' ' : (unsigned char)c);
        is_space = is_blank;
    }
    return h;
}

enum view { VIEW_REQUEST, VIEW_CONTENT, VIEW_NORMAL };

static uint64_t view_hash(struct json v, enum view view)
{
    uint64_t h = hash_mix(7, (uint64_t)json_type(v));
    double number = 0;
    if (json_is_string(v))
        return hash_mix(h, view == VIEW_NORMAL ? normal_hash(json_str(v)) : hash_str(json_str(v)));
    if (json_to_f64(v, &number))
        return hash_mix(h, hash_bytes(&number, sizeof number));
    for (struct json_iter it = json_iter(v); json_next(&it);) {
        if (is_ignored_key(it.key) || (view != VIEW_REQUEST && is_parameter_key(it.key)))
            continue;
        h = hash_mix(h, hash_str(it.key));
        h = hash_mix(h, view_hash(it.value, view));
    }
    return h;
}

struct recount {
    struct arena arena;
    struct json_parser *parser;
    struct demo_truth found;
    struct map questions;  // of the search: hash of a question's words behind the passages
    struct map requests, contents, normals, answered, ids;
    int64_t repeated_ids;
};

static int feature_of(struct json root)
{
    struct str name = json_str(json_get(root, S("feature")));
    int feature = 0;
    while (feature < FEATURE_NONE && !str_eq(name, str_of(demo_feature_name[feature])))
        feature++;
    return feature;
}

static void add_sums(struct demo_sums *s, bool is_error, bool has_usage, bool is_priced,
                     const struct truth_call *call)
{
    s->requests++;
    s->errors += is_error;
    s->without_usage += !is_error && !has_usage;
    s->unpriced += has_usage && !is_priced;
    for (int i = 0; i < DEMO_TOKS; i++)
        s->tok[i] += call->tok[i];
}

static void count_unique(struct recount *r, struct json request, bool is_error, int64_t cost_nusd)
{
    bool is_new;
    uint64_t request_hash = view_hash(request, VIEW_REQUEST);
    map_put(&r->requests, request_hash, &is_new);
    r->found.unique_request += is_new;
    map_put(&r->contents, view_hash(request, VIEW_CONTENT), &is_new);
    r->found.unique_content += is_new;
    map_put(&r->normals, view_hash(request, VIEW_NORMAL), &is_new);
    r->found.unique_normal += is_new;
    if (is_error)
        return;
    map_put(&r->answered, request_hash, &is_new);
    if (!is_new)
        r->found.duplicate_cost_nusd += cost_nusd;
}

static void count_waste(struct demo_waste *w, bool is_waste, int64_t cost_nusd)
{
    w->requests += is_waste;
    w->cost_nusd += is_waste ? cost_nusd : 0;
}

static void count_wasted(struct recount *r, struct json request, struct json response,
                         int64_t cost_nusd)
{
    struct json choice = json_index(json_get(response, S("choices")), 0);
    struct str answer = json_str(json_at(choice, "message.content"));
    struct str format = json_str(json_at(request, "response_format.type"));
    bool wants_json = str_eq(format, S("json_object")) && json_is_object(choice);
    count_waste(&r->found.cut, str_eq(json_str(json_get(choice, S("finish_reason"))), S("length")),
                cost_nusd);
    count_waste(&r->found.not_json, wants_json && !str_starts(answer, S("{")), cost_nusd);
}

// Both spellings of a question are the same behind the words that a paraphrase puts before it.
static void count_near(struct recount *r, struct json request)
{
    struct str text =
        json_str(json_get(json_index(json_get(request, S("messages")), 1), S("content")));
    size_t end = str_find(text, S("</context>\n\n"));
    if (end == text.len)
        return;
    struct str question = str_skip(text, end + 12);
    struct str polite = S("One more thing, please. ");
    bool is_paraphrase = str_starts(question, polite);
    if (is_paraphrase)
        question = str_skip(question, polite.len);
    uint64_t hash = hash_mix(hash_str(question), hash_str(str_head(text, end)));
    uint64_t *seen = map_put(&r->questions, hash, NULL);
    uint64_t before = *seen;
    *seen |= is_paraphrase ? 2 : 1;
    r->found.near_pairs += before != 3 && *seen == 3;
}

static void recount_line(void *self, struct json root)
{
    struct recount *r = self;
    struct json request = json_get(root, S("request")), response = json_get(root, S("response"));
    struct truth_call call = {0};
    int64_t cost_nusd = 0;
    bool is_error = number(root, "status") != 200;
    bool has_usage = read_usage(response, r->parser, call.tok);
    bool is_priced =
        has_usage && cost_of(json_str(json_get(request, S("model"))), call.tok, &cost_nusd);
    int feature = feature_of(root);
    assert_int_equal(is_error, json_is_object(json_get(response, S("error"))));
    add_sums(&r->found.all, is_error, has_usage, is_priced, &call);
    add_sums(&r->found.feature[feature], is_error, has_usage, is_priced, &call);
    r->found.all.cost_nusd += cost_nusd;
    r->found.feature[feature].cost_nusd += cost_nusd;
    count_unique(r, request, is_error, cost_nusd);
    count_wasted(r, request, response, cost_nusd);
    count_near(r, request);
    struct str id = json_str(json_any(response, "id|responseId|request_id"));
    bool is_new = true;
    if (id.len)
        map_put(&r->ids, hash_str(id), &is_new);
    r->repeated_ids += !is_new;
}

static void assert_sums(const struct demo_sums *found, const struct demo_sums *truth)
{
    assert_int_equal(found->requests, truth->requests);
    assert_int_equal(found->errors, truth->errors);
    assert_int_equal(found->without_usage, truth->without_usage);
    assert_int_equal(found->unpriced, truth->unpriced);
    assert_int_equal(found->cost_nusd, truth->cost_nusd);
    for (int i = 0; i < DEMO_TOKS; i++)
        assert_int_equal(found->tok[i], truth->tok[i]);
}

static void a_naive_reader_finds_what_the_truth_says(void **state)
{
    (void)state;
    static const struct {
        uint64_t seed;
        int64_t requests, line_bytes;
    } cases[] = {{1, 4000, 4000}, {2, 700, 2000}, {3, 300, 12000}, {4, 1, 4000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct log log = log_of(cases[i].seed, cases[i].requests, cases[i].line_bytes);
        struct recount r = {.parser = json_parser_new()};
        r.requests.arena = r.contents.arena = r.normals.arena = &r.arena;
        r.answered.arena = r.ids.arena = r.questions.arena = &r.arena;
        each_line(&log, recount_line, &r);
        assert_int_equal(log.truth.bytes, log.len);
        assert_sums(&r.found.all, &log.truth.all);
        for (int f = 0; f < DEMO_FEATURES; f++)
            assert_sums(&r.found.feature[f], &log.truth.feature[f]);
        assert_int_equal(r.found.unique_request, log.truth.unique_request);
        assert_int_equal(r.found.unique_content, log.truth.unique_content);
        assert_int_equal(r.found.unique_normal, log.truth.unique_normal);
        assert_int_equal(r.found.duplicate_cost_nusd, log.truth.duplicate_cost_nusd);
        assert_int_equal(r.found.cut.requests, log.truth.cut.requests);
        assert_int_equal(r.found.cut.cost_nusd, log.truth.cut.cost_nusd);
        assert_int_equal(r.found.not_json.requests, log.truth.not_json.requests);
        assert_int_equal(r.found.not_json.cost_nusd, log.truth.not_json.cost_nusd);
        assert_int_equal(r.found.near_pairs, log.truth.near_pairs);
        assert_int_equal(r.repeated_ids, 0);
        json_parser_free(r.parser);
        arena_release(&r.arena);
        free(log.bytes);
    }
}

// --- the same bytes everywhere ---

static void the_same_seed_gives_the_same_bytes_and_another_seed_others(void **state)
{
    (void)state;
    struct log a = log_of(1, 500, 4000), b = log_of(1, 500, 4000), c = log_of(2, 500, 4000);
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.bytes, b.bytes, a.len);
    assert_int_not_equal(hash_bytes(a.bytes, a.len), hash_bytes(c.bytes, c.len));
    // On every machine: a change of the generator changes this number, a change of machine must
    // not.
    assert_int_equal(hash_bytes(a.bytes, a.len), 0x8510d38d2a0e0552ULL);
    free(a.bytes);
    free(b.bytes);
    free(c.bytes);
}

// --- what makes the traffic realistic ---

struct clock_check {
    int64_t last_us;
};

static void check_time(void *self, struct json root)
{
    struct clock_check *c = self;
    int64_t ts_us;
    assert_true(time_parse(json_str(json_get(root, S("timestamp"))), &ts_us));
    assert_true(ts_us >= c->last_us && ts_us < MONTH_END_US);
    c->last_us = ts_us;
}

static void calls_come_in_order_within_the_month(void **state)
{
    (void)state;
    struct log log = log_of(5, 3000, 3000);
    struct clock_check c = {MONTH_BEGIN_US};
    each_line(&log, check_time, &c);
    assert_true(c.last_us > MONTH_END_US - 6 * US_PER_HOUR);
    assert_int_equal(c.last_us, log.truth.last_us);
    free(log.bytes);
}

static void lines_have_the_length_asked_for(void **state)
{
    (void)state;
    static const int64_t lengths[] = {3000, 4000, 7000, 20000};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct log log = log_of(1, 3000, lengths[i]);
        int64_t average = (int64_t)log.len / 3000;
        assert_in_range(average, lengths[i] * 94 / 100, lengths[i] * 106 / 100);
        free(log.bytes);
    }
}

// The support assistant's prompt cache, seen from outside: when was a prompt with this system text,
// or of this conversation, last answered? (Calls without attribution do not name theirs.)
struct cache_check {
    struct arena arena;
    struct map by_system, by_session;
    int64_t reads, misses;
};

static void check_cache(void *self, struct json root)
{
    struct cache_check *c = self;
    int64_t ts_us;
    struct json usage = json_at(root, "response.usage");
    struct str session = json_str(json_get(root, S("session_id")));
    if (!str_starts(json_str(json_at(root, "request.model")), S("claude")) ||
        !json_is_object(usage))
        return;
    assert_true(time_parse(json_str(json_get(root, S("timestamp"))), &ts_us));
    uint64_t *system =
        map_put(&c->by_system, view_hash(json_at(root, "request.system"), VIEW_CONTENT), NULL);
    uint64_t *own = map_put(&c->by_session, hash_str(session), NULL);
    int64_t read_tok = number(usage, "cache_read_input_tokens");
    int64_t write_tok = number(usage, "cache_creation_input_tokens");
    assert_true(read_tok + write_tok >= 1024);
    if (ts_us - (int64_t)*system > 5 * US_PER_MINUTE)
        assert_int_equal(read_tok, 0);
    if (session.len && *own && ts_us - (int64_t)*own <= 5 * US_PER_MINUTE)
        assert_true(read_tok > 1024);
    c->reads += read_tok > 0;
    c->misses += read_tok == 0;
    *system = *own = (uint64_t)ts_us;
}

static void prompt_cache_tokens_follow_the_five_minute_rule(void **state)
{
    (void)state;
    struct log log = log_of(1, 6000, 4000);
    struct cache_check c = {0};
    c.by_system.arena = c.by_session.arena = &c.arena;
    each_line(&log, check_cache, &c);
    assert_true(c.reads > 100 && c.misses > 50);
    arena_release(&c.arena);
    free(log.bytes);
}

static void every_application_calls_and_some_things_go_wrong(void **state)
{
    (void)state;
    struct log log = log_of(1, 4000, 4000);
    for (int f = 0; f < DEMO_FEATURES; f++)
        assert_true(log.truth.feature[f].requests > 10);
    const struct demo_truth *t = &log.truth;
    assert_true(t->all.errors > 40 && t->all.without_usage > 20 && t->all.unpriced > 5);
    assert_in_range(t->unique_request, 4000 * 50 / 100, 4000 * 90 / 100);
    assert_true(t->unique_content < t->unique_request && t->unique_normal < t->unique_content);
    assert_true(t->cut.requests > 5 && t->not_json.requests > 5 && t->near_pairs > 20);
    free(log.bytes);
}

static void a_full_disk_is_an_error(void **state)
{
    (void)state;
    struct traffic_options o = {.seed = 1, .requests = 2000, .line_bytes = 4000};
    struct demo_truth truth;
    struct err e = {0};
    FILE *f = fopen("/dev/full", "we");
    if (!f)
        skip();
    assert_false(traffic_write(&o, f, &truth, &e));
    assert_int_equal(e.code, ERR_IO);
    (void)fclose(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_naive_reader_finds_what_the_truth_says),
        cmocka_unit_test(the_same_seed_gives_the_same_bytes_and_another_seed_others),
        cmocka_unit_test(calls_come_in_order_within_the_month),
        cmocka_unit_test(lines_have_the_length_asked_for),
        cmocka_unit_test(prompt_cache_tokens_follow_the_five_minute_rule),
        cmocka_unit_test(every_application_calls_and_some_things_go_wrong),
        cmocka_unit_test(a_full_disk_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
