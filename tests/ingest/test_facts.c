// test_facts.c - what the segments of a request tell, and what follows for the request.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "ingest/facts.h"

enum { SEGMENTS_MAX = 8 };

// A segment by its text and the part it is in.
struct line {
    enum role role;
    enum part part;
    const char *text;
};

struct fixture {
    struct arena arena;
    struct json_parser *parser;
    struct record record;
};

static const struct str watched[] = {{"refund", 6}, {"parcel", 6}};
static const struct watch watch = {watched, 2};

// The facts of a request of text segments; the array ends with an empty text.
static const struct facts *facts_of(struct fixture *f, const struct line *lines)
{
    struct segment_facts told[SEGMENTS_MAX];
    enum part parts[SEGMENTS_MAX];
    struct record *r = &f->record;
    size_t count = 0;
    for (; lines[count].text; count++) {
        struct segment *s = record_add_segment(r, lines[count].role, SEG_TEXT, &f->arena);
        s->text = str_of(lines[count].text);
        parts[count] = lines[count].part;
        segment_facts(&told[count], s, s->text, &watch);
        int64_t *bytes = &r->part_bytes[lines[count].part];
        *bytes = (*bytes == UNKNOWN ? 0 : *bytes) + (int64_t)s->text.len;
    }
    request_facts(r, told, parts, count, 77);
    return &r->facts;
}

static int open_fixture(void **state)
{
    struct fixture *f = test_calloc(1, sizeof *f);
    f->parser = json_parser_new();
    record_init(&f->record);
    *state = f;
    return f->parser ? 0 : -1;
}

static int close_fixture(void **state)
{
    struct fixture *f = *state;
    json_parser_free(f->parser);
    arena_release(&f->arena);
    test_free(f);
    return 0;
}

static void a_record_without_a_prompt_knows_only_its_answer(void **state)
{
    struct fixture *f = *state;
    f->record.response_text = S("{\"a\":1}");
    static const struct line none[] = {{0}};
    const struct facts *facts = facts_of(f, none);
    assert_int_equal(facts->answer_is_json, TRI_YES);
    assert_int_equal(facts->answer_normal_fp, 77);
    assert_int_equal(facts->wants_json, TRI_UNKNOWN);
    assert_int_equal(facts->task, TASK_UNKNOWN);
    assert_true(facts->retrieved_chunks == UNKNOWN);
    assert_true(f->record.part_bytes[PART_RETRIEVED] == UNKNOWN);
}

static void without_an_answer_it_is_unknown_whether_it_is_json(void **state)
{
    struct fixture *f = *state;
    static const struct line lines[] = {{ROLE_USER, PART_QUESTION, "hello"}, {0}};
    assert_int_equal(facts_of(f, lines)->answer_is_json, TRI_UNKNOWN);
    assert_int_equal(f->record.facts.wants_json, TRI_NO);
    assert_int_equal(f->record.facts.task, TASK_OTHER);
    assert_int_equal(f->record.facts.retrieved_chunks, 0);
    assert_int_equal(f->record.part_bytes[PART_RETRIEVED], 0);
}

static void time_and_watched_words_are_those_of_the_question(void **state)
{
    struct fixture *f = *state;
    static const struct line lines[] = {
        {ROLE_SYSTEM, PART_SYSTEM, "The current date is known. A refund is fine."},
        {ROLE_USER, PART_HISTORY, "What is new today?"},
        {ROLE_ASSISTANT, PART_HISTORY, "Your parcel comes tomorrow."},
        {ROLE_USER, PART_QUESTION, "And my PARCEL of yesterday?"},
        {0},
    };
    const struct facts *facts = facts_of(f, lines);
    assert_int_equal(facts->time_words, 1 << TIME_YESTERDAY);
    assert_int_equal(facts->watch, 2);
}

static void private_data_counts_wherever_it_stands_but_in_tools(void **state)
{
    struct fixture *f = *state;
    static const struct line lines[] = {
        {ROLE_TOOLS, PART_TOOLS, "call +49 30 1234 5678"},
        {ROLE_SYSTEM, PART_SYSTEM, "You are ops-team@example.com"},
        {ROLE_ASSISTANT, PART_HISTORY, "I see 203.0.113.9"},
        {ROLE_USER, PART_QUESTION, "pay with 4111 1111 1111 1111"},
        {0},
    };
    assert_int_equal(facts_of(f, lines)->pii, 1 << PII_EMAIL | 1 << PII_ADDRESS | 1 << PII_CARD);
}

static void the_question_tells_the_task_before_the_system_prompt(void **state)
{
    static const struct {
        const char *system, *question;
        enum task want;
    } cases[] = {
        {"You summarize.", "Extract the dates.", TASK_EXTRACTION},
        {"You summarize.", "Here is the text.", TASK_SUMMARY},
        {"You help.", "Here is the text.", TASK_OTHER},
        {"You summarize.", "", TASK_SUMMARY},
        {"", "", TASK_UNKNOWN},
        {"You help.", "<doc>Summarize and classify it.</doc> Extract the dates.", TASK_EXTRACTION},
        {"You help.", "<doc>Summarize and classify it.</doc> Where is it?", TASK_OTHER},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        record_init(&f->record);
        struct line lines[] = {
            {ROLE_SYSTEM, PART_SYSTEM, cases[i].system},
            {ROLE_ASSISTANT, PART_HISTORY, "Classify this."},
            {ROLE_USER, PART_QUESTION, cases[i].question},
            {0},
        };
        assert_int_equal(facts_of(f, lines)->task, cases[i].want);
    }
}

static void json_is_wanted_by_parameter_or_by_words(void **state)
{
    static const struct {
        const char *format, *system, *question;
        enum tri want;
    } cases[] = {
        {"{\"type\":\"json_object\"}", "", "hi", TRI_YES},
        {"{\"type\":\"json_schema\",\"json_schema\":{}}", "", "hi", TRI_YES},
        {"{\"type\":\"text\"}", "", "hi", TRI_NO},
        {"\"application/json\"", "", "hi", TRI_YES},
        {"\"json\"", "", "hi", TRI_YES},
        {"\"text/plain\"", "", "hi", TRI_NO},
        {"{\"properties\":{}}", "", "hi", TRI_YES},
        {"{\"type\":\"object\",\"properties\":{}}", "", "hi", TRI_YES},
        {"{}", "", "hi", TRI_NO},
        {"null", "", "hi", TRI_NO},
        {"null", "Respond in JSON.", "hi", TRI_YES},
        {"null", "", "Return valid JSON", TRI_YES},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        record_init(&f->record);
        struct json format = {0};
        assert_int_equal(json_parse(f->parser, str_of(cases[i].format), 0, &format), JSON_OK);
        f->record.params[PARAM_RESPONSE_FORMAT] = format;
        struct line lines[] = {
            {ROLE_SYSTEM, PART_SYSTEM, cases[i].system},
            {ROLE_ASSISTANT, PART_HISTORY, "Respond in JSON."},
            {ROLE_USER, PART_QUESTION, cases[i].question},
            {0},
        };
        if (facts_of(f, lines)->wants_json != cases[i].want)
            fail_msg("case %zu", i);
    }
}

static void retrieved_bytes_are_taken_off_their_part(void **state)
{
    struct fixture *f = *state;
    static const struct line lines[] = {
        {ROLE_SYSTEM, PART_SYSTEM, "Use this: <doc>a text of some length</doc>"},
        {ROLE_USER, PART_HISTORY, "Document 1: abc\nDocument 2: def\nQuestion: which?"},
        {ROLE_USER, PART_QUESTION, "<context>a text of some length</context> and?"},
        {0},
    };
    const struct facts *facts = facts_of(f, lines);
    const int64_t *bytes = f->record.part_bytes;
    assert_int_equal(facts->retrieved_chunks, 4);
    assert_int_equal(bytes[PART_RETRIEVED], 32 + 32 + 40);
    assert_int_equal(bytes[PART_SYSTEM], 10);
    assert_int_equal(bytes[PART_HISTORY], 16);
    assert_int_equal(bytes[PART_QUESTION], 5);
}

static void media_tells_nothing(void **state)
{
    (void)state;
    struct segment s = {.role = ROLE_USER, .kind = SEG_MEDIA, .text = S("jane@example.com now")};
    struct segment_facts told;
    segment_facts(&told, &s, s.text, NULL);
    assert_int_equal(told.pii, 0);
    assert_int_equal(told.time_words, 0);
}

static void reasoning_and_results_tell_of_private_data_only(void **state)
{
    (void)state;
    struct segment s = {.role = ROLE_ASSISTANT, .kind = SEG_REASONING};
    struct segment_facts told;
    s.text = S("summarize jane@example.com now in JSON format");
    segment_facts(&told, &s, s.text, &watch);
    assert_int_equal(told.pii, 1 << PII_EMAIL);
    assert_int_equal(told.time_words | told.task_clue | told.wants_json, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        TEST(a_record_without_a_prompt_knows_only_its_answer),
        TEST(without_an_answer_it_is_unknown_whether_it_is_json),
        TEST(time_and_watched_words_are_those_of_the_question),
        TEST(private_data_counts_wherever_it_stands_but_in_tools),
        TEST(the_question_tells_the_task_before_the_system_prompt),
        TEST(json_is_wanted_by_parameter_or_by_words),
        TEST(retrieved_bytes_are_taken_off_their_part),
        TEST(media_tells_nothing),
        TEST(reasoning_and_results_tell_of_private_data_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
