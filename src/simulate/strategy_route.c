// strategy_route.c - sends requests to another model, cheaper where it is good enough.
#include <math.h>

#include "price/amount.h"
#include "simulate/model_move.h"
#include "simulate/route_ledger.h"

enum setting_row {
    TO,
    TASKS,
    FALLBACK_RATE,
    CLASSIFIER,
    CLASSIFIER_TOK,
    CLASSIFIER_OUTPUT_TOK,
    TOKEN_FACTOR,
    LABELS,
};

// By enum task.
enum { ANY_TASK = TASK_UNKNOWN };
static const char *const task_choices[] = {
    [ANY_TASK] = "any",
    [TASK_CLASSIFICATION] = "classification",
    [TASK_YES_NO] = "yes_no",
    [TASK_EXTRACTION] = "extraction",
    [TASK_SUMMARY] = "summary",
    [TASK_SHORT_ANSWER] = "short_answer",
    [TASK_ANALYSIS] = "analysis",
    [TASK_CODE] = "code",
    [TASK_CREATIVE] = "creative",
    [TASK_OTHER] = "other",
    NULL,
};

static const struct setting settings[] = {
    [TO] = {.name = "to",
            .type = SETTING_TEXT,
            .help = "the model to send them to: gpt-4o-mini, anthropic/claude-haiku-4-5"},
    [TASKS] = {.name = "tasks",
               .type = SETTING_CHOICE,
               .form = SETTING_LIST,
               .choices = task_choices,
               .fallback = "classification,extraction,yes_no",
               .help = "only requests that want this done; any = all"},
    [FALLBACK_RATE] = {.name = "fallback_rate",
                       .type = SETTING_SHARE,
                       .fallback = "0",
                       .help = "share of routed requests that their own model has to answer again",
                       .sweep_from = "0",
                       .sweep_to = "0.5"},
    [CLASSIFIER] = {.name = "classifier",
                    .type = SETTING_TEXT,
                    .help = "a model that is asked about every request where to send it"},
    [CLASSIFIER_TOK] = {.name = "classifier_tok",
                        .type = SETTING_COUNT,
                        .fallback = "200",
                        .most = 1e9,
                        .help = "input tokens of a call of the classifier",
                        .sweep_from = "50",
                        .sweep_to = "1000"},
    [CLASSIFIER_OUTPUT_TOK] = {.name = "classifier_output_tok",
                               .type = SETTING_COUNT,
                               .fallback = "10",
                               .most = 1e9,
                               .help = "output tokens of a call of the classifier"},
    // Bytes a token differ by so much between the families of price_bytes_per_ktok().
    [TOKEN_FACTOR] = {.name = "token_factor",
                      .type = SETTING_NUMBER,
                      .fallback = "1",
                      .least = 0.1,
                      .most = 10,
                      .help = "tokens that the new model counts for one of the old model",
                      .sweep_from = "0.75",
                      .sweep_to = "1.35"},
    [LABELS] = {.name = "labels",
                .type = SETTING_TEXT,
                .help = "a file of id and ok: which answers of the new model were of use"},
    {0},
};

// Bits of enum task.
static unsigned tasks_of(const struct step *step)
{
    unsigned bits = 0;
    for (int i = 0; i < step->values[TASKS].count; i++) {
        int64_t task = step->values[TASKS].items[i].i;
        bits |= task == ANY_TASK ? UINT32_MAX : 1u << task;
    }
    return bits;
}

static bool prepare(const struct step *step, struct column_wants *wants, struct err *e)
{
    if (!step->values[TO].one.s.ptr)
        return err_set(e, ERR_USAGE, "to: which model should answer?");
    if (!tasks_of(step))
        return err_set(e, ERR_USAGE, "tasks: an empty list routes nothing; any = all");
    column_wants_key(wants, (struct key_spec){.parts = 1u << KEY_TEMPLATE});
    struct str labels = step->values[LABELS].one.s;
    if (!labels.ptr)
        return true;
    if (wants->labels_path.ptr && !str_eq(wants->labels_path, labels))
        return err_set(e, ERR_USAGE, "labels: a policy can have one file of labels");
    wants->labels = true;
    wants->labels_path = labels;
    return true;
}

// A step at work.
struct router {
    struct simulation *sim;
    struct outcome *out;
    struct model_move target;
    uint32_t classifier;  // number of its model
    int64_t fallback_ppm;
    struct route_terms terms;
    struct route_ledger ledger;
};

static bool open_router(struct router *r, const struct step *step, struct err *e)
{
    const struct setting_value *v = step->values;
    r->terms = (struct route_terms){
        .fallback_rate = v[FALLBACK_RATE].one.f,
        .tok_factor = v[TOKEN_FACTOR].one.f,
        .has_classifier = v[CLASSIFIER].one.s.ptr,
        .has_labels = v[LABELS].one.s.ptr,
        .classifier_tok = v[CLASSIFIER_TOK].one.i,
        .classifier_output_tok = v[CLASSIFIER_OUTPUT_TOK].one.i,
        .tasks = tasks_of(step),
        .labels_path = v[LABELS].one.s,
    };
    r->fallback_ppm = llround(r->terms.fallback_rate * 1e6);
    route_ledger_init(&r->ledger, r->sim->columns, r->sim->arena);
    if (r->terms.has_classifier &&
        !model_priced(r->sim, "classifier", v[CLASSIFIER].one.s, &r->classifier, e))
        return false;
    return model_move_open(&r->target, r->sim, "to", v[TO].one.s, r->terms.tok_factor, e);
}

// What the lost cache reads cost: all input fresh against the split as it was.
static int64_t lost_reads_nusd(struct router *r, int64_t i, int64_t after_nusd)
{
    int64_t kept =
        sim_price(r->sim, i, sim_tokens(r->sim, i), r->target.model, sim_tier(r->sim, i));
    return kept == UNKNOWN || after_nusd == UNKNOWN ? 0 : after_nusd - kept;
}

// Moves the request and returns what is expected to be paid for its fallback.
static int64_t move(struct router *r, int64_t i, const struct tokens *tok, int64_t before_nusd,
                    int64_t after_nusd)
{
    struct route_ledger *l = &r->ledger;
    l->routed++;
    l->wait_us += sim_latency_us(r->sim, i);
    route_ledger_label(l, i);
    sim_set_model(r->sim, r->out, i, r->target.model, tok);
    if (before_nusd == UNKNOWN)
        return 0;
    int64_t fallback = amount_ratio(before_nusd, r->fallback_ppm, 1000000);
    l->priced++;
    l->before_nusd += before_nusd;
    l->after_nusd += after_nusd;
    l->fallback_nusd += fallback;
    l->dearer += after_nusd + fallback > before_nusd;
    return fallback;
}

// Of the call alone, as the steps before left it; UNKNOWN without a price.
static int64_t price_so_far(const struct simulation *sim, int64_t i)
{
    int64_t cost = sim_cost_nusd(sim, i);
    return cost == UNKNOWN ? cost : cost - sim_charged_nusd(sim, i);
}

static void consider(struct router *r, int64_t i)
{
    struct simulation *sim = r->sim;
    struct route_ledger *l = &r->ledger;
    struct tokens tok;
    int64_t lost_tok = 0;
    int64_t before = price_so_far(sim, i);
    model_move_tokens(&r->target, sim, i, &tok, &lost_tok);
    int64_t after = sim_price(sim, i, &tok, r->target.model, sim_tier(sim, i));
    int64_t side = 0;
    if (r->terms.has_classifier)
        side = model_side_call_nusd(sim, i, r->classifier, r->terms.classifier_tok,
                                    r->terms.classifier_output_tok);
    l->side_unpriced += side == UNKNOWN;
    side = side == UNKNOWN ? 0 : side;
    bool is_text = model_move_is_text(sim, i);
    bool is_there = !is_text || model_move_is_there(&r->target, sim, i);
    bool is_wanted = r->terms.tasks >> column_task(sim->columns->flags[i]) & 1;
    l->considered++;
    l->no_text += is_wanted && !is_text;
    l->no_price += is_wanted && after == UNKNOWN;
    if (before != UNKNOWN && after != UNKNOWN && !is_there)
        route_ledger_place(l, i, before,
                           before - after - side - amount_ratio(before, r->fallback_ppm, 1000000));
    int64_t charge = side;
    if (is_wanted && !is_there && after != UNKNOWN) {
        if (lost_tok) {
            l->lost_read_tok += lost_tok;
            l->lost_read_nusd += lost_reads_nusd(r, i, after);
        }
        charge += move(r, i, &tok, before, after);
    }
    if (before != UNKNOWN)
        l->side_nusd += side;
    if (charge)
        sim_charge(sim, r->out, i, charge);
}

static bool run(struct simulation *sim, const struct step *step, struct outcome *out,
                struct outcome *partner, struct err *e)
{
    (void)partner;
    struct router r = {.sim = sim, .out = out};
    bool ok = open_router(&r, step, e);
    int64_t count = sim->columns->count;
    for (int64_t i = sim_first(sim, step); ok && i < count; i = sim_next(sim, step, i)) {
        ok = sim_tick(sim, step, i, e);
        // A gateway that answers by itself asks nobody where to send a request.
        if (ok && !(sim->columns->flags[i] & COLUMN_GATEWAY_HIT))
            consider(&r, i);
    }
    if (ok) {
        out->lookups = r.ledger.considered;
        out->hits = r.ledger.routed;
        route_ledger_report(&r.ledger, &r.terms, sim, out);
    }
    model_move_close(&r.target);
    return ok;
}

static const struct risk_words risks[] = {
    {"ok_share", "labelled answers that were of use", true},
    {"ok_share_low", "the same, at least (95 % sure)", true},
    {"ok_share_high", "the same, at most (95 % sure)", true},
    {"labelled", "routed calls with a label", false},
    {"useful_share", "useful results after fallbacks", false},
    {"cost_per_useful_usd", "cost per useful result", false},
    {"failed_share", "labelled answers that were of no use", false},
    {"break_even_fallback_rate", "saves nothing if more than this must be redone", false},
    {"cost_before_each_usd", "cost of a routed call, before", false},
    {"cost_after_each_usd", "cost of a routed call, after", false},
    {"fallback_usd", "paid twice for fallbacks", false},
    {"fallback_wait_s", "waited for fallbacks, in all", false},
    {"classifier_usd", "paid for the classifier", false},
    {"lost_read_usd", "prompt-cache discounts lost", false},
    {"lost_read_tok", "tokens no longer read from a prompt cache", false},
    {"dearer_requests", "routed calls that cost more than before", true},
    {"routed_share", "share of the calls that is routed", false},
    {0},
};

const struct strategy strategy_route = {
    .name = "route",
    .summary = "sends requests of easy tasks to another model",
    .unit = "requests",
    .hits_are = "routed",
    .example = "--to gpt-4o-mini --when 'model~gpt-4o-2024' --fallback-rate 5%",
    .risks = risks,
    .settings = settings,
    .prepare = prepare,
    .run = run,
};
