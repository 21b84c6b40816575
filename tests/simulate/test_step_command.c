// test_step_command.c - the command line of a step: given settings alone, quoted for a shell.
#include "sim_kit.h"
#include "simulate/step_command.h"

static void commands_say_what_was_given(void **state)
{
    static const struct {
        const char *json, *want;
    } cases[] = {
        {"{\"strategy\": \"batch\"}", "toll simulate batch"},
        {"{\"strategy\": \"response_cache\", \"key\": [\"question\", \"model\"], \"ttl\": \"1h\"}",
         "toll simulate response_cache --key=question,model --ttl=1h"},
        {"{\"strategy\": \"response_cache\", \"only_temperature_zero\": true}",
         "toll simulate response_cache --only-temperature-zero=true"},
        {"{\"strategy\": \"response_cache\", \"ttl_rules\": {\"now, this week\": \"1h\", \"x\": "
         "\"2h\"}}",
         "toll simulate response_cache --ttl-rules='now, this week=1h;x=2h'"},
        {"{\"strategy\": \"route\", \"to\": \"gpt-4o-mini\", \"when\": \"team=growth\"}",
         "toll simulate route --to=gpt-4o-mini --when=team=growth"},
        {"{\"strategy\": \"batch\", \"when\": \"feature=\\\"it's $5\\\"\"}",
         "toll simulate batch --when='feature=\"it'\\''s $5\"'"},
        {"{\"strategy\": \"response_cache\", \"ttl\": \"none\"}",
         "toll simulate response_cache --ttl=none"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kit k = {0};
        struct str json = str_fmt(&k.arena, "{\"strategies\": [%s]}", cases[i].json);
        if (!kit_policy(&k, json.ptr))
            fail_msg("%s", k.err.text);
        struct str got = step_command(&k.policy.steps[0], &k.arena);
        if (!str_eq(got, str_of(cases[i].want)))
            fail_msg("%.*s", STR_ARG(got));
        kit_release(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_say_what_was_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
