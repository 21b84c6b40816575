// test_align.c - static text and slots of texts side by side.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyze/align.h"
#include "base/buf.h"
#include "base/hash.h"

static struct arena arena;

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static enum token_kind kind_of(char mark)
{
    static const struct {
        char mark;
        enum token_kind kind;
    } kinds[] = {{'N', TOKEN_NUMBER},
                 {'T', TOKEN_TIME},
                 {'I', TOKEN_ID},
                 {'E', TOKEN_EMAIL},
                 {'U', TOKEN_URL}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].mark == mark)
            return kinds[i].kind;
    return TOKEN_WORD;
}

// The word, mark or masked span at the front of a marked text.
struct piece {
    struct str text;
    enum token_kind kind;
    size_t taken;  // of the marked text
};

static struct piece piece_of(struct str s)
{
    if (*s.ptr == '{') {
        struct str rest = str_skip(s, 2);
        size_t n = str_find(rest, S("}"));
        return (struct piece){str_head(rest, n), kind_of(s.ptr[1]), n + 3};
    }
    size_t n = 1;
    while (is_word(*s.ptr) && n < s.len && is_word(s.ptr[n]))
        n++;
    return (struct piece){str_head(s, n), is_word(*s.ptr) ? TOKEN_WORD : TOKEN_PUNCTUATION, n};
}

static struct token token_of(const struct piece *p, size_t space, unsigned lines)
{
    unsigned flags = p->kind | (lines ? TOKEN_LINE : 0) | (lines > 1 ? TOKEN_PARAGRAPH : 0);
    flags |= *p->text.ptr >= 'A' && *p->text.ptr <= 'Z' ? TOKEN_CAPITAL : 0;
    return (struct token){
        .hash = (uint16_t)(100 + hash_str(p->text) % 60000),
        .bytes = (uint8_t)(space + p->text.len),
        .flags = (uint8_t)flags,
    };
}

// The tokens of a text in which a masked span is written {T2026-11-22}: braces and letter are not
// part of it. `is_stored`: the text is known, too.
static struct aligned_text text_of(const char *marked, bool is_stored)
{
    struct str s = str_of(marked);
    struct buf text = {.arena = &arena};
    struct token *tokens = ARENA_ARRAY(&arena, struct token, s.len);
    int32_t n = 0;
    unsigned lines = 2;
    for (size_t space = 0, taken = 0; s.len > 0; s = str_skip(s, taken)) {
        taken = 1;
        if (*s.ptr == ' ' || *s.ptr == '\n') {
            lines += *s.ptr == '\n';
            buf_byte(&text, *s.ptr);
            space++;
            continue;
        }
        struct piece piece = piece_of(s);
        tokens[n++] = token_of(&piece, space, lines);
        buf_str(&text, piece.text);
        taken = piece.taken;
        space = lines = 0;
    }
    struct sample *sample = ARENA_NEW(&arena, struct sample);
    *sample = (struct sample){
        .segment = hash_bytes(marked, strlen(marked)),
        .tokens = tokens,
        .token_count = n,
        .gap_at = n,
    };
    struct str front = is_stored ? buf_view(&text) : (struct str){NULL, 0};
    return (struct aligned_text){sample, front, front};
}

static struct alignment align(const char *const *marked, int count, enum role role, bool is_stored)
{
    struct aligned_text *texts = ARENA_ARRAY(&arena, struct aligned_text, (size_t)count);
    for (int i = 0; i < count; i++)
        texts[i] = text_of(marked[i], is_stored);
    struct alignment out;
    align_texts(&out, texts, count, role, &arena);
    return out;
}

static struct str describe(const char *const *marked, int count, enum role role, bool is_stored)
{
    struct alignment found = align(marked, count, role, is_stored);
    return align_describe(&found, text_of(marked[0], is_stored).front, 4, 300, &arena);
}

enum { TEXTS_MAX = 5 };

static const struct {
    enum role role;
    const char *texts[TEXTS_MAX];
    const char *described, *undisclosed;  // with and without stored text
} cases[] = {
    {ROLE_SYSTEM,
     {"Current time: {T2026-11-20T10:00}. You are a helpful assistant.",
      "Current time: {T2026-11-20T11:00}. You are a helpful assistant."},
     "Current time: ‹timestamp›. You are a helpful assistant.",
     "[static 3 tok] ‹timestamp› [static 8 tok]"},
    // The same time in both is static; what differs is the name.
    {ROLE_SYSTEM,
     {"Cutoff {T2025-01}. You are the assistant of Alice Smith, for mail only. Be brief.",
      "Cutoff {T2025-01}. You are the assistant of Bob, for mail only. Be brief."},
     "Cutoff 2025-01. You are the assistant of ‹name›, for mail only. Be brief.",
     "[static 10 tok] ‹name› [static 7 tok]"},
    // A date that all have is no slot, whatever else there is.
    {ROLE_USER,
     {"Knowledge cutoff: {T2024-06}. Greet Ann.", "Knowledge cutoff: {T2024-06}. Greet Bob."},
     "Knowledge cutoff: 2024-06. Greet ‹name›.",
     "[static 8 tok] ‹name› [static 0 tok]"},
    // A number as long as the other is another one all the same.
    {ROLE_SYSTEM,
     {"Write {N12} lines on page {N77} for the user",
      "Write {N12} lines on page {N78} for the user"},
     "Write 12 lines on page ‹number› for the user",
     "[static 6 tok] ‹number› [static 3 tok]"},
    {ROLE_USER,
     {"Translate into French: it rains all day in the north of it",
      "Translate into German: we sail at dawn with two boats",
      "Translate into Polish: nobody saw the cat that night"},
     "Translate into ‹name›: ‹user text›",
     "[static 4 tok] ‹name› [static 0 tok] ‹user text›"},
    {ROLE_USER,
     {"Ticket {I8f14e45f} of {Eann@example.com}: no power in the hall since noon",
      "Ticket {Ic9f0f895} of {Ebo@example.org}: the door to our cellar is stuck again",
      "Ticket {I45c48cce} of {Ecy@example.net}: please send someone to look"},
     "Ticket ‹id› of ‹e-mail›: ‹user text›",
     "[static 2 tok] ‹id› [static 1 tok] ‹e-mail› [static 0 tok] ‹user text›"},
    // Numbers: the same one is static, another is a slot.
    {ROLE_USER,
     {"Give me {N3} bullets on chapter {N12} please",
      "Give me {N3} bullets on chapter {N47} please"},
     "Give me 3 bullets on chapter ‹number› please",
     "[static 7 tok] ‹number› [static 2 tok]"},
    // Nothing in common but what chance brings.
    {ROLE_USER,
     {"The cat sat on the mat, of course", "Where is the station of this town, sir?",
      "We owe the bank a lot of money, too"},
     "‹user text›",
     "‹user text›"},
    {ROLE_USER, {"Say hello"}, "Say hello", "[static 2 tok]"},
};

// NaN without a text.
static double static_share(const struct alignment *a)
{
    return a->bytes_median ? (double)a->static_bytes / (double)a->bytes_median : NAN;
}

static void expect(size_t i, bool is_stored, const char *expected)
{
    int count = 0;
    while (count < TEXTS_MAX && cases[i].texts[count])
        count++;
    struct str found = describe(cases[i].texts, count, cases[i].role, is_stored);
    if (expected && !str_eq(found, str_of(expected)))
        fail_msg("%.*s\n  expected %s", STR_ARG(found), expected);
}

static void texts_are_split_into_static_spans_and_slots(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect(i, true, cases[i].described);
        expect(i, false, cases[i].undisclosed);
    }
}
static void a_slot_has_its_place_sizes_and_values(void **state)
{
    (void)state;
    const char *texts[] = {
        "Now: {T2026-11-20}. User Ann writes.",
        "Now: {T2026-11-20}. User Maximilian writes.",
        "Now: {T2026-11-21}. User Bob writes.",
    };
    struct alignment a = align(texts, 3, ROLE_SYSTEM, true);
    assert_int_equal(a.span_count, 5);
    assert_int_equal(a.slot_count, 2);
    assert_int_equal(a.prefix_bytes, 5);
    const struct aligned_span *when = &a.spans[1];
    assert_true(when->is_slot);
    assert_int_equal(when->kind, SLOT_TIMESTAMP);
    assert_int_equal(when->offset_median, 5);
    assert_int_equal(when->bytes_median, 10);
    assert_int_equal(when->distinct, 2);
    assert_int_equal(when->static_before, 5);
    assert_int_equal(when->static_after, 7 + 8);
    const struct aligned_span *who = &a.spans[3];
    assert_int_equal(who->kind, SLOT_NAME);
    assert_int_equal(who->offset_min, 22);
    assert_int_equal(who->bytes_min, 3);
    assert_int_equal(who->bytes_max, 10);
    assert_int_equal(who->distinct, 3);
    assert_int_equal(who->static_after, 8);
    // 20 static bytes of 33 in the median text.
    assert_int_equal(a.static_bytes, 20);
    assert_int_equal(a.bytes_median, 33);
    assert_true(fabs(static_share(&a) - 20.0 / 33) < 1e-9);
}

static void long_text_ahead_of_the_question_is_retrieved(void **state)
{
    (void)state;
    const char *texts[4];
    for (int i = 0; i < 4; i++) {
        struct buf b = {.arena = &arena};
        buf_str(&b, S("Use the context below.\n\n"));
        for (int k = 0; k < 120; k++)
            buf_fmt(&b, "w%llu%s", (unsigned long long)(hash_mix((uint64_t)i, (uint64_t)k) % 9999),
                    k % 40 == 39 ? "\n\n" : " ");
        buf_fmt(&b, "Question: why is it %d times so?", 1000 + i);
        texts[i] = str_cstr(buf_view(&b), &arena);
    }
    struct alignment a = align(texts, 4, ROLE_USER, false);
    assert_int_equal(a.spans[1].kind, SLOT_RETRIEVED);
    assert_int_equal(a.spans[0].bytes_median, 22);
    assert_true(static_share(&a) < 0.2);
    // The same in a system prompt; at the end of a question it is what the user wrote.
    a = align(texts, 4, ROLE_SYSTEM, false);
    assert_int_equal(a.spans[1].kind, SLOT_RETRIEVED);
}

static void numbers_of_a_list_do_not_part_it(void **state)
{
    (void)state;
    const char *texts[4];
    for (int i = 0; i < 4; i++) {
        struct buf b = {.arena = &arena};
        buf_str(&b, S("Use these passages only."));
        for (int k = 0; k < 90; k++) {
            if (k % 30 == 0)
                buf_fmt(&b, "\n[{N%d}]", k / 30 + 1);
            buf_fmt(&b, " w%llu", (unsigned long long)(hash_mix((uint64_t)i, (uint64_t)k) % 9999));
        }
        buf_fmt(&b, "\n\nQuestion: why is it w%d?", 7 * i);
        texts[i] = str_cstr(buf_view(&b), &arena);
    }
    struct alignment a = align(texts, 4, ROLE_USER, false);
    assert_int_equal(a.slot_count, 2);
    assert_int_equal(a.spans[1].kind, SLOT_RETRIEVED);
    assert_false(a.spans[2].is_slot);
    assert_int_equal(a.spans[3].kind, SLOT_USER_TEXT);
}

static void what_was_left_out_is_static_when_its_size_is(void **state)
{
    (void)state;
    const char *texts[] = {"Hello Ann! Read these rules first of all. Now go",
                           "Hello Bob! Read these rules first of all. Now go"};
    struct aligned_text pair[2];
    for (int i = 0; i < 2; i++)
        pair[i] = text_of(texts[i], false);
    struct sample cut[2] = {*pair[0].sample, *pair[1].sample};
    for (int i = 0; i < 2; i++) {
        cut[i].gap_at = 6;
        cut[i].gap_bytes = 5000;
        pair[i].sample = &cut[i];
    }
    struct alignment a;
    align_texts(&a, pair, 2, ROLE_SYSTEM, &arena);
    assert_int_equal(a.slot_count, 1);
    assert_true(a.static_bytes > 5000);
    cut[1].gap_bytes = 4000;
    align_texts(&a, pair, 2, ROLE_SYSTEM, &arena);
    assert_int_equal(a.slot_count, 2);
    assert_int_equal(a.spans[3].bytes_min, 4000);
    assert_int_equal(a.spans[3].bytes_max, 5000);
}

static void values_are_counted_without_text(void **state)
{
    (void)state;
    const char *texts[] = {
        "Ask {Eann@example.com} about {N17} and {T2026-11-20} or so, please.",
        "Ask {Ebob@example.com} about {N17} and {T2026-11-21} or so, please.",
        "Ask {Ecyd@example.com} about {N17} and {T2026-11-20} or so, please.",
    };
    struct alignment a = align(texts, 3, ROLE_SYSTEM, false);
    assert_int_equal(a.slot_count, 2);
    assert_int_equal(a.spans[1].kind, SLOT_EMAIL);
    assert_int_equal(a.spans[1].distinct, 3);
    assert_int_equal(a.spans[3].kind, SLOT_TIMESTAMP);
    assert_int_equal(a.spans[3].distinct, 2);
}

static void a_redacted_text_is_known_up_to_its_first_mark(void **state)
{
    (void)state;
    static const struct {
        const char *text, *stored;
        struct str front;
    } redacted[] = {
#define FRONT(literal) {literal, sizeof(literal) - 1}
        {"Mail {Eann@example.com} or call {N0800}", "Mail [email] or call [phone]",
         FRONT("Mail [email]\0\0\0\0\0\0\0\0 or call ")},
        {"Mail {Ea@b.c} now, {Ea@b.de} later", "Mail [email] now, [email] later",
         FRONT("Mail [emai now, [email later")},
        {"Call {N0800} or {Ea@b.c}", "Call [phone] or [email]", FRONT("Call ")},
        {"Nothing [here] is hidden", "Nothing [here] is hidden", FRONT("Nothing [here] is hidden")},
        {"It says [email] so", "It says [email] so", FRONT("It says ")},
#undef FRONT
    };
    for (size_t i = 0; i < sizeof redacted / sizeof *redacted; i++) {
        const struct sample *sample = text_of(redacted[i].text, false).sample;
        struct str stored = str_of(redacted[i].stored);
        assert_true(str_eq(aligned_text(sample, stored, &arena).front, redacted[i].front));
    }
    const char *mails[] = {"Mail {Eann@example.com} about order {N17} of Ann",
                           "Mail {Ebo@example.com} about order {N17} of Bob"};
    struct aligned_text texts[2];
    for (int i = 0; i < 2; i++)
        texts[i] = aligned_text(text_of(mails[i], false).sample,
                                i ? S("Mail [email] about order 17 of Bob")
                                  : S("Mail [email] about order 17 of Ann"),
                                &arena);
    struct alignment a;
    align_texts(&a, texts, 2, ROLE_USER, &arena);
    assert_true(str_eq(align_describe(&a, texts[0].front, 4, 300, &arena),
                       S("Mail ‹e-mail› about order 17 of ‹name›")));
    struct sample none = {.token_count = 0};
    assert_null(aligned_text(&none, (struct str){NULL, 0}, &arena).front.ptr);
}

static void nothing_aligns_to_nothing(void **state)
{
    (void)state;
    struct alignment a;
    align_texts(&a, NULL, 0, ROLE_USER, &arena);
    assert_int_equal(a.span_count, 0);
    assert_true(isnan(static_share(&a)));
    const char *texts[] = {"", "Something"};
    a = align(texts, 2, ROLE_USER, true);
    assert_int_equal(a.span_count, 1);
    assert_true(a.spans[0].is_slot);
    assert_int_equal(a.spans[0].bytes_min, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_split_into_static_spans_and_slots),
        cmocka_unit_test(a_slot_has_its_place_sizes_and_values),
        cmocka_unit_test(long_text_ahead_of_the_question_is_retrieved),
        cmocka_unit_test(numbers_of_a_list_do_not_part_it),
        cmocka_unit_test(what_was_left_out_is_static_when_its_size_is),
        cmocka_unit_test(values_are_counted_without_text),
        cmocka_unit_test(a_redacted_text_is_known_up_to_its_first_mark),
        cmocka_unit_test(nothing_aligns_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
