// test_hold.c - a reader that holds the database sees it as it was, whatever others write.
#include "fake_stream.h"

static void load(const char *path, struct fake *fake, const char *source, const char *call)
{
    struct ledger ledger, added;
    struct store *s = open_store(path, STORE_WRITE);
    fake_init(fake);
    fake_record(fake, call);
    fake_ingest(s, fake, source, &ledger, &added);
    store_close(s);
    arena_release(&fake->arena);
}

static void what_is_written_meanwhile_is_not_seen(void **state)
{
    (void)state;
    struct err e = {0};
    struct arena a = {0};
    struct fake *fake = ARENA_NEW(&a, struct fake);
    const char *path = scratch_file(&a, "hold.db");
    bool is_held = false, is_held_again = true;
    int64_t newest = 0;
    uint64_t id = 0;
    load(path, fake, "a.jsonl", "call-1");
    struct store *s = open_store(path, STORE_READ);
    OK(store_hold(s, &is_held, &e));
    assert_true(is_held);
    OK(store_newest(s, &newest, &e));
    assert_int_equal(newest, 1);
    load(path, fake, "b.jsonl", "call-2");
    OK(store_hold(s, &is_held_again, &e));
    assert_false(is_held_again);
    store_let_go(s, is_held_again);
    OK(store_newest(s, &newest, &e));
    assert_int_equal(newest, 1);
    OK(store_request_id(s, 2, &id, &e));
    assert_true(id == 0);
    store_let_go(s, is_held);
    OK(store_newest(s, &newest, &e));
    assert_int_equal(newest, 2);
    OK(store_request_id(s, 2, &id, &e));
    assert_true(id == store_identity(S("call-2")));
    store_close(s);
    arena_release(&a);
    remove_scratch();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_meanwhile_is_not_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
