// load_own.c - reads price files of our own shape (docs/prices.md); a key it does not know is an
// error.
#include "base/time.h"
#include "price/amount.h"
#include "price/book.h"

struct reader {
    struct price_book *book;
    struct price_origin *origin;
    struct str provider, source, read;  // of the file
    int64_t web_search_pusd;
    struct err *e;
};

static const char *text_of(const cJSON *item)
{
    return cJSON_IsString(item) ? item->valuestring : "";
}

static int class_of(const char *name)
{
    for (int c = 0; c < PRICE_CLASSES; c++) {
        if (strcmp(name, price_class_names[c]) == 0)
            return c;
    }
    return -1;
}

static int tier_of(const char *name)
{
    for (int tier = 0; tier < PRICE_TIERS; tier++) {
        if (strcmp(name, price_tier_names[tier]) == 0)
            return tier;
    }
    return -1;
}

static int scale_of(int price_class)
{
    return price_class < TOK_CLASSES ? SCALE_PER_MTOK : SCALE_PER_KILO;
}

static bool read_factor(const cJSON *item, int64_t *out)
{
    enum { FACTOR_MAX = 1000 };
    return amount_scaled(item, SCALE_FACTOR, out) && *out <= (int64_t)FACTOR_MAX * PRICE_FACTOR_ONE;
}

// A factor for all tokens, or {"all": 0.5, "cache_read": 1}; null = not sold.
static bool read_tier(const cJSON *item, int64_t factors[PRICE_CLASSES], struct err *e)
{
    int64_t all = UNKNOWN;
    const cJSON *first =
        cJSON_IsObject(item) ? cJSON_GetObjectItemCaseSensitive(item, "all") : item;
    if (!cJSON_IsNull(item) && !read_factor(first, &all))
        return err_set(e, ERR_DATA, "\"%s\": expected a factor, or an object with \"all\"",
                       item->string);
    for (int c = 0; c < PRICE_CLASSES; c++)
        factors[c] = c < TOK_CLASSES || all == UNKNOWN ? all : PRICE_FACTOR_ONE;
    if (!cJSON_IsObject(item))
        return true;
    const cJSON *part;
    cJSON_ArrayForEach(part, item)
    {
        int c = class_of(part->string);
        if (strcmp(part->string, "all") == 0)
            continue;
        if (c < 0 || !read_factor(part, &factors[c]))
            return err_set(e, ERR_DATA, "\"%s\": \"%s\" is no factor of a price", item->string,
                           part->string);
    }
    return true;
}

static bool read_terms(const cJSON *tiers, struct price_terms *out, struct err *e)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, tiers)
    {
        int tier = tier_of(item->string);
        if (tier <= TIER_STANDARD)
            return err_set(e, ERR_DATA, "\"%s\" is no tier: batch, flex, priority", item->string);
        if (!read_tier(item, out->factor_ppm[tier], e))
            return false;
    }
    return true;
}

static bool read_date(const cJSON *item, int64_t *out_us, struct err *e)
{
    struct str text = str_of(text_of(item));
    if ((text.len == sizeof "2026-01-01" - 1 || str_contains(text, S("T"))) &&
        time_parse(text, out_us))
        return true;
    return err_set(e, ERR_DATA, "\"%s\": expected a date such as 2026-09-23", item->string);
}

static bool read_clock(const cJSON *item, int32_t *out_s)
{
    struct str_cut cut = str_cut(str_of(text_of(item)), ':');
    int64_t hour;
    int64_t minute;
    if (!cut.ok || !str_to_i64(cut.head, &hour) || !str_to_i64(cut.tail, &minute) || hour < 0 ||
        hour > 24 || minute < 0 || minute > 59)
        return false;
    *out_s = (int32_t)(hour * 3600 + minute * 60);
    return true;
}

static bool read_hours(const cJSON *list, struct price_row *row, struct err *e)
{
    const cJSON *pair;
    cJSON_ArrayForEach(pair, list)
    {
        struct price_window w;
        if (row->window_count == PRICE_WINDOWS_MAX || cJSON_GetArraySize(pair) != 2 ||
            !read_clock(cJSON_GetArrayItem(pair, 0), &w.begin_s) ||
            !read_clock(cJSON_GetArrayItem(pair, 1), &w.end_s))
            return err_set(e, ERR_DATA,
                           "\"hours\": expected up to %d pairs such as "
                           "[\"01:00\", \"04:00\"] (UTC)",
                           PRICE_WINDOWS_MAX);
        row->windows[row->window_count++] = w;
    }
    return true;
}

static bool read_days(const cJSON *item, struct price_row *row, struct err *e)
{
    static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    struct str_cut cut = str_cut(str_of(text_of(item)), '-');
    unsigned first = 7;
    unsigned last = 7;
    for (unsigned day = 0; day < 7; day++) {
        first = str_eq(cut.head, str_of(names[day])) ? day : first;
        last = str_eq(cut.ok ? cut.tail : cut.head, str_of(names[day])) ? day : last;
    }
    if (first == 7 || last == 7 || first > last)
        return err_set(e, ERR_DATA, "\"days\": expected days such as \"mon-fri\" or \"sun\"");
    row->day_bits = 0;
    for (unsigned day = first; day <= last; day++)
        row->day_bits |= 1U << day;
    return true;
}

static bool read_price(const cJSON *item, struct price_set *set, struct err *e)
{
    int c = class_of(item->string);
    if (c < 0)
        return err_set(e, ERR_DATA, "unknown key \"%s\"", item->string);
    if (!amount_scaled(item, scale_of(c), &set->pusd[c]))
        return err_set(e, ERR_DATA, "\"%s\": expected a price in USD", item->string);
    return true;
}

static bool read_threshold(const cJSON *object, const struct price_set *base,
                           struct price_above *out, struct err *e)
{
    *out = (struct price_above){.prices = *base};
    const cJSON *item;
    cJSON_ArrayForEach(item, object)
    {
        if (strcmp(item->string, "tok") == 0) {
            if (!amount_scaled(item, 0, &out->above_tok))
                return err_set(e, ERR_DATA, "\"above\": \"tok\" is a number of tokens");
        } else if (!read_price(item, &out->prices, e)) {
            return false;
        }
    }
    return out->above_tok > 0 || err_set(e, ERR_DATA, "\"above\": \"tok\" is missing");
}

// One {"tok": 200000, …} or a list of them; classes it does not name keep their base price.
static bool read_above(struct reader *r, const cJSON *item, struct price_row *row)
{
    int count = cJSON_IsArray(item) ? cJSON_GetArraySize(item) : 1;
    struct price_above *above = ARENA_ARRAY(r->book->arena, struct price_above, (size_t)count);
    for (int i = 0; i < count; i++) {
        const cJSON *object = cJSON_IsArray(item) ? cJSON_GetArrayItem(item, i) : item;
        if (!read_threshold(object, &row->base, &above[i], r->e))
            return false;
        if (i > 0 && above[i].above_tok <= above[i - 1].above_tok)
            return err_set(r->e, ERR_DATA, "\"above\": thresholds do not rise");
    }
    row->above = above;
    row->above_count = count;
    return true;
}

static bool read_row_terms(struct reader *r, const cJSON *item, struct price_row *row)
{
    struct price_terms *terms = ARENA_NEW(r->book->arena, struct price_terms);
    *terms = *row->terms;
    row->terms = terms;
    return read_terms(item, terms, r->e);
}

static bool read_row_tier(const cJSON *item, struct price_row *row, struct err *e)
{
    int tier = tier_of(text_of(item));
    if (tier <= TIER_STANDARD)
        return err_set(e, ERR_DATA, "\"tier\": expected batch, flex or priority");
    row->tier = (enum tier)tier;
    return true;
}

enum row_key {
    KEY_PRICE,  // a class of price_class_names
    KEY_MODEL,
    KEY_FROM,
    KEY_UNTIL,
    KEY_HOURS,
    KEY_DAYS,
    KEY_TIER,
    KEY_TIERS,
    KEY_ABOVE,
    KEY_TEXT,  // read by read_texts()
};

static enum row_key key_of(const char *name)
{
    static const struct {
        const char *name;
        enum row_key key;
    } keys[] = {
        {"model", KEY_MODEL}, {"provider", KEY_MODEL}, {"also", KEY_MODEL},  {"match", KEY_MODEL},
        {"from", KEY_FROM},   {"until", KEY_UNTIL},    {"hours", KEY_HOURS}, {"days", KEY_DAYS},
        {"tier", KEY_TIER},   {"tiers", KEY_TIERS},    {"above", KEY_ABOVE}, {"source", KEY_TEXT},
        {"read", KEY_TEXT},   {"note", KEY_TEXT},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(name, keys[i].name) == 0)
            return keys[i].key;
    }
    return KEY_PRICE;
}

static bool read_key(struct reader *r, const cJSON *item, struct price_row *row)
{
    switch (key_of(item->string)) {
    case KEY_PRICE:
        return read_price(item, &row->base, r->e);
    case KEY_FROM:
        return read_date(item, &row->from_us, r->e);
    case KEY_UNTIL:
        return read_date(item, &row->until_us, r->e);
    case KEY_HOURS:
        return read_hours(item, row, r->e);
    case KEY_DAYS:
        return read_days(item, row, r->e);
    case KEY_TIER:
        return read_row_tier(item, row, r->e);
    case KEY_TIERS:
        return read_row_terms(r, item, row);
    case KEY_MODEL:
    case KEY_ABOVE:
    case KEY_TEXT:
        return true;
    }
    return true;
}

static struct str text_or(const cJSON *object, const char *key, struct str otherwise,
                          struct arena *a)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsString(item) ? str_copy(str_of(item->valuestring), a) : otherwise;
}

static bool read_row(struct reader *r, const cJSON *object, struct price_series *s)
{
    struct price_row *row = series_add_row(r->book, s);
    row->day_bits = 0x7f;
    row->base.pusd[PRICE_WEB_SEARCH] = r->web_search_pusd;
    const cJSON *item;
    cJSON_ArrayForEach(item, object)
    {
        if (!read_key(r, item, row))
            return false;
    }
    row->source = text_or(object, "source", r->source, r->book->arena);
    row->read = text_or(object, "read", r->read, r->book->arena);
    row->note = text_or(object, "note", (struct str){NULL, 0}, r->book->arena);
    // Behind the prices of the row, which it starts from.
    const cJSON *above = cJSON_GetObjectItemCaseSensitive(object, "above");
    return !above || read_above(r, above, row);
}

// The series that an earlier row of the same model began, else a new one.
static struct price_series *series_of(struct reader *r, struct str provider, struct str model)
{
    struct str lower = str_lower(model, r->book->arena);
    const uint64_t *at = map_get(&r->origin->by_name, model_name_key(provider, lower));
    struct price_series *s = at ? r->origin->series[*at - 1] : NULL;
    if (s && str_eq(s->model, model))
        return s;
    s = book_series(r->book, r->origin, provider, model);
    origin_add_name(r->book, r->origin, s, model);
    return s;
}

static bool read_names(struct reader *r, const cJSON *object, struct price_series *s)
{
    const cJSON *also = cJSON_GetObjectItemCaseSensitive(object, "also");
    const cJSON *name;
    cJSON_ArrayForEach(name, also)
    {
        struct clause rule = clause_of_glob(str_of(text_of(name)), r->book->arena);
        if (rule.text.len == 0)
            return err_set(r->e, ERR_DATA, "\"also\": expected names, or globs with text");
        if (rule.kind == CLAUSE_EQUALS)
            origin_add_name(r->book, r->origin, s, rule.text);
        else
            origin_add_rule(r->book, r->origin, s, rule);
    }
    const cJSON *match = cJSON_GetObjectItemCaseSensitive(object, "match");
    struct clause rule;
    if (match && !clause_read(match, &rule, r->book->arena, r->e))
        return false;
    if (match)
        origin_add_rule(r->book, r->origin, s, rule);
    return true;
}

static bool read_model(struct reader *r, const cJSON *object)
{
    struct str model = str_of(text_of(cJSON_GetObjectItemCaseSensitive(object, "model")));
    struct str provider = text_or(object, "provider", r->provider, r->book->arena);
    provider = price_canonical_provider(provider, r->book->arena);
    if (model.len == 0 || provider.len == 0)
        return err_set(r->e, ERR_DATA, "a row needs \"model\" and \"provider\"");
    struct price_series *s = series_of(r, provider, model);
    if (!read_names(r, object, s) || !read_row(r, object, s))
        return err_wrap(r->e, "%.*s", STR_ARG(model));
    return true;
}

static bool read_header(struct reader *r, const cJSON *root)
{
    static const char *const keys[] = {
        "provider", "source", "read", "note", "tiers", "models", "per_1k_web_searches"};
    const cJSON *item;
    cJSON_ArrayForEach(item, root)
    {
        bool known = false;
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
            known = known || strcmp(item->string, keys[i]) == 0;
        if (!known)
            return err_set(r->e, ERR_DATA, "unknown key \"%s\"", item->string);
    }
    struct arena *a = r->book->arena;
    struct str provider = text_or(root, "provider", S(""), a);
    r->provider = price_canonical_provider(provider, a);
    r->source = text_or(root, "source", r->origin->name, a);
    r->read = text_or(root, "read", r->origin->read, a);
    r->web_search_pusd = UNKNOWN;
    const cJSON *search = cJSON_GetObjectItemCaseSensitive(root, "per_1k_web_searches");
    if (search && !amount_scaled(search, SCALE_PER_KILO, &r->web_search_pusd))
        return err_set(r->e, ERR_DATA, "\"per_1k_web_searches\": expected a price in USD");
    const cJSON *tiers = cJSON_GetObjectItemCaseSensitive(root, "tiers");
    if (!tiers)
        return true;
    struct price_terms *terms = ARENA_NEW(a, struct price_terms);
    *terms = *book_terms(r->book, r->provider);
    if (!read_terms(tiers, terms, r->e))
        return err_wrap(r->e, "\"tiers\"");
    book_set_terms(r->book, r->provider, terms);
    return true;
}

bool load_own(struct price_book *b, struct price_origin *o, const cJSON *root, struct err *e)
{
    struct reader r = {.book = b, .origin = o, .e = e};
    if (!read_header(&r, root))
        return false;
    book_note_date(b, r.read);
    const cJSON *model;
    cJSON_ArrayForEach(model, cJSON_GetObjectItemCaseSensitive(root, "models"))
    {
        if (!read_model(&r, model))
            return false;
    }
    return true;
}
