// simulation.c - runs the steps of a policy one after the other.
#include "simulate/simulation.h"

#include "base/time.h"

enum { TICK_EVERY = 1 << 16 };

static bool is_left(const struct simulation *sim, const struct selection *when, int64_t i)
{
    return sim->fate[i] == FATE_CALLED && (!when || selection_has(when, i));
}

bool sim_is_left(const struct simulation *sim, const struct step *step, int64_t i)
{
    return is_left(sim, sim->when[step->number], i);
}

int64_t sim_next(const struct simulation *sim, const struct step *step, int64_t i)
{
    const struct selection *when = sim->when[step->number];
    int64_t count = sim->columns->count;
    for (i++; i < count; i++)
        if (is_left(sim, when, i))
            break;
    return i;
}

int64_t sim_first(const struct simulation *sim, const struct step *step)
{
    return sim_next(sim, step, -1);
}

bool sim_goes_on(const struct simulation *sim, struct err *e)
{
    return !sim->stop || !sim->stop(sim->self) || err_set(e, ERR_INTERRUPTED, "interrupted");
}

bool sim_tick(struct simulation *sim, const struct step *step, int64_t i, struct err *e)
{
    if (i % TICK_EVERY != 0)
        return true;
    if (!sim_goes_on(sim, e))
        return false;
    if (sim->progress)
        sim->progress(sim->self, step->number, i, sim->columns->count);
    return true;
}

static void init_state(struct simulation *sim)
{
    const struct columns *c = sim->columns;
    struct arena *a = &sim->state_arena;
    size_t count = (size_t)c->count;
    sim->cost_nusd = ARENA_ARRAY(a, int64_t, count);
    memcpy(sim->cost_nusd, c->cost_nusd, count * sizeof *sim->cost_nusd);
    sim->fate = ARENA_ARRAY(a, uint8_t, count);
    sim->changed_by = ARENA_ARRAY(a, uint8_t, count);
    sim->models = ARENA_ARRAY(a, struct model_name, c->model_count);
    memcpy(sim->models, c->models, c->model_count * sizeof *sim->models);
    sim->model_count = sim->model_cap = c->model_count;
    sim->when = ARENA_ARRAY(a, const struct selection *, (size_t)sim->policy->step_count);
    for (int i = 0; i < sim->policy->step_count; i++)
        sim->when[i] = columns_selection(c, sim->policy->steps[i].when);
}

static double span_days(const struct columns *c)
{
    if (c->timed == c->count)
        return 1;
    double days = (double)(c->ts_us[c->count - 1] - c->ts_us[c->timed]) / (double)US_PER_DAY;
    return days < 1 ? 1 : days;
}

// Sums over priced requests, in all and by feature; returns how many have no price.
static int64_t add_up(const struct simulation *sim, int64_t *total_nusd, int64_t *feature_nusd)
{
    const struct columns *c = sim->columns;
    int64_t unpriced = 0;
    *total_nusd = 0;
    for (int64_t i = 0; i < c->count; i++) {
        int64_t cost = sim->cost_nusd[i];
        unpriced += cost == UNKNOWN;
        cost = cost == UNKNOWN ? 0 : cost;
        *total_nusd += cost;
        feature_nusd[c->callers[c->caller[i]].feature] += cost;
    }
    return unpriced;
}

static int64_t count_left(const struct simulation *sim, const struct step *step)
{
    int64_t n = 0;
    for (int64_t i = sim_first(sim, step); i < sim->columns->count; i = sim_next(sim, step, i))
        n++;
    return n;
}

static struct outcome *begin_outcome(struct simulation *sim, const struct step *step)
{
    struct outcome *out = &sim->outcomes[step->number];
    out->step = step;
    out->requests_in = count_left(sim, step);
    out->feature_nusd = ARENA_ARRAY(sim->arena, int64_t, sim->columns->feature_count);
    out->feature_requests = ARENA_ARRAY(sim->arena, int64_t, sim->columns->feature_count);
    return out;
}

static bool run_step(struct simulation *sim, const struct step *step, struct err *e)
{
    struct outcome *partner = NULL;
    if (step->partner >= 0) {
        const struct step *other = &sim->policy->steps[step->partner];
        if (other->number < step->number)
            return true;  // ran with its partner
        partner = begin_outcome(sim, other);
        if (!step->strategy->partner) {
            struct outcome *out = begin_outcome(sim, step);
            return other->strategy->run(sim, other, partner, out, e);
        }
    }
    return step->strategy->run(sim, step, begin_outcome(sim, step), partner, e);
}

bool simulation_run(struct simulation *sim, const struct columns *columns,
                    const struct policy *policy, const struct simulation_options *options,
                    struct arena *a, struct err *e)
{
    *sim = (struct simulation){
        .arena = a,
        .columns = columns,
        .policy = policy,
        .outcomes = ARENA_ARRAY(a, struct outcome, (size_t)policy->step_count),
        .days = span_days(columns),
        .terms = {.book = options->book},
        .other_terms = {.book = options->other_book},
        .stop = options->stop,
        .progress = options->progress,
        .self = options->self,
    };
    sim->feature_baseline_nusd = ARENA_ARRAY(a, int64_t, columns->feature_count);
    sim->feature_final_nusd = ARENA_ARRAY(a, int64_t, columns->feature_count);
    init_state(sim);
    (void)add_up(sim, &sim->baseline_nusd, sim->feature_baseline_nusd);
    for (int i = 0; i < policy->step_count; i++)
        if (!run_step(sim, &policy->steps[i], e)) {
            simulation_release(sim);
            return err_wrap(e, "strategy %d (%.*s)", i + 1, STR_ARG(policy->steps[i].name));
        }
    sim->unpriced = add_up(sim, &sim->final_nusd, sim->feature_final_nusd);
    return true;
}

void simulation_release(struct simulation *sim)
{
    arena_release(&sim->state_arena);
    call_terms_release(&sim->terms);
    call_terms_release(&sim->other_terms);
}

int64_t simulation_saved_nusd(const struct simulation *sim)
{
    int64_t saved = 0;
    for (int i = 0; i < sim->policy->step_count; i++)
        saved += sim->outcomes[i].saved_nusd;
    return saved;
}
