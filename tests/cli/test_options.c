// test_options.c - command lines against a table of options.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/options.h"

static const struct option own[] = {
    {"by", 0, "DIM", "split"},
    {"output", 'o', "FILE", "write to"},
    {"strict", 0, NULL, "be strict"},
    {0},
};

static const struct option global[] = {
    {"db", 0, "FILE", "database"},
    {"help", 'h', NULL, "help"},
    {0},
};

enum { WORDS_MAX = 8 };

static bool parse(struct args *out, const char *const *words, struct arena *a, struct err *e)
{
    char *argv[WORDS_MAX];
    int argc = 0;
    for (; argc < WORDS_MAX && words[argc]; argc++)
        argv[argc] = arena_cstr(a, words[argc], strlen(words[argc]));
    struct command_line line = {.argc = argc, .argv = argv, .tables = {own, global}};
    return args_parse(out, &line, a, e);
}

static const struct {
    const char *words[WORDS_MAX];
    const char *by, *output, *db;  // NULL = absent
    bool strict, help;
    const char *operands[WORDS_MAX];
} lines[] = {
    {{NULL}, NULL, NULL, NULL, false, false, {NULL}},
    {{"--by", "team", "x"}, "team", NULL, NULL, false, false, {"x"}},
    {{"--by=team"}, "team", NULL, NULL, false, false, {NULL}},
    {{"--by="}, "", NULL, NULL, false, false, {NULL}},
    {{"--by", "a", "--by=b"}, "b", NULL, NULL, false, false, {NULL}},
    {{"--by", "-7d"}, "-7d", NULL, NULL, false, false, {NULL}},
    {{"--by", "--strict"}, "--strict", NULL, NULL, false, false, {NULL}},
    {{"-o", "f.md", "--strict"}, NULL, "f.md", NULL, true, false, {NULL}},
    {{"-of.md"}, NULL, "f.md", NULL, false, false, {NULL}},
    {{"--db", "d", "-h"}, NULL, NULL, "d", false, true, {NULL}},
    {{"a", "-", "--", "--strict", "-h"},
     NULL,
     NULL,
     NULL,
     false,
     false,
     {"a", "-", "--strict", "-h"}},
    {{"a", "--strict", "b"}, NULL, NULL, NULL, true, false, {"a", "b"}},
    {{"", "--", ""}, NULL, NULL, NULL, false, false, {"", ""}},
};

static void options_and_operands_are_told_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct arena a = {0};
        struct err e = {0};
        struct args args;
        if (!parse(&args, lines[i].words, &a, &e))
            fail_msg("line %zu: %s", i, e.text);
        assert_true(str_eq(args_get(&args, "by"), str_of(lines[i].by)));
        assert_int_equal(args_get(&args, "by").ptr != NULL, lines[i].by != NULL);
        assert_true(str_eq(args_get(&args, "output"), str_of(lines[i].output)));
        assert_true(str_eq(args_get(&args, "db"), str_of(lines[i].db)));
        assert_int_equal(args_has(&args, "strict"), lines[i].strict);
        assert_int_equal(args_has(&args, "help"), lines[i].help);
        int count = 0;
        for (; lines[i].operands[count]; count++) {
            assert_true(count < args.operand_count);
            assert_true(str_eq(args.operands[count], str_of(lines[i].operands[count])));
        }
        assert_int_equal(args.operand_count, count);
        arena_release(&a);
    }
}

static const struct {
    const char *words[WORDS_MAX];
    const char *message;
} mistakes[] = {
    {{"--outptu"}, "unknown option --outptu; did you mean --output?"},
    {{"--hlep"}, "unknown option --hlep; did you mean --help?"},
    {{"--xyzzy=1"}, "unknown option --xyzzy (-h lists the options)"},
    {{"-x"}, "unknown option -x"},
    {{"--by"}, "--by needs a value: --by DIM"},
    {{"a", "-o"}, "--output needs a value: --output FILE"},
    {{"--strict=yes"}, "--strict takes no value"},
    {{"-hx"}, "--help takes no value"},
};

static void every_mistake_says_what_would_be_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct arena a = {0};
        struct err e = {0};
        struct args args;
        assert_false(parse(&args, mistakes[i].words, &a, &e));
        assert_int_equal(e.code, ERR_USAGE);
        if (!str_contains(str_of(e.text), str_of(mistakes[i].message)))
            fail_msg("%s: %s", mistakes[i].words[0], e.text);
        arena_release(&a);
    }
}

static void repeated_options_come_in_their_order(void **state)
{
    (void)state;
    static const char *const words[WORDS_MAX] = {"--by", "a", "--strict", "--by=b"};
    struct arena a = {0};
    struct err e = {0};
    struct args args;
    struct str value;
    int at = 0;
    assert_true(parse(&args, words, &a, &e));
    assert_true(args_next(&args, "by", &at, &value) && str_eq(value, S("a")));
    assert_true(args_next(&args, "by", &at, &value) && str_eq(value, S("b")));
    assert_false(args_next(&args, "by", &at, &value));
    arena_release(&a);
}

static void numbers_are_whole_and_not_too_small(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
        int64_t want;
    } cases[] = {{"1", true, 1},  {"20k", true, 20000}, {"0", false, 7}, {"-1", false, 7},
                 {"x", false, 7}, {"1.5", false, 7},    {"", false, 7}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *words[WORDS_MAX] = {"--by", cases[i].text};
        struct arena a = {0};
        struct err e = {0};
        struct args args;
        int64_t n = 7;
        assert_true(parse(&args, words, &a, &e));
        assert_int_equal(args_int(&args, "by", 1, &n, &e), cases[i].ok);
        assert_int_equal(n, cases[i].want);
        arena_release(&a);
    }
}

// "cache" brings --ttl and --strict with a value that may be left out; "none" brings nothing.
static bool options_behind(void *self, struct str operand, const struct option **out, struct err *e)
{
    static const struct option of_cache[] = {
        {"ttl", 0, "TIME", "how long"},
        {"strict", 0, "[=yes|no]", "how strict"},
        {0},
    };
    (void)self;
    *out = str_eq(operand, S("cache")) ? of_cache : NULL;
    return *out || str_eq(operand, S("none")) || err_set(e, ERR_USAGE, "no such operand");
}

static void operands_bring_options_for_what_stands_behind_them(void **state)
{
    (void)state;
    static const struct {
        const char *words[WORDS_MAX];
        const char *error;  // NULL = none
        int operand;        // of the last option
        const char *value;  // of it; NULL = none
        bool is_of_operand;
    } cases[] = {
        {{"cache", "--ttl", "1h"}, NULL, 1, "1h", true},
        {{"none", "cache", "--ttl=1h"}, NULL, 2, "1h", true},
        {{"--strict", "cache"}, NULL, 0, NULL, false},
        {{"cache", "--strict"}, NULL, 1, NULL, true},
        {{"cache", "--strict=no"}, NULL, 1, "no", true},
        {{"cache", "--by", "x"}, NULL, 1, "x", false},
        {{"cache", "none", "--strict"}, NULL, 2, NULL, false},
        {{"cache", "none", "--ttl", "1h"}, "unknown option --ttl", 0, NULL, false},
        {{"--ttl", "1h", "cache"}, "unknown option --ttl", 0, NULL, false},
        {{"cache", "--tl", "1h"}, "did you mean --ttl", 0, NULL, false},
        {{"cash", "--ttl", "1h"}, "no such operand", 0, NULL, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct err e = {0};
        struct args args;
        char *argv[WORDS_MAX];
        int argc = 0;
        for (; argc < WORDS_MAX && cases[i].words[argc]; argc++)
            argv[argc] = arena_cstr(&a, cases[i].words[argc], strlen(cases[i].words[argc]));
        struct command_line line = {
            .argc = argc, .argv = argv, .tables = {own, global}, .options_behind = options_behind};
        bool ok = args_parse(&args, &line, &a, &e);
        assert_int_equal(ok, !cases[i].error);
        if (!ok) {
            if (!str_contains(str_of(e.text), str_of(cases[i].error)))
                fail_msg("%zu: %s", i, e.text);
        } else {
            const struct option_value *last = &args.values[args.value_count - 1];
            assert_int_equal(last->operand, cases[i].operand);
            assert_int_equal(last->is_of_operand, cases[i].is_of_operand);
            assert_true(str_eq(last->value, str_of(cases[i].value)));
        }
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_and_operands_are_told_apart),
        cmocka_unit_test(every_mistake_says_what_would_be_right),
        cmocka_unit_test(repeated_options_come_in_their_order),
        cmocka_unit_test(operands_bring_options_for_what_stands_behind_them),
        cmocka_unit_test(numbers_are_whole_and_not_too_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
