// test_wire_fixtures.c - recorded traffic: every pair finds its wire, and the counts of each file
// add up.
#include "tests/parsers/wire_kit.h"

// Sums over all pairs of a file, computed apart from this program.
struct totals {
    const char *name;
    int64_t pairs, known, input, read, write, output, reasoning, tools, errors;
};

static const struct {
    struct totals want;
    const char *wire;  // of the requests, and of the responses where they say what they are
} files[] = {
    {{"anthropic-complete-stream", 3, 0, 0, 0, 0, 0, 0, 0, 0}, "anthropic"},
    {{"anthropic-complete", 12, 0, 0, 0, 0, 0, 0, 0, 8}, "anthropic"},
    {{"anthropic-messages-stream", 46, 46, 1114, 2332, 0, 1432, 0, 2, 0}, "anthropic"},
    {{"anthropic-messages", 60, 56, 4821, 1735, 2333, 2465, 0, 5, 4}, "anthropic"},
    {{"azure-openai-chat-stream", 10, 0, 0, 0, 0, 0, 0, 0, 0}, "openai_chat"},
    {{"azure-openai-chat", 18, 17, 271, 0, 0, 472, 0, 0, 1}, "openai_chat"},
    {{"azure-openai-embeddings", 1, 1, 8, 0, 0, 0, 0, 0, 0}, "openai_embeddings"},
    {{"bedrock-converse", 8, 8, 1369, 0, 0, 230, 0, 1, 0}, "bedrock"},
    {{"bedrock-invoke", 27, 22, 3059, 18131, 0, 1204, 0, 0, 1},
     "bedrock|anthropic|cohere|openai_completions|none"},
    {{"cohere-stream", 5, 5, 105, 0, 0, 295, 0, 2, 0}, "cohere"},
    {{"cohere", 17, 13, 3522, 0, 0, 1060, 0, 0, 1}, "cohere"},
    {{"compat-api.deepseek.com-stream", 1, 1, 12, 0, 0, 89, 0, 0, 0}, "openai_chat"},
    {{"compat-api.groq.com-stream", 1, 1, 18, 0, 0, 73, 0, 0, 0}, "openai_chat"},
    {{"compat-api.groq.com", 6, 6, 108, 0, 0, 305, 0, 0, 0}, "openai_chat"},
    {{"compat-api.mistral.ai-stream", 6, 6, 179, 0, 0, 258, 0, 1, 0}, "openai_chat"},
    {{"compat-api.mistral.ai", 7, 7, 84, 10, 0, 265, 0, 0, 0}, "openai_chat|openai_embeddings"},
    {{"compat-api.together.ai-stream", 1, 1, 41, 0, 0, 15, 0, 0, 0}, "openai_chat"},
    {{"compat-api.together.ai", 3, 3, 290, 0, 0, 111, 0, 1, 0}, "openai_chat"},
    {{"compat-api.together.xyz", 1, 1, 18, 0, 0, 35, 0, 0, 0}, "openai_chat"},
    {{"compat-localhost_vllm_other_-stream", 3, 0, 0, 0, 0, 0, 0, 0, 0},
     "openai_chat|openai_completions"},
    {{"compat-localhost_vllm_other_", 5, 5, 149, 0, 0, 108, 0, 0, 0},
     "openai_chat|openai_completions"},
    {{"gemini-interactions-stream", 2, 2, 18, 0, 0, 435, 409, 0, 0}, "gemini_interactions"},
    {{"gemini-interactions", 2, 1, 267, 0, 0, 60, 57, 0, 0}, "gemini_interactions"},
    {{"gemini-stream", 9, 9, 964, 0, 0, 1072, 496, 3, 0}, "gemini"},
    {{"gemini", 34, 34, 3385, 0, 0, 5049, 2998, 14, 0}, "gemini"},
    {{"ollama", 10, 10, 433, 0, 0, 1979, 0, 1, 0}, "ollama"},
    {{"openai-assistants-stream", 3, 0, 0, 0, 0, 0, 0, 0, 0}, "none"},
    {{"openai-assistants", 17, 0, 0, 0, 0, 0, 0, 0, 0}, "none"},
    {{"openai-chat-stream", 44, 8, 366, 0, 0, 286, 0, 20, 0}, "openai_chat"},
    {{"openai-chat", 179, 173, 37042, 6529, 0, 17069, 6589, 35, 6}, "openai_chat"},
    {{"openai-completions-stream", 11, 0, 0, 0, 0, 0, 0, 0, 0}, "openai_completions"},
    {{"openai-completions", 23, 21, 1392, 0, 0, 866, 0, 0, 2}, "openai_completions"},
    {{"openai-embeddings", 14, 14, 1260, 0, 0, 0, 0, 0, 0}, "openai_embeddings"},
    {{"openai-images", 3, 0, 0, 0, 0, 0, 0, 0, 0}, "none"},
    {{"openai-responses-stream", 21, 21, 1092, 0, 0, 695, 256, 4, 0}, "openai_responses"},
    {{"openai-responses", 44, 44, 3353, 0, 0, 2957, 713, 9, 0}, "openai_responses"},
    {{"vertex-stream", 2, 2, 16, 0, 0, 3978, 3284, 0, 0}, "gemini"},
    {{"vertex", 12, 11, 801, 0, 0, 6877, 6022, 2, 1}, "gemini"},
};

static void add(struct totals *t, const struct record *r)
{
    const struct usage *u = &r->usage;
    t->pairs++;
    t->known += usage_is_known(u);
    t->input += tok_or_zero(u, TOK_INPUT);
    t->read += tok_or_zero(u, TOK_CACHE_READ);
    t->write += tok_or_zero(u, TOK_CACHE_WRITE_5M) + tok_or_zero(u, TOK_CACHE_WRITE_1H);
    t->output += tok_or_zero(u, TOK_OUTPUT);
    t->reasoning += tok_or_zero(u, TOK_REASONING);
    t->tools += r->tools_called == UNKNOWN ? 0 : r->tools_called;
    t->errors += r->is_error;
}

// The bodies of Bedrock's InvokeModel are those of its models.
static bool is_wire(const struct wire *w, const char *names)
{
    struct str rest = str_of(names);
    while (rest.len) {
        struct str_cut cut = str_cut(rest, '|');
        if (str_eq(cut.head, kit_name(w)))
            return true;
        rest = cut.tail;
    }
    return false;
}

// Mismatches, each printed.
static int check_file(struct kit *k, const struct totals *want, const char *wire)
{
    struct str path = str_fmt(&k->files, "wire-pairs/%s.jsonl", want->name);
    struct str text = kit_file(k, SHARED_DIR, path.ptr);
    struct totals got = {.name = want->name};
    int failures = 0;
    while (text.len) {
        struct str_cut cut = str_cut(text, '\n');
        text = cut.tail;
        if (!cut.head.len)
            continue;
        kit_next(k);
        kit_pair(k, kit_json(k, cut.head));
        add(&got, &k->record);
        if (k->record.tools_called > 0 && k->record.called_tool_count != k->record.tools_called) {
            failures++;
            print_error("%s:%d: %d calls, %d names\n", want->name, (int)got.pairs,
                        (int)k->record.tools_called, (int)k->record.called_tool_count);
        }
        if (is_wire(k->request, wire) && is_wire(k->response, wire))
            continue;
        failures++;
        print_error("%s:%d: request is %s, response is %s\n", want->name, (int)got.pairs,
                    kit_name(k->request).ptr, kit_name(k->response).ptr);
    }
    if (memcmp(&got, want, sizeof got) == 0)
        return failures;
    print_error("%s: got pairs %d known %d input %d read %d write %d output %d reasoning %d "
                "tools %d errors %d\n",
                got.name, (int)got.pairs, (int)got.known, (int)got.input, (int)got.read,
                (int)got.write, (int)got.output, (int)got.reasoning, (int)got.tools,
                (int)got.errors);
    return failures + 1;
}

static void every_recorded_pair_finds_its_wire_and_adds_up(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k);
    if (!kit_file(&k, SHARED_DIR, "README.md").ptr) {
        print_message("no recorded traffic at %s: skipped\n", SHARED_DIR);
        kit_close(&k);
        skip();
    }
    int failures = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        failures += check_file(&k, &files[i].want, files[i].wire);
    kit_close(&k);
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_recorded_pair_finds_its_wire_and_adds_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
