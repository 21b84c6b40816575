// view_period.c - the period of a view: presets that end with the newest request, and moving it.
#include "base/time.h"
#include "base/zone.h"
#include "model/record.h"
#include "tui/view.h"

// Times of the wall clock of the zone, in µs: days are alike there, whatever the clock does.
struct span {
    int64_t begin, end;
};

static int64_t local_of(int64_t ts_us)
{
    return time_of_civil(zone_to_civil(ts_us));
}

// The shortest text that names the hour, the day or the minute that begins then.
static struct str text_of(int64_t begin, int64_t unit, struct arena *a)
{
    struct civil c = time_to_civil(begin);
    struct str day = str_fmt(a, "%04lld-%02d-%02d", (long long)c.year, c.month, c.day);
    if (unit == US_PER_DAY)
        return day;
    if (unit == US_PER_HOUR)
        return str_fmt(a, "%.*sT%02d", STR_ARG(day), c.hour);
    return str_fmt(a, "%.*sT%02d:%02d", STR_ARG(day), c.hour, c.minute);
}

// What --since and --until can say exactly: the largest unit that ends at this time.
static int64_t unit_of(int64_t local)
{
    return local % US_PER_DAY == 0    ? US_PER_DAY
           : local % US_PER_HOUR == 0 ? US_PER_HOUR
                                      : US_PER_MINUTE;
}

// Whole minutes: no text says less.
static struct span whole_minutes(struct span s)
{
    s.begin -= s.begin % US_PER_MINUTE;
    s.end += (US_PER_MINUTE - s.end % US_PER_MINUTE) % US_PER_MINUTE;
    return s;
}

static void texts_of(struct span s, struct str *since, struct str *until, struct arena *a)
{
    s = whole_minutes(s);
    int64_t unit = unit_of(s.end);
    *since = text_of(s.begin, unit_of(s.begin), a);
    *until = text_of(s.end - unit, unit, a);
}

static void set_period(struct view *v, struct span s)
{
    texts_of(s, &v->since, &v->until, v->arena);
}

// All that there is, in whole days.
static struct span all_of(const struct view *v)
{
    int64_t first = local_of(v->first_us), last = local_of(v->last_us);
    return (struct span){first - first % US_PER_DAY, last - last % US_PER_DAY + US_PER_DAY};
}

static struct span period_of(const struct view *v)
{
    struct span s = all_of(v);
    int64_t begin = 0, end = 0;
    if (v->since.ptr && time_interval(v->since, v->now_us, &begin, &end))
        s.begin = local_of(begin);
    if (v->until.ptr && time_interval(v->until, v->now_us, &begin, &end))
        s.end = local_of(end);
    return s;
}

int64_t view_period_us(const struct view *v)
{
    if (v->first_us == UNKNOWN || v->last_us == UNKNOWN)
        return UNKNOWN;
    struct span s = period_of(v);
    return s.end > s.begin ? s.end - s.begin : 0;
}

static const int preset_days[] = {0, 30, 7, 1};
enum { PRESETS = sizeof preset_days / sizeof *preset_days };

// The text of --since; unknown = all.
static struct str preset_of(const struct view *v, int days)
{
    return days ? text_of(all_of(v).end - days * US_PER_DAY, US_PER_DAY, v->arena)
                : (struct str){0};
}

bool view_preset(struct view *v, int days)
{
    if (days && v->last_us == UNKNOWN)
        return false;
    v->since = preset_of(v, days);
    v->until = (struct str){0};
    return true;
}

static void next_preset(struct view *v)
{
    int here = 0;
    for (int i = 1; i < PRESETS; i++)
        if (!v->until.ptr && v->since.ptr && str_eq(v->since, preset_of(v, preset_days[i])))
            here = i;
    // Any other period goes back to all.
    bool is_other = here == 0 && (v->since.ptr || v->until.ptr);
    (void)view_preset(v, preset_days[is_other ? 0 : (here + 1) % PRESETS]);
}

static void shift(struct view *v, struct span s, int step)
{
    struct span all = all_of(v);
    int64_t length = s.end - s.begin;
    s = (struct span){s.begin + step * length, s.end + step * length};
    if (s.end <= all.begin || s.begin >= all.end)
        v->message =
            step < 0 ? S("there is nothing before that") : S("there is nothing after that");
    else
        set_period(v, s);
}

static void zoom_in(struct view *v, struct span s)
{
    int64_t half = (s.end - s.begin) / 2;
    int64_t unit = half >= US_PER_DAY    ? US_PER_DAY
                   : half >= US_PER_HOUR ? US_PER_HOUR
                                         : US_PER_MINUTE;
    s.begin = s.end - half / unit * unit;
    if (half < US_PER_MINUTE)
        v->message = S("that is as short as it gets");
    else
        set_period(v, s);
}

// Back in time, as zooming in goes forward.
static void zoom_out(struct view *v, struct span s)
{
    struct span all = all_of(v);
    s.begin -= s.end - s.begin;
    if (s.begin > all.begin || s.end < all.end)
        set_period(v, s);
    else
        (void)view_preset(v, 0);
}

void view_move_period(struct view *v, enum action action)
{
    if (v->first_us == UNKNOWN || v->last_us == UNKNOWN) {
        v->message = S("no request with a time is known: there is no period to choose");
        return;
    }
    struct span s = period_of(v);
    bool is_all = !v->since.ptr && !v->until.ptr;
    if (action == ACT_PERIOD)
        next_preset(v);
    else if (s.end <= s.begin)
        v->message = S("this period is empty: t chooses another");
    else if (action == ACT_ZOOM_IN)
        zoom_in(v, s);
    else if (is_all)
        v->message = S("these are all requests: t or z choose a period");
    else if (action == ACT_ZOOM_OUT)
        zoom_out(v, s);
    else
        shift(v, s, action == ACT_EARLIER ? -1 : 1);
}

const char *view_time_unit(const struct view *v)
{
    enum { HOURS_UP_TO_DAYS = 3, DAYS_UP_TO_DAYS = 400 };
    int64_t us = view_period_us(v);
    if (us == UNKNOWN)
        return "day";
    return us <= HOURS_UP_TO_DAYS * US_PER_DAY  ? "hour"
           : us <= DAYS_UP_TO_DAYS * US_PER_DAY ? "day"
                                                : "month";
}

bool view_compares(const struct view *v)
{
    return v->is_comparing && (v->since.ptr || v->until.ptr) && v->first_us != UNKNOWN &&
           v->last_us != UNKNOWN && view_period_us(v) > 0;
}

static struct span before_of(struct span s)
{
    return (struct span){2 * s.begin - s.end, s.begin};
}

static struct str span_text(struct span s, struct arena *a)
{
    struct str since, until;
    texts_of(s, &since, &until, a);
    return str_eq(since, until) ? since : str_fmt(a, "%.*s..%.*s", STR_ARG(since), STR_ARG(until));
}

void view_periods(const struct view *v, struct str *before, struct str *now, struct arena *a)
{
    struct span s = whole_minutes(period_of(v));
    *before = span_text(before_of(s), a);
    *now = span_text(s, a);
}

// The longest preset that fits twice into what there is, else its second half.
static void choose_period(struct view *v)
{
    struct span all = all_of(v);
    for (int i = 1; i < PRESETS; i++)
        if (all.end - all.begin >= 2LL * preset_days[i] * US_PER_DAY) {
            (void)view_preset(v, preset_days[i]);
            return;
        }
    zoom_in(v, all);
}

bool view_compare(struct view *v)
{
    bool is_on = view_compares(v);
    v->is_comparing = false;
    if (is_on)
        return true;
    if (v->first_us == UNKNOWN || v->last_us == UNKNOWN) {
        v->message = S("no request with a time is known: there is no period to choose");
        return false;
    }
    if (!v->since.ptr && !v->until.ptr)
        choose_period(v);
    struct span s = period_of(v), before = before_of(s), all = all_of(v);
    if (s.end <= s.begin || before.end <= all.begin) {
        v->message = S("there is nothing before this period to compare it with");
        return false;
    }
    struct str texts[2];
    v->is_comparing = true;
    view_periods(v, &texts[0], &texts[1], v->arena);
    v->message = str_fmt(v->arena, "%.*s against %.*s%s", STR_ARG(texts[1]), STR_ARG(texts[0]),
                         before.begin < all.begin ? ", of which the log has only a part" : "");
    return true;
}
