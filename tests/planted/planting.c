// planting.c - see planting.h.
#include "planting.h"

#include <inttypes.h>

#include "base/hash.h"
#include "base/time.h"
#include "demo/prose.h"

// List prices of gpt-4o-mini and claude-sonnet-4-6 in nano-USD a token (the vendors' pages, read
// 2026-11-20): fresh input, cache read, cache write (5 minutes), output.
static const int64_t openai_nusd[] = {150, 75, 0, 600};
static const int64_t claude_nusd[] = {3000, 300, 3750, 15000};

struct rng planting_rng(const struct planting *p, const char *scene, int64_t n)
{
    return rng_of(p->seed, hash_str(str_of(scene)), (uint64_t)n);
}

int64_t planting_time(int64_t i, int64_t n)
{
    return PLANT_START_US + (2 * i + 1) * PLANT_DAYS * (US_PER_DAY / 2) / n;
}

int64_t planting_burst_time(int64_t i, int64_t n)
{
    enum { STEP_S = 40 };
    int64_t bursts = (n + PLANT_BURST - 1) / PLANT_BURST;
    return planting_time(i / PLANT_BURST, bursts) + i % PLANT_BURST * STEP_S * US_PER_SECOND;
}

struct str planting_text(struct planting *p, struct rng *r, int64_t bytes)
{
    struct buf b = {.arena = p->arena};
    prose_sentences(&b, r, bytes);
    return buf_view(&b);
}

struct str planting_system(struct planting *p, const char *opening, const char *name, int64_t bytes)
{
    struct buf b = {.arena = p->arena};
    struct rng r = rng_of(hash_str(str_of(name)), 0, 0);
    buf_str(&b, str_of(opening));
    if (bytes > (int64_t)b.len)
        prose_sentences(&b, &r, bytes - (int64_t)b.len);
    return buf_view(&b);
}

int64_t planting_tok(size_t bytes)
{
    return (int64_t)bytes * 10 / 42 + 8;
}

void planting_escape(struct buf *b, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\n')
            buf_str(b, S("\\n"));
        else if (c == '\t')
            buf_str(b, S("\\t"));
        else if (c == '"' || c == '\\')
            buf_fmt(b, "\\%c", c);
        else
            buf_byte(b, c);
    }
}

static void write_text(struct buf *b, const char *before, struct str text, const char *after)
{
    buf_str(b, str_of(before));
    planting_escape(b, text);
    buf_str(b, str_of(after));
}

static void write_parameters(struct buf *b, const struct ask *k)
{
    buf_fmt(b, ",\"temperature\":%d.%d", k->temperature_tenths / 10, k->temperature_tenths % 10);
    if (k->max_tokens)
        buf_fmt(b, ",\"max_tokens\":%" PRId64, k->max_tokens);
    if (k->wants_json)
        buf_str(b, S(",\"response_format\":{\"type\":\"json_object\"}"));
    if (k->tools.len) {
        buf_str(b, S(",\"tools\":"));
        buf_str(b, k->tools);
    }
    buf_byte(b, '}');
}

static void write_openai_request(struct buf *b, const struct ask *k)
{
    buf_str(b, S("{\"model\":\"gpt-4o-mini\",\"messages\":["));
    if (k->system.ptr)
        write_text(b, "{\"role\":\"system\",\"content\":\"", k->system, "\"},");
    buf_str(b, k->history);
    write_text(b, "{\"role\":\"user\",\"content\":\"", k->question, "\"}");
    buf_str(b, k->messages);
    buf_byte(b, ']');
    write_parameters(b, k);
}

static void write_claude_request(struct buf *b, const struct ask *k)
{
    buf_str(b, S("{\"model\":\"claude-sonnet-4-6\",\"system\":[{\"type\":\"text\","));
    write_text(b, "\"text\":\"", k->system, "\",\"cache_control\":{\"type\":\"ephemeral\"}}],");
    write_text(b, "\"messages\":[{\"role\":\"user\",\"content\":\"", k->question, "\"}]");
    write_parameters(b, k);
}

// Disjoint: fresh, read, written, output.
static void count_tokens(const struct ask *k, size_t request_bytes, int64_t tok[4])
{
    int64_t total = planting_tok(request_bytes);
    tok[1] = k->cached_tok;
    tok[2] = k->write_tok;
    tok[0] = total > tok[1] + tok[2] ? total - tok[1] - tok[2] : 3;
    size_t answer = k->tool_calls.len ? k->tool_calls.len : k->answer.len;
    tok[3] = k->output_tok ? k->output_tok : (int64_t)answer / 4 + 1;
}

static void write_failure(struct buf *b, const struct ask *k, const int64_t tok[4])
{
    buf_fmt(b, "{\"error\":{\"message\":\"The server had an error.\",\"type\":\"%s\"}",
            k->status == 429 ? "rate_limit_error" : "server_error");
    if (k->is_billed)
        buf_fmt(b,
                ",\"object\":\"chat.completion\",\"model\":\"gpt-4o-mini\",\"usage\":{"
                "\"prompt_tokens\":%" PRId64 ",\"completion_tokens\":%" PRId64 "}",
                tok[0] + tok[1], tok[3]);
    buf_byte(b, '}');
}

static void write_openai_response(struct buf *b, const struct ask *k, const int64_t tok[4],
                                  int64_t number)
{
    buf_fmt(b,
            "{\"id\":\"chatcmpl-planted%08" PRId64 "\",\"object\":\"chat.completion\",\"model\":"
            "\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
            "\"assistant\",\"content\":",
            number);
    if (k->tool_calls.len) {
        buf_str(b, S("null,\"tool_calls\":"));
        buf_str(b, k->tool_calls);
    } else {
        write_text(b, "\"", k->answer, "\"");
    }
    const char *finish = k->finish ? k->finish : k->tool_calls.len ? "tool_calls" : "stop";
    buf_fmt(b, "},\"finish_reason\":\"%s\"}],\"usage\":{\"prompt_tokens\":%" PRId64, finish,
            tok[0] + tok[1]);
    buf_fmt(b,
            ",\"completion_tokens\":%" PRId64
            ",\"prompt_tokens_details\":{\"cached_tokens\":%" PRId64 "}}}",
            tok[3], tok[1]);
}

static void write_claude_response(struct buf *b, const struct ask *k, const int64_t tok[4],
                                  int64_t number)
{
    buf_fmt(b, "{\"id\":\"msg_01planted%08" PRId64 "\",\"type\":\"message\",\"role\":", number);
    write_text(b,
               "\"assistant\",\"model\":\"claude-sonnet-4-6\",\"content\":[{\"type\":\"text\","
               "\"text\":\"",
               k->answer, "\"}],\"stop_reason\":\"end_turn\",");
    buf_fmt(b,
            "\"usage\":{\"input_tokens\":%" PRId64 ",\"cache_creation_input_tokens\":%" PRId64
            ",\"cache_read_input_tokens\":%" PRId64 ",\"output_tokens\":%" PRId64 "}}",
            tok[0], tok[2], tok[1], tok[3]);
}

static void note(struct planting *p, struct str request, bool is_failed, int64_t cost_nusd)
{
    bool is_new;
    uint64_t hash = hash_str(request);
    map_put(&p->seen, hash, &is_new);
    p->unique_requests += is_new;
    p->cost_nusd += cost_nusd;
    p->errors += is_failed;
    // All but the first successful call of each request are repeats; a billed failure is one, too.
    is_new = false;
    if (!is_failed)
        map_put(&p->answered, hash, &is_new);
    p->duplicate_cost_nusd += is_new ? 0 : cost_nusd;
}

static void write_line(struct planting *p, struct buf *b, const struct ask *k, struct str request,
                       const int64_t tok[4])
{
    char time[TIME_TEXT_BYTES];
    int status = k->status ? k->status : 200;
    buf_str(b, S("{\"timestamp\":\""));
    buf_str(b, time_format(k->ts_us, time));
    buf_fmt(b, "\",\"user\":\"user-%04" PRId64 "\",\"feature\":\"%s\",", k->user, k->feature);
    if (k->session.ptr)
        buf_fmt(b, "\"session_id\":\"%.*s\",", STR_ARG(k->session));
    buf_fmt(b, "\"latency_ms\":%" PRId64 ",\"status\":%d,\"request\":", 300 + tok[3] * 12, status);
    buf_str(b, request);
    buf_str(b, S(",\"response\":"));
    if (status != 200)
        write_failure(b, k, tok);
    else if (k->is_claude)
        write_claude_response(b, k, tok, p->count);
    else
        write_openai_response(b, k, tok, p->count);
    buf_str(b, S("}\n"));
}

static void keep(struct planting *p, struct planted call)
{
    if (p->count == p->cap) {
        int64_t cap = p->cap ? 2 * p->cap : 4096;
        p->calls =
            arena_grow(p->arena, p->calls, (size_t)p->cap * sizeof call, (size_t)cap * sizeof call);
        p->cap = cap;
    }
    call.order = p->count;
    p->calls[p->count++] = call;
}

int64_t planting_call(struct planting *p, const struct ask *k)
{
    struct buf request = {.arena = p->arena}, line = {.arena = p->arena};
    int64_t tok[4];
    if (k->is_claude)
        write_claude_request(&request, k);
    else
        write_openai_request(&request, k);
    count_tokens(k, request.len, tok);
    write_line(p, &line, k, buf_view(&request), tok);
    const int64_t *nusd = k->is_claude ? claude_nusd : openai_nusd;
    bool is_failed = k->status && k->status != 200;
    int64_t cost_nusd = 0;
    for (int i = 0; i < 4 && (!is_failed || k->is_billed); i++)
        cost_nusd += tok[i] * nusd[i];
    note(p, buf_view(&request), is_failed, cost_nusd);
    keep(p, (struct planted){.ts_us = k->ts_us, .line = buf_view(&line)});
    return cost_nusd;
}
