// explain.c - the story of a look-up: names tried, row found, prices in force.
#include "price/explain.h"

#include "base/time.h"
#include "model/nearest.h"
#include "price/book.h"

static void put_day(struct buf *out, int64_t ts_us)
{
    struct civil c = time_to_civil(ts_us);
    buf_fmt(out, "%04d-%02d-%02d", (int)c.year, c.month, c.day);
}

// A price in USD with all its digits and none more: pusd ÷ 10^scale.
static void put_usd(struct buf *out, int64_t pusd, int scale)
{
    int64_t unit = 1;
    for (int i = 0; i < scale; i++)
        unit *= 10;
    buf_fmt(out, "%lld", (long long)(pusd / unit));
    char digits[24];
    int64_t rest = pusd % unit;
    size_t len = 0;
    for (; rest > 0; len++) {
        unit /= 10;
        digits[len] = (char)('0' + rest / unit);
        rest %= unit;
    }
    if (len > 0)
        buf_fmt(out, ".%.*s", (int)len, digits);
}

static void put_prices(struct buf *out, const struct price_set *set, const struct price_row *row,
                       enum tier tier)
{
    for (int c = 0; c < PRICE_CLASSES; c++) {
        if (set->pusd[c] == UNKNOWN)
            continue;
        int64_t factor =
            row->tier == TIER_UNKNOWN ? row->terms->factor_ppm[tier][c] : PRICE_FACTOR_ONE;
        buf_fmt(out, "    %-20s $", price_class_names[c]);
        put_usd(out, set->pusd[c], c < TOK_CLASSES ? 6 : 9);
        buf_str(out, c < TOK_CLASSES ? S(" per million tokens") : S(" per thousand"));
        if (factor == UNKNOWN) {
            buf_fmt(out, ", not sold as %s", price_tier_names[tier]);
        } else if (factor != PRICE_FACTOR_ONE) {
            buf_str(out, S(" x "));
            put_usd(out, factor, 6);
            buf_fmt(out, " as %s", price_tier_names[tier]);
        }
        buf_byte(out, '\n');
    }
}

static void put_span(struct buf *out, const struct price_row *row)
{
    buf_str(out, S("  valid      "));
    if (row->from_us == INT64_MIN) {
        buf_str(out, S("from the start"));
    } else {
        buf_str(out, S("from "));
        put_day(out, row->from_us);
    }
    if (row->until_us != INT64_MAX) {
        buf_str(out, S(" until "));
        put_day(out, row->until_us);
    }
    for (int i = 0; i < row->window_count; i++) {
        const struct price_window *w = &row->windows[i];
        buf_fmt(out, "%s%02d:%02d-%02d:%02d UTC", i ? ", " : ", only ", w->begin_s / 3600,
                w->begin_s / 60 % 60, w->end_s / 3600, w->end_s / 60 % 60);
    }
    if (row->window_count > 0 && row->day_bits == 0x1f)
        buf_str(out, S(" Monday to Friday"));
    buf_byte(out, '\n');
}

static void put_row(struct buf *out, const struct price_row *row, enum tier tier)
{
    buf_fmt(out, "  row        %.*s\n", STR_ARG(row->id));
    put_span(out, row);
    if (row->source.len > 0)
        buf_fmt(out, "  source     %.*s%s%.*s\n", STR_ARG(row->source),
                row->read.len > 0 ? ", read " : "", STR_ARG(row->read));
    if (row->note.len > 0)
        buf_fmt(out, "  note       %.*s\n", STR_ARG(row->note));
    buf_str(out, S("  prices\n"));
    put_prices(out, &row->base, row, tier);
    for (int i = 0; i < row->above_count; i++) {
        buf_fmt(out, "  above %lld input tokens, for the whole request\n",
                (long long)row->above[i].above_tok);
        put_prices(out, &row->above[i].prices, row, tier);
    }
}

static void put_seller(struct buf *out, const struct model_names *n, const struct price_match *m)
{
    if (n->provider.len == 0) {
        buf_fmt(out, "no provider is known, and %.*s alone sells a model of this name",
                STR_ARG(m->provider));
        return;
    }
    buf_fmt(out, "%s %.*s", n->inferred ? "the name belongs to" : "the provider is",
            STR_ARG(n->provider));
    if (!str_eq(m->provider, n->provider))
        buf_fmt(out, ", which has no price of its own for it: that of the maker, %.*s, stands in",
                STR_ARG(m->provider));
}

static void put_why(struct buf *out, const struct model_names *n, const struct price_match *m)
{
    buf_str(out, S("  because    "));
    put_seller(out, n, m);
    if (str_eq(m->name, n->names[0]))
        buf_str(out, S("; the name matches as it is"));
    else
        buf_fmt(out, "; \"%.*s\" was shortened to \"%.*s\"", STR_ARG(n->names[0]),
                STR_ARG(m->name));
    buf_str(out, m->by_rule ? S(" by a rule of the row") : S(""));
    if (m->origin->name.len > 0)
        buf_fmt(out, "; from %.*s, which goes before the built-in prices",
                STR_ARG(m->origin->name));
    buf_byte(out, '\n');
}

static void put_others(struct buf *out, const struct price_series *s, const struct price_row *row)
{
    for (int i = 0; i < s->row_count; i++) {
        if (&s->rows[i] != row)
            buf_fmt(out, "  also       %.*s\n", STR_ARG(s->rows[i].id));
    }
}

enum { NEAR_SHOWN = 5 };

struct near_list {
    const struct price_series *series[NEAR_SHOWN];
    int distance[NEAR_SHOWN];
    int count;
};

static void near_list_add(struct near_list *list, const struct price_series *s, int distance)
{
    int at = list->count;
    while (at > 0 && list->distance[at - 1] > distance)
        at--;
    if (at == NEAR_SHOWN)
        return;
    list->count += list->count < NEAR_SHOWN ? 1 : 0;
    for (int i = list->count - 1; i > at; i--) {
        list->series[i] = list->series[i - 1];
        list->distance[i] = list->distance[i - 1];
    }
    list->series[at] = s;
    list->distance[at] = distance;
}

static void put_near_misses(struct buf *out, const struct price_book *book,
                            const struct model_names *n)
{
    buf_str(out, S("  tried     "));
    for (int i = 0; i < n->count; i++)
        buf_fmt(out, " %.*s", STR_ARG(n->names[i]));
    buf_byte(out, '\n');
    struct near_list list = {.count = 0};
    for (size_t i = 0; i < book->series_count; i++) {
        struct nearest near = {.word = n->bare};
        nearest_offer(&near, book->series[i]->model);
        if (near.best.ptr)
            near_list_add(&list, book->series[i], near.distance);
    }
    for (int i = 0; i < list.count; i++)
        buf_fmt(out, "  near       %.*s/%.*s\n", STR_ARG(list.series[i]->provider),
                STR_ARG(list.series[i]->model));
}

bool price_explain(const struct price_book *book, struct str provider, struct str model,
                   enum tier tier, int64_t ts_us, struct buf *out)
{
    struct model_names n;
    struct price_match m;
    buf_fmt(out, "%.*s\n", STR_ARG(model));
    if (!model_names_init(&n, provider, model)) {
        buf_str(out, S("  no price: the name is empty or too long\n"));
        return false;
    }
    if (!book_match(book, &n, &m)) {
        buf_str(out, S("  no price\n"));
        put_near_misses(out, book, &n);
        return false;
    }
    const struct price_row *row = series_row_at(book, m.series, tier, ts_us, NULL);
    put_why(out, &n, &m);
    if (row)
        put_row(out, row, tier);
    else
        buf_str(out, S("  no row is valid at this time\n"));
    put_others(out, m.series, row);
    return row != NULL;
}
