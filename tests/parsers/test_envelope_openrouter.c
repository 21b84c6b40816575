// test_envelope_openrouter.c - OpenRouter's activity CSV and generation objects.
#include "tests/parsers/entries.h"

#define HEADER                                                                                     \
    "generation_id,created_at,cost_total,cost_web_search,cost_cache,cost_file_processing,"         \
    "byok_usage_inference,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,"         \
    "model_permaslug,provider_name,variant,cancelled,streamed,user,finish_reason_raw,"             \
    "finish_reason_normalized,generation_time_ms,time_to_first_token_ms,api_key_disabled,"         \
    "api_key_name,app_name"

static void rows_of_the_activity_export_are_calls(void **state)
{
    (void)state;
    static const struct {
        const char *header, *row, *want;
    } cases[] = {
        {HEADER,
         "gen-1,2026-02-01 10:00:00.250,0.00123,0,0,0,0,1200,80,30,1000,openai/gpt-5-mini,OpenAI,"
         "standard,false,true,u1,stop,stop,1500,300,false,Web key,Shop",
         "record id=gen-1 ts=2026-02-01T10:00:00.250000Z latency_us=1500000 ttft_us=300000 "
         "model=openai/gpt-5-mini provider=openrouter user=u1 feature=Shop key=Web_key in=200 "
         "read=1000 out=80 reasoning=30 nusd=1230000 stream=yes finish=stop status=200 "
         "tags={\"upstream\":\"OpenAI\"}"},
        {HEADER,
         "gen-2,2026-02-01T10:00:01Z,$0.5,0,0,0,0,5,0,,,google/gemini-2.5-pro,Google,free,true,"
         "false,,,,,,,,",
         "record id=gen-2 model=google/gemini-2.5-pro:free in=5 out=0 nusd=500000000 "
         "finish=cancelled stream=no !user !feature !key !reasoning !read !latency_us"},
        {"generation_id,created_at,tokens_prompt", "gen-3,xx,abc",
         "record id=gen-3 !ts !in !out !model !nusd"},
        {"generation_id,created_at,tokens_prompt", "gen-4", "record id=gen-4 !in"},
        {"generation_id,created_at", "gen-5,1", "rejected unknown_format detail=columns_gen*"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct entries t;
        entries_open(&t);
        entries_columns(&t, cases[i].header);
        entries_row(&t, str_of(cases[i].row));
        expect_outcome(&t, 0, cases[i].want);
        entries_close(&t);
    }
}

static void generation_objects_use_native_counts(void **state)
{
    (void)state;
    static const struct entry_case cases[] = {
        {"{\"data\":{\"id\":\"gen-7\",\"model\":\"anthropic/claude-sonnet-4.5\",\"created_at\":"
         "\"2026-02-01T10:00:00.000Z\",\"total_cost\":3.4e-05,\"tokens_prompt\":9,"
         "\"native_tokens_prompt\":12,\"native_tokens_completion\":4,\"native_tokens_cached\":10,"
         "\"native_tokens_reasoning\":0,\"latency\":200,\"generation_time\":900,\"streamed\":true,"
         "\"provider_name\":\"Anthropic\",\"finish_reason\":\"stop\",\"external_user\":\"x\"}}",
         "record id=gen-7 ts=2026-02-01T10:00:00Z model=anthropic/claude-sonnet-4.5 in=2 read=10 "
         "out=4 reasoning=0 nusd=34000 latency_us=900000 ttft_us=200000 user=x stream=yes",
         "openrouter"},
        {"{\"id\":\"gen-8\",\"native_tokens_prompt\":null,\"latency\":1000,\"generation_time\":"
         "null}",
         "record id=gen-8 latency_us=1000000 !in !ttft_us", "openrouter"},
    };
    CHECK_CASES(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_the_activity_export_are_calls),
        cmocka_unit_test(generation_objects_use_native_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
