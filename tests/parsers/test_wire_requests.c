// test_wire_requests.c - request bodies of every wire: segments, parameters, names.
#include "tests/parsers/wire_dump.h"

#define GEMINI_URL                                                                                 \
    "https://generativelanguage.googleapis.com/v1beta/models/"                                     \
    "gemini-2.5-pro:streamGenerateContent?alt=sse"
#define BEDROCK_URL                                                                                \
    "https://bedrock-runtime.us-east-1.amazonaws.com/model/us.amazon.nova-lite-v1%3A0/"            \
    "converse-stream"

static const struct {
    const char *wire, *url, *body;
    const char *segments, *params, *names;
} cases[] = {
    {"openai_chat", "https://api.openai.com/v1/chat/completions",
     "{\"model\":\"gpt-5\",\"messages\":[{\"role\":\"developer\",\"content\":\"Be brief.\"},"
     "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"What is it?\","
     "\"prompt_cache_breakpoint\":{\"mode\":\"explicit\"}},"
     "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x.test/a.png\"}},"
     "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AAAA\",\"format\":\"wav\"}}]},"
     "{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"hm\",\"tool_calls\":["
     "{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{}"
     "\"}}]},"
     "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"a cat\"}],"
     "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\"}}],\"tool_choice\":"
     "\"auto\","
     "\"temperature\":0.5,\"max_completion_tokens\":64,\"seed\":7,\"n\":2,\"stop\":[\"x\"],"
     "\"response_format\":{\"type\":\"json_object\"},\"reasoning_effort\":\"low\",\"stream\":true,"
     "\"service_tier\":\"flex\",\"user\":\"u1\"}",
     "tools json* {type:'function',function:{name:'look'}}\n"
     "system text* Be brief.\n"
     "user text*[5m] What is it?\n"
     "user media https://x.test/a.png\n"
     "user media AAAA\n"
     "assistant thought* hm\n"
     "assistant call {name:'look',arguments:'{}'}\n"
     "tool result* a cat\n",
     "temperature=0.5 seed=7 n=2 max_tokens=64 stop=['x'] format={type:'json_object'} "
     "tool_choice='auto' effort='low' stream=yes tier=flex tools=1 images=1",
     "provider=openai model_requested=gpt-5 user=u1"},
    {"openai_chat", NULL,
     "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\"},{\"role\":\"user\"},7,"
     "{\"content\":\"no "
     "role\"}],\"tools\":null,\"functions\":[{\"name\":\"f\"}],\"max_tokens\":\"9\","
     "\"temperature\":null,\"seed\":\"x\",\"safety_identifier\":\"s1\"}",
     "tools json* {name:'f'}\nuser text* \nuser text* no role\n",
     "seed='x' max_tokens='9' tools=1 images=0", "model_requested=m user=s1"},
    {"openai_chat", NULL,
     "{\"model\":\"claude-sonnet-4-6\",\"max_tokens\":5,\"messages\":[{\"role\":\"system\","
     "\"content\":\"s\"}]}",
     "system text* s\n", "max_tokens=5 tools=0 images=0", "model_requested=claude-sonnet-4-6"},
    // The newer name of a parameter wins in either order, and the last of equal keys.
    {"openai_chat", NULL,
     "{\"model\":\"m\",\"messages\":[],\"max_completion_tokens\":7,\"max_tokens\":5,\"n\":1,\"n\":"
     "3,"
     "\"reasoning\":{\"effort\":\"high\"}}",
     "", "n=3 max_tokens=7 effort='high' tools=0 images=0", "model_requested=m"},
    {"openai_chat", NULL,
     "{\"model\":\"m\",\"messages\":[],\"max_tokens\":5,\"max_completion_tokens\":7,\"stream\":"
     "\"True\"}",
     "", "max_tokens=7 stream=yes tools=0 images=0", "model_requested=m"},
    {"openai_chat",
     "https://r.openai.azure.com/openai/deployments/chat-pilot/chat/completions?api-version=1",
     "{\"messages\":[]}", "", "tools=0 images=0", "provider=azure model_requested=chat-pilot"},
    {"openai_completions", "http://localhost:8000/v1/completions",
     "{\"model\":\"m\",\"prompt\":[\"one\",\"two\"],\"max_tokens\":5,\"stream\":false,\"suffix\":"
     "\"end\"}",
     "user text* one\nuser text* two\nuser text end\n", "max_tokens=5 stream=no tools=0 images=0",
     "model_requested=m"},
    {"openai_completions", NULL, "{\"model\":\"m\",\"prompt\":[[1,2]]}", "user json* [[1,2]]\n",
     "tools=0 images=0", "model_requested=m"},
    {"openai_embeddings", NULL,
     "{\"model\":\"text-embedding-3-small\",\"input\":[\"a\",\"b\"],\"user\":\"u\"}",
     "user text* a\nuser text* b\n", "tools=0 images=0",
     "model_requested=text-embedding-3-small user=u"},
    {"openai_embeddings", "https://api.openai.com/v1/embeddings",
     "{\"model\":\"e\",\"input\":[15339,1917],\"encoding_format\":\"base64\"}",
     "user json* [15339,1917]\n", "tools=0 images=0", "provider=openai model_requested=e"},
    {"openai_responses", "https://api.openai.com/v1/responses",
     "{\"model\":\"gpt-5.4\",\"instructions\":\"Be "
     "kind.\",\"previous_response_id\":\"resp_0\",\"input\":["
     "{\"role\":\"developer\",\"content\":\"Rules\"},"
     "{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Hi\"},"
     "{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AAAA\"},"
     "{\"type\":\"input_file\",\"file_id\":\"file-1\"}]},"
     "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[{\"type\":\"summary_text\",\"text\":"
     "\"thinking\"}]},"
     "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"call_1\",\"status\":\"completed\","
     "\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"},"
     "{\"type\":\"function_call_output\",\"call_id\":\"call_1\",\"output\":\"42\"},"
     "{\"type\":\"item_reference\",\"id\":\"msg_1\"}],"
     "\"tools\":[{\"type\":\"web_search\"},{\"type\":\"function\",\"name\":\"f\"}],"
     "\"text\":{\"format\":{\"type\":\"text\"}},\"reasoning\":{\"effort\":\"high\"},"
     "\"max_output_tokens\":100,\"conversation\":{\"id\":\"conv_1\"},\"metadata\":{\"user_id\":"
     "\"u2\"}}",
     "tools json* {type:'web_search'}\ntools json {type:'function',name:'f'}\n"
     "system text* Be kind.\n"
     "assistant json* 'resp_0'\nassistant json {id:'conv_1'}\n"
     "system text* Rules\n"
     "user text* Hi\nuser media data:image/png;base64,AAAA\nuser media file-1\n"
     "assistant thought* thinking\n"
     "assistant call* {type:'function_call',name:'f',arguments:'{\"a\":1}'}\n"
     "tool result* 42\n"
     "assistant json* {type:'item_reference'}\n",
     "max_tokens=100 format={type:'text'} effort='high' tools=2 images=1",
     "provider=openai model_requested=gpt-5.4 user=u2 session=conv_1"},
    {"openai_responses", NULL, "{\"model\":\"gpt-5\",\"input\":\"Hello\"}", "user text* Hello\n",
     "tools=0 images=0", "model_requested=gpt-5"},
    {"anthropic", "https://api.anthropic.com/v1/messages",
     "{\"model\":\"claude-sonnet-4-6\",\"max_tokens\":1024,\"system\":[{\"type\":\"text\",\"text\":"
     "\"Long\","
     "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}},{\"type\":\"text\",\"text\":"
     "\"Short\"}],"
     "\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\",\"required\":[\"a\"]},"
     "\"cache_control\":{\"type\":\"ephemeral\"}}],"
     "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
     "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\","
     "\"signature\":\"s\"},"
     "{\"type\":\"text\",\"text\":\"Let me see\"},"
     "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"f\",\"input\":{\"a\":[1,{\"b\":2.5}]}}]}"
     ","
     "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\","
     "\"content\":[{\"type\":\"text\",\"text\":\"four\"},{\"type\":\"image\",\"source\":{\"type\":"
     "\"base64\","
     "\"media_type\":\"image/"
     "png\",\"data\":\"AAAA\"}}],\"cache_control\":{\"type\":\"ephemeral\"}},"
     "{\"type\":\"text\",\"text\":\"and?\"},"
     "{\"type\":\"document\",\"source\":{\"type\":\"url\",\"url\":\"https://x.test/d.pdf\"}}]}],"
     "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000},\"top_k\":5,\"stop_sequences\":["
     "\"END\"],"
     "\"tool_choice\":{\"type\":\"auto\"},\"stream\":true,\"metadata\":{\"user_id\":\"u3\"}}",
     "tools json*[5m] {name:'f',input_schema:{type:'object',required:['a']}}\n"
     "system text*[1h] Long\nsystem text Short\n"
     "user text* Hi\n"
     "assistant thought* hm\nassistant text Let me see\n"
     "assistant call {type:'tool_use',name:'f',input:{a:[1,{b:2.5}]}}\n"
     "tool result* four\ntool media[5m] AAAA\nuser text and?\nuser media https://x.test/d.pdf\n",
     "top_k=5 max_tokens=1024 stop=['END'] tool_choice={type:'auto'} effort=2000 stream=yes "
     "tools=1 "
     "images=1",
     "provider=anthropic model_requested=claude-sonnet-4-6 user=u3"},
    {"anthropic", NULL,
     "{\"model\":\"claude-opus-5\",\"max_tokens\":10,\"cache_control\":{\"type\":\"ephemeral\"},"
     "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":"
     "\"t\",\"content\":\"x\"}]}]}",
     "tool result*[5m] x\n", "max_tokens=10 tools=0 images=0", "model_requested=claude-opus-5"},
    {"anthropic", "https://api.anthropic.com/v1/complete",
     "{\"model\":\"claude-2\",\"prompt\":\"Human: hi\",\"max_tokens_to_sample\":9}",
     "user text* Human: hi\n", "max_tokens=9 tools=0 images=0",
     "provider=anthropic model_requested=claude-2"},
    {"anthropic",
     "https://bedrock-runtime.us-east-1.amazonaws.com/model/"
     "us.anthropic.claude-3-5-haiku-20241022-v1%3A0/invoke",
     "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":1,\"messages\":[]}", "",
     "max_tokens=1 tools=0 images=0",
     "provider=aws model_requested=us.anthropic.claude-3-5-haiku-20241022-v1:0"},
    {"gemini", GEMINI_URL,
     "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Look\"},{\"inlineData\":{"
     "\"mimeType\":\"image/png\","
     "\"data\":\"AAAA\"}},{\"fileData\":{\"mimeType\":\"video/mp4\",\"fileUri\":\"gs://b/"
     "v.mp4\"}}]},"
     "{\"role\":\"model\",\"parts\":[{\"text\":\"hm\",\"thought\":true},"
     "{\"functionCall\":{\"id\":\"c1\",\"name\":\"f\",\"args\":{\"a\":1}},\"thoughtSignature\":"
     "\"s\"}]},"
     "{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"id\":\"c1\",\"name\":\"f\","
     "\"response\":{\"r\":2}}}]}],"
     "\"systemInstruction\":{\"parts\":[{\"text\":\"Sys\"}]},\"cachedContent\":\"cachedContents/"
     "1\","
     "\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\"},{\"name\":\"g\"}]},{\"codeExecution\":"
     "{}}],"
     "\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"ANY\"}},"
     "\"generationConfig\":{\"temperature\":0.2,\"topP\":0.95,\"topK\":2.0,\"candidateCount\":1,"
     "\"maxOutputTokens\":5,\"stopSequences\":[\"x\"],\"seed\":12345,"
     "\"responseMimeType\":\"application/json\",\"thinkingConfig\":{\"thinkingBudget\":100}}}",
     "tools json* {name:'f'}\ntools json {name:'g'}\ntools json {codeExecution:{}}\n"
     "system json* 'cachedContents/1'\nsystem text Sys\n"
     "user text* Look\nuser media AAAA\nuser media gs://b/v.mp4\n"
     "assistant thought* hm\nassistant call {name:'f',args:{a:1}}\n"
     "tool result* {name:'f',response:{r:2}}\n",
     "temperature=0.2 top_p=0.95 top_k=2 seed=12345 n=1 max_tokens=5 stop=['x'] "
     "format='application/json' tool_choice={mode:'ANY'} effort=100 stream=yes tools=3 images=1",
     "provider=google model_requested=gemini-2.5-pro"},
    {"gemini", NULL,
     "{\"model\":\"models/"
     "gemini-2.0-flash\",\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"a\"}]}],"
     "\"system_instruction\":\"Sys\",\"generation_config\":{\"max_output_tokens\":3,\"top_k\":1}}",
     "system text* Sys\nuser text* a\n", "top_k=1 max_tokens=3 tools=0 images=0",
     "model_requested=models/gemini-2.0-flash"},
    {"gemini_interactions", NULL,
     "{\"model\":\"gemini-2.5-flash\",\"input\":[{\"type\":\"text\",\"text\":\"See\"},"
     "{\"type\":\"image\",\"data\":\"AAAA\",\"mime_type\":\"image/png\"}],"
     "\"generation_config\":{\"temperature\":1,\"max_output_tokens\":64,\"thinking_level\":\"low\"}"
     ","
     "\"system_instruction\":\"Sys\",\"stream\":false}",
     "system text* Sys\nuser text* See\nuser media AAAA\n",
     "temperature=1 max_tokens=64 effort='low' stream=no tools=0 images=1",
     "model_requested=gemini-2.5-flash"},
    {"bedrock", BEDROCK_URL,
     "{\"system\":[{\"text\":\"Sys\"},{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}}],"
     "\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"},{\"cachePoint\":{\"type\":"
     "\"default\"}},"
     "{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"AAAA\"}}}]},"
     "{\"role\":\"assistant\",\"content\":[{\"reasoningContent\":{\"reasoningText\":{\"text\":"
     "\"hm\"}}},"
     "{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"f\",\"input\":{\"a\":1}}}]},"
     "{\"role\":\"user\",\"content\":[{\"toolResult\":{\"toolUseId\":\"t1\",\"content\":[{\"json\":"
     "{\"r\":2}},"
     "{\"text\":\"ok\"}]}}]}],"
     "\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"f\"}}],\"toolChoice\":{\"auto\":{}}},"
     "\"inferenceConfig\":{\"maxTokens\":10,\"temperature\":0,\"topP\":0.5,\"stopSequences\":["
     "\"x\"]}}",
     "tools json* {toolSpec:{name:'f'}}\n"
     "system text*[1h] Sys\n"
     "user text*[5m] Hi\nuser media AAAA\n"
     "assistant thought* hm\nassistant call {name:'f',input:{a:1}}\n"
     "tool result* {r:2}\ntool result ok\n",
     "temperature=0 top_p=0.5 max_tokens=10 stop=['x'] tool_choice={auto:{}} stream=yes tools=1 "
     "images=1",
     "provider=aws model_requested=us.amazon.nova-lite-v1:0"},
    {"bedrock",
     "https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.titan-text-express-v1/invoke",
     "{\"inputText\":\"Hi\",\"textGenerationConfig\":{\"maxTokenCount\":20,\"temperature\":0.5}}",
     "user text* Hi\n", "temperature=0.5 max_tokens=20 stream=no tools=0 images=0",
     "provider=aws model_requested=amazon.titan-text-express-v1"},
    {"cohere", NULL,
     "{\"model\":\"command-r\",\"message\":\"Now\",\"preamble\":\"Sys\",\"chat_history\":["
     "{\"role\":\"USER\",\"message\":\"a\"},{\"role\":\"CHATBOT\",\"message\":\"b\"}],"
     "\"documents\":[{\"text\":\"d\"}],\"temperature\":0.3,\"p\":0.9,\"k\":4,\"stream\":false,"
     "\"conversation_id\":\"c1\"}",
     "system text* Sys\nuser text* a\nassistant text* b\ntool json* {text:'d'}\nuser text* Now\n",
     "temperature=0.3 top_p=0.9 top_k=4 stream=no tools=0 images=0",
     "model_requested=command-r session=c1"},
    {"cohere", "https://api.cohere.com/v2/chat",
     "{\"model\":\"command-a-03-2025\",\"messages\":[{\"role\":\"user\",\"content\":\"q\"},"
     "{\"role\":\"assistant\",\"tool_plan\":\"plan\",\"tool_calls\":[{\"id\":\"t\",\"type\":"
     "\"function\","
     "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
     "{\"role\":\"tool\",\"tool_call_id\":\"t\",\"content\":[{\"type\":\"document\",\"document\":{"
     "\"data\":\"x\"}}]}],"
     "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]}",
     "tools json* {type:'function',function:{name:'f'}}\nuser text* q\nassistant thought* plan\n"
     "assistant call {name:'f',arguments:'{}'}\ntool json* {type:'document',document:{data:'x'}}\n",
     "tools=1 images=0", "provider=cohere model_requested=command-a-03-2025"},
    {"cohere", "https://api.cohere.com/v2/embed",
     "{\"model\":\"embed-v4.0\",\"texts\":[\"a\",\"b\"],\"input_type\":\"search_query\"}",
     "user text* a\nuser text b\n", "tools=0 images=0",
     "provider=cohere model_requested=embed-v4.0"},
    {"ollama", NULL,
     "{\"model\":\"llama3\",\"messages\":[{\"role\":\"user\",\"content\":\"What?\",\"images\":["
     "\"AAAA\"]},"
     "{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"hm\",\"tool_calls\":[{\"function\":{"
     "\"name\":\"f\","
     "\"arguments\":{\"a\":1}}}]},{\"role\":\"tool\",\"content\":\"1\"}],"
     "\"options\":{\"temperature\":0,\"seed\":42,\"num_predict\":8},\"stream\":true,\"tools\":[]}",
     "user text* What?\nuser media AAAA\nassistant thought* hm\nassistant text \n"
     "assistant call {name:'f',arguments:{a:1}}\ntool result* 1\n",
     "temperature=0 seed=42 max_tokens=8 stream=yes tools=0 images=1", "model_requested=llama3"},
    {"ollama", "http://localhost:11434/api/generate",
     "{\"model\":\"llama3\",\"prompt\":\"Hi\",\"system\":\"Sys\",\"stream\":false}",
     "system text* Sys\nuser text* Hi\n", "stream=no tools=0 images=0",
     "provider=ollama model_requested=llama3"},
};

static void every_wire_reads_the_request(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k);
    int failures = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kit_next(&k);
        kit_request(&k, kit_json(&k, str_of(cases[i].body)), str_of(cases[i].url));
        failures += !same("wire", i, kit_name(k.request), cases[i].wire);
        failures += !same("segments", i, dump_segments(&k.record, &k.arena), cases[i].segments);
        failures += !same("params", i, dump_params(&k.record, &k.arena), cases[i].params);
        failures += !same("names", i, dump_names(&k.record, &k.arena), cases[i].names);
        failures += !k.record.has_request;
    }
    kit_close(&k);
    assert_int_equal(failures, 0);
}

// What is no request of a language model stays unclaimed.
static void other_requests_are_of_no_wire(void **state)
{
    (void)state;
    static const struct {
        const char *url, *body;
    } others[] = {
        {"https://api.openai.com/v1/images/generations",
         "{\"prompt\":\"a cat\",\"model\":\"dall-e-2\"}"},
        {NULL, "{\"prompt\":\"a cat\",\"model\":\"gpt-image-1\",\"size\":\"1024x1024\"}"},
        {NULL, "{}"},
        {NULL, "{\"messages\":\"text\"}"},
        {NULL, "{\"assistant_id\":\"asst_1\",\"instructions\":\"x\"}"},
        {"https://api.openai.com/v1/threads/t/messages", "{\"role\":\"user\",\"content\":\"x\"}"},
    };
    struct kit k;
    kit_open(&k);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        kit_next(&k);
        kit_request(&k, kit_json(&k, str_of(others[i].body)), str_of(others[i].url));
        assert_str(kit_name(k.request), "none");
    }
    kit_close(&k);
}

// Wrong types anywhere are skipped, not trusted.
static void odd_requests_break_no_wire(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "{}",
        "{\"messages\":null,\"tools\":{},\"system\":7,\"contents\":\"x\",\"input\":{\"a\":1}}",
        "{\"messages\":[null,[],\"x\",{\"role\":5,\"content\":{\"parts\":[1]}},{\"content\":[[],"
        "null,{}]}]}",
        "{\"messages\":{\"role\":\"user\",\"content\":\"x\"},\"tools\":[null,7,\"x\",[]]}",
        "{\"contents\":[{\"parts\":{\"text\":1}},{\"parts\":[null,{\"functionCall\":[]}]}],"
        "\"tools\":[[],7]}",
        "{\"input\":[[[]],{\"type\":[]},{\"role\":\"user\",\"content\":[null]}],\"max_output_"
        "tokens\":-5}",
        "{\"n\":1e30,\"seed\":1.5,\"max_tokens\":99999999999999999,\"temperature\":[],\"stop\":{}}",
    };
    struct kit k;
    kit_open(&k);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        for (size_t w = 0; wires[w]; w++) {
            kit_next(&k);
            wires[w]->request(&k.record, kit_json(&k, str_of(bodies[i])), S(""), &k.arena);
            assert_true(k.record.has_request);
            assert_true(k.record.n == UNKNOWN && k.record.max_tokens == UNKNOWN);
            for (int64_t s = 0; s < k.record.segment_count; s++)
                assert_true(k.record.segments[s].text.ptr ||
                            json_is_set(k.record.segments[s].value));
        }
    kit_close(&k);
}

static void members_that_are_no_content_are_left_out(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k);
    struct json whole = kit_json(
        &k,
        S("{\"id\":\"x\",\"a\":{\"id\":\"kept\",\"l\":[1,-2.5,{\"q\":[]},18446744073709551615]},"
          "\"s\":\"t\",\"call_id\":9,\"z\":null}"));
    struct buf out = {.arena = &k.arena};
    dump_json(&out, body_without(whole, "id|call_id", &k.arena));
    assert_str(buf_view(&out), "{a:{id:'kept',l:[1,-2.5,{q:[]},1.84467e+19]},s:'t',z:null}");
    // A copy of a copy, and nothing left.
    struct json copy = body_without(whole, "id|call_id", &k.arena);
    assert_int_equal(json_len(body_without(copy, "a|s|z", &k.arena)), 0);
    assert_true(body_without(copy, "none", &k.arena).tape == copy.tape);
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_wire_reads_the_request),
        cmocka_unit_test(other_requests_are_of_no_wire),
        cmocka_unit_test(odd_requests_break_no_wire),
        cmocka_unit_test(members_that_are_no_content_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
