// price_find.c - from a name to a series, from an instant to a row.
#include "base/time.h"
#include "price/book.h"

static const struct price_series *by_name(const struct price_origin *o, struct str provider,
                                          struct str name)
{
    const uint64_t *at = map_get(&o->by_name, model_name_key(provider, name));
    return at ? o->series[*at - 1] : NULL;
}

const struct price_series *origin_by_rule(const struct price_origin *o, struct str provider,
                                          struct str name)
{
    for (size_t i = 0; i < o->globbed_count; i++) {
        const struct price_series *s = o->globbed[i];
        if (str_eq(s->provider, provider) && clause_holds(&s->match, name))
            return s;
    }
    return NULL;
}

// An ordered file answers each spelling in full before the next, less specific one; in the others
// every known name goes before any rule.
static bool provider_match(const struct price_origin *o, struct str provider,
                           const struct model_names *n, struct price_match *out)
{
    *out = (struct price_match){.origin = o, .provider = provider};
    for (int i = 0; i < n->count && !out->series; i++) {
        out->name = n->names[i];
        out->series = by_name(o, provider, n->names[i]);
        if (!out->series && o->is_ordered) {
            out->series = origin_by_rule(o, provider, n->names[i]);
            out->by_rule = out->series != NULL;
        }
    }
    for (int i = 0; i < n->count && !out->series && !o->is_ordered; i++) {
        out->name = n->names[i];
        out->series = origin_by_rule(o, provider, n->names[i]);
        out->by_rule = out->series != NULL;
    }
    return out->series != NULL;
}

static bool origin_match(const struct price_origin *o, struct str provider,
                         const struct model_names *n, struct price_match *out)
{
    if (provider_match(o, provider, n, out))
        return true;
    for (int i = 0; i < o->fallback_count; i++) {
        if (str_eq(o->fallbacks[i][0], provider) && provider_match(o, o->fallbacks[i][1], n, out))
            return true;
    }
    return false;
}

// Nobody says whose model it is: the newest file that has the name as it is decides, if it knows
// one seller only.
static bool nameless_match(const struct price_book *b, const struct model_names *n,
                           struct price_match *out)
{
    for (const struct price_origin *o = b->newest; o && !out->series; o = o->older) {
        for (size_t i = 0; i < o->count; i++) {
            const struct price_series *s = by_name(o, o->series[i]->provider, n->names[0]);
            if (!s)
                continue;
            if (out->series && !str_eq(out->provider, s->provider)) {
                *out = (struct price_match){0};
                return false;
            }
            *out = (struct price_match){
                .series = s, .origin = o, .provider = s->provider, .name = n->names[0]};
        }
    }
    return out->series != NULL;
}

bool book_match(const struct price_book *b, const struct model_names *n, struct price_match *out)
{
    const struct str providers_tried[] = {n->provider, n->maker};
    for (size_t i = 0; i < sizeof providers_tried / sizeof *providers_tried; i++) {
        if (providers_tried[i].len == 0)
            continue;
        for (const struct price_origin *o = b->newest; o; o = o->older) {
            if (origin_match(o, providers_tried[i], n, out))
                return true;
        }
    }
    *out = (struct price_match){0};
    return n->provider.len == 0 && n->maker.len == 0 && nameless_match(b, n, out);
}

static bool in_windows(const struct price_row *row, int64_t ts_us)
{
    if (row->window_count == 0)
        return true;
    int64_t in_day = ts_us % US_PER_DAY;
    if (in_day < 0)
        in_day += US_PER_DAY;
    int64_t day = (ts_us - in_day) / US_PER_DAY;
    int64_t weekday = ((day + 3) % 7 + 7) % 7;  // 1970-01-01 was a Thursday; Monday = 0
    if (!(row->day_bits >> weekday & 1))
        return false;
    int32_t second = (int32_t)(in_day / US_PER_SECOND);
    for (int i = 0; i < row->window_count; i++) {
        int32_t begin = row->windows[i].begin_s;
        int32_t end = row->windows[i].end_s;
        bool inside =
            begin <= end ? second >= begin && second < end : second >= begin || second < end;
        if (inside)
            return true;
    }
    return false;
}

// Where the row may begin or end to hold.
static void cut_at_row(struct price_span *span, const struct price_row *row, int64_t ts_us)
{
    price_span_cut(span, row->from_us, ts_us);
    price_span_cut(span, row->until_us, ts_us);
    if (row->window_count == 0)
        return;
    int64_t in_day = ts_us % US_PER_DAY;
    int64_t day_us = ts_us - in_day - (in_day < 0 ? US_PER_DAY : 0);
    price_span_cut(span, day_us, ts_us);
    price_span_cut(span, day_us + US_PER_DAY, ts_us);
    for (int i = 0; i < row->window_count; i++) {
        price_span_cut(span, day_us + row->windows[i].begin_s * US_PER_SECOND, ts_us);
        price_span_cut(span, day_us + row->windows[i].end_s * US_PER_SECOND, ts_us);
    }
}

const struct price_row *series_row_at(const struct price_book *b, const struct price_series *s,
                                      enum tier tier, int64_t ts_us, struct price_span *span)
{
    if (ts_us == UNKNOWN) {
        ts_us = b->date_us;
        span = NULL;
    }
    const struct price_row *first = NULL;
    for (int i = 0; span && i < s->row_count; i++)
        if (s->rows[i].tier == TIER_UNKNOWN || s->rows[i].tier == tier)
            cut_at_row(span, &s->rows[i], ts_us);
    for (int i = 0; i < s->row_count; i++) {
        const struct price_row *row = &s->rows[i];
        if (row->tier != TIER_UNKNOWN && row->tier != tier)
            continue;
        if (ts_us >= row->from_us && ts_us < row->until_us && in_windows(row, ts_us))
            return row;
        if (row->window_count == 0 && (!first || row->from_us < first->from_us))
            first = row;
    }
    return first && ts_us < first->from_us ? first : NULL;
}

const struct price_row *price_find(const struct price_book *book, struct str provider,
                                   struct str model, enum tier tier, int64_t ts_us)
{
    return price_find_for(book, provider, model, tier, ts_us, NULL);
}

const struct price_row *price_find_for(const struct price_book *book, struct str provider,
                                       struct str model, enum tier tier, int64_t ts_us,
                                       struct price_span *span)
{
    struct model_names n;
    struct price_match match;
    if (!model_names_init(&n, provider, model) || !book_match(book, &n, &match))
        return NULL;
    return series_row_at(book, match.series, tier, ts_us, span);
}
