// test_find.c - requests are found by their ids: through the keys, and those that are in no keyset.
#include "fake_stream.h"

#include "store/database.h"
#include "store/keyset_range.h"

enum { CALLS = 2000 };

// Every 100th has neither an id nor a time: its identity is its place.
static struct store *open_planted(struct arena *a)
{
    struct ledger ledger = {0}, added;
    struct fake *f = ARENA_NEW(a, struct fake);
    struct store *s = open_store(scratch_file(a, "find.db"), STORE_WRITE);
    fake_init(f);
    for (int i = 0; i < CALLS; i++) {
        struct record *r = fake_record(f, str_fmt(a, "call-%06d", i).ptr);
        if (i % 100)
            continue;
        r->call_id = (struct str){0};
        r->ts_us = UNKNOWN;
    }
    fake_ingest(s, f, "planted.jsonl", &ledger, &added);
    arena_release(&f->arena);
    return s;
}

static void every_request_is_found_by_its_id(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_planted(&a);
    assert_int_equal(query_int(s, "SELECT count(*) FROM request_t WHERE flags & 2048 = 0"),
                     CALLS / 100);
    for (int64_t row = 1; row <= CALLS; row += row % 100 == 1 ? 1 : 33) {
        uint64_t id = 0;
        int64_t found[3];
        int count = 0;
        OK(store_request_id(s, row, &id, &e));
        OK(store_find(s, str_fmt(&a, "%016llx", (unsigned long long)id), found, 3, &count, &e));
        assert_int_equal(count, 1);
        assert_int_equal(found[0], row);
    }
    store_close(s);
    arena_release(&a);
}

// As a look at every row would have it: in the order of the rows, one more than fit at most.
static void a_beginning_finds_all_that_begin_so(void **state)
{
    (void)state;
    enum { CAP = 4, PREFIXES = 3000 };
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_planted(&a);
    // Ids that begin alike: those of five rows, one of them a place.
    OK(db_exec(s->db,
               "UPDATE request_t SET identity = 81985529216486895 + id WHERE id IN (101, 201, 301);"
               "UPDATE request_t SET flags = flags & ~2048 WHERE id IN (101, 201, 301)",
               &e));
    int64_t found[CAP];
    int count = 0;
    OK(store_find(s, S("01234567"), found, CAP, &count, &e));
    assert_int_equal(count, 3);
    assert_int_equal(found[0], 101);
    assert_int_equal(found[2], 301);
    OK(store_find(s, S("01234567"), found, 2, &count, &e));
    assert_int_equal(count, 3);
    assert_int_equal(found[1], 201);
    for (int i = 0; i < PREFIXES; i += 7) {
        struct str prefix = str_fmt(&a, "%04x", i * 21);
        struct str sql = str_fmt(
            &a, "SELECT count(*) FROM request_t WHERE printf('%%016x', identity) GLOB '%s*'",
            prefix.ptr);
        int64_t want = query_int(s, sql.ptr);
        OK(store_find(s, prefix, found, CAP, &count, &e));
        assert_int_equal(count, want > CAP ? CAP + 1 : want);
    }
    store_close(s);
    arena_release(&a);
}

// A key whose request got another identity since finds nothing.
static void an_identity_that_was_replaced_is_not_found(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_planted(&a);
    uint64_t id = 0;
    int64_t found[2];
    int count = 1;
    OK(store_request_id(s, 12, &id, &e));
    OK(db_exec(s->db, "UPDATE request_t SET identity = 77 WHERE id = 12", &e));
    OK(store_find(s, str_fmt(&a, "%016llx", (unsigned long long)id), found, 2, &count, &e));
    assert_int_equal(count, 0);
    store_close(s);
    arena_release(&a);
}

// In memory and in many runs, against looking up each key.
static void a_range_has_every_key_between_its_bounds(void **state)
{
    (void)state;
    enum { FLUSHES = 20, KEYS = 1500 };
    struct arena a = {0};
    struct err e = {0};
    struct keyset *k = NULL;
    struct store *s = open_store(scratch_file(&a, "range.db"), STORE_WRITE);
    OK(keyset_open(s->db, KEYS_ORDINAL, &k, &e));
    OK(store_begin(s, &e));
    for (int64_t i = 0; i < (int64_t)FLUSHES * KEYS; i++) {
        keyset_add(k, hash_words((uint64_t[]){(uint64_t)i, 3}, 2), i + 1);
        if (i % KEYS == KEYS - 1)
            OK(keyset_flush(k, &e));
    }
    OK(store_end(s, &e));
    keyset_close(k);
    for (uint64_t top = 0; top < 256; top += 5) {
        struct key_matches m = {.arena = &a};
        uint64_t first = top << 56, last = first | (UINT64_MAX >> 8), want = 0;
        for (int64_t i = 0; i < (int64_t)FLUSHES * KEYS; i++) {
            uint64_t key = hash_words((uint64_t[]){(uint64_t)i, 3}, 2);
            want += key >= first && key <= last;
        }
        OK(keyset_range(s->db, KEYS_ORDINAL, first, last, &m, &e));
        assert_int_equal(m.count, want);
    }
    struct key_matches all = {.arena = &a};
    OK(keyset_range(s->db, KEYS_ORDINAL, 0, UINT64_MAX, &all, &e));
    assert_int_equal(all.count, FLUSHES * KEYS);
    store_close(s);
    arena_release(&a);
    remove_scratch();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_request_is_found_by_its_id),
        cmocka_unit_test(a_beginning_finds_all_that_begin_so),
        cmocka_unit_test(an_identity_that_was_replaced_is_not_found),
        cmocka_unit_test(a_range_has_every_key_between_its_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
