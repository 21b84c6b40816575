// test_trim.c - what a system prompt could do without, to the byte.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "ingest/trim.h"
#include "model/filler.h"
#include "model/record.h"

// Edits as "kind offset+bytes(other)".
static const struct {
    const char *text, *edits;
} cases[] = {
    {"", ""},
    {"You answer questions about trains.", ""},
    // Repeated sentences: the later one, with the blanks behind it.
    {"Cite the source you used. Be brief. Cite the source you used. Stop.", "repeat 36+26(0)"},
    {"Cite the source you used. Be brief. cite the  SOURCE you used", "repeat 36+25(0)"},
    {"Never tell the price! Be kind. Never tell the price?", "repeat 31+21(0)"},
    // Shorter than 20 bytes, or without letters: none.
    {"Be kind and brief. Be kind and brief.", ""},
    {"-- 1234567890 1234567890 --\n-- 1234567890 1234567890 --", ""},
    // The only one of its line goes with the line, its mark and its end.
    {"Rules\n- Cite the source you used.\n- Be brief.\n  - Cite the source you used.\nEnd.",
     "repeat 46+30(8)"},
    {"1. Cite the source you used.\n2) Cite the source you used.", "repeat 29+28(3)"},
    {"# Cite the source you used\n\nCite the source you used.", "repeat 28+25(2)"},
    {"Cite the source you used.\r\nCite the source you used.\r\nEnd.", "repeat 27+27(0)"},
    // Two in a row: both go, each with a reference to the first.
    {"Cite the source you used. Cite the source you used. Cite the source you used.",
     "repeat 26+26(0) repeat 52+25(0)"},
    // Data and code are no sentences.
    {"{\"label\": \"positive text\"}\n{\"label\": \"positive text\"}", ""},
    {"```\nreturn the value of it now\nreturn the value of it now\n\n\n\nplease  do\n```", ""},
    {"~~~py\nplease\n```\nplease\n~~~\nplease go", "filler 28+7(please)"},
    {"```\nplease", ""},
    // Near duplicates: one word in ten is another one.
    {"Always answer the user in the language that the question was written in.\n"
     "Always answer the user in the language in which the question was written.",
     "similar 73+73(0)"},
    {"You can use the search tool to find the newest articles on a topic.\n"
     "You can use the search tool to find the newest reports on a topic.",
     "similar 68+66(0)"},
    // 8 of 10 words, and 7 of 9.
    {"Alpha beta gamma delta epsilon zeta eta theta iota.\n"
     "Alpha beta gamma delta epsilon zeta eta theta kappa.",
     "similar 52+52(0)"},
    {"Alpha beta gamma delta epsilon zeta eta theta.\n"
     "Alpha beta gamma delta epsilon zeta eta kappa.",
     ""},
    // Too far away; too short; other number; turned round.
    {"You can use the search tool to find the newest articles on a topic.\n"
     "You can use the browser to find the best reports on a topic.",
     ""},
    {"Answer in plain simple English.\nAnswer in plain simple English words.", ""},
    {"You can use the search tool up to 3 times in each of your answers.\n"
     "You can use the search tool up to 5 times in each of your answers.",
     ""},
    {"You must tell the user about the price of the thing in the answer.\n"
     "You must not tell the user about the price of the thing in the answer.",
     ""},
    {"You must tell the user about the price of the thing in the answer.\n"
     "You mustn't tell the user about the price of the thing in the answer.",
     ""},
    // Fillers: whole words, any case, with comma and blanks behind them.
    {"Please answer.", "filler 0+7(please)"},
    {"PLEASE, answer kindly.", "filler 0+8(please) filler 15+6(kindly)"},
    {"Make sure  to cite.", "filler 0+14(make sure to)"},
    {"You pleased me; kindlyness, 'please' pre-please please_x.", ""},
    {"It is important that you answer. It is important to note that it is late.",
     "filler 0+21(it is important that) filler 33+29(it is important to note that)"},
    {"You should always cite. Remember that I am here. Be sure to go.",
     "filler 0+18(you should always) filler 24+14(remember that) filler 49+11(be sure to)"},
    {"Please note that it rains.", "filler 0+17(please note that)"},
    {"Read it in order to answer.", "filler 8+9(in order to)"},
    {"Go (please **kindly** go).", "filler 4+7(please) filler 13+6(kindly)"},
    {"Read it in order\nto answer.", ""},
    {"It is very important that x. Keep in mind that y.",
     "filler 0+26(it is very important that) filler 29+18(keep in mind that)"},
    // A filler inside a sentence that goes is part of it.
    {"Please cite the source you used. Please cite the source you used.",
     "filler 0+7(please) repeat 33+32(0)"},
    // White space.
    {"a  b", "space 2+1"},
    {"a \t b", "space 2+2"},
    {"a  \nb \n", "space 1+2 space 5+1"},
    {"  a\n    b", ""},
    {"a\n\nb", ""},
    {"a\n\n\n\nb", "space 3+2"},
    {"a\n \n  \nb", "space 2+1 space 4+3"},
    {"a\r\n\r\n\r\nb", "space 5+2"},
    {"a  please  b  ", "space 2+1 filler 3+8(please) space 12+2"},
    {"Cite the source you used.  Cite the source you used.  ",
     "space 26+1 repeat 27+25(0) space 52+2"},
    // Other scripts.
    {"\xe5\x9b\x9e\xe7\xad\x94\xe5\x95\x8f\xe9\xa1\x8c\xe6\x99\x82\xe8\xab\x8b\xe5\xbc\x95\xe7\x94"
     "\xa8\n\xe5\x9b\x9e\xe7\xad\x94\xe5\x95\x8f\xe9\xa1\x8c\xe6\x99\x82\xe8\xab\x8b\xe5\xbc\x95"
     "\xe7\x94\xa8",
     "repeat 25+24(0)"},
};

static struct str dump(const struct system_facts *facts, struct arena *a)
{
    static const char *const kinds[] = {"repeat", "similar", "filler", "space"};
    struct buf out = {.arena = a};
    for (int64_t i = 0; i < facts->edit_count; i++) {
        const struct trim_edit *edit = &facts->edits[i];
        buf_fmt(&out, "%s%s %lld+%lld", i ? " " : "", kinds[edit->kind], (long long)edit->offset,
                (long long)edit->bytes);
        if (edit->kind == TRIM_FILLER)
            buf_fmt(&out, "(%s)", filler_phrase[edit->other]);
        else if (edit->other != UNKNOWN)
            buf_fmt(&out, "(%lld)", (long long)edit->other);
    }
    return buf_view(&out);
}

static void edits_are_found_to_the_byte(void **state)
{
    (void)state;
    struct arena a = {0};
    struct trim_memo *memo = trim_memo_new(&a);
    bool is_same = true;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct system_facts facts = {0};
        trim_text(memo, &facts, str_of(cases[i].text), &a);
        struct str got = dump(&facts, &a);
        assert_int_equal(facts.text_bytes, strlen(cases[i].text));
        if (str_eq(got, str_of(cases[i].edits)))
            continue;
        print_error("row %d: %s\n  got  %.*s\n  want %s\n", (int)i, cases[i].text, STR_ARG(got),
                    cases[i].edits);
        is_same = false;
    }
    assert_true(is_same);
    trim_memo_release(memo);
    arena_release(&a);
}

// Edits are in order, apart from each other and inside the text; they add up to the counts.
static void check_edits(const struct system_facts *facts)
{
    int64_t end = 0, bytes[TRIM_KINDS] = {0}, count[TRIM_KINDS] = {0}, all = 0, total = 0;
    for (int64_t i = 0; i < facts->edit_count; i++) {
        const struct trim_edit *edit = &facts->edits[i];
        assert_true(edit->bytes > 0);
        assert_true(edit->offset >= end);
        end = edit->offset + edit->bytes;
        assert_true(edit->kind == TRIM_FILLER || edit->other == UNKNOWN ||
                    (edit->other >= 0 && edit->other < edit->offset + edit->bytes));
        bytes[edit->kind] += edit->bytes;
        count[edit->kind]++;
    }
    assert_true(end <= facts->text_bytes);
    for (int k = 0; k < TRIM_KINDS; k++) {
        all += facts->trim_count[k];
        total += facts->trim_bytes[k];
    }
    assert_true(total <= facts->text_bytes);
    assert_int_equal(facts->edit_count, all < TRIM_EDITS_MAX ? all : TRIM_EDITS_MAX);
    for (int k = 0; k < TRIM_KINDS && all <= TRIM_EDITS_MAX; k++) {
        assert_int_equal(bytes[k], facts->trim_bytes[k]);
        assert_int_equal(count[k], facts->trim_count[k]);
    }
}

// A fixed sequence (xorshift), so that a failure comes back.
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void edits_of_any_text_stay_apart_and_inside(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "please ",   "Please note that",
        " ",         "  ",
        "\n",        "\n\n\n",
        "- ",        "1. ",
        ". ",        "!",
        "```",       "```\n",
        "~~~\n",     "\r\n",
        "the ",      "in order",
        "to answer", "Cite the source you used",
        ", ",        "\t",
        "# ",        "\xc3\xa9",
        "\xe3\x80",  "not ",
        "\"",        "{",
        "kindly",    "You can use the search tool to find new things",
    };
    struct arena a = {0}, kept = {0};
    struct trim_memo *memo = trim_memo_new(&kept);
    uint64_t seed = 88172645463325252ULL;
    for (int round = 0; round < 3000; round++) {
        struct buf text = {.arena = &a};
        struct system_facts facts = {0};
        uint64_t n = next_random(&seed) % 120;
        while (n--)
            buf_str(&text, str_of(pieces[next_random(&seed) % (sizeof pieces / sizeof *pieces)]));
        struct str whole = utf8_repair(buf_view(&text), &a);
        trim_text(memo, &facts, whole, &a);
        check_edits(&facts);
        // What other texts had makes no difference.
        struct system_facts alone = {0};
        struct trim_memo *empty = trim_memo_new(&a);
        trim_text(empty, &alone, whole, &a);
        trim_memo_release(empty);
        assert_true(str_eq(dump(&facts, &a), dump(&alone, &a)));
        assert_memory_equal(facts.trim_bytes, alone.trim_bytes, sizeof alone.trim_bytes);
        assert_memory_equal(facts.trim_count, alone.trim_count, sizeof alone.trim_count);
        arena_reset(&a);
    }
    trim_memo_release(memo);
    arena_release(&kept);
    arena_release(&a);
}

static void long_texts_are_looked_at_up_to_a_bound(void **state)
{
    (void)state;
    struct arena a = {0};
    struct buf text = {.arena = &a};
    struct system_facts facts = {0};
    struct trim_memo *memo = trim_memo_new(&a);
    while (text.len < TRIM_TEXT_MAX)
        buf_str(&text, S("please  "));
    size_t bound = text.len;
    buf_str(&text, S("please  please  "));
    trim_text(memo, &facts, buf_view(&text), &a);
    assert_int_equal(facts.text_bytes, bound + 16);
    assert_int_equal(facts.trim_count[TRIM_FILLER], TRIM_TEXT_MAX / 8);
    assert_int_equal(facts.trim_count[TRIM_SPACE], 1);  // behind the last word is the line's end
    check_edits(&facts);
    trim_memo_release(memo);
    arena_release(&a);
}

static void listed_are_the_edits_that_say_most(void **state)
{
    (void)state;
    struct arena a = {0};
    struct buf text = {.arena = &a};
    struct system_facts facts = {0};
    struct trim_memo *memo = trim_memo_new(&a);
    for (int i = 0; i < 2 * TRIM_EDITS_MAX; i++)
        buf_str(&text, S("a  b "));
    buf_str(&text, S("c. Cite the source you used. Cite the source you used."));
    trim_text(memo, &facts, buf_view(&text), &a);
    assert_int_equal(facts.edit_count, TRIM_EDITS_MAX);
    assert_int_equal(facts.trim_count[TRIM_SPACE], 2 * TRIM_EDITS_MAX);
    assert_int_equal(facts.edits[0].kind, TRIM_SPACE);
    assert_int_equal(facts.edits[TRIM_EDITS_MAX - 1].kind, TRIM_REPEAT);
    check_edits(&facts);
    trim_memo_release(memo);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_are_found_to_the_byte),
        cmocka_unit_test(edits_of_any_text_stay_apart_and_inside),
        cmocka_unit_test(long_texts_are_looked_at_up_to_a_bound),
        cmocka_unit_test(listed_are_the_edits_that_say_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
