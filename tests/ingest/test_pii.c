// test_pii.c - personal and secret data: precision and recall on sentences written by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "ingest/redact.h"
#include "pii_sentences.h"

enum { CASES = sizeof sentence_cases / sizeof *sentence_cases };

// What the recogniser says of one kind over all sentences, decoys of other kinds included.
struct tally {
    int64_t right, wrong, missed;
};

static bool is_span(struct str text, const struct pii_span *span, const char *want)
{
    struct str got = {text.ptr + span->begin, span->end - span->begin};
    return want && str_eq(got, str_of(want));
}

static void add_case(struct tally tallies[PII_COUNT], const struct sentence_case *c)
{
    struct str text = str_of(c->text);
    struct pii_span span = {0};
    bool is_found = false;
    while (pii_next(text, span.end, &span)) {
        bool is_right = span.kind == c->kind && is_span(text, &span, c->private);
        tallies[span.kind].right += is_right;
        tallies[span.kind].wrong += !is_right;
        is_found |= is_right;
        if (!is_right)
            print_message("taken for %s: %.*s in \"%s\"\n", pii_name[span.kind],
                          (int)(span.end - span.begin), text.ptr + span.begin, c->text);
    }
    if (!c->private || is_found)
        return;
    tallies[c->kind].missed++;
    print_message("%s is missed in \"%s\"\n", pii_name[c->kind], c->text);
}

static void precision_and_recall_are_high_for_each_kind(void **state)
{
    (void)state;
    struct tally tallies[PII_COUNT] = {0};
    assert_true(CASES >= 120);
    for (size_t i = 0; i < CASES; i++)
        add_case(tallies, &sentence_cases[i]);
    for (int kind = 0; kind < PII_COUNT; kind++) {
        const struct tally *t = &tallies[kind];
        double precision = (double)t->right / (double)(t->right + t->wrong);
        double recall = (double)t->right / (double)(t->right + t->missed);
        print_message("%-8s %3lld right %2lld wrong %2lld missed: precision %.3f recall %.3f\n",
                      pii_name[kind], (long long)t->right, (long long)t->wrong,
                      (long long)t->missed, precision, recall);
        assert_true(t->right >= 15);
        assert_true(precision >= 0.95);
        assert_true(recall >= 0.95);
    }
}

static void the_kinds_of_a_text_are_those_of_its_sentences(void **state)
{
    (void)state;
    struct arena a = {0};
    struct buf b = {.arena = &a};
    uint32_t kinds = 0;
    for (size_t i = 0; i < CASES; i++) {
        kinds |= pii_kinds(str_of(sentence_cases[i].text));
        if (sentence_cases[i].private && sentence_cases[i].kind != PII_CARD)
            continue;
        buf_str(&b, str_of(sentence_cases[i].text));
        buf_str(&b, S("\n"));
    }
    assert_int_equal(kinds, (1 << PII_COUNT) - 1);
    assert_int_equal(pii_kinds(buf_view(&b)), 1 << PII_CARD);
    assert_int_equal(pii_kinds((struct str){NULL, 0}), 0);
    arena_release(&a);
}

// Nothing that is found is left in a preview.
static void redaction_takes_what_is_found(void **state)
{
    (void)state;
    struct arena a = {0};
    for (size_t i = 0; i < CASES; i++) {
        const struct sentence_case *c = &sentence_cases[i];
        struct pii_span span;
        if (!c->private || !pii_next(str_of(c->text), 0, &span))
            continue;
        struct str shown = redact(str_of(c->text), 1000, &a);
        assert_false(str_contains(shown, str_of(c->private)));
        assert_true(str_contains(shown, S("]")));
    }
    arena_release(&a);
}

static void a_clean_text_is_redacted_without_a_search(void **state)
{
    (void)state;
    struct arena a = {0};
    size_t clean = 0;
    for (size_t i = 0; i < CASES; i++) {
        struct str text = str_of(sentence_cases[i].text);
        if (pii_kinds(text))
            continue;
        clean++;
        for (size_t bytes = 1; bytes <= text.len; bytes++)
            assert_true(str_eq(redact_clean(text, bytes, &a), redact(text, bytes, &a)));
    }
    assert_true(clean > 100);
    arena_release(&a);
}

// Spans are in order and inside of any text, however it is cut.
static void spans_stay_inside_of_texts_that_are_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct str whole = str_of(sentence_cases[i].text);
        for (size_t from = 0; from <= whole.len; from++) {
            struct str text = str_skip(whole, from);
            struct pii_span span = {0};
            size_t end = 0;
            while (pii_next(text, end, &span)) {
                assert_true(span.begin >= end && span.end > span.begin && span.end <= text.len);
                end = span.end;
            }
            (void)pii_kinds(str_head(whole, from));
        }
    }
}

static void hostile_texts_take_linear_time(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        "1:",       "a1",        "1-",
        "a@",       "password=", "1.1.1.1.",
        "+1(1",     "::1",       "@1.",
        "bearer1 ", "://a:1",    "-----BEGIN 1",
        "1 ",       "f:",        "PRIVATE KEY-----aaaaaaaaaaaaaaaa1aaaaaaaaaaaaaaaaaa\n"};
    struct arena a = {0};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct buf b = {.arena = &a};
        while (b.len < 1 << 18)
            buf_str(&b, str_of(patterns[i]));
        (void)pii_kinds(buf_view(&b));
        arena_reset(&a);
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(precision_and_recall_are_high_for_each_kind),
        cmocka_unit_test(the_kinds_of_a_text_are_those_of_its_sentences),
        cmocka_unit_test(redaction_takes_what_is_found),
        cmocka_unit_test(a_clean_text_is_redacted_without_a_search),
        cmocka_unit_test(spans_stay_inside_of_texts_that_are_cut),
        cmocka_unit_test(hostile_texts_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
