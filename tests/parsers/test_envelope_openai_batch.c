// test_envelope_openai_batch.c - batch outputs, errors and inputs; usage exports.
#include "tests/parsers/entries.h"

static void inputs_are_request_halves(void **state)
{
    (void)state;
    static const char *const want[] = {
        "record join=request-1 half tier=batch asked=gpt-3.5-turbo segments=1 !in !id !ts",
        "record join=request-2 half tier=batch",
        "record join=request-3 half tier=batch",
    };
    CHECK_LINES(FIXTURE("openai-batch/litellm-batch_small-input.jsonl"), want);
}

static void outputs_and_errors_are_calls(void **state)
{
    (void)state;
    static const struct entry_case cases[] = {
        {"{\"id\":\"batch_req_1\",\"custom_id\":\"a\",\"response\":{\"status_code\":200,"
         "\"request_id\":\"req_1\",\"body\":{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\","
         "\"created\":1767225600,\"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\","
         "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"ok\"},"
         "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":22,\"completion_tokens\":2,"
         "\"total_tokens\":24}}},\"error\":null}",
         "record id=chatcmpl-1 join=a ts=2026-01-01T00:00:00Z in=22 out=2 tier=batch status=200 "
         "!half",
         "openai_batch"},
        {"{\"id\":\"batch_req_2\",\"custom_id\":\"b\",\"response\":{\"status_code\":400,"
         "\"request_id\":\"req_2\",\"body\":{\"error\":{\"message\":\"bad\",\"type\":"
         "\"invalid_request_error\",\"param\":null,\"code\":null}}},\"error\":null}",
         "record id=req_2 join=b status=400 failed error=invalid_request_error tier=batch !in",
         "openai_batch"},
        {"{\"id\":\"batch_req_3\",\"custom_id\":\"c\",\"response\":null,\"error\":{\"code\":"
         "\"batch_expired\",\"message\":\"late\"}}",
         "record id=batch_req_3 join=c failed error=batch_expired tier=batch !in !status",
         "openai_batch"},
        {"{\"custom_id\":\"d\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":{\"model\":"
         "\"text-embedding-3-small\",\"input\":\"x\"}}",
         "record join=d half asked=text-embedding-3-small", "openai_batch"},
        {"{\"custom_id\":\"e\",\"method\":\"POST\",\"url\":\"/v1/x\",\"body\":{}}",
         "rejected malformed", "openai_batch"},
        {"{\"custom_id\":\"f\",\"response\":{}}", "record join=f !id !status", "openai_batch"},
        {"{\"custom_id\":7,\"response\":null,\"error\":null}", "record join=7", "openai_batch"},
        {"{\"custom_id\":null,\"response\":null}", "rejected unknown_format", "none"},
        {"{\"custom_id\":\"g\",\"params\":{\"model\":\"claude\"}}", "rejected unknown_format",
         "none"},
    };
    CHECK_CASES(cases);
}

static void sums_over_many_calls_are_skipped(void **state)
{
    (void)state;
    static const struct entry_case cases[] = {
        {"{\"object\":\"page\",\"data\":[]}", "skipped", "openai_usage"},
        {"{\"object\":\"bucket\",\"results\":[]}", "skipped", "openai_usage"},
        {"{\"object\":\"organization.costs.result\",\"amount\":{}}", "skipped", "openai_usage"},
        {"{\"timestamp\":1,\"n_context_tokens_total\":5}", "skipped", "openai_usage"},
        {"{\"object\":\"fine_tuning.job\"}", "rejected unknown_format", "none"},
    };
    CHECK_CASES(cases);
    check_whole(FIXTURE("openai-usage-export/openapi-completions.json"), "skipped");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inputs_are_request_halves),
        cmocka_unit_test(outputs_and_errors_are_calls),
        cmocka_unit_test(sums_over_many_calls_are_skipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
