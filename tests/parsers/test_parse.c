// test_parse.c - finding the envelope of an entry, and what every envelope in the registry
// promises.
#include "tests/parsers/entries.h"

static void names_and_ranks_of_envelopes_are_unique(void **state)
{
    (void)state;
    for (size_t i = 0; envelopes[i]; i++) {
        assert_true(envelopes[i]->detect || envelopes[i]->detect_csv);
        assert_true(strlen(envelopes[i]->title) > 0 && strlen(envelopes[i]->fields) > 0);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(envelopes[i]->name, envelopes[k]->name);
            assert_int_not_equal(envelopes[i]->rank, envelopes[k]->rank);
        }
    }
}

// One entry of tests/parsers/entries/NAME.json: it is found by its envelope and by no other, and
// parsing it twice gives the same.
static void check_entry(struct entries *t, const struct envelope *owner, struct json root)
{
    for (size_t i = 0; envelopes[i]; i++) {
        const struct envelope *e = envelopes[i];
        bool is_claimed = t->source.csv_columns ? e->detect_csv && e->detect_csv(&t->source)
                                                : e->detect && e->detect(root);
        if (is_claimed != (e == owner))
            fail_msg("an entry of %s and the envelope %s", owner->name, e->name);
    }
    struct str lines[2];
    for (int i = 0; i < 2; i++) {
        parse_begin(&t->parse, &t->source, &t->arena);
        parse_entry(&t->parse, root);
        assert_int_equal(t->parse.outcome_count, 1);
        assert_ptr_equal(t->parse.outcomes[0].envelope, owner);
        assert_int_not_equal(t->parse.outcomes[0].end, END_REJECTED);
        lines[i] = str_copy(outcome_line(&t->parse.outcomes[0], &t->keep), &t->keep);
    }
    assert_true(str_eq(lines[0], lines[1]));
}

static void check_rows(struct entries *t, const struct envelope *owner, struct json csv)
{
    struct json_parser *row_json = json_parser_new();
    struct json_iter it = json_iter(json_get(csv, S("rows")));
    entries_columns(t, str_cstr(json_str(json_get(csv, S("csv"))), &t->keep));
    while (json_next(&it)) {
        struct json row;
        struct str text = row_text(t, json_str(it.value));
        assert_int_equal(json_parse(row_json, text, 0, &row), JSON_OK);
        check_entry(t, owner, row);
    }
    t->source.csv_columns = NULL;
    t->source.csv_count = 0;
    json_parser_free(row_json);
}

static void every_envelope_parses_its_entries_and_no_others(void **state)
{
    (void)state;
    for (size_t i = 0; envelopes[i]; i++) {
        struct entries t;
        struct json list;
        entries_open(&t);
        struct str path =
            str_fmt(&t.keep, SOURCE_DIR "/tests/parsers/entries/%s.json", envelopes[i]->name);
        struct str text = read_whole(&t, str_cstr(path, &t.keep));
        if (!text.ptr)
            fail_msg("%.*s is missing: entries of the format, for this test", STR_ARG(path));
        assert_int_equal(json_parse(t.json, text, 0, &list), JSON_OK);
        assert_true(json_len(list) > 0);
        struct json_iter it = json_iter(list);
        while (json_next(&it))
            if (json_is_string(json_get(it.value, S("csv"))))
                check_rows(&t, envelopes[i], it.value);
            else
                check_entry(&t, envelopes[i], it.value);
        entries_close(&t);
    }
}

static void tags_of_the_command_line_fill_what_a_log_lacks(void **state)
{
    (void)state;
    struct str tags[][2] = {
        {S("team"), S("core")}, {S("feature"), S("batch")}, {S("region"), S("eu")},
        {S("zone"), S("z9")},   {S("api_key"), S("k1")},
    };
    struct entries t;
    entries_open(&t);
    t.source.tags = tags;
    t.source.tag_count = sizeof tags / sizeof *tags;
    entries_parse(&t,
                  S("{\"feature\":\"own\",\"metadata\":{\"zone\":\"own\"},\"request\":{\"model\":"
                    "\"gpt-4o\",\"messages\":[]},\"response\":null}"));
    expect_outcome(&t, 0,
                   "record team=core feature=own key=k1 "
                   "tags={\"region\":\"eu\",\"zone\":\"own\"}");
    entries_close(&t);
}

static void a_format_that_is_given_is_the_only_one_tried(void **state)
{
    (void)state;
    struct entries t;
    entries_open(&t);
    for (size_t i = 0; envelopes[i]; i++)
        if (str_eq(str_of(envelopes[i]->name), S("mooncake")))
            t.source.format = envelopes[i];
    entries_parse(&t, S("{\"input_length\":5}"));
    expect_outcome(&t, 0, "record in=5");
    entries_columns(&t, "generation_id,tokens_prompt");
    entries_row(&t, S("gen-1,5"));
    expect_outcome(&t, 0, "rejected unknown_format");
    entries_close(&t);
}

static void unknown_objects_are_described_by_their_keys_alone(void **state)
{
    (void)state;
    static const struct entry_case cases[] = {
        {"{\"a\":\"secret\",\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1}",
         "rejected unknown_format detail=keys_a,_b,_c,_d,_e,_f,_g,_h", "none"},
        {"{\"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk\":1}",
         "rejected detail=keys_kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk", "none"},
    };
    CHECK_CASES(cases);
}

static void tags_are_limited_in_number_and_size(void **state)
{
    (void)state;
    struct entries t;
    entries_open(&t);
    struct buf b = {.arena = &t.keep};
    buf_str(&b,
            S("{\"request\":{\"model\":\"m\",\"messages\":[]},\"response\":null,\"metadata\":{"));
    for (int i = 0; i < 50; i++) {
        buf_fmt(&b, "%s\"k%02d\":\"", i ? "," : "", i);
        for (int n = 0; n < 150; n++)
            buf_str(&b, S("\xc3\xa9"));
        buf_byte(&b, '"');
    }
    buf_str(&b, S("}}"));
    entries_parse(&t, buf_view(&b));
    struct str text = t.parse.outcomes[0].record->names[NAME_TAGS];
    struct json tags;
    assert_int_equal(json_parse(t.json, text, 0, &tags), JSON_OK);
    assert_int_equal(json_len(tags), 32);
    assert_int_equal(json_str(json_get(tags, S("k00"))).len, 200);
    entries_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_ranks_of_envelopes_are_unique),
        cmocka_unit_test(every_envelope_parses_its_entries_and_no_others),
        cmocka_unit_test(tags_of_the_command_line_fill_what_a_log_lacks),
        cmocka_unit_test(a_format_that_is_given_is_the_only_one_tried),
        cmocka_unit_test(unknown_objects_are_described_by_their_keys_alone),
        cmocka_unit_test(tags_are_limited_in_number_and_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
