// test_envelope_pair.c - the generic pair and the well-known names around it.
#include "tests/parsers/entries.h"

#define BODIES                                                                                     \
    "\"request\":{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":"         \
    "\"Hi\"}]},\"response\":{\"id\":\"chatcmpl-77\",\"object\":\"chat.completion\",\"created\":"   \
    "1767225600,\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"message\":{"      \
    "\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":\"stop\"}],\"usage\":{"       \
    "\"prompt_tokens\":120,\"completion_tokens\":9,\"total_tokens\":129,"                          \
    "\"prompt_tokens_details\":{\"cached_tokens\":100}}}"

static void bodies_and_names_around_them_become_a_record(void **state)
{
    (void)state;
    static const struct entry_case cases[] = {
        {"{" BODIES "}",
         "record id=chatcmpl-77 ts=2026-01-01T00:00:00Z model=gpt-4o-mini-2024-07-18 "
         "asked=gpt-4o-mini in=20 read=100 out=9 finish=stop segments=1 answer_bytes=5 !user "
         "!status !latency_us !tags !nusd",
         "pair"},
        {"{\"timestamp\":\"2026-03-01T12:00:00.25Z\",\"user\":\"ann\",\"feature\":\"search\","
         "\"team\":\"web\",\"project\":\"shop\",\"api_key_alias\":\"web-prod\",\"session_id\":"
         "\"s1\","
         "\"environment\":\"prod\",\"latency_ms\":812.5,\"ttft_ms\":90,\"status\":200," BODIES "}",
         "record ts=2026-03-01T12:00:00.250000Z user=ann feature=search team=web project=shop "
         "key=web-prod session=s1 env=prod latency_us=812500 ttft_us=90000 status=200",
         "pair"},
        {"{\"ts\":1767225601500,\"user_id\":42,\"use_case\":\"faq\",\"team_id\":\"t-1\","
         "\"project_id\":\"p-1\",\"key_name\":\"k\",\"conversation_id\":\"c\",\"env\":\"dev\","
         "\"duration_ms\":5,\"time_to_first_token_ms\":3,\"status_code\":\"200 OK\"," BODIES "}",
         "record ts=2026-01-01T00:00:01.500000Z user=42 feature=faq team=t-1 project=p-1 key=k "
         "session=c env=dev latency_us=5000 ttft_us=3000 status=200",
         "pair"},
        {"{\"@timestamp\":\"2026-03-01 12:00:00\",\"end_user\":\"e\",\"endpoint\":\"/v1/x\","
         "\"team_alias\":\"red\",\"thread_id\":\"th\",\"response_time_ms\":7,\"api_key\":"
         "\"sk-proj-abcdefghijklmnop1234\"," BODIES "}",
         "record ts=2026-03-01T12:00:00Z user=e feature=/v1/x team=red session=th latency_us=7000 "
         "key=\xe2\x80\xa6"
         "1234",
         "pair"},
        {"{\"created_at\":1767225601,\"customer_id\":\"c9\",\"operation\":\"op\",\"department\":"
         "\"legal\",\"latency\":12," BODIES "}",
         "record ts=2026-01-01T00:00:01Z user=c9 feature=op team=legal latency_us=12000", "pair"},
        {"{\"start_time\":\"2026-03-01T12:00:00Z\",\"end_time\":\"2026-03-01T12:00:02Z\",\"route\":"
         "\"r\"," BODIES "}",
         "record ts=2026-03-01T12:00:00Z feature=r latency_us=2000000", "pair"},
        {"{\"time\":1767225601.5,\"app\":\"a\",\"duration\":\"1.5s\",\"cost_usd\":0.00025," BODIES
         "}",
         "record ts=2026-01-01T00:00:01.500000Z feature=a latency_us=1500000 nusd=250000", "pair"},
        {"{\"latency_s\":1.25,\"ttft_s\":0.5,\"stream\":true,\"cache_hit\":\"False\",\"cost\":\"$1,"
         "234.5\"," BODIES "}",
         "record latency_us=1250000 ttft_us=500000 stream=yes hit=no nusd=1234500000000", "pair"},
    };
    CHECK_CASES(cases);
}

static void metadata_and_tags_give_names_and_tags(void **state)
{
    (void)state;
    static const struct entry_case cases[] = {
        {"{\"metadata\":{\"user_id\":\"u7\",\"feature\":\"chat\",\"zone\":\"eu\",\"attempt\":2,"
         "\"beta\":true,\"ratio\":0.25,\"deep\":{\"x\":1},\"none\":null,\"empty\":\"\"}," BODIES
         "}",
         "record user=u7 feature=chat "
         "tags={\"attempt\":\"2\",\"beta\":\"true\",\"ratio\":\"0.25\",\"zone\":\"eu\"}",
         "pair"},
        {"{\"user\":\"top\",\"metadata\":{\"user\":\"below\"},\"tags\":{\"team\":\"core\",\"a\":"
         "\"q\\\"\\n\"}," BODIES "}",
         "record user=top team=core tags={\"a\":\"q\\\"\\n\"}", "pair"},
        {"{\"tags\":[\"prod\",\"feature:faq\",\"build=17\",\"tier: gold \",7]," BODIES "}",
         "record feature=faq tags={\"build\":\"17\",\"prod\":\"true\",\"tier\":\"gold\"}", "pair"},
        {"{\"metadata\":\"{\\\"customer_id\\\":\\\"c1\\\",\\\"k\\\":\\\"v\\\"}\",\"tags\":\"no "
         "json\"," BODIES "}",
         "record user=c1 tags={\"k\":\"v\"}", "pair"},
        {"{\"metadata\":{\"api_token\":\"x\",\"db_password\":\"x\",\"authorization\":\"x\","
         "\"max_tokens\":\"5\",\"other\":\"sk-live-123456789\"}," BODIES "}",
         "record tags={\"max_tokens\":\"5\",\"other\":\"\xe2\x80\xa6"
         "6789\"}",
         "pair"},
        {"{\"metadata\":{\"tags\":[\"x\"]}," BODIES "}", "record tags={\"x\":\"true\"}", "pair"},
    };
    CHECK_CASES(cases);
}

static void http_messages_give_status_headers_and_url(void **state)
{
    (void)state;
    static const struct entry_case cases[] = {
        {"{\"request\":{\"url\":\"https://api.openai.com/v1/chat/completions\",\"body\":{\"model\":"
         "\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}},\"response\":{"
         "\"status\":\"400 Bad Request\",\"headers\":{\"Date\":\"Thu, 14 Aug 2025 01:11:01 GMT\","
         "\"X-Request-Id\":[\"req_1\"],\"authorization\":\"Bearer abc\"},\"body\":{\"error\":{"
         "\"message\":\"no\",\"type\":\"invalid_request_error\",\"code\":\"unsupported_parameter\"}"
         "}}}",
         "record id=req_1 ts=2025-08-14T01:11:01Z provider=openai asked=gpt-4o status=400 failed "
         "error=* !in !out",
         "pair"},
        {"{\"request\":{\"url\":\"https://api.openai.com/v1/chat/"
         "completions\",\"body\":\"{\\\"model"
         "\\\":\\\"gpt-4o\\\",\\\"messages\\\":[]}\"},\"response\":{\"status\":502,\"headers\":{},"
         "\"body\":\"<!DOCTYPE html><html><h1>Bad gateway</h1></html>\"}}",
         "record asked=gpt-4o status=502 failed error=html_page !answer_bytes", "pair"},
        {"{\"request\":{\"url\":\"https://generativelanguage.googleapis.com/v1beta/models/"
         "gemini-2.0-flash:generateContent\",\"body\":{\"contents\":[{\"role\":\"user\",\"parts\":["
         "{"
         "\"text\":\"x\"}]}]}},\"response\":{\"status\":200,\"body\":{\"candidates\":[{\"content\":"
         "{"
         "\"parts\":[{\"text\":\"y\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{"
         "\"promptTokenCount\":3,\"candidatesTokenCount\":1,\"totalTokenCount\":4}}}}",
         "record provider=google asked=gemini-2.0-flash in=3 out=1 status=200", "pair"},
        {"{\"url\":\"https://api.openai.com/v1/chat/"
         "completions\",\"request\":{\"model\":\"gpt-4o\","
         "\"messages\":[]},\"response\":\"data: {\\\"id\\\":\\\"c1\\\",\\\"object\\\":\\\"chat."
         "completion.chunk\\\",\\\"created\\\":1767225600,\\\"model\\\":\\\"gpt-4o\\\","
         "\\\"choices\\"
         "\":[{\\\"index\\\":0,\\\"delta\\\":{\\\"content\\\":\\\"hey\\\"}}]}\\n\\ndata: "
         "{\\\"id\\\""
         ":\\\"c1\\\",\\\"object\\\":\\\"chat.completion.chunk\\\",\\\"choices\\\":[],"
         "\\\"usage\\\":"
         "{\\\"prompt_tokens\\\":58,\\\"completion_tokens\\\":17}}\\n\\ndata: [DONE]\\n\\n\"}",
         "record id=c1 provider=openai in=58 out=17 stream=yes answer_bytes=3", "pair"},
    };
    CHECK_CASES(cases);
}

static void failures_stay_records(void **state)
{
    (void)state;
#define ASKED                                                                                      \
    "\"request\":{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
    static const struct entry_case cases[] = {
        {"{" ASKED ",\"response\":null,\"error\":\"timeout\",\"request_id\":\"r1\"}",
         "record id=r1 asked=gpt-4o failed error=timeout !in !out", "pair"},
        {"{" ASKED
         ",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow down\"},\"status\":"
         "429}",
         "record status=429 failed error=* !in", "pair"},
        {"{" ASKED ",\"response\":null,\"error\":\"connection reset by peer\"}",
         "record failed error=error", "pair"},
        {"{" ASKED ",\"response\":null,\"error\":\"bob@example.com\"}", "record failed error=error",
         "pair"},
        {"{" ASKED
         ",\"response\":\"[redacted]\",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\""
         ":2,\"prompt_tokens_details\":{\"cached_tokens\":4}}}",
         "record in=5 read=4 out=2", "pair"},
        {"{" ASKED ",\"response\":null,\"usage\":{\"x\":1}}", "record !in !out", "pair"},
        {"{" ASKED ",\"response\":null,\"endpoint\":\"/v1/x?key=AIza1\"}", "record feature=/v1/x",
         "pair"},
        {"{" ASKED ",\"response\":{},\"status\":\"failed\"}", "record failed error=error", "pair"},
        {"{" ASKED ",\"response\":null,\"status\":404}", "record status=404 failed error=http_404",
         "pair"},
        {"{" ASKED ",\"response\":{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}}",
         "record in=3 out=1", "pair"},
        {"{" ASKED ",\"response\":null,\"status\":503}", "record status=503 failed error=http_503",
         "pair"},
        {"{" ASKED ",\"response\":\"The answer.\",\"error\":null,\"error_code\":0}",
         "record answer_bytes=11 !in !error", "pair"},
    };
    CHECK_CASES(cases);
}

static void odd_values_are_unknown_and_no_calls_are_rejected(void **state)
{
    (void)state;
    static const struct entry_case cases[] = {
        {"{\"user\":null,\"team\":\"None\",\"feature\":\"-\",\"project\":[1],\"session_id\":{},"
         "\"latency_ms\":-5,\"ttft_ms\":\"soon\",\"timestamp\":\"xxxxxxxxxxxx\",\"status\":\"odd\","
         "\"metadata\":[],\"tags\":7," BODIES "}",
         "record ts=2026-01-01T00:00:00Z !user !team !feature !project !session !latency_us "
         "!ttft_us !status !tags",
         "pair"},
        {"{\"user\":\"\",\"user_id\":\"u2\",\"time\":12,\"ts\":1767225601," BODIES "}",
         "record user=u2 ts=2026-01-01T00:00:01Z", "pair"},
        {"{\"user\":{\"id\":\"obj\",\"name\":\"x\"}," BODIES "}", "record user=obj", "pair"},
        {"{\"user\":\"first\",\"user_id\":\"x\",\"user\":\"last\"," BODIES "}", "record user=last",
         "pair"},
        {"{\"request\":{},\"response\":{}}", "rejected unknown_format", "pair"},
        {"{\"request\":{\"path\":\"/health\"},\"response\":{\"status\":200,\"body\":\"ok\"}}",
         "rejected unknown_format", "pair"},
        {"{\"request\":1,\"response\":2}", "rejected unknown_format detail=keys_request,_response",
         "none"},
        {"{\"request\":{\"model\":\"m\"}}", "rejected unknown_format detail=keys_request", "none"},
    };
    CHECK_CASES(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_and_names_around_them_become_a_record),
        cmocka_unit_test(metadata_and_tags_give_names_and_tags),
        cmocka_unit_test(http_messages_give_status_headers_and_url),
        cmocka_unit_test(failures_stay_records),
        cmocka_unit_test(odd_values_are_unknown_and_no_calls_are_rejected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
