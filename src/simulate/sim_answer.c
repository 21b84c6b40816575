// sim_answer.c - see sim_answer.h.
#include "simulate/sim_answer.h"

#include <math.h>

#include "base/buf.h"
#include "simulate/sim_features.h"
#include "simulate/sim_figures.h"
#include "simulate/table_spec.h"

int64_t sim_month_nusd(int64_t nusd, double days)
{
    return nusd == UNKNOWN ? UNKNOWN : (int64_t)llround((double)nusd * 30 / days);
}

struct str sim_settings_text(const struct step *step, struct arena *a)
{
    struct buf out = {.arena = a};
    const struct setting *settings = step->strategy->settings;
    for (int i = 0; settings[i].name; i++) {
        struct str value = setting_value_text(&settings[i], &step->values[i], a);
        if (step->values[i].is_given)
            buf_fmt(&out, "%s%s=%.*s", out.len ? " " : "", settings[i].name, STR_ARG(value));
    }
    if (step->when)
        buf_fmt(&out, "%swhen=\"%.*s\"", out.len ? " " : "", STR_ARG(step->when->text));
    return buf_view(&out);
}

static const struct column_spec sum_specs[] = {
    {"baseline_usd", "as billed", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"saved_usd", "saved", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"final_usd", "what remains", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"saved_share", "saved of what was billed", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"saved_usd_month", "saved in 30 days", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"days", NULL, UNIT_NUMBER, EVIDENCE_MEASURED, false},
    {"requests", "calls", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"unpriced_requests", "calls without a price", UNIT_COUNT, EVIDENCE_MEASURED, false},
};

static void add_sums(const struct simulation *sim, bool is_priced, struct answer *out)
{
    struct table *t = table_of_specs(out->arena, "", "What was billed, and what remains", sum_specs,
                                     (int)(sizeof sum_specs / sizeof *sum_specs));
    int64_t saved_nusd = is_priced ? simulation_saved_nusd(sim) : UNKNOWN;
    t->shape = TABLE_OBJECT;
    struct cell *row = table_row(t);
    row[0] = cell_int(is_priced ? sim->baseline_nusd : UNKNOWN);
    row[1] = cell_int(saved_nusd);
    row[2] = cell_int(is_priced ? sim->final_nusd : UNKNOWN);
    row[3] = sim_share_cell(saved_nusd, sim->baseline_nusd);
    row[4] = cell_int(sim_month_nusd(saved_nusd, sim->days));
    row[5] = cell_double(sim->days);
    row[6] = cell_int(sim->columns->count);
    row[7] = cell_int(sim->unpriced);
    answer_add(out, t);
}

// Those without a title are for programs: the same figures stand elsewhere for people.
static const struct column_spec step_specs[] = {
    {"name", "step", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"strategy", NULL, UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"saved_usd", "saved", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"saved_share", "of billed", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"remaining_usd", "remains", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"hits", "hits", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"hits_are", "are", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"hit_rate", "hit rate", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"saved_usd_month", "in 30 days", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"requests_in", "calls in", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"saved_ms", NULL, UNIT_MS, EVIDENCE_MODELLED, false},
    {"saved_s", "time saved", UNIT_SECONDS, EVIDENCE_MODELLED, false},
    {"saved_tok", "tokens saved", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    {"lookups", "lookups", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"unit", "of", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"hit_tok", "tokens of hits", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    {"unpriced_requests", "no price", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"settings", NULL, UNIT_TEXT, EVIDENCE_ASSUMED, false},
    {"risk", NULL, UNIT_TABLE, EVIDENCE_MODELLED, false},
    {"assumptions", NULL, UNIT_TABLE, EVIDENCE_ASSUMED, false},
};

static void fill_step(const struct simulation *sim, const struct outcome *o, bool is_priced,
                      int64_t remaining_nusd, struct cell *row)
{
    const struct step *step = o->step;
    struct arena *a = sim->arena;
    int64_t saved_nusd = is_priced ? o->saved_nusd : UNKNOWN;
    int at = 0;
    row[at++] = cell_str(step->name);
    row[at++] = cell_str(str_of(step->strategy->name));
    row[at++] = cell_int(saved_nusd);
    row[at++] = sim_share_cell(saved_nusd, sim->baseline_nusd);
    row[at++] = cell_int(is_priced ? remaining_nusd : UNKNOWN);
    row[at++] = cell_int(o->hits);
    row[at++] = cell_str(str_of(step->strategy->hits_are));
    row[at++] = cell_double(o->lookups ? (double)o->hits / (double)o->lookups : NAN);
    row[at++] = cell_int(sim_month_nusd(saved_nusd, sim->days));
    row[at++] = cell_int(o->requests_in);
    row[at++] = cell_double((double)o->saved_us / 1e3);
    row[at++] = cell_double((double)o->saved_us / 1e6);
    row[at++] = cell_int(o->saved_tok);
    row[at++] = cell_int(o->lookups);
    row[at++] = cell_str(str_of(o->unit ? o->unit : step->strategy->unit));
    row[at++] = cell_int(o->hit_tok);
    row[at++] = cell_int(o->unpriced);
    row[at++] = cell_str(sim_settings_text(step, a));
    row[at++] = cell_table(sim_figures_object(o->risk, o->risk_count, "risk", a));
    row[at++] =
        cell_table(sim_figures_object(o->assumptions, o->assumption_count, "assumptions", a));
}

// What one step looks at is what was logged.
static void mark_measured(struct table *t, const char *key)
{
    t->columns[table_column(t, str_of(key))].evidence = EVIDENCE_MEASURED;
}

static void add_steps(const struct simulation *sim, bool is_priced, struct answer *out)
{
    struct table *t =
        table_of_specs(out->arena, "steps", "Steps, each on what those before it left", step_specs,
                       (int)(sizeof step_specs / sizeof *step_specs));
    int64_t remaining_nusd = sim->baseline_nusd;
    for (int i = 0; i < sim->policy->step_count; i++) {
        const struct outcome *o = &sim->outcomes[i];
        remaining_nusd -= o->saved_nusd;
        fill_step(sim, o, is_priced, remaining_nusd, table_row(t));
    }
    if (sim->policy->step_count == 1) {
        mark_measured(t, "requests_in");
        mark_measured(t, "lookups");
    }
    answer_add(out, t);
}

static const struct column_spec setting_specs[] = {
    {"name", "step", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"settings", "settings that were given", UNIT_PROSE, EVIDENCE_MEASURED, true},
};

// For people: too long for the rows of the steps, which programs find them in.
static void add_settings(const struct simulation *sim, struct answer *out)
{
    struct table *t = table_of_specs(out->arena, "settings", "Settings", setting_specs, 2);
    for (int i = 0; i < sim->policy->step_count; i++) {
        struct str text = sim_settings_text(sim->outcomes[i].step, out->arena);
        if (!text.len)
            continue;
        struct cell *row = table_row(t);
        row[0] = cell_str(sim->outcomes[i].step->name);
        row[1] = cell_str(text);
    }
    if (t->row_count)
        answer_add(out, t);
}

static bool is_key_taken(const struct answer *out, struct str key)
{
    for (int i = 0; i < out->table_count; i++)
        if (str_eq(out->tables[i]->key, key))
            return true;
    return false;
}

// Two steps may bring tables of one name.
static void add_detail(const struct outcome *o, struct table *t, int64_t top, struct answer *out)
{
    struct str name = o->step->name;
    if (is_key_taken(out, t->key))
        t->key = str_fmt(out->arena, "%.*s_%d", STR_ARG(t->key), o->step->number + 1);
    if (t->title.ptr)
        t->title = str_fmt(out->arena, "%.*s: %.*s", STR_ARG(name), STR_ARG(t->title));
    sim_cut_rows(t, top);
    // For people nothing is better than a heading over nothing.
    if (!t->row_count)
        t->title = (struct str){NULL, 0};
    answer_add(out, t);
}

static void add_details(const struct simulation *sim, int64_t top, struct answer *out)
{
    for (int s = 0; s < sim->policy->step_count; s++)
        for (int i = 0; i < sim->outcomes[s].table_count; i++)
            add_detail(&sim->outcomes[s], sim->outcomes[s].tables[i], top, out);
}

static void note_gaps(const struct simulation *sim, bool is_priced, struct answer *out)
{
    const struct columns *c = sim->columns;
    struct arena *a = out->arena;
    int64_t gateway_hits = 0;
    for (int64_t i = 0; i < c->count; i++)
        gateway_hits += (c->flags[i] & COLUMN_GATEWAY_HIT) != 0;
    if (!is_priced && c->count)
        answer_note(out, S("no call has a price: what was billed and saved is unknown (toll report "
                           "unpriced)"));
    else if (sim->unpriced)
        answer_note(out, str_fmt(a,
                                 "%lld calls have no price, before or after: they count as "
                                 "calls, but neither as billed nor as saved",
                                 (long long)sim->unpriced));
    if (c->timed)
        answer_note(out, str_fmt(a,
                                 "%lld calls have no time in the log: what counts by time "
                                 "(caches, limits, budgets) leaves them out",
                                 (long long)c->timed));
    if (gateway_hits)
        answer_note(out, str_fmt(a,
                                 "%lld calls were answered by the gateway's own cache: they are "
                                 "asked for, but cost and save nothing",
                                 (long long)gateway_hits));
}

static bool has_hits(const struct simulation *sim)
{
    for (int s = 0; s < sim->policy->step_count; s++)
        if (sim->outcomes[s].hits)
            return true;
    return false;
}

static void add_notes(const struct simulation *sim, bool is_priced, struct answer *out)
{
    if (!sim->columns->count)
        return;
    if (is_priced && sim->days < SIM_DAYS_ENOUGH)
        answer_note(out, S(SIM_SHORT_LOG));
    if (!has_hits(sim))
        answer_note(out,
                    S("no call was hit by any step: these settings would have changed nothing"));
    for (int s = 0; s < sim->policy->step_count; s++)
        for (int i = 0; i < sim->outcomes[s].note_count; i++)
            answer_note(out, str_fmt(out->arena, "%.*s: %.*s", STR_ARG(sim->outcomes[s].step->name),
                                     STR_ARG(sim->outcomes[s].notes[i])));
    note_gaps(sim, is_priced, out);
    if (sim->policy->step_count > 1)
        answer_note(out, S("the order of the steps decides what each saves, and may change what "
                           "they save together"));
    // semantics.md §5: what no replay of a log can know.
    answer_note(out, S("a log does not show whether a cheaper model's, a cached or a shortened "
                       "answer would have been good enough, what a provider's cache loses under "
                       "load, or what callers do after another, a faster or no answer"));
}

void sim_answer(const struct simulation *sim, int64_t top, struct answer *out)
{
    bool is_priced = sim_has_price(sim->columns);
    add_sums(sim, is_priced, out);
    add_steps(sim, is_priced, out);
    sim_figures(sim, top, out);
    sim_features(sim, top, out);
    add_settings(sim, out);
    add_details(sim, top, out);
    add_notes(sim, is_priced, out);
}
