// test_litellm_settings.c - what the proxy can do of a policy is in its file, the rest in notes.
#include "sim_kit.h"
#include "simulate/litellm_settings.h"
#include "simulate/yaml_text.h"

static void settings_of(struct kit *k, const char *json, struct litellm_settings *out)
{
    static const struct kit_call calls[] = {
        {.ts_s = 0, .model = "gpt-4o", .tok = {.n = {[TOK_INPUT] = 10}}},
        {.ts_s = 1,
         .provider = "anthropic",
         .model = "claude-opus-4-5",
         .tok = {.n = {[TOK_INPUT] = 10}}},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        (void)kit_add(k, calls[i]);
    assert_true(price_book_builtin(&k->book, &k->arena, &k->err));
    if (!kit_policy(k, json))
        fail_msg("%s", k->err.text);
    kit_columns(k);
    litellm_settings(&k->policy, &k->columns, &k->arena, out);
}

static void assert_line(struct str text, const char *line)
{
    if (!str_contains(text, str_of(line)))
        fail_msg("no %s in\n%.*s", line, STR_ARG(text));
}

static void routes_become_tagged_deployments(void **state)
{
    (void)state;
    struct kit k = {0};
    struct litellm_settings s;
    settings_of(&k,
                "{\"strategies\": [{\"strategy\": \"route\", \"when\": \"model=claude-opus-4-5\", "
                "\"to\": \"anthropic/claude-haiku-4-5\", \"tasks\": [\"yes_no\", "
                "\"classification\"]}]}",
                &s);
    assert_line(s.yaml, "model_list:\n"
                        "  - model_name: gpt-4o\n"
                        "    litellm_params:\n"
                        "      model: openai/gpt-4o\n"
                        "      api_key: os.environ/OPENAI_API_KEY\n"
                        "  - model_name: claude-opus-4-5\n"
                        "    litellm_params:\n"
                        "      model: anthropic/claude-opus-4-5\n"
                        "      api_key: os.environ/ANTHROPIC_API_KEY\n"
                        "      tags: [default]\n"
                        "  - model_name: claude-opus-4-5\n"
                        "    litellm_params:\n"
                        "      model: anthropic/claude-haiku-4-5\n"
                        "      api_key: os.environ/ANTHROPIC_API_KEY\n"
                        "      tags: [yes_no, classification]\n"
                        "router_settings:\n"
                        "  enable_tag_filtering: true\n");
    assert_line(s.json, "\"enable_tag_filtering\":\ttrue");
    assert_int_equal(s.note_count, 1);
    kit_release(&k);
}

static void caches_become_cache_params(void **state)
{
    (void)state;
    struct kit k = {0};
    struct litellm_settings s;
    settings_of(&k,
                "{\"strategies\": [{\"strategy\": \"response_cache\", \"ttl\": \"2d\", "
                "\"only_temperature_zero\": true, \"ttl_rules\": {\"now\": \"1h\"}}, "
                "{\"strategy\": \"batch\", \"name\": \"nightly\"}]}",
                &s);
    assert_line(s.yaml, "litellm_settings:\n"
                        "  cache: true\n"
                        "  cache_params:\n"
                        "    type: redis\n");
    assert_line(s.yaml, "    ttl: 172800\n    mode: default_off\n");
    assert_line(s.yaml, "# cache: with questions that say now send \"cache\": {\"ttl\": 3600}\n");
    assert_line(s.yaml, "# nightly (batch): not a setting of the proxy");
    assert_false(str_contains(s.yaml, S("router_settings")));
    kit_release(&k);
}

// Only Claude's prompts take marks.
static void prompt_caches_become_injection_points(void **state)
{
    (void)state;
    struct kit k = {0};
    struct litellm_settings s;
    settings_of(&k, "{\"strategies\": [{\"strategy\": \"prompt_cache\", \"ttl\": \"1h\"}]}", &s);
    assert_line(s.yaml, "      model: openai/gpt-4o\n"
                        "      api_key: os.environ/OPENAI_API_KEY\n"
                        "  - model_name: claude-opus-4-5\n");
    assert_line(s.yaml, "      cache_control_injection_points:\n"
                        "        - location: message\n"
                        "          role: system\n"
                        "          control:\n"
                        "            type: ephemeral\n"
                        "            ttl: \"1h\"\n"
                        "        - location: message\n"
                        "          index: -1\n");
    kit_release(&k);
}

static void yaml_is_what_json_says(void **state)
{
    static const struct {
        const char *json, *yaml;
    } cases[] = {
        {"{}", ""},
        {"{\"a\": 1, \"b\": true, \"c\": null, \"d\": -0.5}", "a: 1\nb: true\nc: null\nd: -0.5\n"},
        {"{\"a\": \"x\", \"b\": \"yes\", \"c\": \"1h\", \"d\": \"a: b\", \"e\": \"\"}",
         "a: x\nb: \"yes\"\nc: \"1h\"\nd: \"a: b\"\ne: \"\"\n"},
        {"{\"a\": \"say \\\"x\\\"\\n\", \"tr\\u00e4\": \"\\u00fc\"}",
         "a: \"say \\\"x\\\"\\x0a\"\n\"tr\xc3\xa4\": \"\xc3\xbc\"\n"},
        {"{\"a\": {\"b\": {\"c\": 1}, \"d\": []}, \"e\": {}}",
         "a:\n  b:\n    c: 1\n  d: []\ne: {}\n"},
        {"{\"a\": [1, \"b\"], \"c\": [{\"d\": 1, \"e\": [{\"f\": 2}]}, {\"g\": 3}]}",
         "a: [1, b]\nc:\n  - d: 1\n    e:\n      - f: 2\n  - g: 3\n"},
    };
    (void)state;
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {.arena = &a};
        cJSON *root = cJSON_Parse(cases[i].json);
        assert_non_null(root);
        yaml_text(&out, root);
        if (!str_eq(buf_view(&out), str_of(cases[i].yaml)))
            fail_msg("%s gives\n%.*s", cases[i].json, STR_ARG(buf_view(&out)));
        cJSON_Delete(root);
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_become_tagged_deployments),
        cmocka_unit_test(caches_become_cache_params),
        cmocka_unit_test(prompt_caches_become_injection_points),
        cmocka_unit_test(yaml_is_what_json_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
