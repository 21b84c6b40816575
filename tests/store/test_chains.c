// test_chains.c - chains come back whole from the store, in any order and with any memory; damage
// is told.
#include "store/chains.h"

#include "fake_stream.h"
#include "store/chain.h"
#include "store/database.h"

enum { CALLS = 1500, TALKS = 40, POINTS_MAX = 120 };

// What the calls had: conversations that grow, part, and mark other points than before.
struct planted {
    struct arena arena;
    struct chain_point *chains[CALLS];
    int64_t counts[CALLS];
    enum chain_unit units[CALLS];
    const char *path;
};

static uint64_t random_state;

static uint64_t rnd(uint64_t below)
{
    random_state += 0x9e3779b97f4a7c15;
    return hash_mix(random_state, 1) % below;
}

static struct chain_point random_point(uint64_t before)
{
    bool ends = rnd(3) == 0;
    struct chain_point point = {
        .size = ends ? (uint32_t)rnd(400) : CHAIN_GRAIN,
        .role = (unsigned char)(ROLE_SYSTEM + rnd(3)),
        .ends_segment = ends,
    };
    point.hash = hash_words((uint64_t[]){before, point.size, point.role, ends}, 4);
    return point;
}

// The conversation's next call: some of its points, and more.
static void add_call(struct planted *p, int i, struct chain_point *talk, int64_t *count)
{
    int64_t kept = rnd(5) ? *count : (int64_t)rnd((uint64_t)*count + 1);
    int64_t more = (int64_t)rnd(20);
    if (kept + more > POINTS_MAX)
        kept = 0;
    for (int64_t k = kept; k < kept + more; k++)
        talk[k] = random_point(k ? talk[k - 1].hash : rnd(3));
    *count = kept + more;
    p->counts[i] = *count;
    p->chains[i] = ARENA_ARRAY(&p->arena, struct chain_point, (size_t)*count);
    for (int64_t k = 0; k < *count; k++) {
        p->chains[i][k] = talk[k];
        if (talk[k].ends_segment && rnd(10) == 0)
            p->chains[i][k].mark = (unsigned char)(1 + rnd(2));
    }
}

static void add_blocks(struct planted *p, int i)
{
    p->units[i] = CHAIN_BLOCKS;
    p->counts[i] = (int64_t)rnd(30);
    p->chains[i] = ARENA_ARRAY(&p->arena, struct chain_point, (size_t)p->counts[i]);
    for (int64_t k = 0; k < p->counts[i]; k++)
        p->chains[i][k] = (struct chain_point){
            .hash = rnd(UINT64_MAX), .size = k + 1 < p->counts[i] ? 512 : 100, .role = ROLE_USER};
}

static void plant(struct planted *p, uint64_t seed)
{
    *p = (struct planted){0};
    random_state = seed;
    struct fake *fake = ARENA_NEW(&p->arena, struct fake);
    struct chain_point *talks = ARENA_ARRAY(&p->arena, struct chain_point, TALKS * POINTS_MAX);
    int64_t counts[TALKS] = {0};
    struct ledger ledger, added;
    p->path = scratch_file(&p->arena, "chains.db");
    fake_init(fake);
    for (int i = 0; i < CALLS; i++) {
        uint64_t talk = rnd(TALKS);
        struct record *r = fake_record(fake, str_fmt(&fake->arena, "call-%d", i).ptr);
        if (rnd(20) == 0)
            add_blocks(p, i);
        else if (rnd(20))
            add_call(p, i, talks + talk * POINTS_MAX, &counts[talk]);
        r->chain = p->chains[i];
        r->chain_count = p->counts[i];
        r->chain_unit = p->units[i];
    }
    struct store *s = open_store(p->path, STORE_WRITE);
    fake_ingest(s, fake, "a.jsonl", &ledger, &added);
    store_close(s);
    arena_release(&fake->arena);
}

static void clear_away(struct planted *p)
{
    arena_release(&p->arena);
    remove_scratch();
}

static void assert_chain(const struct planted *p, const struct chain_source *source, int i)
{
    struct err e = {0};
    struct chain_view view;
    OK(source->read(source->self, (uint32_t)i + 1, &view, &e));
    assert_int_equal(view.count, p->counts[i]);
    if (view.count)
        assert_int_equal(view.unit, p->units[i]);
    for (int64_t k = 0; k < view.count; k++) {
        const struct chain_point *got = &view.points[k];
        const struct chain_point *want = &p->chains[i][k];
        assert_true(got->hash == (view.unit == CHAIN_BYTES ? CHAIN_HASH(want->hash) : want->hash));
        assert_int_equal(got->size, want->size);
        assert_int_equal(got->role, want->role);
        assert_int_equal(got->mark, want->mark);
        assert_int_equal(got->ends_segment, want->ends_segment);
    }
}

static void every_chain_comes_back_whole(void **state)
{
    (void)state;
    // With all memory, with hardly any, with none.
    static const size_t caches[] = {CHAINS_BYTES, 100000, 0};
    struct err e = {0};
    struct planted p;
    struct chains *chains = NULL;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        plant(&p, seed);
        struct store *s = open_store(p.path, STORE_READ);
        OK(chains_open(s, caches[seed - 1], &chains, &e));
        for (int i = 0; i < CALLS; i++)
            assert_chain(&p, chains_source(chains), i);
        if (caches[seed - 1] == CHAINS_BYTES)
            assert_int_equal(chains_blobs(chains), CALLS);
        for (int i = 0; i < CALLS; i++)
            assert_chain(&p, chains_source(chains), (int)rnd(CALLS));
        for (int i = CALLS - 1; i >= 0; i--)
            assert_chain(&p, chains_source(chains), i);
        chains_close(chains);
        store_close(s);
        clear_away(&p);
    }
}

static void a_request_that_is_not_there_has_no_chain(void **state)
{
    (void)state;
    struct err e = {0};
    struct planted p;
    struct chains *chains = NULL;
    struct chain_view view = {.count = 7};
    plant(&p, 4);
    struct store *s = open_store(p.path, STORE_READ);
    OK(chains_open(s, CHAINS_BYTES, &chains, &e));
    OK(chains_source(chains)->read(chains, CALLS + 1, &view, &e));
    assert_int_equal(view.count, 0);
    chains_close(chains);
    store_close(s);
    clear_away(&p);
}

static void damage_is_told(void **state)
{
    (void)state;
    // Request 1 has one point, 3 a chain in bytes.
    static const char whole[] =
        "UPDATE request_t SET flags = flags & ~512, chain = x'00000201010203040506' "
        "WHERE id IN (1, 3)";
    static const char *const damages[] = {
        // Torn in the middle of a hash, and at the front.
        "UPDATE request_t SET chain = x'00000201010203' WHERE id = 3",
        "UPDATE request_t SET chain = x'' WHERE id = 3",
        // A parent that is not there, has no chain, is too short, comes before the first.
        "UPDATE request_t SET chain = x'0201' WHERE id = 3; DELETE FROM request_t WHERE id = 1",
        "UPDATE request_t SET chain = iif(id = 3, x'0201', NULL) WHERE id IN (1, 3)",
        "UPDATE request_t SET chain = x'0202' WHERE id = 3",
        "UPDATE request_t SET chain = x'0401' WHERE id = 3",
    };
    struct planted p;
    struct chains *chains = NULL;
    struct chain_view view;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct err e = {0};
        plant(&p, 5);
        struct store *s = open_store(p.path, STORE_WRITE);
        OK(db_exec(s->db, whole, &e) && db_exec(s->db, damages[i], &e));
        OK(chains_open(s, CHAINS_BYTES, &chains, &e));
        assert_false(chains_source(chains)->read(chains, 3, &view, &e));
        assert_int_equal(e.code, ERR_DB);
        assert_string_equal(e.text, "database is damaged (chain of request 3)");
        // The others are read all the same.
        OK(chains_source(chains)->read(chains, 2, &view, &e));
        chains_close(chains);
        store_close(s);
        clear_away(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_chain_comes_back_whole),
        cmocka_unit_test(a_request_that_is_not_there_has_no_chain),
        cmocka_unit_test(damage_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
