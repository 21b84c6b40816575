// test_envelope_traces.c - public traces: block hashes, and CSV of times and counts.
#include "tests/parsers/entries.h"

static void block_traces_give_times_counts_and_blocks(void **state)
{
    (void)state;
    static const struct entry_case cases[] = {
        {"{\"timestamp\": 27482, \"input_length\": 6758, \"output_length\": 500, \"hash_ids\": [0, "
         "1, "
         "18446744073709551615]}",
         "record ts=1970-01-01T00:00:27.482000Z in=6758 out=500 blocks=3x512 !session !model",
         "mooncake"},
        {"{\"chat_id\": 159, \"parent_chat_id\": -1, \"timestamp\": 61.114, \"input_length\": 521, "
         "\"output_length\": 132, \"type\": \"text\", \"turn\": 1, \"hash_ids\": [1, 2]}",
         "record ts=1970-01-01T00:01:01.114000Z in=521 out=132 session=159 blocks=2x16 "
         "tags={\"type\":\"text\"}",
         "mooncake"},
        {"{\"hash_ids\": []}", "record !ts !in !out blocks=0x512", "mooncake"},
        {"{\"hash_ids\": [\"a\"]}", "rejected malformed", "mooncake"},
        {"{\"timestamp\": -1, \"input_length\": \"x\", \"output_length\": null, \"hash_ids\": [7]}",
         "record !ts !in !out blocks=1x512", "mooncake"},
        {"{\"hash_ids\": null}", "rejected unknown_format", "none"},
    };
    CHECK_CASES(cases);
}

static void times_count_from_the_start_of_the_source(void **state)
{
    (void)state;
    struct entries t;
    entries_open(&t);
    t.source.start_us = 1767225600 * US_PER_SECOND;
    entries_parse(&t, S("{\"timestamp\":1500,\"hash_ids\":[4,5]}"));
    expect_outcome(&t, 0, "record ts=2026-01-01T00:00:01.500000Z");
    const struct record *r = t.parse.outcomes[0].record;
    assert_int_equal(r->block_ids[0], 4);
    assert_int_equal(r->block_ids[1], 5);
    entries_close(&t);
}

static void the_published_mooncake_head_is_read_whole(void **state)
{
    (void)state;
    struct entries t;
    struct str line;
    entries_open(&t);
    struct str text = read_whole(&t, FIXTURE("public-traces/mooncake-conversation.head200.jsonl"));
    int64_t rows = 0;
    for (; next_line(&text, &line); rows++) {
        entries_parse(&t, line);
        expect_outcome(&t, 0, rows == 0 ? "record in=6758 out=500 blocks=14x512" : "record");
    }
    entries_close(&t);
    if (rows == 0)
        skip();
    assert_int_equal(rows, 200);
}

static void the_published_azure_head_is_read_whole(void **state)
{
    (void)state;
    struct entries t;
    struct str line;
    entries_open(&t);
    struct str text = read_whole(&t, FIXTURE("public-traces/azure-llm-2023-conv.head200.csv"));
    int64_t rows = -1;
    entries_columns(&t, "timestamp,contexttokens,generatedtokens");
    for (; next_line(&text, &line); rows++) {
        if (rows < 0)
            continue;
        entries_row(&t, line);
        expect_outcome(&t, 0,
                       rows == 0 ? "record ts=2023-11-16T18:15:46.680590Z in=374 out=44 !model"
                                 : "record");
    }
    entries_close(&t);
    if (rows < 0)
        skip();
    assert_int_equal(rows, 199);
}

static void rows_of_csv_traces_are_calls(void **state)
{
    (void)state;
    static const struct {
        const char *header, *row, *want, *envelope;
    } cases[] = {
        {"timestamp,session id,elapsed time,model,request tokens,response tokens,total tokens,log "
         "type",
         "5,,2.5,ChatGPT,472,18,490,Conversation log",
         "record ts=1970-01-01T00:00:05Z latency_us=2500000 model=ChatGPT in=472 out=18 "
         "tags={\"log_type\":\"Conversation_log\"} !session",
         "burstgpt"},
        {"request tokens,response tokens", "x,y", "rejected malformed", "burstgpt"},
        {"timestamp,contexttokens,generatedtokens", "2023-11-16 18:15:46.6805900,,",
         "rejected malformed", "azure_trace"},
        {"timestamp,contexttokens,generatedtokens", "bad,1,2", "record in=1 out=2 !ts",
         "azure_trace"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct entries t;
        entries_open(&t);
        entries_columns(&t, cases[i].header);
        entries_row(&t, str_of(cases[i].row));
        expect_outcome(&t, 0, cases[i].want);
        assert_string_equal(t.parse.outcomes[0].envelope->name, cases[i].envelope);
        entries_close(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(block_traces_give_times_counts_and_blocks),
        cmocka_unit_test(times_count_from_the_start_of_the_source),
        cmocka_unit_test(the_published_mooncake_head_is_read_whole),
        cmocka_unit_test(the_published_azure_head_is_read_whole),
        cmocka_unit_test(rows_of_csv_traces_are_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
