// test_sections.c - the help of a command names every section that the command takes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyze/analysis.h"
#include "analyze/profile.h"
#include "cli/command.h"

static void check(const char *command, const char *section)
{
    struct str help = str_of(command_find(str_of(command))->help);
    if (!str_contains(help, str_of(section)))
        fail_msg("toll %s -h does not name %s", command, section);
}

static void help_of_prompts_names_every_section(void **state)
{
    (void)state;
    assert_non_null(profiles[0]);
    for (int i = 0; profiles[i]; i++) {
        check("prompts", profiles[i]->name);
        assert_ptr_equal(profile_find(str_of(profiles[i]->name)), profiles[i]);
    }
    assert_null(profile_find(S("nothing")));
}

static void help_of_report_names_every_section(void **state)
{
    (void)state;
    for (int i = 0; analyses[i]; i++)
        check("report", analyses[i]->name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_of_prompts_names_every_section),
        cmocka_unit_test(help_of_report_names_every_section),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
