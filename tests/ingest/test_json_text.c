// test_json_text.c - is JSON asked for, and is an answer JSON.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/json.h"
#include "ingest/json_text.h"

static void asking_for_json_is_told_from_speaking_of_it(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool want;
    } cases[] = {
        {"Respond in JSON.", true},
        {"Return a JSON object with keys a and b", true},
        {"Your answer must be valid JSON", true},
        {"Output: JSON only", true},
        {"reply with json", true},
        {"Format your response as JSON", true},
        {"Return ONLY JSON, no prose", true},
        {"Answer strictly in JSON format.", true},
        {"Generate a JSON array of strings.", true},
        {"The output has to follow this JSON schema: {}", true},
        {"give me the result as json", true},
        {"Respond in\nJSON", true},
        {"Write the parameters in json format", true},
        {"Explain this JSON object to me", false},
        {"Convert this JSON to CSV", false},
        {"Here is a JSON file:", false},
        {"How do I parse JSON in Python?", false},
        {"jsonl and json5 files", false},
        {"My JSON parser returns an error", false},
        {"Why is the JSON below broken?", false},
        {"Return the rows of the JSON file", false},
        {"package.json", false},
        {"JSON", false},
        {"", false},
        {"Respond in XML", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (json_is_asked_for(str_of(cases[i].text)) != cases[i].want)
            fail_msg("'%s'", cases[i].text);
}

static const struct {
    const char *text;
    bool want;
} answers[] = {
    {"{}", true},
    {"[]", true},
    {" {\"a\": 1} \n", true},
    {"{\"a\":[1,-2.5e+3,true,false,null,{\"b\":\"\\u00e9\\n\\\"\"}]}", true},
    {"[[[]],{}]", true},
    {"[0]", true},
    {"[0.5,1E5,1e-5]", true},
    {"```json\n{\"a\": 1}\n```", true},
    {"```\n[1]\n```\n", true},
    {"```json\n{\"a\": 1}\n", false},
    {"```json\n```", false},
    {"Here it is: {}", false},
    {"{} {}", false},
    {"{}x", false},
    {"\"text\"", false},
    {"12", false},
    {"true", false},
    {"", false},
    {"{", false},
    {"}", false},
    {"{]", false},
    {"[}", false},
    {"{\"a\"}", false},
    {"{\"a\":}", false},
    {"{\"a\":1,}", false},
    {"{a:1}", false},
    {"{'a':1}", false},
    {"[1,]", false},
    {"[,1]", false},
    {"[1 2]", false},
    {"[01]", false},
    {"[1.]", false},
    {"[.5]", false},
    {"[+1]", false},
    {"[-]", false},
    {"[1e]", false},
    {"[nul]", false},
    {"[truee]", false},
    {"[NaN]", false},
    {"[\"a]", false},
    {"[\"\\x\"]", false},
    {"[\"\\u12g4\"]", false},
    {"[\"\\", false},
    {"[\"a\nb\"]", false},
    {"[\"a\tb\"]", false},
    {"{\"a\":1 \"b\":2}", false},
    {"[1]]", false},
};

static void answers_are_json_as_a_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (json_is_whole(str_of(answers[i].text)) != answers[i].want)
            fail_msg("'%s'", answers[i].text);
}

static void nesting_ends_where_the_parser_ends(void **state)
{
    (void)state;
    struct arena a = {0};
    for (int depth = JSON_MAX_DEPTH - 1; depth <= JSON_MAX_DEPTH + 1; depth++) {
        struct buf b = {.arena = &a};
        for (int i = 0; i < depth; i++)
            buf_str(&b, i % 2 ? S("[") : S("{\"k\":"));
        buf_byte(&b, '1');
        for (int i = depth - 1; i >= 0; i--)
            buf_byte(&b, i % 2 ? ']' : '}');
        assert_int_equal(json_is_whole(buf_view(&b)), depth <= JSON_MAX_DEPTH);
    }
    arena_release(&a);
}

// The parser of the logs says the same of every answer that is a container, and of its torn heads.
static void the_parser_agrees(void **state)
{
    (void)state;
    struct json_parser *p = json_parser_new();
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct str whole = str_of(answers[i].text);
        for (size_t n = 0; n <= whole.len; n++) {
            struct str text = str_head(whole, n);
            struct json v = {0};
            if (str_starts(text, S("`")))
                continue;
            bool is_json = json_parse(p, text, 0, &v) == JSON_OK;
            assert_int_equal(json_is_whole(text),
                             is_json && (json_is_object(v) || json_is_array(v)));
        }
    }
    json_parser_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asking_for_json_is_told_from_speaking_of_it),
        cmocka_unit_test(answers_are_json_as_a_whole),
        cmocka_unit_test(nesting_ends_where_the_parser_ends),
        cmocka_unit_test(the_parser_agrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
