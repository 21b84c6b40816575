// test_image.c - rows that were put together as bytes: SQLite reads what was meant, and is content.
#include "fake_stream.h"

#include "store/database.h"
#include "store/image.h"

// Row `id` of segment_t: integers of every size, texts and blobs of every length up to two pages.
struct made {
    int64_t values[3];
    struct str last;
    bool is_text;
};

static struct made make(int64_t id, struct arena *a)
{
    uint64_t seed = hash_words((uint64_t[]){(uint64_t)id}, 1);
    struct made m = {.is_text = id % 2};
    for (int i = 0; i < 3; i++) {
        uint64_t bits = hash_words((uint64_t[]){seed, (uint64_t)i}, 2);
        m.values[i] = (int64_t)bits >> (bits % 64);
    }
    size_t len = id % 500 == 0 ? seed % 200000 : id % 100 == 0 ? seed % 3000 : seed % 150;
    char *bytes = arena_raw(a, len + 1);
    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)('a' + (seed >> (i % 50)) % 26);
    m.last = (struct str){bytes, len};
    return m;
}

static void add(struct image *image, int64_t id)
{
    struct arena a = {0};
    struct made m = make(id, &a);
    struct image_row row = {.id = id,
                            .values = m.values,
                            .count = 3,
                            .last = m.last,
                            .kind = m.is_text ? CELL_TEXT : CELL_BLOB};
    image_add(image, IMAGE_SEGMENTS, &row);
    arena_release(&a);
}

static void assert_row(sqlite3_stmt *t, int64_t id)
{
    struct arena a = {0};
    struct err e = {0};
    struct made m = make(id, &a);
    bool has_row = false;
    OK(db_row(t, &has_row, &e));
    assert_true(has_row);
    assert_true(sqlite3_column_int64(t, 0) == id);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(sqlite3_column_type(t, 1 + i), SQLITE_INTEGER);
        assert_true(sqlite3_column_int64(t, 1 + i) == m.values[i]);
    }
    assert_int_equal(sqlite3_column_type(t, 4), m.is_text ? SQLITE_TEXT : SQLITE_BLOB);
    assert_true(str_eq(db_column_str(t, 4), m.last));
    arena_release(&a);
}

static void assert_rows(struct store *s, int64_t count)
{
    struct err e = {0};
    sqlite3_stmt *t = NULL;
    OK(db_prepare(s->db, "SELECT id, hash, kind, bytes, text FROM segment_t ORDER BY id", &t, &e));
    for (int64_t id = 1; id <= count; id++)
        assert_row(t, id);
    assert_int_equal(sqlite3_step(t), SQLITE_DONE);
    sqlite3_finalize(t);
    assert_int_equal(query_int(s, "SELECT count(*) FROM pragma_integrity_check() WHERE "
                                  "integrity_check = 'ok'"),
                     1);
}

static void rows_are_what_was_meant_however_many_go_in_at_once(void **state)
{
    (void)state;
    static const int64_t counts[] = {0, 1, 2, 700, 1, 30000, 5};
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "image.db"), STORE_WRITE);
    int64_t id = 0;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        OK(store_begin(s, &e));
        for (int64_t n = 0; n < counts[i]; n++)
            add(s->image, ++id);
        OK(store_end(s, &e));
        assert_rows(s, id);
    }
    store_close(s);
    arena_release(&a);
}

static void the_longest_row_that_needs_no_other_page_and_the_next(void **state)
{
    (void)state;
    enum { FIRST = 65536 - 35 - 20, LAST = 65536 };
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "edge.db"), STORE_WRITE);
    char *bytes = arena_raw(&a, LAST);
    for (size_t i = 0; i < LAST; i++)
        bytes[i] = (char)(i * 7 % 251);
    int64_t values[3] = {0, 1, -1};
    OK(store_begin(s, &e));
    for (size_t len = FIRST; len <= LAST; len++) {
        struct image_row row = {
            .id = (int64_t)len, .values = values, .count = 3, .last = {bytes, len}};
        image_add(s->image, IMAGE_SEGMENTS, &row);
    }
    OK(store_end(s, &e));
    sqlite3_stmt *t = NULL;
    OK(db_prepare(s->db, "SELECT text FROM segment_t ORDER BY id", &t, &e));
    for (size_t len = FIRST; len <= LAST; len++) {
        bool has_row = false;
        OK(db_row(t, &has_row, &e));
        assert_true(has_row && str_eq(db_column_str(t, 0), (struct str){bytes, len}));
    }
    sqlite3_finalize(t);
    store_close(s);
    arena_release(&a);
}

static void ids_are_of_any_size(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "ids.db"), STORE_WRITE);
    static const int64_t values[9] = {0};
    int64_t ids[128] = {INT64_MIN, -1, 0};
    size_t count = 3;
    for (int bit = 0; bit < 63; bit++) {
        ids[count++] = 1LL << bit;
        if (bit > 1)
            ids[count++] = (1LL << bit) + (1LL << (bit - 1));
    }
    OK(store_begin(s, &e));
    for (size_t i = 0; i < count; i++) {
        struct image_row row = {.id = ids[i], .values = values, .count = 9, .kind = CELL_NO_LAST};
        image_add(s->image, IMAGE_USER_DAYS, &row);
    }
    OK(store_end(s, &e));
    sqlite3_stmt *t = NULL;
    OK(db_prepare(s->db, "SELECT id FROM user_day_t ORDER BY id", &t, &e));
    for (size_t i = 0; i < count; i++) {
        bool has_row = false;
        OK(db_row(t, &has_row, &e));
        assert_true(has_row && sqlite3_column_int64(t, 0) == ids[i]);
    }
    sqlite3_finalize(t);
    store_close(s);
    arena_release(&a);
}

static void what_is_rolled_back_is_forgotten(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "back.db"), STORE_WRITE);
    OK(store_begin(s, &e));
    add(s->image, 1);
    OK(store_end(s, &e));
    OK(store_begin(s, &e));
    add(s->image, 2);
    store_rollback(s);
    OK(store_begin(s, &e));
    OK(store_end(s, &e));
    assert_rows(s, 1);
    store_close(s);
    arena_release(&a);
}

static void a_row_that_cannot_be_copied_leaves_the_tables_as_they_were(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "twice.db"), STORE_WRITE);
    OK(store_begin(s, &e));
    add(s->image, 1);
    OK(store_end(s, &e));
    OK(store_begin(s, &e));
    add(s->image, 1);
    assert_false(store_end(s, &e));
    assert_int_equal(e.code, ERR_DB);
    assert_rows(s, 1);
    e = (struct err){0};
    OK(store_begin(s, &e));
    add(s->image, 2);
    OK(store_end(s, &e));
    assert_rows(s, 2);
    store_close(s);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_what_was_meant_however_many_go_in_at_once),
        cmocka_unit_test(the_longest_row_that_needs_no_other_page_and_the_next),
        cmocka_unit_test(ids_are_of_any_size),
        cmocka_unit_test(what_is_rolled_back_is_forgotten),
        cmocka_unit_test(a_row_that_cannot_be_copied_leaves_the_tables_as_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
