// strategy_context_limit.c - sends less history and fewer retrieved passages.
#include "simulate/prompt_span.h"
#include "simulate/simulation.h"

enum setting_row { MAX_TOKENS, KEEP, MAX_CHUNKS };

enum keep { KEEP_HEAD, KEEP_TAIL, KEEP_SMART };
static const char *const keeps[] = {
    [KEEP_HEAD] = "head", [KEEP_TAIL] = "tail", [KEEP_SMART] = "smart", NULL};

static const struct setting settings[] = {
    [MAX_TOKENS] = {.name = "max_tokens",
                    .type = SETTING_COUNT,
                    .most = 4e9,
                    .help = "tokens of history and retrieved passages that a request may have"},
    [KEEP] = {.name = "keep",
              .type = SETTING_CHOICE,
              .fallback = "smart",
              .choices = keeps,
              .help = "which of them stay: head (the oldest), tail (the newest), smart (30 % head, "
                      "70 % tail)"},
    [MAX_CHUNKS] = {.name = "max_chunks",
                    .type = SETTING_COUNT,
                    .most = 65535,
                    .help = "retrieved passages that a request may have; the last go first"},
    {0},
};

static bool prepare(const struct step *step, struct column_wants *wants, struct err *e)
{
    const struct setting_value *v = step->values;
    if (v[MAX_TOKENS].one.i == UNKNOWN && v[MAX_CHUNKS].one.i == UNKNOWN)
        return err_set(e, ERR_USAGE, "max_tokens or max_chunks: how much context may stay?");
    wants->parts = true;
    wants->facts = wants->facts || v[MAX_CHUNKS].one.i != UNKNOWN;
    return true;
}

// A step at work.
struct limiting {
    struct simulation *sim;
    struct outcome *out;
    int64_t max_tok, max_chunks;  // UNKNOWN = no limit
    enum keep keep;
    int64_t considered, cut, cut_tok, dropped_chunks, lost_read_tok;
    int64_t context_tok;  // of all that was looked at
};

// Where the context of a request stands, places of its prompt: history first, then what was
// retrieved.
struct context {
    int64_t begin, retrieved, end;
};

static struct context context_of(const struct limiting *l, int64_t i, const struct tokens *tok)
{
    const uint32_t *parts = l->sim->columns->part_bytes[i];
    int64_t input_tok = tokens_input(tok);
    int64_t all = prompt_bytes(parts);
    int64_t begin = (int64_t)parts[PART_TOOLS] + parts[PART_SYSTEM];
    int64_t retrieved = begin + parts[PART_HISTORY];
    int64_t end = retrieved + parts[PART_RETRIEVED];
    return (struct context){
        .begin = prompt_tok_of_bytes(input_tok, begin, all),
        .retrieved = prompt_tok_of_bytes(input_tok, retrieved, all),
        .end = prompt_tok_of_bytes(input_tok, end, all),
    };
}

// Takes places out; what was cached behind them is no longer the beginning of anything.
static void cut(struct limiting *l, struct tokens *tok, int64_t begin, int64_t end)
{
    prompt_cut(tok, begin, end);
    l->lost_read_tok += prompt_break(tok, begin);
    l->cut_tok += end - begin;
}

// Passages beyond the limit: the last ones, all taken to be of the same size.
static void limit_chunks(struct limiting *l, int64_t i, struct context *c, struct tokens *tok)
{
    const uint16_t *chunks = l->sim->columns->retrieved_chunks;
    if (l->max_chunks == UNKNOWN || !chunks || chunks[i] <= l->max_chunks)
        return;
    int64_t gone = (c->end - c->retrieved) * (chunks[i] - l->max_chunks) / chunks[i];
    cut(l, tok, c->end - gone, c->end);
    c->end -= gone;
    l->dropped_chunks += chunks[i] - l->max_chunks;
}

static void limit_tokens(struct limiting *l, const struct context *c, struct tokens *tok)
{
    int64_t gone = l->max_tok == UNKNOWN ? 0 : c->end - c->begin - l->max_tok;
    int64_t head = 0;
    if (gone <= 0)
        return;
    switch (l->keep) {
    case KEEP_HEAD:
        head = l->max_tok;
        break;
    case KEEP_TAIL:
        break;
    case KEEP_SMART:
        head = l->max_tok * 3 / 10;
        break;
    }
    cut(l, tok, c->begin + head, c->begin + head + gone);
}

static void limit_request(struct limiting *l, int64_t i)
{
    struct tokens tok = *sim_tokens(l->sim, i);
    struct context context = context_of(l, i, &tok);
    int64_t before = l->cut_tok;
    l->considered++;
    l->context_tok += context.end - context.begin;
    limit_chunks(l, i, &context, &tok);
    limit_tokens(l, &context, &tok);
    if (l->cut_tok == before)
        return;
    l->cut++;
    sim_set_tokens(l->sim, l->out, i, &tok);
}

static void report(const struct limiting *l)
{
    struct outcome *out = l->out;
    double share = l->considered ? (double)l->cut / (double)l->considered : 0;
    double tok_share = l->context_tok ? (double)l->cut_tok / (double)l->context_tok : 0;
    outcome_risk(out, "cut_requests", UNIT_COUNT, EVIDENCE_MODELLED, cell_int(l->cut));
    outcome_risk(out, "cut_share", UNIT_SHARE, EVIDENCE_MODELLED, cell_double(share));
    outcome_risk(out, "cut_tok", UNIT_TOKENS, EVIDENCE_MODELLED, cell_int(l->cut_tok));
    outcome_risk(out, "cut_share_of_context", UNIT_SHARE, EVIDENCE_MODELLED,
                 cell_double(tok_share));
    outcome_risk(out, "lost_read_tok", UNIT_TOKENS, EVIDENCE_MODELLED, cell_int(l->lost_read_tok));
    if (l->max_chunks != UNKNOWN)
        outcome_risk(out, "dropped_chunks", UNIT_COUNT, EVIDENCE_MODELLED,
                     cell_int(l->dropped_chunks));
    outcome_note(out,
                 S("tokens are the share of the bytes; whether the answers miss what was cut is "
                   "for a trial to tell"));
    if (l->max_tok == UNKNOWN || l->keep == KEEP_HEAD)
        outcome_note(out, S("a prompt cache is read up to the cut, not behind it"));
    else
        outcome_note(
            out, S("the cut moves with every turn: what a prompt cache held behind it is paid as "
                   "fresh input"));
}

static bool run(struct simulation *sim, const struct step *step, struct outcome *out,
                struct outcome *partner, struct err *e)
{
    (void)partner;
    struct limiting l = {
        .sim = sim,
        .out = out,
        .max_tok = step->values[MAX_TOKENS].one.i,
        .max_chunks = step->values[MAX_CHUNKS].one.i,
        .keep = (enum keep)step->values[KEEP].one.i,
    };
    bool ok = true;
    int64_t count = sim->columns->count;
    for (int64_t i = sim_first(sim, step); ok && i < count; i = sim_next(sim, step, i)) {
        ok = sim_tick(sim, step, i, e);
        if (ok && !(sim->columns->flags[i] & COLUMN_GATEWAY_HIT))
            limit_request(&l, i);
    }
    out->lookups = l.considered;
    out->hits = l.cut;
    if (ok)
        report(&l);
    return ok;
}

static const struct risk_words risks[] = {
    {"cut_share", "share of calls whose context is cut", true},
    {"cut_share_of_context", "share of their context that is cut", false},
    {"cut_tok", "tokens cut", false},
    {"dropped_chunks", "retrieved passages dropped", false},
    {"lost_read_tok", "tokens no longer read from a prompt cache", false},
    {"cut_requests", NULL, false},
    {0},
};

const struct strategy strategy_context_limit = {
    .name = "context_limit",
    .summary = "sends less history and fewer retrieved passages",
    .unit = "requests",
    .hits_are = "cut",
    .example = "--max-tokens 4000 --keep smart",
    .risks = risks,
    .settings = settings,
    .prepare = prepare,
    .run = run,
};
