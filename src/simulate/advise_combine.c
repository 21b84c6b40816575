// advise_combine.c - see advise_combine.h.
#include "simulate/advise_combine.h"

#include <stdlib.h>

bool advising_simulate(struct advising *v, const struct runner *runner, const struct policy *p,
                       struct simulation *out, struct err *e)
{
    v->runs++;
    return runner_run(runner, p, out, e);
}

// Advice by number.
struct choice {
    int numbers[ADVICE_MAX];
    int count;
};

static void join(const struct advising *v, const struct choice *set, enum stage stage,
                 struct policy *out)
{
    for (int i = 0; i < set->count; i++) {
        const struct advice *a = &v->list[set->numbers[i]];
        if (a->candidate->stage == stage && out->step_count < POLICY_STEPS_MAX)
            out->steps[out->step_count++] = a->policy.steps[0];
    }
}

static int by_number(const void *left, const void *right)
{
    const int *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

// The policy of several, in the order of their stages, then of their numbers. It shares the
// settings of their policies and is not released.
static bool policy_of(const struct advising *v, struct choice set, struct policy *out,
                      struct err *e)
{
    struct arena scratch = {0};
    struct column_wants wants = {.arena = &scratch};
    policy_init(out, v->arena, v->options.now_us);
    qsort(set.numbers, (size_t)set.count, sizeof *set.numbers, by_number);
    for (int stage = STAGE_ANSWER; stage <= STAGE_DELAY; stage++)
        join(v, &set, (enum stage)stage, out);
    bool ok = policy_prepare(out, &wants, e);
    arena_release(&scratch);
    return ok;
}

static bool saving_of(struct advising *v, const struct runner *runner, const struct choice *set,
                      int64_t *out, struct err *e)
{
    struct policy *p = ARENA_NEW(v->arena, struct policy);
    struct simulation sim;
    if (!policy_of(v, *set, p, e) || !advising_simulate(v, runner, p, &sim, e))
        return false;
    *out = sim.baseline_nusd - sim.final_nusd;
    simulation_release(&sim);
    return true;
}

// What a candidate is expected to add: at first what it saves alone, then what it added when it was
// tried last.
struct gain {
    int64_t nusd;
    int tried_at;  // size of the set it was tried with
    bool is_out;   // taken, or no longer of interest
};

// The candidate to look at next; -1 = none that could be worth it.
static int best_gain(const struct advising *v, const struct gain *gains)
{
    int best = -1;
    for (int i = 0; i < v->count; i++)
        if (!gains[i].is_out && gains[i].nusd >= advising_worth_nusd(v) &&
            (best < 0 || gains[i].nusd > gains[best].nusd))
            best = i;
    return best;
}

static void take(struct advising *v, struct choice *set, struct gain *gains, int taken)
{
    struct advice *a = &v->list[taken];
    set->numbers[set->count++] = taken;
    gains[taken].is_out = true;
    a->verdict = VERDICT_COMBINED;
    for (int i = 0; i < v->count; i++)
        if (!gains[i].is_out && strcmp(v->list[i].candidate->kind, a->candidate->kind) == 0) {
            gains[i].is_out = true;
            v->list[i].verdict = VERDICT_KIND;
            v->list[i].rival = a;
        }
}

// Greedy and lazy: what was tried with fewer others is tried again only when it still could win
// (M. Minoux, "Accelerated greedy algorithms for maximizing submodular set functions", 1978).
static bool choose(struct advising *v, const struct runner *runner, struct choice *set,
                   struct gain *gains, struct err *e)
{
    int64_t saved = 0;
    for (int next = best_gain(v, gains); next >= 0; next = best_gain(v, gains)) {
        struct gain *g = &gains[next];
        if (g->tried_at == set->count) {
            saved += g->nusd;
            take(v, set, gains, next);
            continue;
        }
        if (v->runs >= v->runs_max)
            return true;
        struct choice with = *set;
        int64_t together = 0;
        with.numbers[with.count++] = next;
        if (!saving_of(v, runner, &with, &together, e))
            return false;
        g->nusd = together - saved;
        g->tried_at = set->count;
    }
    return true;
}

bool advise_combine(struct advising *v, const struct runner *runner, struct err *e)
{
    struct choice set = {.count = 0};
    struct gain gains[ADVICE_MAX];
    // Alone is with none.
    for (int i = 0; i < v->count; i++)
        gains[i] = (struct gain){.nusd = v->list[i].saved_nusd,
                                 .is_out = v->list[i].verdict != VERDICT_LITTLE};
    if (!choose(v, runner, &set, gains, e))
        return false;
    if (!set.count)
        return true;
    v->has_best =
        policy_of(v, set, &v->best, e) && advising_simulate(v, runner, &v->best, &v->best_run, e);
    return v->has_best;
}

static bool can_overlap(const struct advice *a)
{
    return a->saved_nusd > 0 && (a->verdict == VERDICT_COMBINED || a->verdict == VERDICT_LITTLE);
}

bool advise_overlaps(struct advising *v, const struct runner *runner, struct err *e)
{
    v->overlaps = ARENA_ARRAY(v->arena, struct overlap, OVERLAPS_MAX);
    for (int b = 1; b < v->count; b++)
        for (int a = 0; a < b && can_overlap(&v->list[b]); a++) {
            struct choice pair = {.numbers = {a, b}, .count = 2};
            struct overlap o = {.a = a, .b = b};
            if (!can_overlap(&v->list[a]))
                continue;
            if (v->overlap_count == OVERLAPS_MAX || v->runs >= v->runs_max)
                return true;
            if (!saving_of(v, runner, &pair, &o.together_nusd, e))
                return false;
            o.overlap_nusd = v->list[a].saved_nusd + v->list[b].saved_nusd - o.together_nusd;
            v->overlaps[v->overlap_count++] = o;
        }
    return true;
}
