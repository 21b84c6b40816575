// check.c - rules that prices of the real world obey, as one table.
#include "price/check.h"

#include "price/book.h"

struct checker {
    struct arena *arena;
    struct price_problem *problems;
    size_t count, cap;
};

static void report(struct checker *c, struct str row, struct str text)
{
    if (c->count == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 16;
        c->problems = arena_grow(c->arena, c->problems, c->cap * sizeof *c->problems,
                                 cap * sizeof *c->problems);
        c->cap = cap;
    }
    c->problems[c->count++] = (struct price_problem){row, text};
}

// price_class must lie between least and most thousandths of `of`. The bounds hold for every vendor
// in the sources of the built-in book (docs/prices.md): reads 0.2 % to 100 %, writes 1 to 4 times
// the input, batch never dearer.
static const struct ratio {
    int price_class, of;
    int64_t least_milli, most_milli;
    const char *text;
} ratios[] = {
    {TOK_CACHE_READ, TOK_INPUT, 2, 1000, "cache reads are not 0.002 to 1 times the input price"},
    {TOK_CACHE_WRITE_5M, TOK_INPUT, 1000, 4000,
     "cache writes are not 1 to 4 times the input price"},
    {TOK_CACHE_WRITE_1H, TOK_INPUT, 1000, 4000,
     "1h cache writes are not 1 to 4 times the input price"},
    {TOK_CACHE_WRITE_1H, TOK_CACHE_WRITE_5M, 1000, 4000, "1h cache writes are cheaper than 5m"},
    {TOK_OUTPUT, TOK_INPUT, 250, 25000, "output is not 0.25 to 25 times the input price"},
};

static void check_set(struct checker *c, const struct price_row *row, const struct price_set *set)
{
    for (size_t i = 0; i < sizeof ratios / sizeof *ratios; i++) {
        const struct ratio *r = &ratios[i];
        int64_t price = set->pusd[r->price_class];
        int64_t of = set->pusd[r->of];
        if (price == UNKNOWN || of == UNKNOWN || (price == 0 && of == 0))
            continue;
        if (price > INT64_MAX / 1000 || of > INT64_MAX / r->most_milli ||
            price * 1000 < of * r->least_milli || price * 1000 > of * r->most_milli)
            report(c, row->id, str_of(r->text));
    }
}

static bool is_empty(const struct price_set *set)
{
    for (int c = 0; c < PRICE_CLASSES; c++) {
        if (set->pusd[c] != UNKNOWN)
            return false;
    }
    return true;
}

static void check_row(struct checker *c, const struct price_row *row)
{
    if (is_empty(&row->base))
        report(c, row->id, S("no price of anything a request log counts"));
    if (row->from_us >= row->until_us)
        report(c, row->id, S("ends before it begins"));
    if (row->source.len == 0)
        report(c, row->id, S("no source"));
    if (row->read.len == 0)
        report(c, row->id, S("no date on which its source was read"));
    check_set(c, row, &row->base);
    for (int i = 0; i < row->above_count; i++)
        check_set(c, row, &row->above[i].prices);
}

static bool same_windows(const struct price_row *x, const struct price_row *y)
{
    if (x->window_count != y->window_count || x->day_bits != y->day_bits)
        return false;
    for (int i = 0; i < x->window_count; i++) {
        if (x->windows[i].begin_s != y->windows[i].begin_s ||
            x->windows[i].end_s != y->windows[i].end_s)
            return false;
    }
    return true;
}

// A newer row ends an older one; two that begin together, or an explicit end behind the next
// beginning, contradict each other.
static void check_overlaps(struct checker *c, const struct price_series *s)
{
    for (int i = 0; i < s->row_count; i++) {
        for (int k = i + 1; k < s->row_count; k++) {
            const struct price_row *newer = &s->rows[i];
            const struct price_row *older = &s->rows[k];
            if (newer->tier != older->tier || !same_windows(newer, older))
                continue;
            bool collide = newer->from_us == older->from_us ||
                           (older->until_us != INT64_MAX && older->until_us > newer->from_us);
            if (collide)
                report(c, newer->id, str_fmt(c->arena, "overlaps %.*s", STR_ARG(older->id)));
        }
    }
}

size_t price_check(const struct price_book *book, const struct price_problem **out, struct arena *a)
{
    struct checker c = {.arena = a};
    for (size_t i = 0; i < book->warning_count; i++)
        report(&c, (struct str){NULL, 0}, book->warnings[i]);
    for (size_t i = 0; i < book->row_count; i++)
        check_row(&c, book->rows[i]);
    for (size_t i = 0; i < book->series_count; i++)
        check_overlaps(&c, book->series[i]);
    *out = c.problems;
    return c.count;
}
