// test_context_limit.c - less history, fewer passages: what goes and what the prompt cache loses.
#include "tests/simulate/call_kit.h"

// 1,000 tokens of system prompt, 5,000 of history, 2,000 retrieved in 8 passages, 2,000 of
// question; the first 7,000 were read from a cache.
static void add_long(struct kit *k)
{
    kit_add(k, (struct kit_call){
                   .tok.n = {[TOK_INPUT] = 3000, [TOK_CACHE_READ] = 7000},
                   .part_bytes = {[PART_SYSTEM] = 4000,
                                  [PART_HISTORY] = 20000,
                                  [PART_RETRIEVED] = 8000,
                                  [PART_QUESTION] = 8000},
                   .retrieved_chunks = 8,
               });
}

static void what_stays_decides_what_is_still_read(void **state)
{
    (void)state;
    static const struct {
        const char *settings;
        int64_t fresh, read, lost;
    } cases[] = {
        // 6,000 tokens go from place 2,000 on: 2,000 are still read.
        {"\"max_tokens\":1000,\"keep\":\"head\"", 2000, 2000, 0},
        // From place 1,000 on: 1,000 of system prompt are read, the newest 1,000 are fresh.
        {"\"max_tokens\":1000,\"keep\":\"tail\"", 3000, 1000, 0},
        // 300 from the front, 700 from the end.
        {"\"max_tokens\":1000", 2700, 1300, 0},
        // The newest 3,000: 1,000 of them had been read.
        {"\"max_tokens\":3000,\"keep\":\"tail\"", 5000, 1000, 2000},
        // Half of the passages, places 7,000 to 8,000.
        {"\"max_chunks\":4", 2000, 7000, 0},
        // Both: passages first, then 6,000 tokens are left of which the oldest 2,000 go.
        {"\"max_chunks\":4,\"max_tokens\":4000,\"keep\":\"tail\"", 6000, 1000, 4000},
        {"\"max_tokens\":7000", 3000, 7000, 0},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct kit k = {0};
        add_long(&k);
        struct str policy = str_fmt(
            &k.arena, "{\"strategies\":[{\"strategy\":\"context_limit\",%s}]}", cases[c].settings);
        kit_run(&k, policy.ptr);
        assert_int_equal(sim_tokens(&k.sim, 0)->n[TOK_CACHE_READ], cases[c].read);
        assert_int_equal(sim_tokens(&k.sim, 0)->n[TOK_INPUT], cases[c].fresh);
        assert_int_equal(figure(&k, "lost_read_tok").i, cases[c].lost);
        assert_int_equal(figure(&k, "cut_tok").i, 10000 - cases[c].fresh - cases[c].read);
        kit_release(&k);
    }
}

static int64_t left_of_context(const struct kit_call *c, int64_t max_tok)
{
    int64_t all = 0, bytes[3];
    for (int part = 0; part < PART_RESPONSE; part++)
        all += c->part_bytes[part];
    int64_t input = tokens_input(&c->tok);
    bytes[0] = (int64_t)c->part_bytes[PART_TOOLS] + c->part_bytes[PART_SYSTEM];
    bytes[1] = bytes[0] + c->part_bytes[PART_HISTORY];
    bytes[2] = bytes[1] + c->part_bytes[PART_RETRIEVED];
    int64_t context = all ? input * bytes[2] / all - input * bytes[0] / all : 0;
    return context < max_tok ? context : max_tok;
}

static void limits_hold_on_random_requests_and_a_lower_one_saves_no_less(void **state)
{
    (void)state;
    static const char *const keeps[] = {"head", "tail", "smart"};
    for (int keep = 0; keep < 3; keep++) {
        struct kit k = {0};
        int64_t last = 0;
        add_random_calls(&k, 31 + (uint64_t)keep, 1000);
        for (int64_t i = 0; i < k.count; i++)
            k.calls[i].tok.n[TOK_CACHE_READ] = 0;
        for (int max_tok = 8000; max_tok >= 0; max_tok -= 2000) {
            struct str policy = str_fmt(&k.arena,
                                        "{\"strategies\":[{\"strategy\":\"context_limit\","
                                        "\"max_tokens\":%d,\"keep\":\"%s\"}]}",
                                        max_tok, keeps[keep]);
            kit_run(&k, policy.ptr);
            assert_true(k.sim.outcomes[0].saved_nusd >= last);
            last = k.sim.outcomes[0].saved_nusd;
            for (int64_t i = 0; i < k.count; i++) {
                const struct kit_call *c = &k.calls[i];
                int64_t gone = left_of_context(c, INT64_MAX) - left_of_context(c, max_tok);
                assert_int_equal(tokens_input(sim_tokens(&k.sim, i)),
                                 tokens_input(&c->tok) - (c->is_gateway_hit ? 0 : gone));
            }
        }
        kit_release(&k);
    }
}

static void a_limit_is_wanted(void **state)
{
    (void)state;
    struct kit k = {0};
    refused(&k, "{\"strategies\":[{\"strategy\":\"context_limit\"}]}", "max_tokens or max_chunks");
    kit_release(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stays_decides_what_is_still_read),
        cmocka_unit_test(limits_hold_on_random_requests_and_a_lower_one_saves_no_less),
        cmocka_unit_test(a_limit_is_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
