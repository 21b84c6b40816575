// test_text_samples.c - samples: those with the lowest hashes, whatever the order and repeats;
// bounded.
#include "fake_stream.h"

#include "model/stratum.h"
#include "store/database.h"
#include "store/prompts.h"
#include "store/samples.h"

struct rig {
    struct arena arena;
    struct store *store;
    struct segments *texts;
    struct samples *samples;
};

static void open_rig(struct rig *g, const char *path)
{
    struct err e = {0};
    g->store = open_store(path, STORE_WRITE);
    OK(store_begin(g->store, &e));
    OK(segments_open(g->store, &g->texts, &e));
    OK(samples_open(g->store, &g->samples, &e));
}

static void close_rig(struct rig *g)
{
    struct err e = {0};
    samples_close(g->samples);
    segments_close(g->texts);
    OK(store_end(g->store, &e));
    store_close(g->store);
}

static struct token tokens[SAMPLE_TOKENS];

// Text number `text` of `count` tokens under system prompt `system`.
static void put(struct rig *g, enum role role, uint8_t system, uint8_t begin, uint64_t text,
                int32_t count)
{
    struct err e = {0};
    struct shape shape = {.system = {system}, .head = {begin, 1}};
    struct sample sample = {
        .segment = hash_mix(text, 9),
        .tokens = tokens,
        .token_count = count,
        .gap_at = count,
    };
    OK(samples_put(g->samples, &sample, (struct sample_origin){role, &shape, (int64_t)text + 100},
                   g->texts, &e));
}

static void the_lowest_hashes_are_kept(void **state)
{
    (void)state;
    enum { TEXTS = 100 };
    struct arena a = {0};
    struct err e = {0};
    uint64_t lowest[SAMPLES_KEPT];
    for (int rank = 0; rank < SAMPLES_KEPT; rank++) {
        lowest[rank] = UINT64_MAX;
        for (uint64_t i = 0; i < TEXTS; i++) {
            uint64_t hash = hash_mix(i, 9);
            if (hash < lowest[rank] && (!rank || hash > lowest[rank - 1]))
                lowest[rank] = hash;
        }
    }
    // Upwards, downwards, everything twice, closed and opened in the middle.
    for (int way = 0; way < 4; way++) {
        struct rig g = {0};
        const char *path = scratch_file(&a, "lowest.db");
        open_rig(&g, path);
        for (int i = 0; i < TEXTS; i++) {
            uint64_t text = (uint64_t)(way == 1 ? TEXTS - 1 - i : i);
            put(&g, ROLE_USER, 1, 1, text, 5);
            if (way == 2)
                put(&g, ROLE_USER, 1, 1, text, 5);
            if (way == 3 && i == TEXTS / 2) {
                close_rig(&g);
                open_rig(&g, path);
            }
        }
        struct sample_row *rows = NULL;
        int64_t count = 0;
        OK(prompts_samples(g.store, ROLE_USER, &rows, &count, &a, &e));
        assert_int_equal(count, SAMPLES_KEPT);
        for (int rank = 0; rank < SAMPLES_KEPT; rank++) {
            bool is_there = false;
            for (int i = 0; i < SAMPLES_KEPT; i++)
                is_there |= rows[i].sample.segment == lowest[rank];
            assert_true(is_there);
        }
        OK(prompts_samples(g.store, ROLE_SYSTEM, &rows, &count, &a, &e));
        assert_int_equal(count, 0);
        close_rig(&g);
    }
    arena_release(&a);
}

static void a_sample_comes_back_as_it_was(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct rig g = {0};
    open_rig(&g, scratch_file(&a, "same.db"));
    struct segment_text text = {
        .hash = 77, .role = ROLE_SYSTEM, .kind = SEG_TEXT, .bytes = 5, .text = S("You are")};
    OK(segments_put(g.texts, &text, &e));
    for (size_t i = 0; i < SAMPLE_TOKENS; i++)
        tokens[i] = (struct token){(uint16_t)(i * 67 + 1), (uint8_t)(i % 256), (uint8_t)(i % 64)};
    struct shape shape = {.system = {1, 2, 3}};
    struct sample sample = {
        .segment = 77,
        .tokens = tokens,
        .token_count = SAMPLE_TOKENS,
        .gap_at = 768,
        .gap_bytes = 123456789012,
    };
    OK(samples_put(g.samples, &sample, (struct sample_origin){ROLE_SYSTEM, &shape, 9}, g.texts,
                   &e));
    OK(store_end(g.store, &e));
    OK(store_begin(g.store, &e));
    struct sample_row *rows = NULL;
    int64_t count = 0;
    OK(prompts_samples(g.store, ROLE_SYSTEM, &rows, &count, &a, &e));
    assert_int_equal(count, 1);
    assert_int_equal(rows->shape_id, 9);
    assert_int_equal(rows->stratum, stratum_of(&shape, ROLE_SYSTEM));
    assert_int_equal(rows->sample.segment, 77);
    assert_int_equal(rows->sample.gap_at, 768);
    assert_int_equal(rows->sample.gap_bytes, 123456789012);
    assert_int_equal(rows->sample.token_count, SAMPLE_TOKENS);
    assert_memory_equal(rows->sample.tokens, tokens, sizeof tokens);
    struct str stored = {0};
    OK(prompts_text(g.store, rows->segment_id, &stored, &a, &e));
    assert_true(str_eq(stored, S("You are")));
    memset(tokens, 0, sizeof tokens);
    close_rig(&g);
    arena_release(&a);
}

static void texts_that_begin_otherwise_have_places_of_their_own(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct rig g = {0};
    open_rig(&g, scratch_file(&a, "strata.db"));
    for (uint64_t text = 0; text < 40; text++) {
        put(&g, ROLE_USER, 1, 1, text, 5);
        put(&g, ROLE_USER, 1, 2, text, 5);    // the same texts, begun otherwise
        put(&g, ROLE_USER, 2, 1, text, 5);    // under another system prompt
        put(&g, ROLE_SYSTEM, 1, 1, text, 5);  // system prompts compete without questions
        put(&g, ROLE_SYSTEM, 1, 2, text, 5);
    }
    struct sample_row *rows = NULL;
    int64_t count = 0;
    OK(prompts_samples(g.store, ROLE_USER, &rows, &count, &a, &e));
    assert_int_equal(count, 3 * SAMPLES_KEPT);
    OK(prompts_samples(g.store, ROLE_SYSTEM, &rows, &count, &a, &e));
    assert_int_equal(count, SAMPLES_KEPT);
    close_rig(&g);
    arena_release(&a);
}

// Rows of samples and the share, as text.
static struct str state_of(struct rig *g, struct arena *a)
{
    struct err e = {0};
    double share = 0;
    OK(prompts_sample_share(g->store, &share, &e));
    return str_fmt(a, "%g %s", share,
                   query_text(g->store,
                              "SELECT group_concat(stratum || ':' || segment || ':' ||"
                              " length(tokens)) FROM sample_t",
                              a));
}

// About 7,000 strata: more than there is room for, in any order.
static void too_many_strata_are_halved_in_any_order(void **state)
{
    (void)state;
    enum { SYSTEMS = 120, BEGINS = 64, TEXTS = 3 };
    struct arena a = {0};
    struct str states[3];
    for (int way = 0; way < 3; way++) {
        struct rig g = {0};
        const char *path = scratch_file(&a, "halved.db");
        open_rig(&g, path);
        enum { ALL = SYSTEMS * BEGINS * TEXTS };
        for (int i = 0; i < ALL; i++) {
            int n = way == 1 ? ALL - 1 - i : i;
            int stratum = n / TEXTS;
            int32_t length = n % 7 == 0 ? SAMPLE_TOKENS : n % 50;
            put(&g, ROLE_USER, (uint8_t)(stratum / BEGINS), (uint8_t)(stratum % BEGINS),
                (uint64_t)n, length);
            if (way == 2 && i % 5000 == 1) {
                close_rig(&g);
                open_rig(&g, path);
            }
        }
        states[way] = state_of(&g, &a);
        int64_t strata = query_int(g.store, "SELECT count(DISTINCT stratum) FROM sample_t");
        assert_in_range((uintmax_t)strata, STRATA_MAX / 3, STRATA_MAX);
        close_rig(&g);
    }
    assert_true(str_starts(states[0], S("0.25 ")));
    assert_true(str_eq(states[0], states[1]));
    assert_true(str_eq(states[0], states[2]));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lowest_hashes_are_kept),
        cmocka_unit_test(a_sample_comes_back_as_it_was),
        cmocka_unit_test(texts_that_begin_otherwise_have_places_of_their_own),
        cmocka_unit_test(too_many_strata_are_halved_in_any_order),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove_scratch();
    return failed;
}
