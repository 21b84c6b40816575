// test_row_pages.c - requests read from the pages of the file are those that SQL reads, in any
// order.
#include "fake_stream.h"

#include "store/cursor.h"
#include "store/database.h"
#include "store/row.h"
#include "store/row_pages.h"
#include "store/time_rows.h"

enum { ROWS = 4000, LONG_CHAIN = 40000, PAGE_BYTES = 16384, TREE_PAGES = 20 };

static const char columns[] = "SELECT r.id, r.ts, r.question_bytes FROM request_t AS r";

// Times go up in `stretches` stretches, with equal ones and, in the first, unknown ones.
static void write_rows(struct store *s, int64_t first, int64_t stretches)
{
    static char chain[LONG_CHAIN];
    struct err e = {0};
    struct row_table t = {0};
    OK(store_begin(s, &e));
    OK(row_table_open(&t, s->db, &e));
    for (int64_t id = first; id < first + ROWS; id++) {
        struct record r;
        struct row row;
        record_init(&r);
        row_from_record(&row, &r);
        row.id = id;
        for (int c = 0; c < ROW_COLUMNS; c++) {
            uint64_t seed = hash_words((uint64_t[]){(uint64_t)id, (uint64_t)c}, 2);
            if (c != ROW_FLAGS)
                row.v[c] = seed % 4 == 0 ? UNKNOWN : (int64_t)seed >> (seed % 64);
        }
        for (int c = ROW_COMMON; c < ROW_COMMON_END; c++)
            row.v[c] = id % 7;
        row.v[ROW_ATTRIBUTION] = 1;
        row.v[ROW_IDENTITY] = id;
        row.v[ROW_SOURCE] = 1;
        row.v[ROW_OFFSET] = row.v[ROW_ENTRY] = id;
        row.v[ROW_TS] = id < 10 ? UNKNOWN : id / 3 % (ROWS / 3 / stretches + 1) * 1000;
        row.extra[EXTRA_SEED] = id % 5 == 0 ? id : UNKNOWN;
        row.chain = (struct str){chain, id % 50 == 0 ? LONG_CHAIN : (size_t)id % 30};
        OK(row_append(&t, &row, &e));
    }
    row_flush(&t, s->image);
    row_table_close(&t);
    OK(store_end(s, &e));
}

static struct store *written(const char *path, int64_t stretches)
{
    struct store *s = open_store(path, STORE_WRITE);
    write_rows(s, 1, stretches);
    store_close(s);
    return open_store(path, STORE_READ);
}

// The rows of the options, without SQL if that can be, and with it.
static int64_t compare(struct store *s, struct cursor_options o)
{
    struct err e = {0};
    struct where always = {.sql = S("1")};
    struct cursor *pages = NULL;
    struct cursor *sql = NULL;
    struct request got = {0};
    struct request want = {0};
    bool has[2] = {true, true};
    int64_t count = 0;
    OK(cursor_open(s, &o, &pages, &e));
    o.where = &always;
    OK(cursor_open(s, &o, &sql, &e));
    for (; has[0]; count += has[0]) {
        OK(cursor_next(pages, &got, &has[0], &e));
        OK(cursor_next(sql, &want, &has[1], &e));
        assert_int_equal(has[0], has[1]);
        got.who = want.who;
        if (want.temperature != want.temperature)
            want.temperature = got.temperature = 0;
        assert_memory_equal(&got, &want, sizeof got);
    }
    cursor_close(pages);
    cursor_close(sql);
    return count;
}

static void every_order_period_and_choice_of_columns_gives_what_sql_gives(void **state)
{
    (void)state;
    static const struct {
        unsigned want, thin;
        int64_t after, begin_us, end_us, rows;
    } cases[] = {
        {CURSOR_PRINTS | CURSOR_PARTS | CURSOR_FACTS | CURSOR_ORIGIN, 0, 0, UNKNOWN, UNKNOWN, ROWS},
        {CURSOR_LEAN, 0, 0, UNKNOWN, UNKNOWN, ROWS},
        {CURSOR_THIN, THIN_SIZES | THIN_USER | THIN_SOURCE, 0, UNKNOWN, UNKNOWN, ROWS},
        {CURSOR_PRINTS, 0, 1234, UNKNOWN, UNKNOWN, ROWS - 1234},
        {CURSOR_PRINTS, 0, ROWS, UNKNOWN, UNKNOWN, 0},
        {CURSOR_PRINTS, 0, 0, ROW_EPOCH_US, UNKNOWN, ROWS - 9},
        {CURSOR_PRINTS, 0, 5, ROW_EPOCH_US, ROW_EPOCH_US, 0},
    };
    static const int64_t stretches[] = {1, 3, 16, 40};
    struct arena a = {0};
    for (size_t k = 0; k < sizeof stretches / sizeof *stretches; k++) {
        struct store *s = written(scratch_file(&a, "pages.db"), stretches[k]);
        for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
            struct cursor_options o;
            cursor_options_init(&o);
            o.order = i % 2 ? CURSOR_BY_TIME : CURSOR_BY_ROW;
            o.want = cases[i / 2].want;
            o.thin = cases[i / 2].thin;
            o.after = cases[i / 2].after;
            o.begin_us = cases[i / 2].begin_us;
            o.end_us = cases[i / 2].end_us;
            assert_int_equal(compare(s, o), cases[i / 2].rows);
        }
        store_close(s);
    }
    arena_release(&a);
}

static bool can_read_pages(struct store *s)
{
    struct err e = {0};
    struct row_pages *p = NULL;
    OK(row_pages_open(s->db, columns, 0, &p, &e));
    row_pages_close(p);
    return p != NULL;
}

static bool can_merge_stretches(struct store *s)
{
    struct err e = {0};
    struct cursor_options o;
    struct time_rows *t = NULL;
    cursor_options_init(&o);
    OK(time_rows_open(s->db, columns, &o, &t, &e));
    time_rows_close(t);
    return t != NULL;
}

static void pages_are_read_only_where_the_file_has_all_there_is(void **state)
{
    (void)state;
    struct arena a = {0};
    const char *path = scratch_file(&a, "wal.db");
    struct store *reader = written(path, 1);
    assert_true(can_read_pages(reader));
    struct store *writer = open_store(path, STORE_WRITE);
    assert_false(can_read_pages(writer));
    write_rows(writer, ROWS + 1, 1);
    assert_false(can_read_pages(reader));
    struct cursor_options o;
    cursor_options_init(&o);
    assert_int_equal(compare(reader, o), 2 * ROWS);
    store_close(writer);
    store_close(reader);
    arena_release(&a);
}

static void rows_that_a_writer_adds_meanwhile_are_not_of_the_scan(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    const char *path = scratch_file(&a, "meanwhile.db");
    struct store *reader = written(path, 1);
    struct cursor_options o;
    struct cursor *c = NULL;
    struct request r;
    bool has = true;
    int64_t count = 0;
    cursor_options_init(&o);
    OK(cursor_open(reader, &o, &c, &e));
    struct store *writer = open_store(path, STORE_WRITE);
    write_rows(writer, ROWS + 1, 1);
    store_close(writer);
    for (; has; count += has)
        OK(cursor_next(c, &r, &has, &e));
    assert_int_equal(count, ROWS);
    cursor_close(c);
    store_close(reader);
    arena_release(&a);
}

static void few_stretches_are_merged_and_many_left_to_sql(void **state)
{
    (void)state;
    static const struct {
        int64_t stretches;
        bool is_merged;
    } cases[] = {{1, true}, {3, true}, {16, true}, {40, false}};
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct store *s = written(scratch_file(&a, "stretches.db"), cases[i].stretches);
        assert_int_equal(can_merge_stretches(s), cases[i].is_merged);
        store_close(s);
    }
    arena_release(&a);
}

static bool is_always(void *self)
{
    (void)self;
    return true;
}

static void the_look_at_times_can_be_stopped(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct time_rows *t = NULL;
    const char *path = scratch_file(&a, "stop.db");
    store_close(written(path, 1));
    struct store *s = open_store(path, STORE_WRITE);
    for (int64_t i = 1; i < 5; i++)
        write_rows(s, i * ROWS + 1, 1);
    store_close(s);
    s = open_store(path, STORE_READ);
    struct cursor_options o;
    cursor_options_init(&o);
    o.stop = is_always;
    assert_false(time_rows_open(s->db, columns, &o, &t, &e));
    assert_int_equal(e.code, ERR_INTERRUPTED);
    store_close(s);
    arena_release(&a);
}

// Whatever bytes are changed: an error or other values, never a read outside of a page.
static void a_damaged_file_is_an_error_at_worst(void **state)
{
    (void)state;
    enum { TRIALS = 300, CHANGES = 40 };
    struct arena a = {0};
    const char *path = scratch_file(&a, "damaged.db");
    store_close(written(path, 1));
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    uint64_t pages = (uint64_t)ftell(f) / PAGE_BYTES;
    int64_t errors = 0;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        struct err e = {0};
        for (uint64_t i = 0; i < CHANGES; i++) {
            uint64_t seed = hash_words((uint64_t[]){trial, i}, 2);
            uint64_t at =
                (2 + seed % (pages - 2)) * PAGE_BYTES + (seed >> 32) % (i % 2 ? PAGE_BYTES : 64);
            assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
            assert_true(fputc((int)(seed >> 24 & 255), f) != EOF);
        }
        assert_int_equal(fflush(f), 0);
        struct store *s = NULL;
        if (!store_open(str_of(path), STORE_READ, NULL, &s, &e))
            continue;
        struct row_pages *p = NULL;
        int64_t values[ROW_PAGES_VALUES];
        bool has = true;
        bool ok = row_pages_open(s->db, columns, 0, &p, &e);
        while (ok && p && has)
            ok = row_pages_next(p, values, &has, &e);
        errors += !ok;
        row_pages_close(p);
        store_close(s);
    }
    assert_true(errors > 0);
    assert_int_equal(fclose(f), 0);
    arena_release(&a);
}

// Big-endian, as the file has them.
static void put_number(unsigned char *at, int bytes, uint64_t n)
{
    for (int i = bytes - 1; i >= 0; i--, n >>= 8)
        at[i] = (unsigned char)(n & 255);
}

static uint32_t number_at(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void page_io(const char *path, uint32_t page, unsigned char *bytes, bool is_written)
{
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    assert_int_equal(fseek(f, (long)(page - 1) * PAGE_BYTES, SEEK_SET), 0);
    size_t n = is_written ? fwrite(bytes, 1, PAGE_BYTES, f) : fread(bytes, 1, PAGE_BYTES, f);
    assert_int_equal(n, PAGE_BYTES);
    assert_int_equal(fclose(f), 0);
}

// An interior page whose children are all the same one, for rows up to first_key, first_key + 1...
static void write_interior(const char *path, uint32_t page, int cells, uint32_t first_key,
                           uint32_t child)
{
    enum { HEAD = 12, CELL = 8 };
    unsigned char bytes[PAGE_BYTES] = {5};
    put_number(bytes + 3, 2, (uint64_t)cells);
    put_number(bytes + 8, 4, child);
    for (int i = 0; i < cells; i++) {
        size_t at = (size_t)(HEAD + 2 * cells + CELL * i);
        put_number(bytes + HEAD + 2 * i, 2, at);
        put_number(bytes + at, 4, child);
        // Four groups of seven bits.
        for (int k = 0; k < 4; k++)
            bytes[at + 4 + (size_t)k] =
                (unsigned char)(((first_key + (uint32_t)i) >> (21 - 7 * k) & 127) |
                                (k < 3 ? 128 : 0));
    }
    page_io(path, page, bytes, true);
}

// The root of the requests, and the leaves below it: TREE_PAGES pages.
static void find_tree(const char *path, uint32_t *pages)
{
    struct err e = {0};
    struct store *s = open_store(path, STORE_READ);
    sqlite3_stmt *root = NULL;
    bool has = false;
    unsigned char bytes[PAGE_BYTES];
    OK(db_prepare(s->db, "SELECT rootpage FROM sqlite_schema WHERE name = 'request_t'", &root, &e));
    OK(db_row(root, &has, &e));
    pages[0] = (uint32_t)sqlite3_column_int64(root, 0);
    sqlite3_finalize(root);
    store_close(s);
    page_io(path, pages[0], bytes, false);
    assert_int_equal(bytes[0], 5);
    for (size_t i = 1; i < TREE_PAGES; i++) {
        size_t cell = (size_t)bytes[12 + 2 * (i - 1)] << 8 | bytes[12 + 2 * (i - 1) + 1];
        pages[i] = number_at(bytes + cell);
    }
}

// What the root and the pages below it become.
enum damage_kind {
    SAME_LEAF,      // the last of some levels is a leaf
    OWN_ANCESTOR,   // it is the root
    OWN_CHILD,      // it is the last one itself
    EMPTY_LEAF,     // a leaf without rows
    EMPTY_INTERIOR  // as are all but the root without keys: they have one child each
};

static void damage(const char *path, enum damage_kind kind, int levels, int cells, uint32_t key)
{
    uint32_t pages[TREE_PAGES];
    unsigned char leaf[PAGE_BYTES] = {13};
    find_tree(path, pages);
    uint32_t last = kind == OWN_ANCESTOR ? pages[0]
                    : kind == OWN_CHILD  ? pages[levels - 1]
                                         : pages[levels];
    for (int i = 0; i < levels; i++)
        write_interior(path, pages[i], kind == EMPTY_INTERIOR && i ? 0 : cells, key,
                       i + 1 == levels ? last : pages[i + 1]);
    if (kind == EMPTY_LEAF)
        page_io(path, pages[levels], leaf, true);
}

static bool read_all(const char *path, int64_t after, int64_t *rows, struct err *e)
{
    struct store *s = open_store(path, STORE_READ);
    struct row_pages *p = NULL;
    int64_t values[ROW_PAGES_VALUES];
    bool has = true;
    bool ok = row_pages_open(s->db, columns, after, &p, e);
    assert_true(!ok || p);
    for (*rows = 0; ok && has; *rows += ok && has)
        ok = row_pages_next(p, values, &has, e);
    row_pages_close(p);
    store_close(s);
    return ok;
}

// Without a look at the order, 900 children on each of 18 levels would take for ever.
static void pages_that_are_met_twice_are_damage(void **state)
{
    (void)state;
    static const struct {
        enum damage_kind kind;
        int levels, cells;
        uint32_t key;
        int64_t after;
    } cases[] = {
        {SAME_LEAF, 1, 2, 1 << 20, 0},
        {SAME_LEAF, 1, 2, 1 << 20, 10},
        {SAME_LEAF, 1, 2, 1 << 20, 1 << 19},
        {SAME_LEAF, 6, 2, 1 << 20, 0},
        {SAME_LEAF, 18, 900, 1 << 20, 0},
        {SAME_LEAF, 18, 900, 1 << 20, 1 << 19},
        {SAME_LEAF, 18, 900, 1, 0},
        {OWN_ANCESTOR, 1, 900, 1 << 20, 0},
        {OWN_ANCESTOR, 3, 900, 1 << 20, (1 << 20) + 5},
        {OWN_CHILD, 2, 900, 1 << 20, (1 << 20) + 5},
        {EMPTY_LEAF, 2, 3, 1 << 20, 0},
        {EMPTY_LEAF, 18, 900, 1 << 20, 0},
        {EMPTY_INTERIOR, 3, 3, 1 << 20, 0},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err e = {0};
        int64_t rows = 0;
        const char *path = scratch_file(&a, "twice.db");
        store_close(written(path, 1));
        damage(path, cases[i].kind, cases[i].levels, cases[i].cells, cases[i].key);
        if (read_all(path, cases[i].after, &rows, &e))
            fail_msg("case %zu: %lld rows, no error", i, (long long)rows);
        assert_int_equal(e.code, ERR_DB);
        assert_true(str_contains(str_of(e.text), S("database is damaged")));
        assert_true(rows < ROWS);
    }
    arena_release(&a);
}

static void children_in_another_order_are_damage(void **state)
{
    (void)state;
    struct arena a = {0};
    const char *path = scratch_file(&a, "order.db");
    uint32_t pages[TREE_PAGES];
    unsigned char root[PAGE_BYTES];
    store_close(written(path, 1));
    find_tree(path, pages);
    page_io(path, pages[0], root, false);
    for (int64_t after = 0; after < ROWS; after += ROWS - 1) {
        struct err e = {0};
        int64_t rows = 0;
        assert_true(read_all(path, after, &rows, &e));
        assert_int_equal(rows, ROWS - after);
    }
    // The second and the third of the children change places; then, the keys of their rows.
    for (size_t from = 0; from <= 4; from += 4) {
        unsigned char changed[PAGE_BYTES];
        struct err e = {0};
        int64_t rows = 0;
        memcpy(changed, root, PAGE_BYTES);
        size_t two = (size_t)root[14] << 8 | root[15];
        size_t three = (size_t)root[16] << 8 | root[17];
        memcpy(changed + two + from, root + three + from, from ? 2 : 4);
        memcpy(changed + three + from, root + two + from, from ? 2 : 4);
        page_io(path, pages[0], changed, true);
        assert_false(read_all(path, 0, &rows, &e));
        assert_int_equal(e.code, ERR_DB);
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_order_period_and_choice_of_columns_gives_what_sql_gives),
        cmocka_unit_test(pages_are_read_only_where_the_file_has_all_there_is),
        cmocka_unit_test(rows_that_a_writer_adds_meanwhile_are_not_of_the_scan),
        cmocka_unit_test(few_stretches_are_merged_and_many_left_to_sql),
        cmocka_unit_test(the_look_at_times_can_be_stopped),
        cmocka_unit_test(a_damaged_file_is_an_error_at_worst),
        cmocka_unit_test(pages_that_are_met_twice_are_damage),
        cmocka_unit_test(children_in_another_order_are_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
