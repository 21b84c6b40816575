// test_coalesce.c - requests that share a call: who joins whom, what is sent once, who waits.
#include "tests/simulate/call_kit.h"

static struct kit_call asking(double ts_s, uint64_t system)
{
    return (struct kit_call){
        .ts_s = ts_s,
        .system = system,
        .tok.n = {[TOK_INPUT] = 1000, [TOK_OUTPUT] = 10},
        .part_bytes = {[PART_SYSTEM] = 2000, [PART_TOOLS] = 1000, [PART_QUESTION] = 1000},
    };
}

static void followers_send_no_system_prompt_of_their_own(void **state)
{
    (void)state;
    struct kit k = {0};
    static const double times[] = {0, 0.1, 0.2, 0.201, 0.5};
    for (int i = 0; i < 5; i++)
        kit_add(&k, asking(times[i], 7));
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"coalesce\"}]}");
    // 0, 0.1 and 0.2 go together, 0.201 alone, 0.5 alone: two prefixes of 750 tokens are saved.
    assert_int_equal(k.sim.outcomes[0].hits, 2);
    assert_int_equal(k.sim.outcomes[0].saved_tok, 1500);
    assert_int_equal(k.sim.outcomes[0].saved_nusd, 1500 * 2500);
    assert_int_equal(figure(&k, "joint_calls").i, 1);
    assert_int_equal(figure(&k, "largest_call").i, 3);
    assert_int_equal(figure(&k, "largest_call_tok").i, 1500);
    // 200 + 100 + 0 + 200 + 200 ms of waiting.
    assert_near(figure(&k, "added_wait_mean_ms").f, 140, 1e-9);
    assert_near(figure(&k, "added_wait_max_ms").f, 200, 1e-9);
    assert_int_equal(k.sim.outcomes[0].saved_us, -700000);
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"coalesce\",\"shared_prefix\":false}]}");
    assert_int_equal(k.sim.outcomes[0].hits, 2);
    assert_int_equal(k.sim.outcomes[0].saved_nusd, 0);
    kit_release(&k);
}

static void a_full_call_leaves_at_once(void **state)
{
    (void)state;
    struct kit k = {0};
    for (int i = 0; i < 4; i++)
        kit_add(&k, asking(i * 0.05, 7));
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"coalesce\",\"max\":2}]}");
    assert_int_equal(figure(&k, "joint_calls").i, 2);
    assert_near(figure(&k, "added_wait_max_ms").f, 50, 1e-9);
    assert_int_equal(k.sim.outcomes[0].saved_us, -100000);
    kit_release(&k);
}

// The joint call of each request, by looking back over all before it. -1 = it goes alone.
struct twin {
    int64_t *leader, *size, *last;
};

static bool twin_alone(const struct kit_call *c)
{
    return !c->system || c->is_error || c->tier == TIER_BATCH;
}

static bool twin_same(const struct kit_call *a, const struct kit_call *b)
{
    return a->system == b->system && a->tier == b->tier && strcmp(a->model, b->model) == 0 &&
           strcmp(a->provider, b->provider) == 0;
}

static int64_t us_of(const struct kit *k, int64_t i)
{
    return llround(k->calls[i].ts_s * 1e6);
}

static void twin_join(const struct kit *k, struct twin *t, int64_t i, int64_t window_us,
                      int64_t max)
{
    t->leader[i] = i;
    for (int64_t j = i - 1; j >= 0; j--) {
        const struct kit_call *other = &k->calls[j];
        if (other->is_gateway_hit || twin_alone(other) || !twin_same(other, &k->calls[i]))
            continue;
        int64_t leader = t->leader[j];
        if (t->size[leader] < max && us_of(k, i) - us_of(k, leader) <= window_us)
            t->leader[i] = leader;
        break;
    }
    t->size[t->leader[i]]++;
    t->last[t->leader[i]] = i;
}

static void check_against_twin(struct kit *k, int64_t window_us, int64_t max)
{
    struct twin t = {
        .leader = ARENA_ARRAY(&k->arena, int64_t, (size_t)k->count),
        .size = ARENA_ARRAY(&k->arena, int64_t, (size_t)k->count),
        .last = ARENA_ARRAY(&k->arena, int64_t, (size_t)k->count),
    };
    int64_t cost = 0, followers = 0, wait_us = 0, joint = 0;
    for (int64_t i = 0; i < k->count; i++) {
        const struct kit_call *c = &k->calls[i];
        struct tokens tok = c->tok;
        if (!c->is_gateway_hit && !twin_alone(c)) {
            twin_join(k, &t, i, window_us, max);
            if (t.leader[i] != i) {
                followers++;
                int64_t all = 0;
                for (int part = 0; part < PART_RESPONSE; part++)
                    all += c->part_bytes[part];
                int64_t prefix = (int64_t)c->part_bytes[PART_TOOLS] + c->part_bytes[PART_SYSTEM];
                prompt_cut(&tok, 0, all ? tokens_input(&tok) * prefix / all : 0);
            }
        }
        int64_t nusd = priced_as(k, i, &tok, c->provider, c->model, c->tier);
        int64_t before = priced_as(k, i, &c->tok, c->provider, c->model, c->tier);
        cost += before == UNKNOWN ? 0 : nusd;
    }
    for (int64_t i = 0; i < k->count; i++) {
        if (k->calls[i].is_gateway_hit || twin_alone(&k->calls[i]))
            continue;
        int64_t leader = t.leader[i];
        bool is_full = t.size[leader] == max;
        int64_t left = is_full ? us_of(k, t.last[leader]) : us_of(k, leader) + window_us;
        wait_us += left - us_of(k, i);
        joint += leader == i && t.size[i] > 1;
    }
    assert_int_equal(k->sim.final_nusd, cost);
    assert_int_equal(k->sim.outcomes[0].hits, followers);
    assert_int_equal(k->sim.outcomes[0].saved_us, -wait_us);
    assert_int_equal(figure(k, "joint_calls").i, joint);
}

static void coalescing_agrees_with_the_slow_twin_on_random_requests(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct kit k = {0};
        int64_t window_ms = seed % 2 ? 2000 : 700;
        int64_t max = 2 + (int64_t)(seed % 5);
        add_random_calls(&k, seed, 300);
        for (int64_t i = 0; i < k.count; i++)
            k.calls[i].tier = i % 9 ? TIER_STANDARD : TIER_BATCH;
        struct str policy = str_fmt(&k.arena,
                                    "{\"strategies\":[{\"strategy\":\"coalesce\",\"window\":"
                                    "\"%lldms\",\"max\":%lld}]}",
                                    (long long)window_ms, (long long)max);
        kit_run(&k, policy.ptr);
        check_against_twin(&k, window_ms * 1000, max);
        assert_true(k.sim.outcomes[0].hits > 10);
        kit_release(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(followers_send_no_system_prompt_of_their_own),
        cmocka_unit_test(a_full_call_leaves_at_once),
        cmocka_unit_test(coalescing_agrees_with_the_slow_twin_on_random_requests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
