// test_prompt_span.c - taking places out of a prompt, against a prompt of one letter a token.
#include "tests/simulate/call_kit.h"

enum { LONGEST = 64 };

// One class a token, in the order of the prompt.
static int64_t spell(const struct tokens *t, enum tok_class *out)
{
    static const enum tok_class order[] = {TOK_CACHE_READ, TOK_CACHE_WRITE_1H, TOK_CACHE_WRITE_5M,
                                           TOK_INPUT};
    int64_t n = 0;
    for (int c = 0; c < 4; c++)
        for (uint32_t k = 0; k < t->n[order[c]]; k++)
            out[n++] = order[c];
    return n;
}

static struct tokens count(const enum tok_class *letters, int64_t n)
{
    struct tokens t = {0};
    for (int64_t k = 0; k < n; k++)
        t.n[letters[k]]++;
    return t;
}

static struct tokens random_tokens(struct dice *d)
{
    struct tokens t = {0};
    for (int c = 0; c <= TOK_CACHE_WRITE_1H; c++)
        t.n[c] = (uint32_t)dice_roll(d, LONGEST / 4);
    return t;
}

static void cut_takes_out_the_places_it_names(void **state)
{
    (void)state;
    struct dice d = {3};
    for (int round = 0; round < 5000; round++) {
        struct tokens t = random_tokens(&d);
        enum tok_class letters[LONGEST], left[LONGEST];
        int64_t n = spell(&t, letters), kept = 0;
        int64_t begin = (int64_t)dice_roll(&d, LONGEST), end = (int64_t)dice_roll(&d, LONGEST);
        for (int64_t at = 0; at < n; at++)
            if (at < begin || at >= end)
                left[kept++] = letters[at];
        struct tokens want = count(left, kept);
        prompt_cut(&t, begin, end);
        assert_memory_equal(&t, &want, sizeof t);
    }
}

static void break_makes_reads_behind_it_fresh(void **state)
{
    (void)state;
    struct dice d = {4};
    for (int round = 0; round < 5000; round++) {
        struct tokens t = random_tokens(&d);
        enum tok_class letters[LONGEST];
        int64_t n = spell(&t, letters), lost = 0;
        int64_t begin = (int64_t)dice_roll(&d, LONGEST);
        for (int64_t at = begin; at < n; at++)
            if (letters[at] == TOK_CACHE_READ) {
                letters[at] = TOK_INPUT;
                lost++;
            }
        struct tokens want = count(letters, n);
        assert_int_equal(prompt_break(&t, begin), lost);
        assert_memory_equal(&t, &want, sizeof t);
    }
}

static void thin_takes_exactly_so_many_and_none_behind_the_span(void **state)
{
    (void)state;
    struct dice d = {5};
    for (int round = 0; round < 5000; round++) {
        struct tokens t = random_tokens(&d), before = t;
        int64_t input = tokens_input(&t);
        int64_t span = (int64_t)dice_roll(&d, LONGEST), tok = (int64_t)dice_roll(&d, LONGEST);
        prompt_thin(&t, span, tok);
        int64_t most = span < input ? span : input;
        assert_int_equal(input - tokens_input(&t), tok < most ? tok : most);
        struct tokens without = before;
        prompt_cut(&without, 0, span);
        for (int c = 0; c <= TOK_CACHE_WRITE_1H; c++)
            assert_true(t.n[c] <= before.n[c] && t.n[c] >= without.n[c]);
    }
}

static void tokens_of_bytes_are_rounded_down_and_never_overflow(void **state)
{
    (void)state;
    assert_int_equal(prompt_tok_of_bytes(100, 1, 3), 33);
    assert_int_equal(prompt_tok_of_bytes(100, 5, 3), 100);
    assert_int_equal(prompt_tok_of_bytes(100, 5, 0), 0);
    assert_int_equal(prompt_tok_of_bytes(17179869180, 21474836475, 21474836475), 17179869180);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_takes_out_the_places_it_names),
        cmocka_unit_test(break_makes_reads_behind_it_fresh),
        cmocka_unit_test(thin_takes_exactly_so_many_and_none_behind_the_span),
        cmocka_unit_test(tokens_of_bytes_are_rounded_down_and_never_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
