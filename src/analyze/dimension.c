// dimension.c - see dimension.h.
#include "analyze/dimension.h"

#include "base/time.h"
#include "base/zone.h"

const struct dimension_info dimension_table[DIM_COUNT] = {
    [DIM_FEATURE] = {.name = "feature", .in_rollups = true, .is_attribution = true},
    [DIM_MODEL] = {.name = "model", .in_rollups = true, .is_attribution = true},
    [DIM_TEAM] = {.name = "team", .in_rollups = true, .is_attribution = true},
    [DIM_PROJECT] = {.name = "project", .in_rollups = true, .is_attribution = true},
    [DIM_PROVIDER] = {.name = "provider", .in_rollups = true, .is_attribution = true},
    [DIM_KEY] = {.name = "key", .in_rollups = true, .is_attribution = true},
    [DIM_ENVIRONMENT] = {.name = "environment", .in_rollups = true, .is_attribution = true},
    [DIM_USER] = {.name = "user", .needs_caller = true},
    [DIM_SESSION] = {.name = "session", .needs_caller = true},
    [DIM_STATUS] = {.name = "status"},
    [DIM_TIER] = {.name = "tier"},
    [DIM_TEMPLATE] = {.name = "template", .needs_facts = true},
    [DIM_TASK] = {.name = "task", .needs_facts = true},
    [DIM_MONTH] = {.name = "month", .is_time = true, .in_rollups = true},
    [DIM_DAY] = {.name = "day", .is_time = true, .in_rollups = true},
    [DIM_HOUR] = {.name = "hour", .is_time = true, .in_rollups = true},
    [DIM_WEEKDAY] = {.name = "weekday", .is_cycle = true, .in_rollups = true},
    [DIM_HOUR_OF_DAY] = {.name = "hour_of_day", .is_cycle = true, .in_rollups = true},
};

bool dimension_find(struct str name, enum dimension *out)
{
    for (int i = 0; i < DIM_COUNT; i++)
        if (str_eq(str_of(dimension_table[i].name), name)) {
            *out = (enum dimension)i;
            return true;
        }
    return false;
}

void lens_init(struct lens *l, enum dimension dimension, struct arena *a)
{
    *l = (struct lens){
        .dimension = dimension,
        .names.arena = a,
        .of_attribution.arena = a,
        .template_names.arena = a,
        .last_id = UNKNOWN,
        .from_us = 1,
        .to_us = 0,
    };
}

bool lens_open(struct lens *l, struct store *s, struct arena *a, struct err *e)
{
    struct shape_row *shapes = NULL;
    int64_t shape_count = 0;
    int64_t name_count = 0;
    if (l->dimension != DIM_TEMPLATE)
        return true;
    struct arena scratch = {0};
    bool ok = prompts_shapes(s, &shapes, &shape_count, &scratch, e) &&
              prompts_names(s, &l->given, &name_count, a, e);
    for (int64_t i = 0; ok && i < shape_count; i++)
        if ((size_t)shapes[i].id >= l->template_count)
            l->template_count = (size_t)shapes[i].id + 1;
    l->templates = ARENA_ARRAY(a, uint64_t, l->template_count);
    for (int64_t i = 0; ok && i < shape_count; i++)
        l->templates[shapes[i].id] = shapes[i].template_id;
    for (int64_t i = 0; ok && i < name_count; i++)
        *map_put(&l->template_names, l->given[i].template_id, NULL) = (uint64_t)i + 1;
    arena_release(&scratch);
    return ok;
}

static int64_t template_code(const struct lens *l, int64_t shape_id)
{
    if (shape_id < 0 || (size_t)shape_id >= l->template_count || !l->templates[shape_id])
        return UNKNOWN;
    return (int64_t)l->templates[shape_id];
}

static struct str attribution_name(const struct lens *l, const struct attribution *who)
{
    static const enum name names[DIM_COUNT] = {
        [DIM_FEATURE] = NAME_FEATURE,
        [DIM_MODEL] = NAME_MODEL,
        [DIM_TEAM] = NAME_TEAM,
        [DIM_PROJECT] = NAME_PROJECT,
        [DIM_PROVIDER] = NAME_PROVIDER,
        [DIM_KEY] = NAME_API_KEY,
        [DIM_ENVIRONMENT] = NAME_ENVIRONMENT,
    };
    return who->names[names[l->dimension]];
}

static int64_t attribution_code(struct lens *l, const struct attribution *who)
{
    if (who->id == l->last_id)
        return l->last_code;
    bool is_new = false;
    uint64_t *slot = map_put(&l->of_attribution, (uint64_t)who->id, &is_new);
    if (is_new) {
        struct str name = attribution_name(l, who);
        *slot = name.ptr ? intern_put(&l->names, name, NULL) : (uint64_t)UNKNOWN;
    }
    l->last_id = who->id;
    l->last_code = (int64_t)*slot;
    return l->last_code;
}

// The local month that holds an instant.
static void month_around(int64_t ts_us, int64_t *from_us, int64_t *to_us)
{
    struct civil c = zone_to_civil(ts_us);
    struct civil first = {.year = c.year, .month = c.month, .day = 1};
    *from_us = zone_time_of_civil(first);
    first.year += first.month == 12;
    first.month = first.month % 12 + 1;
    *to_us = zone_time_of_civil(first);
}

// Zones are whole quarters of an hour away from UTC, so an hour begins where a roll-up begins.
static void hour_around(int64_t ts_us, int64_t *from_us, int64_t *to_us)
{
    struct civil c = zone_to_civil(ts_us);
    *from_us = ts_us - c.minute * US_PER_MINUTE - c.second * US_PER_SECOND - c.microsecond;
    *to_us = *from_us + US_PER_HOUR;
}

static int64_t time_code(struct lens *l, int64_t ts_us)
{
    if (ts_us == UNKNOWN)
        return UNKNOWN;
    if (l->from_us <= ts_us && ts_us < l->to_us)
        return l->from_us;
    if (l->dimension == DIM_HOUR) {
        hour_around(ts_us, &l->from_us, &l->to_us);
    } else if (l->dimension == DIM_DAY) {
        l->from_us = zone_day_start(ts_us);
        l->to_us = zone_next_day(ts_us);
    } else {
        month_around(ts_us, &l->from_us, &l->to_us);
    }
    return l->from_us;
}

// 1970-01-01 was a Thursday.
static int64_t weekday_of(int64_t ts_us)
{
    enum { THURSDAY = 3, WEEK_DAYS = 7 };
    int64_t local_us = time_of_civil(zone_to_civil(ts_us));
    int64_t day = local_us / US_PER_DAY - (local_us % US_PER_DAY < 0);
    return ((day + THURSDAY) % WEEK_DAYS + WEEK_DAYS) % WEEK_DAYS;
}

static int64_t cycle_code(struct lens *l, int64_t ts_us)
{
    if (ts_us == UNKNOWN)
        return UNKNOWN;
    if (l->from_us <= ts_us && ts_us < l->to_us)
        return l->last_code;
    hour_around(ts_us, &l->from_us, &l->to_us);
    l->last_code =
        l->dimension == DIM_WEEKDAY ? weekday_of(ts_us) : (int64_t)zone_to_civil(ts_us).hour;
    return l->last_code;
}

int64_t lens_code(struct lens *l, const struct observation *o)
{
    switch (l->dimension) {
    case DIM_FEATURE:
    case DIM_MODEL:
    case DIM_TEAM:
    case DIM_PROJECT:
    case DIM_PROVIDER:
    case DIM_KEY:
    case DIM_ENVIRONMENT:
        return attribution_code(l, o->who);
    case DIM_USER:
        return o->user_id;
    case DIM_SESSION:
        return o->session_id;
    case DIM_STATUS:
        return o->status;
    case DIM_TIER:
        return o->tier == TIER_UNKNOWN ? UNKNOWN : (int64_t)o->tier;
    case DIM_TEMPLATE:
        return template_code(l, o->shape_id);
    case DIM_TASK:
        return o->task == TASK_UNKNOWN ? UNKNOWN : (int64_t)o->task;
    case DIM_WEEKDAY:
    case DIM_HOUR_OF_DAY:
        return cycle_code(l, o->ts_us);
    case DIM_MONTH:
    case DIM_DAY:
    case DIM_HOUR:
    case DIM_COUNT:
        break;
    }
    return time_code(l, o->ts_us);
}

static struct str time_label(enum dimension dimension, int64_t ts_us, struct arena *a)
{
    struct civil c = zone_to_civil(ts_us);
    long long year = c.year;
    if (dimension == DIM_MONTH)
        return str_fmt(a, "%04lld-%02d", year, c.month);
    if (dimension == DIM_DAY)
        return str_fmt(a, "%04lld-%02d-%02d", year, c.month, c.day);
    return str_fmt(a, "%04lld-%02d-%02dT%02d", year, c.month, c.day, c.hour);
}

static struct str cycle_label(enum dimension dimension, int64_t code, struct arena *a)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    return dimension == DIM_WEEKDAY ? str_of(days[code]) : str_fmt(a, "%02lld", (long long)code);
}

static struct str tier_label(int64_t tier)
{
    static const char *const names[] = {
        [TIER_UNKNOWN] = "unknown", [TIER_STANDARD] = "standard", [TIER_BATCH] = "batch",
        [TIER_FLEX] = "flex",       [TIER_PRIORITY] = "priority",
    };
    return str_of(names[tier]);
}

static struct str template_label(const struct lens *l, int64_t code, struct arena *a)
{
    const uint64_t *at = map_get(&l->template_names, (uint64_t)code);
    return at ? l->given[*at - 1].name : str_fmt(a, "%016llx", (unsigned long long)code);
}

bool lens_label(const struct lens *l, struct store *s, int64_t code, struct str *out,
                struct arena *a, struct err *e)
{
    *out = (struct str){NULL, 0};
    if (code == UNKNOWN)
        return true;
    if (dimension_table[l->dimension].is_time)
        *out = time_label(l->dimension, code, a);
    else if (dimension_table[l->dimension].is_cycle)
        *out = cycle_label(l->dimension, code, a);
    else if (l->dimension == DIM_STATUS)
        *out = str_fmt(a, "%lld", (long long)code);
    else if (l->dimension == DIM_TIER)
        *out = tier_label(code);
    else if (l->dimension == DIM_TEMPLATE)
        *out = template_label(l, code, a);
    else if (l->dimension == DIM_TASK)
        *out = str_of(task_name[code]);
    else if (l->dimension == DIM_USER || l->dimension == DIM_SESSION)
        return store_name(s, code, out, a, e);
    else
        *out = l->names.names[code];
    return true;
}
