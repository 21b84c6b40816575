// test_response_settings.c - the settings of a response cache: what they do, what they refuse, what
// is said about them.
#include "base/buf.h"
#include "response_kit.h"

// The questions of the words below, an hour and a half apart.
static void add_words(struct kit *k, unsigned time_words, unsigned watch, uint64_t request)
{
    for (int i = 0; i < 2; i++)
        kit_add(k, (struct kit_call){.ts_s = 5400.0 * i,
                                     .time_words = time_words,
                                     .watch = watch,
                                     .request = request});
}

static void words_shorten_the_life_of_an_answer(void **state)
{
    (void)state;
    struct kit k = {0};
    static const struct str watch[] = {{"stock", 5}, {"opening hours", 13}};
    add_words(&k, 1u << TIME_LATEST, 0, 1);
    add_words(&k, 1u << TIME_PART, 0, 2);      // "currently" is not "current"
    add_words(&k, 1u << TIME_TOMORROW, 0, 3);  // not in the default rule
    add_words(&k, 0, 2, 4);                    // "opening hours"
    add_words(&k, 1u << TIME_NOW, 2, 5);
    for (int64_t i = 1; i < k.count; i++)  // in the order of time
        for (int64_t j = i; j > 0 && k.calls[j].ts_s < k.calls[j - 1].ts_s; j--) {
            struct kit_call swap = k.calls[j];
            k.calls[j] = k.calls[j - 1];
            k.calls[j - 1] = swap;
        }
    assert_int_equal(hits_of(&k, CACHE "\"ttl\": \"7d\"" END), 3);
    const struct table *t = k.sim.outcomes[0].tables[1];
    assert_string_equal(str_cstr(t->key, &k.arena), "response_cache_ttl");
    assert_int_equal(t->row_count, 2);
    assert_int_equal(t->cells[3].i, 3);                    // hits without words
    assert_int_equal(t->cells[t->column_count + 2].i, 4);  // requests with words
    assert_true(t->cells[t->column_count + 1].f == 3600);
    // An unlisted word says so and names the way.
    assert_true(kit_policy(&k, CACHE "\"ttl_rules\": {\"now\": \"2h\", "
                                     "\"Opening Hours, stock\": \"1h\"}" END));
    kit_columns(&k);
    struct simulation_options options = {.book = k.book};
    simulation_release(&k.sim);
    assert_false(simulation_run(&k.sim, &k.columns, &k.policy, &options, &k.arena, &k.err));
    assert_int_equal(k.err.code, ERR_USAGE);
    assert_non_null(strstr(k.err.text, "toll ingest --watch 'Opening Hours'"));
    k.columns.watch_words = arena_alloc(&k.arena, sizeof *watch, 2);
    memcpy(k.columns.watch_words, watch, sizeof watch);
    k.columns.watch_word_count = 2;
    // 1, 2 and 3 live 7 days; of 5 the shorter rule decides.
    assert_true(simulation_run(&k.sim, &k.columns, &k.policy, &options, &k.arena, &k.err));
    assert_int_equal(k.sim.outcomes[0].hits, 3);
    kit_release(&k);
}

static void the_life_of_an_answer_has_a_maximum(void **state)
{
    (void)state;
    struct kit k = {0};
    for (int day = 0; day <= 20; day += 5)
        kit_add(&k, (struct kit_call){.ts_s = day * 86400.0, .request = 1});
    // Sliding: alive for 14 days whatever the use; the fourth call fills again.
    assert_int_equal(hits_of(&k, CACHE "\"refresh\": \"sliding\"" END), 3);
    assert_int_equal(k.sim.fate[3], FATE_CALLED);
    assert_int_equal(hits_of(&k, CACHE "\"refresh\": \"sliding\", \"max_ttl\": \"none\"" END), 4);
    assert_int_equal(hits_of(&k, CACHE "\"ttl\": \"30d\"" END), 3);
    assert_true(has_note(&k.sim.outcomes[0], "max_ttl"));
    kit_release(&k);
}

static void storage_is_charged_to_the_call_that_filled(void **state)
{
    (void)state;
    struct kit k = {0};
    struct tokens tok = {.n = {[TOK_INPUT] = 1000}};
    kit_add(&k,
            (struct kit_call){
                .tok = tok, .request = 1, .feature = "a", .part_bytes[PART_RESPONSE] = 1000000});
    kit_add(&k, (struct kit_call){.ts_s = 86400 * 3, .tok = tok, .request = 1, .feature = "b"});
    kit_add(&k, (struct kit_call){.ts_s = 86400 * 30, .tok = tok, .feature = "b"});
    // 10^6 bytes for 15 days at $2 for 10^9 bytes and 30 days: a thousandth of a dollar.
    kit_run(&k, CACHE "\"ttl\": \"15d\", \"max_ttl\": \"none\", \"cost\": \"2\"" END);
    const struct outcome *o = &k.sim.outcomes[0];
    assert_int_equal(o->hits, 1);
    assert_int_equal(o->saved_nusd, 2500000 - 1000000);
    assert_int_equal(o->feature_nusd[1], -1000000);
    assert_int_equal(o->feature_nusd[2], 2500000);
    kit_release(&k);
}

static void invalidation_drops_answers(void **state)
{
    (void)state;
    struct kit k = {0};
    // KIT_START_US is 14:13:20.
    for (int hour = 0; hour < 24; hour += 6)
        kit_add(&k, (struct kit_call){
                        .ts_s = hour * 3600.0, .question = 1, .system = hour < 12 ? 1 : 2});
    static const struct {
        const char *invalidate;
        int64_t hits;
    } cases[] = {
        {"[]", 3},
        {"[\"every 1d\"]", 2},  // midnight lies between the second and the third
        {"[\"2026-09-21T18:00\"]", 2},
        {"[\"2026-09-21T18:00\", \"every 1d\"]", 1},
        {"[\"every 6h\"]", 0},
        {"[\"on_system_change\"]", 2},
        {"[\"2026-09-21T14:13:20Z\"]", 3},  // what is filled at that instant stays
        {"[\"2026-09-21T20:13:20Z\"]", 2},  // who asks at that instant finds nothing
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b = {.arena = &k.arena};
        buf_fmt(&b, CACHE "\"key\": \"question\", \"invalidate\": %s" END, cases[i].invalidate);
        int64_t hits = hits_of(&k, str_cstr(buf_view(&b), &k.arena));
        if (hits != cases[i].hits)
            fail_msg("%s: %lld hits", cases[i].invalidate, (long long)hits);
        assert_int_equal(risk(&k.sim.outcomes[0], "invalidated").i, 3 - hits);
    }
    kit_release(&k);
}

static void settings_that_cannot_be_are_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *settings, *message;
    } cases[] = {
        {"\"capacity\": \"many\"", "capacity takes a number of entries such as 10k"},
        {"\"capacity\": \"0\"", "capacity takes"},
        {"\"invalidate\": [\"every now and then\"]", "invalidate takes instants"},
        {"\"invalidate\": \"every 0s\"", "invalidate takes instants"},
        {"\"scope\": \"none\"", "scope takes one of its names"},
        {"\"key\": []", "key takes one of its names"},
        {"\"similarity\": \"none\"", "similarity takes a share"},
        {"\"key\": [\"question\", \"sytem\"]", "did you mean system?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kit k = {0};
        struct buf b = {.arena = &k.arena};
        buf_fmt(&b, CACHE "%s" END, cases[i].settings);
        assert_false(kit_policy(&k, str_cstr(buf_view(&b), &k.arena)));
        assert_int_equal(k.err.code, ERR_USAGE);
        if (!strstr(k.err.text, cases[i].message))
            fail_msg("'%s' is not in: %s", cases[i].message, k.err.text);
        kit_release(&k);
    }
}

static void keys_say_what_they_cannot_tell(void **state)
{
    (void)state;
    struct kit k = {0};
    kit_add(&k, (struct kit_call){.near = 7, .user = "a", .output = 1, .pii = 1u << PII_EMAIL});
    kit_add(&k, (struct kit_call){.ts_s = 1, .near = 7, .user = "b", .model = "gpt-4o-mini"});
    kit_add(&k, (struct kit_call){.ts_s = 2, .near = 7, .user = "b", .output = 2, .answer = 3});
    kit_run(&k, CACHE "\"key\": \"near\"" END);
    const struct outcome *o = &k.sim.outcomes[0];
    assert_int_equal(o->hits, 2);
    assert_true(has_note(o, "never safe"));
    assert_int_equal(risk(o, "hits_across_users").i, 2);
    assert_int_equal(risk(o, "hits_across_models").i, 1);
    assert_int_equal(risk(o, "hits_with_pii").i, 2);
    assert_int_equal(risk(o, "divergence_compared").i, 1);
    assert_true(risk(o, "divergence").f == 1);
    assert_true(risk(o, "normal_divergence").is_null);
    kit_run(&k, CACHE "\"key\": [\"question\", \"history\", \"tools\", \"params\"]" END);
    o = &k.sim.outcomes[0];
    assert_int_equal(o->lookups, 0);
    assert_true(has_note(o, "key history"));
    assert_true(has_note(o, "key tools"));
    assert_true(has_note(o, "key params"));
    assert_true(has_note(o, "3 requests lack a part of the key"));
    kit_release(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_shorten_the_life_of_an_answer),
        cmocka_unit_test(the_life_of_an_answer_has_a_maximum),
        cmocka_unit_test(storage_is_charged_to_the_call_that_filled),
        cmocka_unit_test(invalidation_drops_answers),
        cmocka_unit_test(settings_that_cannot_be_are_refused_by_name),
        cmocka_unit_test(keys_say_what_they_cannot_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
