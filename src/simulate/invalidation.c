// invalidation.c - see invalidation.h.
#include "simulate/invalidation.h"

#include "base/time.h"

static bool read_one(struct invalidation *v, struct str text, int64_t now_us, struct err *e)
{
    int64_t begin_us = 0;
    int64_t end_us = 0;
    int64_t every_us = 0;
    if (str_eq(text, S("on_system_change"))) {
        v->is_on_system_change = true;
    } else if (str_starts(text, S("every ")) &&
               duration_parse(str_trim(str_skip(text, 6)), &every_us) && every_us > 0) {
        v->every_us[v->every_count++] = every_us;
    } else if (time_interval(text, now_us, &begin_us, &end_us)) {
        v->instants_us[v->instant_count++] = begin_us;
    } else {
        return err_set(e, ERR_USAGE,
                       "invalidate takes instants such as 2026-09-30T12:00, 'every 1d' or "
                       "on_system_change, not '%.*s'",
                       STR_ARG(text));
    }
    return true;
}

bool invalidation_read(struct invalidation *out, const struct setting_value *list, int64_t now_us,
                       struct arena *a, struct err *e)
{
    struct invalidation v = {
        .instants_us = ARENA_ARRAY(a, int64_t, (size_t)list->count),
        .every_us = ARENA_ARRAY(a, int64_t, (size_t)list->count),
    };
    for (int i = 0; i < list->count; i++)
        if (!read_one(&v, list->items[i].s, now_us, e))
            return false;
    *out = v;
    return true;
}

// The first multiple of `every_us` after an instant.
static int64_t next_multiple(int64_t every_us, int64_t after_us)
{
    int64_t rest_us = after_us % every_us;
    int64_t step_us = rest_us < 0 ? -rest_us : every_us - rest_us;
    return time_after(after_us, step_us);
}

int64_t invalidation_next(const struct invalidation *v, int64_t after_us)
{
    int64_t next_us = INT64_MAX;
    for (int i = 0; i < v->instant_count; i++)
        if (v->instants_us[i] > after_us && v->instants_us[i] < next_us)
            next_us = v->instants_us[i];
    for (int i = 0; i < v->every_count; i++) {
        int64_t at_us = next_multiple(v->every_us[i], after_us);
        if (at_us < next_us)
            next_us = at_us;
    }
    return next_us;
}
