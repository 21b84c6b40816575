// plant_busters.c - what keeps a prompt from being cached: times, names, ids, shuffled tools and
// passages, each at a known place.
#include <inttypes.h>

#include "base/time.h"
#include "demo/prose.h"
#include "planting.h"

// More than 1,024 tokens: the least that providers cache.
enum { SYSTEM_BYTES = 6500 };

struct buster {
    const char *feature, *kind;
    const char *before;  // of the system prompt, up to what varies
    const char *after;
    void (*put)(struct buf *b, struct rng *r, int64_t ts_us);
};

static void put_time(struct buf *b, struct rng *r, int64_t ts_us)
{
    char text[TIME_TEXT_BYTES];
    (void)r;
    buf_str(b, time_format(ts_us, text));
}

static void put_person(struct buf *b, struct rng *r, int64_t ts_us)
{
    (void)ts_us;
    prose_person(b, r);
}

static void put_id(struct buf *b, struct rng *r, int64_t ts_us)
{
    (void)ts_us;
    uint64_t x = rng_next(r), y = rng_next(r);
    buf_fmt(b, "%08" PRIx64 "-%04" PRIx64 "-4%03" PRIx64 "-a%03" PRIx64 "-%012" PRIx64, x >> 32,
            x >> 16 & 0xffff, x & 0xfff, y >> 52, y & 0xffffffffffff);
}

static const struct buster busters[] = {
    {"bust-time", "timestamp", "You are Ada, the assistant of Contoso. The time is ",
     ". These are the rules. ", put_time},
    {"bust-name", "name", "You are Max, the personal assistant of ", ", and nobody else. ",
     put_person},
    {"bust-id", "id", "You are the planner of Contoso. Session ", " is open. ", put_id},
};
enum { BUSTERS = sizeof busters / sizeof *busters };

// What varies, where in which part it first does, and how many bytes behind it do not, or would not
// in one order.
struct spot {
    const char *kind, *place;
    size_t byte, static_bytes;
};

static void write_buster(struct planting *p, const char *feature, struct spot s, int64_t count)
{
    buf_fmt(&p->truth,
            "{\"feature\":\"%s\",\"kind\":\"%s\",\"place\":\"%s\",\"byte\":%zu,"
            "\"static_bytes\":%zu,\"requests\":%lld,\"bursts\":%lld}",
            feature, s.kind, s.place, s.byte, s.static_bytes, (long long)count,
            (long long)(count + PLANT_BURST - 1) / PLANT_BURST);
}

static void plant_buster(struct planting *p, const struct buster *x, int64_t count)
{
    struct str rest = planting_system(p, x->after, x->feature, SYSTEM_BYTES);
    struct ask k = {.feature = x->feature, .temperature_tenths = 2};
    for (int64_t i = 0; i < count; i++) {
        struct rng r = planting_rng(p, x->feature, i);
        struct buf system = {.arena = p->arena};
        k.ts_us = planting_burst_time(i, count);
        buf_str(&system, str_of(x->before));
        x->put(&system, &r, k.ts_us);
        buf_str(&system, rest);
        k.system = buf_view(&system);
        k.user = rng_below(&r, 200);
        k.question = planting_text(p, &r, 100);
        k.answer = planting_text(p, &r, 120);
        planting_call(p, &k);
    }
    write_buster(p, x->feature, (struct spot){x->kind, "system", str_of(x->before).len, rest.len},
                 count);
}

static void shuffle(int *order, int n, struct rng *r)
{
    for (int i = 0; i < n; i++)
        order[i] = i;
    for (int i = n - 1; i > 0; i--) {
        int64_t j = rng_below(r, i + 1);
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
}

static const char *const tool_names[] = {"find_order",   "find_customer", "open_ticket",
                                         "close_ticket", "send_letter",   "book_visit"};
enum { TOOLS = 6, PASSAGES = 4 };

static void plant_tools(struct planting *p, int64_t count)
{
    struct str tools[TOOLS];
    for (int i = 0; i < TOOLS; i++) {
        struct rng r = rng_of(7, (uint64_t)i, 0);
        struct buf b = {.arena = p->arena};
        buf_fmt(&b, "{\"type\":\"function\",\"function\":{\"name\":\"%s\",\"description\":\"",
                tool_names[i]);
        prose_sentences(&b, &r, 500);
        buf_str(&b, S("\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}"));
        tools[i] = buf_view(&b);
    }
    struct ask k = {
        .feature = "bust-tools",
        .system = planting_system(p, "You are the operator of Contoso. ", "operator", SYSTEM_BYTES),
        .temperature_tenths = 2};
    for (int64_t i = 0; i < count; i++) {
        struct rng r = planting_rng(p, k.feature, i);
        struct buf b = {.arena = p->arena};
        int order[TOOLS];
        shuffle(order, TOOLS, &r);
        for (int t = 0; t < TOOLS; t++) {
            buf_byte(&b, t ? ',' : '[');
            buf_str(&b, tools[order[t]]);
        }
        buf_byte(&b, ']');
        k.tools = buf_view(&b);
        k.ts_us = planting_burst_time(i, count);
        k.user = rng_below(&r, 200);
        k.question = planting_text(p, &r, 100);
        k.answer = planting_text(p, &r, 120);
        planting_call(p, &k);
    }
    write_buster(p, k.feature, (struct spot){"tool order", "tools", 0, k.system.len}, count);
}

static void plant_passages(struct planting *p, int64_t count)
{
    static const char opening[] = "Answer from these passages.\n\n<context>\n";
    struct str passages[PASSAGES];
    for (int i = 0; i < PASSAGES; i++) {
        struct rng r = rng_of(8, (uint64_t)i, 0);
        passages[i] = planting_text(p, &r, 1200);
    }
    struct ask k = {.feature = "bust-passages",
                    .system = planting_system(p, "You know the handbook of Contoso. ", "know", 800),
                    .temperature_tenths = 2};
    for (int64_t i = 0; i < count; i++) {
        struct rng r = planting_rng(p, k.feature, i);
        struct buf b = {.arena = p->arena};
        int order[PASSAGES];
        shuffle(order, PASSAGES, &r);
        buf_str(&b, str_of(opening));
        for (int c = 0; c < PASSAGES; c++)
            buf_fmt(&b, "<document>\n%.*s\n</document>\n", STR_ARG(passages[order[c]]));
        buf_str(&b, S("</context>\n\nQuestion: "));
        prose_sentences(&b, &r, 80);
        k.question = buf_view(&b);
        k.ts_us = planting_burst_time(i, count);
        k.user = rng_below(&r, 200);
        k.answer = planting_text(p, &r, 120);
        planting_call(p, &k);
    }
    size_t byte = str_of(opening).len + str_of("<document>\n").len;
    size_t bytes = PASSAGES * str_of("<document>\n\n</document>\n").len;
    for (int i = 0; i < PASSAGES; i++)
        bytes += passages[i].len;
    write_buster(p, k.feature, (struct spot){"passage order", "question", byte, bytes}, count);
}

void scene_busters(struct planting *p, int64_t count)
{
    int64_t each = count / (BUSTERS + 2);
    buf_str(&p->truth, S("\"busters\":["));
    for (int i = 0; i < BUSTERS; i++) {
        plant_buster(p, &busters[i], each);
        buf_byte(&p->truth, ',');
    }
    plant_tools(p, each);
    buf_byte(&p->truth, ',');
    plant_passages(p, each);
    buf_str(&p->truth, S("],\n"));
}
