// traffic.c - who calls what when, and what becomes of it; see traffic.h.
#include "demo/traffic.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/time.h"
#include "demo/agenda.h"
#include "demo/application.h"
#include "demo/catalogue.h"
#include "demo/prefix.h"
#include "demo/rhythm.h"

enum {
    NATURAL_LINE = 4000,  // average bytes of a line with texts of their usual length,
    FIXED_BYTES = 1300,   // of which these do not change with that length
    USERS = 3000,
    FLUSH_BYTES = 256 * 1024,
    CACHE_STEP_TOK = 128,  // OpenAI reports whole steps
    TRIES = 4,
    NEW_RELEASE_DAY = 18,  // the support assistant's prompt changes
    STORM_DAY = 12,        // Anthropic is overloaded for an hour and a half
};

struct traffic {
    const struct traffic_options *options;
    struct rng rng;
    struct rhythm rhythm;
    struct texts texts;
    struct agenda agenda;
    struct catalogue catalogues[FEATURE_NONE];
    struct prefix prefixes[FEATURE_NONE][2];  // by version of the system prompt
    struct demo_truth *truth;
    struct buf lines, request, answer, response;
    int64_t permille;        // length of texts, steered so that lines have the wanted average
    int64_t entry_permille;  // of those that come from a catalogue and must not change
    int64_t numbers[FEATURE_NONE];
    uint64_t made;
};

// What became of a call.
struct outcome {
    int64_t status;
    int64_t latency_ms, ttft_ms;
    struct reply reply;
};

static int64_t day_of(int64_t ts_us)
{
    return (ts_us - RHYTHM_START_US) / US_PER_DAY;
}

// A call that follows from none before.
static void plan(struct traffic *t, int64_t ts_us, struct call *c)
{
    *c = (struct call){
        .due_us = ts_us, .born_us = ts_us, .feature = application_draw(&t->rng, ts_us)};
    const struct application *app = &applications[c->feature];
    int model = application_draw_model(app, &t->rng);
    c->model = app->models[model].model;
    c->permille = app->has_catalogue ? t->entry_permille : t->permille;
    c->user = rng_zipf(&t->rng, USERS);
    c->is_unattributed = rng_chance(&t->rng, 12);
    c->is_staging = rng_chance(&t->rng, 60);
    if (app->has_catalogue) {
        c->number = rng_zipf(&t->rng, t->catalogues[c->feature].entries);
        c->variant = model;
        if (app->variants)
            c->variant = rng_chance(&t->rng, 820) ? 0 : rng_below(&t->rng, app->variants);
    } else {
        c->number = t->numbers[c->feature]++;
        if (c->feature == FEATURE_SUPPORT)
            c->variant = day_of(ts_us) >= NEW_RELEASE_DAY;
        if (c->feature == FEATURE_AUTOCOMPLETE)
            c->variant = rng_chance(&t->rng, 150);
    }
    // A paraphrase is made from the texts of what it paraphrases.
    int64_t original = c->number - (c->feature == FEATURE_SEARCH && demo_is_paraphrase(c->number));
    struct rng seed = rng_of(t->options->seed, (uint64_t)c->feature, (uint64_t)original);
    c->seed = rng_next(&seed);
}

static int64_t draw_status(const struct call *c, struct rng *r)
{
    bool is_storm = c->model == MODEL_CLAUDE_SONNET && day_of(c->due_us) == STORM_DAY &&
                    c->due_us % US_PER_DAY / (US_PER_HOUR / 2) / 3 == 9;
    int permille = is_storm ? 400 : c->attempt ? 200 : 18;
    if (c->attempt + 1 >= TRIES || !rng_chance(r, permille))
        return 200;
    int64_t kind = rng_below(r, 100);
    if (c->model == MODEL_CLAUDE_SONNET && (is_storm || kind < 30))
        return 529;
    return kind < 60 ? 429 : kind < 90 ? 500 : 503;
}

// About 3.8 bytes of text and JSON a token.
static int64_t tok_of(int64_t bytes)
{
    return bytes * 10 / 38 + 7;
}

// Splits the input by the provider's rules (semantics.md 1.2 and 1.4).
static void count_input(struct traffic *t, struct call *c, const struct prompt *p,
                        struct outcome *o)
{
    int64_t *tok = o->reply.tok;
    int64_t total = tok_of(p->total_bytes);
    struct prefix *shared = &t->prefixes[c->feature][c->variant & 1];
    int64_t begins_us = c->due_us + o->ttft_ms * 1000;
    tok[DEMO_TOK_INPUT] = total;
    if (!applications[c->feature].body->turns)
        return;
    if (c->model == MODEL_CLAUDE_SONNET) {
        enum { BEHIND_LAST_MARK_TOK = 4 };
        int64_t marked = total - BEHIND_LAST_MARK_TOK;
        if (marked < CACHE_MIN_TOK)
            return;
        tok[DEMO_TOK_INPUT] = BEHIND_LAST_MARK_TOK;
        tok[DEMO_TOK_CACHE_READ] = prefix_cached_tok(shared, c, tok_of(p->stable_bytes), begins_us);
        tok[DEMO_TOK_CACHE_WRITE] = marked - tok[DEMO_TOK_CACHE_READ];
        c->prefix_tok = marked;
        return;
    }
    int64_t found = prefix_cached_tok(shared, c, tok_of(p->stable_bytes), begins_us);
    if (found >= CACHE_MIN_TOK)
        tok[DEMO_TOK_CACHE_READ] = found / CACHE_STEP_TOK * CACHE_STEP_TOK;
    tok[DEMO_TOK_INPUT] -= tok[DEMO_TOK_CACHE_READ];
    c->prefix_tok = total;
}

static int64_t draw_reasoning(enum demo_model model, struct rng *r)
{
    if (model == MODEL_GPT_51)
        return 64 * rng_below(r, 12);
    if (model == MODEL_GROK)
        return rng_between(r, 60, 340);
    if (model == MODEL_GEMINI && rng_chance(r, 550))
        return rng_between(r, 90, 800);
    return 0;
}

static void succeed(struct traffic *t, struct call *c, const struct prompt *p, struct outcome *o,
                    struct rng *r)
{
    const struct demo_body *body = applications[c->feature].body;
    struct reply *reply = &o->reply;
    t->answer.len = 0;
    body->answer(&t->answer, c, c->turn);
    reply->call = c;
    reply->answer = buf_view(&t->answer);
    o->ttft_ms = 150 + tok_of(p->total_bytes) / 25 + rng_below(r, 500);
    count_input(t, c, p, o);
    if (c->model != MODEL_EMBEDDING) {
        int64_t text_tok = (int64_t)reply->answer.len * 10 / 38 + 1;
        int64_t max_tok = applications[c->feature].max_tok;
        reply->is_cut = max_tok && text_tok > max_tok;
        reply->tok[DEMO_TOK_REASONING] = draw_reasoning(c->model, r);
        reply->tok[DEMO_TOK_OUTPUT] =
            (reply->is_cut ? max_tok : text_tok) + reply->tok[DEMO_TOK_REASONING];
    }
    o->latency_ms = o->ttft_ms + reply->tok[DEMO_TOK_OUTPUT] * rng_between(r, 8, 22);
    reply->done_us = c->due_us + o->latency_ms * 1000;
    reply->has_usage = !(c->feature == FEATURE_AUTOCOMPLETE && c->variant);
    body->response(&t->response, reply);
}

static void fail(struct traffic *t, const struct call *c, struct outcome *o, struct rng *r)
{
    applications[c->feature].body->failure(&t->response, c, o->status);
    o->latency_ms = o->status == 429 ? rng_between(r, 25, 180) : rng_between(r, 300, 9000);
}

// New, or new in some respect, and answered before?
static void note_uniqueness(struct traffic *t, const struct call *c, struct truth_call *call)
{
    struct catalogue *catalogue = &t->catalogues[c->feature];
    if (!applications[c->feature].has_catalogue) {
        call->is_new_request = call->is_new_content = call->is_new_normal = !c->is_repeat;
        call->is_answered_before = c->is_answered;
        return;
    }
    bool is_new_entry;
    call->is_new_request = catalogue_ask(catalogue, c->number, (int)c->variant, &is_new_entry);
    // Variants are spellings, or models that are asked the same.
    call->is_new_content = applications[c->feature].variants ? call->is_new_request : is_new_entry;
    call->is_new_normal = is_new_entry;
    if (!call->is_error)
        call->is_answered_before = catalogue_answer(catalogue, c->number, (int)c->variant);
}

static void note_truth(struct traffic *t, const struct call *c, const struct outcome *o)
{
    struct truth_call call = {
        .feature = c->is_unattributed ? FEATURE_NONE : c->feature,
        .model = c->model,
        .is_error = o->status != 200,
        .has_usage = o->reply.has_usage,
        .ts_us = c->due_us,
        .is_cut = o->reply.is_cut,
        .is_not_json = o->status == 200 && c->feature == FEATURE_EXTRACT &&
                       !str_starts(o->reply.answer, S("\"content\":\"{")),
    };
    memcpy(call.tok, o->reply.tok, sizeof call.tok);
    note_uniqueness(t, c, &call);
    truth_add(t->truth, &call);
}

static void write_attribution(struct buf *b, const struct call *c)
{
    const struct application *app = &applications[c->feature];
    const char *feature = demo_feature_name[c->feature];
    if (c->is_unattributed)
        return;
    if (app->is_service)
        buf_fmt(b, "\"user\":\"svc-%s\",", feature);
    else
        buf_fmt(b, "\"user\":\"u-%05" PRId64 "\",", c->user);
    buf_fmt(b, "\"team\":\"%s\",\"feature\":\"%s\",", app->teams[c->user % 3 == 0], feature);
    if (app->body->turns)
        buf_fmt(b, "\"session_id\":\"s-%d%07" PRId64 "\",", c->feature, c->number);
}

static void write_line(struct traffic *t, const struct call *c, const struct outcome *o)
{
    struct buf *b = &t->lines;
    size_t start = b->len;
    char time[TIME_TEXT_BYTES];
    buf_str(b, S("{\"timestamp\":\""));
    buf_str(b, time_format(c->due_us, time));
    struct rng trace = rng_of(t->options->seed, c->order, STREAM_ID);
    uint64_t trace_id = rng_next(&trace);
    buf_fmt(b, "\",\"trace_id\":\"%016" PRIx64 "%016" PRIx64 "\",", trace_id, rng_next(&trace));
    write_attribution(b, c);
    buf_fmt(b, "\"api_key_alias\":\"%s\",\"environment\":\"%s\",\"latency_ms\":%" PRId64 ",",
            applications[c->feature].key, c->is_staging ? "staging" : "production", o->latency_ms);
    if (c->feature == FEATURE_AUTOCOMPLETE && o->ttft_ms)
        buf_fmt(b, "\"ttft_ms\":%" PRId64 ",", o->ttft_ms);
    buf_fmt(b, "\"status\":%" PRId64 ",\"request\":", o->status);
    buf_str(b, buf_view(&t->request));
    buf_str(b, S(",\"response\":"));
    buf_str(b, buf_view(&t->response));
    buf_str(b, S("}\n"));
    t->truth->bytes += (int64_t)(b->len - start);
}

// The next turn, a retry, or the same once more from a loop that is stuck.
static void follow_up(struct traffic *t, const struct call *c, const struct outcome *o)
{
    const struct demo_body *body = applications[c->feature].body;
    struct call next = *c;
    next.due_us += o->latency_ms * 1000;
    if (o->status != 200) {
        next.is_repeat = true;
        next.attempt++;
        next.due_us += (1000LL << c->attempt) * 1000 + rng_below(&t->rng, 800) * 1000;
        agenda_add(&t->agenda, &next);
        return;
    }
    next.attempt = 0;
    if (c->feature == FEATURE_AGENT && !c->is_answered && rng_chance(&t->rng, 4))
        next.again = rng_between(&t->rng, 8, 50);
    if (next.again > 0) {
        next.again--;
        next.is_repeat = next.is_answered = true;
        next.due_us += 5 * US_PER_SECOND;
        agenda_add(&t->agenda, &next);
        return;
    }
    if (!body->turns || c->is_answered || c->turn + 1 >= body->turns(c))
        return;
    next.turn++;
    next.is_repeat = false;
    // One reader in ten comes back after the prompt cache has forgotten the conversation.
    int64_t gap_s =
        rng_chance(&t->rng, 100) ? rng_between(&t->rng, 280, 1500) : rng_between(&t->rng, 12, 150);
    next.due_us += body->is_tool_turn(c, next.turn) ? rng_between(&t->rng, 200, 3000) * 1000
                                                    : gap_s * US_PER_SECOND;
    agenda_add(&t->agenda, &next);
}

static void make_call(struct traffic *t, struct call *c)
{
    struct outcome o = {.status = 200};
    struct prompt p = {0};
    c->order = t->made++;
    struct rng r = rng_of(t->options->seed, c->order, STREAM_OUTCOME);
    t->request.len = t->response.len = 0;
    applications[c->feature].body->request(&t->request, c, &t->texts, &p);
    o.status = draw_status(c, &r);
    if (o.status == 200)
        succeed(t, c, &p, &o, &r);
    else
        fail(t, c, &o, &r);
    write_line(t, c, &o);
    note_truth(t, c, &o);
    follow_up(t, c, &o);
}

// A little longer or shorter, until the average is what was asked for.
static void steer(struct traffic *t)
{
    int64_t wanted = t->options->line_bytes * t->truth->all.requests;
    int64_t step = t->permille / 50 + 1;
    t->permille += t->truth->bytes < wanted ? step : -step;
    if (t->permille < 10)
        t->permille = 10;
    if (t->permille > 100000)
        t->permille = 100000;
}

static bool flush(struct buf *b, FILE *out, struct err *e)
{
    if (out && fwrite(b->ptr, 1, b->len, out) != b->len)
        return err_set(e, ERR_IO, "cannot write the log: %s", strerror(errno));
    b->len = 0;
    return true;
}

static void init(struct traffic *t, struct arena *a)
{
    const struct traffic_options *o = t->options;
    enum { ENTRIES_MIN = 50, ENTRIES_MAX = 1 << 20 };
    int64_t entries = o->requests / 4;
    entries = entries < ENTRIES_MIN ? ENTRIES_MIN : entries > ENTRIES_MAX ? ENTRIES_MAX : entries;
    t->rng = rng_of(o->seed, 0, STREAM_PLAN);
    t->permille = t->entry_permille =
        1000 * (o->line_bytes - FIXED_BYTES) / (NATURAL_LINE - FIXED_BYTES);
    t->lines.arena = t->request.arena = t->answer.arena = t->response.arena = a;
    rhythm_init(&t->rhythm);
    texts_init(&t->texts, t->permille < 1000 ? t->permille : 1000, a);
    agenda_init(&t->agenda, a);
    for (int i = 0; i < FEATURE_NONE; i++) {
        if (applications[i].has_catalogue)
            catalogue_init(&t->catalogues[i], entries, a);
    }
}

static bool run(struct traffic *t, FILE *out, struct err *e)
{
    enum { FINE = 1024, STEER_EVERY = 32 };
    for (int64_t i = 0; i < t->options->requests; i++) {
        int64_t part = i * FINE + rng_below(&t->rng, FINE);
        int64_t now_us = rhythm_time_us(&t->rhythm, part, t->options->requests * FINE);
        const struct call *first = agenda_first(&t->agenda);
        struct call c;
        if (first && first->due_us <= now_us)
            agenda_take(&t->agenda, &c);
        else
            plan(t, now_us, &c);
        make_call(t, &c);
        if (i % STEER_EVERY == 0)
            steer(t);
        if (t->lines.len >= FLUSH_BYTES && !flush(&t->lines, out, e))
            return false;
    }
    return flush(&t->lines, out, e);
}

static void count_near_pairs(struct traffic *t)
{
    const struct catalogue *search = &t->catalogues[FEATURE_SEARCH];
    for (int64_t i = 1; i < search->entries; i++)
        t->truth->near_pairs += demo_is_paraphrase(i) && search->asked[i] && search->asked[i - 1];
}

bool traffic_write(const struct traffic_options *options, FILE *out, struct demo_truth *truth,
                   struct err *e)
{
    struct arena a = {0};
    *truth = (struct demo_truth){0};
    struct traffic *t = ARENA_NEW(&a, struct traffic);
    t->options = options;
    t->truth = truth;
    init(t, &a);
    bool ok = run(t, out, e);
    count_near_pairs(t);
    arena_release(&a);
    return ok;
}
