// waste_rules.c - see waste_rules.h.
#include "analyze/waste_rules.h"

#include <math.h>

#include "analyze/duplicates.h"
#include "base/hash.h"
#include "store/store.h"

// Remembered at once.
enum { FAILURES_MAX = 1 << 18, RUNS_MAX = 1 << 18, ANSWERS_MAX = 1 << 22 };

// A time of a key.
struct moment {
    uint64_t key;
    int64_t ts_us;  // UNKNOWN = none
};

// The latest calls of a session, as long as every answer calls tools.
struct tool_run {
    uint64_t key;
    int64_t ts_us[TOOL_LOOP_CALLS];  // of the last ones, by number modulo TOOL_LOOP_CALLS
    int64_t calls;
};

// A finish reason.
struct finish {
    uint64_t key;
    struct str text;
    bool is_cut;
};

// Of OpenAI chat, Anthropic, Gemini and Bedrock, OpenAI responses, Mistral.
static const char *const cut_reasons[] = {"length", "max_tokens", "max_output_tokens",
                                          "model_length"};

void waste_rules_init(struct waste_rules *w, const struct profiling *p)
{
    *w = (struct waste_rules){.store = p->store, .coster = {.book = p->question->book}};
    twice_init(&w->requests, p->requests);
    recent_init(&w->failures, sizeof(struct moment), FAILURES_MAX);
    recent_init(&w->answers, sizeof(struct moment), ANSWERS_MAX);
    recent_init(&w->runs, sizeof(struct tool_run), RUNS_MAX);
    keyed_init(&w->finishes, sizeof(struct finish));
}

void waste_rules_see(struct waste_rules *w, const struct request *r)
{
    if (r->print[PRINT_REQUEST])
        twice_see(&w->requests, r->print[PRINT_REQUEST]);
}

void waste_rules_begin(struct waste_rules *w)
{
    twice_finish(&w->requests);
}

static int64_t all_tokens(const struct request *r)
{
    return usage_input_total(&r->usage) + tok_or_zero(&r->usage, TOK_OUTPUT);
}

static void put(struct wasted *out, enum waste class, int64_t tok, int64_t cost_nusd)
{
    out->classes |= 1U << class;
    out->tok[class] = tok;
    out->cost_nusd[class] = cost_nusd;
}

// The call as a whole; without a price it costs nothing that is known.
static void put_whole(struct wasted *out, enum waste class, const struct request *r)
{
    int64_t tok = all_tokens(r);
    put(out, class, tok > 0 ? tok : 0, r->cost_nusd == UNKNOWN ? 0 : r->cost_nusd);
}

// The time kept under a key, replaced by ts_us; UNKNOWN when there was none.
static int64_t exchange(struct recent *times, uint64_t key, int64_t ts_us)
{
    bool is_new = false;
    struct moment *m = recent_put(times, key, &is_new);
    int64_t before = is_new ? UNKNOWN : m->ts_us;
    m->ts_us = ts_us;
    return before;
}

static bool is_within(int64_t before_us, int64_t ts_us, int64_t limit_us, int64_t *gap_us)
{
    if (before_us == UNKNOWN || ts_us == UNKNOWN)
        return false;
    *gap_us = ts_us > before_us ? ts_us - before_us : before_us - ts_us;
    return *gap_us <= limit_us;
}

// Of a request that may come again.
static void judge_retry(struct waste_rules *w, const struct request *r, struct wasted *out)
{
    uint64_t key = hash_mix(r->print[PRINT_REQUEST], (uint64_t)r->user_id);
    const struct moment *failed = recent_find(&w->failures, key);
    if (failed && is_within(failed->ts_us, r->ts_us, RETRY_US, &out->gap_us))
        put_whole(out, WASTE_RETRIES, r);
    if (failed || r->is_error)
        (void)exchange(&w->failures, key, r->is_error ? r->ts_us : UNKNOWN);
}

static void judge_duplicate(struct waste_rules *w, const struct request *r, struct wasted *out)
{
    if (r->is_error)
        return;
    int64_t before_us = exchange(&w->answers, r->print[PRINT_REQUEST], r->ts_us);
    if (is_within(before_us, r->ts_us, DUPLICATE_US, &out->age_us))
        put_whole(out, WASTE_DUPLICATES, r);
}

static void judge_loop(struct waste_rules *w, const struct request *r, struct wasted *out)
{
    bool is_new = false;
    if (r->session_id == UNKNOWN || r->ts_us == UNKNOWN || r->is_error)
        return;
    if (r->tools_called == UNKNOWN || r->tools_called == 0) {
        struct tool_run *run = recent_find(&w->runs, (uint64_t)r->session_id);
        if (run)
            run->calls = 0;
        return;
    }
    struct tool_run *run = recent_put(&w->runs, (uint64_t)r->session_id, &is_new);
    int64_t *eighth_before = &run->ts_us[run->calls % TOOL_LOOP_CALLS];
    int64_t gap_us = 0;
    bool is_loop =
        run->calls >= TOOL_LOOP_CALLS && is_within(*eighth_before, r->ts_us, TOOL_LOOP_US, &gap_us);
    *eighth_before = r->ts_us;
    out->run = ++run->calls;
    if (is_loop)
        put_whole(out, WASTE_TOOL_LOOPS, r);
}

static bool is_cut_reason(struct str reason)
{
    for (size_t i = 0; i < sizeof cut_reasons / sizeof *cut_reasons; i++)
        if (str_eq_nocase(reason, str_of(cut_reasons[i])))
            return true;
    return false;
}

static bool judge_finish(struct waste_rules *w, const struct request *r, struct wasted *out,
                         struct err *e)
{
    bool is_new = false;
    if (r->finish_id == UNKNOWN)
        return true;
    struct finish *f = keyed_put(&w->finishes, (uint64_t)r->finish_id, &is_new);
    if (is_new) {
        if (!store_name(w->store, r->finish_id, &f->text, &w->arena, e))
            return false;
        f->is_cut = is_cut_reason(f->text);
    }
    out->finish = f->text;
    if (f->is_cut && !r->is_error)
        put_whole(out, WASTE_CUT, r);
    return true;
}

static bool is_empty(const struct request *r)
{
    int64_t bytes = r->part_bytes[PART_RESPONSE];
    return r->has_request && r->finish_id != UNKNOWN && r->tools_called == 0 &&
           (bytes == UNKNOWN || bytes == 0) && r->cost_nusd != UNKNOWN && r->cost_nusd > 0;
}

static void judge_answer(const struct request *r, struct wasted *out)
{
    bool is_billed = r->cost_nusd != UNKNOWN && r->cost_nusd > 0;
    if (r->is_error && is_billed)
        put_whole(out, WASTE_FAILURES, r);
    if (r->is_error)
        return;
    if (r->facts.wants_json == TRI_YES && r->facts.answer_is_json == TRI_NO)
        put_whole(out, WASTE_NOT_JSON, r);
    if (is_empty(r))
        put_whole(out, WASTE_EMPTY, r);
}

// Tokens of the conversation so far that were neither read from a cache nor written to one.
static int64_t fresh_history_tok(const struct request *r)
{
    double bytes = 0;
    const int64_t *parts = r->part_bytes;
    for (int i = 0; i < PART_RESPONSE; i++)
        bytes += parts[i] == UNKNOWN ? 0 : (double)parts[i];
    int64_t history = parts[PART_HISTORY];
    int64_t fresh = tok_or_zero(&r->usage, TOK_INPUT);
    if (history == UNKNOWN || history <= 0 || fresh <= 0)
        return 0;
    double input = (double)usage_input_total(&r->usage);
    double tools = parts[PART_TOOLS] == UNKNOWN ? 0 : (double)parts[PART_TOOLS];
    double system = parts[PART_SYSTEM] == UNKNOWN ? 0 : (double)parts[PART_SYSTEM];
    double begin = input * (tools + system) / bytes;
    double end = input * (tools + system + (double)history) / bytes;
    double cached = input - (double)fresh;
    int64_t tok = llround(end - fmax(begin, cached));
    return tok < 0 ? 0 : tok < fresh ? tok : fresh;
}

static void judge_parts(struct waste_rules *w, const struct request *r, bool is_unread,
                        struct wasted *out)
{
    int64_t history = r->is_error ? 0 : fresh_history_tok(r);
    if ((!history && !is_unread) || r->cost_nusd == UNKNOWN || r->cost_nusd <= 0)
        return;
    struct input_cost cost = input_cost_of(&w->coster, r);
    double fresh = (double)tok_or_zero(&r->usage, TOK_INPUT);
    if (history)
        put(out, WASTE_CONTEXT, history, llround(cost.fresh_nusd * (double)history / fresh));
    if (is_unread && cost.premium_nusd > 0)
        put(out, WASTE_UNREAD_WRITES,
            tok_or_zero(&r->usage, TOK_CACHE_WRITE_5M) + tok_or_zero(&r->usage, TOK_CACHE_WRITE_1H),
            llround(cost.premium_nusd));
}

void waste_judge_ahead(const struct waste_rules *w, const struct request *r, bool is_far)
{
    uint64_t print = r->print[PRINT_REQUEST];
    if (is_far)
        twice_prefetch(&w->requests, print);
    if (is_far || twice_may_repeat(&w->requests, print)) {
        recent_prefetch(&w->answers, print, is_far);
        recent_prefetch(&w->failures, hash_mix(print, (uint64_t)r->user_id), is_far);
    }
}

bool waste_judge(struct waste_rules *w, const struct request *r, bool is_unread, struct wasted *out,
                 struct err *e)
{
    *out = (struct wasted){0};
    judge_answer(r, out);
    if (r->print[PRINT_REQUEST] && twice_may_repeat(&w->requests, r->print[PRINT_REQUEST])) {
        judge_retry(w, r, out);
        judge_duplicate(w, r, out);
    }
    judge_loop(w, r, out);
    judge_parts(w, r, is_unread, out);
    return judge_finish(w, r, out, e);
}

static struct str seconds(int64_t us, const char *what, struct arena *a)
{
    return str_fmt(a, "%.1f s %s", (double)us / 1e6, what);
}

struct str waste_why(enum waste class, const struct wasted *w, struct arena *a)
{
    switch (class) {
    case WASTE_FAILURES:
        return S("failed");
    case WASTE_RETRIES:
        return seconds(w->gap_us, "after failing", a);
    case WASTE_CUT:
        return str_fmt(a, "finish: %.*s", STR_ARG(w->finish));
    case WASTE_NOT_JSON:
        return S("no JSON");
    case WASTE_EMPTY:
        return str_fmt(a, "finish: %.*s", STR_ARG(w->finish));
    case WASTE_TOOL_LOOPS:
        return str_fmt(a, "call %lld in a row", (long long)w->run);
    case WASTE_CONTEXT:
        return str_fmt(a, "%lld tok of history", (long long)w->tok[class]);
    case WASTE_UNREAD_WRITES:
        return str_fmt(a, "%lld tok written", (long long)w->tok[class]);
    case WASTE_DUPLICATES:
        return seconds(w->age_us, "after the answer", a);
    case WASTE_CLASSES:
        break;
    }
    return (struct str){NULL, 0};
}

bool waste_rules_has_forgotten(const struct waste_rules *w)
{
    return w->failures.has_forgotten || w->answers.has_forgotten || w->runs.has_forgotten;
}

void waste_rules_release(struct waste_rules *w)
{
    twice_release(&w->requests);
    recent_release(&w->failures);
    recent_release(&w->answers);
    recent_release(&w->runs);
    keyed_release(&w->finishes);
    call_terms_release(&w->coster);
    arena_release(&w->arena);
}
