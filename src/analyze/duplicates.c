// duplicates.c - see duplicates.h.
#include "analyze/duplicates.h"

#include <math.h>
#include <stdlib.h>

#include "analyze/dearest.h"
#include "analyze/keyed.h"
#include "analyze/twice.h"
#include "base/hash.h"

// Groups that are counted in one pass, some 110 bytes each, and keys that the filters are sized
// for: beyond, more of them are taken for repeated, which costs passes, not exactness.
enum { GROUPS_A_PASS = 4 << 20, FILTER_KEYS_MAX = 20 << 20, PASSES_MAX = 1 << 10 };

const char *const level_name[LEVEL_COUNT] = {"request", "content", "normal", "template",
                                             "question"};
const enum print level_print[LEVEL_COUNT] = {PRINT_REQUEST, PRINT_CONTENT, PRINT_NORMAL,
                                             PRINT_TEMPLATE, PRINT_QUESTION};
// The level whose groups a group of this level joins.
static const enum level finer[LEVEL_COUNT] = {LEVEL_REQUEST, LEVEL_REQUEST, LEVEL_CONTENT,
                                              LEVEL_CONTENT, LEVEL_CONTENT};

struct group {
    uint64_t print;
    uint64_t finer_print;                  // of its first call
    uint64_t output, normal_output;        // of the first successful call
    int64_t response_bytes;                // likewise
    int64_t first_us, last_us, before_us;  // before_us: of the latest call in the log
    int64_t cost_nusd;
    uint32_t calls, retries;
    bool has_success, is_mixed;  // mixed: its calls differ at the finer level
};

// A user of a group.
struct caller {
    uint64_t key;
    int64_t last_us;
    bool has_failed;  // the last call
};

struct counting_level {
    struct twice prints, callers;
    struct keyed groups[2];  // as totals
    struct keyed seen;       // struct caller
    struct dearest dearest;
};

struct counter {
    struct counting_level levels[LEVEL_COUNT];
    struct duplicates *out;
    uint64_t pass, passes;
    int64_t groups_a_pass, groups;  // the limit; of this pass so far
};

static uint64_t caller_key(uint64_t print, int64_t user_id)
{
    return hash_mix(print, (uint64_t)user_id);
}

static bool see(void *self, const struct request *r, struct err *e)
{
    struct counter *c = self;
    (void)e;
    for (int i = 0; i < LEVEL_COUNT; i++) {
        uint64_t print = r->print[level_print[i]];
        if (!print)
            continue;
        twice_see(&c->levels[i].prints, print);
        twice_see(&c->levels[i].callers, caller_key(print, r->user_id));
    }
    return true;
}

static int64_t cost_of(const struct request *r)
{
    return r->cost_nusd == UNKNOWN ? 0 : r->cost_nusd;
}

static int64_t distance_us(int64_t a, int64_t b)
{
    if (a == UNKNOWN || b == UNKNOWN)
        return UNKNOWN;
    return a > b ? a - b : b - a;
}

// Keeps the call as its user's last one. True when the one before it failed so lately that this is
// its retry.
static bool is_retry(struct caller *caller, bool is_new, const struct request *r)
{
    int64_t gap_us = distance_us(r->ts_us, caller->last_us);
    bool is_answer = !is_new && caller->has_failed && gap_us != UNKNOWN && gap_us <= RETRY_US;
    caller->last_us = r->ts_us;
    caller->has_failed = r->is_error;
    return is_answer;
}

// What the call is to the calls of its group before it.
static enum repeat_kind kind_of(struct counting_level *l, uint64_t print, const struct request *r)
{
    uint64_t key = caller_key(print, r->user_id);
    bool is_new = true;
    if (twice_may_repeat(&l->callers, key)) {
        struct caller *caller = keyed_put(&l->seen, key, &is_new);
        if (is_retry(caller, is_new, r))
            return REPEAT_RETRY;
    }
    if (r->user_id == UNKNOWN)
        return REPEAT_UNATTRIBUTED;
    return is_new ? REPEAT_OTHER_USER : REPEAT_SAME_USER;
}

static void compare_answers(const struct group *g, const struct request *r, struct level_totals *t)
{
    uint64_t output = r->print[PRINT_OUTPUT];
    uint64_t normal = r->facts.answer_normal_fp;
    if (r->is_error || !output || !g->output)
        return;
    t->compared++;
    t->same += output == g->output;
    t->same_normal += output == g->output || (normal && normal == g->normal_output);
    int64_t a = r->part_bytes[PART_RESPONSE];
    int64_t b = g->response_bytes;
    if (a > 0 && b > 0)
        t->ratios[(a < b ? a : b) * RATIO_STEPS / (a < b ? b : a)]++;
}

static void note_time(struct group *g, int64_t ts_us, struct level_totals *t)
{
    latency_add(&t->gaps, distance_us(ts_us, g->before_us));
    g->before_us = ts_us;
    if (ts_us == UNKNOWN)
        return;
    if (g->first_us == UNKNOWN || ts_us < g->first_us)
        g->first_us = ts_us;
    if (g->last_us == UNKNOWN || ts_us > g->last_us)
        g->last_us = ts_us;
}

static void note_success(struct group *g, const struct request *r)
{
    g->has_success = true;
    g->output = r->print[PRINT_OUTPUT];
    g->normal_output = r->facts.answer_normal_fp;
    g->response_bytes = r->part_bytes[PART_RESPONSE];
}

// The first call of a group, or one that is alone.
static void count_first(struct level_totals *t, const struct request *r)
{
    t->distinct++;
    if (r->is_error)
        t->cost_nusd[REPEAT_RETRY] += cost_of(r);
}

// True when the group is new.
static bool count_in_group(struct keyed *groups, uint64_t print, struct level_totals *t,
                           enum level level, const struct request *r, enum repeat_kind kind)
{
    bool is_new = false;
    struct group *g = keyed_put(groups, print, &is_new);
    uint64_t finer_print = r->print[level_print[finer[level]]];
    bool is_spent = r->is_error || g->has_success;
    if (is_new) {
        g->first_us = g->last_us = g->before_us = UNKNOWN;
        g->finer_print = finer_print;
        count_first(t, r);
    } else {
        t->repeats[kind]++;
        g->retries += kind == REPEAT_RETRY;
        if (is_spent)
            t->cost_nusd[kind] += cost_of(r);
        compare_answers(g, r, t);
    }
    note_time(g, r->ts_us, t);
    g->calls++;
    g->is_mixed |= g->finer_print != finer_print;
    if (is_spent)
        g->cost_nusd += cost_of(r);
    else
        note_success(g, r);
    return is_new;
}

static void count_at(struct counter *c, enum level level, uint64_t print, const struct request *r)
{
    struct counting_level *l = &c->levels[level];
    struct level_totals *totals = c->out->totals[level];
    bool is_cold = r->temperature == 0;
    totals[0].requests++;
    totals[1].requests += is_cold;
    if (!twice_may_repeat(&l->prints, print)) {
        count_first(&totals[0], r);
        if (is_cold)
            count_first(&totals[1], r);
        return;
    }
    enum repeat_kind kind = kind_of(l, print, r);
    c->groups += count_in_group(&l->groups[0], print, &totals[0], level, r, kind);
    if (is_cold)
        (void)count_in_group(&l->groups[1], print, &totals[1], level, r, kind);
}

// More groups than one pass is to have, and smaller passes are still allowed.
static bool is_too_much(const struct counter *c)
{
    return c->groups > c->groups_a_pass && c->passes < PASSES_MAX;
}

// Is the print one of those that this pass counts?
static bool is_of_pass(const struct counter *c, uint64_t print)
{
    return print && (c->passes == 1 || hash_mix(1, print) % c->passes == c->pass);
}

static bool count(void *self, const struct request *r, struct err *e)
{
    struct counter *c = self;
    (void)e;
    for (int i = 0; i < LEVEL_COUNT; i++) {
        uint64_t print = r->print[level_print[i]];
        if (is_of_pass(c, print) && !is_too_much(c))
            count_at(c, (enum level)i, print, r);
    }
    return true;
}

// Fetches what count() will look up.
static void count_ahead(void *self, const struct request *r, bool is_far)
{
    struct counter *c = self;
    for (int i = 0; i < LEVEL_COUNT; i++) {
        const struct counting_level *l = &c->levels[i];
        uint64_t print = r->print[level_print[i]];
        if (!is_of_pass(c, print))
            continue;
        if (is_far) {
            uint64_t caller = caller_key(print, r->user_id);
            twice_prefetch(&l->prints, print);
            twice_prefetch(&l->callers, caller);
            keyed_prefetch(&l->groups[0], print);
            keyed_prefetch(&l->seen, caller);
        } else if (twice_may_repeat(&l->prints, print)) {
            keyed_prefetch_struct(&l->groups[0], print);
            keyed_prefetch_struct(&l->seen, caller_key(print, r->user_id));
        }
    }
}

static void forget_groups(struct counter *c)
{
    for (int i = 0; i < LEVEL_COUNT; i++) {
        keyed_release(&c->levels[i].groups[0]);
        keyed_release(&c->levels[i].groups[1]);
        keyed_release(&c->levels[i].seen);
    }
    c->groups = 0;
}

// Of equal cost the group of more calls comes first.
static uint64_t tie_of(const struct group *g)
{
    return (uint64_t)(UINT32_MAX - g->calls) << 32 | g->print >> 32;
}

// Offers the groups of a pass to the list of the dearest, and forgets them.
static void close_pass(struct counter *c, struct arena *a)
{
    for (int i = 0; i < LEVEL_COUNT; i++) {
        struct counting_level *l = &c->levels[i];
        for (uint32_t k = 0; k < l->groups[0].len; k++) {
            const struct group *g = keyed_at(&l->groups[0], k);
            if (g->calls < 2 || (i != LEVEL_REQUEST && !g->is_mixed))
                continue;
            struct duplicate_group *kept = dearest_offer(&l->dearest, g->cost_nusd, tie_of(g), a);
            if (kept)
                *kept = (struct duplicate_group){g->print,    g->calls,   g->retries,
                                                 g->first_us, g->last_us, g->cost_nusd};
        }
    }
    forget_groups(c);
}

static void open_counter(struct counter *c, int64_t requests,
                         const struct duplicates_limits *limits)
{
    int64_t top = limits->top;
    int64_t most = top && top < DUPLICATE_GROUPS_MAX ? top : DUPLICATE_GROUPS_MAX;
    int64_t keys = requests < FILTER_KEYS_MAX ? requests : FILTER_KEYS_MAX;
    c->groups_a_pass = limits->groups_a_pass ? limits->groups_a_pass : GROUPS_A_PASS;
    for (int i = 0; i < LEVEL_COUNT; i++) {
        struct counting_level *l = &c->levels[i];
        twice_init(&l->prints, keys);
        twice_init(&l->callers, keys);
        keyed_init(&l->groups[0], sizeof(struct group));
        keyed_init(&l->groups[1], sizeof(struct group));
        keyed_init(&l->seen, sizeof(struct caller));
        dearest_init(&l->dearest, sizeof(struct duplicate_group), most);
    }
}

static void close_counter(struct counter *c)
{
    for (int i = 0; i < LEVEL_COUNT; i++) {
        twice_release(&c->levels[i].prints);
        twice_release(&c->levels[i].callers);
    }
    forget_groups(c);
}

// As many passes as are likely to keep the groups of one within the limit.
static void plan_passes(struct counter *c, int64_t requests)
{
    int64_t groups = requests / 20;
    for (int i = 0; i < LEVEL_COUNT; i++) {
        twice_finish(&c->levels[i].prints);
        twice_finish(&c->levels[i].callers);
        // A group may stand among those at temperature 0 too; a caller takes a quarter of a group.
        groups += 2 * c->levels[i].prints.repeated + c->levels[i].callers.repeated / 4;
    }
    c->passes = (uint64_t)(groups / c->groups_a_pass + 1);
}

// Begins again with passes half as large.
static void start_over(struct counter *c)
{
    forget_groups(c);
    *c->out = (struct duplicates){0};
    for (int i = 0; i < LEVEL_COUNT; i++)
        dearest_init(&c->levels[i].dearest, c->levels[i].dearest.size, c->levels[i].dearest.most);
    c->passes *= 2;
    c->pass = 0;
}

static bool count_all(struct profiling *p, struct counter *c, struct err *e)
{
    unsigned prints = 0;
    for (int i = 0; i < LEVEL_COUNT; i++)
        prints |= 1U << level_print[i];
    struct scan first = {.want = CURSOR_THIN, .thin = prints | THIN_USER, .each = see, .self = c};
    struct scan second = {
        .want = CURSOR_THIN,
        .thin = prints | 1U << PRINT_OUTPUT | THIN_ANSWER | THIN_SIZES | THIN_USER,
        .ahead = count_ahead,
        .each = count,
        .self = c,
    };
    if (!profiling_run(p, &first, e))
        return false;
    plan_passes(c, p->requests);
    while (c->pass < c->passes) {
        if (!profiling_run(p, &second, e))
            return false;
        if (is_too_much(c)) {
            start_over(c);
            continue;
        }
        close_pass(c, p->arena);
        c->pass++;
    }
    return true;
}

bool duplicates_collect(struct profiling *p, const struct duplicates_limits *limits,
                        struct duplicates **out, struct err *e)
{
    struct counter c = {.out = ARENA_NEW(p->arena, struct duplicates)};
    open_counter(&c, p->requests, limits);
    bool ok = count_all(p, &c, e);
    close_counter(&c);
    if (!ok)
        return false;
    for (int i = 0; i < LEVEL_COUNT; i++) {
        struct dearest *d = &c.levels[i].dearest;
        c.out->groups[i] = dearest_finish(d, p->arena);
        c.out->group_count[i] = d->count;
        c.out->more[i] = d->offered - d->count;
    }
    *out = c.out;
    return true;
}

double level_ratio_median(const struct level_totals *t)
{
    int64_t all = 0;
    int64_t below = 0;
    int at = 0;
    for (int i = 0; i <= RATIO_STEPS; i++)
        all += t->ratios[i];
    while (at < RATIO_STEPS && (below + t->ratios[at]) * 2 < all)
        below += t->ratios[at++];
    return all ? (double)at / RATIO_STEPS : NAN;
}
