// body_anthropic.c - the support assistant: a conversation with tools and two cache breakpoints,
// Anthropic messages.
#include "demo/demo_body.h"

#include <inttypes.h>

#include "demo/prose.h"

#define CACHED ",\"cache_control\":{\"type\":\"ephemeral\"}"

static int64_t turns(const struct call *c)
{
    struct rng r = call_rng(c, 0, STREAM_PLAN);
    return 1 + rng_zipf(&r, 6);
}

// Every third message is the result of a tool that the assistant asked for.
static bool is_tool_turn(const struct call *c, int64_t turn)
{
    (void)c;
    return turn % 3 == 2;
}

static void tool_id(struct buf *b, const struct call *c, int64_t turn)
{
    struct rng r = call_rng(c, turn, STREAM_TOOL);
    buf_str(b, S("toolu_01"));
    prose_id(b, &r, 22);
}

static void answer(struct buf *b, const struct call *c, int64_t turn)
{
    struct rng r = call_rng(c, turn, STREAM_ANSWER);
    bool is_asking = is_tool_turn(c, turn + 1) && turn + 1 < turns(c);
    buf_str(b, S("[{\"type\":\"text\",\"text\":\""));
    prose_sentences(b, &r, is_asking ? 60 : call_bytes(c, rng_between(&r, 250, 900)));
    buf_str(b, S("\"}"));
    if (is_asking) {
        buf_str(b, S(",{\"type\":\"tool_use\",\"id\":\""));
        tool_id(b, c, turn + 1);
        buf_str(b, S("\",\"name\":\"lookup_order\",\"input\":{\"order_id\":\"NO-"));
        prose_number(b, rng_between(&r, 100000, 999999));
        buf_str(b, S("\"}}"));
    }
    buf_byte(b, ']');
}

static void user_message(struct buf *b, const struct call *c, int64_t turn, bool is_last)
{
    struct rng r = call_rng(c, turn, STREAM_QUESTION);
    buf_str(b, S("{\"role\":\"user\",\"content\":["));
    if (is_tool_turn(c, turn)) {
        buf_str(b, S("{\"type\":\"tool_result\",\"tool_use_id\":\""));
        tool_id(b, c, turn);
        buf_str(b, S("\",\"content\":\""));
        prose_sentences(b, &r, call_bytes(c, rng_between(&r, 200, 900)));
    } else {
        buf_str(b, S("{\"type\":\"text\",\"text\":\""));
        if (turn == 0) {
            buf_str(b, S("Hello, my order is NO-"));
            prose_number(b, 100000 + c->number);
            buf_str(b, S(". "));
        }
        prose_sentences(b, &r, call_bytes(c, rng_between(&r, 60, turn ? 300 : 700)));
    }
    buf_byte(b, '"');
    if (is_last)
        buf_str(b, S(CACHED));
    buf_str(b, S("}]}"));
}

static void request(struct buf *b, const struct call *c, const struct texts *t, struct prompt *p)
{
    struct str system = t->support_system[c->variant];
    buf_fmt(b, "{\"model\":\"%s\",\"max_tokens\":1024,\"temperature\":0.3,\"system\":[",
            demo_model_asked[c->model]);
    buf_str(b, S("{\"type\":\"text\",\"text\":\""));
    buf_str(b, system);
    buf_str(b, S("\"" CACHED "}],\"tools\":"));
    buf_str(b, t->support_tools);
    buf_str(b, S(",\"messages\":["));
    size_t start = b->len;
    for (int64_t turn = 0; turn <= c->turn; turn++) {
        user_message(b, c, turn, turn == c->turn);
        if (turn == c->turn)
            break;
        buf_str(b, S(",{\"role\":\"assistant\",\"content\":"));
        answer(b, c, turn);
        buf_str(b, S("},"));
    }
    p->stable_bytes = (int64_t)(system.len + t->support_tools.len);
    p->total_bytes = p->stable_bytes + (int64_t)(b->len - start);
    buf_fmt(b, "],\"metadata\":{\"user_id\":\"u-%05" PRId64 "\"}}", c->user);
}

static void response(struct buf *b, const struct reply *r)
{
    const struct call *c = r->call;
    bool is_asking = is_tool_turn(c, c->turn + 1) && c->turn + 1 < turns(c);
    buf_str(b, S("{\"id\":\"msg_01"));
    demo_body_id(b, c, 22);
    buf_fmt(b, "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"%s\",\"content\":",
            demo_model_billed[c->model]);
    buf_str(b, r->answer);
    buf_fmt(b, ",\"stop_reason\":\"%s\",\"stop_sequence\":null",
            is_asking ? "tool_use" : "end_turn");
    buf_fmt(b,
            ",\"usage\":{\"input_tokens\":%" PRId64 ",\"cache_creation_input_tokens\":%" PRId64
            ",\"cache_read_input_tokens\":%" PRId64,
            r->tok[DEMO_TOK_INPUT], r->tok[DEMO_TOK_CACHE_WRITE], r->tok[DEMO_TOK_CACHE_READ]);
    buf_fmt(b,
            ",\"cache_creation\":{\"ephemeral_5m_input_tokens\":%" PRId64
            ",\"ephemeral_1h_input_tokens\":0},\"output_tokens\":%" PRId64
            ",\"service_tier\":\"standard\"}}",
            r->tok[DEMO_TOK_CACHE_WRITE], r->tok[DEMO_TOK_OUTPUT]);
}

static void failure(struct buf *b, const struct call *c, int64_t status)
{
    const char *type = status == 429   ? "rate_limit_error"
                       : status == 529 ? "overloaded_error"
                                       : "api_error";
    const char *message = status == 429   ? "This request would exceed the rate limit for your "
                                            "organization of 400,000 input tokens per minute."
                          : status == 529 ? "Overloaded"
                                          : "Internal server error";
    buf_fmt(b, "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"%s\"}", type, message);
    buf_str(b, S(",\"request_id\":\"req_011"));
    demo_body_id(b, c, 21);
    buf_str(b, S("\"}"));
}

const struct demo_body body_support = {
    .request = request,
    .answer = answer,
    .response = response,
    .failure = failure,
    .turns = turns,
    .is_tool_turn = is_tool_turn,
};
