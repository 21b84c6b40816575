// strategy_reprice.c - the same calls at other prices: another book, or everything on one model.
#include "simulate/model_move.h"
#include "simulate/model_sums.h"

enum setting_row { BOOK, MODEL, TOKEN_FACTOR };

static const struct setting settings[] = {
    [BOOK] = {.name = "book",
              .type = SETTING_TEXT,
              .help = "a file of prices, as toll prices import takes it"},
    [MODEL] = {.name = "model",
               .type = SETTING_TEXT,
               .help = "everything on this model: gpt-4o-mini, anthropic/claude-haiku-4-5"},
    // Bytes a token differ by so much between the families of price_bytes_per_ktok().
    [TOKEN_FACTOR] = {.name = "token_factor",
                      .type = SETTING_NUMBER,
                      .fallback = "1",
                      .least = 0.1,
                      .most = 10,
                      .help = "tokens that the new model counts for one of the old model",
                      .sweep_from = "0.75",
                      .sweep_to = "1.35"},
    {0},
};

static bool prepare(const struct step *step, struct column_wants *wants, struct err *e)
{
    struct str book = step->values[BOOK].one.s;
    if (!book.ptr && !step->values[MODEL].one.s.ptr)
        return err_set(e, ERR_USAGE, "book or model: which prices?");
    if (!book.ptr)
        return true;
    if (wants->book_path.ptr && !str_eq(wants->book_path, book))
        return err_set(e, ERR_USAGE, "book: a policy can have one other price book");
    wants->book_path = book;
    return true;
}

// A step at work.
struct repricing {
    struct simulation *sim;
    struct outcome *out;
    bool has_book, has_model;
    struct model_move target;
    struct model_sums models;
    int64_t considered, changed, not_priced, lost_read_tok, no_text;
};

// Moves the request if the target has a price for it.
static bool move(struct repricing *r, int64_t i)
{
    struct tokens tok;
    int64_t lost_tok = 0;
    if (model_move_is_there(&r->target, r->sim, i))
        return true;
    if (!model_move_is_text(r->sim, i)) {
        r->no_text++;
        return true;
    }
    model_move_tokens(&r->target, r->sim, i, &tok, &lost_tok);
    if (sim_price(r->sim, i, &tok, r->target.model, sim_tier(r->sim, i)) == UNKNOWN)
        return false;
    r->lost_read_tok += lost_tok;
    sim_set_model(r->sim, r->out, i, r->target.model, &tok);
    return true;
}

static void reprice(struct repricing *r, int64_t i)
{
    struct simulation *sim = r->sim;
    uint32_t model = sim_model(sim, i);
    int64_t before = sim_cost_nusd(sim, i);
    int64_t unpriced = r->out->unpriced;
    bool is_priced = true;
    if (r->has_book)
        sim_use_other_book(sim, r->out, i);
    if (r->has_model)
        is_priced = move(r, i);
    is_priced = is_priced && r->out->unpriced == unpriced;
    int64_t after = is_priced ? sim_cost_nusd(sim, i) : UNKNOWN;
    r->considered++;
    r->not_priced += !is_priced;
    r->changed += is_priced && before != after;
    model_sums_add(&r->models, model, before, after, is_priced && before != after);
}

static bool open_repricing(struct repricing *r, const struct step *step, struct err *e)
{
    r->has_book = step->values[BOOK].one.s.ptr;
    r->has_model = step->values[MODEL].one.s.ptr;
    model_sums_init(&r->models, r->sim);
    if (r->has_book && !r->sim->other_terms.book)
        return err_set(e, ERR_USAGE, "book: %.*s was not read", STR_ARG(step->values[BOOK].one.s));
    return !r->has_model || model_move_open(&r->target, r->sim, "model", step->values[MODEL].one.s,
                                            step->values[TOKEN_FACTOR].one.f, e);
}

static void report(const struct repricing *r, const struct step *step)
{
    struct outcome *out = r->out;
    struct arena *a = r->sim->arena;
    outcome_risk(out, "not_priced", UNIT_COUNT, EVIDENCE_MEASURED, cell_int(r->not_priced));
    if (r->not_priced)
        outcome_note(out, str_fmt(a,
                                  "%lld requests have no price before or after: they are in no "
                                  "sum of this step",
                                  (long long)r->not_priced));
    if (r->no_text)
        outcome_note(out, str_fmt(a, "%lld calls stay: what they ask for is no text (embeddings)",
                                  (long long)r->no_text));
    if (r->has_model) {
        outcome_risk(out, "lost_read_tok", UNIT_TOKENS, EVIDENCE_MODELLED,
                     cell_int(r->lost_read_tok));
        outcome_assume(out, "token_factor", UNIT_NUMBER,
                       cell_double(step->values[TOKEN_FACTOR].one.f));
        outcome_note(out,
                     S("the same tokens at other prices: another model would answer at another "
                       "length, and not as well or better"));
    }
    outcome_table(out, model_sums_table(&r->models, "repriced_by_model",
                                        "By model, as they were called", "repriced", r->sim));
}

static bool run(struct simulation *sim, const struct step *step, struct outcome *out,
                struct outcome *partner, struct err *e)
{
    (void)partner;
    struct repricing r = {.sim = sim, .out = out};
    bool ok = open_repricing(&r, step, e);
    int64_t count = sim->columns->count;
    for (int64_t i = sim_first(sim, step); ok && i < count; i = sim_next(sim, step, i)) {
        ok = sim_tick(sim, step, i, e);
        if (ok && !(sim->columns->flags[i] & COLUMN_GATEWAY_HIT))
            reprice(&r, i);
    }
    out->lookups = r.considered;
    out->hits = r.changed;
    if (ok)
        report(&r, step);
    model_move_close(&r.target);
    return ok;
}

static const struct risk_words risks[] = {
    {"not_priced", "calls without a price before or after", false},
    {"lost_read_tok", "tokens no longer read from a prompt cache", false},
    {0},
};

const struct strategy strategy_reprice = {
    .name = "reprice",
    .summary = "the same calls by another price book, or all on one model",
    .unit = "requests",
    .hits_are = "repriced",
    .example = "--model gpt-4o-mini",
    .risks = risks,
    .settings = settings,
    .prepare = prepare,
    .run = run,
};
