// test_task.c - what a prompt asks for: by each rule, and on prompts written by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "ingest/task.h"
#include "ingest/task_rules.h"

static const struct {
    const char *text;
    enum task want;
} prompts[] = {
    {"Is this review positive? Answer yes or no.", TASK_YES_NO},
    {"Does the contract allow subletting? Reply with yes or no only.", TASK_YES_NO},
    {"True or false: the earth is flat.", TASK_YES_NO},
    {"Decide if the user is angry. Output only YES or NO.", TASK_YES_NO},
    {"Is it spam (yes/no)?", TASK_YES_NO},
    {"Classify the ticket. Answer\nyes or no for urgency.", TASK_YES_NO},
    {"Classify the following email as spam or ham.", TASK_CLASSIFICATION},
    {"You label support tickets. Label each ticket with one of: billing, bug.",
     TASK_CLASSIFICATION},
    {"What is the sentiment of this tweet?", TASK_CLASSIFICATION},
    {"Categorize the expense below.", TASK_CLASSIFICATION},
    {"Assign a category from the list.", TASK_CLASSIFICATION},
    {"Sort this message into one of the queues", TASK_CLASSIFICATION},
    {"You are a classifier for intents.", TASK_CLASSIFICATION},
    {"Pick one of the labels: A, B, C", TASK_CLASSIFICATION},
    {"Which category fits best?", TASK_CLASSIFICATION},
    {"Extract the invoice number and the total.", TASK_EXTRACTION},
    {"Return the fields name, date and amount of this receipt.", TASK_EXTRACTION},
    {"Find the named entities in the text", TASK_EXTRACTION},
    {"Please extract all dates from:", TASK_EXTRACTION},
    {"You are an information extraction engine.", TASK_EXTRACTION},
    {"Pull out every phone number in the mail.", TASK_EXTRACTION},
    {"Summarize the article in three bullets.", TASK_SUMMARY},
    {"Write a summary of the meeting", TASK_SUMMARY},
    {"TL;DR please", TASK_SUMMARY},
    {"Give me the key points of this thread", TASK_SUMMARY},
    {"Summarise what the customer wants.", TASK_SUMMARY},
    {"You write short summaries of calls.", TASK_SUMMARY},
    {"Condense the text below to 50 words", TASK_SUMMARY},
    {"What is the capital of France?", TASK_SHORT_ANSWER},
    {"Who was the first president of Brazil?", TASK_SHORT_ANSWER},
    {"How many legs has a spider?", TASK_SHORT_ANSWER},
    {"Answer in one word: the colour of snow", TASK_SHORT_ANSWER},
    {"When did the wall fall?", TASK_SHORT_ANSWER},
    {"What year was Rust released?", TASK_SHORT_ANSWER},
    {"Write a function that extracts dates from a string.", TASK_CODE},
    {"Write a Python script to rename files", TASK_CODE},
    {"Fix this bug: TypeError in line 3", TASK_CODE},
    {"Refactor the class below", TASK_CODE},
    {"Debug the following program", TASK_CODE},
    {"Add a unit test for parse()", TASK_CODE},
    {"Implement quicksort in C", TASK_CODE},
    {"You are a coding assistant. Help the user.", TASK_CODE},
    {"Write an SQL query that lists the top customers", TASK_CODE},
    {"Write a poem about autumn", TASK_CREATIVE},
    {"Write a short story with a dragon", TASK_CREATIVE},
    {"Brainstorm ten names for a cafe", TASK_CREATIVE},
    {"Compose a toast for a wedding", TASK_CREATIVE},
    {"Write a product description for this lamp", TASK_CREATIVE},
    {"A catchy slogan for socks, please", TASK_CREATIVE},
    {"Write a blog post on gardening", TASK_CREATIVE},
    {"Analyze the quarterly numbers", TASK_ANALYSIS},
    {"Compare Postgres and MySQL for our use", TASK_ANALYSIS},
    {"What are the pros and cons of remote work?", TASK_ANALYSIS},
    {"Evaluate the risk of this plan", TASK_ANALYSIS},
    {"Find the root cause of the outage", TASK_ANALYSIS},
    {"Assess whether the supplier is reliable.", TASK_ANALYSIS},
    {"Write a bash script that takes a matrix", TASK_CODE},
    {"Why is the sky blue? Respond in five words or less.", TASK_SHORT_ANSWER},
    {"Create a haiku about telemetry", TASK_CREATIVE},
    {"Explain quantum mechanics.", TASK_ANALYSIS},
    {"Given an input question, first create a syntactically correct sqlite query", TASK_CODE},
    {"Please act as an impartial judge and evaluate the answer", TASK_ANALYSIS},
    {"Tell me a short story about a cat", TASK_CREATIVE},
    {"Can you edit the carbonara recipe to be vegetarian?", TASK_OTHER},
    {"Count from one to five.", TASK_OTHER},
    {"Translate to German: good morning", TASK_OTHER},
    {"Where is my parcel?", TASK_OTHER},
    {"hello", TASK_OTHER},
    {"Thanks, that worked!", TASK_OTHER},
    {"My order has not arrived yet, can you help?", TASK_OTHER},
    {"Please reschedule my appointment to Monday", TASK_OTHER},
    {"declassified documents and subcategories", TASK_OTHER},
    {"unsummarized", TASK_OTHER},
    {"", TASK_OTHER},
};
enum { PROMPTS = sizeof prompts / sizeof *prompts };

static void prompts_are_understood(void **state)
{
    (void)state;
    int right = 0;
    for (size_t i = 0; i < PROMPTS; i++) {
        enum task got = task_of(task_clue(str_of(prompts[i].text)));
        right += got == prompts[i].want;
        if (got != prompts[i].want)
            print_message("'%s' is taken for %s, not %s\n", prompts[i].text, task_name[got],
                          task_name[prompts[i].want]);
    }
    print_message("%d of %d prompts understood\n", right, (int)PROMPTS);
    assert_true(right * 100 >= PROMPTS * 95);
}

// Every row can be reached: the table of first letters agrees with it.
static void every_rule_is_found_by_its_own_words(void **state)
{
    (void)state;
    size_t rules = 0;
    for (size_t pair = 0; pair < TASK_PAIRS; pair++)
        for (size_t i = 0; i < task_rules[pair].count; i++, rules++) {
            const struct task_rule *rule = &task_rules[pair].rules[i];
            struct str phrase = {rule->phrase, rule->length};
            assert_int_equal(pair, (phrase.ptr[0] - 'a') * 26 + phrase.ptr[1] - 'a');
            assert_int_equal(strlen(rule->phrase), rule->length);
            assert_true(rule->length >= 4 && rule->rank >= 1 && rule->rank <= 3);
            uint8_t clue = task_clue(phrase);
            if (!clue || clue / 16 > rule->rank)
                fail_msg("'%s' is not found", rule->phrase);
        }
    assert_true(rules > 100);
}

static void words_are_whole_and_case_does_not_matter(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum task want;
    } cases[] = {
        {"SUMMARIZE THIS", TASK_SUMMARY},   {"yes  or\n\tno", TASK_YES_NO},
        {"xsummarize", TASK_OTHER},         {"summarizer", TASK_OTHER},
        {"extractor", TASK_OTHER},          {"extract", TASK_EXTRACTION},
        {"_extract", TASK_OTHER},           {"(extract)", TASK_EXTRACTION},
        {"yes or nothing", TASK_OTHER},     {"sentiments", TASK_CLASSIFICATION},
        {"code: extract", TASK_EXTRACTION}, {"ex", TASK_OTHER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(task_of(task_clue(str_of(cases[i].text))), cases[i].want);
}

static void only_the_ends_of_long_texts_are_read(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        bool is_seen;
    } cases[] = {{0, true}, {TASK_HEAD_BYTES - 20, true}, {5000, false}, {9980, true}};
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *bytes = arena_raw(&a, 10000);
        memset(bytes, ' ', 10000);
        memcpy(bytes + cases[i].at, "summarize", 9);
        assert_int_equal(task_clue((struct str){bytes, 10000}) != 0, cases[i].is_seen);
    }
    arena_release(&a);
}

static void hints_count_at_the_ends_of_a_text_only(void **state)
{
    (void)state;
    static const struct {
        const char *phrase;
        size_t at;
        bool is_seen;
    } cases[] = {
        {"sentiment", 0, true},   {"sentiment", 250, false}, {"sentiment", 500, true},
        {"summarize", 250, true}, {"how many", 250, false},  {"how many", 592, false},
        {"how many", 50, true},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *bytes = arena_raw(&a, 600);
        memset(bytes, '.', 600);
        memcpy(bytes + cases[i].at, cases[i].phrase, strlen(cases[i].phrase));
        assert_int_equal(task_clue((struct str){bytes, 600}) != 0, cases[i].is_seen);
    }
    arena_release(&a);
}

static void a_better_clue_wins_in_any_order(void **state)
{
    (void)state;
    uint8_t strong = task_clue(S("summarize"));
    uint8_t weak = task_clue(S("how many"));
    assert_true(strong && weak && strong < weak);
    assert_int_equal(task_better(strong, weak), strong);
    assert_int_equal(task_better(weak, strong), strong);
    assert_int_equal(task_better(0, weak), weak);
    assert_int_equal(task_better(weak, 0), weak);
    assert_int_equal(task_of(0), TASK_OTHER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prompts_are_understood),
        cmocka_unit_test(every_rule_is_found_by_its_own_words),
        cmocka_unit_test(words_are_whole_and_case_does_not_matter),
        cmocka_unit_test(only_the_ends_of_long_texts_are_read),
        cmocka_unit_test(hints_count_at_the_ends_of_a_text_only),
        cmocka_unit_test(a_better_clue_wins_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
