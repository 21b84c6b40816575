// test_called_tools.c - the names of the tools that an answer calls, in bodies and streams of every
// wire.
#include "parsers/reply.h"
#include "tests/parsers/wire_dump.h"

// Written with ' for ".
static const struct {
    const char *wire, *request, *body;  // a body that is an array is a stream
    int64_t calls;
    const char *names;  // "a b"
} cases[] = {
    {"openai_chat", NULL,
     "{'object':'chat.completion','choices':[{'index':0,'message':{'tool_calls':["
     "{'id':'1','type':'function','function':{'name':'get_weather','arguments':'{}'}},"
     "{'id':'2','type':'custom','custom':{'name':'run_sql','input':'x'}},"
     "{'id':'3','type':'function','function':{'name':'get_weather','arguments':'{}'}}]}}]}",
     3, "get_weather run_sql get_weather"},
    {"openai_chat", NULL,
     "{'object':'chat.completion','choices':[{'message':{'function_call':{'name':'old',"
     "'arguments':'{}'}}}]}",
     1, "old"},
    {"openai_chat", NULL,
     "{'object':'chat.completion','choices':[{'message':{'content':'no call'}}]}", 0, ""},
    // A call without a name is counted and not listed.
    {"openai_chat", NULL,
     "{'object':'chat.completion','choices':[{'message':{'tool_calls':[{'id':'a'},"
     "{'id':'b','function':{'name':'named'}}]}}]}",
     2, "named"},
    // Streams bring the name once, with the first delta of its index; some repeat it.
    {"openai_chat", NULL,
     "[{'object':'chat.completion.chunk','choices':[{'index':0,'delta':{'tool_calls':[{'index':0,"
     "'id':'1','function':{'name':'first','arguments':''}}]}}]},"
     "{'object':'chat.completion.chunk','choices':[{'index':0,'delta':{'tool_calls':[{'index':0,"
     "'function':{'arguments':'{'}}]}}]},"
     "{'object':'chat.completion.chunk','choices':[{'index':0,'delta':{'tool_calls':[{'index':1,"
     "'id':'2','function':{'name':'','arguments':''}}]}}]},"
     "{'object':'chat.completion.chunk','choices':[{'index':0,'delta':{'tool_calls':[{'index':1,"
     "'function':{'name':'second','arguments':''}}]}}]},"
     "{'object':'chat.completion.chunk','choices':[{'index':0,'delta':{'tool_calls':[{'index':1,"
     "'function':{'name':'other','arguments':'}'}}]}}]}]",
     2, "first second"},
    // The provider's own tools go by the type that the request offers them as.
    {"openai_responses",
     "{'model':'m','input':'x','tools':[{'type':'function','name':'f'},"
     "{'type':'web_search_preview'},{'type':'code_interpreter','container':{'type':'auto'}}]}",
     "{'object':'response','status':'completed','output':["
     "{'type':'web_search_call','action':{'type':'search'}},"
     "{'type':'function_call','name':'f','arguments':'{}'},"
     "{'type':'custom_tool_call','name':'grep','input':'x'},"
     "{'type':'mcp_call','name':'list_issues','server_label':'hub'},"
     "{'type':'mcp_list_tools','server_label':'hub'},"
     "{'type':'file_search_call'},{'type':'code_interpreter_call'},"
     "{'type':'message','content':[{'type':'output_text','text':'t'}]}]}",
     6, "web_search_preview f grep list_issues file_search code_interpreter"},
    {"openai_responses", NULL,
     "[{'type':'response.created','response':{'id':'resp_1','object':'response',"
     "'status':'in_progress','output':[]}},"
     "{'type':'response.output_item.added','output_index':0,'item':{'type':'function_call',"
     "'name':'f'}},"
     "{'type':'response.output_item.done','output_index':0,'item':{'type':'function_call',"
     "'name':'f','arguments':'{}'}},"
     "{'type':'response.output_item.done','output_index':1,'item':{'type':'mcp_call',"
     "'name':'g'}}]",
     2, "f g"},
    {"anthropic", NULL,
     "{'type':'message','role':'assistant','content':[{'type':'text','text':'x'},"
     "{'type':'tool_use','id':'t1','name':'Read','input':{}},"
     "{'type':'server_tool_use','id':'t2','name':'web_search','input':{}},"
     "{'type':'mcp_tool_use','id':'t3','name':'echo','server_name':'s','input':{}}],"
     "'usage':{'input_tokens':1,'output_tokens':1}}",
     3, "Read web_search echo"},
    {"anthropic", NULL,
     "[{'type':'message_start','message':{'id':'msg_01a','type':'message','usage':"
     "{'input_tokens':1,'output_tokens':1}}},"
     "{'type':'content_block_start','index':1,'content_block':{'type':'tool_use','id':'t',"
     "'name':'Bash','input':{}}},"
     "{'type':'content_block_delta','index':1,'delta':{'type':'input_json_delta',"
     "'partial_json':'{}'}},"
     "{'type':'content_block_start','index':2,'content_block':{'type':'tool_use','id':'u',"
     "'name':'Edit','input':{}}}]",
     2, "Bash Edit"},
    {"bedrock", NULL,
     "{'output':{'message':{'role':'assistant','content':[{'text':'x'},"
     "{'toolUse':{'toolUseId':'a','name':'top_song','input':{}}}]}},'stopReason':'tool_use',"
     "'usage':{'inputTokens':1,'outputTokens':1,'totalTokens':2}}",
     1, "top_song"},
    {"bedrock", NULL,
     "[{'messageStart':{'role':'assistant'}},"
     "{'contentBlockStart':{'start':{'toolUse':{'toolUseId':'a','name':'top_song'}},"
     "'contentBlockIndex':0}},"
     "{'contentBlockDelta':{'delta':{'toolUse':{'input':'{}'}},'contentBlockIndex':0}},"
     "{'contentBlockStart':{'start':{'toolUse':{'toolUseId':'b','name':'charts'}},"
     "'contentBlockIndex':1}},{'messageStop':{'stopReason':'tool_use'}}]",
     2, "top_song charts"},
    {"gemini", NULL,
     "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'light','args':{}}},"
     "{'function_call':{'name':'sound','args':{}}}]}}],'usageMetadata':{'promptTokenCount':1}}",
     2, "light sound"},
    {"gemini", NULL,
     "[{'candidates':[{'content':{'parts':[{'functionCall':{'name':'light','args':{}}}]}}],"
     "'usageMetadata':{'promptTokenCount':1}},"
     "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'light','args':{}}}]}}]}]",
     2, "light light"},
    {"gemini_interactions", NULL,
     "{'object':'interaction','id':'v1_a','status':'requires_action','steps':["
     "{'type':'function_call','id':'1','name':'weather','arguments':{}},"
     "{'type':'google_search_call','id':'2'}]}",
     2, "weather google_search"},
    {"gemini_interactions", NULL,
     "[{'event_type':'interaction.created','interaction':{'object':'interaction','id':'v1_a'}},"
     "{'event_type':'step.start','index':0,'step':{'type':'function_call','id':'1',"
     "'name':'weather'}},"
     "{'event_type':'step.delta','index':0,'delta':{'type':'arguments_delta','arguments':'{}'}}]",
     1, "weather"},
    {"cohere", NULL,
     "{'id':'1','finish_reason':'TOOL_CALL','message':{'role':'assistant','tool_calls':["
     "{'id':'a','type':'function','function':{'name':'daily_sales','arguments':'{}'}}]},"
     "'usage':{'billed_units':{'input_tokens':1,'output_tokens':1}}}",
     1, "daily_sales"},
    {"cohere", NULL,
     "{'response_id':'1','generation_id':'2','text':'','tool_calls':[{'name':'v1_tool',"
     "'parameters':{}}],'meta':{'billed_units':{'input_tokens':1,'output_tokens':1}}}",
     1, "v1_tool"},
    {"cohere", NULL,
     "[{'type':'message-start','id':'1'},"
     "{'type':'tool-call-start','index':0,'delta':{'message':{'tool_calls':{'id':'a',"
     "'type':'function','function':{'name':'daily_sales','arguments':''}}}}},"
     "{'type':'tool-call-delta','index':0,'delta':{'message':{'tool_calls':{'function':"
     "{'arguments':'{}'}}}}},"
     "{'type':'message-end','delta':{'finish_reason':'TOOL_CALL','usage':{'billed_units':"
     "{'input_tokens':1,'output_tokens':1}}}}]",
     1, "daily_sales"},
    {"ollama", NULL,
     "{'model':'m','created_at':'2026-09-01T00:00:00Z','message':{'role':'assistant',"
     "'content':'','tool_calls':[{'function':{'name':'add','arguments':{}}},"
     "{'function':{'name':'sub','arguments':{}}}]},'done':true}",
     2, "add sub"},
    {"ollama", NULL,
     "[{'model':'m','created_at':'2026-09-01T00:00:00Z','message':{'role':'assistant',"
     "'tool_calls':[{'function':{'name':'add'}}]},'done':false},"
     "{'model':'m','created_at':'2026-09-01T00:00:01Z','message':{'role':'assistant',"
     "'tool_calls':[{'function':{'name':'sub'}}]},'done':false},"
     "{'model':'m','created_at':'2026-09-01T00:00:02Z','message':{'role':'assistant',"
     "'content':''},'done':true,'prompt_eval_count':1,'eval_count':1}]",
     2, "add sub"},
};

static struct str quoted(struct arena *a, const char *text)
{
    char *copy = arena_cstr(a, text, strlen(text));
    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    return str_of(copy);
}

static struct str names_of(const struct record *r, struct arena *a)
{
    struct buf out = {.arena = a};
    for (int64_t i = 0; i < r->called_tool_count; i++)
        buf_fmt(&out, "%s%.*s", i ? " " : "", STR_ARG(r->called_tools[i]));
    return buf_view(&out);
}

static void the_tools_that_are_called_are_named(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k);
    bool is_same = true;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct wire *wire = wire_find(cases[i].wire);
        assert_non_null(wire);
        kit_next(&k);
        struct str none = {NULL, 0};
        if (cases[i].request)
            wire->request(&k.record, kit_json(&k, quoted(&k.arena, cases[i].request)), none,
                          &k.arena);
        struct json body = kit_json(&k, quoted(&k.arena, cases[i].body));
        if (json_is_array(body))
            wire->events(&k.record, body, &k.arena);
        else
            wire->response(&k.record, body, &k.arena);
        if (k.record.tools_called != cases[i].calls)
            fail_msg("row %d: %lld calls", (int)i, (long long)k.record.tools_called);
        is_same &= same("names", i, names_of(&k.record, &k.arena), cases[i].names);
    }
    assert_true(is_same);
    kit_close(&k);
}

static void names_are_kept_up_to_a_bound_and_calls_counted_beyond(void **state)
{
    (void)state;
    struct arena a = {0};
    struct record r;
    struct reply y;
    enum { CALLS = 2 * REPLY_NAMES_MAX };
    record_init(&r);
    reply_init(&y, &a);
    for (uint64_t i = 0; i < CALLS; i++)
        reply_call(&y, i, str_fmt(&a, "tool_%d", (int)i));
    reply_end(&y, &r);
    assert_int_equal(r.tools_called, CALLS);
    assert_int_equal(r.called_tool_count, REPLY_NAMES_MAX);
    for (int64_t i = 0; i < REPLY_NAMES_MAX; i++)
        assert_str(r.called_tools[i], str_fmt(&a, "tool_%d", (int)i).ptr);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tools_that_are_called_are_named),
        cmocka_unit_test(names_are_kept_up_to_a_bound_and_calls_counted_beyond),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
