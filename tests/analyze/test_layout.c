// test_layout.c - which slots of a template are named retrieved text.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyze/templates.h"

enum { SPANS = 4 };

static struct aligned_span slot(enum slot_kind kind, int64_t bytes)
{
    return (struct aligned_span){.is_slot = true, .kind = kind, .bytes_median = bytes};
}

static void the_largest_slots_are_what_prompts_mark_as_retrieved(void **state)
{
    (void)state;
    static const struct {
        int64_t retrieved_bytes;
        struct {
            enum slot_kind kind;
            int64_t bytes;
        } system, slots[SPANS - 1];
        enum slot_kind system_kind, kinds[SPANS - 1];
    } cases[] = {
        // A short passage behind the question.
        {300,
         {SLOT_NAME, 10},
         {{SLOT_USER_TEXT, 80}, {SLOT_TIMESTAMP, 20}, {SLOT_USER_TEXT, 310}},
         SLOT_NAME,
         {SLOT_USER_TEXT, SLOT_TIMESTAMP, SLOT_RETRIEVED}},
        // Cut into chunks.
        {900,
         {SLOT_NAME, 10},
         {{SLOT_USER_TEXT, 290}, {SLOT_USER_TEXT, 310}, {SLOT_USER_TEXT, 40}},
         SLOT_NAME,
         {SLOT_RETRIEVED, SLOT_RETRIEVED, SLOT_USER_TEXT}},
        // In the system prompt.
        {900,
         {SLOT_TEXT, 1000},
         {{SLOT_USER_TEXT, 290}, {SLOT_NUMBER, 3}, {SLOT_USER_TEXT, 40}},
         SLOT_RETRIEVED,
         {SLOT_USER_TEXT, SLOT_NUMBER, SLOT_USER_TEXT}},
        // One of its chunks is known by its lines.
        {1200,
         {SLOT_NAME, 10},
         {{SLOT_RETRIEVED, 880}, {SLOT_USER_TEXT, 420}, {SLOT_USER_TEXT, 160}},
         SLOT_NAME,
         {SLOT_RETRIEVED, SLOT_RETRIEVED, SLOT_USER_TEXT}},
        // It is known already.
        {900,
         {SLOT_TEXT, 700},
         {{SLOT_RETRIEVED, 800}, {SLOT_NUMBER, 3}, {SLOT_USER_TEXT, 40}},
         SLOT_TEXT,
         {SLOT_RETRIEVED, SLOT_NUMBER, SLOT_USER_TEXT}},
        // Nothing is marked, or much less than the slot, or it does not vary.
        {0,
         {SLOT_TEXT, 700},
         {{SLOT_USER_TEXT, 800}, {SLOT_NUMBER, 3}, {SLOT_USER_TEXT, 40}},
         SLOT_TEXT,
         {SLOT_USER_TEXT, SLOT_NUMBER, SLOT_USER_TEXT}},
        {200,
         {SLOT_NAME, 20},
         {{SLOT_USER_TEXT, 800}, {SLOT_NUMBER, 300}, {SLOT_USER_TEXT, 20}},
         SLOT_NAME,
         {SLOT_USER_TEXT, SLOT_NUMBER, SLOT_USER_TEXT}},
        {4000,
         {SLOT_NAME, 20},
         {{SLOT_USER_TEXT, 80}, {SLOT_NUMBER, 3}, {SLOT_USER_TEXT, 40}},
         SLOT_NAME,
         {SLOT_USER_TEXT, SLOT_NUMBER, SLOT_USER_TEXT}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct aligned_span system = slot(cases[i].system.kind, cases[i].system.bytes);
        struct aligned_span spans[SPANS] = {{.bytes_median = 5000}};
        for (int k = 1; k < SPANS; k++)
            spans[k] = slot(cases[i].slots[k - 1].kind, cases[i].slots[k - 1].bytes);
        struct template_layout l = {
            .system = {.spans = &system, .span_count = 1},
            .question = {.spans = spans, .span_count = SPANS},
            .static_bytes = 5000,
        };
        layout_name_retrieved(&l, cases[i].retrieved_bytes);
        if (system.kind != cases[i].system_kind)
            fail_msg("case %zu: the system prompt's is %s", i, slot_kind_name[system.kind]);
        for (int k = 1; k < SPANS; k++)
            if (spans[k].kind != cases[i].kinds[k - 1])
                fail_msg("case %zu: slot %d is %s", i, k, slot_kind_name[spans[k].kind]);
    }
}

static void prompts_without_anything_in_common_are_not_named(void **state)
{
    (void)state;
    struct aligned_span span = slot(SLOT_USER_TEXT, 300);
    struct template_layout l = {.question = {.spans = &span, .span_count = 1}};
    layout_name_retrieved(&l, 300);
    assert_int_equal(span.kind, SLOT_USER_TEXT);
    l.static_bytes = 1;
    layout_name_retrieved(&l, 300);
    assert_int_equal(span.kind, SLOT_RETRIEVED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_slots_are_what_prompts_mark_as_retrieved),
        cmocka_unit_test(prompts_without_anything_in_common_are_not_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
