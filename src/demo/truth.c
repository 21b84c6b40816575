// truth.c - adds up what was written; see truth.h.
#include "demo/truth.h"

#include <inttypes.h>
#include <stddef.h>

const char *const demo_feature_name[DEMO_FEATURES] = {
    [FEATURE_SUPPORT] = "support-bot",
    [FEATURE_SEARCH] = "search",
    [FEATURE_CLASSIFY] = "classify",
    [FEATURE_SUMMARIZE] = "summarize",
    [FEATURE_EXTRACT] = "extract",
    [FEATURE_AUTOCOMPLETE] = "autocomplete",
    [FEATURE_AGENT] = "agent",
    [FEATURE_EMBEDDINGS] = "embeddings",
    [FEATURE_NONE] = NULL,
};

// List prices in US cents per million tokens, times 10, of October and November 2026 (the vendors'
// pages, read 2026-11-20). Written down here and not taken from the price book, so that a test can
// compare the two. A cache write is one with the five-minute lifetime; 0 = not sold.
struct price {
    int32_t input, read, write, output;
};
static const struct price prices[DEMO_MODELS] = {
    [MODEL_CLAUDE_SONNET] = {3000, 300, 3750, 15000},  // claude-sonnet-4-6
    [MODEL_GPT_4O] = {2500, 1250, 0, 10000},           // gpt-4o
    [MODEL_GPT_4O_MINI] = {150, 75, 0, 600},           // gpt-4o-mini
    [MODEL_GPT_41_MINI] = {400, 100, 0, 1600},         // gpt-4.1-mini
    [MODEL_GPT_41_NANO] = {100, 25, 0, 400},           // gpt-4.1-nano
    [MODEL_GPT_51] = {1250, 125, 0, 10000},            // gpt-5.1
    [MODEL_GROK] = {200, 50, 0, 500},                  // grok-4-1-fast-reasoning
    [MODEL_GEMINI] = {300, 30, 0, 2500},               // gemini-2.5-flash
    [MODEL_EMBEDDING] = {20, 0, 0, 0},                 // text-embedding-3-small
    [MODEL_IN_HOUSE] = {0, 0, 0, 0},
};

// What keeps the prompts of an application from being cached, and the byte of the system prompt (0
// = of the tools) where it stands.
static const struct {
    enum demo_feature feature;
    const char *kind;
    int byte;
} demo_busters[] = {
    {FEATURE_EXTRACT, "timestamp", 14},  // behind "Current time: "
    {FEATURE_AGENT, "tool order", 0},    // another order in every conversation
};

// Offered with every call (with lines of their usual length), called by no answer.
static const struct {
    enum demo_feature feature;
    const char *tool;
} demo_idle_tools[] = {
    {FEATURE_SUPPORT, "create_refund"},
    {FEATURE_SUPPORT, "hand_over"},
    {FEATURE_AGENT, "post_note"},
};

int64_t truth_cost_nusd(const struct truth_call *call)
{
    const struct price *p = &prices[call->model];
    // A thousandth of a dollar per million tokens is a nano-dollar a token.
    return call->tok[DEMO_TOK_INPUT] * p->input + call->tok[DEMO_TOK_CACHE_READ] * p->read +
           call->tok[DEMO_TOK_CACHE_WRITE] * p->write + call->tok[DEMO_TOK_OUTPUT] * p->output;
}

static void add(struct demo_sums *s, const struct truth_call *call, int64_t cost_nusd)
{
    s->requests++;
    s->errors += call->is_error;
    s->without_usage += !call->is_error && !call->has_usage;
    s->unpriced += call->has_usage && call->model == MODEL_IN_HOUSE;
    s->cost_nusd += cost_nusd;
    for (int i = 0; call->has_usage && i < DEMO_TOKS; i++)
        s->tok[i] += call->tok[i];
}

static void add_waste(struct demo_waste *w, bool is_waste, int64_t cost_nusd)
{
    w->requests += is_waste;
    w->cost_nusd += is_waste ? cost_nusd : 0;
}

void truth_add(struct demo_truth *t, const struct truth_call *call)
{
    int64_t cost_nusd = call->has_usage ? truth_cost_nusd(call) : 0;
    add(&t->all, call, cost_nusd);
    add(&t->feature[call->feature], call, cost_nusd);
    t->unique_request += call->is_new_request;
    t->unique_content += call->is_new_content;
    t->unique_normal += call->is_new_normal;
    if (call->is_answered_before)
        t->duplicate_cost_nusd += cost_nusd;
    add_waste(&t->cut, call->is_cut, cost_nusd);
    add_waste(&t->not_json, call->is_not_json, cost_nusd);
    if (t->all.requests == 1)
        t->first_us = call->ts_us;
    t->last_us = call->ts_us;
}

static void write_usd(struct buf *out, const char *key, int64_t nusd)
{
    buf_fmt(out, "\"%s\":%" PRId64 ".%09" PRId64, key, nusd / 1000000000, nusd % 1000000000);
}

static void write_sums(const struct demo_sums *s, struct buf *out)
{
    buf_fmt(out,
            "\"requests\":%" PRId64 ",\"errors\":%" PRId64 ",\"without_usage\":%" PRId64
            ",\"unpriced\":%" PRId64,
            s->requests, s->errors, s->without_usage, s->unpriced);
    buf_fmt(out, ",\"input_tok\":%" PRId64 ",\"cache_read_tok\":%" PRId64, s->tok[DEMO_TOK_INPUT],
            s->tok[DEMO_TOK_CACHE_READ]);
    buf_fmt(out, ",\"cache_write_tok\":%" PRId64 ",\"output_tok\":%" PRId64,
            s->tok[DEMO_TOK_CACHE_WRITE], s->tok[DEMO_TOK_OUTPUT]);
    buf_fmt(out, ",\"reasoning_tok\":%" PRId64 ",", s->tok[DEMO_TOK_REASONING]);
    write_usd(out, "cost_usd", s->cost_nusd);
}

static void write_waste(const char *key, const struct demo_waste *w, struct buf *out)
{
    buf_fmt(out, "\"%s\":{\"requests\":%" PRId64 ",", key, w->requests);
    write_usd(out, "cost_usd", w->cost_nusd);
    buf_byte(out, '}');
}

// What is true of prompts: what changes at their front, what is paid for and of no use.
static void write_prompts(const struct demo_truth *t, struct buf *out)
{
    buf_str(out, S(",\n \"prompts\":{\"busters\":["));
    for (size_t i = 0; i < sizeof demo_busters / sizeof *demo_busters; i++)
        buf_fmt(out, "%s{\"feature\":\"%s\",\"kind\":\"%s\",\"byte\":%d}", i ? "," : "",
                demo_feature_name[demo_busters[i].feature], demo_busters[i].kind,
                demo_busters[i].byte);
    buf_str(out, S("],\n  \"never_called\":["));
    for (size_t i = 0; i < sizeof demo_idle_tools / sizeof *demo_idle_tools; i++)
        buf_fmt(out, "%s{\"feature\":\"%s\",\"tool\":\"%s\"}", i ? "," : "",
                demo_feature_name[demo_idle_tools[i].feature], demo_idle_tools[i].tool);
    buf_fmt(out, "],\n  \"near_pairs\":%" PRId64 ",", t->near_pairs);
    write_waste("cut", &t->cut, out);
    buf_byte(out, ',');
    write_waste("not_json", &t->not_json, out);
    buf_byte(out, '}');
}

void truth_write(const struct demo_truth *t, struct buf *out)
{
    buf_str(out, S("{\"totals\":{"));
    write_sums(&t->all, out);
    buf_fmt(out, "},\n \"bytes\":%" PRId64 ",\n \"duplication\":{\"unique_request\":%" PRId64,
            t->bytes, t->unique_request);
    buf_fmt(out, ",\"unique_content\":%" PRId64 ",\"unique_normal\":%" PRId64 ",",
            t->unique_content, t->unique_normal);
    write_usd(out, "duplicate_cost_usd", t->duplicate_cost_nusd);
    buf_byte(out, '}');
    write_prompts(t, out);
    buf_str(out, S(",\n \"features\":["));
    for (int i = 0; i < DEMO_FEATURES; i++) {
        const char *name = demo_feature_name[i];
        buf_fmt(out, "%s\n  {\"key\":%s%s%s,", i ? "," : "", name ? "\"" : "", name ? name : "null",
                name ? "\"" : "");
        write_sums(&t->feature[i], out);
        buf_byte(out, '}');
    }
    buf_str(out, S("]}\n"));
}
