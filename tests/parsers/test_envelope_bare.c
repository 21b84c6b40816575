// test_envelope_bare.c - provider responses alone: whole, streamed, failed; and recorded pairs.
#include "tests/parsers/entries.h"

static void bodies_alone_are_calls(void **state)
{
    (void)state;
    static const struct entry_case cases[] = {
        {"{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1767225600,\"model\":"
         "\"gpt-4o\",\"choices\":[{\"message\":{\"content\":\"a\"},\"finish_reason\":\"length\"}],"
         "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2},\"user_id\":\"u\",\"timestamp\":"
         "\"2026-02-01T00:00:00Z\"}",
         "record id=chatcmpl-1 ts=2026-02-01T00:00:00Z user=u in=5 out=2 finish=length !segments "
         "!asked",
         "bare"},
        {"{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\","
         "\"content\":[{\"type\":\"text\",\"text\":\"ok\"}],\"stop_reason\":\"end_turn\",\"usage\":"
         "{"
         "\"input_tokens\":9,\"cache_read_input_tokens\":90,\"output_tokens\":3}}",
         "record id=msg_1 model=claude-x in=9 read=90 out=3 !ts", "bare"},
        {"{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"},"
         "\"request_id\":\"req_5\"}",
         "record id=req_5 failed error=overloaded_error !in", "bare"},
        {"{\"id\":\"c9\",\"object\":\"chat.completion.chunk\",\"created\":1767225600,\"model\":"
         "\"gpt-4o\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"},\"finish_reason\":"
         "null}]}",
         "record id=c9 model=gpt-4o part stream=yes answer_bytes=2 !in !finish", "bare"},
        {"{\"id\":\"c9\",\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{"
         "\"prompt_tokens\":7,\"completion_tokens\":1}}",
         "record id=c9 in=7 out=1 part", "bare"},
        {"{\"model\":\"llama3\",\"created_at\":\"2026-01-01T00:00:00.123456789Z\",\"message\":{"
         "\"role\":\"assistant\",\"content\":\"x\"},\"done\":false}",
         "skipped", "bare"},
        {"\"data: "
         "{\\\"id\\\":\\\"c1\\\",\\\"object\\\":\\\"chat.completion.chunk\\\",\\\"created\\\":"
         "1767225600,\\\"model\\\":\\\"gpt-4o\\\",\\\"choices\\\":[{\\\"index\\\":0,\\\"delta\\\":{"
         "\\\"content\\\":\\\"hey\\\"},\\\"finish_reason\\\":\\\"stop\\\"}]}\\n\\ndata: "
         "[DONE]\\n\\n\"",
         "record id=c1 model=gpt-4o finish=stop stream=yes answer_bytes=3 !in", "bare"},
    };
    CHECK_CASES(cases);
}

static void what_is_no_body_is_rejected(void **state)
{
    (void)state;
    static const struct entry_case cases[] = {
        {"{}", "rejected unknown_format detail=an_empty_object", "none"},
        {"[]", "rejected not_object", "none"},
        {"[1]", "rejected not_object", "none"},
        {"7", "rejected not_object", "none"},
        {"null", "rejected not_object", "none"},
        {"\"\"", "rejected not_object", "none"},
        {"\"data: \"", "rejected unknown_format", "bare"},
        {"{\"level\":\"info\",\"msg\":\"x\"}", "rejected unknown_format detail=keys_level,_msg",
         "none"},
    };
    CHECK_CASES(cases);
}

struct recorded {
    const char *path, *want;
};

static void check_recorded(const struct recorded *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_whole(rows[i].path, rows[i].want);
}

static void odd_recorded_bodies_give_their_values(void **state)
{
    (void)state;
    static const struct recorded rows[] = {
        {FIXTURE("wire-odd/kong-anthropic_llm-v1-chat_responses_good.json"),
         "record model=claude-2.1 in=0 out=0 !id"},
        {FIXTURE("wire-odd/kong-anthropic_llm-v1-chat_responses_malformed_usage_response.json"),
         "record model=claude-2.1 !in !out"},
        {FIXTURE("wire-odd/kong-anthropic_llm-v1-chat_responses_no_usage_response.json"),
         "record model=claude-2.1 !in !out"},
        {FIXTURE("wire-odd/kong-gemini_llm-v1-chat_responses_fails_safety.json"),
         "record in=319 out=0 finish=SAFETY"},
        {FIXTURE("wire-odd/kong-openai_llm-v1-chat_responses_bad_request.json"),
         "record failed error=invalid_request_error !in"},
        {FIXTURE("wire-odd/kong-openai_llm-v1-chat_responses_unauthorized.json"),
         "record failed error=* !in"},
        {FIXTURE("wire-odd/kong-openai_llm-v1-embeddings_responses_good.json"),
         "record model=text-embedding-3-large in=4"},
    };
    check_recorded(rows, sizeof rows / sizeof *rows);
}

static void recorded_openai_pairs_give_their_values(void **state)
{
    (void)state;
    static const struct recorded rows[] = {
        {FIXTURE("openai-chat/audio-out.json"),
         "record provider=openai in=22 out=18 audio_out=12 status=200"},
        {FIXTURE("openai-chat/cached-1408.json"),
         "record in=89 read=1408 out=1037 asked=gpt-4o-mini model=gpt-4o-mini-2024-07-18 "
         "ts=2025-04-23T14:57:02Z"},
        {FIXTURE("openai-chat/error-400-unsupported-param.json"),
         "record status=400 failed id=req_13d9b359dc234adc87be3833cacab1c6 "
         "ts=2025-08-14T01:11:01Z asked=gpt-5-nano max_tokens=0 temperature=-0.5 !in"},
        {FIXTURE("openai-chat/error-404-model.json"), "record status=404 failed !in !out"},
        {FIXTURE("openai-chat/reasoning-192.json"),
         "record in=11 out=228 reasoning=192 asked=gpt-5-nano"},
        {FIXTURE("openai-chat/reasoning-ate-max_tokens.json"),
         "record in=12 out=100 reasoning=100 finish=length"},
        {FIXTURE("openai-chat/stream-no-usage.json"),
         "record model=gpt-3.5-turbo-0125 stream=yes !in !out"},
        {FIXTURE("openai-chat/stream-usage-last-chunk.json"), "record in=58 out=17 stream=yes"},
        {FIXTURE("openai-responses/cache_write_tokens-key.json"),
         "record in=14 read=0 w5=0 out=48"},
        {FIXTURE("openai-responses/reasoning-9.json"),
         "record in=44 read=0 out=288 reasoning=9 model=gpt-5.4-2026-03-05"},
        {FIXTURE("openai-responses/stream-completed.json"), "record in=72 out=14 stream=yes"},
        {FIXTURE("groq/float-times.json"), "record provider=groq in=18 out=70"},
    };
    check_recorded(rows, sizeof rows / sizeof *rows);
}

static void recorded_pairs_of_other_providers_give_their_values(void **state)
{
    (void)state;
    static const struct recorded rows[] = {
        {FIXTURE("anthropic/cache-read-1733.json"),
         "record provider=anthropic in=21 read=1733 out=568"},
        {FIXTURE("anthropic/error-404.json"),
         "record status=404 failed error=not_found_error asked=claude-4-5-haiku "
         "id=req_011CYYx4KYenexQ7HG3S6cun ts=2026-02-27T17:14:37Z !in !out"},
        {FIXTURE("anthropic/stream-cache-read-1167.json"),
         "record in=4 read=1167 out=256 stream=yes"},
        {FIXTURE("anthropic/stream-delta-full-usage-thinking.json"),
         "record in=50 out=93 reasoning=53"},
        {FIXTURE("gemini/stream-cumulative-16-33-33.json"), "record in=71 out=126 reasoning=93"},
        {FIXTURE("gemini/stream-usage-null-then-33.json"), "record in=14 out=33"},
        {FIXTURE("gemini/thoughts-1058.json"), "record in=5 out=1935 reasoning=1058"},
        {FIXTURE("gemini/tooluse-573.json"), "record in=648 out=531 reasoning=117"},
        {FIXTURE("bedrock-wire/nova-invoke.json"),
         "record provider=aws asked=us.amazon.nova-lite-v1:0 in=7 out=53 "
         "id=ae14e85a-2f22-46b0-8540-277b810fab77"},
        {FIXTURE("cohere/billed-vs-tokens.json"), "record provider=cohere in=58 out=119"},
        {FIXTURE("vertex/no-candidates.json"),
         "record in=5 out=4 reasoning=4 asked=gemini-2.5-pro temperature=0.2"},
    };
    check_recorded(rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_alone_are_calls),
        cmocka_unit_test(what_is_no_body_is_rejected),
        cmocka_unit_test(odd_recorded_bodies_give_their_values),
        cmocka_unit_test(recorded_openai_pairs_give_their_values),
        cmocka_unit_test(recorded_pairs_of_other_providers_give_their_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
