// strategy_coalesce.c - collects requests of a short window into one call.
#include "base/time.h"
#include "simulate/prompt_span.h"
#include "simulate/simulation.h"

enum setting_row { WINDOW, MAX, SHARED_PREFIX };

static const struct setting settings[] = {
    [WINDOW] = {.name = "window",
                .type = SETTING_DURATION,
                .fallback = "200ms",
                .most = US_PER_DAY,
                .help = "how long the first request waits for others"},
    [MAX] = {.name = "max",
             .type = SETTING_COUNT,
             .fallback = "20",
             .least = 2,
             .most = 1e6,
             .help = "requests of a call; it leaves when it is full"},
    [SHARED_PREFIX] = {.name = "shared_prefix",
                       .type = SETTING_FLAG,
                       .fallback = "true",
                       .help = "tools and system prompt are sent once a call"},
    {0},
};

static bool prepare(const struct step *step, struct column_wants *wants, struct err *e)
{
    (void)step;
    (void)e;
    wants->parts = true;
    column_wants_key(wants, (struct key_spec){.parts = 1u << KEY_SYSTEM});
    return true;
}

// Requests that go in one call: with the same system prompt, model and tier.
struct joint_call {
    int64_t first_us;
    int64_t count;
    int64_t offset_us;  // sum over its requests of the time since the first
    int64_t last_us;
    int64_t input_tok;
};

// A step at work.
struct coalescing {
    struct simulation *sim;
    struct outcome *out;
    const struct key_column *system;
    int64_t window_us, max;
    bool shares_prefix;
    struct arena arena;
    struct map open;  // system prompt, model and tier to place in `calls`
    struct joint_call *calls;
    int64_t call_count, call_cap;
    int64_t considered, alone, joint_calls, followers;
    int64_t wait_us, wait_max_us, largest, largest_tok;
};

// A call that left: full, or its window over.
static void close_call(struct coalescing *c, const struct joint_call *call)
{
    bool is_full = call->count == c->max;
    int64_t left_us = is_full ? call->last_us : call->first_us + c->window_us;
    int64_t longest_us = left_us - call->first_us;
    c->wait_us += longest_us * call->count - call->offset_us;
    c->wait_max_us = longest_us > c->wait_max_us ? longest_us : c->wait_max_us;
    c->joint_calls += call->count > 1;
    c->largest = call->count > c->largest ? call->count : c->largest;
    if (call->count > 1 && call->input_tok > c->largest_tok)
        c->largest_tok = call->input_tok;
}

// The system prompt is sent by the first of the call.
static void drop_prefix(struct coalescing *c, int64_t i)
{
    struct simulation *sim = c->sim;
    struct tokens tok = *sim_tokens(sim, i);
    const uint32_t *parts = sim->columns->part_bytes[i];
    int64_t prefix_bytes = (int64_t)parts[PART_TOOLS] + parts[PART_SYSTEM];
    int64_t prefix_tok = prompt_tok_of_bytes(tokens_input(&tok), prefix_bytes, prompt_bytes(parts));
    if (!prefix_tok)
        return;
    prompt_cut(&tok, 0, prefix_tok);
    sim_set_tokens(sim, c->out, i, &tok);
    c->out->hit_tok += prefix_tok;
}

static struct joint_call *new_call(struct coalescing *c, uint64_t *place)
{
    if (c->call_count == c->call_cap) {
        int64_t cap = c->call_cap ? c->call_cap * 2 : 64;
        c->calls = arena_grow(&c->arena, c->calls, (size_t)c->call_cap * sizeof *c->calls,
                              (size_t)cap * sizeof *c->calls);
        c->call_cap = cap;
    }
    *place = (uint64_t)c->call_count;
    return &c->calls[c->call_count++];
}

static void join(struct coalescing *c, int64_t i)
{
    struct simulation *sim = c->sim;
    int64_t ts_us = sim->columns->ts_us[i];
    uint64_t key = (uint64_t)c->system->ids[i] << 32 | (uint64_t)sim_model(sim, i) << 3 |
                   (uint64_t)sim_tier(sim, i);
    bool is_new = false;
    uint64_t *place = map_put(&c->open, key, &is_new);
    struct joint_call *call = is_new ? new_call(c, place) : &c->calls[*place];
    bool has_left = is_new || call->count == c->max || ts_us > call->first_us + c->window_us;
    if (has_left && !is_new)
        close_call(c, call);
    if (has_left) {
        *call = (struct joint_call){.first_us = ts_us};
    } else {
        c->followers++;
        if (c->shares_prefix)
            drop_prefix(c, i);
    }
    call->count++;
    call->last_us = ts_us;
    call->offset_us += ts_us - call->first_us;
    call->input_tok += tokens_input(sim_tokens(sim, i));
}

static void report(struct coalescing *c)
{
    struct outcome *out = c->out;
    struct arena *a = c->sim->arena;
    int64_t waiting = c->considered - c->alone;
    double mean_ms = waiting ? (double)c->wait_us / 1000 / (double)waiting : 0;
    outcome_risk(out, "joint_calls", UNIT_COUNT, EVIDENCE_MODELLED, cell_int(c->joint_calls));
    outcome_risk(out, "requests_in_them", UNIT_COUNT, EVIDENCE_MODELLED,
                 cell_int(c->followers + c->joint_calls));
    outcome_risk(out, "largest_call", UNIT_COUNT, EVIDENCE_MODELLED, cell_int(c->largest));
    outcome_risk(out, "largest_call_tok", UNIT_TOKENS, EVIDENCE_MODELLED, cell_int(c->largest_tok));
    outcome_risk(out, "added_wait_mean_ms", UNIT_MS, EVIDENCE_MODELLED, cell_double(mean_ms));
    outcome_risk(out, "added_wait_max_ms", UNIT_MS, EVIDENCE_MODELLED,
                 cell_double((double)c->wait_max_us / 1000));
    outcome_risk(out, "alone", UNIT_COUNT, EVIDENCE_MEASURED, cell_int(c->alone));
    outcome_note(out,
                 S("assumed: one call answers several as well as a call each; when it fails, all "
                   "of them fail"));
    outcome_note(out,
                 S("every request that could have company waits for it, also where none comes"));
    if (c->alone)
        outcome_note(out, str_fmt(a,
                                  "%lld requests go alone: no system prompt to share, no time, "
                                  "failed, or batch",
                                  (long long)c->alone));
    if (!c->shares_prefix)
        outcome_note(out, S("without shared_prefix joint calls spare requests, no tokens"));
}

// Whether a request could share a call.
static bool is_joinable(const struct coalescing *c, int64_t i)
{
    enum tier tier = sim_tier(c->sim, i);
    return c->system->ids[i] && c->sim->columns->ts_us[i] != UNKNOWN && sim_is_success(c->sim, i) &&
           tier != TIER_BATCH;
}

static bool run(struct simulation *sim, const struct step *step, struct outcome *out,
                struct outcome *partner, struct err *e)
{
    (void)partner;
    struct coalescing c = {
        .sim = sim,
        .out = out,
        .system = columns_key(sim->columns, (struct key_spec){.parts = 1u << KEY_SYSTEM}),
        .window_us = step->values[WINDOW].one.i,
        .max = step->values[MAX].one.i,
        .shares_prefix = step->values[SHARED_PREFIX].one.i,
    };
    c.open.arena = &c.arena;
    bool ok = true;
    int64_t count = sim->columns->count;
    for (int64_t i = sim_first(sim, step); ok && i < count; i = sim_next(sim, step, i)) {
        ok = sim_tick(sim, step, i, e);
        if (!ok || sim->columns->flags[i] & COLUMN_GATEWAY_HIT)
            continue;
        c.considered++;
        if (is_joinable(&c, i))
            join(&c, i);
        else
            c.alone++;
    }
    for (int64_t k = 0; k < c.call_count; k++)
        close_call(&c, &c.calls[k]);
    out->lookups = c.considered;
    out->hits = c.followers;
    out->saved_us -= c.wait_us;
    if (ok)
        report(&c);
    arena_release(&c.arena);
    return ok;
}

static const struct risk_words risks[] = {
    {"added_wait_mean_ms", "added wait of a call, mean (ms)", false},
    {"added_wait_max_ms", "added wait of a call, longest (ms)", false},
    {"joint_calls", "joint calls made", false},
    {"requests_in_them", "calls that they answer", false},
    {"largest_call", "calls in the largest of them", false},
    {"largest_call_tok", "input tokens of the largest of them", false},
    {"alone", "calls that go alone", false},
    {0},
};

const struct strategy strategy_coalesce = {
    .name = "coalesce",
    .summary = "collects requests of a short window into one call",
    .unit = "requests",
    .hits_are = "joined",
    .example = "--window 500ms",
    .risks = risks,
    .settings = settings,
    .prepare = prepare,
    .run = run,
};
