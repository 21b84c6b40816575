// sim_curves.c - see sim_curves.h.
#include "simulate/sim_curves.h"

#include <math.h>

#include "base/time.h"
#include "simulate/cache_store.h"
#include "simulate/curve_accesses.h"
#include "simulate/curve_grid.h"
#include "simulate/curve_lists.h"
#include "simulate/curves.h"
#include "simulate/fixed_ttl.h"
#include "simulate/reuse.h"
#include "simulate/sim_features.h"
#include "simulate/surface.h"
#include "simulate/table_spec.h"

bool sim_curves_suit(const struct step *step)
{
    return curve_accesses_suit(step);
}

// What the tables are drawn from.
struct curving {
    const struct simulation *sim;
    const struct step *step;
    struct curve_accesses x;
    struct reuse reuse;
    struct curve by_ttl, by_capacity;
    struct curve_grid grid;
    struct saving *fixed;  // [groups + 1][grid.ttls]
    struct curve_lists lists;
    struct answer *out;
};

static const struct setting_item *setting_of(const struct curving *c, struct str name)
{
    return &c->step->values[strategy_setting(c->step->strategy, name)].one;
}

static struct cell usd_of(const struct curving *c, const struct saving *s)
{
    return cell_int(saving_nusd(s, c->lists.has_price));
}

static double rate_of(const struct curving *c, const struct saving *s)
{
    int64_t count = c->x.lookups;
    return count ? (double)s->requests / (double)count : NAN;
}

// Blocks have neither a price nor a time of their own: those columns are for programs, null.
static void hide_columns(const struct curving *c, struct table *t)
{
    for (int i = 0; c->x.is_blocks && i < t->column_count; i++)
        if (t->columns[i].unit == UNIT_NUSD || str_ends(t->columns[i].key, S("saved_s")))
            t->columns[i].title = (struct str){NULL, 0};
}

static const struct column_spec ttl_specs[] = {
    {"ttl_s", "ttl", UNIT_SECONDS, EVIDENCE_ASSUMED, true},
    {"is_chosen", "chosen", UNIT_BOOL, EVIDENCE_MEASURED, false},
    {"sliding_hits", "sliding: hits", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"sliding_hit_rate", "rate", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"sliding_saved_usd", "saves", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"fixed_hits", "fixed: hits", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"fixed_hit_rate", "rate", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"fixed_saved_usd", "saves", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"sliding_saved_tok", "tokens, sliding", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    {"sliding_saved_s", "time, sliding", UNIT_SECONDS, EVIDENCE_MODELLED, false},
};

static void note_of_curves(const struct curving *c, struct table *t)
{
    table_note(t, c->x.is_blocks
                      ? S("blocks of calls that have a time, each by itself and kept at once; no "
                          "capacity")
                      : S("successful calls that have a key and a time; an answer is there at "
                          "once; no ttl_rules, max_ttl, invalidation or capacity"));
}

static void add_ttl_curve(struct curving *c)
{
    struct table *t = table_of_specs(c->out->arena, "ttl_curve", "Hits by TTL", ttl_specs,
                                     (int)(sizeof ttl_specs / sizeof *ttl_specs));
    const struct saving *fixed = c->fixed + (size_t)c->x.weights.groups * (size_t)c->grid.ttls;
    for (int i = 0; i < c->grid.ttls; i++) {
        struct saving sliding = curve_at(&c->by_ttl, CURVE_ALL, c->grid.ttl_us[i]);
        double ttl_s = (double)c->grid.ttl_us[i] / (double)US_PER_SECOND;
        struct cell *row = table_row(t);
        row[0] = cell_double(ttl_s);
        row[1] = cell_int(c->grid.ttl_us[i] == c->grid.chosen_ttl_us);
        row[2] = cell_int(sliding.requests);
        row[3] = cell_double(rate_of(c, &sliding));
        row[4] = usd_of(c, &sliding);
        row[5] = cell_int(fixed[i].requests);
        row[6] = cell_double(rate_of(c, &fixed[i]));
        row[7] = usd_of(c, &fixed[i]);
        row[8] = cell_int(sliding.tok);
        row[9] = cell_double((double)sliding.latency_us / 1e6);
        if (c->x.is_blocks)
            row[4] = row[7] = row[9] = (struct cell){.is_null = true};
        curve_lists_point(&c->lists, S("sliding_ttl"), (struct str){NULL, 0}, ttl_s, &sliding);
        curve_lists_point(&c->lists, S("fixed_ttl"), (struct str){NULL, 0}, ttl_s, &fixed[i]);
    }
    note_of_curves(c, t);
    hide_columns(c, t);
    answer_add(c->out, t);
}

static const struct column_spec capacity_specs[] = {
    {"capacity", "capacity", UNIT_COUNT, EVIDENCE_ASSUMED, true},
    {"is_chosen", "chosen", UNIT_BOOL, EVIDENCE_MEASURED, false},
    {"hits", "hits", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"hit_rate", "hit rate", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"saved_usd", "saves", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"saved_tok", "tokens", UNIT_TOKENS, EVIDENCE_MODELLED, false},
};

static void add_capacity_curve(struct curving *c)
{
    struct table *t =
        table_of_specs(c->out->arena, "capacity_curve", "Hits by LRU capacity", capacity_specs, 6);
    for (int i = 0; i < c->grid.capacities; i++) {
        struct saving s = curve_at(&c->by_capacity, CURVE_ALL, c->grid.capacity[i]);
        struct cell *row = table_row(t);
        row[0] = cell_int(c->grid.capacity[i]);
        row[1] = cell_int(c->grid.capacity[i] == c->grid.chosen_capacity);
        row[2] = cell_int(s.requests);
        row[3] = cell_double(rate_of(c, &s));
        row[4] = c->x.is_blocks ? cell_int(UNKNOWN) : usd_of(c, &s);
        row[5] = cell_int(s.tok);
        curve_lists_point(&c->lists, S("lru_capacity"), (struct str){NULL, 0},
                          (double)c->grid.capacity[i], &s);
    }
    table_note(t, c->x.is_blocks ? S("blocks; no TTL") : S("answers; no TTL"));
    hide_columns(c, t);
    answer_add(c->out, t);
}

// A row a sliding TTL, a column a capacity.
static void add_surface(struct curving *c)
{
    struct arena *a = c->out->arena;
    int width = 1 + c->grid.capacities;
    struct column_spec *specs = ARENA_ARRAY(a, struct column_spec, (size_t)width);
    specs[0] = (struct column_spec){"ttl_s", "ttl", UNIT_SECONDS, EVIDENCE_ASSUMED, true};
    for (int i = 0; i < c->grid.capacities; i++) {
        long long capacity = (long long)c->grid.capacity[i];
        specs[i + 1] = (struct column_spec){str_fmt(a, "capacity_%lld", capacity).ptr,
                                            str_fmt(a, "%lld", capacity).ptr, UNIT_SHARE,
                                            EVIDENCE_MODELLED, false};
    }
    struct table *t =
        table_of_specs(a, "ttl_capacity", "Hit rate by sliding TTL and LRU capacity", specs, width);
    struct surface_grid grid = {c->grid.ttl_us, c->grid.ttls, c->grid.capacity, c->grid.capacities};
    struct weights requests = {.groups = 1};
    struct surface surface;
    surface_of(&surface, &grid, &c->reuse, &requests, &c->x.arena);
    for (int i = 0; i < c->grid.ttls; i++) {
        struct cell *row = table_row(t);
        row[0] = cell_double((double)c->grid.ttl_us[i] / (double)US_PER_SECOND);
        for (int k = 0; k < c->grid.capacities; k++)
            row[k + 1] = cell_double(rate_of(c, surface_at(&surface, CURVE_ALL, i, k)));
    }
    answer_add(c->out, t);
}

static const struct column_spec chosen_specs[] = {
    {"how", "how it is counted", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"lookups", "lookups", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"hits", "hits", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"hit_rate", "hit rate", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"saved_usd", "saves", UNIT_NUSD, EVIDENCE_MODELLED, false},
};

// What the curves say of the chosen TTL and capacity; false = it is on none of them.
static bool chosen_saving(const struct curving *c, struct saving *out)
{
    int64_t ttl_us = c->grid.chosen_ttl_us;
    int64_t capacity = c->grid.chosen_capacity;
    bool is_fixed = c->grid.is_fixed && ttl_us != UNKNOWN;
    *out = (struct saving){0};
    if (c->grid.is_off_curves || (is_fixed && capacity != UNKNOWN))
        return false;
    if (is_fixed) {
        struct arena scratch = {0};
        const struct saving *all =
            fixed_ttl_savings(&c->x.accesses, &c->x.weights, &ttl_us, 1, &scratch);
        *out = all[c->x.weights.groups];
        arena_release(&scratch);
        return true;
    }
    for (int64_t i = 0; i < c->x.accesses.count; i++) {
        int64_t gap_us = c->reuse.gap_us[i];
        bool is_hit = gap_us != UNKNOWN && (ttl_us == UNKNOWN || gap_us <= ttl_us) &&
                      (capacity == UNKNOWN || c->reuse.distance[i] <= capacity);
        struct saving one = weights_of(&c->x.weights, i);
        if (is_hit)
            saving_add(out, &one);
    }
    return true;
}

static void add_chosen(struct curving *c)
{
    const struct outcome *o = &c->sim->outcomes[c->step->number];
    struct table *t =
        table_of_specs(c->out->arena, "chosen_point", "The chosen point", chosen_specs, 5);
    struct saving curve;
    bool has_curve = chosen_saving(c, &curve);
    struct cell *row = table_row(t);
    row[0] = cell_str(S("replay of every setting"));
    row[1] = cell_int(o->lookups);
    row[2] = cell_int(o->hits);
    row[3] = cell_double(o->lookups ? (double)o->hits / (double)o->lookups : NAN);
    row[4] = cell_int(sim_has_price(c->sim->columns) ? o->saved_nusd : UNKNOWN);
    row = table_row(t);
    row[0] = cell_str(S("on the curves"));
    row[1] = cell_int(c->x.lookups);
    if (has_curve) {
        row[2] = cell_int(curve.requests);
        row[3] = cell_double(rate_of(c, &curve));
        row[4] = c->x.is_blocks ? cell_int(UNKNOWN) : usd_of(c, &curve);
    } else {
        table_note(t, S("these settings are on no curve: a fixed TTL with a capacity, bytes, or "
                        "another rule than LRU"));
    }
    hide_columns(c, t);
    answer_add(c->out, t);
}

static const struct column_spec feature_specs[] = {
    {"feature", "feature", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"ttl_s", "ttl", UNIT_SECONDS, EVIDENCE_ASSUMED, true},
    {"sliding_hits", "sliding: hits", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"sliding_saved_usd", "saves", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"fixed_hits", "fixed: hits", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"fixed_saved_usd", "saves", UNIT_NUSD, EVIDENCE_MODELLED, false},
};

static void add_feature(struct curving *c, uint32_t feature, struct table *t)
{
    struct str name = c->sim->columns->features[feature];
    for (int i = 0; i < c->grid.ttls; i++) {
        struct saving sliding = curve_at(&c->by_ttl, feature, c->grid.ttl_us[i]);
        const struct saving *fixed = &c->fixed[(size_t)feature * (size_t)c->grid.ttls + (size_t)i];
        double ttl_s = (double)c->grid.ttl_us[i] / (double)US_PER_SECOND;
        struct cell *row = table_row(t);
        row[0] = cell_str(name);
        row[1] = cell_double(ttl_s);
        row[2] = cell_int(sliding.requests);
        row[3] = c->x.is_blocks ? cell_int(UNKNOWN) : usd_of(c, &sliding);
        row[4] = cell_int(fixed->requests);
        row[5] = c->x.is_blocks ? cell_int(UNKNOWN) : usd_of(c, fixed);
        curve_lists_point(&c->lists, S("sliding_ttl"), name.ptr ? name : S(""), ttl_s, &sliding);
        curve_lists_point(&c->lists, S("fixed_ttl"), name.ptr ? name : S(""), ttl_s, fixed);
    }
}

// Features that have hits at all, those that save most first.
static void add_features(struct curving *c, int64_t top)
{
    struct table *t = table_of_specs(c->out->arena, "ttl_curve_features",
                                     "Hits by TTL for each feature", feature_specs, 6);
    uint32_t groups = c->x.weights.groups;
    bool *is_done = ARENA_ARRAY(&c->x.arena, bool, groups);
    int64_t last_us = c->grid.ttl_us[c->grid.ttls - 1];
    for (int64_t n = 0; !top || n < top; n++) {
        uint32_t best = groups;
        struct saving most = {0};
        for (uint32_t f = 0; f < groups; f++) {
            struct saving s = curve_at(&c->by_ttl, f, last_us);
            bool is_more =
                s.nusd > most.nusd || (s.nusd == most.nusd && s.requests > most.requests);
            if (!is_done[f] && s.requests && (best == groups || is_more)) {
                best = f;
                most = s;
            }
        }
        if (best == groups)
            break;
        is_done[best] = true;
        add_feature(c, best, t);
    }
    hide_columns(c, t);
    answer_add(c->out, t);
}

static void read_choice(struct curving *c, struct curve_choice *out)
{
    const struct setting_item *capacity = setting_of(c, S("capacity"));
    struct capacity limit = {.limit = capacity->i};
    const char *const *refresh =
        c->step->strategy->settings[strategy_setting(c->step->strategy, S("refresh"))].choices;
    const char *const *evict =
        c->step->strategy->settings[strategy_setting(c->step->strategy, S("evict"))].choices;
    struct err ignored = {0};
    if (!c->x.is_blocks && !capacity_parse(capacity->s, &limit, &ignored))
        limit.limit = UNKNOWN;
    *out = (struct curve_choice){
        .ttl_us = setting_of(c, S("ttl"))->i,
        .capacity = limit.is_bytes ? UNKNOWN : limit.limit,
        .is_fixed = str_eq(str_of(refresh[setting_of(c, S("refresh"))->i]), S("fixed")),
        .is_off_curves =
            limit.is_bytes || (limit.limit != UNKNOWN &&
                               !str_eq(str_of(evict[setting_of(c, S("evict"))->i]), S("lru"))),
    };
}

// Ctrl-C is looked for between the kernels: each takes a second or less for ten million accesses.
static bool measure(struct curving *c, struct err *e)
{
    struct arena *a = &c->x.arena;
    struct curve_choice choice;
    read_choice(c, &choice);
    reuse_of(&c->reuse, &c->x.accesses, a);
    if (!sim_goes_on(c->sim, e))
        return false;
    curve_of_ttl(&c->by_ttl, &c->reuse, &c->x.weights, a);
    if (!sim_goes_on(c->sim, e))
        return false;
    curve_of_capacity(&c->by_capacity, &c->reuse, &c->x.weights, a);
    curve_grid_of(&c->grid, &choice, &c->x.accesses, a);
    if (!sim_goes_on(c->sim, e))
        return false;
    c->fixed = fixed_ttl_savings(&c->x.accesses, &c->x.weights, c->grid.ttl_us, c->grid.ttls, a);
    return sim_goes_on(c->sim, e);
}

static void add_tables(struct curving *c, bool by_feature, int64_t top)
{
    add_chosen(c);
    add_ttl_curve(c);
    add_capacity_curve(c);
    add_surface(c);
    if (by_feature)
        add_features(c, top);
    curve_lists_add(&c->lists, c->out);
}

bool sim_curves(const struct simulation *sim, const struct step *step, bool by_feature, int64_t top,
                struct answer *out, struct err *e)
{
    struct curving c = {.sim = sim, .step = step, .out = out};
    if (!curve_accesses_of(&c.x, sim, step, e))
        return false;
    if (!c.x.lookups) {
        if (sim->columns->count)
            answer_note(out, S("curves: no call can be counted: none has a key and a time"));
        curve_accesses_release(&c.x);
        return true;
    }
    curve_lists_init(&c.lists, c.x.is_blocks, sim_has_price(sim->columns), out->arena);
    bool ok = measure(&c, e);
    if (ok)
        add_tables(&c, by_feature, top);
    curve_accesses_release(&c.x);
    return ok;
}
