// findings.c - see findings.h.
#include "analyze/findings.h"

#include "analyze/repeats.h"
#include "analyze/rolled.h"
#include "analyze/turns.h"
#include "store/cursor.h"
#include "store/filter_sql.h"

static bool same_crossing(struct crossing a, struct crossing b)
{
    return a.count == b.count && a.dims[0] == b.dims[0] && (a.count < 2 || a.dims[1] == b.dims[1]);
}

struct grouping *findings_grouping(const struct findings *f, struct crossing crossing)
{
    for (int i = 0; i < f->grouping_count; i++)
        if (same_crossing(f->groupings[i].crossing, crossing))
            return &f->groupings[i];
    return NULL;
}

// Distinct counts are kept for the whole only.
static bool rollups_can_tell(const struct findings *f, const struct counting *what, bool is_settled)
{
    const struct question *q = f->question;
    bool is_all =
        is_settled && q->since_us == UNKNOWN && q->until_us == UNKNOWN && !q->filter->term_count;
    if (!rolled_can_tell(q) || (what->repetition && !is_all))
        return false;
    for (int i = 0; i < f->grouping_count; i++)
        for (int d = 0; d < f->groupings[i].crossing.count; d++)
            if (!dimension_table[f->groupings[i].crossing.dims[d]].in_rollups)
                return false;
    return true;
}

// The next bucket of an encoded histogram (latency.h); *bucket starts at 0.
static bool next_bucket(struct str *rest, int *bucket, int64_t *count)
{
    uint64_t gap = 0;
    uint64_t n = 0;
    if (!rest->len || !str_take_varint(rest, &gap) || !str_take_varint(rest, &n) ||
        gap >= LATENCY_BUCKETS - (uint64_t)*bucket)
        return false;
    *bucket += (int)gap;
    *count = (int64_t)n;
    return true;
}

static void add_rollup(struct findings *f, const struct rollup *r, const struct counting *what,
                       int64_t *groups)
{
    struct observation o = {.who = r->who,
                            .ts_us = r->begin_us,
                            .user_id = UNKNOWN,
                            .session_id = UNKNOWN,
                            .status = UNKNOWN,
                            .shape_id = UNKNOWN};
    sums_add(&f->total, &r->sums);
    if (what->each_sums)
        what->each_sums(what->each_sums_self, &o, &r->sums);
    for (int i = 0; i < f->grouping_count; i++) {
        groups[i] = grouping_find(&f->groupings[i], &o);
        sums_add(&f->groupings[i].groups[groups[i]].sums, &r->sums);
    }
    struct str rest = r->latency;
    int bucket = 0;
    int64_t count = 0;
    while (next_bucket(&rest, &bucket, &count)) {
        f->latency->counts[bucket] += count;
        f->latency->count += count;
        for (int i = 0; i < f->grouping_count; i++)
            grouping_add_latency(&f->groupings[i], groups[i], bucket, count);
    }
}

static void note_times(struct findings *f, int64_t first_us, int64_t last_us)
{
    if (first_us != UNKNOWN && (f->first_us == UNKNOWN || first_us < f->first_us))
        f->first_us = first_us;
    if (last_us != UNKNOWN && (f->last_us == UNKNOWN || last_us > f->last_us))
        f->last_us = last_us;
}

static bool add_rollups(struct findings *f, struct rolled *from, const struct counting *what,
                        struct err *e)
{
    int64_t *groups = ARENA_ARRAY(f->arena, int64_t, (size_t)f->grouping_count);
    struct rollup r;
    bool has = false;
    bool ok = true;
    while ((ok = rolled_next(from, &r, &has, e)) && has)
        add_rollup(f, &r, what, groups);
    return ok;
}

static bool collect_rollups(struct findings *f, const struct counting *what, int64_t rows,
                            struct err *e)
{
    struct rolled from;
    int64_t first_us = f->stored.first_us;
    int64_t last_us = f->stored.last_us;
    bool ok = rolled_open(&from, f->store, f->question, rows, f->arena, e) &&
              add_rollups(f, &from, what, e) &&
              (!f->question->filter->term_count || rolled_times(&from, &first_us, &last_us, e));
    rolled_close(&from);
    if (f->total.requests)
        note_times(f, first_us, last_us);
    if (what->repetition) {
        f->has_repetition = true;
        f->repetition.duplicate_cost_nusd = f->stored.duplicate_cost_nusd;
        for (int p = 0; p < PRINT_COUNT; p++) {
            f->repetition.distinct[p] = f->stored.distinct[p];
            f->repetition.with_print[p] = f->stored.with_print[p];
        }
    }
    return ok;
}

static void add_request(struct findings *f, const struct request *r, const struct counting *what)
{
    struct observation o = {
        .who = r->who,
        .ts_us = r->ts_us,
        .user_id = f->has_callers ? r->user_id : UNKNOWN,
        .session_id = f->has_callers ? r->session_id : UNKNOWN,
        .status = r->status,
        .tier = r->tier,
        .shape_id = f->has_facts ? r->shape_id : UNKNOWN,
        .task = f->has_facts ? r->facts.task : TASK_UNKNOWN,
    };
    int bucket = r->latency_us == UNKNOWN ? -1 : latency_bucket(r->latency_us);
    sums_add_request(&f->total, r);
    if (what->each_sums) {
        struct sums sums = {0};
        sums_add_request(&sums, r);
        what->each_sums(what->each_sums_self, &o, &sums);
    }
    if (bucket >= 0) {
        f->latency->counts[bucket]++;
        f->latency->count++;
    }
    for (int i = 0; i < f->grouping_count; i++) {
        struct grouping *g = &f->groupings[i];
        int64_t group = grouping_find(g, &o);
        sums_add_request(&g->groups[group].sums, r);
        if (bucket >= 0)
            grouping_add_latency(g, group, bucket, 1);
    }
    note_times(f, r->ts_us, r->ts_us);
}

struct scanning {
    struct findings *f;
    const struct counting *what;
    struct repeats *repeats;  // may be NULL
};

static bool take(void *self, const struct request *r, struct err *e)
{
    struct scanning *s = self;
    (void)e;
    add_request(s->f, r, s->what);
    if (s->repeats)
        repeats_add(s->repeats, r);
    if (s->what->each)
        s->what->each(s->what->each_self, r);
    return true;
}

static void look_ahead(void *self, const struct request *r, bool is_far)
{
    const struct scanning *s = self;
    for (int i = 0; i < s->f->grouping_count; i++)
        grouping_ahead(&s->f->groupings[i], r, is_far);
}

static bool scan_rows(struct findings *f, const struct cursor_options *options,
                      const struct counting *what, struct repeats *repeats, struct err *e)
{
    struct cursor *c = NULL;
    struct scanning scanning = {.f = f, .what = what, .repeats = repeats};
    struct turns turns = {
        .ahead = f->has_callers ? look_ahead : NULL, .each = take, .self = &scanning};
    if (!cursor_open(f->store, options, &c, e))
        return false;
    bool ok = turns_take(c, &turns, e);
    cursor_close(c);
    return ok;
}

// Opens the lenses of a scan; *want gets what they need of a cursor.
static bool open_lenses(struct findings *f, unsigned *want, struct err *e)
{
    for (int i = 0; i < f->grouping_count; i++)
        for (int d = 0; d < f->groupings[i].crossing.count; d++) {
            struct lens *lens = &f->groupings[i].lenses[d];
            f->has_facts |= dimension_table[lens->dimension].needs_facts;
            f->has_callers |= dimension_table[lens->dimension].needs_caller;
            if (!lens_open(lens, f->store, f->arena, e))
                return false;
        }
    *want = (f->has_facts ? CURSOR_FACTS : 0) | (f->has_callers ? 0 : CURSOR_LEAN);
    return true;
}

// The requests behind a number; 0 = all.
static bool collect_scan(struct findings *f, const struct counting *what, int64_t after,
                         struct err *e)
{
    const struct question *q = f->question;
    struct where where = {0};
    struct cursor_options options;
    cursor_options_init(&options);
    options.begin_us = q->since_us;
    options.end_us = q->until_us;
    options.stop = q->stop;
    options.stop_self = q->stop_self;
    options.after = after;
    if (!open_lenses(f, &options.want, e))
        return false;
    options.want |= what->repetition ? CURSOR_PRINTS : 0;
    if (what->each_needs_caller)
        options.want &= ~(unsigned)CURSOR_LEAN;
    if (q->filter->term_count) {
        if (!filter_sql(q->filter, &where, f->arena, e))
            return false;
        options.where = &where;
    }
    struct repeats repeats = {0};
    bool ok = scan_rows(f, &options, what, what->repetition ? &repeats : NULL, e);
    if (ok && what->repetition) {
        f->has_repetition = true;
        repeats_count(&repeats, &f->repetition);
    }
    repeats_release(&repeats);
    return ok;
}

// Roll-ups, and behind them what is being loaded right now.
static bool collect_both(struct findings *f, const struct counting *what, struct err *e)
{
    struct counting unseen = *what;
    int64_t newest = 0;
    unseen.each = NULL;
    return collect_rollups(f, what, f->rolled_rows, e) && store_newest(f->store, &newest, e) &&
           (newest <= f->rolled_rows || collect_scan(f, &unseen, f->rolled_rows, e));
}

static bool collect(struct findings *f, const struct counting *what, struct err *e)
{
    bool is_settled = false;
    if (!store_is_settled(f->store, &is_settled, e) ||
        !store_settled_rows(f->store, &f->rolled_rows, e) || !store_totals(f->store, &f->stored, e))
        return false;
    f->is_scan = (!is_settled && !f->rolled_rows) || !rollups_can_tell(f, what, is_settled);
    return f->is_scan ? collect_scan(f, what, 0, e) : collect_both(f, what, e);
}

bool findings_collect(struct findings *out, struct store *s, const struct question *q,
                      const struct counting *what, struct arena *a, struct err *e)
{
    *out = (struct findings){
        .store = s,
        .question = q,
        .arena = a,
        .latency = ARENA_NEW(a, struct latency_hist),
        .first_us = UNKNOWN,
        .last_us = UNKNOWN,
        .groupings = ARENA_ARRAY(a, struct grouping, (size_t)what->crossing_count),
    };
    for (int i = 0; i < what->crossing_count; i++)
        if (!findings_grouping(out, what->crossings[i]))
            grouping_init(&out->groupings[out->grouping_count++], what->crossings[i], a);
    bool is_held = false;
    if (!store_hold(s, &is_held, e))
        return false;
    bool ok = collect(out, what, e);
    store_let_go(s, is_held);
    if (!ok)
        return false;
    for (int i = 0; i < out->grouping_count; i++)
        grouping_finish(&out->groupings[i]);
    return true;
}
