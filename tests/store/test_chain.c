// test_chain.c - chains come back from their bytes; parents are found, deepest point first.
#include "fake_stream.h"

#include "store/chain.h"

static struct chain_point point(uint64_t hash, uint32_t size, enum role role, enum cache_mark mark,
                                bool ends)
{
    return (struct chain_point){.hash = hash,
                                .size = size,
                                .role = (unsigned char)role,
                                .mark = (unsigned char)mark,
                                .ends_segment = ends};
}

static void assert_round_trip(const struct chain_point *points, int64_t count, enum chain_unit unit,
                              struct chain_head head)
{
    struct arena a = {0};
    struct buf blob = {.arena = &a};
    struct chain got;
    chain_encode(points, count, unit, head, 1000, &blob);
    assert_true(chain_decode(buf_view(&blob), unit, 1000, &got, &a));
    assert_int_equal(got.head.parent, head.parent);
    assert_int_equal(got.head.kept, head.kept);
    assert_int_equal(got.count, count - head.kept);
    for (int64_t i = 0; i < got.count; i++) {
        const struct chain_point *back = &got.points[i];
        const struct chain_point *want = &points[head.kept + i];
        assert_true(back->hash == (unit == CHAIN_BYTES ? CHAIN_HASH(want->hash) : want->hash));
        assert_int_equal(back->size, want->size);
        if (unit == CHAIN_BLOCKS)
            continue;
        assert_int_equal(back->role, want->role);
        assert_int_equal(back->mark, want->mark);
        assert_int_equal(back->ends_segment, want->ends_segment);
    }
    // Every torn end is refused or gives fewer points; none is read beyond.
    for (size_t len = 0; len < blob.len; len++)
        if (chain_decode(str_head(buf_view(&blob), len), unit, 1000, &got, &a))
            assert_true(got.count < count - head.kept || head.kept == count);
    arena_release(&a);
}

static void byte_chains_round_trip(void **state)
{
    (void)state;
    const struct chain_point points[] = {
        point(1, 512, ROLE_SYSTEM, MARK_NONE, false),
        point(2, 512, ROLE_SYSTEM, MARK_NONE, false),
        point(3, 17, ROLE_SYSTEM, MARK_5M, true),
        point(4, 0, ROLE_USER, MARK_NONE, true),
        point(5, 512, ROLE_USER, MARK_NONE, true),
        point(6, 512, ROLE_USER, MARK_1H, false),
        point(7, 512, ROLE_USER, MARK_NONE, false),
        point(8, 512, ROLE_ASSISTANT, MARK_NONE, true),
        point(9, 90000, ROLE_TOOL, MARK_NONE, true),
        point(10, 512, ROLE_USER, MARK_NONE, false),
        point(11, 900, ROLE_USER, MARK_NONE, false),
        point(12, 512, ROLE_USER, MARK_NONE, false),
        point(UINT64_MAX, 0, ROLE_USER, MARK_NONE, true),
    };
    enum { POINTS = sizeof points / sizeof *points };
    for (int64_t kept = 0; kept <= POINTS; kept++)
        assert_round_trip(points, POINTS, CHAIN_BYTES,
                          (struct chain_head){.parent = kept ? 7 : 0, .kept = kept});
}

static void block_chains_round_trip(void **state)
{
    (void)state;
    struct chain_point points[6];
    static const uint64_t ids[] = {0, 1, 2, 5000, 17, 1ULL << 63};
    for (int i = 0; i < 6; i++)
        points[i] = point(ids[i], i == 5 ? 100 : 512, ROLE_USER, MARK_NONE, false);
    for (int64_t count = 0; count <= 6; count++)
        assert_round_trip(points, count, CHAIN_BLOCKS, (struct chain_head){0});
}

static uint64_t plus_one(const void *self, uint64_t hash)
{
    (void)self;
    return hash + 1;
}

static void rehashing_changes_nothing_but_hashes(void **state)
{
    (void)state;
    struct arena a = {0};
    struct chain_point points[4];
    for (int unit = CHAIN_BYTES; unit <= CHAIN_BLOCKS; unit++) {
        struct chain_head head = {.parent = unit == CHAIN_BYTES ? 990 : 0,
                                  .kept = unit == CHAIN_BYTES};
        struct buf blob = {.arena = &a}, want = {.arena = &a}, got = {.arena = &a};
        for (int i = 0; i < 4; i++)
            points[i] =
                point((uint64_t)(40 + i * i), i == 3 ? 90 : 512, ROLE_USER, MARK_NONE, false);
        chain_encode(points, 4, (enum chain_unit)unit, head, 1000, &blob);
        for (int i = 0; i < 4; i++)
            points[i].hash++;
        chain_encode(points, 4, (enum chain_unit)unit, head, 1000, &want);
        assert_true(chain_rehash(buf_view(&blob), (enum chain_unit)unit, plus_one, NULL, &got));
        assert_true(str_eq(buf_view(&got), buf_view(&want)));
        if (unit == CHAIN_BYTES)
            assert_false(chain_rehash(str_head(buf_view(&blob), blob.len - 1), CHAIN_BYTES,
                                      plus_one, NULL, &got));
    }
    arena_release(&a);
}

static void a_regular_segment_costs_six_bytes_a_point_and_three(void **state)
{
    (void)state;
    struct arena a = {0};
    struct buf blob = {.arena = &a};
    struct chain_point points[20];
    for (uint64_t i = 0; i < 20; i++)
        points[i] = point(i, i == 19 ? 100 : 512, ROLE_USER, MARK_NONE, i == 19);
    chain_encode(points, 20, CHAIN_BYTES, (struct chain_head){0}, 1, &blob);
    assert_int_equal(blob.len, 2 + 3 + 20 * 6);
    arena_release(&a);
}

static void the_deepest_shared_point_gives_the_parent(void **state)
{
    (void)state;
    struct arena a = {0};
    struct chain_index x;
    chain_index_init(&x, &a);
    struct chain_point first[] = {point(11, 512, 1, 0, false), point(12, 512, 1, 0, true),
                                  point(13, 512, 2, 0, true)};
    struct chain_point longer[] = {first[0], first[1], first[2], point(14, 512, 2, 0, true)};
    struct chain_point other[] = {first[0], first[1], point(15, 512, 2, 0, true)};
    struct chain_head head = chain_index_find(&x, first, 3);
    assert_int_equal(head.parent, 0);
    chain_index_add(&x, first, 0, 3, 1);
    head = chain_index_find(&x, longer, 4);
    assert_int_equal(head.parent, 1);
    assert_int_equal(head.kept, 3);
    chain_index_add(&x, longer, head.kept, 4, 2);
    head = chain_index_find(&x, other, 3);
    assert_int_equal(head.parent, 1);
    assert_int_equal(head.kept, 2);
    head = chain_index_find(&x, longer, 4);
    assert_int_equal(head.parent, 2);
    assert_int_equal(head.kept, 4);
    // The same hash at another depth is another prefix.
    head = chain_index_find(&x, &longer[1], 3);
    assert_int_equal(head.parent, 0);
    arena_release(&a);
}

static void points_with_other_marks_are_not_shared(void **state)
{
    (void)state;
    struct arena a = {0};
    struct chain_index x;
    chain_index_init(&x, &a);
    struct chain_point first[] = {point(11, 512, 1, MARK_1H, true), point(12, 512, 2, 0, true),
                                  point(13, 512, 2, MARK_5M, true)};
    // A conversation goes on: the mark moves to its new end.
    struct chain_point next[] = {first[0], first[1], point(13, 512, 2, 0, true),
                                 point(14, 512, 2, MARK_5M, true)};
    struct chain_point unmarked[] = {point(11, 512, 1, 0, true), first[1]};
    chain_index_add(&x, first, 0, 3, 1);
    struct chain_head head = chain_index_find(&x, next, 4);
    assert_int_equal(head.parent, 1);
    assert_int_equal(head.kept, 2);
    chain_index_add(&x, next, head.kept, 4, 2);
    assert_int_equal(chain_index_find(&x, next, 4).kept, 4);
    assert_int_equal(chain_index_find(&x, unmarked, 2).parent, 0);
    arena_release(&a);
}

static void what_no_request_has_is_torn(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        enum chain_unit unit;
        bool ok;
    } cases[] = {
        {"\x01\x00\x02\x07hashes", 10, CHAIN_BYTES, true},
        {"\x00\x00\x05\x07hashes", 10, CHAIN_BYTES, false},  // a role there is not
        {"\x00\x00\x1a\x07hashes", 10, CHAIN_BYTES, false},  // a mark
        // Parent and kept points beyond 2^63.
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00", 11, CHAIN_BYTES, false},
        {"\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, CHAIN_BYTES, false},
        // A point, a block of 2^32 and more.
        {"\x00\x00\x42\x80\x80\x80\x80\x10\x01hashes", 15, CHAIN_BYTES, false},
        {"\x80\x80\x80\x80\x10\x01\x02", 7, CHAIN_BLOCKS, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct chain chain;
        struct str blob = {cases[i].bytes, cases[i].len};
        if (chain_decode(blob, cases[i].unit, 1000, &chain, &a) != cases[i].ok)
            fail_msg("case %zu", i);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(byte_chains_round_trip),
        cmocka_unit_test(block_chains_round_trip),
        cmocka_unit_test(what_no_request_has_is_torn),
        cmocka_unit_test(rehashing_changes_nothing_but_hashes),
        cmocka_unit_test(a_regular_segment_costs_six_bytes_a_point_and_three),
        cmocka_unit_test(the_deepest_shared_point_gives_the_parent),
        cmocka_unit_test(points_with_other_marks_are_not_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
