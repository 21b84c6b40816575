// test_envelope_claude_code.c - Claude Code transcripts, old and new, and stream-json.
#include "tests/parsers/entries.h"

static void the_recorded_transcripts_give_their_values(void **state)
{
    (void)state;
    static const char *const beta[] = {
        "record id=msg-beta-1:req-beta-1 ts=2026-02-03T08:00:00Z model=claude-haiku-4-5-20251001 "
        "provider=anthropic session=session-beta in=50 read=15 w5=5 out=25 nusd=30000000 part "
        "rank=1",
        "record id=msg-beta-2:req-beta-2 in=80 read=25 w5=10 out=35 nusd=40000000",
    };
    static const char *const minimal[] = {
        "skipped",
        "record in=1000 read=500 w5=100 out=50 !id !ts !model !part",
        "skipped",
        "record in=2000 read=800 w5=200 out=100 !id !ts !model",
    };
    static const char *const nulls[] = {"skipped", "skipped", "skipped", "skipped"};
    static const char *const old[] = {
        "skipped",
        "record ts=2024-12-01T10:00:30Z in=200 read=50 w5=100 out=100 nusd=50000000",
        "record model=claude-3-5-sonnet-20241022 in=150 out=80 nusd=30000000",
    };
    CHECK_LINES(FIXTURE("claude-code/ccusage-beta.jsonl"), beta);
    CHECK_LINES(FIXTURE("claude-code/ccusage-minimal-transcript.jsonl"), minimal);
    CHECK_LINES(FIXTURE("claude-code/ccusage-null-fields-literals.jsonl"), nulls);
    CHECK_LINES(FIXTURE("claude-code/tokscale-conversation.jsonl"), old);
    check_whole(FIXTURE("claude-code/ccusage-statusline-hook.json"), "skipped");
}

static void whole_sessions_give_their_calls(void **state)
{
    (void)state;
    static const char *const messages[] = {
        "skipped",
        "record id=msg_002:req_001 ts=2025-06-14T10:00:30Z in=25 out=120 session=test_session",
        "skipped",
        "record id=msg_004:req_002 in=45 out=85 finish=tool_use project=/tmp",
        "skipped",
        "record id=msg_006:req_003 in=78 out=95 model=claude-3-sonnet-20240229",
        "skipped",
        "record id=msg_008:req_004 in=25 out=35 tier=standard",
        "skipped",
        "record id=msg_010:req_005 in=45 out=110",
        "skipped",
        "skipped",
    };
    static const char *const todos[] = {
        "skipped",
        "record id=msg_001:req_001 in=20 out=25 !read !w5",
        "record id=msg_002:req_002 in=25 out=85",
        "skipped",
        "record id=msg_003:req_003 in=150 out=18",
        "record id=msg_004:req_004 in=168 out=85",
        "skipped",
        "skipped",
        "record id=msg_005:req_005 in=250 out=20",
        "record id=msg_006:req_006 in=270 out=95",
        "skipped",
        "skipped",
    };
    CHECK_LINES(FIXTURE("claude-code/claude-code-log-representative_messages.jsonl"), messages);
    CHECK_LINES(FIXTURE("claude-code/claude-code-log-todowrite_examples.jsonl"), todos);
}

#define ROW(head, message)                                                                         \
    "{\"type\":\"assistant\",\"uuid\":\"u\",\"sessionId\":\"s\",\"requestId\":\"req_9\"," head     \
    "\"message\":{\"id\":\"msg_9\",\"type\":\"message\",\"role\":\"assistant\"," message "}}"

static void rows_of_every_kind_are_calls_or_skipped(void **state)
{
    (void)state;
    static const struct entry_case cases[] = {
        {ROW("\"isSidechain\":true,\"gitBranch\":\"main\",\"cwd\":\"/home/a/shop\",",
             "\"model\":\"claude-opus-4-6\",\"usage\":{\"input_tokens\":3,\"output_tokens\":1,"
             "\"cache_creation_input_tokens\":700,\"cache_creation\":{"
             "\"ephemeral_5m_input_tokens\":100,\"ephemeral_1h_input_tokens\":600},"
             "\"speed\":\"fast\",\"service_tier\":\"standard\"}"),
         "record id=msg_9:req_9 model=claude-opus-4-6-fast in=3 w5=100 w1=600 out=1 part rank=0 "
         "project=/home/a/shop tags={\"git_branch\":\"main\"} tier=standard",
         "claude_code"},
        {ROW("", "\"model\":\"<synthetic>\",\"usage\":{\"input_tokens\":0,\"output_tokens\":0}"),
         "skipped", "claude_code"},
        {ROW("", "\"model\":\"m\""), "skipped", "claude_code"},
        {ROW("", "\"model\":\"m\",\"usage\":null"), "skipped", "claude_code"},
        {"{\"type\":\"assistant\",\"message\":{\"id\":\"msg_bdrk_1\",\"model\":\"m\",\"role\":"
         "\"assistant\",\"type\":\"message\",\"usage\":{\"input_tokens\":1,\"output_tokens\":2}},"
         "\"session_id\":\"x\",\"parent_tool_use_id\":null}",
         "record id=msg_bdrk_1 provider=aws session=x in=1 out=2 part !ts", "claude_code"},
        {"{\"type\":\"progress\",\"sessionId\":\"s\",\"timestamp\":\"2026-01-01T00:00:00Z\","
         "\"data\""
         ":{\"type\":\"agent_progress\",\"message\":{\"type\":\"assistant\",\"requestId\":\"r\","
         "\"message\":{\"id\":\"m1\",\"model\":\"claude-x\",\"role\":\"assistant\",\"usage\":{"
         "\"input_tokens\":4,\"output_tokens\":5}}}}}",
         "record id=m1:r ts=2026-01-01T00:00:00Z session=s in=4 out=5 part rank=0", "claude_code"},
        {"{\"type\":\"progress\",\"sessionId\":\"s\",\"data\":{\"type\":\"hook_progress\"}}",
         "skipped", "claude_code"},
        {"{\"type\":\"result\",\"subtype\":\"success\",\"session_id\":\"s\",\"total_cost_usd\":1,"
         "\"usage\":{\"input_tokens\":9}}",
         "skipped", "claude_code"},
        {"{\"type\":\"system\",\"subtype\":\"init\",\"session_id\":\"s\"}", "skipped",
         "claude_code"},
        {"{\"type\":\"file-history-snapshot\",\"messageId\":\"m\",\"snapshot\":{}}", "skipped",
         "claude_code"},
        {"{\"type\":\"summary\",\"summary\":\"x\",\"leafUuid\":\"l\"}", "skipped", "claude_code"},
        {"{\"type\":\"user\",\"sessionId\":\"s\",\"message\":{\"role\":\"user\",\"content\":null}}",
         "skipped", "claude_code"},
        {"{\"type\":\"assistant\"}", "rejected unknown_format", "none"},
        {"{\"type\":null,\"sessionId\":null,\"message\":null}", "rejected unknown_format", "none"},
    };
    CHECK_CASES(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_recorded_transcripts_give_their_values),
        cmocka_unit_test(whole_sessions_give_their_calls),
        cmocka_unit_test(rows_of_every_kind_are_calls_or_skipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
