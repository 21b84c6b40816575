// load_genai.c - reads the data.json of genai-prices: a list of providers with models, match rules
// and prices, in which the first rule of the file that holds wins and the last dated price applies.
#include "base/time.h"
#include "price/amount.h"
#include "price/book.h"

// The units of genai-prices that a request log can fill (schema of 2026-08); others, such as hours
// of audio or pages, price nothing that a record counts and are passed over.
static const struct unit {
    const char *name;
    int price_class;
    int scale;
} units[] = {
    {"input_mtok", TOK_INPUT, SCALE_PER_MTOK},
    {"cache_read_mtok", TOK_CACHE_READ, SCALE_PER_MTOK},
    {"cache_write_mtok", TOK_CACHE_WRITE_5M, SCALE_PER_MTOK},
    {"cache_write_5m_mtok", TOK_CACHE_WRITE_5M, SCALE_PER_MTOK},
    {"cache_write_1h_mtok", TOK_CACHE_WRITE_1H, SCALE_PER_MTOK},
    {"output_mtok", TOK_OUTPUT, SCALE_PER_MTOK},
    {"output_reasoning_mtok", TOK_REASONING, SCALE_PER_MTOK},
    {"input_audio_mtok", TOK_AUDIO_IN, SCALE_PER_MTOK},
    {"cache_audio_read_mtok", TOK_AUDIO_READ, SCALE_PER_MTOK},
    {"output_audio_mtok", TOK_AUDIO_OUT, SCALE_PER_MTOK},
    {"input_image_mtok", TOK_IMAGE_IN, SCALE_PER_MTOK},
    {"output_image_mtok", TOK_IMAGE_OUT, SCALE_PER_MTOK},
    {"requests_kcount", PRICE_REQUEST, SCALE_PER_KILO},
    {"web_searches_kcount", PRICE_WEB_SEARCH, SCALE_PER_KILO},
};

enum { ABOVE_MAX = 8 };

// One row while it is read: prices by threshold, [0] = base.
struct draft {
    struct price_set sets[1 + ABOVE_MAX];
    int64_t above_tok[1 + ABOVE_MAX];
    int count;
};

static const struct unit *unit_of(const char *name)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(name, units[i].name) == 0)
            return &units[i];
    }
    return NULL;
}

static const cJSON *get(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static struct str text_at(const cJSON *object, const char *key)
{
    const cJSON *item = get(object, key);
    return cJSON_IsString(item) ? str_of(item->valuestring) : (struct str){NULL, 0};
}

// The slot of a threshold, kept in rising order.
static struct price_set *draft_at(struct draft *d, int64_t above_tok)
{
    int i = d->count;
    while (i > 1 && d->above_tok[i - 1] > above_tok)
        i--;
    if (d->above_tok[i - 1] == above_tok)
        return &d->sets[i - 1];
    if (d->count > ABOVE_MAX)
        return NULL;
    for (int k = d->count; k > i; k--) {
        d->sets[k] = d->sets[k - 1];
        d->above_tok[k] = d->above_tok[k - 1];
    }
    d->count++;
    d->above_tok[i] = above_tok;
    price_set_clear(&d->sets[i]);
    return &d->sets[i];
}

static bool read_tiered(const cJSON *item, const struct unit *u, struct draft *d)
{
    if (!amount_scaled(get(item, "base"), u->scale, &d->sets[0].pusd[u->price_class]))
        return false;
    const cJSON *tier;
    cJSON_ArrayForEach(tier, get(item, "tiers"))
    {
        int64_t above_tok;
        int64_t price;
        if (!amount_scaled(get(tier, "start"), 0, &above_tok) || above_tok == 0 ||
            !amount_scaled(get(tier, "price"), u->scale, &price))
            return false;
        struct price_set *set = draft_at(d, above_tok);
        if (!set)
            return false;
        set->pusd[u->price_class] = price;
    }
    return true;
}

static bool read_prices(const cJSON *prices, struct draft *d, struct err *e)
{
    *d = (struct draft){.count = 1};
    price_set_clear(&d->sets[0]);
    if (!cJSON_IsObject(prices))
        return err_set(e, ERR_DATA, "prices are missing");
    // "prices": {} is how genai-prices writes a model that costs nothing (its golden data agrees).
    if (!prices->child)
        d->sets[0].pusd[TOK_INPUT] = d->sets[0].pusd[TOK_OUTPUT] = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, prices)
    {
        const struct unit *u = unit_of(item->string);
        if (!u || cJSON_IsNull(item))
            continue;
        bool ok = cJSON_IsObject(item)
                      ? read_tiered(item, u, d)
                      : amount_scaled(item, u->scale, &d->sets[0].pusd[u->price_class]);
        if (!ok)
            return err_set(e, ERR_DATA, "\"%s\": expected a price, or base and tiers",
                           item->string);
    }
    return true;
}

static void draft_into_row(const struct draft *d, struct price_row *row, struct arena *a)
{
    row->base = d->sets[0];
    row->above_count = d->count - 1;
    struct price_above *above = ARENA_ARRAY(a, struct price_above, (size_t)row->above_count);
    for (int i = 1; i < d->count; i++) {
        above[i - 1] = (struct price_above){d->above_tok[i], d->sets[i]};
        // A class without this threshold keeps the price of the one below.
        const struct price_set *below = i > 1 ? &above[i - 2].prices : &row->base;
        for (int c = 0; c < PRICE_CLASSES; c++) {
            if (above[i - 1].prices.pusd[c] == UNKNOWN)
                above[i - 1].prices.pusd[c] = below->pusd[c];
        }
    }
    row->above = above;
}

// The instant of "1970-01-01" + "T" + "00:30:00Z", given as date and clock.
static bool read_instant(struct str date, struct str clock, int64_t *out_us)
{
    char text[40];
    if (date.len != sizeof "2026-01-01" - 1 || clock.len == 0 || clock.len > 20)
        return false;
    memcpy(text, date.ptr, date.len);
    text[date.len] = 'T';
    memcpy(text + date.len + 1, clock.ptr, clock.len);
    return time_parse((struct str){text, date.len + 1 + clock.len}, out_us);
}

static bool read_constraint(const cJSON *constraint, struct price_row *row, struct err *e)
{
    if (!constraint || cJSON_IsNull(constraint))
        return true;
    struct str date = text_at(constraint, "start_date");
    if (date.len > 0)
        return read_instant(date, S("00:00:00Z"), &row->from_us) ||
               err_set(e, ERR_DATA, "start_date \"%.*s\" is no date", STR_ARG(date));
    int64_t begin_us;
    int64_t end_us;
    if (!read_instant(S("1970-01-01"), text_at(constraint, "start_time"), &begin_us) ||
        !read_instant(S("1970-01-01"), text_at(constraint, "end_time"), &end_us))
        return err_set(e, ERR_DATA, "a constraint has start_date, or start_time and end_time");
    row->windows[row->window_count++] = (struct price_window){
        (int32_t)(begin_us / US_PER_SECOND),
        (int32_t)(end_us / US_PER_SECOND),
    };
    row->day_bits = 0x7f;
    return true;
}

struct reader {
    struct price_book *book;
    struct price_origin *origin;
    struct str provider;
    struct err *e;
};

static bool read_row(struct reader *r, struct price_series *s, const cJSON *constraint,
                     const cJSON *prices)
{
    struct draft d;
    if (!read_prices(prices, &d, r->e))
        return false;
    struct price_row *row = series_add_row(r->book, s);
    draft_into_row(&d, row, r->book->arena);
    row->source = r->origin->name;
    row->read = r->origin->read;
    return read_constraint(constraint, row, r->e);
}

// One set of prices, or a list of {constraint, prices}.
static bool read_rows(struct reader *r, struct price_series *s, const cJSON *prices)
{
    if (!cJSON_IsArray(prices))
        return read_row(r, s, NULL, prices);
    const cJSON *item;
    cJSON_ArrayForEach(item, prices)
    {
        if (!read_row(r, s, get(item, "constraint"), get(item, "prices")))
            return false;
    }
    return true;
}

static bool read_model(struct reader *r, const cJSON *model)
{
    struct str id = text_at(model, "id");
    struct clause rule;
    if (id.len == 0)
        return err_set(r->e, ERR_DATA, "a model has no id");
    if (!clause_read(get(model, "match"), &rule, r->book->arena, r->e))
        return err_wrap(r->e, "%.*s", STR_ARG(id));
    struct price_series *s = book_series(r->book, r->origin, r->provider, id);
    origin_add_rule(r->book, r->origin, s, rule);
    return read_rows(r, s, get(model, "prices")) || err_wrap(r->e, "%.*s", STR_ARG(id));
}

static void read_fallbacks(struct reader *r, const cJSON *provider)
{
    enum { FALLBACKS_MAX = sizeof r->origin->fallbacks / sizeof *r->origin->fallbacks };
    const cJSON *name;
    cJSON_ArrayForEach(name, get(provider, "fallback_model_providers"))
    {
        if (!cJSON_IsString(name) || r->origin->fallback_count == FALLBACKS_MAX)
            continue;
        struct str *pair = r->origin->fallbacks[r->origin->fallback_count++];
        pair[0] = r->provider;
        pair[1] = price_canonical_provider(str_of(name->valuestring), r->book->arena);
    }
}

static bool read_provider(struct reader *r, const cJSON *provider)
{
    struct str id = text_at(provider, "id");
    if (id.len == 0 || !cJSON_IsArray(get(provider, "models")))
        return err_set(r->e, ERR_DATA, "expected providers with \"id\" and \"models\"");
    r->provider = str_copy(price_canonical_provider(id, r->book->arena), r->book->arena);
    read_fallbacks(r, provider);
    const cJSON *model;
    cJSON_ArrayForEach(model, get(provider, "models"))
    {
        if (!read_model(r, model))
            return err_wrap(r->e, "%.*s", STR_ARG(id));
    }
    return true;
}

// Names that a rule spells out are indexed under whatever rule takes them first.
static void index_names(struct reader *r, struct price_series *s)
{
    const struct clause *rule = &s->match.parts[0];
    const struct clause *leaves = rule->kind == CLAUSE_OR ? rule->parts : rule;
    int count = rule->kind == CLAUSE_OR ? rule->count : 1;
    for (int i = 0; i < count; i++) {
        if (leaves[i].kind == CLAUSE_EQUALS &&
            origin_by_rule(r->origin, s->provider, leaves[i].text) == s)
            origin_add_name(r->book, r->origin, s, leaves[i].text);
    }
}

bool load_genai(struct price_book *b, struct price_origin *o, const cJSON *root, struct err *e)
{
    struct reader r = {.book = b, .origin = o, .e = e};
    o->is_ordered = true;
    const cJSON *provider;
    cJSON_ArrayForEach(provider, root)
    {
        if (!read_provider(&r, provider))
            return false;
    }
    for (size_t i = 0; i < o->count; i++)
        index_names(&r, o->series[i]);
    return o->count > 0 || err_set(e, ERR_DATA, "no prices in it");
}
