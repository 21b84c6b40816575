// test_columns_prompts.c - what columns know of prompts: templates and what they share, what system
// prompts could do without, groups of near duplicates.
#include "analyze/columns_load.h"

#include "analyze/mine.h"
#include "analyze/templates.h"
#include "model/stratum.h"
#include "profiled.h"

enum {
    CALLS = 40,  // of each template
    WORDS = 40,  // static words of a system prompt
    WORD_BYTES = 200,
    TIME_BYTES = 24,
    STATIC_BYTES = 150,  // of a question
    QUESTION_BYTES = 400,
    TOOLS_BYTES = 500,
    FIND = 0xa,
    PAY = 0xb,
};

// One system prompt is "Now: ‹time› …", the other never changes.
static struct sample *system_sample(struct profiled *p, int call, bool has_time)
{
    struct token *tokens = ARENA_ARRAY(&p->arena, struct token, WORDS + 1);
    int n = 0;
    for (int i = 0; i < WORDS; i++) {
        if (i == 2 && has_time)
            tokens[n++] = (struct token){(uint16_t)(9000 + call), TIME_BYTES, TOKEN_TIME};
        tokens[n++] = (struct token){(uint16_t)((has_time ? 100 : 300) + i), WORD_BYTES, 0};
    }
    struct sample *s = ARENA_NEW(&p->arena, struct sample);
    *s = (struct sample){
        .segment = hash_words((uint64_t[]){has_time ? (uint64_t)call : 1, has_time}, 2),
        .tokens = tokens,
        .token_count = n,
        .gap_at = n,
    };
    return s;
}

static struct sample *question_sample(struct profiled *p, int number)
{
    struct token *tokens = ARENA_ARRAY(&p->arena, struct token, 2);
    tokens[0] = (struct token){700, STATIC_BYTES, 0};
    tokens[1] = (struct token){(uint16_t)(1000 + number), QUESTION_BYTES - STATIC_BYTES, 0};
    struct sample *s = ARENA_NEW(&p->arena, struct sample);
    *s = (struct sample){
        .segment = 5000 + (uint64_t)number, .tokens = tokens, .token_count = 2, .gap_at = 2};
    return s;
}

static struct tool tools[] = {
    {.name_hash = FIND, .name = {"find", 4}, .bytes = 300},
    {.name_hash = PAY, .name = {"pay", 3}, .bytes = 200},
};
static struct str find_name = {"find", 4};
static const uint64_t find_hash = FIND;

static struct system_facts *system_facts(struct profiled *p, const struct record *r, int tool_count)
{
    struct system_facts *facts = ARENA_NEW(&p->arena, struct system_facts);
    *facts = (struct system_facts){
        .system_fp = r->print[PRINT_SYSTEM],
        .form = shape_form(&r->shape),
        .tools_fp = 70 + (uint64_t)tool_count,
        .tools_set = 90 + (uint64_t)tool_count,
        .tools = tools,
        .tool_count = tool_count,
        .text_bytes = WORDS * WORD_BYTES,
        .trim_bytes = {[TRIM_REPEAT] = 40, [TRIM_FILLER] = 7, [TRIM_SPACE] = 3},
        .trim_count = {[TRIM_REPEAT] = 1, [TRIM_FILLER] = 1, [TRIM_SPACE] = 1},
    };
    return facts;
}

// Every fifth call of the system prompt that never changes calls one of the tools.
static void plant_call(struct profiled *p, int call, bool has_time)
{
    struct record *r = fake_record(p->fake, str_fmt(&p->arena, "%d-%d", call, has_time).ptr);
    r->ts_us = 1788220800000000LL + call * 60000000LL;
    for (int i = 0; i < PART_COUNT; i++)
        r->part_bytes[i] = 0;
    r->part_bytes[PART_TOOLS] = TOOLS_BYTES;
    r->part_bytes[PART_SYSTEM] = WORDS * WORD_BYTES + (has_time ? TIME_BYTES : 0);
    r->part_bytes[PART_QUESTION] = QUESTION_BYTES;
    r->has_shape = true;
    memset(r->shape.system, has_time ? 3 : 4, SHAPE_SYSTEM);
    r->shape.head[0] = 5;
    r->shape.tail[0] = (uint8_t)(1 + call);
    r->system_sample = system_sample(p, call, has_time);
    r->question_sample = question_sample(p, call + (has_time ? 0 : CALLS));
    r->print[PRINT_SYSTEM] = has_time ? 1000 + (uint64_t)call : 1;
    // One of the prompts with a time offers fewer tools than the others.
    r->system = system_facts(p, r, has_time && call == 7 ? 1 : 2);
    r->tools_offered = 2;
    r->tools_called = 0;
    if (!has_time && call % 5 == 0) {
        r->tools_called = r->called_tool_count = 1;
        r->called_tools = &find_name;
        r->called = &find_hash;
    }
}

static void no_price(void *self, struct record *r)
{
    (void)self;
    (void)r;
}

static int64_t four_bytes_a_token(void *self, struct str model)
{
    (void)self;
    (void)model;
    return 4000;
}

// As profiled_open(), and settled.
static void open_settled(struct profiled *p)
{
    static const struct settle_hooks hooks = {
        .price = no_price,
        .bytes_per_ktok = four_bytes_a_token,
        .mine = mine_templates,
    };
    struct ledger ledger, added;
    struct err e = {0};
    const char *path = scratch_file(&p->arena, "prompts.db");
    struct store *s = open_store(path, STORE_WRITE);
    fake_ingest(s, p->fake, "planted.jsonl", &ledger, &added);
    OK(store_settle(s, &hooks, &e));
    store_close(s);
    p->question = (struct question){
        .filter = &p->filter,
        .since_us = UNKNOWN,
        .until_us = UNKNOWN,
        .book_date_us = UNKNOWN,
    };
    p->profiling.store = open_store(path, STORE_READ);
}

static void open_planted(struct profiled *p)
{
    profiled_init(p);
    for (int call = 0; call < CALLS; call++) {
        plant_call(p, call, true);
        plant_call(p, call, false);
    }
    // A call whose request is not in the log.
    struct record *r = fake_record(p->fake, "without");
    r->ts_us = 1788220800000000LL + CALLS * 60000000LL;
    r->has_request = false;
    r->print[PRINT_SYSTEM] = 0;
    open_settled(p);
}

static void load(struct profiled *p, const struct column_wants *wants, struct columns *out)
{
    struct err e = {0};
    struct columns_loading from = {
        .store = p->profiling.store, .question = &p->question, .wants = wants};
    OK(columns_load(&from, &p->arena, out, &e));
}

static void statics_are_what_the_prompts_of_a_template_share(void **state)
{
    (void)state;
    struct profiled p;
    struct columns c;
    open_planted(&p);
    struct column_wants wants = {.arena = &p.arena, .statics = true};
    struct key_spec spec = {.parts = 1U << KEY_TEMPLATE};
    column_wants_key(&wants, spec);
    load(&p, &wants, &c);
    const struct key_column *key = columns_key(&c, spec);
    assert_int_equal(key->distinct, 2);
    struct templates profile;
    struct err e = {0};
    p.profiling.arena = &p.arena;
    OK(store_totals(p.profiling.store, &p.profiling.stored, &e));
    OK(templates_collect(&p.profiling, &profile, &e));
    assert_int_equal(profile.count, 2);
    assert_int_not_equal(key->templates[1], key->templates[2]);
    for (int64_t i = 0; i < profile.count; i++)
        assert_true(key->templates[1] == profile.list[i].id ||
                    key->templates[2] == profile.list[i].id);
    for (int call = 0; call < CALLS; call++) {
        assert_int_equal(key->ids[2 * call], 1);
        assert_int_equal(key->ids[2 * call + 1], 2);
    }
    assert_int_equal(key->ids[2 * CALLS], 0);
    assert_int_equal(c.statics[0], 0);
    // Whether the time comes first or not; a slot's edges may be off by a byte.
    static const int64_t shared = WORDS * WORD_BYTES + STATIC_BYTES;
    assert_in_range(c.statics[1], shared + tools[0].bytes, shared + tools[0].bytes + 2);
    assert_in_range(c.statics[2], shared + TOOLS_BYTES, shared + TOOLS_BYTES + 2);
    columns_close(&c);
    profiled_close(&p);
}

static void trims_are_those_of_the_system_prompt(void **state)
{
    (void)state;
    struct profiled p;
    struct columns c;
    open_planted(&p);
    struct column_wants wants = {.arena = &p.arena, .trims = true};
    struct key_spec spec = {.parts = 1U << KEY_SYSTEM};
    column_wants_key(&wants, spec);
    load(&p, &wants, &c);
    const struct key_column *key = columns_key(&c, spec);
    assert_int_equal(key->distinct, CALLS + 1);
    assert_int_equal(key->ids[2 * CALLS], 0);
    for (uint32_t id = 0; id <= key->distinct; id++) {
        const struct trim_column *t = &c.trims[id];
        assert_int_equal(t->bytes[TRIM_REPEAT], id ? 40 : 0);
        assert_int_equal(t->bytes[TRIM_SIMILAR], 0);
        assert_int_equal(t->bytes[TRIM_FILLER], id ? 7 : 0);
        assert_int_equal(t->bytes[TRIM_SPACE], id ? 3 : 0);
        // One answer tells nothing of its tools; CALLS do, and of these one tool is called.
        assert_int_equal(t->idle_tool_bytes, id == key->ids[1] ? tools[1].bytes : 0);
    }
    for (int64_t i = 0; i < c.count; i++)
        assert_int_equal(c.flags[i] >> 31, 0);
    columns_close(&c);
    profiled_close(&p);
}

// A question: how many minima of its sketch differ from those of the first one.
struct asked {
    uint64_t question;
    int differ;  // -1 = it has no sketch
    uint32_t group;
};

static void near_questions_join_the_first_of_their_group(void **state)
{
    (void)state;
    static const struct asked asked[] = {
        {1, 0, 1},
        {2, 15, 1},
        // Near the second, not near the first: the beginning of another group.
        {3, 30, 2},
        {1, 0, 1},
        {4, -1, 3},
        {4, -1, 3},
        {5, -1, 4},
        // Nearer to the third.
        {6, 29, 2},
        {0, -1, 0},
    };
    enum { ASKED = sizeof asked / sizeof *asked };
    struct profiled p;
    struct columns c;
    profiled_init(&p);
    for (int i = 0; i < ASKED; i++) {
        struct record *r = fake_record(p.fake, str_fmt(&p.arena, "call-%d", i).ptr);
        struct sketch *sketch = ARENA_NEW(&p.arena, struct sketch);
        for (int k = 0; k < asked[i].differ; k++)
            sketch->bits[k / 2] |= (uint8_t)(9 << k % 2 * SKETCH_BITS);
        r->sketch = asked[i].differ >= 0 ? sketch : NULL;
        r->print[PRINT_QUESTION] = asked[i].question;
        r->print[PRINT_SYSTEM] = i < 4 ? 1 : 2;
    }
    open_settled(&p);
    struct column_wants wants = {.arena = &p.arena};
    struct key_spec near = {.parts = 1U << KEY_NEAR, .similarity = 0.8};
    struct key_spec both = {.parts = 1U << KEY_NEAR | 1U << KEY_SYSTEM, .similarity = 0.8};
    struct key_spec same = {.parts = 1U << KEY_NEAR, .similarity = 1};
    column_wants_key(&wants, near);
    column_wants_key(&wants, both);
    column_wants_key(&wants, same);
    load(&p, &wants, &c);
    for (int i = 0; i < ASKED; i++)
        assert_int_equal(columns_key(&c, near)->ids[i], asked[i].group);
    assert_int_equal(columns_key(&c, near)->distinct, 4);
    // With the system prompt the last near one is by itself.
    assert_int_equal(columns_key(&c, both)->ids[1], 1);
    assert_int_equal(columns_key(&c, both)->ids[7], 5);
    assert_int_equal(columns_key(&c, same)->distinct, 6);
    assert_int_equal(c.near_questions, 6);
    assert_int_equal(c.near_sketched, 4);
    columns_close(&c);
    profiled_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statics_are_what_the_prompts_of_a_template_share),
        cmocka_unit_test(trims_are_those_of_the_system_prompt),
        cmocka_unit_test(near_questions_join_the_first_of_their_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
