// test_strategy_options.c - the settings of every strategy as options: complete, and hiding none of
// the question's.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/strategy_options.h"

static struct arena arena;

static const struct option *table_of(const struct strategy *s)
{
    struct cli cli = {.arena = &arena};
    const struct option *table = NULL;
    struct err e = {0};
    assert_true(strategy_options_behind(&cli, str_of(s->name), &table, &e));
    return table;
}

static bool has(const struct option *table, const char *name)
{
    for (; table->name; table++)
        if (str_eq(str_of(table->name), str_of(name)))
            return true;
    return false;
}

static void no_setting_hides_an_option_of_the_command(void **state)
{
    (void)state;
    const struct command *simulate = command_find(S("simulate"));
    for (int i = 0; strategies[i]; i++)
        for (const struct option *o = table_of(strategies[i]); o->name; o++) {
            if (has(simulate->options, o->name) || has(global_options, o->name))
                fail_msg("%s --%s", strategies[i]->name, o->name);
            assert_true(o->help && *o->help);
        }
}

static void every_setting_can_be_given_as_an_option(void **state)
{
    (void)state;
    for (int i = 0; strategies[i]; i++) {
        const struct option *table = table_of(strategies[i]);
        int settings = 0;
        for (; strategies[i]->settings[settings].name; settings++)
            assert_true(strategies[i]->settings[settings].help != NULL);
        int options = 0;
        for (; table[options].name; options++)
            assert_null(strchr(table[options].name, '_'));
        assert_int_equal(options, settings + 2);
        assert_true(has(table, "when") && has(table, "name"));
    }
}

static void settings_go_to_the_strategy_before_them(void **state)
{
    (void)state;
    enum { WORDS = 9 };
    static const char *const words[WORDS] = {
        "response-cache", "--ttl", "1h", "response_cache", "--only-temperature-zero", "--when",
        "feature=chat",   "--top", "3"};
    char *argv[WORDS];
    for (int i = 0; i < WORDS; i++)
        argv[i] = arena_cstr(&arena, words[i], strlen(words[i]));
    struct cli cli = {.arena = &arena};
    const struct command *simulate = command_find(S("simulate"));
    struct command_line line = {
        .argc = WORDS,
        .argv = argv,
        .tables = {simulate->options, global_options},
        .options_behind = strategy_options_behind,
        .self = &cli,
    };
    struct args args;
    struct err e = {0};
    struct policy *p = ARENA_NEW(&arena, struct policy);
    policy_init(p, &arena, 0);
    if (!args_parse(&args, &line, &arena, &e) || !strategy_options_read(p, &args, &e))
        fail_msg("%s", e.text);
    int ttl = strategy_setting(strategy_find(S("response_cache")), S("ttl"));
    int zero = strategy_setting(strategy_find(S("response_cache")), S("only_temperature_zero"));
    assert_int_equal(p->step_count, 2);
    assert_true(p->steps[0].values[ttl].is_given && !p->steps[1].values[ttl].is_given);
    assert_int_equal(p->steps[0].values[ttl].one.i, 3600000000LL);
    assert_int_equal(p->steps[0].values[zero].one.i, 0);
    assert_int_equal(p->steps[1].values[zero].one.i, 1);
    assert_true(!p->steps[0].when && p->steps[1].when);
    policy_release(p);
}

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_setting_hides_an_option_of_the_command),
        cmocka_unit_test(every_setting_can_be_given_as_an_option),
        cmocka_unit_test(settings_go_to_the_strategy_before_them),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
