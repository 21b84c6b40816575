// body_gemini.c - summaries of long documents, each of them new: Gemini generateContent.
#include "demo/demo_body.h"

#include <inttypes.h>

#include "demo/prose.h"

static void request(struct buf *b, const struct call *c, const struct texts *t, struct prompt *p)
{
    struct rng r = call_rng(c, 0, STREAM_QUESTION);
    buf_fmt(b, "{\"model\":\"%s\",\"systemInstruction\":{\"parts\":[{\"text\":\"",
            demo_model_asked[c->model]);
    buf_str(b, t->summarize_system);
    buf_str(b, S("\"}]},\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\""));
    size_t start = b->len;
    prose_document(b, &r, c->number, call_bytes(c, rng_between(&r, 4000, 12000)));
    p->stable_bytes = (int64_t)t->summarize_system.len;
    p->total_bytes = p->stable_bytes + (int64_t)(b->len - start);
    buf_str(b, S("\"}]}],\"generationConfig\":{\"temperature\":0.4,\"maxOutputTokens\":2048}}"));
}

static void answer(struct buf *b, const struct call *c, int64_t turn)
{
    struct rng r = call_rng(c, turn, STREAM_ANSWER);
    prose_sentences(b, &r, rng_between(&r, 500, 1100));
}

static void response(struct buf *b, const struct reply *r)
{
    int64_t prompt = r->tok[DEMO_TOK_INPUT] + r->tok[DEMO_TOK_CACHE_READ];
    int64_t thoughts = r->tok[DEMO_TOK_REASONING];
    int64_t candidates = r->tok[DEMO_TOK_OUTPUT] - thoughts;
    buf_str(b, S("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\""));
    buf_str(b, r->answer);
    buf_str(b, S("\"}],\"role\":\"model\"},\"finishReason\":\"STOP\",\"index\":0}],"));
    buf_fmt(b,
            "\"usageMetadata\":{\"promptTokenCount\":%" PRId64 ",\"candidatesTokenCount\":%" PRId64,
            prompt, candidates);
    buf_fmt(b,
            ",\"totalTokenCount\":%" PRId64
            ",\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":%" PRId64 "}]",
            prompt + candidates + thoughts, prompt);
    if (thoughts)
        buf_fmt(b, ",\"thoughtsTokenCount\":%" PRId64, thoughts);
    buf_fmt(b, "},\"modelVersion\":\"%s\",\"responseId\":\"", demo_model_billed[r->call->model]);
    demo_body_id(b, r->call, 22);
    buf_str(b, S("\"}"));
}

static void failure(struct buf *b, const struct call *c, int64_t status)
{
    (void)c;
    buf_fmt(b, "{\"error\":{\"code\":%" PRId64 ",\"message\":\"%s\",\"status\":\"%s\"}}", status,
            status == 429 ? "Resource has been exhausted (e.g. check quota)."
                          : "An internal error has occurred. Please retry.",
            status == 429 ? "RESOURCE_EXHAUSTED" : "INTERNAL");
}

const struct demo_body body_summarize = {
    .request = request,
    .answer = answer,
    .response = response,
    .failure = failure,
};
