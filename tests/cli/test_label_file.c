// test_label_file.c - judgements of answers, as people write them down.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/label_file.h"

static const struct {
    const char *text;
    const char *error;   // NULL = none
    const char *labels;  // "id+ id-": + = ok
} cases[] = {
    {"", NULL, ""},
    {"id,ok\n", NULL, ""},
    {"id,ok\na1,yes\nb2,no\n", NULL, "a1+ b2- "},
    {"a1,1\nb2,0", NULL, "a1+ b2- "},
    {"ok,feature,id\r\nTRUE,x,a1\r\nFailed,y,b2\r\n", NULL, "a1+ b2- "},
    // Not judged yet.
    {"id,ok,prompt\na1,,what\nb2,ok,\"one, \"\"two\"\"\"\n", NULL, "b2+ "},
    {"\xef\xbb\xbfid,ok\n\"a1\",\"ok\"\n\n", NULL, "a1+ "},
    {"{\"id\": \"a1\", \"ok\": true}\n{\"ok\": false, \"id\": \"b2\"}\n{\"id\": \"c3\", \"ok\": "
     "null}\n{\"id\": \"d4\", \"ok\": \"no\"}",
     NULL, "a1+ b2- d4- "},
    {"id,ok\na1,perhaps\n", "labels:2: ok is neither yes nor no", NULL},
    {"id,ok\n,yes\n", "labels:2: the id is missing", NULL},
    {"id,good\na1,yes\n", "labels:1: the header has only one", NULL},
    {"a1\n", "labels:1: lines of id,ok", NULL},
    {"{\"id\": \"a1\"\n", "labels:1: this is no JSON", NULL},
    {"{\"ok\": true}\n", "labels:1: the id is missing", NULL},
};

static void labels_are_read_as_csv_and_as_json_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct err e = {0};
        struct request_label *labels = NULL;
        int64_t count = 0;
        bool ok = label_file_parse(str_of(cases[i].text), S("labels"), &labels, &count, &a, &e);
        assert_int_equal(ok, !cases[i].error);
        if (!ok) {
            assert_int_equal(e.code, ERR_USAGE);
            if (!str_contains(str_of(e.text), str_of(cases[i].error)))
                fail_msg("%zu: %s", i, e.text);
        } else {
            struct str found = S("");
            for (int64_t k = 0; k < count; k++)
                found = str_fmt(&a, "%.*s%.*s%s ", STR_ARG(found), STR_ARG(labels[k].id),
                                labels[k].is_ok ? "+" : "-");
            if (!str_eq(found, str_of(cases[i].labels)))
                fail_msg("%zu: %.*s", i, STR_ARG(found));
        }
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_are_read_as_csv_and_as_json_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
