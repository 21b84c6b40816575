// response_outcome.c - see response_outcome.h.
#include "simulate/response_outcome.h"

#include <math.h>
#include <string.h>

#include "simulate/response_key.h"

const struct risk_words response_risks[] = {
    {"divergence", "hits whose logged answer differs", true},
    {"normal_divergence", "hits that differ beyond case and spaces", true},
    {"divergence_compared", "hits that could be compared", true},
    {"normal_divergence_compared", NULL, false},
    {"hits_across_users", "hits served with another user's answer", true},
    {"hits_with_pii", "hits of calls with personal data", true},
    {"hits_across_models", "hits served with another model's answer", false},
    {"staleness_p50_s", "age of a served answer, median", false},
    {"staleness_p95_s", "age of a served answer, 95 %", false},
    {"staleness_max_s", "age of a served answer, oldest", false},
    {"before_fill", "repeats that came before the answer was there", false},
    {"failed_leads", "calls that failed while others waited", false},
    {"evictions", "answers thrown out for want of room", false},
    {"not_admitted", "answers larger than the whole store", false},
    {"invalidated", "answers dropped by invalidation", false},
    {"peak_entries", "answers stored, at most", false},
    {"peak_bytes", "bytes stored, at most", false},
    {"expired", "answers that expired", false},
    {0},
};

static struct cell seconds(int64_t us)
{
    return cell_double(us == UNKNOWN ? NAN : (double)us / 1e6);
}

static void count(struct outcome *out, const char *key, int64_t n)
{
    outcome_risk(out, key, UNIT_COUNT, EVIDENCE_MODELLED, cell_int(n));
}

// A sentence with a number, left out when that is 0.
static void note_count(const struct response_replay *r, struct outcome *out, int64_t n,
                       const char *sentence)
{
    if (n)
        outcome_note(out, str_fmt(r->sim->arena, "%lld %s", (long long)n, sentence));
}

static void note_calls(const struct response_replay *r, struct outcome *out)
{
    note_count(r, out, r->keyless, "requests lack a part of the key: not looked up");
    note_count(r, out, r->unknown_latency,
               "calls have no latency in the log: the median of their model is taken, else 0");
}

static void note_cache(const struct response_replay *r, struct outcome *out)
{
    const struct cache_rules *rules = &r->rules->cache;
    note_count(r, out, r->warm,
               "requests went past the cache: their temperature is not known to be 0");
    note_count(r, out, r->personal, "requests went past the cache: they have personal data");
    note_count(r, out, r->store.guessed_sizes,
               "answers are not in the log: stored with 4 bytes a token");
    note_count(r, out, r->store.not_admitted, "answers are larger than the capacity");
    if (rules->ttl.has_capped || (rules->is_sliding && rules->max_life_us != INT64_MAX))
        outcome_note(out, S("no answer lives longer than max_ttl, whatever ttl and refresh say"));
    if (rules->capacity.limit == UNKNOWN)
        outcome_note(out,
                     S("without a capacity, expired answers count as stored until they are asked "
                       "for again"));
    if (serve_tally_total(&r->cache.tally).exact.diverged)
        outcome_note(out,
                     S("where answers differ, the model was asked at a temperature above 0, or "
                       "the world changed: --only-temperature-zero, a shorter --ttl or more "
                       "in the --key lower it"));
    if (r->rules->is_fill_instant)
        outcome_note(out, S("fill instant serves answers before their call has ended"));
}

// A row for each class that somebody asked in.
static struct table *class_table(const struct response_replay *r)
{
    const struct ttl_rules *ttl = &r->rules->cache.ttl;
    struct column_spec specs[SERVE_CELLS + 2] = {
        {"words", "question has", UNIT_TEXT, EVIDENCE_MEASURED, true},
        {"ttl_s", "ttl", UNIT_SECONDS, EVIDENCE_ASSUMED, false},
    };
    memcpy(specs + 2, serve_group_specs, sizeof serve_group_specs);
    struct table *t = table_of_specs(r->sim->arena, "response_cache_ttl", "By time to live", specs,
                                     SERVE_CELLS + 2);
    for (int k = 0; k < ttl->count; k++) {
        const struct ttl_class *class = &ttl->classes[k];
        if (!r->cache.tally.classes[k].lookups)
            continue;
        struct cell *row = table_row(t);
        row[0] = cell_str(class->words.ptr ? class->words : S("none of the words"));
        row[1] = seconds(class->ttl_us == INT64_MAX ? UNKNOWN : class->ttl_us);
        serve_group_cells(&r->cache.tally.classes[k], row + 2);
    }
    table_note(t, S("a question with words of several rules has the shortest of their lives"));
    return t;
}

void response_outcome_cache(const struct response_replay *r)
{
    struct outcome *out = r->cache.out;
    const struct age_histogram *ages = r->cache.tally.ages;
    const struct cache_store *store = &r->store;
    const enum evidence modelled = EVIDENCE_MODELLED;
    int64_t max_us = ages->count ? ages->max_us : UNKNOWN;
    outcome_risk(out, "staleness_p50_s", UNIT_SECONDS, modelled,
                 seconds(age_quantile_us(ages, 0.50)));
    outcome_risk(out, "staleness_p95_s", UNIT_SECONDS, modelled,
                 seconds(age_quantile_us(ages, 0.95)));
    outcome_risk(out, "staleness_max_s", UNIT_SECONDS, modelled, seconds(max_us));
    serve_tally_risk(&r->cache.tally, out);
    count(out, "before_fill", r->early);
    count(out, "evictions", store->evictions);
    count(out, "expired", store->expired);
    count(out, "invalidated", store->invalidated);
    count(out, "not_admitted", store->not_admitted);
    count(out, "peak_entries", store->peak_entries);
    outcome_risk(out, "peak_bytes", UNIT_BYTES, modelled, cell_int(store->peak_bytes));
    outcome_assume(out, "hit_latency_ms", UNIT_MS,
                   cell_double((double)r->rules->hit_latency_us / 1000));
    outcome_assume(out, "cost_gb_month_usd", UNIT_NUSD, cell_int(r->rules->cache.gb_month_nusd));
    response_key_notes(r->cache.step, out);
    note_calls(r, out);
    note_cache(r, out);
    outcome_table(out,
                  serve_tally_features(&r->cache.tally, "response_cache_features", r->sim->arena));
    outcome_table(out, class_table(r));
}

void response_outcome_flight(const struct response_replay *r, bool is_alone)
{
    struct outcome *out = r->flight.out;
    serve_tally_risk(&r->flight.tally, out);
    count(out, "failed_leads", r->failed_leads);
    response_key_notes(r->flight.step, out);
    if (is_alone)
        note_calls(r, out);
    else
        outcome_note(out, S("ran as one stage with response_cache: who found no answer there was "
                            "looked up here"));
    note_count(r, out, r->failed_leads,
               "calls failed while others waited: the next of those called then");
    outcome_table(out,
                  serve_tally_features(&r->flight.tally, "single_flight_features", r->sim->arena));
}
