// test_wire_names.c - what URLs say of providers and models, and that wires are told apart.
#include "tests/parsers/wire_kit.h"

static void urls_name_their_provider(void **state)
{
    (void)state;
    static const struct {
        const char *url, *provider;
    } urls[] = {
        {"https://api.openai.com/v1/responses", "openai"},
        {"https://r.openai.azure.com/openai/deployments/d/chat/completions", "azure"},
        {"https://gw.test/openai/deployments/d/chat/completions", "azure"},
        {"https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse", "aws"},
        {"https://us-central1-aiplatform.googleapis.com/v1/projects/p", "google"},
        {"https://API.X.AI/v1/chat/completions", "x-ai"},
        {"api.together.xyz/v1", "together"},
        {"http://127.0.0.1:11434/api/chat", "ollama"},
        {"https://evil.test/api.openai.com", NULL},
        {"/v1/messages", NULL},
        {"https://proxy.test/v1/chat/completions?to=api.openai.com", NULL},
        {"", NULL},
        {NULL, NULL},
    };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        assert_str(wire_provider_of_url(str_of(urls[i].url)), urls[i].provider);
}

static void models_are_read_from_urls(void **state)
{
    (void)state;
    static const struct {
        const char *url, *marker, *model;
    } urls[] = {
        {"https://g.test/v1beta/models/gemini-2.5-flash:generateContent?alt=sse", "/models/",
         "gemini-2.5-flash"},
        {"https://g.test/v1/publishers/google/models/gemini-2.0@001:streamGenerateContent",
         "/models/", "gemini-2.0@001"},
        {"https://b.test/model/us.amazon.nova-lite-v1%3A0/invoke", "/model/",
         "us.amazon.nova-lite-v1:0"},
        {"https://b.test/model/anthropic.claude-v2:1/invoke", "/model/", "anthropic.claude-v2:1"},
        {"https://b.test/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.x/"
         "converse",
         "/model/", "arn:aws:bedrock:us-east-1:1:inference-profile/us.x"},
        {"https://b.test/model//invoke", "/model/", NULL},
        {"https://b.test/model/%zz%4", "/model/", "%zz%4"},
        {"https://b.test/?x=/model/a", "/model/", NULL},
        {NULL, "/model/", NULL},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        assert_str(body_url_model(str_of(urls[i].url), str_of(urls[i].marker), &a), urls[i].model);
    arena_release(&a);
}

static void ranks_and_names_of_wires_are_unique(void **state)
{
    (void)state;
    for (size_t i = 0; wires[i]; i++) {
        assert_true(wires[i]->rank > 0);
        assert_ptr_equal(wire_find(wires[i]->name), wires[i]);
        for (size_t j = 0; j < i; j++)
            assert_true(wires[i]->rank != wires[j]->rank);
    }
    assert_null(wire_find("nobody"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_name_their_provider),
        cmocka_unit_test(models_are_read_from_urls),
        cmocka_unit_test(ranks_and_names_of_wires_are_unique),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
