// strategy_rate_limit.c - so many calls or tokens in a window of time: who would have waited, or
// been refused.
#include <stdlib.h>

#include "base/time.h"
#include "simulate/parties.h"
#include "simulate/rate_window.h"
#include "simulate/simulation.h"

enum { PER, REQUESTS, TOKENS, COUNTED, WINDOW, ALGORITHM, MODE, MAX_WAIT };
enum counted { COUNTED_ALL, COUNTED_INPUT, COUNTED_OUTPUT };
enum mode { MODE_REFUSE, MODE_DELAY };

static const char *const algorithms[] = {
    [RATE_SLIDING] = "sliding", [RATE_FIXED] = "fixed", [RATE_FIXED + 1] = NULL};
static const char *const counted[] = {[COUNTED_ALL] = "all",
                                      [COUNTED_INPUT] = "input",
                                      [COUNTED_OUTPUT] = "output",
                                      [COUNTED_OUTPUT + 1] = NULL};
static const char *const modes[] = {
    [MODE_REFUSE] = "refuse", [MODE_DELAY] = "delay", [MODE_DELAY + 1] = NULL};

static const struct setting settings[] = {
    [PER] = {.name = "per",
             .type = SETTING_CHOICE,
             .fallback = "user",
             .choices = party_choices,
             .help = "who has a limit of their own"},
    [REQUESTS] = {.name = "requests", .type = SETTING_COUNT, .help = "calls in a window"},
    [TOKENS] = {.name = "tokens", .type = SETTING_COUNT, .help = "tokens in a window"},
    [COUNTED] = {.name = "counted",
                 .type = SETTING_CHOICE,
                 .fallback = "all",
                 .choices = counted,
                 .help = "which tokens count: all, input (cached too) or output"},
    [WINDOW] = {.name = "window",
                .type = SETTING_DURATION,
                .fallback = "1m",
                .least = 1000,
                .most = 366.0 * US_PER_DAY,
                .help = "length of the window"},
    [ALGORITHM] = {.name = "algorithm",
                   .type = SETTING_CHOICE,
                   .fallback = "sliding",
                   .choices = algorithms,
                   .help = "in any window, or in windows of the clock"},
    [MODE] = {.name = "mode",
              .type = SETTING_CHOICE,
              .fallback = "refuse",
              .choices = modes,
              .help = "refuse calls above the limit, or let them wait in a queue"},
    [MAX_WAIT] = {.name = "max_wait",
                  .type = SETTING_DURATION,
                  .help = "with mode delay: refuse calls that would wait longer"},
    {0},
};

// A party and what the limit did to it.
struct limited {
    struct rate_window window;
    int64_t calls, delayed, refused;
    int64_t first_us;  // when it was first held up
    int64_t wait_us;   // in all
};

// A call that waited.
struct wait {
    uint32_t party;
    int64_t us;
};

struct limiting {
    struct simulation *sim;
    const struct step *step;
    struct outcome *out;
    struct rate_limit limit;
    enum mode mode;
    int64_t max_wait_us;  // UNKNOWN = any
    struct arena arena;
    struct parties parties;
    struct limited *limited;  // by party
    uint32_t cap;
    struct rate_entry *entries;  // by request; RATE_SLIDING only
    struct wait *waits;
    int64_t wait_count, wait_cap;
    int64_t refused, refused_answers, too_large, unattributed;
};

static int64_t tokens_of(const struct limiting *l, int64_t i)
{
    const struct tokens *t = sim_tokens(l->sim, i);
    switch ((enum counted)l->step->values[COUNTED].one.i) {
    case COUNTED_INPUT:
        return tokens_input(t);
    case COUNTED_OUTPUT:
        return t->n[TOK_OUTPUT];
    case COUNTED_ALL:
        break;
    }
    return tokens_input(t) + t->n[TOK_OUTPUT];
}

static void open_window(struct limiting *l, uint32_t party)
{
    if (party >= l->cap) {
        uint32_t cap = l->cap ? l->cap * 2 : 64;
        l->limited = arena_grow(&l->arena, l->limited, l->cap * sizeof *l->limited,
                                cap * sizeof *l->limited);
        l->cap = cap;
    }
    l->limited[party] = (struct limited){.window = {.first = -1, .last = -1}, .first_us = UNKNOWN};
}

static void add_wait(struct limiting *l, uint32_t party, int64_t us)
{
    if (l->wait_count == l->wait_cap) {
        int64_t cap = l->wait_cap ? l->wait_cap * 2 : 256;
        l->waits = arena_grow(&l->arena, l->waits, (size_t)l->wait_cap * sizeof *l->waits,
                              (size_t)cap * sizeof *l->waits);
        l->wait_cap = cap;
    }
    l->waits[l->wait_count++] = (struct wait){party, us};
}

static void hold_up(struct limiting *l, struct limited *who, int64_t i)
{
    const struct tokens *t = sim_tokens(l->sim, i);
    l->out->hits++;
    l->out->hit_tok += tokens_input(t) + t->n[TOK_OUTPUT];
    if (who->first_us == UNKNOWN)
        who->first_us = l->sim->columns->ts_us[i];
}

static void decide(struct limiting *l, int64_t i, uint32_t party)
{
    struct limited *who = &l->limited[party];
    int64_t ts_us = l->sim->columns->ts_us[i];
    int64_t tok = tokens_of(l, i);
    int64_t start_us = rate_window_start(&who->window, &l->limit, l->entries, ts_us, tok);
    bool is_late = start_us == UNKNOWN || start_us > ts_us;
    bool is_refused = is_late && (l->mode == MODE_REFUSE || start_us == UNKNOWN ||
                                  (l->max_wait_us != UNKNOWN && start_us - ts_us > l->max_wait_us));
    who->calls++;
    l->out->lookups++;
    if (is_late)
        hold_up(l, who, i);
    if (is_refused) {
        who->refused++;
        l->refused++;
        l->too_large += start_us == UNKNOWN;
        l->refused_answers += sim_is_success(l->sim, i);
        sim_block(l->sim, l->out, i);
        return;
    }
    if (is_late) {
        who->delayed++;
        who->wait_us += start_us - ts_us;
        l->out->saved_us -= start_us - ts_us;
        add_wait(l, party, start_us - ts_us);
    }
    rate_window_admit(&who->window, &l->limit, l->entries, i, start_us, tok);
}

static void check(struct limiting *l, int64_t i)
{
    uint32_t party = 0;
    bool is_new = false;
    if (l->sim->columns->ts_us[i] == UNKNOWN)
        return;
    if (!parties_of(&l->parties, i, &party, &is_new)) {
        l->unattributed++;
        return;
    }
    if (is_new)
        open_window(l, party);
    decide(l, i, party);
}

static int by_us(const void *x, const void *y)
{
    const struct wait *a = x;
    const struct wait *b = y;
    return (a->us > b->us) - (a->us < b->us);
}

static int by_party(const void *x, const void *y)
{
    const struct wait *a = x;
    const struct wait *b = y;
    return a->party != b->party ? (a->party > b->party) - (a->party < b->party) : by_us(x, y);
}

// Milliseconds that so many per cent of sorted waits do not exceed (nearest rank); null without
// any.
static struct cell percentile_ms(const struct wait *waits, int64_t count, int percent)
{
    int64_t rank = (count * percent + 99) / 100;
    if (!count)
        return cell_int(UNKNOWN);
    return cell_double((double)waits[rank - 1].us / 1e3);
}

// A party that was held up, with its waits.
struct ranked {
    uint32_t party;
    const struct limited *who;
    const struct wait *waits;
};

static int most_first(const void *x, const void *y)
{
    const struct ranked *a = x;
    const struct ranked *b = y;
    int64_t held_a = a->who->refused + a->who->delayed;
    int64_t held_b = b->who->refused + b->who->delayed;
    if (held_a != held_b)
        return held_a > held_b ? -1 : 1;
    return (a->party > b->party) - (a->party < b->party);
}

// Sorts the waits by party.
static int64_t rank(struct limiting *l, struct ranked **out)
{
    struct ranked *all = ARENA_ARRAY(&l->arena, struct ranked, l->parties.count);
    int64_t count = 0;
    int64_t at = 0;
    if (l->wait_count)
        qsort(l->waits, (size_t)l->wait_count, sizeof *l->waits, by_party);
    for (uint32_t i = 0; i < l->parties.count; i++) {
        const struct limited *who = &l->limited[i];
        if (who->refused + who->delayed)
            all[count++] = (struct ranked){i, who, l->waits + at};
        at += who->delayed;
    }
    if (count)
        qsort(all, (size_t)count, sizeof *all, most_first);
    *out = all;
    return count;
}

static const struct column limited_columns[] = {
    {{"name", 4}, {"whose", 5}, UNIT_TEXT, EVIDENCE_MEASURED, true},
    {{"calls", 5}, {"calls", 5}, UNIT_COUNT, EVIDENCE_MEASURED, false},
    {{"refused", 7}, {"refused", 7}, UNIT_COUNT, EVIDENCE_MODELLED, false},
    {{"delayed", 7}, {"delayed", 7}, UNIT_COUNT, EVIDENCE_MODELLED, false},
    {{"first_time", 10}, {"first", 5}, UNIT_TIME_US, EVIDENCE_MODELLED, false},
    {{"wait_p50_ms", 11}, {"wait p50 ms", 11}, UNIT_MS, EVIDENCE_MODELLED, false},
    {{"wait_p95_ms", 11}, {"p95 ms", 6}, UNIT_MS, EVIDENCE_MODELLED, false},
    {{"wait_max_ms", 11}, {"max ms", 6}, UNIT_MS, EVIDENCE_MODELLED, false},
    {{"wait_ms", 7}, {"in all ms", 9}, UNIT_MS, EVIDENCE_MODELLED, false},
};

static bool add_limited(struct limiting *l, int64_t *parties, struct err *e)
{
    struct ranked *ranked = NULL;
    *parties = rank(l, &ranked);
    struct table *t = table_new(l->sim->arena, S("rate_limited"), S("Held up by the rate limit"),
                                limited_columns, 9);
    for (int64_t i = 0; i < *parties; i++) {
        const struct limited *who = ranked[i].who;
        struct cell *row = table_row(t);
        struct str name;
        if (!parties_name(&l->parties, ranked[i].party, &name, l->sim->arena, e))
            return false;
        row[0] = cell_str(name);
        row[1] = cell_int(who->calls);
        row[2] = cell_int(who->refused);
        row[3] = cell_int(who->delayed);
        row[4] = cell_int(who->first_us);
        row[5] = percentile_ms(ranked[i].waits, who->delayed, 50);
        row[6] = percentile_ms(ranked[i].waits, who->delayed, 95);
        row[7] = percentile_ms(ranked[i].waits, who->delayed, 100);
        row[8] = cell_double((double)who->wait_us / 1000);
    }
    outcome_table(l->out, t);
    return true;
}

static void add_notes(struct limiting *l)
{
    struct arena *a = l->sim->arena;
    const char *per = party_choices[l->step->values[PER].one.i];
    if (l->unattributed)
        outcome_note(l->out, str_fmt(a, "%lld calls have no %s in the log: no limit counts them",
                                     (long long)l->unattributed, per));
    if (l->too_large)
        outcome_note(l->out, str_fmt(a, "%lld calls alone have more tokens than the limit",
                                     (long long)l->too_large));
    outcome_note(l->out, S("whether callers would try again is not in the log; later steps see "
                           "delayed calls at their old time"));
}

static bool report(struct limiting *l, struct err *e)
{
    struct outcome *out = l->out;
    int64_t parties = 0;
    if (!add_limited(l, &parties, e))
        return false;
    if (l->wait_count)
        qsort(l->waits, (size_t)l->wait_count, sizeof *l->waits, by_us);
    outcome_risk(out, "refused", UNIT_COUNT, EVIDENCE_MODELLED, cell_int(l->refused));
    outcome_risk(out, "answers_refused", UNIT_COUNT, EVIDENCE_MODELLED,
                 cell_int(l->refused_answers));
    outcome_risk(out, "delayed", UNIT_COUNT, EVIDENCE_MODELLED, cell_int(l->wait_count));
    outcome_risk(out, "parties_held_up", UNIT_COUNT, EVIDENCE_MODELLED, cell_int(parties));
    outcome_risk(out, "wait_p50_ms", UNIT_MS, EVIDENCE_MODELLED,
                 percentile_ms(l->waits, l->wait_count, 50));
    outcome_risk(out, "wait_p95_ms", UNIT_MS, EVIDENCE_MODELLED,
                 percentile_ms(l->waits, l->wait_count, 95));
    outcome_risk(out, "wait_max_ms", UNIT_MS, EVIDENCE_MODELLED,
                 percentile_ms(l->waits, l->wait_count, 100));
    if (l->limit.requests != UNKNOWN)
        outcome_assume(out, "requests", UNIT_COUNT, cell_int(l->limit.requests));
    if (l->limit.tokens != UNKNOWN)
        outcome_assume(out, "tokens", UNIT_TOKENS, cell_int(l->limit.tokens));
    outcome_assume(out, "window_s", UNIT_SECONDS,
                   cell_double((double)l->limit.window_us / (double)US_PER_SECOND));
    add_notes(l);
    return true;
}

static bool replay(struct limiting *l, struct err *e)
{
    struct simulation *sim = l->sim;
    int64_t count = sim->columns->count;
    for (int64_t i = sim_first(sim, l->step); i < count; i = sim_next(sim, l->step, i)) {
        if (!sim_tick(sim, l->step, i, e))
            return false;
        check(l, i);
    }
    return report(l, e);
}

static bool run(struct simulation *sim, const struct step *step, struct outcome *out,
                struct outcome *partner, struct err *e)
{
    (void)partner;
    struct limiting l = {
        .sim = sim,
        .step = step,
        .out = out,
        .limit =
            {
                .algorithm = (enum rate_algorithm)step->values[ALGORITHM].one.i,
                .window_us = step->values[WINDOW].one.i,
                .requests = step->values[REQUESTS].one.i,
                .tokens = step->values[TOKENS].one.i,
            },
        .mode = (enum mode)step->values[MODE].one.i,
        .max_wait_us = step->values[MAX_WAIT].one.i,
    };
    if (l.limit.algorithm == RATE_SLIDING)
        l.entries = arena_raw(&l.arena, (size_t)sim->columns->count * sizeof *l.entries);
    parties_init(&l.parties, sim, (enum party_kind)step->values[PER].one.i, &l.arena);
    bool ok = replay(&l, e);
    arena_release(&l.arena);
    return ok;
}

static bool prepare(const struct step *step, struct column_wants *wants, struct err *e)
{
    wants->users |= step->values[PER].one.i == PARTY_USER;
    if (step->values[REQUESTS].one.i == UNKNOWN && step->values[TOKENS].one.i == UNKNOWN)
        return err_set(e, ERR_USAGE, "requests or tokens is needed");
    if (step->values[MAX_WAIT].one.i != UNKNOWN && step->values[MODE].one.i != MODE_DELAY)
        return err_set(e, ERR_USAGE, "max_wait is for mode delay");
    return true;
}

static const struct risk_words risks[] = {
    {"answers_refused", "refused calls that were answered in the log", true},
    {"refused", "calls refused", false},
    {"delayed", "calls delayed", false},
    {"parties_held_up", "how many had calls held up", false},
    {"wait_p50_ms", "wait of delayed calls, median (ms)", false},
    {"wait_p95_ms", "wait of delayed calls, 95 % (ms)", false},
    {"wait_max_ms", "wait of delayed calls, longest (ms)", false},
    {0},
};

const struct strategy strategy_rate_limit = {
    .name = "rate_limit",
    .summary = "so many calls or tokens in a window for each user, team, feature, key or model",
    .unit = "requests",
    .hits_are = "held up",
    .example = "--per user --requests 20 --window 1m",
    .risks = risks,
    .settings = settings,
    .prepare = prepare,
    .run = run,
};
