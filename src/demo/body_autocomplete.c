// body_autocomplete.c - code completions, streamed and logged as the stream was captured.
#include <inttypes.h>

#include "base/time.h"
#include "demo/body_openai.h"
#include "demo/prose.h"

static void request(struct buf *b, const struct call *c, const struct texts *t, struct prompt *p)
{
    struct rng r = call_rng(c, 0, STREAM_QUESTION);
    demo_chat_open(b, c, t->autocomplete_system);
    size_t start = b->len;
    buf_fmt(b, "// file %" PRId64 ".c\\n", c->number);
    prose_code(b, &r, call_bytes(c, rng_between(&r, 500, 1800)));
    p->stable_bytes = (int64_t)t->autocomplete_system.len;
    p->total_bytes = p->stable_bytes + (int64_t)(b->len - start);
    buf_str(b, S("\"}],\"temperature\":0.1,\"max_tokens\":60,\"stream\":true"));
    buf_str(b, c->variant ? S("}") : S(",\"stream_options\":{\"include_usage\":true}}"));
}

// Words without anything to escape: they are escaped twice.
static void answer(struct buf *b, const struct call *c, int64_t turn)
{
    struct rng r = call_rng(c, turn, STREAM_ANSWER);
    prose_sentences(b, &r, rng_between(&r, 8, 30));
}

// `data: {"id":…,` inside a JSON string.
static void open_event(struct buf *b, const struct reply *r)
{
    buf_str(b, S("data: {\\\"id\\\":\\\"chatcmpl-"));
    demo_body_id(b, r->call, 29);
    buf_fmt(b,
            "\\\",\\\"object\\\":\\\"chat.completion.chunk\\\",\\\"created\\\":%" PRId64
            ",\\\"model\\\":\\\"%s\\\",\\\"choices\\\":[",
            (int64_t)(r->done_us / US_PER_SECOND), demo_model_billed[r->call->model]);
}

static void delta(struct buf *b, const struct reply *r, struct str text)
{
    open_event(b, r);
    buf_str(b, S("{\\\"index\\\":0,\\\"delta\\\":{\\\"content\\\":\\\""));
    buf_str(b, text);
    buf_str(b, S("\\\"},\\\"finish_reason\\\":null}]}\\n\\n"));
}

static void usage_event(struct buf *b, const struct reply *r)
{
    int64_t prompt = r->tok[DEMO_TOK_INPUT], completion = r->tok[DEMO_TOK_OUTPUT];
    open_event(b, r);
    buf_fmt(b,
            "],\\\"usage\\\":{\\\"prompt_tokens\\\":%" PRId64 ",\\\"completion_tokens\\\":%" PRId64
            ",\\\"total_tokens\\\":%" PRId64
            ",\\\"prompt_tokens_details\\\":{\\\"cached_tokens\\\":0}}}\\n\\n",
            prompt, completion, prompt + completion);
}

static void response(struct buf *b, const struct reply *r)
{
    enum { PIECE_BYTES = 24 };
    buf_byte(b, '"');
    for (struct str rest = r->answer; rest.len; rest = str_skip(rest, PIECE_BYTES))
        delta(b, r, str_head(rest, PIECE_BYTES));
    open_event(b, r);
    buf_str(b, S("{\\\"index\\\":0,\\\"delta\\\":{},\\\"finish_reason\\\":\\\"stop\\\"}]}\\n\\n"));
    if (r->has_usage)
        usage_event(b, r);
    buf_str(b, S("data: [DONE]\\n\\n\""));
}

const struct demo_body body_autocomplete = {
    .request = request,
    .answer = answer,
    .response = response,
    .failure = demo_chat_failure,
};
