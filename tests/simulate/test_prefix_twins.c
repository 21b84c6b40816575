// test_prefix_twins.c - each family of prompt-cache rules against a slow twin over thousands of
// random traces.
#include "slow_prefix.h"

enum { TRACES = 3000 };

// What a twin replays; `history` are the prompts before.
struct twin {
    struct slow_cache cache;
    struct slow_prompt prompts[SLOW_PROMPTS];
    struct {
        struct slow_prompt *prompt;
        int count;
        int64_t ready_us;
        bool is_end;
    } units[4 * SLOW_PROMPTS];
    int unit_count;
    struct prefix_terms terms;
};
typedef void replay_twin(struct twin *t, int n, struct prefix_split *out);

static int64_t tok_at(const struct slow_prompt *p, int count)
{
    return count ? p->tok[count - 1] : 0;
}

// What is written behind the first `hit` points: at the places that say so.
static void write_behind(struct twin *t, const struct slow_prompt *p, int hit, const bool *is_place,
                         struct prefix_split *out)
{
    int64_t until_tok = tok_at(p, hit);
    for (int i = hit; i < p->count; i++) {
        int mark = p->at[i].mark ? p->at[i].mark : MARK_5M;
        if (!is_place[i] || p->tok[i] < t->terms.min_tok)
            continue;
        slow_write(&t->cache, p, i + 1, t->terms.life_us[mark]);
        out->write_tok[mark] += p->tok[i] - until_tok;
        until_tok = p->tok[i];
    }
}

static bool is_readable(const struct twin *t, const struct slow_prompt *p, int count)
{
    return tok_at(p, count) >= t->terms.min_tok && slow_is_live(&t->cache, p, count);
}

// Places in the order of the prompt.
struct places {
    int at[SLOW_POINTS];
    int count;
};

static void add_place(struct places *places, int i)
{
    places->at[places->count++] = i;
}

// The vendor's algorithm, word for word; `hit` counts points.
static void anthropic(struct twin *t, int n, struct prefix_split *out)
{
    const struct slow_prompt *p = &t->prompts[n];
    struct places positions = {.count = 0};
    bool is_marked[SLOW_POINTS] = {false};
    int hit = 0;
    for (int i = 0; i < p->count; i++) {
        bool is_tool = p->at[i].role == ROLE_TOOL;
        bool in_run = is_tool && i + 1 < p->count && p->at[i + 1].role == ROLE_TOOL;
        is_marked[i] = p->at[i].mark;
        if ((p->at[i].ends_segment && !in_run) || is_marked[i])
            add_place(&positions, i);
    }
    for (int b = positions.count - 1; b >= 0 && !hit; b--) {
        int looks = is_marked[positions.at[b]] ? t->terms.look_back : 0;
        for (int k = 0; k < looks && k <= b && !hit; k++)
            if (is_readable(t, p, positions.at[b - k] + 1))
                hit = positions.at[b - k] + 1;
    }
    out->read_tok = tok_at(p, hit);
    if (hit && t->terms.is_sliding)
        slow_refresh(&t->cache, p, hit);
    write_behind(t, p, hit, is_marked, out);
}

// The last developer message of those at the beginning; -1 = none.
static int end_of_developer(const struct slow_prompt *p)
{
    int end = -1;
    for (int i = 0; i < p->count && p->at[i].role <= ROLE_SYSTEM; i++)
        if (slow_ends_message(p, i) && p->at[i].role == ROLE_SYSTEM)
            end = i;
    return end;
}

// Where a prompt is looked up and where it is written.
struct openai_places {
    bool is_looked[SLOW_POINTS], is_written[SLOW_POINTS];
};

static void put_marks(const struct slow_prompt *p, int most, struct openai_places *out)
{
    struct places marks = {.count = 0};
    for (int i = 0; i < p->count; i++)
        if (p->at[i].mark)
            add_place(&marks, i);
    for (int k = 0; k < marks.count; k++) {
        out->is_looked[marks.at[k]] = k < 2 || k >= marks.count - 50;
        out->is_written[marks.at[k]] = k >= marks.count - most;
    }
}

static void put_ends(const struct slow_prompt *p, int look_back, struct openai_places *out)
{
    struct places ends = {.count = 0};
    int developer = end_of_developer(p);
    for (int i = 0; i < p->count; i++) {
        bool is_message = p->at[i].role == ROLE_USER || p->at[i].role == ROLE_TOOL;
        if (i == developer || (slow_ends_message(p, i) && is_message))
            add_place(&ends, i);
    }
    for (int k = 0; k < ends.count; k++)
        if (k >= ends.count - 1 - look_back || ends.at[k] == developer)
            out->is_looked[ends.at[k]] = true;
    if (ends.count)
        out->is_written[ends.at[ends.count - 1]] = true;
}

static void openai(struct twin *t, int n, struct prefix_split *out)
{
    const struct slow_prompt *p = &t->prompts[n];
    struct openai_places places = {{false}, {false}};
    int hit = 0;
    put_marks(p, t->terms.is_explicit ? 4 : 3, &places);
    if (!t->terms.is_explicit)
        put_ends(p, t->terms.look_back, &places);
    for (int count = 1; count <= p->count; count++)
        if (places.is_looked[count - 1] && is_readable(t, p, count))
            hit = count;
    out->read_tok = tok_at(p, hit);
    if (hit)
        slow_refresh(&t->cache, p, hit);
    write_behind(t, p, hit, places.is_written, out);
}

static void automatic(struct twin *t, int n, struct prefix_split *out)
{
    const struct slow_prompt *p = &t->prompts[n];
    int live = 0;
    if (tok_at(p, p->count) < t->terms.min_tok)
        return;
    while (live < p->count && slow_is_live(&t->cache, p, live + 1))
        live++;
    int64_t tok = tok_at(p, live);
    tok = t->terms.step_tok ? tok / t->terms.step_tok * t->terms.step_tok : tok;
    tok = tok < t->terms.min_tok ? 0 : tok / t->terms.granularity_tok * t->terms.granularity_tok;
    out->read_tok = tok;
    for (int count = 1; count <= p->count; count++)
        if (!tok || count > live)
            slow_write(&t->cache, p, count, t->terms.life_us[MARK_5M]);
        else if (t->terms.is_sliding)
            slow_refresh(&t->cache, p, count);
}

static void add_unit(struct twin *t, int n, int count, bool is_end)
{
    struct slow_prompt *p = &t->prompts[n];
    if (tok_at(p, count) < t->terms.min_tok || !count)
        return;
    for (int i = 0; i < t->unit_count; i++)
        if (t->units[i].count == count && slow_same(t->units[i].prompt->at, p->at, count)) {
            t->units[i].is_end = t->units[i].is_end || is_end;
            return;
        }
    t->units[t->unit_count].prompt = p;
    t->units[t->unit_count].count = count;
    t->units[t->unit_count].ready_us = p->ready_us;
    t->units[t->unit_count++].is_end = is_end;
}

// From the history of all prompts instead of from what a cache holds: for units that live for ever.
static void deepseek(struct twin *t, int n, struct prefix_split *out)
{
    const struct slow_prompt *p = &t->prompts[n];
    int common = 0, hit = 0;
    bool is_end = false;
    for (int i = 0; i < n; i++)
        for (int count = 1; count <= p->count && count <= t->prompts[i].count; count++)
            if (count > common && slow_same(t->prompts[i].at, p->at, count))
                common = count;
    for (int i = 0; i < t->unit_count; i++)
        if (t->units[i].count > hit && t->units[i].count <= p->count &&
            t->units[i].ready_us <= p->ts_us &&
            slow_same(t->units[i].prompt->at, p->at, t->units[i].count)) {
            hit = t->units[i].count;
            is_end = t->units[i].is_end;
        }
    while (is_end && hit < p->count && p->at[hit].role == ROLE_ASSISTANT)
        hit++;
    out->read_tok = tok_at(p, hit) / t->terms.granularity_tok * t->terms.granularity_tok;
    add_unit(t, n, hit, false);
    add_unit(t, n, common, false);
    add_unit(t, n, p->count, true);
}

static void compare(const struct prefix_family *family, replay_twin *twin, struct twin *t,
                    uint64_t seed)
{
    struct prefix_store store;
    struct prefix_store_options options = {0};
    struct prefix_point points[SLOW_POINTS];
    uint64_t state = seed;
    t->cache.count = t->unit_count = 0;
    prefix_store_init(&store, &options);
    for (int n = 0; n < SLOW_PROMPTS; n++) {
        struct prefix_split fast = {0}, slow = {0};
        slow_next_prompt(&state, t->prompts, n);
        struct prefix_call call = slow_call(&t->prompts[n], &t->terms, points);
        prefix_store_expire(&store, call.ts_us);
        family->replay(&store, &call, &fast);
        twin(t, n, &slow);
        if (fast.read_tok != slow.read_tok || fast.write_tok[MARK_5M] != slow.write_tok[MARK_5M] ||
            fast.write_tok[MARK_1H] != slow.write_tok[MARK_1H])
            fail_msg("%s, seed %llu, prompt %d: read %lld, not %lld", family->name,
                     (unsigned long long)seed, n, (long long)fast.read_tok,
                     (long long)slow.read_tok);
        assert_true(fast.read_tok + fast.write_tok[MARK_5M] + fast.write_tok[MARK_1H] <=
                    call.input_tok);
    }
    prefix_store_release(&store);
}

static const struct {
    const struct prefix_family *family;
    replay_twin *twin;
    struct prefix_terms terms;
} cases[] = {
    {&prefix_breakpoints, anthropic, {.min_tok = 30, .look_back = 3, .is_sliding = true}},
    {&prefix_breakpoints, anthropic, {.min_tok = 60, .look_back = 20}},
    {&prefix_messages, openai, {.min_tok = 30, .look_back = 2, .is_sliding = true}},
    {&prefix_messages,
     openai,
     {.min_tok = 50, .look_back = 20, .is_sliding = true, .is_explicit = true}},
    {&prefix_automatic, automatic, {.min_tok = 50, .granularity_tok = 16, .is_sliding = true}},
    {&prefix_automatic, automatic, {.min_tok = 40, .granularity_tok = 1}},
    {&prefix_automatic,
     automatic,
     {.min_tok = 40, .granularity_tok = 8, .step_tok = 64, .is_sliding = true}},
    {&prefix_units, deepseek, {.min_tok = 40, .granularity_tok = 8, .is_sliding = true}},
};

static void every_family_splits_as_its_twin_does(void **state)
{
    (void)state;
    static struct twin t;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (uint64_t seed = 0; seed < TRACES / 8; seed++) {
            bool is_for_ever = cases[i].family == &prefix_units;
            int64_t life_us = is_for_ever ? 1000000 : 3 + (int64_t)(seed % 9);
            t.terms = cases[i].terms;
            t.terms.write_as = MARK_5M;
            t.terms.life_us[MARK_NONE] = t.terms.life_us[MARK_5M] = life_us;
            t.terms.life_us[MARK_1H] = 2 * life_us;
            compare(cases[i].family, cases[i].twin, &t, seed << 32 | i);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_family_splits_as_its_twin_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
