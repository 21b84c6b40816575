// pricing.c - see pricing.h.
#include "cli/pricing.h"

#include "analyze/mine.h"
#include "base/buf.h"
#include "base/time.h"
#include "price/price_row.h"

enum { IMPORTS_MAX = 64 };

// Meta keys. An import is kept as its origin, a line feed and its text.
static struct str import_key(int number, struct arena *a)
{
    return str_fmt(a, "price_import_%d", number);
}

static bool import_at(struct store *s, int number, struct str_cut *out, struct arena *a,
                      struct err *e)
{
    struct str text;
    if (!store_meta_get(s, import_key(number, a), &text, a, e))
        return false;
    *out = str_cut(text, '\n');
    return true;
}

bool pricing_load(struct store *s, struct price_book **out, struct arena *a, struct err *e)
{
    struct price_book *book = NULL;
    if (!price_book_builtin(&book, a, e))
        return false;
    for (int i = 0; s && i < IMPORTS_MAX; i++) {
        struct str_cut import;
        if (!import_at(s, i, &import, a, e))
            return false;
        if (!import.ok)
            break;
        if (!price_book_import(book, import.tail, import.head, e))
            return err_wrap(e, "imported prices");
    }
    *out = book;
    return true;
}

bool pricing_import(struct store *s, struct str json, struct str origin, struct arena *a,
                    struct err *e)
{
    struct buf text = {.arena = a};
    buf_fmt(&text, "%.*s\n", STR_ARG(origin));
    buf_str(&text, json);
    for (int i = 0; i < IMPORTS_MAX; i++) {
        struct str_cut import;
        if (!import_at(s, i, &import, a, e))
            return false;
        if (!import.ok || str_eq(import.head, origin))
            return store_meta_set(s, import_key(i, a), buf_view(&text), e);
    }
    return err_set(e, ERR_USAGE, "%d files of prices have been imported; that is the limit",
                   IMPORTS_MAX);
}

bool pricing_origins(struct store *s, struct str **out, int *count, struct arena *a, struct err *e)
{
    struct str *origins = ARENA_ARRAY(a, struct str, IMPORTS_MAX);
    int n = 0;
    for (int i = 0; i < IMPORTS_MAX; i++) {
        struct str_cut import;
        if (!import_at(s, i, &import, a, e))
            return false;
        if (!import.ok)
            break;
        origins[n++] = import.head;
    }
    *out = origins;
    *count = n;
    return true;
}

// The prices that a row names as {"input": 3.000000, …}: US dollars for a million tokens.
static struct str rates_json(const struct price_row *row, struct arena *a)
{
    static const struct {
        enum tok_class class;
        const char *name;
    } shown[] = {
        {TOK_INPUT, "input"},
        {TOK_CACHE_READ, "cache_read"},
        {TOK_CACHE_WRITE_5M, "cache_write_5m"},
        {TOK_CACHE_WRITE_1H, "cache_write_1h"},
        {TOK_OUTPUT, "output"},
    };
    struct buf out = {.arena = a};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        int64_t pusd = row->base.pusd[shown[i].class];
        if (pusd == UNKNOWN)
            continue;
        buf_fmt(&out, "%s\"%s\": %lld.%06lld", out.len ? ", " : "{", shown[i].name,
                (long long)(pusd / 1000000), (long long)(pusd % 1000000));
    }
    if (!out.len)
        return (struct str){NULL, 0};
    buf_byte(&out, '}');
    return buf_view(&out);
}

bool pricing_use(struct store *s, const struct price_book *book, struct arena *a, struct err *e)
{
    uint32_t count = 1;
    while (price_row_by_number(book, count))
        count++;
    struct price_line *lines = ARENA_ARRAY(a, struct price_line, count);
    for (uint32_t i = 1; i < count; i++) {
        const struct price_row *row = price_row_by_number(book, i);
        lines[i] = (struct price_line){
            .id = price_row_id(row),
            .provider = price_row_provider(row),
            .model = price_row_model(row),
            .detail = rates_json(row, a),
        };
    }
    store_use_prices(s, lines, count);
    char date[TIME_TEXT_BYTES];
    struct str hash = str_fmt(a, "%016llx", (unsigned long long)price_book_hash(book));
    return store_meta_set(s, S("price_book_date"), time_format(price_book_date_us(book), date),
                          e) &&
           store_meta_set(s, S("price_book_hash"), hash, e);
}

bool pricing_date_of(struct store *s, int64_t *out_us, struct arena *a, struct err *e)
{
    struct str text;
    int64_t us = UNKNOWN;
    if (!store_meta_get(s, S("price_book_date"), &text, a, e))
        return false;
    *out_us = text.ptr && time_parse(text, &us) ? us : UNKNOWN;
    return true;
}

static void hook_price(void *self, struct record *r)
{
    price_record(self, r);
}

static int64_t hook_bytes_per_ktok(void *self, struct str model)
{
    (void)self;
    return price_bytes_per_ktok(model);
}

struct settle_hooks pricing_hooks(struct price_book *book)
{
    return (struct settle_hooks){
        .self = book,
        .price = hook_price,
        .bytes_per_ktok = hook_bytes_per_ktok,
        .mine = mine_templates,
    };
}
