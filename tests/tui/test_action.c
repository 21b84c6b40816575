// test_action.c - the one table of keys, and the keys of a replay as text.
#include "tui/action.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/arena.h"

static void a_key_does_one_thing(void **state)
{
    (void)state;
    for (const struct binding *b = bindings; b->name; b++) {
        assert_true(b->action > ACT_NONE && b->action < ACT_COUNT);
        assert_true(b->name[0] != '\0');
        for (const struct binding *other = b + 1; other->name; other++)
            assert_int_not_equal(b->key, other->key);
        assert_int_equal(action_of(b->key), b->action);
    }
    assert_int_equal(action_of('!'), ACT_NONE);
    assert_int_equal(action_of(KEY_CODE_NONE), ACT_NONE);
    assert_int_equal(action_of(0), ACT_NONE);
}

// The first binding of an action says what it does: help and hints are made of it.
static void every_action_with_a_key_has_help(void **state)
{
    (void)state;
    for (int action = ACT_NONE + 1; action < ACT_COUNT; action++) {
        const struct binding *b = binding_of((enum action)action);
        if (b && !b->help)
            fail_msg("%s has no help", b->name);
        assert_true(!b || b->action == (enum action)action);
    }
    assert_null(binding_of(ACT_COUNT));
}

// As --replay writes the key of a binding.
static struct str replay_text(const struct binding *b, struct arena *a)
{
    struct str name = str_of(b->name);
    if (b->key < KEY_CODE_FIRST && b->key > ' ')
        return str_fmt(a, "%c", (char)b->key);
    return name.ptr[0] == '^' ? name : str_fmt(a, "<%s>", b->name);
}

static void every_key_can_be_replayed(void **state)
{
    (void)state;
    struct arena a = {0};
    for (const struct binding *b = bindings; b->name; b++) {
        uint32_t key = 0;
        struct str text = b->key == KEY_CODE_ESCAPE ? S("<Esc>") : replay_text(b, &a);
        text = str_join(text, S("j"), &a);
        if (!key_take(&text, &key) || key != b->key || !str_eq(text, S("j")))
            fail_msg("%s is replayed as key %u, '%.*s' is left", b->name, key, STR_ARG(text));
    }
    arena_release(&a);
}

static void replays_are_read_key_by_key(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
        uint32_t key;
        const char *left;
    } cases[] = {
        {"jk", true, 'j', "k"},
        {"é2", true, 0xe9, "2"},
        {"日", true, 0x65e5, ""},
        {"<", true, '<', ""},
        {"<<", true, '<', "<"},
        {"< >", true, '<', " >"},
        {"<lt>Tab>", true, '<', "Tab>"},
        {"<Enter>j", true, KEY_CODE_ENTER, "j"},
        {"<enter>", false, 0, NULL},
        {"<Nothing>", false, 0, NULL},
        {"^", true, '^', ""},
        {"^d", true, '^', "d"},
        {"^Dj", true, 4, "j"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str text = str_of(cases[i].text);
        uint32_t key = 0;
        assert_int_equal(key_take(&text, &key), cases[i].ok);
        if (!cases[i].ok)
            continue;
        assert_int_equal(key, cases[i].key);
        assert_true(str_eq(text, str_of(cases[i].left)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_does_one_thing),
        cmocka_unit_test(every_action_with_a_key_has_help),
        cmocka_unit_test(every_key_can_be_replayed),
        cmocka_unit_test(replays_are_read_key_by_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
