// test_busters.c - where a shared prefix ends, and what it would have saved in the provider's
// cache.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyze/busters.h"
#include "analyze/prefix_replay.h"
#include "analyze/shuffled.h"
#include "base/hash.h"
#include "base/time.h"
#include "price/price.h"

static struct arena arena;
static struct price_book *book;

static int open_book(void **state)
{
    (void)state;
    struct err e = {0};
    if (!price_book_builtin(&book, &arena, &e))
        fail_msg("%s", e.text);
    return 0;
}

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct usage usage(int64_t fresh, int64_t read, int64_t written)
{
    struct usage u;
    usage_init(&u);
    u.tok[TOK_INPUT] = fresh;
    u.tok[TOK_CACHE_READ] = read;
    u.tok[TOK_CACHE_WRITE_5M] = written;
    u.tok[TOK_OUTPUT] = 300;
    return u;
}

// Ten calls of 8,000 static tokens and 500 others (semantics of Anthropic's cache, worked by hand).
static const struct {
    const char *model;
    int64_t gap_s, answer_s;
    struct {
        int64_t fresh, read, written;
    } logged;
    int64_t static_tok;
    int64_t hits, saved_nusd;
} cases[] = {
    // $0.255 uncached; $0.0315 for the first, $0.0039 for each of the others.
    {"claude-sonnet-4-6", 60, 2, {8500, 0, 0}, 8000, 9, 188400000},
    // Exactly five minutes is a hit, a second more is not: then each writes, dearer by 25 %.
    {"claude-sonnet-4-6", 300, 2, {8500, 0, 0}, 8000, 9, 188400000},
    {"claude-sonnet-4-6", 301, 2, {8500, 0, 0}, 8000, 0, -60000000},
    // All at once: none was answered before the next came.
    {"claude-sonnet-4-6", 0, 2, {8500, 0, 0}, 8000, 0, -60000000},
    // The prefix is written anew by each call, in vain: the first has to, nine reads instead.
    {"claude-sonnet-4-6", 60, 2, {500, 0, 8000}, 8000, 9, 9 * 27600000LL},
    // What was read already saves nothing again.
    {"claude-sonnet-4-6", 60, 2, {500, 8000, 0}, 8000, 9, 0},
    // Of 1,000 that was not read the first writes: $0.003 → $0.00375; the others read: $0.0003.
    {"claude-sonnet-4-6", 60, 2, {1500, 7000, 0}, 8000, 9, 9 * 2700000LL - 750000},
    // Below the least size nothing is cached.
    {"claude-sonnet-4-6", 60, 2, {1500, 0, 0}, 1000, 0, 0},
    {"claude-opus-4-6", 60, 2, {8500, 0, 0}, 4000, 0, 0},
    // Writes are free, reads come in steps of 128: 1,920 tokens at $1.25 less than $2.50.
    {"gpt-4o", 60, 2, {2500, 0, 0}, 2006, 9, 9 * 2400000LL},
    // Never more than the call had.
    {"gpt-4o", 60, 2, {1000, 0, 0}, 2048, 9, 9 * 1250000LL},
};

static void a_static_prefix_saves_what_the_rules_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str model = str_of(cases[i].model), provider = {NULL, 0};
        int64_t begin_us = 0;
        assert_true(time_parse(S("2026-09-01T12:00:00Z"), &begin_us));
        const struct cache_rule *rule = cache_rule_find(provider, model, begin_us);
        const struct price_row *row = price_find(book, provider, model, TIER_STANDARD, begin_us);
        assert_non_null(rule);
        assert_non_null(row);
        struct prefix_entry entry = {0};
        int64_t hits = 0, saved_nusd = 0;
        for (int k = 0; k < 10; k++) {
            struct usage logged =
                usage(cases[i].logged.fresh, cases[i].logged.read, cases[i].logged.written);
            struct usage billed = logged;
            struct price_cost before, after;
            hits += prefix_replay(&entry, rule, cases[i].static_tok,
                                  begin_us + k * cases[i].gap_s * US_PER_SECOND,
                                  cases[i].answer_s * US_PER_SECOND, &billed);
            assert_int_equal(usage_input_total(&billed), usage_input_total(&logged));
            assert_true(price_cost(row, &logged, TIER_STANDARD, &before));
            assert_true(price_cost(row, &billed, TIER_STANDARD, &after));
            saved_nusd += price_total_nusd(&before) - price_total_nusd(&after);
        }
        if (hits != cases[i].hits || saved_nusd != cases[i].saved_nusd)
            fail_msg("case %zu: %lld hits, %lld nusd", i, (long long)hits, (long long)saved_nusd);
    }
}

static void without_a_time_nothing_is_replayed(void **state)
{
    (void)state;
    const struct cache_rule *rule = cache_rule_find(S("openai"), S("gpt-4o"), UNKNOWN);
    struct prefix_entry entry = {0};
    struct usage u = usage(3000, 0, 0);
    for (int i = 0; i < 2; i++)
        assert_false(prefix_replay(&entry, rule, 2000, UNKNOWN, UNKNOWN, &u));
    assert_int_equal(u.tok[TOK_INPUT], 3000);
}

static struct alignment alignment(int64_t before, enum slot_kind kind, int64_t slot, int64_t after)
{
    struct aligned_span *spans = ARENA_ARRAY(&arena, struct aligned_span, 3);
    spans[0] = (struct aligned_span){.bytes_median = before, .first_bytes = before};
    spans[1] = (struct aligned_span){.is_slot = true,
                                     .kind = kind,
                                     .offset_median = before,
                                     .first_offset = before,
                                     .first_bytes = slot,
                                     .bytes_median = slot};
    spans[2] = (struct aligned_span){.bytes_median = after, .first_bytes = after};
    return (struct alignment){
        .spans = spans,
        .span_count = slot ? 3 : 1,
        .slot_count = slot ? 1 : 0,
        .static_bytes = before + after,
        .prefix_bytes = slot ? before : before + after,
    };
}

static const struct {
    int64_t tools, history;
    bool tools_vary;
    struct {
        int64_t before;
        enum slot_kind kind;
        int64_t slot, after;
    } system, question;
    const char *words, *place;  // NULL = no buster
    int64_t before_bytes, cacheable_bytes;
} prompts[] = {
    // A timestamp ahead of the rules.
    {0,
     0,
     false,
     {41, SLOT_TIMESTAMP, 20, 4000},
     {0, SLOT_USER_TEXT, 50, 0},
     "a timestamp",
     "byte 41 of the system prompt",
     41,
     4041},
    // The static beginning of the question would follow, unless a conversation stands between.
    {900,
     0,
     false,
     {41, SLOT_NAME, 20, 4000},
     {30, SLOT_USER_TEXT, 50, 0},
     "a name",
     "byte 41 of the system prompt",
     941,
     4971},
    {900,
     7,
     false,
     {41, SLOT_ID, 20, 4000},
     {30, SLOT_USER_TEXT, 50, 0},
     "an id",
     "byte 41 of the system prompt",
     941,
     4941},
    // It stands at the end already.
    {0, 0, false, {4000, SLOT_TIMESTAMP, 20, 10}, {0, SLOT_USER_TEXT, 50, 0}, NULL, NULL, 0, 0},
    // The user's text comes last: normal.
    {0, 0, false, {4000, SLOT_TEXT, 0, 0}, {80, SLOT_USER_TEXT, 500, 0}, NULL, NULL, 0, 0},
    // The instructions come after the document.
    {0,
     0,
     false,
     {0, SLOT_TEXT, 0, 0},
     {10, SLOT_RETRIEVED, 5000, 3000},
     "retrieved text",
     "byte 10 of the question",
     10,
     3010},
    {0, 9, false, {0, SLOT_TEXT, 0, 0}, {10, SLOT_RETRIEVED, 5000, 3000}, NULL, NULL, 0, 0},
    // Tools come first; what else varies ends the prefix behind them.
    {900,
     0,
     true,
     {4000, SLOT_TEXT, 0, 0},
     {30, SLOT_USER_TEXT, 500, 0},
     "a tool list in changing order",
     "the front of the prompt",
     0,
     4930},
    {900,
     0,
     true,
     {41, SLOT_TIMESTAMP, 20, 4000},
     {30, SLOT_USER_TEXT, 50, 0},
     "a tool list in changing order",
     "the front of the prompt",
     0,
     941},
};

static void the_first_thing_that_varies_is_the_buster(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof prompts / sizeof *prompts; i++) {
        struct template_layout l = {
            .system = alignment(prompts[i].system.before, prompts[i].system.kind,
                                prompts[i].system.slot, prompts[i].system.after),
            .question = alignment(prompts[i].question.before, prompts[i].question.kind,
                                  prompts[i].question.slot, prompts[i].question.after),
            .tools_bytes = prompts[i].tools,
            .history_bytes = prompts[i].history,
        };
        struct buster b;
        bool found = buster_find(&b, &l, prompts[i].tools_vary, &arena);
        if (found != (prompts[i].words != NULL))
            fail_msg("prompt %zu", i);
        if (!found)
            continue;
        assert_true(str_eq(buster_words(&b), str_of(prompts[i].words)));
        assert_true(str_eq(buster_place(&b, &arena), str_of(prompts[i].place)));
        assert_int_equal(b.before_bytes, prompts[i].before_bytes);
        assert_int_equal(b.cacheable_bytes, prompts[i].cacheable_bytes);
    }
}

// A text of lines of eight tokens each; a digit names a line.
static struct aligned_text lines(const char *names)
{
    size_t count = strlen(names);
    struct token *tokens = ARENA_ARRAY(&arena, struct token, 8 * count);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < 8; k++)
            tokens[8 * i + k] = (struct token){
                .hash = (uint16_t)(1000 + 8 * names[i] + (int)k),
                .bytes = 5,
                .flags = k ? 0 : TOKEN_LINE,
            };
    struct sample *s = ARENA_NEW(&arena, struct sample);
    *s = (struct sample){
        .tokens = tokens, .token_count = (int32_t)(8 * count), .gap_at = (int32_t)(8 * count)};
    return (struct aligned_text){.sample = s};
}

static void the_same_lines_in_another_order_are_shuffled(void **state)
{
    (void)state;
    static const struct {
        const char *texts[3];
        int64_t offset;  // UNKNOWN = not shuffled
        int64_t shared_bytes;
    } shuffles[] = {
        {{"0123", "0213"}, 40, 160},
        {{"0123", "0123"}, UNKNOWN, 0},
        {{"012", "345"}, UNKNOWN, 0},
        {{"9012", "8021"}, 80, 120},
        {{"012", "0412"}, UNKNOWN, 0},
        {{"01", "10"}, 0, 80},
        {{"45", "67", "7x6"}, 0, 0},
        {{"0", "0"}, UNKNOWN, 0},
        // What all have counts, and as often as all have it.
        {{"012", "210", "301"}, 0, 80},
        {{"0011", "1100", "010"}, 0, 120},
    };
    for (size_t i = 0; i < sizeof shuffles / sizeof *shuffles; i++) {
        struct aligned_text texts[3];
        int count = 0;
        for (; count < 3 && shuffles[i].texts[count]; count++)
            texts[count] = lines(shuffles[i].texts[count]);
        struct shuffle shuffle = {.offset = UNKNOWN};
        bool found = texts_are_shuffled(texts, count, &shuffle, &arena);
        assert_int_equal(found, shuffles[i].offset != UNKNOWN);
        assert_int_equal(shuffle.offset, shuffles[i].offset);
        assert_int_equal(shuffle.shared_bytes, shuffles[i].shared_bytes);
    }
}

// The same without a line in the middle, of which half is shown on the near side of the gap.
static struct aligned_text cut_lines(const char *names, int32_t line, int64_t gap_bytes)
{
    struct aligned_text text = lines(names);
    struct sample *s = ARENA_NEW(&arena, struct sample);
    struct token *tokens = ARENA_ARRAY(&arena, struct token, 8 * strlen(names));
    *s = *text.sample;
    memcpy(tokens, s->tokens, (size_t)s->token_count * sizeof *tokens);
    s->gap_at = 8 * line + 4;
    s->gap_bytes = gap_bytes;
    s->token_count -= 4;
    memmove(tokens + s->gap_at, tokens + s->gap_at + 4,
            (size_t)(s->token_count - s->gap_at) * sizeof *tokens);
    s->tokens = tokens;
    return (struct aligned_text){.sample = s};
}

static void what_a_gap_hides_is_shared_if_there_is_room(void **state)
{
    (void)state;
    static const struct {
        const char *x, *y, *z;
        int64_t gap_bytes, shared_bytes;
    } gaps[] = {
        // Each text hides another line.
        {"0123", "3021", "2103", 20, 160},
        // What only one shows is nobody else's.
        {"0123a", "3021b", "2103c", 20, 160},
        // Where there is no room for what the others show, what all show counts.
        {"01234", "45671", "16740", 20, 160},
        {"01234", "45671", "16740", 10, 80},
    };
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) {
        const struct aligned_text texts[] = {
            cut_lines(gaps[i].x, 2, gaps[i].gap_bytes),
            cut_lines(gaps[i].y, 1, gaps[i].gap_bytes),
            cut_lines(gaps[i].z, 1, gaps[i].gap_bytes),
        };
        struct shuffle shuffle;
        bool found = texts_are_shuffled(texts, 3, &shuffle, &arena);
        if (!found || shuffle.shared_bytes != gaps[i].shared_bytes)
            fail_msg("gap %zu: %lld bytes", i, (long long)shuffle.shared_bytes);
    }
}

static void shuffled_chunks_count_as_if_they_were_sorted(void **state)
{
    (void)state;
    // Behind 10 bytes of the question; its system prompt of 500 bytes is static.
    struct template_layout l = {
        .system = alignment(500, SLOT_TEXT, 0, 0),
        .question = alignment(10, SLOT_RETRIEVED, 390, 40),
        .questions = {.texts = {lines("0123456789"), lines("0987654321")}, .count = 2},
    };
    struct buster b;
    assert_true(buster_find(&b, &l, false, &arena));
    assert_int_equal(b.kind, BUSTER_CHUNKS);
    assert_int_equal(b.offset, 40);
    assert_int_equal(b.before_bytes, 510);
    assert_int_equal(b.cacheable_bytes, 900);
    // Static text behind the slot may be more than what has moved.
    l.question = alignment(10, SLOT_RETRIEVED, 390, 4000);
    assert_true(buster_find(&b, &l, false, &arena));
    assert_int_equal(b.kind, BUSTER_QUESTION);
    assert_int_equal(b.cacheable_bytes, 4510);
    // Other chunks in each call would share nothing.
    l.question = alignment(10, SLOT_RETRIEVED, 390, 40);
    l.questions.texts[1] = lines("0abcdefgh1");
    assert_false(buster_find(&b, &l, false, &arena));
    // The same in a system prompt.
    l.system = alignment(10, SLOT_RETRIEVED, 390, 40);
    l.systems =
        (struct template_sample){.texts = {lines("0123456789"), lines("0987654321")}, .count = 2};
    assert_true(buster_find(&b, &l, false, &arena));
    assert_int_equal(b.kind, BUSTER_CHUNKS);
    assert_int_equal(b.cacheable_bytes, 410);
}

static void an_example_is_what_is_stored_around_it(void **state)
{
    (void)state;
    struct template_layout l = {.system = alignment(14, SLOT_TIMESTAMP, 10, 4000),
                                .systems.count = 1};
    struct buster b = {.kind = BUSTER_SLOT, .part = PART_SYSTEM, .offset = 14};
    assert_null(buster_example(&b, &l, &arena).ptr);
    l.systems.texts[0].stored = S("Current time: 2026-11-20\nYou write to [email]\0\0 only.");
    l.systems.texts[0].front = str_head(l.systems.texts[0].stored, 38);
    assert_true(str_eq(buster_example(&b, &l, &arena),
                       S("Current time: 2026-11-20 You write to [email] only.")));
    // Redaction has moved what comes behind its first mark.
    l.system = alignment(50, SLOT_TIMESTAMP, 10, 4000);
    assert_null(buster_example(&b, &l, &arena).ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_static_prefix_saves_what_the_rules_say),
        cmocka_unit_test(without_a_time_nothing_is_replayed),
        cmocka_unit_test(the_first_thing_that_varies_is_the_buster),
        cmocka_unit_test(the_same_lines_in_another_order_are_shuffled),
        cmocka_unit_test(what_a_gap_hides_is_shared_if_there_is_room),
        cmocka_unit_test(shuffled_chunks_count_as_if_they_were_sorted),
        cmocka_unit_test(an_example_is_what_is_stored_around_it),
    };
    return cmocka_run_group_tests(tests, open_book, release);
}
