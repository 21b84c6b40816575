// route_ledger.c - see route_ledger.h.
#include "simulate/route_ledger.h"

#include <math.h>

#include "base/time.h"
#include "simulate/useful.h"

enum { TEMPLATES_SHOWN = 20 };

static const struct {
    int64_t up_to_tok;
    const char *label;
} sizes[ROUTE_SIZES] = {
    {250, "up to 250 tokens"},
    {1000, "up to 1,000 tokens"},
    {4000, "up to 4,000 tokens"},
    {16000, "up to 16,000 tokens"},
    {64000, "up to 64,000 tokens"},
    {256000, "up to 256,000 tokens"},
    {INT64_MAX, "more"},
};

void route_ledger_init(struct route_ledger *l, const struct columns *columns, struct arena *a)
{
    *l = (struct route_ledger){
        .columns = columns,
        .templates = columns_key(columns, (struct key_spec){.parts = 1u << KEY_TEMPLATE}),
    };
    frontier_init(&l->by_task, TASK_COUNT, a);
    frontier_init(&l->by_size, ROUTE_SIZES, a);
    frontier_init(&l->by_template, l->templates->distinct + 1, a);
}

void route_ledger_place(struct route_ledger *l, int64_t i, int64_t before_nusd, int64_t saved_nusd)
{
    const struct columns *c = l->columns;
    uint32_t size = 0;
    while (tokens_input(&c->tok[i]) > sizes[size].up_to_tok)
        size++;
    frontier_add(&l->by_task, (uint32_t)column_task(c->flags[i]), i, before_nusd, saved_nusd);
    frontier_add(&l->by_size, size, i, before_nusd, saved_nusd);
    frontier_add(&l->by_template, l->templates->ids[i], i, before_nusd, saved_nusd);
}

void route_ledger_label(struct route_ledger *l, int64_t i)
{
    const struct columns *c = l->columns;
    if (!c->label)
        return;
    enum task task = column_task(c->flags[i]);
    l->labels.ok[task] += c->label[i] == LABEL_OK;
    l->labels.failed[task] += c->label[i] == LABEL_FAILED;
}

static struct str task_label(const void *self, uint32_t group, struct arena *a)
{
    (void)self;
    (void)a;
    return group == TASK_UNKNOWN ? S("(not known)") : str_of(task_name[group]);
}

static struct str size_label(const void *self, uint32_t group, struct arena *a)
{
    (void)self;
    (void)a;
    return str_of(sizes[group].label);
}

// As toll prompts templates calls it, for --where template=.
static struct str template_label(const void *self, uint32_t group, struct arena *a)
{
    const struct key_column *templates = self;
    if (!group)
        return S("(none)");
    return str_fmt(a, "%016llx", (unsigned long long)templates->templates[group]);
}

static void add_frontiers(struct route_ledger *l, const struct route_terms *terms,
                          struct simulation *sim, struct outcome *out)
{
    struct frontier_view task = {
        .key = S("frontier_by_task"),
        .title = S("What to route first, by task"),
        .by = S("task"),
        .by_title = S("task"),
        .label = task_label,
        .routed = terms->tasks,
        .shows_routed = true,
    };
    struct frontier_view size = {
        .key = S("frontier_by_size"),
        .title = S("What to route first, by size of the input"),
        .by = S("input"),
        .by_title = S("input"),
        .label = size_label,
    };
    struct frontier_view template = {
        .key = S("frontier_by_template"),
        .title = S("What to route first, by template"),
        .by = S("template"),
        .by_title = S("template"),
        .label = template_label,
        .self = l->templates,
        .top = TEMPLATES_SHOWN,
    };
    struct table *t = frontier_table(&l->by_task, &task, sim);
    table_note(t, S("of all requests that the step is for, whatever their task; saved and cost are "
                    "against leaving all of them where they are; at random = as many requests "
                    "picked blindly"));
    outcome_table(out, t);
    outcome_table(out, frontier_table(&l->by_size, &size, sim));
    outcome_table(out, frontier_table(&l->by_template, &template, sim));
}

enum { Q_TASK, Q_OK, Q_FAILED, Q_SHARE, Q_LOW, Q_HIGH, Q_COLUMNS };

static struct table *quality_table(const struct route_labels *labels, struct arena *a)
{
    const struct column columns[Q_COLUMNS] = {
        [Q_TASK] = {S("task"), S("task"), UNIT_TEXT, EVIDENCE_MEASURED, true},
        [Q_OK] = {S("ok"), S("of use"), UNIT_COUNT, EVIDENCE_MEASURED, false},
        [Q_FAILED] = {S("failed"), S("not"), UNIT_COUNT, EVIDENCE_MEASURED, false},
        [Q_SHARE] = {S("ok_share"), S("share"), UNIT_SHARE, EVIDENCE_MEASURED, false},
        [Q_LOW] = {S("ok_share_low"), S("at least"), UNIT_SHARE, EVIDENCE_MEASURED, false},
        [Q_HIGH] = {S("ok_share_high"), S("at most"), UNIT_SHARE, EVIDENCE_MEASURED, false},
    };
    struct table *t = table_new(a, S("quality_by_task"),
                                S("Answers of the new model that were of use"), columns, Q_COLUMNS);
    for (uint32_t task = 0; task < TASK_COUNT; task++) {
        int64_t ok = labels->ok[task], n = ok + labels->failed[task];
        if (!n)
            continue;
        struct interval share = wilson_95(ok, n);
        struct cell *row = table_row(t);
        row[Q_TASK] = cell_str(task_label(NULL, task, a));
        row[Q_OK] = cell_int(ok);
        row[Q_FAILED] = cell_int(labels->failed[task]);
        row[Q_SHARE] = cell_double((double)ok / (double)n);
        row[Q_LOW] = cell_double(share.low);
        row[Q_HIGH] = cell_double(share.high);
    }
    table_note(t, S("routed requests that have a label; the bounds hold with 95 % (Wilson)"));
    return t;
}

// Quality, and what a result of use costs: only with labels.
static void report_quality(const struct route_ledger *l, const struct route_terms *terms,
                           struct simulation *sim, struct outcome *out)
{
    int64_t ok = 0, failed = 0;
    for (int task = 0; task < TASK_COUNT; task++) {
        ok += l->labels.ok[task];
        failed += l->labels.failed[task];
    }
    int64_t n = ok + failed;
    outcome_risk(out, "labelled", UNIT_COUNT, EVIDENCE_MEASURED, cell_int(n));
    if (!n) {
        outcome_note(out, str_fmt(sim->arena,
                                  "no label of %.*s is of a request that is routed: "
                                  "nothing is known of the quality",
                                  STR_ARG(terms->labels_path)));
        return;
    }
    double share = (double)ok / (double)n;
    struct interval bounds = wilson_95(ok, n);
    // Fallbacks catch answers that failed, and no others; the old model's answer is of use.
    double useful = fmin(1, share + terms->fallback_rate);
    int64_t paid = l->after_nusd + l->side_nusd + l->fallback_nusd;
    outcome_risk(out, "ok_share", UNIT_SHARE, EVIDENCE_MEASURED, cell_double(share));
    outcome_risk(out, "ok_share_low", UNIT_SHARE, EVIDENCE_MEASURED, cell_double(bounds.low));
    outcome_risk(out, "ok_share_high", UNIT_SHARE, EVIDENCE_MEASURED, cell_double(bounds.high));
    outcome_risk(out, "failed_share", UNIT_SHARE, EVIDENCE_MEASURED, cell_double(1 - share));
    outcome_risk(out, "useful_share", UNIT_SHARE, EVIDENCE_MODELLED, cell_double(useful));
    outcome_risk(out, "cost_per_useful_usd", UNIT_NUSD, EVIDENCE_MODELLED,
                 cell_int(useful_result_nusd(paid, l->priced, useful)));
    if (failed)
        outcome_note(out, str_fmt(sim->arena,
                                  "by the labels a share of %.3g has to be answered "
                                  "again; fallback_rate takes it to be %.3g",
                                  1 - share, terms->fallback_rate));
    outcome_table(out, quality_table(&l->labels, sim->arena));
}

static int64_t each(int64_t nusd, int64_t n)
{
    return n ? llround((double)nusd / (double)n) : UNKNOWN;
}

static void report_figures(const struct route_ledger *l, const struct route_terms *terms,
                           struct outcome *out)
{
    double share = l->considered ? (double)l->routed / (double)l->considered : NAN;
    int64_t after = l->after_nusd + l->fallback_nusd;
    outcome_risk(out, "routed_share", UNIT_SHARE, EVIDENCE_MEASURED, cell_double(share));
    outcome_risk(out, "cost_before_each_usd", UNIT_NUSD, EVIDENCE_MODELLED,
                 cell_int(each(l->before_nusd, l->priced)));
    outcome_risk(out, "cost_after_each_usd", UNIT_NUSD, EVIDENCE_MODELLED,
                 cell_int(each(after + l->side_nusd, l->priced)));
    outcome_risk(out, "break_even_fallback_rate", UNIT_SHARE, EVIDENCE_MODELLED,
                 cell_double(break_even_rate(l->after_nusd, l->side_nusd, l->before_nusd)));
    outcome_risk(out, "fallback_usd", UNIT_NUSD, EVIDENCE_ASSUMED, cell_int(l->fallback_nusd));
    outcome_risk(out, "fallback_wait_s", UNIT_SECONDS, EVIDENCE_ASSUMED,
                 cell_double(terms->fallback_rate * (double)l->wait_us / US_PER_SECOND));
    if (terms->has_classifier)
        outcome_risk(out, "classifier_usd", UNIT_NUSD, EVIDENCE_ASSUMED, cell_int(l->side_nusd));
    outcome_risk(out, "lost_read_tok", UNIT_TOKENS, EVIDENCE_MODELLED, cell_int(l->lost_read_tok));
    outcome_risk(out, "lost_read_usd", UNIT_NUSD, EVIDENCE_MODELLED, cell_int(l->lost_read_nusd));
    outcome_risk(out, "dearer_requests", UNIT_COUNT, EVIDENCE_MODELLED, cell_int(l->dearer));
    outcome_assume(out, "fallback_rate", UNIT_SHARE, cell_double(terms->fallback_rate));
    outcome_assume(out, "token_factor", UNIT_NUMBER, cell_double(terms->tok_factor));
    if (!terms->has_classifier)
        return;
    outcome_assume(out, "classifier_tok", UNIT_TOKENS, cell_int(terms->classifier_tok));
    outcome_assume(out, "classifier_output_tok", UNIT_TOKENS,
                   cell_int(terms->classifier_output_tok));
}

void route_ledger_report(struct route_ledger *l, const struct route_terms *terms,
                         struct simulation *sim, struct outcome *out)
{
    report_figures(l, terms, out);
    if (terms->has_labels)
        report_quality(l, terms, sim, out);
    else
        outcome_note(out, S("a log does not show whether the other model's answers would do: label "
                            "a sample (toll export sample) and pass it as labels"));
    if (l->lost_read_tok)
        outcome_note(out, S("tokens that were read from a prompt cache are paid in full where the "
                            "other model does not share it; a later prompt_cache step splits them "
                            "again"));
    if (l->no_price)
        outcome_note(out, str_fmt(sim->arena,
                                  "%lld requests stay: the other model has no price "
                                  "for their tier or tokens",
                                  (long long)l->no_price));
    if (l->side_unpriced)
        outcome_note(out, str_fmt(sim->arena,
                                  "the classifier has no price for %lld requests: "
                                  "nothing is counted for these",
                                  (long long)l->side_unpriced));
    if (l->no_text)
        outcome_note(out, str_fmt(sim->arena,
                                  "%lld calls stay: what they ask for is no text "
                                  "(embeddings)",
                                  (long long)l->no_text));
    add_frontiers(l, terms, sim, out);
}
