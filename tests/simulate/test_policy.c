// test_policy.c - policies: what is taken, what is refused and how, and that they print as they
// were read.
#include "sim_kit.h"

static void refuses(const char *json, const char *message)
{
    struct kit k = {0};
    assert_false(kit_policy(&k, json));
    assert_int_equal(k.err.code, ERR_USAGE);
    if (!strstr(k.err.text, message))
        fail_msg("'%s' is not in: %s", message, k.err.text);
    kit_release(&k);
}

static void errors_name_the_step_and_the_key(void **state)
{
    (void)state;
    refuses("[]", "a policy is an object");
    refuses("{\"strategies\": [", "not JSON");
    refuses("{\"steps\": []}", "\"steps\"");
    refuses("{\"name\": \"x\"}", "\"strategies\", a list");
    refuses("{\"strategies\": [{\"strategy\": \"respnse_cache\"}]}",
            "strategy 1: there is no strategy 'respnse_cache'; did you mean response_cache?");
    refuses("{\"strategies\": [{\"strategy\": \"response_cache\", \"tll\": \"1h\"}]}",
            "strategy 1 (response_cache): there is no setting 'tll'; did you mean ttl?");
    refuses("{\"strategies\": [{\"strategy\": \"response_cache\", \"ttl\": \"soon\"}]}",
            "ttl takes a duration");
    refuses("{\"strategies\": [{\"strategy\": \"response_cache\", \"scope\": \"usr\"}]}",
            "did you mean user?");
    refuses("{\"strategies\": [{\"strategy\": \"response_cache\", \"when\": \"nofield=1\"}]}",
            "when");
    refuses("{\"strategies\": [{\"strategy\": \"response_cache\", \"ttl\": [\"1h\"]}]}",
            "ttl takes a single value");
}

static void a_policy_prints_as_it_was_read(void **state)
{
    (void)state;
    struct kit k = {0};
    const char *json = "{\n  \"name\": \"both \\\"kinds\\\"\",\n  \"strategies\": [\n"
                       "    {\"strategy\": \"response_cache\", \"name\": \"answers\", "
                       "\"when\": \"team=growth\", \"key\": [\"question\", \"model\"], "
                       "\"ttl\": \"1h\", \"only_temperature_zero\": true},\n"
                       "    {\"strategy\": \"single_flight\"}\n  ]\n}\n";
    assert_true(kit_policy(&k, json));
    struct str printed = policy_print(&k.policy, &k.arena);
    assert_string_equal(str_cstr(printed, &k.arena), json);
    kit_release(&k);
}

// As flags take them and JSON does not: they are quoted.
static void numbers_print_as_they_read_back(void **state)
{
    static const char *const settings[] = {
        "\"requests\": 5",
        "\"requests\": \"5k\"",
        "\"requests\": \"1000000000000000000\"",
        "\"requests\": \"05\"",
    };
    (void)state;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        struct kit k = {0};
        const char *json =
            str_fmt(&k.arena,
                    "{\n  \"strategies\": [\n    {\"strategy\": \"rate_limit\", %s}\n  ]\n}\n",
                    settings[i])
                .ptr;
        if (!kit_policy(&k, json))
            fail_msg("%s", k.err.text);
        assert_string_equal(str_cstr(policy_print(&k.policy, &k.arena), &k.arena), json);
        kit_release(&k);
    }
}

static void a_list_has_no_single_value(void **state)
{
    (void)state;
    struct kit k = {0};
    assert_true(kit_policy(
        &k, "{\"strategies\": [{\"strategy\": \"response_cache\", \"key\": [\"question\"]}]}"));
    const struct step *step = &k.policy.steps[0];
    const struct setting_value *key = &step->values[strategy_setting(step->strategy, S("key"))];
    assert_int_equal(key->count, 1);
    assert_int_equal(key->one.i, UNKNOWN);
    kit_release(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_name_the_step_and_the_key),
        cmocka_unit_test(a_policy_prints_as_it_was_read),
        cmocka_unit_test(numbers_print_as_they_read_back),
        cmocka_unit_test(a_list_has_no_single_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
