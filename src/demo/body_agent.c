// body_agent.c - an agent that calls tools until its task is done: OpenAI chat completions with
// tool calls.
#include <inttypes.h>

#include "demo/body_openai.h"
#include "demo/prose.h"

static int64_t turns(const struct call *c)
{
    struct rng r = call_rng(c, 0, STREAM_PLAN);
    return rng_between(&r, 2, 7);
}

static bool is_tool_turn(const struct call *c, int64_t turn)
{
    (void)c;
    return turn > 0;
}

static void tool_id(struct buf *b, const struct call *c, int64_t turn)
{
    struct rng r = call_rng(c, turn, STREAM_TOOL);
    buf_str(b, S("call_"));
    prose_id(b, &r, 24);
}

// A tool call; in the last turn the report.
static void answer(struct buf *b, const struct call *c, int64_t turn)
{
    static const char *const tools[][2] = {
        {"search_tickets", "query"},
        {"run_sql", "statement"},
        {"read_page", "title"},
        {"search_tickets", "query"},
    };
    struct rng r = call_rng(c, turn, STREAM_ANSWER);
    if (turn + 1 >= turns(c)) {
        buf_str(b, S("\"content\":\""));
        prose_sentences(b, &r, call_bytes(c, rng_between(&r, 400, 1200)));
        buf_byte(b, '"');
        return;
    }
    int64_t tool = rng_below(&r, 4);
    buf_str(b, S("\"content\":null,\"tool_calls\":[{\"id\":\""));
    tool_id(b, c, turn + 1);
    buf_fmt(
        b,
        "\",\"type\":\"function\",\"function\":{\"name\":\"%s\",\"arguments\":\"{\\\"%s\\\":\\\"",
        tools[tool][0], tools[tool][1]);
    prose_clause(b, &r);
    buf_str(b, S("\\\"}\"}}]"));
}

static void tool_message(struct buf *b, const struct call *c, int64_t turn)
{
    struct rng r = call_rng(c, turn, STREAM_QUESTION);
    buf_str(b, S(",{\"role\":\"tool\",\"tool_call_id\":\""));
    tool_id(b, c, turn);
    buf_str(b, S("\",\"content\":\""));
    int64_t rows = rng_between(&r, 1, 6);
    for (int64_t i = 0; i < rows; i++) {
        buf_fmt(b, "%" PRId64 " | ", rng_between(&r, 10000, 99999));
        prose_sentences(b, &r, call_bytes(c, rng_between(&r, 80, 320)));
        buf_str(b, S("\\n"));
    }
    buf_str(b, S("\"}"));
}

// The tools come out of a hash table: every conversation has them in another order.
static void tools(struct buf *b, const struct call *c, const struct texts *t)
{
    struct rng r = call_rng(c, 0, STREAM_ORDER);
    struct str order[AGENT_TOOLS];
    buf_str(b, S(",\"tools\":"));
    for (int i = 0; i < t->agent_tool_count; i++) {
        int64_t place = rng_below(&r, i + 1);
        order[i] = order[place];
        order[place] = t->agent_tools[i];
    }
    for (int i = 0; i < t->agent_tool_count; i++) {
        buf_byte(b, i ? ',' : '[');
        buf_str(b, order[i]);
    }
    buf_byte(b, ']');
}

static void request(struct buf *b, const struct call *c, const struct texts *t, struct prompt *p)
{
    demo_chat_open(b, c, t->agent_system);
    size_t start = b->len;
    struct rng r = call_rng(c, 0, STREAM_QUESTION);
    buf_str(b, S("Task "));
    prose_number(b, 500000 + c->number);
    buf_str(b, S(": "));
    prose_sentences(b, &r, call_bytes(c, rng_between(&r, 150, 500)));
    buf_str(b, S("\"}"));
    for (int64_t turn = 1; turn <= c->turn; turn++) {
        buf_str(b, S(",{\"role\":\"assistant\","));
        answer(b, c, turn - 1);
        buf_byte(b, '}');
        tool_message(b, c, turn);
    }
    buf_byte(b, ']');
    tools(b, c, t);
    p->stable_bytes = 0;  // tools come before the system prompt, and their order changes
    p->total_bytes = (int64_t)(t->agent_system.len + b->len - start);
    buf_str(b, S(",\"reasoning_effort\":\"medium\",\"max_completion_tokens\":4096}"));
}

const struct demo_body body_agent = {
    .request = request,
    .answer = answer,
    .response = demo_chat_response,
    .failure = demo_chat_failure,
    .turns = turns,
    .is_tool_turn = is_tool_turn,
};
