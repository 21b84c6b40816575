// test_text.c - normal form, mask, redaction and canonical JSON.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "ingest/canonical.h"
#include "ingest/normal.h"
#include "ingest/redact.h"

static void assert_text(struct str got, const char *want)
{
    struct arena a = {0};
    assert_string_equal(str_cstr(got, &a), want);
    arena_release(&a);
}

static void normal_form_keeps_the_words_only(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Hello,  World!", "hello, world"},
        {"  a\t\n b ", "a b"},
        {"Why?!?", "why"},
        {"stop . ; ", "stop"},
        {"", ""},
        {" \n", ""},
        {"\xc3\x84pfel \xef\xac\x81n", "\xc3\xa4pfel fin"},
        {"a\xc2\xa0"
         "b",
         "a b"},
        {"\xe4\xbd\xa0\xe5\xa5\xbd\xe3\x80\x82", "\xe4\xbd\xa0\xe5\xa5\xbd"},
        {"3.5", "3.5"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b = {.arena = &a};
        normal_form(&b, str_of(cases[i][0]));
        assert_text(buf_view(&b), cases[i][1]);
    }
    arena_release(&a);
}

static void masks_replace_what_varies_and_nothing_else(void **state)
{
    (void)state;
    // In the wanted text {N} {T} {I} {E} {U} stand for the masks.
    static const char *const cases[][2] = {
        {"order 42 costs 1,234.50", "order {N} costs {N}"},
        {"on 2026-09-01 at 12:30:05Z.", "on {T} at {T}."},
        {"2026-09-01T12:30:05.123+02:00", "{T}"},
        {"id 550e8400-e29b-41d4-a716-446655440000!", "id {I}!"},
        {"call_8HkQ2mZpX1 and toolu_01A09q90qw90lq", "{I} and {I}"},
        {"deadbeef01 but cafe", "{I} but cafe"},
        {"mail jane.doe+x@example.co.uk, now", "mail {E}, now"},
        {"see https://example.com/a?b=1&c=2) ok", "see {U}) ok"},
        {"plain words: and - dashes", "plain words: and - dashes"},
        {"gpt4o is not a number", "gpt{N}o is not a number"},
        {"a@ @b", "a@ @b"},
        {"\"total\":12,\"x\":\"y\"", "\"total\":{N},\"x\":\"y\""},
        {"version 1.2.3", "version {N}"},
        {"", ""},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b = {.arena = &a};
        struct buf shown = {.arena = &a};
        mask_text(&b, str_of(cases[i][0]));
        for (size_t k = 0; k < b.len; k++)
            if (b.ptr[k] == 1)
                buf_fmt(&shown, "{%c}", b.ptr[++k]);
            else
                buf_byte(&shown, b.ptr[k]);
        assert_text(buf_view(&shown), cases[i][1]);
    }
    arena_release(&a);
}

static void masking_hostile_text_takes_linear_time(void **state)
{
    (void)state;
    static const char *const patterns[] = {"a:", "a.", "a-@", "1,", "a://", "--a@"};
    struct arena a = {0};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct buf in = {.arena = &a};
        for (int k = 0; k < 100000; k++)
            buf_str(&in, str_of(patterns[i]));
        buf_byte(&in, '1');
        struct buf out = {.arena = &a};
        mask_text(&out, buf_view(&in));
        assert_true(out.len > 0);
        arena_reset(&a);
    }
    arena_release(&a);
}

static void private_spans_are_replaced(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"write to jane.doe@example.com today", "write to [email] today"},
        {"card 4111 1111 1111 1111 ok", "card [card] ok"},
        {"card 4111111111111112 ok", "card 4111111111111112 ok"},
        {"call +49 30 1234 5678.", "call [phone]."},
        {"call (415) 555-2671 now", "call [phone] now"},
        {"on 2026-09-01 12:00 we met", "on 2026-09-01 12:00 we met"},
        {"order 12345678901", "order 12345678901"},
        {"key sk-proj-abcdEFGH1234 end", "key [key] end"},
        {"Authorization: Bearer abc.def.ghi", "Authorization: [key]"},
        {"sent Bearer: abc.def.ghi", "sent Bearer: [key]"},
        {"password=hunter22 and", "password=[key] and"},
        {"\"api_key\": \"zzzzzz1\"", "\"api_key\": \"[key]\""},
        {"AKIAIOSFODNN7EXAMPLE", "[key]"},
        {"x Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr y", "x [key] y"},
        {"from 203.0.113.9 and fe80::1", "from [address] and [address]"},
        {"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\nAb+/\n", "[key]"},
        {"postgres://app:s3cret@db.example.com/x", "postgres://app:[key]@db.example.com/x"},
        {"run 415-555-2671 4242424242424242", "run [phone] [card]"},
        {"lodash@4.17.21 stays", "lodash@4.17.21 stays"},
        {"part 12-3456-78901-2", "part [phone]"},
        {"sk-abcdefghijkl", "[key]"},
        {"token economics are fine", "token economics are fine"},
        {"a secret garden", "a secret garden"},
        {"the best people stay", "the best people stay"},
        // A name, and as many separators as there may be before its value.
        {"so the password   :   hunters is", "so the password   :   [key] is"},
        {"so the password     :   hunters is", "so the password     :   hunters is"},
        {"sent as bearer abcdefgh then", "sent as bearer [key] then"},
        {"the part eyJhbGciOi.abc is", "the part [key] is"},
        // Numbers, as far as they go on.
        {"it took 48 of 657 and 12.5 hours", "it took 48 of 657 and 12.5 hours"},
        {"it rang 0301 234 5678 twice", "it rang [phone] twice"},
        {"it rang 0301. 234 5678 twice", "it rang [phone] twice"},
        {"", ""},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_text(redact(str_of(cases[i][0]), PREVIEW_BYTES, &a), cases[i][1]);
    arena_release(&a);
}

static void previews_are_cut_between_characters(void **state)
{
    (void)state;
    struct arena a = {0};
    struct buf b = {.arena = &a};
    for (int i = 0; i < 150; i++)
        buf_str(&b, S("\xc3\xbc"));
    struct str out = redact(buf_view(&b), 201, &a);
    assert_int_equal(out.len, 200);
    // A secret that begins inside and ends outside is still seen whole.
    struct buf c = {.arena = &a};
    for (int i = 0; i < 190; i++)
        buf_byte(&c, '.');
    buf_str(&c, S("jane.doe.with.a.long.name@example.com"));
    out = redact(buf_view(&c), PREVIEW_BYTES, &a);
    assert_true(str_ends(out, S("[email]")));
    arena_release(&a);
}

static void canonical_json_is_rfc_8785(void **state)
{
    struct json_parser *p = *state;
    static const char *const cases[][2] = {
        // RFC 8785, section 3.2.2 (numbers and strings) and 3.2.3 (sorting), inputs and outputs.
        {"{\"numbers\":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"
         "\"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
         "\"literals\":[null,true,false]}",
         "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
         "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"},
        {"{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,"
         "\"\\u00f6\":7}",
         "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"\xc3\xb6\":7,\"\xe2\x82\xac\":1,\"\xf0\x9f\x98\x80\":"
         "5,"
         "\"\xef\xac\xb3\":3}"},
        {"[0, -0, 0.0, -0.0, 1.0, 100, 1e21, 1e20, 123456789012345680000.0, 5e-324, 1e-7, "
         "0.000001]",
         "[0,0,0,0,1,100,1e+21,100000000000000000000,123456789012345680000,5e-324,1e-7,0.000001]"},
        {"[9007199254740992, 9007199254740993, -5]", "[9007199254740992,9007199254740992,-5]"},
        {"{\"a\":1,\"b\":{},\"a\":2}", "{\"a\":2,\"b\":{}}"},
        {"[ ]", "[]"},
        {"\"\\b\\f\\t\\u001f\\u007f\"", "\"\\b\\f\\t\\u001f\x7f\""},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json v;
        struct buf b = {.arena = &a};
        assert_int_equal(json_parse(p, str_of(cases[i][0]), 0, &v), JSON_OK);
        canonical_json(&b, v);
        assert_text(buf_view(&b), cases[i][1]);
    }
    arena_release(&a);
}

static int open_parser(void **state)
{
    *state = json_parser_new();
    return *state ? 0 : -1;
}

static int close_parser(void **state)
{
    json_parser_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normal_form_keeps_the_words_only),
        cmocka_unit_test(masks_replace_what_varies_and_nothing_else),
        cmocka_unit_test(masking_hostile_text_takes_linear_time),
        cmocka_unit_test(private_spans_are_replaced),
        cmocka_unit_test(previews_are_cut_between_characters),
        cmocka_unit_test(canonical_json_is_rfc_8785),
    };
    return cmocka_run_group_tests(tests, open_parser, close_parser);
}
