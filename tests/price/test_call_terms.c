// test_call_terms.c - terms that are remembered are those that a look-up of their own would find,
// whatever the order of the calls.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/time.h"
#include "price/call_terms.h"

enum { CALLS = 20000 };

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

static int close_book(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static uint64_t next(uint64_t *random)
{
    return hash_mix(++*random, 0x7465726d73ULL);
}

// Any instant of three years, one beside the first instant of a price, or none.
static int64_t instant(uint64_t *random, const struct price_row *row)
{
    int64_t begin_us = INT64_C(1704067200) * US_PER_SECOND;
    int64_t from_us = price_row_from_us(row);
    switch (next(random) % 8) {
    case 0:
        return UNKNOWN;
    case 1:
    case 2:
        if (from_us != INT64_MIN)
            return from_us + (int64_t)(next(random) % 3) - 1;
        break;
    case 3:  // off-peak prices change with the half hour
        return begin_us + (int64_t)(next(random) % 48000) * 30 * US_PER_MINUTE -
               (int64_t)(next(random) % 2);
    default:
        break;
    }
    return begin_us + (int64_t)(next(random) % (1000 * (uint64_t)US_PER_DAY));
}

static void remembered_terms_are_those_of_a_new_look_up(void **state)
{
    (void)state;
    struct call_terms_memo memo = {.book = book};
    uint64_t random = 1;
    uint64_t who = 0;
    uint32_t rows = 0;
    int64_t changes = 0;
    const struct price_row *before = NULL;
    while (price_row_by_number(book, rows + 1))
        rows++;
    for (int i = 0; i < CALLS; i++) {
        // Each for a while; callers that are 2,048 apart share a slot.
        if (i % 20 == 0)
            who = next(&random) % 2048;
        who ^= next(&random) % 8 == 0 ? 2048 : 0;
        const struct price_row *row = price_row_by_number(book, (uint32_t)(who % rows) + 1);
        struct billed_call call = {
            .who = who,
            .provider = price_row_provider(row),
            .model = price_row_model(row),
            .tier = (enum tier)(next(&random) % (TIER_PRIORITY + 1)),
            .ts_us = instant(&random, row),
        };
        const struct call_terms *terms = call_terms_of(&memo, &call);
        assert_ptr_equal(terms->row,
                         price_find(book, call.provider, call.model, call.tier, call.ts_us));
        assert_ptr_equal(terms->rule, cache_rule_find(call.provider, call.model, call.ts_us));
        changes += terms->row != before;
        before = terms->row;
    }
    assert_true(changes > CALLS / 8);
    call_terms_release(&memo);
}

static void callers_of_one_model_have_its_number(void **state)
{
    (void)state;
    struct call_terms_memo memo = {.book = book};
    struct billed_call call = {.who = 1, .provider = S("openai"), .model = S("gpt-4o")};
    uint32_t first = call_terms_of(&memo, &call)->model;
    call.who = 2;
    assert_int_equal(call_terms_of(&memo, &call)->model, first);
    call.who = 3;
    call.model = S("gpt-4o-mini");
    assert_int_not_equal(call_terms_of(&memo, &call)->model, first);
    call_terms_release(&memo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(remembered_terms_are_those_of_a_new_look_up),
        cmocka_unit_test(callers_of_one_model_have_its_number),
    };
    return cmocka_run_group_tests(tests, open_book, close_book);
}
