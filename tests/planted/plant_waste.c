// plant_waste.c - money for nothing, a class a feature: each call belongs to the class it is named
// after.
#include <inttypes.h>

#include "base/time.h"
#include "planting.h"

// A run of tool calls is a loop from the ninth on: docs/prompts.md.
enum { LOOP_CALLS = 12, LOOP_FROM = 8, MAX_TOKENS = 64 };

struct waste {
    const char *feature, *kind;
    struct ask (*ask)(struct planting *p, struct rng *r);
};

static struct ask failed(struct planting *p, struct rng *r)
{
    (void)p;
    (void)r;
    return (struct ask){.status = 500, .is_billed = true, .output_tok = 40};
}

static struct ask cut(struct planting *p, struct rng *r)
{
    return (struct ask){.answer = planting_text(p, r, 250),
                        .finish = "length",
                        .max_tokens = MAX_TOKENS,
                        .output_tok = MAX_TOKENS};
}

static struct ask no_json(struct planting *p, struct rng *r)
{
    return (struct ask){
        .answer = str_join(S("Sure, here it is: {\"total\": "), planting_text(p, r, 60), p->arena),
        .wants_json = true};
}

static struct ask good_json(struct planting *p, struct rng *r)
{
    return (struct ask){.answer =
                            str_fmt(p->arena, "{\"total\": %lld}", (long long)rng_below(r, 999)),
                        .wants_json = true};
}

static struct ask empty(struct planting *p, struct rng *r)
{
    (void)p;
    return (struct ask){.answer = S(""), .output_tok = 30 + rng_below(r, 20)};
}

static const struct waste wastes[] = {
    {"waste-failed", "failures", failed}, {"waste-cut", "cut", cut},
    {"waste-json", "not_json", no_json},  {"fine-json", "none", good_json},
    {"waste-empty", "empty", empty},
};
enum { WASTES = sizeof wastes / sizeof *wastes };

static void write_waste(struct planting *p, const char *feature, const char *kind, int64_t requests,
                        int64_t cost_nusd)
{
    buf_fmt(&p->truth, "{\"feature\":\"%s\",\"kind\":\"%s\",\"requests\":%lld,\"cost_nusd\":%lld}",
            feature, kind, (long long)requests, (long long)cost_nusd);
}

static void plant_waste(struct planting *p, const struct waste *w, int64_t count)
{
    int64_t cost_nusd = 0;
    struct str system = planting_system(p, "You are a service of Contoso. ", w->feature, 700);
    for (int64_t i = 0; i < count; i++) {
        struct rng r = planting_rng(p, w->feature, i);
        struct str question = planting_text(p, &r, 160);
        struct ask k = w->ask(p, &r);
        k.feature = w->feature;
        k.system = system;
        k.question = question;
        k.ts_us = planting_time(i, count);
        k.user = rng_below(&r, 100);
        k.temperature_tenths = 1;
        cost_nusd += planting_call(p, &k);
    }
    write_waste(p, w->feature, w->kind, count, cost_nusd);
}

// An agent that calls the same tool with the same arguments in every step of a session.
static void plant_loops(struct planting *p, int64_t count)
{
    int64_t loops = count / LOOP_CALLS, cost_nusd = 0;
    struct ask k = {
        .feature = "waste-loop",
        .system = planting_system(p, "You are an agent of Contoso. ", "agent", 700),
        .tools = S("[{\"type\":\"function\",\"function\":{\"name\":\"read_page\",\"description\":"
                   "\"Reads a page.\",\"parameters\":{\"type\":\"object\",\"properties\":{\"page\":"
                   "{\"type\":\"string\"}}}}}]")};
    for (int64_t g = 0; g < loops; g++) {
        struct rng r = planting_rng(p, k.feature, g);
        struct buf messages = {.arena = p->arena};
        struct str call = str_fmt(p->arena,
                                  "[{\"id\":\"call_%016" PRIx64
                                  "\",\"type\":\"function\",\"function\":{\"name\":\"read_page\","
                                  "\"arguments\":\"{\\\"page\\\":\\\"%lld\\\"}\"}}]",
                                  rng_next(&r), (long long)g);
        k.session = str_fmt(p->arena, "loop-%04lld", (long long)g);
        k.user = g % 50;
        k.question = planting_text(p, &r, 150);
        k.tool_calls = call;
        for (int i = 0; i < LOOP_CALLS; i++) {
            k.ts_us = planting_time(g, loops) + (int64_t)i * 4 * US_PER_SECOND;
            k.messages = str_copy(buf_view(&messages), p->arena);
            int64_t call_nusd = planting_call(p, &k);
            cost_nusd += i >= LOOP_FROM ? call_nusd : 0;
            buf_fmt(&messages, ",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":%.*s}",
                    STR_ARG(call));
            buf_fmt(&messages,
                    ",{\"role\":\"tool\",\"tool_call_id\":\"%.*s\",\"content\":\"Page "
                    "not found.\"}",
                    STR_ARG(str_head(str_skip(call, 8), 21)));
        }
    }
    write_waste(p, k.feature, "tool_loops", loops * (LOOP_CALLS - LOOP_FROM), cost_nusd);
}

// Prefixes that are written to the cache and never asked for again: what writing cost more than
// sending them.
static void plant_writes(struct planting *p, int64_t count)
{
    enum { PREMIUM_NUSD = 3750 - 3000 };
    int64_t premium_nusd = 0;
    struct ask k = {.feature = "waste-write", .is_claude = true, .max_tokens = 500};
    for (int64_t i = 0; i < count; i++) {
        struct rng r = planting_rng(p, k.feature, i);
        k.system = planting_text(p, &r, 6000);
        k.question = planting_text(p, &r, 120);
        k.answer = planting_text(p, &r, 200);
        k.ts_us = planting_time(i, count);
        k.user = 1000 + i;  // who reads nothing elsewhere either
        k.write_tok = planting_tok(k.system.len);
        planting_call(p, &k);
        premium_nusd += k.write_tok * PREMIUM_NUSD;
    }
    write_waste(p, k.feature, "unread_writes", count, premium_nusd);
}

// The same prompt written once in five minutes and read by the others of a burst.
static void plant_reads(struct planting *p, int64_t count)
{
    struct ask k = {.feature = "fine-write",
                    .is_claude = true,
                    .max_tokens = 500,
                    .system = planting_system(p, "You are a clerk of Contoso. ", "clerk", 6000)};
    for (int64_t i = 0; i < count; i++) {
        struct rng r = planting_rng(p, k.feature, i);
        bool is_write = i % 10 == 0;
        k.question = planting_text(p, &r, 120);
        k.answer = planting_text(p, &r, 200);
        k.ts_us = planting_burst_time(i, count);
        k.user = rng_below(&r, 100);
        k.write_tok = is_write ? planting_tok(k.system.len) : 0;
        k.cached_tok = is_write ? 0 : planting_tok(k.system.len);
        planting_call(p, &k);
    }
    write_waste(p, k.feature, "none", count, 0);
}

void scene_waste(struct planting *p, int64_t count)
{
    int64_t each = count / (WASTES + 3);
    buf_str(&p->truth, S("\"waste\":["));
    for (int i = 0; i < WASTES; i++) {
        plant_waste(p, &wastes[i], each);
        buf_byte(&p->truth, ',');
    }
    plant_loops(p, each);
    buf_byte(&p->truth, ',');
    plant_writes(p, each);
    buf_byte(&p->truth, ',');
    plant_reads(p, each / 10 * 10);
    buf_str(&p->truth, S("],\n"));
}
