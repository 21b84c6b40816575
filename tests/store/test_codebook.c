// test_codebook.c - texts in codes: whatever the text, the views give it back; bounded; full texts.
#include "fake_stream.h"

#include "base/compressed.h"
#include "store/codebook.h"
#include "store/database.h"
#include "store/prompts.h"
#include "store/segments.h"
#include "store/sql.h"

struct rig {
    struct store *store;
    struct segments *texts;
};

static void open_rig(struct rig *g, const char *path)
{
    struct err e = {0};
    g->store = open_store(path, STORE_WRITE);
    OK(store_begin(g->store, &e));
    OK(segments_open(g->store, &g->texts, &e));
}

static void close_rig(struct rig *g)
{
    struct err e = {0};
    OK(segments_flush(g->texts, &e));
    segments_close(g->texts);
    OK(store_end(g->store, &e));
    store_close(g->store);
}

// Segment number `number`, from 1.
static void put(struct rig *g, int64_t number, struct str text)
{
    struct err e = {0};
    struct segment_text segment = {.hash = hash_words((uint64_t[]){(uint64_t)number}, 1),
                                   .role = ROLE_USER,
                                   .bytes = (int64_t)text.len,
                                   .text = text};
    OK(segments_put(g->texts, &segment, &e));
}

static void assert_read_back(struct store *s, int64_t number, struct str text)
{
    struct arena a = {0};
    struct err e = {0};
    struct str got = {0};
    OK(prompts_text(s, number, &got, &a, &e));
    if (!str_eq(got, text))
        print_error("%.*s\n%.*s\n", STR_ARG(text), STR_ARG(got));
    assert_true(str_eq(got, text));
    arena_release(&a);
}

static const struct {
    const char *bytes;
    size_t len;
} texts[] = {
#define T(literal)                                                                                 \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }
    T("You are a helpful assistant. Answer in one sentence, and say so when you do not know."),
    T("You are a helpful assistant. Answer in two sentences."),
    T("Current time: 2026-10-20T09:08:59.809000Z\nExtract the fields customer, reference, amount."),
    T("{\"arguments\":\"{\\\"order_id\\\":\\\"NO-960689\\\"}\",\"name\":\"lookup_order\"}"),
    T("for (int i = 0; i < 10; i++)\n        sum += cells[i];\t// indented    by    runs of   "),
    T("Grüße aus Köln: «naïve» 15 °C – der Straßenpreis beträgt 5 € pro Stück, übrigens"),
    T("请用一句话回答下面的问题，并且说明你不知道的时候。请用一句话回答。"),
    T("Ответь на вопрос одним предложением и скажи, если не знаешь ответа."),
    T("🙂🙂 emoji 🙂 between words 🙂 and at the end 🙂"),
    T("a"),
    T(" "),
    T("   "),
    T(""),
    T("\x01\x02\x03\x1f control characters \x7f are text like any other \x01"),
    T("a NUL \0 ends no text here, whatever C thinks of it, and whatever SQLite thinks of it"),
    T("bytes that are no UTF-8 \xff\xfe \xc3 \xe2\x82 are kept as they are, as bytes \xf0\x9f"),
    T("xXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXx"),
    T("0123456789012345678901234567890123456789012345678901234567890123456789 9 99 999"),
#undef T
};
enum { TEXTS = sizeof texts / sizeof *texts, TURNS = 40 };

static struct str text_of(int64_t number)
{
    size_t at = (size_t)(number - 1) % TEXTS;
    return (struct str){texts[at].bytes, texts[at].len};
}

static void every_text_comes_back_through_the_views(void **state)
{
    (void)state;
    struct arena a = {0};
    const char *path = scratch_file(&a, "codes.db");
    struct rig g = {0};
    int64_t number = 1;
    // Three ingests: the book is read back in between.
    for (int ingest = 0; ingest < 3; ingest++) {
        open_rig(&g, path);
        for (int i = 0; i < TURNS * TEXTS; i++, number++)
            put(&g, number, text_of(number));
        close_rig(&g);
    }
    struct store *s = open_store(path, STORE_READ);
    for (int64_t i = 1; i < number; i++)
        assert_read_back(s, i, text_of(i));
    // The last turn is nearly all codes: a text is a phrase or two.
    assert_true(query_int(s, "SELECT sum(length(text)) FROM segment_t WHERE id > 39 * 18 * 3") * 4 <
                query_int(s, "SELECT sum(length(CAST(text AS BLOB))) FROM segment_texts"
                             " WHERE id > 39 * 18 * 3"));
    assert_int_equal(query_int(s, "SELECT count(*) FROM segment_texts WHERE text IS NULL"), 0);
    assert_int_equal(query_int(s, "SELECT min(id) FROM word_t"), CODE_FIRST);
    assert_int_equal(query_int(s, "SELECT max(id) - count(*) FROM word_t"), CODE_FIRST - 1);
    store_close(s);
    arena_release(&a);
}

static void words_do_not_depend_on_who_repeats_a_text(void **state)
{
    (void)state;
    struct arena a = {0};
    const char *dumps[2];
    for (int repeats = 0; repeats < 2; repeats++) {
        const char *path = scratch_file(&a, "repeats.db");
        struct rig g = {0};
        open_rig(&g, path);
        for (int64_t i = 1; i <= TURNS * TEXTS; i++) {
            put(&g, i, text_of(i));
            if (repeats)
                put(&g, (i + 1) / 2, text_of((i + 1) / 2));
        }
        close_rig(&g);
        struct store *s = open_store(path, STORE_READ);
        dumps[repeats] = query_text(s,
                                    "SELECT group_concat(id || hex(text)) || (SELECT "
                                    "group_concat(hex(text)) FROM segment_t) FROM word_t",
                                    &a);
        store_close(s);
    }
    assert_string_equal(dumps[0], dumps[1]);
    arena_release(&a);
}

// Twice as many words as there are characters for: some are forgotten before they are learned.
static void a_full_book_takes_no_more_words(void **state)
{
    (void)state;
    enum { WORDS = CODE_LAST * 2, REPEATS = 2 * WORD_TIMES };
    struct arena a = {0};
    const char *path = scratch_file(&a, "full.db");
    struct rig g = {0};
    open_rig(&g, path);
    for (int64_t i = 0; i < WORDS; i++) {
        struct arena scratch = {0};
        struct str word = str_fmt(&scratch, "%05lld%05lld%05lld%05lld", (long long)i,
                                  (long long)i * 7, (long long)i * 11, (long long)i * 13);
        struct str line = word;
        for (int n = 1; n < REPEATS; n++)
            line = str_fmt(&scratch, "%.*s\n%.*s", STR_ARG(line), STR_ARG(word));
        put(&g, i + 1, line);
        arena_release(&scratch);
    }
    put(&g, WORDS + 1, S("one more"));
    close_rig(&g);
    struct store *s = open_store(path, STORE_READ);
    assert_int_equal(query_int(s, "SELECT max(id) FROM word_t"), CODE_LAST);
    assert_read_back(s, WORDS + 1, S("one more"));
    // Eight times the same word in a text: none has lost or changed a part.
    assert_int_equal(query_int(s, "SELECT count(*) FROM segment_texts WHERE id % 50 = 0 AND"
                                  " replace(text, substr(text, 1, instr(text, char(10)) - 1), '')"
                                  " <> char(10, 10, 10, 10, 10, 10, 10)"),
                     0);
    store_close(s);
    arena_release(&a);
}

static void a_book_with_a_gap_is_damaged(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    const char *path = scratch_file(&a, "gap.db");
    struct rig g = {0};
    open_rig(&g, path);
    for (int64_t i = 1; i <= TURNS * TEXTS; i++)
        put(&g, i, text_of(i));
    close_rig(&g);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "DELETE FROM word_t WHERE id = 40", NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    open_rig(&g, path);
    struct segment_text segment = {.hash = 5, .text = S("anything")};
    assert_false(segments_put(g.texts, &segment, &e));
    assert_int_equal(e.code, ERR_DB);
    assert_non_null(strstr(e.text, "damaged (word 41)"));
    close_rig(&g);
    arena_release(&a);
}

// What --text full adds: the view shows the beginning, prompts_text() and unzstd() give all.
static void full_texts_are_frames(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    const char *path = scratch_file(&a, "frames.db");
    struct compressor *c = compressor_new(&a);
    char *bytes = arena_raw(&a, 100000);
    for (int i = 0; i < 100000; i++)
        bytes[i] = "write to [email] or \0 call\n"[i % 27];
    struct str all = {bytes, 100000};
    struct rig g = {0};
    open_rig(&g, path);
    struct segment_text segment = {
        .hash = 7, .bytes = 100000, .text = S("write to"), .full = compress_text(c, all, &a)};
    compressor_release(c);
    assert_true(segment.full.len < 200);
    OK(segments_put(g.texts, &segment, &e));
    put(&g, 2, S("short"));
    close_rig(&g);

    struct store *s = open_store(path, STORE_READ);
    assert_read_back(s, 1, all);
    assert_read_back(s, 2, S("short"));
    assert_string_equal(query_text(s, "SELECT text FROM segments WHERE bytes = 100000", &a),
                        "write to");
    assert_int_equal(query_int(s, "SELECT count(full_zstd) FROM segments"), 1);
    assert_int_equal(query_int(s, "SELECT length(CAST(unzstd(full_zstd) AS BLOB)) FROM segments"
                                  " WHERE full_zstd IS NOT NULL"),
                     100000);
    assert_int_equal(query_int(s, "SELECT unzstd('no frame') IS NULL AND unzstd(NULL) IS NULL"), 1);
    struct table *table = NULL;
    struct sql_request q = {.sql = S("SELECT unzstd(full_zstd) FROM segments")};
    OK(sql_run(s, &q, S("sql"), &table, &a, &e));
    assert_int_equal(table->row_count, 2);
    store_close(s);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_comes_back_through_the_views),
        cmocka_unit_test(words_do_not_depend_on_who_repeats_a_text),
        cmocka_unit_test(a_full_book_takes_no_more_words),
        cmocka_unit_test(a_book_with_a_gap_is_damaged),
        cmocka_unit_test(full_texts_are_frames),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove_scratch();
    return failed;
}
