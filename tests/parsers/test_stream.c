// test_stream.c - captured streams become arrays of events; JSON inside strings becomes values.
#include "tests/parsers/wire_dump.h"

// A value of the test as JSON: the text as a string, escaped as it is in a log.
static struct json string_value(struct kit *k, struct str text)
{
    struct buf b = {.arena = &k->arena};
    buf_byte(&b, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '"' || c == '\\')
            buf_byte(&b, '\\');
        if (c < 0x20)
            buf_fmt(&b, "\\u%04x", c);
        else
            buf_byte(&b, (char)c);
    }
    buf_byte(&b, '"');
    return kit_json(k, buf_view(&b));
}

static struct str dump(struct kit *k, struct json v)
{
    struct buf out = {.arena = &k->arena};
    if (!v.tape)
        return S("none");
    dump_json(&out, v);
    return buf_view(&out);
}

static void streams_become_arrays_of_events(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"data: {\"a\":1}\n\ndata: {\"b\":2}\n\ndata: [DONE]\n\n", "[{a:1},{b:2}]"},
        {"event: x\r\ndata: {\"a\":1}\r\n\r\nevent: y\r\ndata: {\"b\":2}\r\n\r\n", "[{a:1},{b:2}]"},
        {"data:{\"a\":1}\r\rdata:{\"b\":2}", "[{a:1},{b:2}]"},
        {": keep-alive\n\nid: 7\nretry: 10\ndata: {\"a\":1}\n\n", "[{a:1}]"},
        // An object over several data lines; two objects whose empty line was lost.
        {"data: {\"a\":\ndata: 1}\n\ndata: {\"b\":2}\n\n", "[{a:1},{b:2}]"},
        {"data: {\"a\":1}\ndata: {\"b\":2}\n", "[{a:1},{b:2}]"},
        // The last event is torn, or one in the middle is.
        {"data: {\"a\":1}\n\ndata: {\"b\":", "[{a:1}]"},
        {"data: {\"a\":1}\n\ndata: {\"b\"\n\ndata: {\"c\":3}\n\n", "[{a:1},{c:3}]"},
        {"data: {\"a\":1}\n\ndata: nonsense\n\n", "[{a:1}]"},
        {"data: [DONE]\n\n", "none"},
        {"data: {\"torn", "none"},
        {"event: ping\n\n", "none"},
        // NDJSON, also torn; one object alone is a body, not a stream.
        {"{\"a\":1}\n{\"b\":2}\n\n", "[{a:1},{b:2}]"},
        {"{\"a\":1}\n{\"b\":2}\n{\"c\":", "[{a:1},{b:2}]"},
        {"{\"a\":1}\n{\"b\":", "[{a:1}]"},
        {"{\"a\":1}", "none"},
        {"{\"a\":1}\n", "none"},
        {"{\n  \"a\": {\n    \"b\": 1\n  }\n}", "none"},
        // An array as text.
        {"[{\"a\":1}\n,\n{\"b\":2}]", "[{a:1},{b:2}]"},
        {"[1,2]", "none"},
        {"[{\"a\":1},", "none"},
        {"", "none"},
        {"   ", "none"},
        {"<html>data: {}</html>", "none"},
    };
    struct kit k;
    kit_open(&k);
    int failures = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kit_next(&k);
        struct json events = parse_stream(&k.parse, string_value(&k, str_of(cases[i].text)));
        failures += !same("events", i, dump(&k, events), cases[i].want);
    }
    kit_close(&k);
    assert_int_equal(failures, 0);
}

static void arrays_are_streams_already(void **state)
{
    (void)state;
    static const struct {
        const char *json, *want;
    } cases[] = {
        {"[{\"a\":1},{\"b\":2}]", "[{a:1},{b:2}]"},
        {"[{\"a\":1},\"[DONE]\"]", "[{a:1},'[DONE]']"},
        // Lines, and chunks as they came from the network.
        {"[\"data: {\\\"a\\\":1}\",\"\",\"data: [DONE]\"]", "[{a:1}]"},
        {"[\"data: {\\\"a\\\":1}\\n\\n\",\"data: {\\\"b\",\"\\\":2}\\n\\n\"]", "[{a:1},{b:2}]"},
        {"[\"{\\\"a\\\":1}\",\"{\\\"b\\\":2}\"]", "[{a:1},{b:2}]"},
        {"[]", "none"},
        {"[1,2,3]", "none"},
        {"{\"a\":1}", "none"},
        {"7", "none"},
    };
    struct kit k;
    kit_open(&k);
    int failures = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kit_next(&k);
        struct json events = parse_stream(&k.parse, kit_json(&k, str_of(cases[i].json)));
        failures += !same("events", i, dump(&k, events), cases[i].want);
    }
    kit_close(&k);
    assert_int_equal(failures, 0);
}

static void json_in_strings_is_followed_twice(void **state)
{
    (void)state;
    static const struct {
        const char *json, *want;
    } cases[] = {
        {"{\"a\":1}", "{a:1}"},
        {"[1]", "[1]"},
        {"\"{\\\"a\\\":1}\"", "{a:1}"},
        {"\" [1, 2] \"", "[1,2]"},
        {"\"\\\"{\\\\\\\"a\\\\\\\":1}\\\"\"", "{a:1}"},
        {"\"plain\"", "none"},
        {"\"{broken\"", "none"},
        {"\"12\"", "none"},
        {"\"\"", "none"},
        {"null", "none"},
        {"12", "none"},
    };
    struct kit k;
    kit_open(&k);
    int failures = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kit_next(&k);
        struct json value = parse_nested(&k.parse, kit_json(&k, str_of(cases[i].json)));
        failures += !same("value", i, dump(&k, value), cases[i].want);
    }
    kit_close(&k);
    assert_int_equal(failures, 0);
}

// Documents of one entry stay valid side by side; the next entry reuses their parsers.
static void documents_live_as_long_as_their_entry(void **state)
{
    (void)state;
    enum { MANY = 400 };
    struct kit k;
    kit_open(&k);
    int64_t parsers = 0;
    for (int round = 0; round < 3; round++) {
        kit_next(&k);
        struct json first = kit_json(&k, S("{\"first\":\"kept\"}"));
        int64_t given = 1;
        for (int i = 0; i < MANY; i++)
            given += nested_parse(&k.parse, str_fmt(&k.arena, "[%d]", i)).tape != NULL;
        assert_true(given > 64 && given < MANY);
        assert_str(json_str(json_get(first, S("first"))), "kept");
        assert_true(round == 0 || k.parse.parser_count == parsers);
        parsers = k.parse.parser_count;
    }
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_become_arrays_of_events),
        cmocka_unit_test(arrays_are_streams_already),
        cmocka_unit_test(json_in_strings_is_followed_twice),
        cmocka_unit_test(documents_live_as_long_as_their_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
