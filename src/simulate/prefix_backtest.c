// prefix_backtest.c - see prefix_backtest.h.
#include "simulate/prefix_backtest.h"

#include <math.h>

void prefix_backtest_init(struct prefix_backtest *b, const struct simulation *sim)
{
    const struct columns *c = sim->columns;
    *b = (struct prefix_backtest){.is_cached = ARENA_ARRAY(sim->arena, bool, c->model_count)};
    for (int64_t i = 0; i < c->count; i++)
        if (c->tok[i].n[TOK_CACHE_READ])
            b->is_cached[c->callers[c->caller[i]].model] = true;
}

void prefix_backtest_add(struct prefix_backtest *b, const struct simulation *sim, int64_t i,
                         int64_t read_tok)
{
    const struct columns *c = sim->columns;
    uint32_t model = c->callers[c->caller[i]].model;
    bool is_as_logged =
        sim_model(sim, i) == model && memcmp(sim_tokens(sim, i), &c->tok[i], sizeof c->tok[i]) == 0;
    if (!b->is_cached[model] || !is_as_logged)
        return;
    int64_t logged_tok = c->tok[i].n[TOK_CACHE_READ];
    int64_t error_tok = read_tok > logged_tok ? read_tok - logged_tok : logged_tok - read_tok;
    b->requests++;
    b->within += 10 * error_tok <= logged_tok;
    b->logged_tok += logged_tok;
    b->simulated_tok += read_tok;
    b->error_tok += error_tok;
}

static double ratio(int64_t part, int64_t whole)
{
    return whole ? (double)part / (double)whole : NAN;
}

void prefix_backtest_report(const struct prefix_backtest *b, struct outcome *out)
{
    bool is_any = b->requests > 0;
    outcome_risk(out, "backtest_requests", UNIT_COUNT, EVIDENCE_MEASURED, cell_int(b->requests));
    outcome_risk(out, "backtest_logged_read_tok", UNIT_TOKENS, EVIDENCE_MEASURED,
                 cell_int(is_any ? b->logged_tok : UNKNOWN));
    outcome_risk(out, "backtest_simulated_read_tok", UNIT_TOKENS, EVIDENCE_MODELLED,
                 cell_int(is_any ? b->simulated_tok : UNKNOWN));
    outcome_risk(out, "backtest_ratio", UNIT_RATIO, EVIDENCE_MODELLED,
                 cell_double(ratio(b->simulated_tok, b->logged_tok)));
    outcome_risk(out, "backtest_mean_error_tok", UNIT_RATIO, EVIDENCE_MODELLED,
                 cell_double(ratio(b->error_tok, b->requests)));
    outcome_risk(out, "backtest_within_10_percent", UNIT_SHARE, EVIDENCE_MODELLED,
                 cell_double(ratio(b->within, b->requests)));
}
