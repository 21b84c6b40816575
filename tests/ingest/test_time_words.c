// test_time_words.c - words of time and watched words in a text.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "ingest/phrase.h"
#include "ingest/time_words.h"
#include "ingest/watch.h"
#include "model/prompt.h"

#define BIT(word) (UINT32_C(1) << (word))

static const struct {
    const char *text;
    uint32_t want;
} cases[] = {
    {"", 0},
    {"n", 0},
    {"now", BIT(TIME_NOW)},
    {"What now?", BIT(TIME_NOW)},
    {"NOW", BIT(TIME_NOW)},
    {"know", BIT(TIME_PART)},
    {"now and known", BIT(TIME_NOW) | BIT(TIME_PART)},
    {"today's weather", BIT(TIME_TODAY)},
    {"todays", BIT(TIME_PART)},
    {"to day", 0},
    {"Monday", 0},
    {"Yesterday, all my troubles", BIT(TIME_YESTERDAY)},
    {"yesterdays", BIT(TIME_PART)},
    {"current price", BIT(TIME_CURRENT)},
    {"currently", BIT(TIME_PART)},
    {"currency and occurrence", 0},
    {"the LATEST news", BIT(TIME_LATEST)},
    {"test and late", 0},
    {"tonight\nat eight", BIT(TIME_TONIGHT)},
    {"tomorrow", BIT(TIME_TOMORROW)},
    {"tomorrow_", BIT(TIME_PART)},
    {"this week", BIT(TIME_THIS_WEEK)},
    {"This \t\n week.", BIT(TIME_THIS_WEEK)},
    {"this weekend", BIT(TIME_PART)},
    {"thisweek", 0},
    {"week", 0},
    {"a week, this", 0},
    {"this week this week", BIT(TIME_THIS_WEEK)},
    {"\xe4\xbb\x8atoday\xe5\xa4\xa9", BIT(TIME_TODAY)},
    {"today2", BIT(TIME_PART)},
    {"it was a long sentence until the word tonight", BIT(TIME_TONIGHT)},
    {"today now current latest this week tonight tomorrow yesterday", BIT(TIME_PART) - 1},
};

static void time_words_are_found_whole_or_as_part(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (time_words(str_of(cases[i].text)) != cases[i].want)
            fail_msg("'%s' gives %x", cases[i].text, time_words(str_of(cases[i].text)));
}

// Each case again at every place of a vector, and behind a text that is longer than one.
static void time_words_are_found_wherever_they_stand(void **state)
{
    (void)state;
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t before = 0; before <= 40; before++)
            for (size_t behind = 0; behind <= 20; behind += 4) {
                size_t len = strlen(cases[i].text);
                char *bytes = arena_raw(&a, before + len + behind + 1);
                memset(bytes, '.', before + len + behind);
                memcpy(bytes + before, cases[i].text, len);
                assert_int_equal(time_words((struct str){bytes, before + len + behind}),
                                 cases[i].want);
                arena_reset(&a);
            }
    arena_release(&a);
}

static void watched_words_are_found_whole_in_any_case(void **state)
{
    (void)state;
    static const struct str words[] = {{"refund", 6},
                                       {"order status", 12},
                                       {"x", 1},
                                       {"c++", 3},
                                       {"\xc3\xbc"
                                        "ber",
                                        5}};
    static const struct {
        const char *text;
        uint32_t want;
    } texts[] = {
        {"", 0},
        {"a Refund, please", 1},
        {"refunds", 0},
        {"prerefund refund", 1},
        {"Order\n status of x", 2 | 4},
        {"orderstatus", 0},
        {"C++ or C", 8},
        {"c++ X", 8 | 4},
        {"\xc3\xbc"
         "ber alles",
         16},
        {"REFUND ORDER STATUS X C++ \xc3\xbc"
         "BER",
         31},
    };
    struct watch watch = {words, sizeof words / sizeof *words};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (watch_find(&watch, str_of(texts[i].text)) != texts[i].want)
            fail_msg("'%s' gives %x", texts[i].text, watch_find(&watch, str_of(texts[i].text)));
    assert_int_equal(watch_find(NULL, S("refund")), 0);
}

static void the_last_of_32_words_has_its_bit(void **state)
{
    (void)state;
    struct str words[WATCH_MAX];
    for (int i = 0; i < WATCH_MAX; i++)
        words[i] = i == WATCH_MAX - 1 ? S("last") : S("other");
    struct watch watch = {words, WATCH_MAX};
    assert_true(watch_find(&watch, S("the last one")) == UINT32_C(1) << 31);
}

static void phrases_are_found_from_any_place_on(void **state)
{
    (void)state;
    struct str text = S("one two  three twofold two");
    assert_int_equal(phrase_find(text, 0, S("two")), 4);
    assert_int_equal(phrase_find(text, 5, S("two")), 23);
    assert_int_equal(phrase_find(text, 24, S("two")), text.len);
    assert_int_equal(phrase_find(text, 0, S("two three")), 4);
    assert_int_equal(phrase_find(text, 0, S("")), text.len);
    assert_int_equal(phrase_length(S("a  b"), S("a b")), 4);
    assert_int_equal(phrase_length(S("ab"), S("a b")), 0);
    assert_int_equal(phrase_length(S("a"), S("a b")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_words_are_found_whole_or_as_part),
        cmocka_unit_test(time_words_are_found_wherever_they_stand),
        cmocka_unit_test(watched_words_are_found_whole_in_any_case),
        cmocka_unit_test(the_last_of_32_words_has_its_bit),
        cmocka_unit_test(phrases_are_found_from_any_place_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
