// test_edit_text.c - edits of a trimming estimate in words, and what of the text may be shown.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyze/edit_text.h"
#include "model/filler.h"
#include "model/record.h"

static void edits_are_put_in_words(void **state)
{
    (void)state;
    static const struct {
        struct trim_edit edit;
        const char *stored, *reason, *text;
    } cases[] = {
        {{TRIM_REPEAT, 6, 5, 310}, "Hello world.", "repeats the sentence at byte 310", "world"},
        {{TRIM_SIMILAR, 0, 12, 7},
         "Hello\nworld.",
         "nearly repeats the sentence at byte 7",
         "Hello world."},
        {{TRIM_FILLER, 0, 7, FILLER_PLEASE}, "Please go", "please", "Please"},
        {{TRIM_SPACE, 3, 2, UNKNOWN}, "a    b", "white space", NULL},
        // Beyond what is stored; nothing stored; offsets do not fit behind something redacted.
        {{TRIM_FILLER, 198, 7, FILLER_KINDLY}, "too short", "kindly", NULL},
        {{TRIM_FILLER, 0, 7, FILLER_KINDLY}, NULL, "kindly", NULL},
        {{TRIM_FILLER, 12, 7, FILLER_PLEASE}, "To [email]: Please go", "please", NULL},
        {{TRIM_FILLER, 0, 7, FILLER_PLEASE}, "Please [email]", "please", "Please"},
        // Numbers of a damaged database.
        {{TRIM_FILLER, 0, 7, FILLER_COUNT}, NULL, NULL, NULL},
        {{TRIM_FILLER, -3, 7, -1}, "Please go", NULL, NULL},
        {{TRIM_FILLER, 3, -7, FILLER_PLEASE}, "Please go", "please", NULL},
        {{TRIM_FILLER, INT64_MAX, INT64_MAX, FILLER_PLEASE}, "Please go", "please", NULL},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str reason = edit_reason(&cases[i].edit, &a);
        struct str text = edit_text(&cases[i].edit, str_of(cases[i].stored), &a);
        assert_true(str_eq(reason, str_of(cases[i].reason)));
        assert_true((text.ptr != NULL) == (cases[i].text != NULL));
        assert_true(str_eq(text, str_of(cases[i].text)));
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_are_put_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
