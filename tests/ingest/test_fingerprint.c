// test_fingerprint.c - the specification of fingerprint.h, held against an independent computation.
#include "ingest/fingerprint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct watch no_words = {0};

struct fixture {
    struct arena arena;
    struct json_parser *parser;
    struct fingerprinter *prints;
};

static int set_up(void **state)
{
    static struct fixture f;
    f = (struct fixture){.parser = json_parser_new()};
    f.prints = fingerprinter_new(&f.arena, 0, &no_words);
    *state = &f;
    return f.parser ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    fingerprinter_release(f->prints);
    json_parser_free(f->parser);
    arena_release(&f->arena);
    return 0;
}

static void add_text(struct fixture *f, struct record *r, enum role role, struct str text)
{
    struct segment *s = record_add_segment(r, role, SEG_TEXT, &f->arena);
    s->text = text;
    s->starts_message = true;
}

static struct str long_text(struct fixture *f)
{
    char *bytes = arena_raw(&f->arena, 1300);
    for (int i = 0; i < 1300; i++)
        bytes[i] = (char)(i * 7 % 26 + 'a');
    return (struct str){bytes, 1300};
}

// One of everything: a tool, a system prompt, a long message, an answer, a question, parameters.
static void build(struct fixture *f, struct record *r)
{
    struct json params;
    record_init(r);
    assert_int_equal(
        json_parse(f->parser,
                   S("[{\"parameters\":{\"b\":[2.0,3.50],\"a\":1},\"name\":\"lookup\"},"
                     "0.0,300,\"END\"]"),
                   0, &params),
        JSON_OK);
    struct segment *tool = record_add_segment(r, ROLE_TOOLS, SEG_JSON, &f->arena);
    tool->value = json_index(params, 0);
    add_text(f, r, ROLE_SYSTEM, S("You are a triage agent for order 42."));
    add_text(f, r, ROLE_USER, long_text(f));
    add_text(f, r, ROLE_ASSISTANT, S("On its way."));
    add_text(f, r, ROLE_USER, S("Where is my   parcel AB-2291?"));
    r->params[PARAM_TEMPERATURE] = json_index(params, 1);
    r->params[PARAM_MAX_TOKENS] = json_index(params, 2);
    r->params[PARAM_STOP] = json_index(params, 3);
    r->names[NAME_MODEL_REQUESTED] = S("openai/GPT-4o-mini");
    r->response_text = S("Tomorrow.");
    r->has_request = true;
}

// The vectors were computed with a separate program from the text of fingerprint.h and xxhsum -H3.
static void fingerprints_are_those_of_the_specification(void **state)
{
    struct fixture *f = *state;
    struct record r;
    build(f, &r);
    fingerprint_record(f->prints, &r, NULL, &f->arena);
    static const uint64_t want[PRINT_COUNT] = {
        [PRINT_REQUEST] = 0xd0492e92b59279e6, [PRINT_CONTENT] = 0x312a8ffc6a199ad5,
        [PRINT_SYSTEM] = 0x5cf3ae7ff4ffdeb2,  [PRINT_QUESTION] = 0x8650ecbf3273dc3e,
        [PRINT_NORMAL] = 0xbebefd0525fedb3b,  [PRINT_TEMPLATE] = 0x5659181bb9673c0a,
        [PRINT_OUTPUT] = 0x78724454205b2654,
    };
    for (int i = 0; i < PRINT_COUNT; i++)
        assert_true(r.print[i] == want[i]);
}

static void the_chain_has_a_point_each_512_bytes_and_at_each_end(void **state)
{
    struct fixture *f = *state;
    struct record r;
    build(f, &r);
    r.segments[1].mark = MARK_1H;
    fingerprint_record(f->prints, &r, NULL, &f->arena);
    static const struct {
        uint64_t hash;
        uint32_t size;
        bool ends;
    } want[] = {
        {0x2f9776ed3a807569, 50, true},   {0x3261fff9998b706c, 36, true},
        {0xbbfa1074e3e1681f, 512, false}, {0x4777d181dfcfa906, 512, false},
        {0x35c1dd1cfb5290ca, 276, true},  {0x3fead05b9ed15042, 11, true},
        {0x7911b3479b8ed46d, 29, true},
    };
    assert_int_equal(r.chain_count, sizeof want / sizeof *want);
    for (int64_t i = 0; i < r.chain_count; i++) {
        assert_true(r.chain[i].hash == want[i].hash);
        assert_int_equal(r.chain[i].size, want[i].size);
        assert_int_equal(r.chain[i].ends_segment, want[i].ends);
        assert_int_equal(r.chain[i].mark, i == 1 ? MARK_1H : MARK_NONE);
    }
}

static void parts_add_up_to_the_canonical_bytes(void **state)
{
    struct fixture *f = *state;
    struct record r;
    build(f, &r);
    fingerprint_record(f->prints, &r, NULL, &f->arena);
    assert_int_equal(r.part_bytes[PART_TOOLS], 50);
    assert_int_equal(r.part_bytes[PART_SYSTEM], 36);
    assert_int_equal(r.part_bytes[PART_HISTORY], 1311);
    assert_int_equal(r.part_bytes[PART_QUESTION], 29);
    assert_int_equal(r.part_bytes[PART_RESPONSE], 9);
    assert_true(r.part_bytes[PART_RETRIEVED] == UNKNOWN);
    assert_int_equal(r.tools_offered, 1);
}

typedef void (*change)(struct fixture *f, struct record *r);

static void change_case(struct fixture *f, struct record *r)
{
    (void)f;
    r->segments[4].text = S("  where is MY parcel ab-2291 ?! ");
}

static void change_number(struct fixture *f, struct record *r)
{
    (void)f;
    r->segments[4].text = S("Where is my   parcel AB-77?");
}

static void change_model(struct fixture *f, struct record *r)
{
    (void)f;
    r->names[NAME_MODEL_REQUESTED] = S("gpt-4o");
}

static void drop_temperature(struct fixture *f, struct record *r)
{
    (void)f;
    r->params[PARAM_TEMPERATURE] = (struct json){0};
}

static void change_user_and_stream(struct fixture *f, struct record *r)
{
    (void)f;
    r->names[NAME_USER] = S("somebody else");
    r->stream = TRI_YES;
    r->segments[1].mark = MARK_5M;
}

static void change_history(struct fixture *f, struct record *r)
{
    (void)f;
    r->segments[3].text = S("It left the house.");
}

// Which fingerprints stay the same after a change, as bits of enum print.
static void each_fingerprint_answers_its_own_question(void **state)
{
    enum {
        REQ = 1 << PRINT_REQUEST,
        CON = 1 << PRINT_CONTENT,
        SYS = 1 << PRINT_SYSTEM,
        QUE = 1 << PRINT_QUESTION,
        NOR = 1 << PRINT_NORMAL,
        TEM = 1 << PRINT_TEMPLATE,
        OUT = 1 << PRINT_OUTPUT,
    };
    static const struct {
        change change;
        int same;
    } cases[] = {
        {change_case, SYS | NOR | OUT},
        {change_number, SYS | TEM | OUT},
        {change_model, CON | SYS | QUE | NOR | TEM | OUT},
        {drop_temperature, CON | SYS | QUE | NOR | TEM | OUT},
        {change_user_and_stream, REQ | CON | SYS | QUE | NOR | TEM | OUT},
        {change_history, SYS | QUE | OUT},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct record a;
        struct record b;
        build(f, &a);
        fingerprint_record(f->prints, &a, NULL, &f->arena);
        build(f, &b);
        cases[i].change(f, &b);
        fingerprint_record(f->prints, &b, NULL, &f->arena);
        for (int k = 0; k < PRINT_COUNT; k++)
            assert_int_equal(a.print[k] == b.print[k], (cases[i].same >> k) & 1);
    }
}

static void a_longer_conversation_keeps_the_points_of_its_beginning(void **state)
{
    struct fixture *f = *state;
    struct record a;
    struct record b;
    build(f, &a);
    build(f, &b);
    add_text(f, &b, ROLE_ASSISTANT, S("Tomorrow."));
    add_text(f, &b, ROLE_USER, S("At what time?"));
    fingerprint_record(f->prints, &a, NULL, &f->arena);
    fingerprint_record(f->prints, &b, NULL, &f->arena);
    assert_int_equal(b.chain_count, a.chain_count + 2);
    for (int64_t i = 0; i < a.chain_count; i++)
        assert_true(a.chain[i].hash == b.chain[i].hash);
}

static void block_traces_bring_their_own_chain(void **state)
{
    struct fixture *f = *state;
    static const uint64_t ids[] = {7, 8, 9};
    struct record r;
    record_init(&r);
    r.block_ids = ids;
    r.block_count = 3;
    r.block_tok = 512;
    r.usage.tok[TOK_INPUT] = 1400;
    fingerprint_record(f->prints, &r, NULL, &f->arena);
    assert_int_equal(r.chain_unit, CHAIN_BLOCKS);
    assert_int_equal(r.chain_count, 3);
    assert_true(r.chain[2].hash == 9 && r.chain[2].size == 512);
    assert_true(r.print[PRINT_CONTENT] != 0 && r.print[PRINT_SYSTEM] == 0);
    uint64_t content = r.print[PRINT_CONTENT];
    r.usage.tok[TOK_INPUT] = 1401;
    fingerprint_record(f->prints, &r, NULL, &f->arena);
    assert_true(r.print[PRINT_CONTENT] != content);
}

static void nothing_known_means_no_fingerprint(void **state)
{
    struct fixture *f = *state;
    struct record r;
    record_init(&r);
    fingerprint_record(f->prints, &r, NULL, &f->arena);
    for (int i = 0; i < PRINT_COUNT; i++)
        assert_true(r.print[i] == 0);
    assert_int_equal(r.chain_count, 0);
    build(f, &r);
    r.is_error = true;
    fingerprint_record(f->prints, &r, NULL, &f->arena);
    assert_true(r.print[PRINT_OUTPUT] == 0 && r.print[PRINT_REQUEST] != 0);
}

static void a_key_changes_every_fingerprint(void **state)
{
    struct fixture *f = *state;
    struct fingerprinter *keyed = fingerprinter_new(&f->arena, 12345, &no_words);
    struct record a;
    struct record b;
    build(f, &a);
    fingerprint_record(f->prints, &a, NULL, &f->arena);
    build(f, &b);
    fingerprint_record(keyed, &b, NULL, &f->arena);
    for (int i = 0; i < PRINT_COUNT; i++)
        assert_true(a.print[i] != b.print[i]);
    fingerprinter_release(keyed);
}

static void media_are_told_by_their_decoded_bytes(void **state)
{
    struct fixture *f = *state;
    static const struct str same[] = {
        {"data:image/png;base64,aGVsbG8gd29ybGQ=", 38},
        {"aGVsbG8gd29ybGQ=", 16},
        {"aGVsbG8g\nd29ybGQ", 16},
    };
    uint64_t first = 0;
    for (size_t i = 0; i < 3; i++) {
        struct record r;
        record_init(&r);
        r.has_request = true;
        record_add_segment(&r, ROLE_USER, SEG_MEDIA, &f->arena)->text = same[i];
        fingerprint_record(f->prints, &r, NULL, &f->arena);
        assert_true(i == 0 || r.print[PRINT_CONTENT] == first);
        first = r.print[PRINT_CONTENT];
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fingerprints_are_those_of_the_specification),
        cmocka_unit_test(the_chain_has_a_point_each_512_bytes_and_at_each_end),
        cmocka_unit_test(parts_add_up_to_the_canonical_bytes),
        cmocka_unit_test(each_fingerprint_answers_its_own_question),
        cmocka_unit_test(a_longer_conversation_keeps_the_points_of_its_beginning),
        cmocka_unit_test(block_traces_bring_their_own_chain),
        cmocka_unit_test(nothing_known_means_no_fingerprint),
        cmocka_unit_test(a_key_changes_every_fingerprint),
        cmocka_unit_test(media_are_told_by_their_decoded_bytes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
