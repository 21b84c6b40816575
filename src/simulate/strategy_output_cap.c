// strategy_output_cap.c - a limit of output tokens by what the caller wants done.
#include "model/nearest.h"
#include "simulate/simulation.h"

enum setting_row { CAPS, DEFAULT };

static const struct setting settings[] = {
    [CAPS] = {.name = "caps",
              .type = SETTING_COUNT,
              .form = SETTING_PAIRS,
              .fallback = "classification=10;yes_no=5;extraction=200;summary=300;short_answer=150;"
                          "analysis=800;code=1500;creative=2000",
              .most = 4e9,
              .help = "output tokens by task; those that are not named keep these"},
    [DEFAULT] = {.name = "default",
                 .type = SETTING_COUNT,
                 .fallback = "500",
                 .most = 4e9,
                 .help = "output tokens for all other tasks"},
    {0},
};

static bool find_task(struct str name, int *out, struct err *e)
{
    struct nearest n = {.word = name};
    for (int task = TASK_UNKNOWN + 1; task < TASK_COUNT; task++) {
        nearest_offer(&n, str_of(task_name[task]));
        if (str_eq(name, str_of(task_name[task]))) {
            *out = task;
            return true;
        }
    }
    if (n.best.ptr)
        return err_set(e, ERR_USAGE, "caps: there is no task '%.*s'; did you mean %.*s?",
                       STR_ARG(name), STR_ARG(n.best));
    return err_set(e, ERR_USAGE,
                   "caps: there is no task '%.*s'; classification, yes_no, extraction, summary, "
                   "short_answer, analysis, code, creative or other",
                   STR_ARG(name));
}

static bool set_caps(const struct setting_value *value, int64_t caps[TASK_COUNT], struct err *e)
{
    for (int i = 0; i < value->count; i++) {
        int task = 0;
        if (!find_task(value->items[i].name, &task, e))
            return false;
        caps[task] = value->items[i].i;
    }
    return true;
}

// The fallbacks, then what the step says.
static bool read_caps(const struct step *step, int64_t caps[TASK_COUNT], struct err *e)
{
    struct arena scratch = {0};
    struct setting_context context = {.arena = &scratch};
    struct setting_value fallback;
    for (int task = 0; task < TASK_COUNT; task++)
        caps[task] = step->values[DEFAULT].one.i;
    bool ok =
        setting_parse(&settings[CAPS], str_of(settings[CAPS].fallback), &context, &fallback, e) &&
        set_caps(&fallback, caps, e) && set_caps(&step->values[CAPS], caps, e);
    arena_release(&scratch);
    return ok;
}

static bool prepare(const struct step *step, struct column_wants *wants, struct err *e)
{
    int64_t caps[TASK_COUNT];
    wants->max_tok = true;
    return read_caps(step, caps, e);
}

// What a cap did to the requests of a task.
struct capped {
    int64_t requests, cut, cut_tok, cut_json, unlimited, saved_nusd;
};

enum { TASK, CAP, REQUESTS, CUT, CUT_SHARE, CUT_TOK, SAVED, UNLIMITED, COLUMNS };

static struct table *caps_table(const struct capped *capped, const int64_t *caps, struct arena *a)
{
    const struct column columns[COLUMNS] = {
        [TASK] = {S("task"), S("task"), UNIT_TEXT, EVIDENCE_MEASURED, true},
        [CAP] = {S("cap_tok"), S("cap"), UNIT_TOKENS, EVIDENCE_ASSUMED, false},
        [REQUESTS] = {S("requests"), S("requests"), UNIT_COUNT, EVIDENCE_MEASURED, false},
        [CUT] = {S("cut"), S("cut"), UNIT_COUNT, EVIDENCE_MEASURED, false},
        [CUT_SHARE] = {S("cut_share"), S("cut %"), UNIT_SHARE, EVIDENCE_MEASURED, false},
        [CUT_TOK] = {S("cut_tok"), S("tokens cut"), UNIT_TOKENS, EVIDENCE_MEASURED, false},
        [SAVED] = {S("saved_usd"), S("saved"), UNIT_NUSD, EVIDENCE_MODELLED, false},
        [UNLIMITED] = {S("unlimited"), S("no limit set"), UNIT_COUNT, EVIDENCE_MEASURED, false},
    };
    struct table *t = table_new(a, S("caps"), S("Answers that the caps would have cut, by task"),
                                columns, COLUMNS);
    for (int task = 0; task < TASK_COUNT; task++) {
        const struct capped *c = &capped[task];
        if (!c->requests)
            continue;
        struct cell *row = table_row(t);
        row[TASK] = cell_str(task == TASK_UNKNOWN ? S("(not known)") : str_of(task_name[task]));
        row[CAP] = cell_int(caps[task]);
        row[REQUESTS] = cell_int(c->requests);
        row[CUT] = cell_int(c->cut);
        row[CUT_SHARE] = cell_double((double)c->cut / (double)c->requests);
        row[CUT_TOK] = cell_int(c->cut_tok);
        row[SAVED] = cell_int(c->saved_nusd);
        row[UNLIMITED] = cell_int(c->unlimited);
    }
    return t;
}

static void cap_request(struct simulation *sim, struct outcome *out, int64_t i, int64_t cap_tok,
                        struct capped *capped)
{
    const struct columns *c = sim->columns;
    struct tokens tok = *sim_tokens(sim, i);
    capped->requests++;
    capped->unlimited += tok.n[TOK_OUTPUT] && c->max_tok && c->max_tok[i] == UINT32_MAX;
    if (tok.n[TOK_OUTPUT] <= cap_tok)
        return;
    capped->cut++;
    capped->cut_tok += tok.n[TOK_OUTPUT] - cap_tok;
    capped->cut_json += (c->flags[i] & COLUMN_WANTS_JSON) != 0;
    tok.n[TOK_OUTPUT] = (uint32_t)cap_tok;
    // They are thought first: a cut answer has as many, or nothing else.
    if (tok.n[TOK_REASONING] > tok.n[TOK_OUTPUT])
        tok.n[TOK_REASONING] = tok.n[TOK_OUTPUT];
    int64_t saved = out->saved_nusd;
    sim_set_tokens(sim, out, i, &tok);
    capped->saved_nusd += out->saved_nusd - saved;
}

static void report(const struct capped *capped, const int64_t *caps, struct simulation *sim,
                   struct outcome *out)
{
    struct capped all = {0};
    for (int task = 0; task < TASK_COUNT; task++) {
        all.requests += capped[task].requests;
        all.cut += capped[task].cut;
        all.cut_json += capped[task].cut_json;
        all.unlimited += capped[task].unlimited;
    }
    out->lookups = all.requests;
    out->hits = all.cut;
    double share = all.requests ? (double)all.cut / (double)all.requests : 0;
    outcome_risk(out, "cut_answers", UNIT_COUNT, EVIDENCE_MEASURED, cell_int(all.cut));
    outcome_risk(out, "cut_share", UNIT_SHARE, EVIDENCE_MEASURED, cell_double(share));
    outcome_risk(out, "cut_json_answers", UNIT_COUNT, EVIDENCE_MEASURED, cell_int(all.cut_json));
    outcome_risk(out, "no_limit_set", UNIT_COUNT, EVIDENCE_MEASURED, cell_int(all.unlimited));
    if (all.cut)
        outcome_note(out,
                     S("a cap cuts answers in mid-sentence, it does not make them shorter: ask for "
                       "less in the prompt, too; reasoning tokens count as output"));
    outcome_table(out, caps_table(capped, caps, sim->arena));
}

static bool run(struct simulation *sim, const struct step *step, struct outcome *out,
                struct outcome *partner, struct err *e)
{
    (void)partner;
    int64_t caps[TASK_COUNT];
    struct capped capped[TASK_COUNT] = {{0}};
    bool ok = read_caps(step, caps, e);
    int64_t count = sim->columns->count;
    for (int64_t i = sim_first(sim, step); ok && i < count; i = sim_next(sim, step, i)) {
        ok = sim_tick(sim, step, i, e);
        enum task task = column_task(sim->columns->flags[i]);
        if (ok && !(sim->columns->flags[i] & COLUMN_GATEWAY_HIT))
            cap_request(sim, out, i, caps[task], &capped[task]);
    }
    if (ok)
        report(capped, caps, sim, out);
    return ok;
}

static const struct risk_words risks[] = {
    {"cut_share", "share of answers that would be cut", true},
    {"cut_json_answers", "answers in JSON that would no longer parse", true},
    {"no_limit_set", "calls that set no limit today", false},
    {"cut_answers", NULL, false},
    {0},
};

const struct strategy strategy_output_cap = {
    .name = "output_cap",
    .summary = "limits the tokens of answers by task",
    .unit = "requests",
    .hits_are = "cut",
    .example = "--caps 'classification=10;summary=300' --default 800",
    .risks = risks,
    .settings = settings,
    .prepare = prepare,
    .run = run,
};
