// strategy_batch.c - moves what can wait to the batch tier of its provider.
#include <math.h>

#include "base/time.h"
#include "price/price_row.h"
#include "simulate/model_sums.h"

enum setting_row { WINDOW, STACKING, CACHE_HITS };

enum stacking { STACKING_AUTO, STACKING_ALWAYS, STACKING_NEVER };
static const char *const stackings[] = {
    [STACKING_AUTO] = "auto", [STACKING_ALWAYS] = "always", [STACKING_NEVER] = "never", NULL};

static const struct setting settings[] = {
    [WINDOW] = {.name = "window",
                .type = SETTING_DURATION,
                .fallback = "24h",
                .least = US_PER_MINUTE,
                .most = 366 * US_PER_DAY,
                .help = "how long an answer may take"},
    [STACKING] = {.name = "stacking",
                  .type = SETTING_CHOICE,
                  .fallback = "auto",
                  .choices = stackings,
                  .help = "whether the batch discount counts on prompt-cache prices too: auto = as "
                          "the provider says"},
    // Anthropic: "best effort", 30 % to 98 % (guide to message batches, read 2026-11). The low end,
    // so that the saving is not overstated.
    [CACHE_HITS] = {.name = "cache_hits",
                    .type = SETTING_SHARE,
                    .fallback = "0.3",
                    .help = "share of the tokens read from a prompt cache that a batch reads too",
                    .sweep_from = "0.3",
                    .sweep_to = "0.98"},
    {0},
};

struct batching {
    struct simulation *sim;
    struct outcome *out;
    int64_t window_us;
    enum stacking stacking;
    double cache_hits;
    struct model_sums models;
    int64_t considered, moved, had_tier, not_sold, lost_read_tok;
    int64_t in_window, window_number, busiest;
    int64_t needed_sooner;  // whose session went on within the window
    struct map last_of;     // session to the time of its last moved request
    struct arena arena;
};

// A part of the cache reads does not happen: it is written, where the provider bills writes.
static struct tokens batch_tokens(struct batching *b, int64_t i)
{
    struct tokens t = *sim_tokens(b->sim, i);
    uint32_t read = t.n[TOK_CACHE_READ];
    uint32_t lost = read - (uint32_t)((double)read * b->cache_hits);
    const struct price_row *row = sim_terms(b->sim, i)->row;
    bool sells_writes = row && row->base.pusd[TOK_CACHE_WRITE_5M] != UNKNOWN;
    enum tok_class into = sells_writes ? TOK_CACHE_WRITE_5M : TOK_INPUT;
    if (lost > UINT32_MAX - t.n[into])
        lost = UINT32_MAX - t.n[into];
    t.n[TOK_CACHE_READ] -= lost;
    t.n[into] += lost;
    b->lost_read_tok += lost;
    return t;
}

// What the classes of a prompt cost a request as it is billed now, pico-USD; UNKNOWN = no price.
struct input_price {
    int64_t cached_pusd;  // reads and writes of the request
    int64_t fresh_pusd;   // 1,000 fresh tokens
};

static struct input_price input_price_of(struct simulation *sim, int64_t i)
{
    const struct price_row *row = sim_terms(sim, i)->row;
    const struct tokens *tok = sim_tokens(sim, i);
    struct usage cached, fresh;
    struct price_cost cost;
    struct input_price out = {UNKNOWN, UNKNOWN};
    usage_init(&cached);
    usage_init(&fresh);
    for (int c = 0; c <= TOK_CACHE_WRITE_1H; c++)
        cached.tok[c] = tok->n[c];
    fresh.tok[TOK_INPUT] = 1000;
    if (row && price_cost(row, &cached, sim_tier(sim, i), &cost))
        out.cached_pusd = cost.pusd[TOK_CACHE_READ] + cost.pusd[TOK_CACHE_WRITE_5M] +
                          cost.pusd[TOK_CACHE_WRITE_1H];
    if (row && price_cost(row, &fresh, sim_tier(sim, i), &cost))
        out.fresh_pusd = cost.pusd[TOK_INPUT];
    return out;
}

// Charges what `stacking` makes of the cache classes against what the book says; `standard` is from
// before the move.
static void restack(struct batching *b, int64_t i, struct input_price standard)
{
    struct input_price now = input_price_of(b->sim, i);
    if (standard.cached_pusd == UNKNOWN || now.cached_pusd == UNKNOWN || standard.fresh_pusd <= 0 ||
        now.fresh_pusd == UNKNOWN)
        return;
    double want_pusd = (double)standard.cached_pusd;
    if (b->stacking == STACKING_ALWAYS)
        want_pusd *= (double)now.fresh_pusd / (double)standard.fresh_pusd;
    int64_t nusd = llround((want_pusd - (double)now.cached_pusd) / PUSD_PER_NUSD);
    if (nusd)
        sim_charge(b->sim, b->out, i, nusd);
}

static void count_delay(struct batching *b, int64_t i)
{
    const struct columns *c = b->sim->columns;
    int64_t ts_us = c->ts_us[i];
    if (ts_us == UNKNOWN)
        return;
    int64_t window = ts_us / b->window_us;
    b->in_window = window == b->window_number ? b->in_window + 1 : 1;
    b->window_number = window;
    b->busiest = b->in_window > b->busiest ? b->in_window : b->busiest;
    if (!c->session[i])
        return;
    bool is_new = false;
    uint64_t *last = map_put(&b->last_of, c->session[i], &is_new);
    b->needed_sooner += !is_new && ts_us - (int64_t)*last <= b->window_us;
    *last = (uint64_t)ts_us;
}

// Answered by the gateway, or failed without a bill: there is nothing to move.
static bool is_billed(const struct simulation *sim, int64_t i)
{
    uint32_t flags = sim->columns->flags[i];
    return !(flags & COLUMN_GATEWAY_HIT) &&
           !((flags & COLUMN_ERROR) && !(flags & COLUMN_HAS_USAGE));
}

static void consider(struct batching *b, int64_t i)
{
    struct simulation *sim = b->sim;
    enum tier tier = sim_tier(sim, i);
    uint32_t model = sim_model(sim, i);
    int64_t before = sim_cost_nusd(sim, i);
    b->considered++;
    if (tier == TIER_BATCH || tier == TIER_FLEX) {
        b->had_tier++;
        return;
    }
    bool is_sold = sim_price(sim, i, sim_tokens(sim, i), model, TIER_BATCH) != UNKNOWN;
    b->not_sold += !is_sold && before != UNKNOWN;
    if (is_sold) {
        struct tokens tok = batch_tokens(b, i);
        sim_set_tokens(sim, b->out, i, &tok);
        struct input_price standard = {UNKNOWN, UNKNOWN};
        if (b->stacking != STACKING_AUTO)
            standard = input_price_of(sim, i);
        sim_set_tier(sim, b->out, i, TIER_BATCH);
        if (b->stacking != STACKING_AUTO)
            restack(b, i, standard);
        count_delay(b, i);
        b->moved++;
    }
    model_sums_add(&b->models, model, before, sim_cost_nusd(sim, i), is_sold);
}

static void report(struct batching *b)
{
    struct outcome *out = b->out;
    struct arena *a = b->sim->arena;
    outcome_risk(out, "delayed_requests", UNIT_COUNT, EVIDENCE_MODELLED, cell_int(b->moved));
    outcome_risk(out, "delay_up_to_s", UNIT_SECONDS, EVIDENCE_ASSUMED,
                 cell_double((double)b->window_us / US_PER_SECOND));
    outcome_risk(out, "needed_sooner", UNIT_COUNT, EVIDENCE_MEASURED, cell_int(b->needed_sooner));
    outcome_risk(out, "busiest_window_requests", UNIT_COUNT, EVIDENCE_MEASURED,
                 cell_int(b->busiest));
    outcome_risk(out, "lost_read_tok", UNIT_TOKENS, EVIDENCE_ASSUMED, cell_int(b->lost_read_tok));
    outcome_risk(out, "no_batch_price", UNIT_COUNT, EVIDENCE_MEASURED, cell_int(b->not_sold));
    outcome_risk(out, "batch_already", UNIT_COUNT, EVIDENCE_MEASURED, cell_int(b->had_tier));
    outcome_assume(out, "cache_hits", UNIT_SHARE, cell_double(b->cache_hits));
    if (b->stacking != STACKING_AUTO)
        outcome_assume(out, "stacking", UNIT_TEXT, cell_str(str_of(stackings[b->stacking])));
    if (!out->step->when)
        outcome_note(out, S("without when, every call is taken to be able to wait: only you know "
                            "which can (--when 'feature=summarize,extract')"));
    if (b->not_sold)
        outcome_note(out, str_fmt(a,
                                  "%lld requests stay: their provider sells no batch tier for "
                                  "the model",
                                  (long long)b->not_sold));
    if (b->needed_sooner)
        outcome_note(out, str_fmt(a,
                                  "the session went on within the window after %lld requests: "
                                  "these answers were waited for",
                                  (long long)b->needed_sooner));
    // Guide to message batches, read 2026-11.
    outcome_note(out, str_fmt(a,
                              "up to %lld requests a window; a batch of Anthropic holds 100,000 "
                              "or 256 MB; what expires after 24 hours is not billed",
                              (long long)b->busiest));
    outcome_table(out, model_sums_table(&b->models, "batch_by_model", "By model", "moved", b->sim));
}

static bool prepare(const struct step *step, struct column_wants *wants, struct err *e)
{
    (void)step;
    (void)e;
    wants->sessions = true;
    return true;
}

static bool run(struct simulation *sim, const struct step *step, struct outcome *out,
                struct outcome *partner, struct err *e)
{
    (void)partner;
    struct batching b = {
        .sim = sim,
        .out = out,
        .window_us = step->values[WINDOW].one.i,
        .stacking = (enum stacking)step->values[STACKING].one.i,
        .cache_hits = step->values[CACHE_HITS].one.f,
        .window_number = INT64_MIN,
    };
    b.last_of.arena = &b.arena;
    model_sums_init(&b.models, sim);
    bool ok = true;
    int64_t count = sim->columns->count;
    for (int64_t i = sim_first(sim, step); ok && i < count; i = sim_next(sim, step, i)) {
        ok = sim_tick(sim, step, i, e);
        if (ok && is_billed(sim, i))
            consider(&b, i);
    }
    out->lookups = b.considered;
    out->hits = b.moved;
    if (ok)
        report(&b);
    arena_release(&b.arena);
    return ok;
}

static const struct risk_words risks[] = {
    {"needed_sooner", "calls whose session went on within the window", true},
    {"delay_up_to_s", "wait for an answer, at most", false},
    {"busiest_window_requests", "calls in the fullest window", false},
    {"lost_read_tok", "tokens no longer read from a prompt cache", false},
    {"no_batch_price", "calls that stay: no batch tier for their model", false},
    {"batch_already", "calls that stay: batch already", false},
    {"delayed_requests", NULL, false},
    {0},
};

const struct strategy strategy_batch = {
    .name = "batch",
    .summary = "moves requests that can wait to the batch tier",
    .unit = "requests",
    .hits_are = "moved",
    .example = "--when 'feature=summarize,extract'",
    .risks = risks,
    .settings = settings,
    .prepare = prepare,
    .run = run,
};
