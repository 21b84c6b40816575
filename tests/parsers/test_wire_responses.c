// test_wire_responses.c - response bodies and streams of every wire: counts, names, text; odd ones
// too.
#include "tests/parsers/wire_dump.h"

static const struct {
    const char *wire, *body;  // an array is a stream
    const char *usage, *names, *text;
} cases[] = {
    {"openai_chat",
     "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1745420222,\"model\":\"gpt-"
     "4o\","
     "\"service_tier\":\"default\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"one\","
     "\"refusal\":null},"
     "\"finish_reason\":\"stop\"},{\"index\":1,\"message\":{\"content\":null,\"tool_calls\":[{"
     "\"id\":\"a\"},"
     "{\"id\":\"b\"}]},\"finish_reason\":\"tool_calls\"},{\"index\":2,\"message\":{\"refusal\":"
     "\"no\"}}],"
     "\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":120,"
     "\"prompt_tokens_details\":{\"cached_tokens\":30,\"audio_tokens\":12,\"cache_write_tokens\":"
     "50},"
     "\"completion_tokens_details\":{\"reasoning_tokens\":8,\"audio_tokens\":3}}}",
     "in=20 read=30 w5=50 out=20 reasoning=8 audio_in=12 audio_out=3",
     "model=gpt-4o finish_reason=stop id=chatcmpl-1 ts=1745420222000000 called=2", "one\nno"},
    // Details null (vLLM), a flat 0 beside a nested count, and the other way round (Together).
    {"openai_chat",
     "{\"object\":\"chat.completion\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_"
     "tokens\":6,"
     "\"prompt_tokens_details\":null,\"completion_tokens_details\":null}}",
     "in=5 out=6", "", NULL},
    {"openai_chat",
     "{\"object\":\"chat.completion\",\"choices\":[],\"usage\":{\"prompt_tokens\":5000,"
     "\"completion_tokens\":6,"
     "\"cached_tokens\":0,\"prompt_tokens_details\":{\"cached_tokens\":4043}}}",
     "in=957 read=4043 out=6", "", NULL},
    {"openai_chat",
     "{\"object\":\"chat.completion\",\"choices\":[],\"usage\":{\"prompt_tokens\":50,\"completion_"
     "tokens\":6,"
     "\"cached_tokens\":40}}",
     "in=10 read=40 out=6", "", NULL},
    // DeepSeek.
    {"openai_chat",
     "{\"object\":\"chat.completion\",\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_"
     "tokens\":9,"
     "\"prompt_cache_hit_tokens\":4,\"prompt_cache_miss_tokens\":8}}",
     "in=8 read=4 out=9", "", NULL},
    {"openai_chat",
     "{\"object\":\"chat.completion\",\"choices\":[],\"usage\":{\"completion_tokens\":9,"
     "\"prompt_cache_hit_tokens\":4,\"prompt_cache_miss_tokens\":8}}",
     "in=8 read=4 out=9", "", NULL},
    // What a gateway says it costs.
    {"openai_chat",
     "{\"id\":\"gen-1\",\"provider\":\"OpenAI\",\"object\":\"chat.completion\",\"choices\":[],"
     "\"usage\":{"
     "\"prompt_tokens\":5,\"completion_tokens\":6,\"cost\":0.00014175,\"cost_details\":{}}}",
     "in=5 out=6", "provider=openrouter id=gen-1 cost=141750", NULL},
    {"openai_chat",
     "{\"object\":\"chat.completion\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_"
     "tokens\":6,"
     "\"num_search_queries\":2,\"cost\":{\"total_cost\":0.006}}}",
     "in=5 out=6 searches=2", "cost=6000000", NULL},
    // xAI: reasoning on top, by the total; inside, by the total; on top, by the model.
    {"openai_chat",
     "{\"object\":\"chat.completion\",\"model\":\"grok-4\",\"choices\":[],\"usage\":{\"prompt_"
     "tokens\":26,"
     "\"completion_tokens\":168,\"total_tokens\":498,\"completion_tokens_details\":{\"reasoning_"
     "tokens\":304}}}",
     "in=26 out=472 reasoning=304", "model=grok-4", NULL},
    {"openai_chat",
     "{\"object\":\"chat.completion\",\"model\":\"grok-4\",\"choices\":[],\"usage\":{\"prompt_"
     "tokens\":26,"
     "\"completion_tokens\":400,\"total_tokens\":426,\"completion_tokens_details\":{\"reasoning_"
     "tokens\":304}}}",
     "in=26 out=400 reasoning=304", "model=grok-4", NULL},
    {"openai_chat",
     "{\"object\":\"chat.completion\",\"model\":\"grok-4\",\"choices\":[],\"usage\":{\"prompt_"
     "tokens\":26,"
     "\"completion_tokens\":400,\"completion_tokens_details\":{\"reasoning_tokens\":304}}}",
     "in=26 out=704 reasoning=304", "model=grok-4", NULL},
    // Unknown is not zero: no usage, foreign keys, negative, huge, wrong type, numbers as text.
    {"openai_chat", "{\"object\":\"chat.completion\",\"choices\":[],\"usage\":null}", "", "", NULL},
    {"openai_chat", "{\"object\":\"chat.completion\",\"choices\":[],\"usage\":{\"foo\":0}}", "", "",
     NULL},
    {"openai_chat",
     "{\"object\":\"chat.completion\",\"choices\":[],\"usage\":{\"prompt_tokens\":-5,\"completion_"
     "tokens\":[]}}",
     "", "", NULL},
    {"openai_chat",
     "{\"object\":\"chat.completion\",\"choices\":[],\"usage\":{\"prompt_tokens\":"
     "9223372036854775807,"
     "\"completion_tokens\":\"12\"}}",
     "out=12", "", NULL},
    {"openai_chat",
     "{\"object\":\"chat.completion\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_"
     "tokens\":0,"
     "\"prompt_tokens_details\":{\"cached_tokens\":90,\"audio_tokens\":70}}}",
     "in=10 read=90 out=0 audio_in=10", "", NULL},
    {"openai_chat",
     "{\"error\":{\"message\":\"Rate "
     "limit\",\"type\":\"tokens\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}",
     "", "error_class=rate_limit_exceeded failed", NULL},
    {"openai_chat",
     "[{\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\",\"prompt_filter_"
     "results\":[]},"
     "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"gpt-"
     "4o\",\"choices\":"
     "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}],\"usage\":null},"
     "{\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
     "\"He\"}}]},\"[DONE]\","
     "{\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":1,\"delta\":{\"content\":"
     "\"Yo\"}}]},"
     "{\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"y\","
     "\"tool_calls\":"
     "[{\"index\":0,\"id\":\"a\"}]}}]},"
     "{\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{"
     "\"index\":0}]},"
     "\"finish_reason\":\"tool_calls\"}]},"
     "{\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{\"prompt_tokens\":7,"
     "\"completion_tokens\":1}},"
     "{\"object\":\"chat.completion.chunk\",\"choices\":[],\"usage\":{\"prompt_tokens\":7,"
     "\"completion_tokens\":3}}]",
     "in=7 out=3",
     "provider=azure model=gpt-4o finish_reason=tool_calls id=c ts=1700000000000000 called=1",
     "Hey\nYo"},
    {"openai_chat",
     "[{\"object\":\"chat.completion.chunk\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}"
     "],"
     "\"x_groq\":{\"usage\":{\"prompt_tokens\":18,\"completion_tokens\":73}}}]",
     "in=18 out=73", "provider=groq finish_reason=stop called=0", NULL},
    {"openai_completions",
     "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1700000000,\"model\":\"m\","
     "\"choices\":["
     "{\"text\":\"a\",\"index\":0,\"finish_reason\":\"length\"},{\"text\":\"b\",\"index\":1}],"
     "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}",
     "in=3 out=4", "model=m finish_reason=length id=cmpl-1 ts=1700000000000000 called=0", "a\nb"},
    {"openai_embeddings",
     "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"embedding\":[0.1,0.2]}],\"model\":"
     "\"e\","
     "\"usage\":{\"prompt_tokens\":4,\"total_tokens\":4}}",
     "in=4 out=0", "model=e", NULL},
    {"openai_responses",
     "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1700000000,\"status\":"
     "\"incomplete\","
     "\"incomplete_details\":{\"reason\":\"max_output_tokens\"},\"error\":null,\"model\":\"gpt-5."
     "4\",\"service_tier\":"
     "\"priority\",\"output\":[{\"type\":\"reasoning\",\"summary\":[]},{\"type\":\"web_search_"
     "call\",\"action\":"
     "{\"type\":\"search\"}},{\"type\":\"web_search_call\",\"action\":{\"type\":\"open_page\"}},"
     "{\"type\":\"function_call\"},{\"type\":\"message\",\"content\":[{\"type\":\"output_text\","
     "\"text\":\"Hi\"},"
     "{\"type\":\"refusal\",\"refusal\":\"no\"}]}],"
     "\"usage\":{\"input_tokens\":50,\"input_tokens_details\":{\"cached_tokens\":20,\"cache_write_"
     "tokens\":10},"
     "\"output_tokens\":9,\"output_tokens_details\":{\"reasoning_tokens\":2},\"total_tokens\":59}}",
     "in=20 read=20 w5=10 out=9 reasoning=2 searches=1",
     "model=gpt-5.4 finish_reason=max_output_tokens id=resp_1 ts=1700000000000000 called=3",
     "Hi\nno"},
    {"openai_responses",
     "{\"id\":\"resp_2\",\"object\":\"response\",\"status\":\"failed\",\"error\":{\"code\":"
     "\"server_error\","
     "\"message\":\"x\"},\"output\":[],\"usage\":null}",
     "", "finish_reason=failed error_class=server_error id=resp_2 failed", NULL},
    // A stream that was cut before response.completed keeps what its deltas said.
    {"openai_responses",
     "[{\"type\":\"response.created\",\"response\":{\"id\":\"resp_3\",\"status\":\"in_progress\","
     "\"model\":\"m\","
     "\"usage\":null}},{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_"
     "index\":0,\"delta\":\"He\"},"
     "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":"
     "\"y\"}]",
     "", "model=m id=resp_3 called=0", "Hey"},
    {"anthropic",
     "{\"id\":\"msg_01A\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-"
     "6\",\"content\":["
     "{\"type\":\"thinking\",\"thinking\":\"hm\"},{\"type\":\"text\",\"text\":\"A\"},{\"type\":"
     "\"tool_use\",\"id\":\"t\"},"
     "{\"type\":\"server_tool_use\",\"id\":\"s\"},{\"type\":\"text\",\"text\":\"B\"}],\"stop_"
     "reason\":\"tool_use\","
     "\"usage\":{\"input_tokens\":3,\"cache_creation_input_tokens\":100,\"cache_read_input_"
     "tokens\":40,"
     "\"cache_creation\":{\"ephemeral_5m_input_tokens\":10,\"ephemeral_1h_input_tokens\":60},"
     "\"output_tokens\":7,"
     "\"output_tokens_details\":{\"thinking_tokens\":2},\"server_tool_use\":{\"web_search_"
     "requests\":2},"
     "\"service_tier\":\"batch\",\"speed\":\"fast\",\"iterations\":[{\"input_tokens\":3,\"output_"
     "tokens\":7}]}}",
     "in=3 read=40 w5=40 w1=60 out=7 reasoning=2 searches=2",
     "provider=anthropic model=claude-sonnet-4-6-fast finish_reason=tool_use id=msg_01A called=2",
     "A\nB"},
    {"anthropic",
     "{\"content\":[{\"text\":\"x\",\"type\":\"text\"}],\"model\":\"claude-2.1\",\"stop_reason\":"
     "\"end_turn\","
     "\"usage\":{\"foo\":0,\"bar\":0}}",
     "", "model=claude-2.1 finish_reason=end_turn called=0", "x"},
    {"anthropic",
     "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}",
     "", "error_class=overloaded_error failed", NULL},
    {"anthropic",
     "{\"id\":\"compl_01\",\"type\":\"completion\",\"completion\":\" "
     "Hi\",\"stop_reason\":\"stop_sequence\",\"model\":"
     "\"claude-2.1\"}",
     "", "provider=anthropic model=claude-2.1 finish_reason=stop_sequence id=compl_01 called=0",
     " Hi"},
    // message_delta repeats every key: the last value holds, nothing is added up.
    {"anthropic",
     "[{\"type\":\"message_start\",\"message\":{\"id\":\"msg_bdrk_1\",\"model\":\"claude-haiku-4-"
     "5\",\"usage\":"
     "{\"input_tokens\":50,\"cache_read_input_tokens\":5,\"output_tokens\":1,\"service_tier\":"
     "\"standard\"}}},"
     "{\"type\":\"ping\"},{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{"
     "\"type\":\"text\",\"text\":\"\"}},"
     "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
     "\"He\"}},"
     "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
     "\"y\"}},"
     "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\","
     "\"id\":\"t\",\"name\":\"f\"}},"
     "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\","
     "\"partial_json\":\"{}\"}},"
     "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"input_"
     "tokens\":50,"
     "\"cache_read_input_tokens\":5,\"output_tokens\":93}},"
     "{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"invocationLatency\":900,"
     "\"firstByteLatency\":300}}]",
     "in=50 read=5 out=93",
     "provider=aws model=claude-haiku-4-5 finish_reason=tool_use id=msg_bdrk_1 latency=900000 "
     "ttft=300000 called=1",
     "Hey"},
    {"anthropic",
     "[{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}"
     "},"
     "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}]",
     "in=5 out=1", "error_class=overloaded_error failed", NULL},
    {"gemini",
     "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hm\",\"thought\":true},{\"text\":\"A\"}"
     ","
     "{\"functionCall\":{\"name\":\"f\"}}]},\"finishReason\":\"STOP\",\"groundingMetadata\":{"
     "\"webSearchQueries\":"
     "[\"a\",\"b\"]}}],\"modelVersion\":\"gemini-3-pro\",\"responseId\":\"r1\",\"createTime\":"
     "\"2025-08-19T15:18:43.287437Z\",\"usageMetadata\":{\"promptTokenCount\":100,"
     "\"cachedContentTokenCount\":60,"
     "\"candidatesTokenCount\":10,\"thoughtsTokenCount\":5,\"toolUsePromptTokenCount\":7,"
     "\"totalTokenCount\":122,"
     "\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":50},{\"modality\":\"AUDIO\","
     "\"tokenCount\":30},"
     "{\"modality\":\"IMAGE\",\"tokenCount\":20}],\"cacheTokensDetails\":[{\"modality\":\"AUDIO\","
     "\"tokenCount\":12}],"
     "\"candidatesTokensDetails\":[{\"modality\":\"IMAGE\",\"tokenCount\":4}],\"serviceTier\":"
     "\"standard\"}}",
     "in=47 read=60 out=15 reasoning=5 audio_in=18 audio_read=12 image_in=20 image_out=4 "
     "searches=2",
     "provider=google model=gemini-3-pro finish_reason=STOP id=r1 ts=1755616723287437 called=1",
     "A"},
    // Counts of zero are left out; enumerations as numbers.
    {"gemini",
     "{\"candidates\":[{\"finishReason\":3,\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":"
     "\"319\","
     "\"totalTokenCount\":319,\"trafficType\":1,\"promptTokensDetails\":[{\"modality\":4,"
     "\"tokenCount\":9}]}}",
     "in=319 out=0 audio_in=9", "provider=google finish_reason=SAFETY called=0", NULL},
    {"gemini",
     "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usage_metadata\":{\"prompt_token_count\":"
     "4}}",
     "in=4 out=0", "provider=google finish_reason=SAFETY called=0", NULL},
    {"gemini", "{\"error\":{\"code\":429,\"message\":\"Quota\",\"status\":\"RESOURCE_EXHAUSTED\"}}",
     "", "provider=google error_class=RESOURCE_EXHAUSTED status=429 failed", NULL},
    {"gemini",
     "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"He\"}]}}],\"usageMetadata\":{"
     "\"promptTokenCount\":15,"
     "\"totalTokenCount\":15}},{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"y\"}]},"
     "\"finishReason\":\"STOP\"}],"
     "\"usageMetadata\":{\"promptTokenCount\":14,\"candidatesTokenCount\":33,\"totalTokenCount\":"
     "47}}]",
     "in=14 out=33", "provider=google finish_reason=STOP called=0", "Hey"},
    {"gemini_interactions",
     "{\"id\":\"v1_1\",\"object\":\"interaction\",\"status\":\"completed\",\"model\":\"gemini-2.5-"
     "flash\",\"created\":"
     "\"2026-05-13T20:35:38Z\",\"service_tier\":\"standard\",\"steps\":[{\"type\":\"thought\"},{"
     "\"type\":\"model_output\","
     "\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]},{\"type\":\"function_call\"}],\"usage\":{"
     "\"total_tokens\":337,"
     "\"total_input_tokens\":267,\"total_cached_tokens\":7,\"total_output_tokens\":3,\"total_tool_"
     "use_tokens\":10,"
     "\"total_thought_tokens\":57,\"input_tokens_by_modality\":[{\"modality\":\"image\",\"tokens\":"
     "258}]}}",
     "in=270 read=7 out=60 reasoning=57 image_in=258",
     "provider=google model=gemini-2.5-flash finish_reason=completed id=v1_1 ts=1778704538000000 "
     "called=1",
     "Hi"},
    {"bedrock",
     "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"Hi\"},{\"toolUse\":"
     "{\"name\":\"f\"}}]}},"
     "\"stopReason\":\"tool_use\",\"metrics\":{\"latencyMs\":642},\"usage\":{\"inputTokens\":5,"
     "\"outputTokens\":8,"
     "\"totalTokens\":63,\"cacheReadInputTokens\":20,\"cacheWriteInputTokens\":30,"
     "\"cacheDetails\":[{\"ttl\":\"1h\",\"inputTokens\":12}]}}",
     "in=5 read=20 w5=18 w1=12 out=8",
     "provider=aws finish_reason=tool_use latency=642000 called=1", "Hi"},
    {"bedrock",
     "{\"inputTextTokenCount\":9,\"results\":[{\"tokenCount\":17,\"outputText\":\"x\","
     "\"completionReason\":\"FINISH\"}]}",
     "in=9 out=17", "provider=aws finish_reason=FINISH called=0", "x"},
    {"bedrock",
     "{\"generation\":\"x\",\"prompt_token_count\":8,\"generation_token_count\":35,\"stop_reason\":"
     "\"stop\"}",
     "in=8 out=35", "provider=aws finish_reason=stop called=0", "x"},
    {"bedrock", "{\"embedding\":[0.1],\"inputTextTokenCount\":6}", "in=6 out=0", "provider=aws",
     NULL},
    {"bedrock",
     "[{\"messageStart\":{\"role\":\"assistant\"}},{\"contentBlockDelta\":{\"delta\":{\"text\":"
     "\"He\"},"
     "\"contentBlockIndex\":0}},{\"contentBlockDelta\":{\"delta\":{\"text\":\"y\"},"
     "\"contentBlockIndex\":0}},"
     "{\"contentBlockStart\":{\"start\":{\"toolUse\":{\"name\":\"f\"}},\"contentBlockIndex\":1}},"
     "{\"messageStop\":{\"stopReason\":\"end_turn\"}},{\"metadata\":{\"usage\":{\"inputTokens\":7,"
     "\"outputTokens\":3},"
     "\"metrics\":{\"latencyMs\":500}}},\"[DONE]\"]",
     "in=7 out=3", "provider=aws finish_reason=end_turn latency=500000 called=1", "Hey"},
    {"cohere",
     "{\"id\":\"c1\",\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":"
     "\"Hi\"}],"
     "\"tool_calls\":[{\"id\":\"t\"}]},\"finish_reason\":\"TOOL_CALL\",\"usage\":{\"billed_units\":"
     "{\"input_tokens\":5,"
     "\"output_tokens\":6},\"tokens\":{\"input_tokens\":70,\"output_tokens\":6}}}",
     "in=5 out=6", "provider=cohere finish_reason=TOOL_CALL id=c1 called=1", "Hi"},
    {"cohere",
     "{\"id\":\"r1\",\"results\":[{\"index\":1}],\"meta\":{\"billed_units\":{\"search_units\":1}}}",
     "", "provider=cohere id=r1", NULL},
    {"cohere",
     "[{\"is_finished\":false,\"event_type\":\"stream-start\",\"generation_id\":\"g\"},"
     "{\"is_finished\":false,\"event_type\":\"text-generation\",\"text\":\"He\"},"
     "{\"is_finished\":false,\"event_type\":\"text-generation\",\"text\":\"y\"},"
     "{\"is_finished\":true,\"event_type\":\"stream-end\",\"finish_reason\":\"COMPLETE\","
     "\"response\":{\"response_id\":\"r\","
     "\"text\":\"Hey\",\"meta\":{\"billed_units\":{\"input_tokens\":7,\"output_tokens\":2}}}}]",
     "in=7 out=2", "provider=cohere finish_reason=COMPLETE id=g called=0", "Hey"},
    {"ollama",
     "{\"model\":\"llama3\",\"created_at\":\"2024-05-24T21:01:59.481632Z\",\"message\":{"
     "\"content\":\"Hi\",\"tool_calls\":"
     "[{},{}]},\"done_reason\":\"stop\",\"done\":true,\"total_duration\":2685412125,\"eval_count\":"
     "79}",
     "out=79",
     "provider=ollama model=llama3 finish_reason=stop ts=1716584519481632 latency=2685412 called=2",
     "Hi"},
    {"ollama",
     "[{\"model\":\"m\",\"response\":\"He\",\"done\":false},{\"model\":\"m\",\"response\":\"y\","
     "\"done\":false},"
     "{\"model\":\"m\",\"response\":\"\",\"done\":true,\"prompt_eval_count\":3,\"eval_count\":2}]",
     "in=3 out=2", "provider=ollama model=m called=0", "Hey"},
};

static void every_wire_reads_the_response(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k);
    int failures = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kit_next(&k);
        kit_response(&k, kit_json(&k, str_of(cases[i].body)), (struct str){0});
        failures += !same("wire", i, kit_name(k.response), cases[i].wire);
        failures += !same("usage", i, dump_usage(&k.record.usage, &k.arena), cases[i].usage);
        failures += !same("names", i, dump_names(&k.record, &k.arena), cases[i].names);
        failures += !same("text", i, k.record.response_text, cases[i].text ? cases[i].text : "");
        failures += (cases[i].text == NULL) != (k.record.response_text.ptr == NULL);
        failures += cases[i].body[0] == '[' && k.record.stream != TRI_YES;
    }
    kit_close(&k);
    assert_int_equal(failures, 0);
}

static void the_billed_tier_is_that_of_the_response(void **state)
{
    (void)state;
    static const struct {
        const char *asked, *billed;
        enum tier want;
    } tiers[] = {
        {"flex", "default", TIER_STANDARD},  {"auto", "priority", TIER_PRIORITY},
        {"flex", NULL, TIER_FLEX},           {"auto", NULL, TIER_UNKNOWN},
        {"priority", "auto", TIER_PRIORITY}, {NULL, "batch", TIER_BATCH},
        {NULL, "on_demand", TIER_STANDARD},  {NULL, "ON_DEMAND_FLEX", TIER_FLEX},
        {NULL, "scale", TIER_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof tiers / sizeof *tiers; i++) {
        struct record r;
        record_init(&r);
        body_tier(&r, str_of(tiers[i].asked));
        body_tier(&r, str_of(tiers[i].billed));
        assert_int_equal(r.tier, tiers[i].want);
    }
}

// What the log said before stays; what it did not say is filled in.
static void a_response_fills_only_what_is_unknown(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k);
    k.record.ts_us = 5;
    k.record.call_id = S("own");
    k.record.names[NAME_MODEL] = S("own-model");
    kit_response(
        &k,
        kit_json(&k, S("{\"object\":\"chat.completion\",\"id\":\"x\",\"created\":1700000000,"
                       "\"model\":\"m\",\"choices\":[{\"finish_reason\":\"stop\"}]}")),
        (struct str){0});
    assert_str(dump_names(&k.record, &k.arena),
               "model=own-model finish_reason=stop id=own ts=5 called=0");
    kit_close(&k);
}

static void errors_of_every_shape_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *body, *class_name, *message;
        int64_t status;
    } errors[] = {
        {"{\"error\":{\"message\":\"m\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":"
         "null}}",
         "invalid_request_error", "m", UNKNOWN},
        {"{\"error\":{\"message\":\"m\",\"code\":502}}", "bad_gateway", "m", 502},
        {"{\"error\":{\"code\":599}}", "error", NULL, 599},
        {"{\"error\":{\"error\":{\"type\":\"api_error\",\"message\":\"deep\"}}}", "api_error",
         "deep", UNKNOWN},
        {"{\"error\":\"model not found\"}", "error", "model not found", UNKNOWN},
        {"{\"message\":\"The model identifier is invalid.\"}", "error",
         "The model identifier is invalid.", UNKNOWN},
        {"{\"Message\":\"no\",\"__type\":\"AccessDenied\"}", "AccessDenied", "no", UNKNOWN},
        {"{\"detail\":\"Not Found\"}", "error", "Not Found", UNKNOWN},
        {"{\"object\":\"error\",\"message\":\"m\",\"type\":\"BadRequestError\",\"code\":400}",
         "BadRequestError", "m", 400},
        {"{\"error\":null}", NULL, NULL, UNKNOWN},
        {"{\"error\":{}}", "error", NULL, UNKNOWN},
        {"{\"message\":\"hi\",\"choices\":[]}", NULL, NULL, UNKNOWN},
        {"{\"message\":{\"content\":\"hi\"}}", NULL, NULL, UNKNOWN},
        {"{}", NULL, NULL, UNKNOWN},
    };
    struct kit k;
    kit_open(&k);
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        kit_next(&k);
        bool is_error = wire_error(&k.record, kit_json(&k, str_of(errors[i].body)));
        assert_int_equal(is_error, errors[i].class_name != NULL);
        assert_int_equal(k.record.is_error, is_error);
        assert_str(k.record.names[NAME_ERROR], errors[i].class_name);
        assert_str(k.record.error_message, errors[i].message);
        assert_true(k.record.status == errors[i].status);
    }
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_wire_reads_the_response),
        cmocka_unit_test(the_billed_tier_is_that_of_the_response),
        cmocka_unit_test(a_response_fills_only_what_is_unknown),
        cmocka_unit_test(errors_of_every_shape_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
