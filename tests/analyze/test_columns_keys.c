// test_columns_keys.c - keys, selections and labels of columns against naive ones.
#include "base/buf.h"
#include "planted_columns.h"

enum { KEYS = 12, HEX_BYTES = 17 };

// One part of a key as text; false = the request lacks it. Having no system prompt is a value
// beside other parts.
static bool add_part(struct buf *key, const struct request *r, enum key_part part)
{
    static const enum print prints[KEY_PARTS] = {
        [KEY_REQUEST] = PRINT_REQUEST,   [KEY_CONTENT] = PRINT_CONTENT, [KEY_NORMAL] = PRINT_NORMAL,
        [KEY_QUESTION] = PRINT_QUESTION, [KEY_SYSTEM] = PRINT_SYSTEM,   [KEY_OUTPUT] = PRINT_OUTPUT,
    };
    const struct str *names = r->who->names;
    struct str model = names[names[NAME_MODEL_REQUESTED].ptr ? NAME_MODEL_REQUESTED : NAME_MODEL];
    buf_fmt(key, "|%d:", part);
    switch (part) {
    case KEY_MODEL:
        buf_str(key, model);
        return true;
    case KEY_TEMPERATURE:
        buf_fmt(key, "%g", r->temperature);
        return true;
    case KEY_TEAM:
        buf_str(key, names[NAME_TEAM]);
        return names[NAME_TEAM].ptr != NULL;
    case KEY_USER:
        buf_fmt(key, "%lld", (long long)r->user_id);
        return r->user_id != UNKNOWN;
    case KEY_SESSION:
        buf_fmt(key, "%lld", (long long)r->session_id);
        return r->session_id != UNKNOWN;
    case KEY_ANSWER:
        buf_fmt(key, "%llx", (unsigned long long)r->facts.answer_normal_fp);
        return r->facts.answer_normal_fp != 0;
    case KEY_TEMPLATE:
        return false;
    case KEY_REQUEST:
    case KEY_CONTENT:
    case KEY_NORMAL:
    case KEY_QUESTION:
    case KEY_SYSTEM:
    case KEY_OUTPUT:
    case KEY_NEAR:
    case KEY_PARTS:
        break;
    }
    buf_fmt(key, "%llx", (unsigned long long)r->print[prints[part]]);
    return r->print[prints[part]] != 0;
}

static void assert_key(const struct planted *p, const struct key_column *key)
{
    struct arena scratch = {0};
    struct intern seen = {.arena = &scratch};
    for (int64_t i = 0; i < p->count; i++) {
        struct buf text = {.arena = &scratch};
        bool has = true;
        for (int part = 0; part < KEY_PARTS; part++)
            if (key->spec.parts >> part & 1)
                has &= add_part(&text, &p->requests[i], (enum key_part)part) ||
                       (part == KEY_SYSTEM && key->spec.parts != 1U << KEY_SYSTEM);
        assert_int_equal(key->ids[i], has ? intern_put(&seen, buf_view(&text), NULL) + 1 : 0);
    }
    assert_int_equal(key->distinct, seen.len);
    arena_release(&scratch);
}

static void keys_are_numbered_by_first_sight(void **state)
{
    (void)state;
    static const unsigned specs[KEYS] = {
        1U << KEY_REQUEST,
        1U << KEY_CONTENT | 1U << KEY_MODEL,
        1U << KEY_NORMAL | 1U << KEY_TEAM,
        1U << KEY_QUESTION | 1U << KEY_USER,
        1U << KEY_SYSTEM,
        1U << KEY_OUTPUT,
        1U << KEY_ANSWER | 1U << KEY_SESSION,
        1U << KEY_TEMPERATURE,
        1U << KEY_MODEL,
        1U << KEY_USER,
        1U << KEY_TEMPLATE,
        1U << KEY_QUESTION | 1U << KEY_SYSTEM | 1U << KEY_MODEL | 1U << KEY_TEMPERATURE,
    };
    struct planted p;
    struct columns c;
    plant(&p, 6);
    struct column_wants wants = {.arena = &p.arena};
    for (int k = 0; k < KEYS; k++)
        assert_int_equal(column_wants_key(&wants, (struct key_spec){.parts = specs[k]}), k);
    load(&p, &wants, &c);
    assert_int_equal(c.key_count, KEYS);
    for (int k = 0; k < KEYS; k++) {
        assert_int_equal(c.keys[k].spec.parts, specs[k]);
        assert_key(&p, &c.keys[k]);
    }
    assert_true(c.keys[1].distinct > 50);
    columns_close(&c);
    clear_away(&p);
}

static bool is_among(const int64_t *rows, int64_t count, int64_t row)
{
    for (int64_t i = 0; i < count; i++)
        if (rows[i] == row)
            return true;
    return false;
}

static int64_t rows_of(struct planted *p, const struct filter *f, int64_t rows[ROWS])
{
    struct err e = {0};
    struct cursor_options options;
    struct where where = {0};
    struct cursor *cursor = NULL;
    struct request r;
    bool has = true;
    int64_t count = 0;
    cursor_options_init(&options);
    OK(filter_sql(f, &where, &p->arena, &e));
    options.where = &where;
    OK(cursor_open(p->store, &options, &cursor, &e));
    for (;;) {
        OK(cursor_next(cursor, &r, &has, &e));
        if (!has)
            break;
        rows[count++] = r.rowid;
    }
    cursor_close(cursor);
    return count;
}

static void selections_are_the_rows_of_their_filters(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "feature=search",      "team=growth user!=x", "!error=yes",
        "has:cache",           "input_tok>1000000",   "user=",
        "model~^g tier=batch", "time_words=now",      "feature=search,chat",
        "feature=nobody",
    };
    enum { FILTERS = sizeof texts / sizeof *texts };
    struct err e = {0};
    struct planted p;
    struct columns c;
    struct filter filters[FILTERS];
    int64_t rows[ROWS];
    plant(&p, 7);
    struct column_wants wants = {.arena = &p.arena};
    for (int f = 0; f < FILTERS; f++) {
        OK(filter_parse(&filters[f], str_of(texts[f]), 0, &p.arena, &e));
        assert_int_equal(column_wants_filter(&wants, &filters[f]), f);
    }
    load(&p, &wants, &c);
    assert_int_equal(c.selection_count, FILTERS);
    for (int f = 0; f < FILTERS; f++) {
        const struct selection *s = columns_selection(&c, &filters[f]);
        int64_t count = rows_of(&p, &filters[f], rows);
        int64_t selected = 0;
        for (int64_t i = 0; i < c.count; i++) {
            assert_int_equal(selection_has(s, i), is_among(rows, count, c.row[i]));
            selected += selection_has(s, i);
        }
        assert_int_equal(selected, count);
        filter_release(&filters[f]);
    }
    columns_close(&c);
    clear_away(&p);
}

static struct str hex_of(struct planted *p, int64_t i, size_t digits)
{
    return str_head(str_fmt(&p->arena, "%016llx", (unsigned long long)p->requests[i].id), digits);
}

static void labels_are_found_by_id_by_its_beginning_and_by_the_logs_own(void **state)
{
    (void)state;
    struct err e = {0};
    struct planted p;
    struct columns c;
    struct filter filter = {0};
    struct label_counts counts;
    plant(&p, 9);
    struct str not_there = hex_of(&p, 3, HEX_BYTES - 1);
    // Only requests with a time are in the columns: those without are outside.
    p.question.since_us = 0;
    struct str outside = hex_of(&p, 0, HEX_BYTES - 1);
    read_requests(&p);
    struct column_wants wants = {.arena = &p.arena, .labels = true};
    load(&p, &wants, &c);
    // The first digit of an id that no other has after it: unknown.
    char *flipped = arena_cstr(&p.arena, not_there.ptr, not_there.len);
    for (size_t i = 0; i < not_there.len; i++)
        flipped[i] = flipped[i] == 'a' ? 'b' : 'a';
    struct request_label labels[] = {
        {hex_of(&p, 0, HEX_BYTES - 1), true},
        {hex_of(&p, 1, 8), true},
        {hex_of(&p, 2, HEX_BYTES - 1), true},
        {hex_of(&p, 2, HEX_BYTES - 1), false},
        {S("call-1-7"), true},
        {{flipped, not_there.len}, true},
        {outside, true},
        {S("abc"), true},
    };
    struct labels_given given = {.list = labels, .count = sizeof labels / sizeof *labels};
    OK(columns_set_labels(&c, p.store, &given, &counts, &e));
    assert_int_equal(c.label[0], LABEL_OK);
    assert_int_equal(c.label[1], LABEL_OK);
    assert_int_equal(c.label[2], LABEL_FAILED);
    assert_int_equal(c.label[3], LABEL_NONE);
    assert_int_equal(counts.unknown, 2);
    assert_int_equal(counts.ambiguous, 0);
    int64_t call = -1;
    for (int64_t i = 0; i < c.count; i++)
        if (p.requests[i].id == store_identity(S("call-1-7")))
            call = i;
    assert_int_equal(counts.outside, 1 + (call < 0));
    assert_int_equal(counts.set, 4 + (call >= 0));
    if (call >= 0)
        assert_int_equal(c.label[call], LABEL_OK);
    columns_close(&c);
    filter_release(&filter);
    clear_away(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_numbered_by_first_sight),
        cmocka_unit_test(selections_are_the_rows_of_their_filters),
        cmocka_unit_test(labels_are_found_by_id_by_its_beginning_and_by_the_logs_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
