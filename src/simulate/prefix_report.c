// prefix_report.c - what a prompt_cache step says: figures, assumptions, notes, the table by model.
#include <math.h>

#include "base/time.h"
#include "simulate/prefix_run.h"

// Bytes between two points of a prefix chain (store/chain.h).
enum { GRAIN_BYTES = 512 };

const struct risk_words prefix_risks[] = {
    {"backtest_ratio", "cache reads simulated / logged", true},
    {"backtest_within_10_percent", "calls whose reads are within 10 % of the log", true},
    {"backtest_mean_error_tok", "tokens off, mean of a call", false},
    {"backtest_logged_read_tok", "tokens read, as logged", true},
    {"backtest_simulated_read_tok", "tokens read by these calls, as simulated", true},
    {"backtest_requests", "calls this could be compared for", true},
    {"writes_never_read", "cache writes that nobody reads", true},
    {"written_never_read_tok", "tokens written that nobody reads", false},
    {"writes", "cache writes", false},
    {"written_tok", "tokens written", false},
    {"storage_usd", "paid for storage", false},
    {"overflow_misses", "misses on further machines", false},
    {"overflow_tok", "tokens missed on further machines", false},
    {"followed_share", "share of prefixes followed to the end", false},
    {"read_share_error", "error of the share read (1 sigma)", false},
    {"lifetime_not_sold", "calls of providers that sell no such lifetime", false},
    {"below_minimum", "calls too short for their provider's cache", false},
    {"without_rules", "calls of models without a known cache", false},
    {"without_chain", "calls whose prompt is not in the log", false},
    {"without_time", "calls without a time", false},
    // Of assumptions.
    {"shortest_assumed_lifetime_s", "taken where a provider publishes none", false},
    {"longest_assumed_lifetime_s", "likewise", false},
    {"unknown_latency_requests",
     "calls whose writes count as readable at once or after the "
     "median of their model",
     false},
    {"grain_bytes", "bytes between two places where prefixes are compared", false},
    {"requests_with_assumed_breakpoints", "calls that carry no breakpoint in the log", false},
    {0},
};

static void report_writes(const struct prefix_run *r)
{
    const struct prefix_store *s = &r->store;
    int64_t held = 0, held_tok = 0;
    prefix_store_unread(s, &held, &held_tok);
    outcome_risk(r->out, "writes", UNIT_COUNT, EVIDENCE_MODELLED, cell_int(s->writes));
    outcome_risk(r->out, "writes_never_read", UNIT_COUNT, EVIDENCE_MODELLED,
                 cell_int(s->unread + held));
    outcome_risk(r->out, "written_tok", UNIT_TOKENS, EVIDENCE_MODELLED, cell_int(s->written_tok));
    outcome_risk(r->out, "written_never_read_tok", UNIT_TOKENS, EVIDENCE_MODELLED,
                 cell_int(s->unread_tok + held_tok));
}

static void report_counts(const struct prefix_run *r)
{
    const struct prefix_counts *n = &r->counts;
    struct outcome *out = r->out;
    outcome_risk(out, "below_minimum", UNIT_COUNT, EVIDENCE_MODELLED, cell_int(n->below_min));
    outcome_risk(out, "lifetime_not_sold", UNIT_COUNT, EVIDENCE_MEASURED, cell_int(n->not_sold));
    outcome_risk(out, "without_chain", UNIT_COUNT, EVIDENCE_MEASURED, cell_int(n->without_chain));
    outcome_risk(out, "without_rules", UNIT_COUNT, EVIDENCE_MEASURED, cell_int(n->without_rule));
    outcome_risk(out, "without_time", UNIT_COUNT, EVIDENCE_MEASURED, cell_int(n->without_time));
    if (r->settings.machines > 1) {
        outcome_risk(out, "overflow_misses", UNIT_COUNT, EVIDENCE_ASSUMED,
                     cell_int(r->windows.overflows));
        outcome_risk(out, "overflow_tok", UNIT_TOKENS, EVIDENCE_ASSUMED,
                     cell_int(r->windows.overflow_tok));
    }
    if (n->storage_nusd)
        outcome_risk(out, "storage_usd", UNIT_NUSD, EVIDENCE_ASSUMED, cell_int(n->storage_nusd));
    if (r->sample.level) {
        outcome_risk(out, "followed_share", UNIT_SHARE, EVIDENCE_MEASURED,
                     cell_double(ldexp(1, -r->sample.level)));
        outcome_risk(out, "read_share_error", UNIT_SHARE, EVIDENCE_MODELLED,
                     cell_double(prefix_sample_error(&r->sample)));
    }
}

static void assume_seconds(struct outcome *out, const char *key, int64_t us)
{
    outcome_assume(out, key, UNIT_SECONDS, cell_double((double)us / (double)US_PER_SECOND));
}

static void report_assumptions(const struct prefix_run *r)
{
    static const char *const scopes[] = {"none", "api_key", "project", "user"};
    const struct prefix_settings *s = &r->settings;
    const struct prefix_counts *n = &r->counts;
    if (n->most_life_us) {
        assume_seconds(r->out, "shortest_assumed_lifetime_s", n->least_life_us);
        assume_seconds(r->out, "longest_assumed_lifetime_s", n->most_life_us);
    }
    if (s->visible_after_us != UNKNOWN)
        assume_seconds(r->out, "visible_after_s", s->visible_after_us);
    else if (n->unknown_latency)
        outcome_assume(r->out, "unknown_latency_requests", UNIT_COUNT,
                       cell_int(n->unknown_latency));
    outcome_assume(r->out, "machines", UNIT_COUNT, cell_int(s->machines));
    outcome_assume(r->out, "scope", UNIT_TEXT, cell_str(str_of(scopes[s->scope])));
    if (n->has_bytes)
        outcome_assume(r->out, "grain_bytes", UNIT_BYTES, cell_int(GRAIN_BYTES));
    if (n->assumed_marks)
        outcome_assume(r->out, "requests_with_assumed_breakpoints", UNIT_COUNT,
                       cell_int(n->assumed_marks));
}

static bool has_settings(const struct step *step)
{
    for (int i = 0; step->strategy->settings[i].name; i++)
        if (step->values[i].is_given)
            return true;
    return false;
}

static void note_model(const struct prefix_run *r)
{
    struct arena *a = r->sim->arena;
    const struct prefix_counts *n = &r->counts;
    if (n->has_bytes)
        outcome_note(r->out, str_fmt(a,
                                     "prefixes are compared every %d bytes and at the end of each "
                                     "block; their tokens are the input's share by bytes",
                                     GRAIN_BYTES));
    if (n->unknown_ttft)
        outcome_note(r->out,
                     str_fmt(a,
                             "a write can be read once its answer begins; where the log does not "
                             "say when (%lld requests), once the answer was there",
                             (long long)n->unknown_ttft));
    if (n->assumed_marks)
        outcome_note(r->out,
                     str_fmt(a,
                             "%lld requests carry no breakpoint: taken as marked behind system "
                             "prompt and last message (--breakpoints as_logged: as they are)",
                             (long long)n->assumed_marks));
    if (n->most_life_us)
        outcome_note(r->out, S("lifetimes that a provider does not publish are assumed: 5 minutes "
                               "to an hour is what guides and users tell (--assumed-ttl)"));
    if (r->backtest.requests && has_settings(r->step))
        outcome_note(r->out, S("the log was made without these settings: how well the rules meet "
                               "it, the same step without them says"));
    if (n->not_sold)
        outcome_note(r->out, str_fmt(a,
                                     "%lld calls go to providers that sell no lifetime of this "
                                     "--ttl: a what-if, written at the price of the nearest one",
                                     (long long)n->not_sold));
    if (r->settings.machines > 1)
        outcome_note(r->out, str_fmt(a,
                                     "%lld machines: each prefix misses on every further one once "
                                     "a lifetime; how providers spread requests is not published",
                                     (long long)r->settings.machines));
    if (r->templates)
        outcome_note(r->out,
                     S("what the prompts of a template have alike counts as standing first, "
                       "where that is cheaper; whether a prompt still works that way is "
                       "not in the log"));
}

static void note_left_out(const struct prefix_run *r)
{
    struct arena *a = r->sim->arena;
    const struct prefix_counts *n = &r->counts;
    if (n->without_chain)
        outcome_note(r->out,
                     str_fmt(a, "%lld requests stay as billed: their prompt is not in the log",
                             (long long)n->without_chain));
    if (n->without_rule)
        outcome_note(r->out, str_fmt(a,
                                     "%lld requests stay as billed: no prompt cache is known of "
                                     "their model",
                                     (long long)n->without_rule));
    if (n->storage_nusd)
        outcome_note(r->out, S("storage is paid for the whole lifetime of each object, also beyond "
                               "the end of the log"));
    if (r->sample.level)
        outcome_note(
            r->out, str_fmt(a,
                            "the prefixes did not fit into memory: one family in %lld was followed "
                            "to the end, %lld requests of others were taken at the shares of their "
                            "model; the share of input that is read is off by %.2g (one standard "
                            "error)",
                            1ll << r->sample.level, (long long)r->sample.requests_estimated,
                            prefix_sample_error(&r->sample)));
}

void prefix_run_report(const struct prefix_run *r)
{
    if (r->settings.rules == RULES_BLOCKS)
        r->out->unit = "blocks";
    prefix_backtest_report(&r->backtest, r->out);
    report_writes(r);
    report_counts(r);
    report_assumptions(r);
    note_model(r);
    note_left_out(r);
    outcome_table(r->out, prefix_models_table(&r->models, r->sim));
}
