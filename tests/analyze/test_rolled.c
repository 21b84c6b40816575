// test_rolled.c - roll-ups chosen by a filter, with what is being loaded behind them, give what a
// scan gives; so do lists of the newest requests that read a part of the table.
#include "tests/store/fake_stream.h"

#include "analyze/findings.h"
#include "analyze/request_list.h"
#include "analyze/rolled.h"

enum { CALLS = 3000, LATE = 400, DAY_S = 86400 };

static const char *const features[] = {"search", "chat", "agent", NULL};

static uint64_t random_of(int64_t i, uint64_t what)
{
    return hash_words((uint64_t[]){(uint64_t)i, what, 9}, 3);
}

// Over ten days, not in the order of time: most calls are near their place, some anywhere. A
// feature that begins late, calls without a time.
static void plant(struct fake *f, struct arena *a, int64_t from, int64_t count)
{
    fake_init(f);
    for (int64_t i = from; i < from + count; i++) {
        struct record *r = fake_record(f, str_fmt(a, "call-%06lld", (long long)i).ptr);
        int64_t place_s = i * 10 * DAY_S / CALLS + (int64_t)(random_of(i, 1) % 600);
        if (i % 50 == 0)
            place_s = (int64_t)(random_of(i, 2) % (10 * DAY_S));
        r->ts_us = i % 211 == 7 ? UNKNOWN : 1788220800000000LL + place_s * 1000000 + i % 1000;
        const char *feature = features[random_of(i, 3) % 4];
        r->names[NAME_FEATURE] = i > CALLS / 2 && i % 97 == 0 ? S("late")
                                 : feature                    ? str_of(feature)
                                                              : (struct str){0};
        r->names[NAME_USER] = str_fmt(a, "u%lld", (long long)(i % 40));
        r->status = i % 31 == 0 ? 500 : 200;
        r->is_error = i % 31 == 0;
        r->cost_nusd = (int64_t)(random_of(i, 4) % 1000000);
        r->latency_us = (int64_t)(random_of(i, 5) % 9000000);
    }
}

static void no_price(void *self, struct record *r)
{
    (void)self;
    (void)r;
}

static int64_t four_bytes_a_token(void *self, struct str model)
{
    (void)self;
    (void)model;
    return 4000;
}

static void each_its_own(const struct mined_shape *shapes, size_t count, size_t *template_of)
{
    (void)shapes;
    for (size_t i = 0; i < count; i++)
        template_of[i] = i;
}

static const struct settle_hooks hooks = {
    .price = no_price,
    .bytes_per_ktok = four_bytes_a_token,
    .mine = each_its_own,
};

// A settled database; is_loading: with rows behind the settled ones.
static struct store *open_planted(struct arena *a, bool is_loading)
{
    struct err e = {0};
    struct ledger ledger = {0}, added;
    struct fake *f = ARENA_NEW(a, struct fake);
    const char *path = scratch_file(a, "rolled.db");
    struct store *s = open_store(path, STORE_WRITE);
    plant(f, a, 0, CALLS);
    fake_ingest(s, f, "planted.jsonl", &ledger, &added);
    OK(store_settle(s, &hooks, &e));
    if (is_loading) {
        plant(f, a, CALLS, LATE);
        fake_ingest(s, f, "late.jsonl", &ledger, &added);
    }
    store_close(s);
    int64_t rows = 0;
    s = open_store(path, STORE_READ);
    OK(store_settled_rows(s, &rows, &e));
    assert_int_equal(rows, CALLS);
    arena_release(&f->arena);
    return s;
}

struct asked {
    const char *where;
    int64_t since_h, until_h;  // hours since the first call; UNKNOWN = open
    bool is_rolled;            // what roll-ups can tell
};

static const struct asked asked[] = {
    {"", UNKNOWN, UNKNOWN, true},
    {"", 30, UNKNOWN, true},
    {"", UNKNOWN, 100, true},
    {"feature=search", UNKNOWN, UNKNOWN, true},
    {"feature=late", UNKNOWN, UNKNOWN, true},
    {"feature=late", 150, UNKNOWN, true},
    {"feature=late", UNKNOWN, 200, true},
    {"feature=chat,agent model~gpt", 20, 90, true},
    {"feature=", UNKNOWN, UNKNOWN, true},
    {"!feature~a provider=openai", UNKNOWN, UNKNOWN, true},
    {"feature=nothing", UNKNOWN, UNKNOWN, true},
    {"feature=search error=yes", UNKNOWN, UNKNOWN, false},
    {"has:error", UNKNOWN, UNKNOWN, false},
    {"user=u3", UNKNOWN, UNKNOWN, false},
    {"user=u3", 100, UNKNOWN, false},
};

static struct question question_of(const struct asked *how, struct filter *filter, struct arena *a)
{
    struct err e = {0};
    const int64_t hour_us = 3600000000LL;
    *filter = (struct filter){0};
    OK(filter_parse(filter, str_of(how->where), 0, a, &e));
    return (struct question){
        .filter = filter,
        .since_us = how->since_h == UNKNOWN ? UNKNOWN : 1788220800000000LL + how->since_h * hour_us,
        .until_us = how->until_h == UNKNOWN ? UNKNOWN : 1788220800000000LL + how->until_h * hour_us,
        .book_date_us = UNKNOWN,
        .top = 25,
    };
}

static void assert_agree(struct store *s, const struct asked *how)
{
    static const struct crossing by[] = {{{DIM_FEATURE}, 1}, {{DIM_DAY}, 1}};
    struct arena a = {0};
    struct err e = {0};
    struct filter filter;
    struct counting what = {.crossings = by, .crossing_count = 2};
    struct question q = question_of(how, &filter, &a);
    struct findings found[2];
    for (int i = 0; i < 2; i++) {
        struct question asking = q;
        struct question *kept = ARENA_NEW(&a, struct question);
        asking.must_scan = i == 1;
        *kept = asking;
        OK(findings_collect(&found[i], s, kept, &what, &a, &e));
    }
    assert_true(found[1].is_scan);
    assert_int_equal(found[0].is_scan, !how->is_rolled);
    if (found[0].total.requests != found[1].total.requests)
        print_error("%s: %lld, not %lld\n", how->where, (long long)found[0].total.requests,
                    (long long)found[1].total.requests);
    assert_memory_equal(&found[0].total, &found[1].total, sizeof found[0].total);
    assert_memory_equal(found[0].latency, found[1].latency, sizeof *found[0].latency);
    if (how->since_h == UNKNOWN)
        assert_int_equal(found[0].first_us, found[1].first_us);
    if (how->until_h == UNKNOWN)
        assert_int_equal(found[0].last_us, found[1].last_us);
    for (int i = 0; i < 2; i++)
        assert_int_equal(found[0].groupings[i].count, found[1].groupings[i].count);
    filter_release(&filter);
    arena_release(&a);
}

static void rollups_and_what_is_loaded_behind_them_give_what_a_scan_gives(void **state)
{
    (void)state;
    for (int is_loading = 0; is_loading < 2; is_loading++) {
        struct arena a = {0};
        struct store *s = open_planted(&a, is_loading);
        for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
            assert_agree(s, &asked[i]);
        store_close(s);
        arena_release(&a);
    }
}

// The list of a question, as one text of ids.
static struct str list_of(struct store *s, const struct question *q, bool has_no_totals,
                          struct arena *a)
{
    struct err e = {0};
    struct request_list list = {.has_no_totals = has_no_totals};
    struct answer answer = {.arena = a};
    struct buf out = {.arena = a};
    int64_t requests = 0;
    OK(request_list_answer(s, q, &list, &answer, &requests, &e));
    for (int i = 0; i < answer.table_count; i++) {
        const struct table *t = answer.tables[i];
        if (!str_eq(t->key, S("requests")))
            continue;
        for (int64_t row = 0; row < t->row_count; row++)
            buf_fmt(&out, "%016llx\n", (unsigned long long)t->cells[row * t->column_count].i);
    }
    buf_byte(&out, 0);
    return buf_view(&out);
}

static void the_newest_requests_are_those_of_a_whole_scan(void **state)
{
    (void)state;
    for (int is_loading = 0; is_loading < 2; is_loading++) {
        struct arena a = {0};
        struct store *s = open_planted(&a, is_loading);
        for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
            struct filter filter;
            struct question q = question_of(&asked[i], &filter, &a);
            struct question scanned = q;
            scanned.must_scan = true;
            const char *want = list_of(s, &scanned, false, &a).ptr;
            assert_string_equal(list_of(s, &q, false, &a).ptr, want);
            assert_string_equal(list_of(s, &q, true, &a).ptr, want);
            filter_release(&filter);
        }
        store_close(s);
        arena_release(&a);
    }
    remove_scratch();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rollups_and_what_is_loaded_behind_them_give_what_a_scan_gives),
        cmocka_unit_test(the_newest_requests_are_those_of_a_whole_scan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
