// strategy_budget.c - spending limits a day and a month: who would have been stopped, and when.
#include "simulate/budget_account.h"
#include "simulate/budget_table.h"
#include "simulate/parties.h"
#include "simulate/simulation.h"

enum { PER, DAILY, MONTHLY, DAILY_LIMITS, MONTHLY_LIMITS, HARD, RULE, THRESHOLDS };
enum { THRESHOLDS_MAX = 16, ALERTS_MAX = 10000 };

// At which share of a budget an alert is critical. (design.md §7)
#define CRITICAL_SHARE 0.95

static const char *const rules[] = {
    [BUDGET_EXCEEDS] = "exceeds", [BUDGET_REACHED] = "reached", [BUDGET_REACHED + 1] = NULL};

static const struct setting settings[] = {
    [PER] = {.name = "per",
             .type = SETTING_CHOICE,
             .fallback = "team",
             .choices = party_choices,
             .help = "who has a budget of their own"},
    [DAILY] = {.name = "daily", .type = SETTING_USD, .help = "dollars for each of them a day"},
    [MONTHLY] = {.name = "monthly",
                 .type = SETTING_USD,
                 .help = "dollars for each of them a calendar month"},
    [DAILY_LIMITS] = {.name = "daily_limits",
                      .type = SETTING_USD,
                      .form = SETTING_PAIRS,
                      .help = "dollars a day for single ones, by name"},
    [MONTHLY_LIMITS] = {.name = "monthly_limits",
                        .type = SETTING_USD,
                        .form = SETTING_PAIRS,
                        .help = "dollars a month for single ones, by name"},
    [HARD] = {.name = "hard",
              .type = SETTING_FLAG,
              .fallback = "true",
              .help = "refuse calls beyond the budget; no: alerts only"},
    [RULE] = {.name = "rule",
              .type = SETTING_CHOICE,
              .fallback = "exceeds",
              .choices = rules,
              .help = "a call is beyond it if spent + its cost exceeds the limit, or if spent has "
                      "reached it"},
    [THRESHOLDS] = {.name = "thresholds",
                    .type = SETTING_SHARE,
                    .form = SETTING_LIST,
                    .fallback = "0.5,0.75,0.8,0.9,0.95,1",
                    .help = "shares of a budget at which an alert is sent; from 0.95 on critical"},
    {0},
};

struct budgeting {
    struct simulation *sim;
    const struct step *step;
    struct outcome *out;
    struct arena arena;
    struct parties parties;
    struct budget_account (*accounts)[BUDGET_PERIODS];  // by party
    uint32_t cap;
    struct budget_clock clock;
    struct table *alerts;
    int64_t alert_count, critical_count;
    int64_t unattributed;
    int64_t refused_answers;  // calls beyond that were answered in the log
    int64_t parties_beyond;
    bool *is_named[BUDGET_PERIODS];  // pairs whose name was met
};

static const struct setting_value *value_of(const struct budgeting *b, int setting)
{
    return &b->step->values[setting];
}

// The limit of a name, else that of all.
static int64_t limit_of(struct budgeting *b, enum budget_period period, struct str name)
{
    static const int all[] = {[BUDGET_DAY] = DAILY, [BUDGET_MONTH] = MONTHLY};
    static const int single[] = {[BUDGET_DAY] = DAILY_LIMITS, [BUDGET_MONTH] = MONTHLY_LIMITS};
    const struct setting_value *pairs = value_of(b, single[period]);
    int64_t limit_nusd = value_of(b, all[period])->one.i;
    for (int i = 0; i < pairs->count; i++)
        if (str_eq(pairs->items[i].name, name)) {
            limit_nusd = pairs->items[i].i;
            b->is_named[period][i] = true;
        }
    return limit_nusd;
}

static bool open_accounts(struct budgeting *b, uint32_t party, struct err *e)
{
    struct str name = {NULL, 0};
    // A look-up in the database for each user: only where a name decides.
    bool is_by_name = value_of(b, DAILY_LIMITS)->count || value_of(b, MONTHLY_LIMITS)->count;
    if (is_by_name && !parties_name(&b->parties, party, &name, &b->arena, e))
        return false;
    if (party >= b->cap) {
        uint32_t cap = b->cap ? b->cap * 2 : 64;
        b->accounts = arena_grow(&b->arena, b->accounts, b->cap * sizeof *b->accounts,
                                 cap * sizeof *b->accounts);
        b->cap = cap;
    }
    for (enum budget_period p = BUDGET_DAY; p < BUDGET_PERIODS; p++)
        budget_account_init(&b->accounts[party][p], limit_of(b, p, name));
    return true;
}

static const struct column alert_columns[] = {
    {{"name", 4}, {"whose", 5}, UNIT_TEXT, EVIDENCE_MEASURED, true},
    {{"period", 6}, {"budget of", 9}, UNIT_TEXT, EVIDENCE_MEASURED, false},
    {{"time", 4}, {"alert at", 8}, UNIT_TIME_US, EVIDENCE_MODELLED, false},
    {{"threshold", 9}, {"reached", 7}, UNIT_SHARE, EVIDENCE_MEASURED, false},
    {{"is_critical", 11}, {"critical", 8}, UNIT_BOOL, EVIDENCE_MEASURED, false},
    {{"spent_usd", 9}, {"spent", 5}, UNIT_NUSD, EVIDENCE_MODELLED, false},
    {{"limit_usd", 9}, {"limit", 5}, UNIT_NUSD, EVIDENCE_ASSUMED, false},
};

static bool add_alert(struct budgeting *b, uint32_t party, enum budget_period period, int64_t ts_us,
                      double threshold, struct err *e)
{
    const struct budget_account *a = &b->accounts[party][period];
    struct str name;
    b->alert_count++;
    b->critical_count += threshold >= CRITICAL_SHARE;
    if (b->alerts->row_count == ALERTS_MAX)
        return true;
    if (!parties_name(&b->parties, party, &name, b->sim->arena, e))
        return false;
    struct cell *row = table_row(b->alerts);
    row[0] = cell_str(name);
    row[1] = cell_str(str_of(budget_period_name[period]));
    row[2] = cell_int(ts_us);
    row[3] = cell_double(threshold);
    row[4] = cell_int(threshold >= CRITICAL_SHARE);
    row[5] = cell_int(a->spent_nusd);
    row[6] = cell_int(a->limit_nusd);
    return true;
}

static bool alert(struct budgeting *b, uint32_t party, enum budget_period period, int64_t ts_us,
                  struct err *e)
{
    const struct setting_value *thresholds = value_of(b, THRESHOLDS);
    for (int i = 0; i < thresholds->count; i++) {
        double share = thresholds->items[i].f;
        if (budget_account_alerts(&b->accounts[party][period], i, share) &&
            !add_alert(b, party, period, ts_us, share, e))
            return false;
    }
    return true;
}

static bool decide(struct budgeting *b, int64_t i, uint32_t party, struct err *e)
{
    struct budget_account *accounts = b->accounts[party];
    int64_t ts_us = b->sim->columns->ts_us[i];
    int64_t cost_nusd = sim_cost_nusd(b->sim, i);
    enum budget_rule rule = (enum budget_rule)value_of(b, RULE)->one.i;
    cost_nusd = cost_nusd == UNKNOWN ? 0 : cost_nusd;
    bool is_over = false;
    bool was_over = accounts[BUDGET_DAY].beyond || accounts[BUDGET_MONTH].beyond;
    for (enum budget_period p = BUDGET_DAY; p < BUDGET_PERIODS; p++) {
        budget_account_turn(&accounts[p], b->clock.begin_us[p]);
        budget_account_ask(&accounts[p], cost_nusd);
        if (!budget_account_refuses(&accounts[p], rule, cost_nusd))
            continue;
        budget_account_exceed(&accounts[p], ts_us, cost_nusd);
        is_over = true;
    }
    bool is_refused = is_over && value_of(b, HARD)->one.i;
    for (enum budget_period p = BUDGET_DAY; p < BUDGET_PERIODS; p++) {
        budget_account_spend(&accounts[p], is_refused ? 0 : cost_nusd);
        if (!alert(b, party, p, ts_us, e))
            return false;
    }
    if (is_over) {
        const struct tokens *tok = sim_tokens(b->sim, i);
        b->out->hits++;
        b->out->hit_tok += tokens_input(tok) + tok->n[TOK_OUTPUT];
        b->refused_answers += sim_is_success(b->sim, i);
        b->parties_beyond += !was_over;
    }
    if (is_refused)
        sim_block(b->sim, b->out, i);
    return true;
}

static bool check(struct budgeting *b, int64_t i, struct err *e)
{
    int64_t ts_us = b->sim->columns->ts_us[i];
    uint32_t party = 0;
    bool is_new = false;
    if (ts_us == UNKNOWN)
        return true;
    if (!parties_of(&b->parties, i, &party, &is_new)) {
        b->unattributed++;
        return true;
    }
    if (is_new && !open_accounts(b, party, e))
        return false;
    budget_clock_turn(&b->clock, ts_us);
    b->out->lookups++;
    return decide(b, i, party, e);
}

static void note_unmet_names(struct budgeting *b, enum budget_period period, int setting)
{
    const struct setting_value *pairs = value_of(b, setting);
    for (int i = 0; i < pairs->count && b->out->note_count < OUTCOME_NOTES - 8; i++)
        if (!b->is_named[period][i])
            outcome_note(b->out, str_fmt(b->sim->arena, "%s names %.*s, of whom there is no call",
                                         settings[setting].name, STR_ARG(pairs->items[i].name)));
}

static void add_notes(struct budgeting *b)
{
    struct arena *a = b->sim->arena;
    const char *per = party_choices[value_of(b, PER)->one.i];
    if (b->unattributed)
        outcome_note(b->out, str_fmt(a, "%lld calls have no %s in the log: no budget counts them",
                                     (long long)b->unattributed, per));
    if (b->alert_count > ALERTS_MAX)
        outcome_note(b->out, str_fmt(a, "%lld alerts; the table has the first %d",
                                     (long long)b->alert_count, ALERTS_MAX));
    note_unmet_names(b, BUDGET_DAY, DAILY_LIMITS);
    note_unmet_names(b, BUDGET_MONTH, MONTHLY_LIMITS);
    outcome_note(b->out,
                 S("a call counts in full when it starts; a gateway learns its cost at the end, "
                   "so calls under way can overshoot a hard budget"));
}

static bool report(struct budgeting *b, struct err *e)
{
    struct budget_totals totals;
    struct table *budgets = NULL, *use = NULL;
    bool is_hard = value_of(b, HARD)->one.i != 0;
    struct outcome *out = b->out;
    if (!budget_table(&b->parties, b->accounts,
                      is_hard ? S("Budgets that refused calls")
                              : S("Budgets that would have refused calls"),
                      &budgets, &totals, e) ||
        !budget_use_table(&b->parties, b->accounts, &use, e))
        return false;
    outcome_table(out, budgets);
    outcome_table(out, use);
    if (b->alerts->row_count)
        outcome_table(out, b->alerts);
    outcome_risk(out, "calls_beyond", UNIT_COUNT, EVIDENCE_MODELLED, cell_int(out->hits));
    outcome_risk(out, "answers_refused", UNIT_COUNT, EVIDENCE_MODELLED,
                 cell_int(is_hard ? b->refused_answers : 0));
    outcome_risk(out, "parties_beyond", UNIT_COUNT, EVIDENCE_MODELLED, cell_int(b->parties_beyond));
    outcome_risk(out, "first_beyond", UNIT_TIME_US, EVIDENCE_MODELLED, cell_int(totals.first_us));
    outcome_risk(out, "overshoot_usd", UNIT_NUSD, EVIDENCE_MODELLED,
                 cell_int(totals.overshoot_nusd));
    outcome_risk(out, "alerts", UNIT_COUNT, EVIDENCE_MODELLED, cell_int(b->alert_count));
    outcome_risk(out, "critical_alerts", UNIT_COUNT, EVIDENCE_MODELLED,
                 cell_int(b->critical_count));
    for (enum budget_period p = BUDGET_DAY; p < BUDGET_PERIODS; p++) {
        int64_t limit_nusd = value_of(b, p == BUDGET_DAY ? DAILY : MONTHLY)->one.i;
        if (limit_nusd != UNKNOWN)
            outcome_assume(out, p == BUDGET_DAY ? "daily" : "monthly", UNIT_NUSD,
                           cell_int(limit_nusd));
    }
    add_notes(b);
    return true;
}

static bool replay(struct budgeting *b, struct err *e)
{
    struct simulation *sim = b->sim;
    for (int64_t i = sim_first(sim, b->step); i < sim->columns->count;
         i = sim_next(sim, b->step, i))
        if (!sim_tick(sim, b->step, i, e) || !check(b, i, e))
            return false;
    return report(b, e);
}

static bool run(struct simulation *sim, const struct step *step, struct outcome *out,
                struct outcome *partner, struct err *e)
{
    (void)partner;
    struct budgeting b = {
        .sim = sim,
        .step = step,
        .out = out,
        .alerts =
            table_new(sim->arena, S("budget_alerts"), S("Alerts of budgets"), alert_columns, 7),
    };
    b.is_named[BUDGET_DAY] = ARENA_ARRAY(&b.arena, bool, (size_t)value_of(&b, DAILY_LIMITS)->count);
    b.is_named[BUDGET_MONTH] =
        ARENA_ARRAY(&b.arena, bool, (size_t)value_of(&b, MONTHLY_LIMITS)->count);
    parties_init(&b.parties, sim, (enum party_kind)value_of(&b, PER)->one.i, &b.arena);
    bool ok = replay(&b, e);
    arena_release(&b.arena);
    return ok;
}

static bool check_limits(const struct step *step, int one, int pairs, bool *has, struct err *e)
{
    const struct setting_value *all = &step->values[one];
    const struct setting_value *single = &step->values[pairs];
    *has |= all->one.i != UNKNOWN || single->count > 0;
    if (all->one.i != UNKNOWN && all->one.i < 0)
        return err_set(e, ERR_USAGE, "%s: a budget is not negative", settings[one].name);
    for (int i = 0; i < single->count; i++)
        if (single->items[i].i < 0)
            return err_set(e, ERR_USAGE, "%s: %.*s: a budget is not negative", settings[pairs].name,
                           STR_ARG(single->items[i].name));
    return true;
}

static bool prepare(const struct step *step, struct column_wants *wants, struct err *e)
{
    wants->users |= step->values[PER].one.i == PARTY_USER;
    bool has = false;
    if (!check_limits(step, DAILY, DAILY_LIMITS, &has, e) ||
        !check_limits(step, MONTHLY, MONTHLY_LIMITS, &has, e))
        return false;
    if (!has)
        return err_set(e, ERR_USAGE,
                       "daily or monthly is needed, or daily_limits or monthly_limits for single "
                       "ones");
    if (step->values[THRESHOLDS].count > THRESHOLDS_MAX)
        return err_set(e, ERR_USAGE, "thresholds: at most %d", THRESHOLDS_MAX);
    return true;
}

static const struct risk_words risks[] = {
    {"answers_refused", "refused calls that were answered in the log", true},
    {"parties_beyond", "how many reached their limit", true},
    {"first_beyond", "first call over a limit", false},
    {"overshoot_usd", "spent over limits that only alert", false},
    {"alerts", "alerts sent", false},
    {"critical_alerts", "critical ones among them", false},
    {"calls_beyond", NULL, false},
    {0},
};

const struct strategy strategy_budget = {
    .name = "budget",
    .summary = "spending limits a day and a month for each team, user, feature, key or model",
    .unit = "requests",
    .hits_are = "over",
    .example = "--per team --monthly 300",
    .risks = risks,
    .settings = settings,
    .prepare = prepare,
    .run = run,
};
