// test_envelope_litellm.c - LiteLLM payloads, SpendLogs rows and the old GCS payload.
#include "tests/parsers/entries.h"

static void the_recorded_payloads_give_their_values(void **state)
{
    (void)state;
    check_whole(FIXTURE("litellm/zerobus-test-payload.json"),
                "record id=chatcmpl-1 ts=2023-11-14T22:13:20.250000Z latency_us=1250000 "
                "ttft_us=500000 model=gpt-4o asked=gpt-4o-group provider=openai user=user-1 "
                "team=team-1 key=alias-1 session=session-1 in=10 out=5 nusd=1500000 status=200 "
                "stream=no temperature=0.2 segments=1 answer_bytes=5 "
                "tags={\"end_user\":\"end-user-1\",\"organization\":\"org-1\",\"prod\":\"true\"} "
                "!hit !error !project");
    check_whole(FIXTURE("litellm/spend_logs_payload.json"),
                "record id=chatcmpl-2283081b-dc89-41f6-93e6-d4f914774027 "
                "ts=2025-01-24T09:20:46.847371Z latency_us=4583 model=gpt-4o provider=openai in=10 "
                "out=20 nusd=225000 status=200 session=1234567890 !ttft_us !asked !user !team !key "
                "!hit !tags !read !error !segments");
    check_whole(FIXTURE("litellm/pr-5047-gcs-legacy-payload.json"),
                "record id=chatcmpl-bd836a8c-89bc-4abd-bee5-e3f1ebfdb541 ts=2024-08-05T07:34:16Z "
                "model=gpt-3.5-turbo asked=gpt-3.5-turbo user=ishaan-2 in=10 out=20 "
                "temperature=0.7 max_tokens=10 finish=stop segments=1 answer_bytes=3 !latency_us");
}

#define SPEND(more)                                                                                \
    "{\"request_id\":\"r1\",\"call_type\":\"acompletion\",\"spend\":0.01,\"startTime\":"           \
    "\"2026-01-01 00:00:00\",\"endTime\":\"2026-01-01 00:00:02\",\"model\":\"claude-sonnet-4-5\"," \
    "\"custom_llm_provider\":\"anthropic\"," more "}"

static void cache_counts_are_told_apart_by_the_numbers(void **state)
{
    (void)state;
    static const struct entry_case cases[] = {
        // Prompt below what was cached: it never contained it (issue 15056).
        {SPEND("\"prompt_tokens\":31,\"completion_tokens\":5,\"total_tokens\":36,\"metadata\":"
               "\"{\\\"usage_object\\\":{\\\"cache_creation_input_tokens\\\":1253}}\""),
         "record in=31 w5=1253 out=5", "litellm"},
        // Prompt above it (issue 42663).
        {SPEND(
             "\"prompt_tokens\":734311,\"completion_tokens\":10,\"total_tokens\":734321,"
             "\"metadata\":{\"usage_object\":{\"cache_read_input_tokens\":426653,"
             "\"cache_creation_input_tokens\":184457,\"prompt_tokens_details\":{\"cached_tokens\":"
             "426653,\"cache_creation_token_details\":{\"ephemeral_5m_input_tokens\":31490,"
             "\"ephemeral_1h_input_tokens\":0}}}}"),
         "record in=123201 read=426653 w5=184457 w1=0 out=10", "litellm"},
        // The total counts the cached tokens beside the prompt.
        {SPEND("\"prompt_tokens\":500,\"completion_tokens\":10,\"total_tokens\":610,\"metadata\":{"
               "\"usage_object\":{\"cache_read_input_tokens\":100}}"),
         "record in=500 read=100 out=10", "litellm"},
        // The details say that the prompt is all text.
        {SPEND("\"prompt_tokens\":500,\"completion_tokens\":10,\"total_tokens\":510,\"metadata\":{"
               "\"usage_object\":{\"prompt_tokens_details\":{\"cached_tokens\":100,\"text_tokens\":"
               "500}}}"),
         "record in=500 read=100 out=10", "litellm"},
        {SPEND("\"prompt_tokens\":500,\"completion_tokens\":50,\"metadata\":{\"usage_object\":{"
               "\"prompt_tokens_details\":{\"cached_tokens\":100},\"completion_tokens_details\":{"
               "\"reasoning_tokens\":40}}}"),
         "record in=400 read=100 out=50 reasoning=40", "litellm"},
        {SPEND("\"prompt_tokens\":null,\"completion_tokens\":\"x\""),
         "record !in !out nusd=10000000", "litellm"},
    };
    CHECK_CASES(cases);
}

static void literals_cache_hits_errors_and_tags_are_understood(void **state)
{
    (void)state;
    static const struct entry_case cases[] = {
        {SPEND("\"cache_hit\":\"True\",\"prompt_tokens\":5,\"completion_tokens\":1"),
         "record hit=yes", "litellm"},
        {SPEND("\"cache_hit\":\"False\""), "record hit=no", "litellm"},
        {SPEND("\"cache_hit\":\"None\",\"user\":\"None\",\"team_id\":\"\",\"api_key\":\"\""),
         "record !hit !user !team !key", "litellm"},
        {SPEND("\"user\":\"u\",\"team_id\":\"t\",\"organization_id\":\"o\",\"end_user\":\"e\","
               "\"api_key\":\"88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b\","
               "\"request_tags\":\"[\\\"feature:faq\\\", \\\"prod\\\"]\""),
         "record user=u team=t feature=faq key=\xe2\x80\xa6"
         "6b4b tags={\"end_user\":\"e\",\"organization\":\"o\",\"prod\":\"true\"}",
         "litellm"},
        {SPEND("\"metadata\":{\"user_api_key_alias\":\"web\",\"user_api_key_team_alias\":\"Web\","
               "\"user_api_key_project_alias\":\"shop\",\"spend_logs_metadata\":{\"feature\":\"x\","
               "\"run\":7},\"requester_metadata\":{\"session_id\":\"s9\"}}"),
         "record key=web team=Web project=shop feature=x session=s9 tags={\"run\":\"7\"}",
         "litellm"},
        {SPEND("\"status\":\"failure\",\"metadata\":{\"error_information\":{\"error_code\":\"429\","
               "\"error_class\":\"RateLimitError\",\"error_message\":\"slow\"}}"),
         "record status=429 failed error=RateLimitError", "litellm"},
        {SPEND("\"status\":\"failure\",\"error_str\":\"boom\""),
         "record failed error=error !status", "litellm"},
        {SPEND(
             "\"messages\":\"{}\",\"response\":\"{}\",\"proxy_server_request\":\"{\\\"model\\\":"
             "\\\"sonnet\\\",\\\"messages\\\":[{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"a\\\""
             "}],\\\"max_tokens\\\":9}\""),
         "record asked=sonnet max_tokens=9 segments=1", "litellm"},
        {"{\"request_id\":\"\",\"litellm_call_id\":\"lc\",\"call_type\":\"completion\",\"spend\":"
         "0}",
         "record id=lc nusd=0 !ts !model", "litellm"},
        {"{\"request_id\":\"x\",\"call_type\":\"call_mcp_tool\",\"spend\":0}", "skipped",
         "litellm"},
        {"{\"request_id\":\"x\",\"call_type\":\"aretrieve_batch\",\"spend\":1,\"prompt_tokens\":5}",
         "record in=5", "litellm"},
        {"{\"request_kwargs\":{},\"response_obj\":null}", "record !in !model !ts", "litellm"},
        {"{\"request_id\":null,\"call_type\":\"completion\",\"spend\":null,\"metadata\":null,"
         "\"request_tags\":null,\"startTime\":null,\"status\":null}",
         "record !id !ts !tags !status", "litellm"},
    };
    CHECK_CASES(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_recorded_payloads_give_their_values),
        cmocka_unit_test(cache_counts_are_told_apart_by_the_numbers),
        cmocka_unit_test(literals_cache_hits_errors_and_tags_are_understood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
