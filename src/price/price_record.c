// price_record.c - the price of a record, with or without a cache of names.
#include "base/hash.h"
#include "price/book.h"

enum { CACHE_NAMES_MAX = 4096 };

static const struct price_series *match_series(const struct price_book *b, struct str provider,
                                               struct str model)
{
    struct model_names n;
    struct price_match match;
    if (!model_names_init(&n, provider, model) || !book_match(b, &n, &match))
        return NULL;
    return match.series;
}

// As billed, then as asked.
static const struct price_series *series_of(const struct price_book *b, const struct record *r)
{
    const struct price_series *s = match_series(b, r->names[NAME_PROVIDER], r->names[NAME_MODEL]);
    if (s)
        return s;
    return match_series(b, r->names[NAME_PROVIDER], r->names[NAME_MODEL_REQUESTED]);
}

static void record_price_by(const struct price_book *b, const struct price_series *s,
                            struct record *r)
{
    const struct price_row *row = s ? series_row_at(b, s, r->tier, r->ts_us, NULL) : NULL;
    struct price_cost cost;
    r->cost_nusd = r->output_cost_nusd = UNKNOWN;
    r->price_row = row ? row->number : 0;
    if (r->gateway_hit == TRI_YES || (r->is_error && !usage_is_known(&r->usage))) {
        r->cost_nusd = r->output_cost_nusd = 0;
    } else if (row && !usage_is_known(&r->usage)) {
        return;  // settle estimates the tokens and prices them by this row
    } else if (row && price_cost(row, &r->usage, r->tier, &cost)) {
        r->cost_nusd = price_total_nusd(&cost);
        r->output_cost_nusd = price_output_nusd(&cost);
    } else {
        r->price_row = 0;
    }
}

void price_record(const struct price_book *book, struct record *r)
{
    record_price_by(book, series_of(book, r), r);
}

static uint64_t names_hash(const struct record *r)
{
    const uint64_t words[] = {
        hash_str(r->names[NAME_PROVIDER]),
        hash_str(r->names[NAME_MODEL]),
        hash_str(r->names[NAME_MODEL_REQUESTED]),
    };
    return hash_words(words, sizeof words / sizeof *words);
}

void price_record_cached(struct price_cache *cache, struct record *r)
{
    uint64_t key = names_hash(r);
    const uint64_t *known = map_get(&cache->by_name, key);
    if (!known) {
        if (cache->by_name.len >= CACHE_NAMES_MAX) {
            arena_reset(&cache->arena);
            cache->by_name = (struct map){0};
        }
        cache->by_name.arena = &cache->arena;
        const struct price_series *s = series_of(cache->book, r);
        uint64_t *slot = map_put(&cache->by_name, key, NULL);
        *slot = s ? s->number : 0;
        known = slot;
    }
    record_price_by(cache->book, *known ? cache->book->series[*known - 1] : NULL, r);
}

void price_cache_release(struct price_cache *cache)
{
    arena_release(&cache->arena);
    cache->by_name = (struct map){0};
}
