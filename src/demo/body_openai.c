// body_openai.c - see body_openai.h; and the applications that ask one question: search, classify,
// extract, embeddings.
#include "demo/body_openai.h"

#include <inttypes.h>

#include "base/time.h"
#include "demo/prose.h"

void demo_chat_open(struct buf *b, const struct call *c, struct str system)
{
    buf_fmt(b, "{\"model\":\"%s\",\"messages\":[{\"role\":\"system\",\"content\":\"",
            demo_model_asked[c->model]);
    buf_str(b, system);
    buf_str(b, S("\"},{\"role\":\"user\",\"content\":\""));
}

void demo_chat_usage(struct buf *b, const struct reply *r)
{
    int64_t prompt = r->tok[DEMO_TOK_INPUT] + r->tok[DEMO_TOK_CACHE_READ];
    int64_t reasoning = r->tok[DEMO_TOK_REASONING], total = prompt + r->tok[DEMO_TOK_OUTPUT];
    // xAI counts reasoning beside the completion (formats.md B).
    int64_t completion = r->tok[DEMO_TOK_OUTPUT] - (r->call->model == MODEL_GROK ? reasoning : 0);
    buf_fmt(b,
            "\"usage\":{\"prompt_tokens\":%" PRId64 ",\"completion_tokens\":%" PRId64
            ",\"total_tokens\":%" PRId64,
            prompt, completion, total);
    buf_fmt(b,
            ",\"prompt_tokens_details\":{\"cached_tokens\":%" PRId64
            ",\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":%" PRId64
            ",\"audio_tokens\":0,\"accepted_prediction_tokens\":0,"
            "\"rejected_prediction_tokens\":0}}",
            r->tok[DEMO_TOK_CACHE_READ], reasoning);
}

void demo_chat_response(struct buf *b, const struct reply *r)
{
    bool is_tool = str_starts(r->answer, S("\"content\":null"));
    buf_str(b, S("{\"id\":\"chatcmpl-"));
    demo_body_id(b, r->call, 29);
    buf_fmt(b,
            "\",\"object\":\"chat.completion\",\"created\":%" PRId64
            ",\"model\":\"%s\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",",
            (int64_t)(r->done_us / US_PER_SECOND), demo_model_billed[r->call->model]);
    buf_str(b, r->answer);
    buf_fmt(b, ",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"%s\"}],",
            is_tool     ? "tool_calls"
            : r->is_cut ? "length"
                        : "stop");
    demo_chat_usage(b, r);
    buf_str(b, S(",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_3f2b91c07d\"}"));
}

void demo_chat_failure(struct buf *b, const struct call *c, int64_t status)
{
    struct rng r = call_rng(c, c->turn + 1000 * c->attempt, STREAM_OUTCOME);
    if (status != 429) {
        buf_str(b, S("{\"error\":{\"message\":\"The server had an error while processing your "
                     "request. Sorry about that!\",\"type\":\"server_error\",\"param\":null,"
                     "\"code\":null}}"));
        return;
    }
    buf_fmt(b, "{\"error\":{\"message\":\"Rate limit reached for %s in organization org-Nw1 on ",
            demo_model_asked[c->model]);
    buf_fmt(b, "tokens per min (TPM): Limit 800000, Used %" PRId64 ".\",",
            rng_between(&r, 780000, 799999));
    buf_str(b, S("\"type\":\"tokens\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}"));
}

static void search_request(struct buf *b, const struct call *c, const struct texts *t,
                           struct prompt *p)
{
    struct rng r = call_rng(c, 0, STREAM_QUESTION);
    demo_chat_open(b, c, t->search_system);
    size_t start = b->len;
    buf_str(b, S("<context>\\n"));
    for (int64_t i = 1 + rng_below(&r, 3); i > 0; i--) {
        buf_str(b, S("["));
        prose_number(b, rng_between(&r, 1, 400));
        buf_str(b, S("] "));
        prose_sentences(b, &r, call_bytes(c, rng_between(&r, 300, 700)));
        buf_str(b, S("\\n"));
    }
    buf_str(b, S("</context>\\n\\n"));
    bool is_paraphrase = demo_is_paraphrase(c->number);
    if (is_paraphrase)
        buf_str(b, S("One more thing, please. "));
    prose_question(b, &r, c->number - is_paraphrase);
    p->stable_bytes = (int64_t)t->search_system.len;
    p->total_bytes = p->stable_bytes + (int64_t)(b->len - start);
    buf_str(b, S("\"}],\"temperature\":0.5,\"max_tokens\":400}"));
}

// At this temperature one answer in four is another one.
static void search_answer(struct buf *b, const struct call *c, int64_t turn)
{
    struct rng by_time = rng_of(c->seed, (uint64_t)c->due_us, STREAM_OUTCOME);
    struct rng r = call_rng(c, rng_chance(&by_time, 250) ? c->due_us : turn, STREAM_ANSWER);
    buf_str(b, S("\"content\":\""));
    bool is_long = rng_chance(&r, 15);  // longer than max_tokens allows
    prose_sentences(b, &r, is_long ? rng_between(&r, 1550, 2000) : rng_between(&r, 120, 420));
    buf_byte(b, '"');
}

// The same message in other letters or with other white space.
static void respell(struct buf *b, size_t start, int64_t variant)
{
    if (variant == 1) {
        for (size_t i = start; i < b->len; i++) {
            if (b->ptr[i] >= 'a' && b->ptr[i] <= 'z')
                b->ptr[i] = (char)(b->ptr[i] - 'a' + 'A');
        }
    }
    if (variant == 2)
        buf_str(b, S("  "));
    if (variant == 3)
        buf_str(b, S("\\n"));
}

static void classify_request(struct buf *b, const struct call *c, const struct texts *t,
                             struct prompt *p)
{
    struct rng r = call_rng(c, 0, STREAM_QUESTION);
    demo_chat_open(b, c, t->classify_system);
    size_t start = b->len;
    prose_sentences(b, &r, call_bytes(c, rng_between(&r, 100, 900)));
    buf_str(b, S(" Order "));
    prose_number(b, 200000 + c->number);
    buf_byte(b, '.');
    respell(b, start, c->variant);
    p->stable_bytes = (int64_t)t->classify_system.len;
    p->total_bytes = p->stable_bytes + (int64_t)(b->len - start);
    buf_str(b, S("\"}],\"temperature\":0,\"max_tokens\":8}"));
}

static void classify_answer(struct buf *b, const struct call *c, int64_t turn)
{
    static const char *const labels[] = {"billing", "delivery", "warranty", "account",
                                         "praise",  "spam",     "other",    "delivery"};
    struct rng r = call_rng(c, turn, STREAM_ANSWER);
    buf_fmt(b, "\"content\":\"%s\"", labels[rng_below(&r, 8)]);
}

static void extract_request(struct buf *b, const struct call *c, const struct texts *t,
                            struct prompt *p)
{
    struct rng r = call_rng(c, 0, STREAM_QUESTION);
    char time[TIME_TEXT_BYTES];
    buf_fmt(b, "{\"model\":\"%s\",\"messages\":[{\"role\":\"system\",\"content\":\"Current time: ",
            demo_model_asked[c->model]);
    buf_str(b, time_format(c->born_us, time));
    buf_str(b, S("\\n"));
    buf_str(b, t->extract_rules);
    buf_str(b, S("\"},{\"role\":\"user\",\"content\":\""));
    size_t start = b->len;
    buf_str(b, S("Letter "));
    prose_number(b, 300000 + c->number);
    buf_str(b, S(" from "));
    prose_person(b, &r);
    buf_str(b, S("\\n\\n"));
    prose_sentences(b, &r, call_bytes(c, rng_between(&r, 800, 2600)));
    p->stable_bytes = 0;  // the time at its head makes every system prompt another one
    p->total_bytes = (int64_t)(t->extract_rules.len + 34 + b->len - start);
    buf_str(b, S("\"}],\"temperature\":0,\"max_tokens\":300,"
                 "\"response_format\":{\"type\":\"json_object\"}}"));
}

static void extract_answer(struct buf *b, const struct call *c, int64_t turn)
{
    struct rng r = call_rng(c, turn, STREAM_ANSWER);
    if (rng_chance(&r, 20)) {
        buf_str(b, S("\"content\":\"I could not find a customer in this letter: "));
        prose_clause(b, &r);
        buf_str(b, S(".\""));
        return;
    }
    int64_t euro = rng_between(&r, 10, 9000);
    int64_t month = rng_between(&r, 1, 10);
    buf_str(b, S("\"content\":\"{\\\"customer\\\":\\\""));
    prose_person(b, &r);
    buf_fmt(b, "\\\",\\\"reference\\\":%" PRId64 ",\\\"amount\\\":%" PRId64 ".%02" PRId64,
            300000 + c->number, euro, rng_below(&r, 100));
    buf_fmt(b, ",\\\"currency\\\":\\\"EUR\\\",\\\"date\\\":\\\"2026-%02" PRId64 "-%02" PRId64,
            month, rng_between(&r, 1, 28));
    buf_str(b, S("\\\",\\\"items\\\":[\\\""));
    prose_clause(b, &r);
    buf_str(b, S("\\\"]}\""));
}

static void embeddings_request(struct buf *b, const struct call *c, const struct texts *t,
                               struct prompt *p)
{
    (void)t;
    struct rng r = call_rng(c, 0, STREAM_QUESTION);
    int64_t pieces = rng_between(&r, 1, 5);
    buf_fmt(b, "{\"model\":\"%s\",\"input\":[", demo_model_asked[c->model]);
    size_t start = b->len;
    for (int64_t i = 0; i < pieces; i++) {
        buf_str(b, i ? S(",\"Page ") : S("\"Page "));
        prose_number(b, 400000 + c->number);
        buf_str(b, S(". "));
        prose_sentences(b, &r, call_bytes(c, rng_between(&r, 300, 900)));
        buf_byte(b, '"');
    }
    p->stable_bytes = 0;
    p->total_bytes = (int64_t)(b->len - start);
    buf_str(b, S("]}"));
}

static void embeddings_answer(struct buf *b, const struct call *c, int64_t turn)
{
    (void)c;
    (void)turn;
    buf_str(
        b,
        S("[{\"object\":\"embedding\",\"index\":0,\"embedding\":\"1536 numbers, not logged\"}]"));
}

static void embeddings_response(struct buf *b, const struct reply *r)
{
    buf_str(b, S("{\"object\":\"list\",\"data\":"));
    buf_str(b, r->answer);
    buf_fmt(b,
            ",\"model\":\"%s\",\"usage\":{\"prompt_tokens\":%" PRId64 ",\"total_tokens\":%" PRId64
            "}}",
            demo_model_billed[r->call->model], r->tok[DEMO_TOK_INPUT], r->tok[DEMO_TOK_INPUT]);
}

const struct demo_body body_search = {
    .request = search_request,
    .answer = search_answer,
    .response = demo_chat_response,
    .failure = demo_chat_failure,
};
const struct demo_body body_classify = {
    .request = classify_request,
    .answer = classify_answer,
    .response = demo_chat_response,
    .failure = demo_chat_failure,
};
const struct demo_body body_extract = {
    .request = extract_request,
    .answer = extract_answer,
    .response = demo_chat_response,
    .failure = demo_chat_failure,
};
const struct demo_body body_embeddings = {
    .request = embeddings_request,
    .answer = embeddings_answer,
    .response = embeddings_response,
    .failure = demo_chat_failure,
};
