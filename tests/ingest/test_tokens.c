// test_tokens.c - texts as masked words, and the shapes made of them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/hash.h"
#include "ingest/normal.h"
#include "ingest/tokens.h"
#include "ingest/word.h"

enum { SEED = 7 };

// Pieces that random texts are made of: words, marks, spans, spaces, other scripts.
static const char *const pieces[] = {
    "word",
    "Another",
    "snake_case",
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "\r\n",
    ".",
    ",",
    ":",
    "/",
    "-",
    "@",
    "://",
    "(",
    "42",
    "1,234.5",
    "2026-09-01",
    "12:30:05Z",
    "jane@example.com",
    "https://example.com/a?b=1",
    "550e8400-e29b-41d4-a716-446655440000",
    "call_8HkQ2mZpX1",
    "gpt4o",
    "x1y2",
    "\"total\":12",
    "\303\274ber",
    "na\xc3\xafve",
    "\xe4\xbd\xa0\xe5\xa5\xbd",
    "\xe3\x80\x82",
    "\xf0\x9f\x98\x80",
    "\xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82",
    "averyveryverylongwordofmorethansixteenletters",
    "\xe2\x80\x94",
};

static uint64_t next(uint64_t *state)
{
    return *state = hash_mix(*state, 0x7465787473ULL);
}

static struct str random_text(uint64_t *state, size_t count, struct arena *a)
{
    struct buf b = {.arena = a};
    for (size_t i = 0; i < count; i++)
        buf_str(&b, str_of(pieces[next(state) % (sizeof pieces / sizeof *pieces)]));
    return buf_view(&b);
}

static struct str repeated(const char *piece, size_t count, struct arena *a)
{
    struct buf b = {.arena = a};
    for (size_t i = 0; i < count; i++)
        buf_str(&b, str_of(piece));
    return buf_view(&b);
}

static int64_t bytes_of(const struct sample *s)
{
    int64_t bytes = 0;
    for (int32_t i = 0; i < s->token_count; i++)
        bytes += s->tokens[i].bytes;
    return bytes;
}

static int kind_at(const struct sample *s, int32_t i)
{
    return s->tokens[i].flags & TOKEN_KIND;
}

// Kinds as letters: word, punctuation, number, time, id, e-mail, URL, rest.
static void assert_kinds(const struct sample *s, const char *want)
{
    char got[64] = {0};
    assert_true(s->token_count < 64);
    for (int32_t i = 0; i < s->token_count; i++)
        got[i] = "wpntieur"[kind_at(s, i)];
    assert_string_equal(got, want);
}

static void words_marks_and_spans_are_tokens(void **state)
{
    (void)state;
    static const struct {
        const char *text, *kinds;
    } cases[] = {
        {"", ""},
        {" ", "r"},
        {" \n\n ", "r"},
        {"a", "w"},
        {"Hello, world!", "wpwp"},
        {"snake_case and kebab-case", "wwwpw"},
        {"order 42 costs 1,234.50 ", "wnwnr"},
        {"on 2026-09-01 at 12:30:05Z.", "wtwtp"},
        {"id 550e8400-e29b-41d4-a716-446655440000!", "wip"},
        {"mail jane.doe+x@example.co.uk, now", "wepw"},
        {"see https://example.com/a?b=1&c=2) ok", "wupw"},
        {"gpt4o", "wnw"},
        {"\"total\":12,\"x\"", "pwppnppwp"},
        {"\303\274ber na\xc3\xafve", "ww"},
        {"\xe4\xbd\xa0\xe5\xa5\xbd\xe3\x80\x82", "wwp"},                    // 你好。
        {"\xd0\xbf\xd1\x80\xd0\xb8 \xe2\x80\x94 \xf0\x9f\x98\x80", "wpp"},  // при — 😀
        {"\xe0\xb8\x81\xe0\xb8\x82 \xea\xb0\x80\xea\xb0\x81", "www"},       // Thai, Hangul
        {"averyveryverylongwordofmorethansixteenletters and the end of it", "wwwwww"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sample s;
        tokens_of(&s, str_of(cases[i].text), SEED, &a);
        assert_kinds(&s, cases[i].kinds);
        assert_int_equal(bytes_of(&s), str_of(cases[i].text).len);
        assert_int_equal(s.gap_at, s.token_count);
        assert_int_equal(s.gap_bytes, 0);
    }
    arena_release(&a);
}

static void flags_say_where_a_token_stands(void **state)
{
    (void)state;
    struct arena a = {0};
    struct sample s;
    tokens_of(&s, S("One two\nthree\n\nFour\n \n five 6 six\n7"), SEED, &a);
    static const unsigned want[] = {
        TOKEN_WORD | TOKEN_CAPITAL | TOKEN_LINE | TOKEN_PARAGRAPH,
        TOKEN_WORD,
        TOKEN_WORD | TOKEN_LINE,
        TOKEN_WORD | TOKEN_CAPITAL | TOKEN_LINE | TOKEN_PARAGRAPH,
        TOKEN_WORD | TOKEN_LINE | TOKEN_PARAGRAPH,
        TOKEN_NUMBER,
        TOKEN_WORD,
        TOKEN_NUMBER | TOKEN_LINE,
    };
    assert_int_equal(s.token_count, sizeof want / sizeof *want);
    for (int32_t i = 0; i < s.token_count; i++)
        assert_int_equal(s.tokens[i].flags, want[i]);
    arena_release(&a);
}

static void a_token_is_told_by_its_masked_word(void **state)
{
    (void)state;
    struct arena a = {0};
    struct sample s;
    tokens_of(&s, S("Total 12 total 345 total Total averyveryverylongword averyveryverylongworm"),
              SEED, &a);
    const struct token *t = s.tokens;
    assert_int_not_equal(t[1].hash, t[3].hash);
    assert_int_equal(kind_at(&s, 1), kind_at(&s, 3));
    assert_int_equal(t[2].hash, t[4].hash);
    assert_int_equal(t[0].hash, t[5].hash);
    assert_int_not_equal(t[0].hash, t[2].hash);
    assert_int_not_equal(t[6].hash, t[7].hash);
    struct sample other;
    tokens_of(&other, S("total"), SEED, &a);  // near the end of a text, and not
    assert_int_equal(other.tokens[0].hash, t[2].hash);
    tokens_of(&other, S("total"), SEED + 1, &a);
    assert_int_not_equal(other.tokens[0].hash, t[2].hash);
    arena_release(&a);
}

enum { NEAR_END_BYTES = 79 };

// A word behind a long gap is taken by itself, others many at once.
static void assert_taken_alike(const struct word *w, struct str text)
{
    struct word one[WORDS_BATCH];
    char spaced[WORDS_BATCH + NEAR_END_BYTES];
    struct str end = str_head(text, NEAR_END_BYTES);
    memset(spaced, ' ', WORDS_BATCH);
    memcpy(spaced + WORDS_BATCH, end.ptr, end.len);
    end = (struct str){spaced, WORDS_BATCH + end.len};
    assert_int_equal(words_take(end, end.len, SEED, one), 1);
    if (w->gap + w->bytes >= NEAR_END_BYTES)
        return;  // cut there
    assert_int_equal(one->gap, WORDS_BATCH + w->gap);
    assert_int_equal(one->bytes, w->bytes);
    assert_int_equal(one->lines, w->lines);
    assert_int_equal(one->is_word, w->is_word);
    assert_true(one->hash == w->hash);
}

static void words_do_not_depend_on_how_a_text_is_taken(void **state)
{
    (void)state;
    struct arena a = {0};
    uint64_t random = 3;
    for (int i = 0; i < 300; i++) {
        struct str text = random_text(&random, 200, &a);
        while (text.len > NEAR_END_BYTES) {
            struct word batch[WORDS_BATCH];
            size_t count = words_take(text, text.len - (size_t)i % 7, SEED, batch);
            for (size_t k = 0; k < count; k++) {
                assert_taken_alike(&batch[k], text);
                text = str_skip(text, (size_t)batch[k].gap + batch[k].bytes);
            }
        }
        arena_reset(&a);
    }
    arena_release(&a);
}

// The masked text that the tokens stand for.
static struct str masked_by(const struct sample *s, struct str text, struct arena *a)
{
    struct buf b = {.arena = a};
    size_t at = 0;
    bool is_masked = false;
    for (int32_t i = 0; i < s->token_count; i++) {
        struct str piece = str_head(str_skip(text, at), s->tokens[i].bytes);
        at += piece.len;
        int kind = kind_at(s, i);
        size_t gap = 0;
        while (gap < piece.len && is_space(piece.ptr[gap]))
            gap++;
        if (kind == TOKEN_REST && is_masked && gap == 0)
            continue;  // of a span of more than 255 bytes
        is_masked = kind >= TOKEN_NUMBER && kind <= TOKEN_URL;
        if (is_masked) {
            buf_str(&b, str_head(piece, gap));
            buf_byte(&b, 1);
            buf_byte(&b, "NTIEU"[kind - TOKEN_NUMBER]);
        } else {
            buf_str(&b, piece);
        }
    }
    return buf_view(&b);
}

static void tokens_are_those_of_the_masked_text(void **state)
{
    (void)state;
    struct arena a = {0};
    uint64_t random = 1;
    for (int i = 0; i < 4000; i++) {
        struct str text = random_text(&random, (size_t)i % 120, &a);
        struct sample s;
        struct buf masked = {.arena = &a};
        tokens_of(&s, text, SEED, &a);
        mask_text(&masked, text);
        assert_int_equal(bytes_of(&s), text.len);
        assert_true(str_eq(masked_by(&s, text, &a), buf_view(&masked)));
        for (int32_t k = 0; k < s.token_count; k++)
            assert_int_not_equal(s.tokens[k].hash, 0);
        arena_reset(&a);
    }
    arena_release(&a);
}

// The tail is that of the text's last bytes, which have fewer tokens than a sample takes.
static void assert_tail(const struct sample *s, struct str text, struct arena *a)
{
    struct sample end;
    size_t at = text.len - SAMPLE_TOKENS;
    while (!(is_space(text.ptr[at]) && !is_space(text.ptr[at - 1])))
        at++;
    tokens_of(&end, str_skip(text, at), SEED, a);
    for (int32_t i = 1; i <= SAMPLE_TOKENS / 4 && i < end.token_count; i++)
        assert_memory_equal(&s->tokens[s->token_count - i], &end.tokens[end.token_count - i],
                            sizeof *s->tokens);
}

static void a_long_text_gives_both_its_ends(void **state)
{
    (void)state;
    struct arena a = {0};
    uint64_t random = 2;
    for (size_t count = 1200; count < 60000; count = count * 3 / 2) {
        struct str text = random_text(&random, count, &a);
        struct sample s;
        struct sample begin;
        tokens_of(&s, text, SEED, &a);
        assert_int_equal(s.token_count, SAMPLE_TOKENS);
        assert_int_equal(s.gap_at, SAMPLE_TOKENS / 4 * 3);
        assert_int_equal(bytes_of(&s) + s.gap_bytes, text.len);
        assert_tail(&s, text, &a);
        tokens_of(&begin, str_head(text, 1000), SEED, &a);
        assert_memory_equal(s.tokens, begin.tokens,
                            (size_t)(begin.token_count - 4) * sizeof *s.tokens);
        arena_reset(&a);
    }
    static const char *const dense[] = {" ,.;!,,.()", " a a a,", " a a,",
                                        " a"};  // few bytes a token
    for (size_t i = 0; i < sizeof dense / sizeof *dense; i++) {
        struct str text = repeated(dense[i], 5000, &a);
        struct sample s;
        tokens_of(&s, text, SEED, &a);
        assert_tail(&s, text, &a);
    }
    arena_release(&a);
}

static void huge_words_and_gaps_take_several_tokens(void **state)
{
    (void)state;
    static const struct {
        const char *piece;
        size_t count;
        int32_t tokens;
    } cases[] = {
        {"a", 255, 1},
        {"a", 256, 2},
        {"a", 5000, 20},
        {" ", 5000, 20},
        {"a", 1000000, SAMPLE_TOKENS},
        {" ", 1000000, SAMPLE_TOKENS},
        {"a1", 1000000, SAMPLE_TOKENS},
        {"\xc3\xbc", 1000000, SAMPLE_TOKENS},
        {"a-", 1000000, SAMPLE_TOKENS},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str text = repeated(cases[i].piece, cases[i].count, &a);
        struct sample s;
        tokens_of(&s, text, SEED, &a);
        assert_int_equal(s.token_count, cases[i].tokens);
        assert_int_equal(bytes_of(&s) + s.gap_bytes, text.len);
        arena_reset(&a);
    }
    arena_release(&a);
}

static void exactly_as_many_tokens_as_fit_are_all_kept(void **state)
{
    (void)state;
    struct arena a = {0};
    struct sample s;
    tokens_of(&s, repeated(" a", SAMPLE_TOKENS, &a), SEED, &a);
    assert_int_equal(s.token_count, SAMPLE_TOKENS);
    assert_int_equal(s.gap_at, SAMPLE_TOKENS);
    tokens_of(&s, repeated(" a", SAMPLE_TOKENS + 1, &a), SEED, &a);
    assert_int_equal(s.token_count, SAMPLE_TOKENS);
    assert_int_equal(s.gap_at, SAMPLE_TOKENS / 4 * 3);
    assert_int_equal(s.gap_bytes, 2);
    arena_release(&a);
}

static void shapes_tell_how_a_prompt_begins_and_ends(void **state)
{
    (void)state;
    struct shape x;
    struct shape y;
    shape_of_text(&x, S("Summarise the ticket 4711 of Jane for the team. Thank you!  "), SEED);
    shape_of_text(&y, S("Summarise the ticket 9 of Omar for the team. Thank you!"), SEED);
    for (int i = 0; i < SHAPE_HEAD; i++)
        assert_true(i == 5 ? x.head[i] != y.head[i] : x.head[i] == y.head[i]);
    assert_memory_equal(x.tail, y.tail, SHAPE_TAIL);
    assert_int_not_equal(x.tail[0], 0);

    shape_of_text(&x, S("You are brief"), SEED);
    assert_true(x.system[0] && x.system[1] && x.system[2]);
    for (int i = 3; i < SHAPE_SYSTEM; i++)
        assert_int_equal(x.system[i], 0);
    shape_set_tools(&x, 0x1122334455667788ULL);
    assert_int_equal(x.system[0], 0xff);
    assert_int_equal(x.system[1], 0x88);
    assert_int_equal(x.system[8], 0x11);
    for (int i = 9; i < SHAPE_SYSTEM; i++)
        assert_int_equal(x.system[i], 0);

    shape_of_text(&x, S(""), SEED);
    assert_int_equal(x.head[0] | x.tail[0], 0);
}

static void a_shape_is_that_of_the_ends(void **state)
{
    (void)state;
    struct arena a = {0};
    uint64_t random = 5;
    for (int round = 0; round < 300; round++) {
        struct str text = random_text(&random, 2000, &a);
        size_t at = text.len - 1000;
        while (!(is_space(text.ptr[at]) && !is_space(text.ptr[at - 1])))
            at++;
        struct shape whole;
        struct shape front;
        struct shape back;
        shape_of_text(&whole, text, SEED);
        shape_of_text(&front, str_head(text, text.len - 1000), SEED);
        shape_of_text(&back, str_skip(text, at), SEED);
        assert_memory_equal(whole.system, front.system, SHAPE_SYSTEM);
        assert_memory_equal(whole.head, whole.system, SHAPE_HEAD);
        assert_memory_equal(whole.tail, back.tail, SHAPE_TAIL);
        assert_int_not_equal(whole.tail[SHAPE_TAIL - 1], 0);
        arena_reset(&a);
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_marks_and_spans_are_tokens),
        cmocka_unit_test(flags_say_where_a_token_stands),
        cmocka_unit_test(a_token_is_told_by_its_masked_word),
        cmocka_unit_test(words_do_not_depend_on_how_a_text_is_taken),
        cmocka_unit_test(tokens_are_those_of_the_masked_text),
        cmocka_unit_test(a_long_text_gives_both_its_ends),
        cmocka_unit_test(huge_words_and_gaps_take_several_tokens),
        cmocka_unit_test(exactly_as_many_tokens_as_fit_are_all_kept),
        cmocka_unit_test(shapes_tell_how_a_prompt_begins_and_ends),
        cmocka_unit_test(a_shape_is_that_of_the_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
