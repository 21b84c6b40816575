// test_prompt_cache_traces.c - what must hold of any trace under any rules: tokens are moved, never
// made, and a cache that keeps more reads no less.
#include "chain_kit.h"

enum { TRACES = 40, CALLS = 60 };

static uint32_t draw(uint64_t *state, uint32_t below)
{
    *state += 0x9e3779b97f4a7c15ull;
    return (uint32_t)(hash_mix(*state, 5) >> 33) % below;
}

static const struct {
    const char *provider, *name;
} models[] = {
    {"openai", "gpt-4o"},         {"openai", "gpt-6-sol"},       {"anthropic", "claude-sonnet-4-6"},
    {"google", "gemini-2.5-pro"}, {"deepseek", "deepseek-chat"}, {"xai", "grok-4"},
    {"openai", "gpt-5.5"},        {"minimax", "MiniMax-M2"},     {"", "nobody-knows"},
};
enum { MODELS = sizeof models / sizeof *models };

// Conversations under three system prompts, some with marks; a log that already read and wrote.
static void add_trace(struct kit *k, uint64_t *random)
{
    struct kit_block talks[12][KIT_BLOCKS] = {{{0}}};
    double ts_s = 0;
    for (int i = 0; i < CALLS; i++) {
        uint32_t talk = draw(random, 12), n = 0;
        struct kit_block *b = talks[talk];
        if (!b->text)
            b[n++] = (struct kit_block){ROLE_SYSTEM, 1 + talk % 3, 5000 + 4000 * (talk % 3),
                                        draw(random, 2) ? MARK_5M : MARK_NONE};
        while (b[n].text)
            n++;
        for (uint32_t more = 1 + draw(random, 3); more && n + 1 < KIT_BLOCKS; more--)
            b[n++] = (struct kit_block){(enum role)(ROLE_USER + draw(random, 3)),
                                        10 + draw(random, 4), 200 + 700 * draw(random, 4),
                                        (enum cache_mark)(draw(random, 6) ? 0 : draw(random, 3))};
        ts_s += draw(random, 100);
        uint32_t model = talk % 4 ? talk % MODELS : draw(random, MODELS);
        struct kit_call *call = kit_prompt(k, models[model].provider, models[model].name, ts_s, b);
        uint32_t read = draw(random, 2) ? call->tok.n[TOK_INPUT] / 3 : 0;
        call->latency_s = (double)draw(random, 5) - 1;
        call->is_error = draw(random, 20) == 0;
        call->tok.n[TOK_INPUT] -= read;
        call->tok.n[TOK_CACHE_READ] = read;
        call->tok.n[TOK_OUTPUT] = draw(random, 500);
    }
}

static const char *const rest[] = {
    "",
    ", \"ttl\": \"1h\"",
    ", \"refresh\": \"fixed\", \"ttl\": \"90s\"",
    ", \"breakpoints\": \"end_of_system\", \"refresh_shorter\": true",
    ", \"mode\": \"explicit\"",
    ", \"capacity\": 40",
    ", \"capacity\": 3000, \"capacity_unit\": \"tokens\", \"evict\": \"fifo\"",
    ", \"machines\": 3, \"scope\": \"user\"",
    ", \"rules\": \"openai\"",
    ", \"rules\": \"anthropic\", \"breakpoints\": \"end_of_last_message\"",
    ", \"rules\": \"gemini\"",
    ", \"rules\": \"deepseek\"",
    ", \"rules\": \"bedrock\"",
    ", \"rules\": \"xai\"",
    ", \"rules\": \"blocks\", \"ttl\": \"5m\"",
    ", \"rules\": \"blocks\", \"match\": \"prefix\", \"capacity\": 60",
};

static void run(struct kit *k, const char *settings)
{
    struct str policy =
        str_fmt(&k->arena, "{\"strategies\": [{\"strategy\": \"prompt_cache\"%s}]}", settings);
    kit_run(k, policy.ptr);
}

static void tokens_are_moved_never_made(void **state)
{
    for (uint64_t seed = 0; seed < TRACES; seed++) {
        struct kit k = {.book = *state};
        uint64_t random = seed << 32;
        add_trace(&k, &random);
        for (size_t s = 0; s < sizeof rest / sizeof *rest; s++) {
            int64_t read = 0;
            run(&k, rest[s]);
            for (int64_t i = 0; i < k.count; i++) {
                const struct tokens *now = sim_tokens(&k.sim, i), *was = &k.calls[i].tok;
                assert_int_equal(tokens_input(now), tokens_input(was));
                assert_int_equal(now->n[TOK_OUTPUT], was->n[TOK_OUTPUT]);
                read += memcmp(now, was, sizeof *now) ? now->n[TOK_CACHE_READ] : 0;
            }
            assert_true(read <= k.sim.outcomes[0].hit_tok);
            assert_int_equal(k.sim.outcomes[0].saved_tok, 0);
            assert_true(k.sim.outcomes[0].hits <= k.sim.outcomes[0].lookups);
        }
        kit_release(&k);
    }
}

// Tokens read by request; of automatic caches, which keep all that was ever said.
static void read_by_request(struct kit *k, const char *settings, uint32_t *out)
{
    run(k, settings);
    for (int64_t i = 0; i < k->count; i++)
        out[i] = sim_tokens(&k->sim, i)->n[TOK_CACHE_READ];
}

static void longer_lives_and_more_room_read_no_less(void **state)
{
    static const char *const ladder[] = {
        ", \"rules\": \"xai\", \"ttl\": \"30s\"",
        ", \"rules\": \"xai\", \"ttl\": \"2m\"",
        ", \"rules\": \"xai\", \"ttl\": \"20m\"",
        ", \"rules\": \"xai\", \"ttl\": \"30d\"",
    };
    for (uint64_t seed = 0; seed < TRACES; seed++) {
        struct kit k = {.book = *state};
        uint64_t random = seed << 33;
        uint32_t before[CALLS] = {0}, now[CALLS] = {0};
        int64_t room_tok = 0;
        add_trace(&k, &random);
        for (size_t s = 0; s < sizeof ladder / sizeof *ladder; s++) {
            read_by_request(&k, ladder[s], now);
            for (int i = 0; i < CALLS; i++)
                assert_true(before[i] <= now[i]);
            memcpy(before, now, sizeof before);
        }
        int64_t infinite_tok = k.sim.outcomes[0].hit_tok;
        for (int room = 8; room <= 4096; room *= 2) {
            struct str settings =
                str_fmt(&k.arena, ", \"rules\": \"xai\", \"ttl\": \"30d\", \"capacity\": %d", room);
            run(&k, settings.ptr);
            assert_true(room_tok <= k.sim.outcomes[0].hit_tok);
            room_tok = k.sim.outcomes[0].hit_tok;
        }
        assert_int_equal(room_tok, infinite_tok);
        kit_release(&k);
    }
}

int main(void)
{
    struct arena arena = {0};
    struct price_book *book = NULL;
    struct err e = {0};
    if (!price_book_builtin(&book, &arena, &e))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(tokens_are_moved_never_made, book),
        cmocka_unit_test_prestate(longer_lives_and_more_room_read_no_less, book),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&arena);
    return failed;
}
