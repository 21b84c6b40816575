// book.c - building a price book: origins, series, rows, numbers, the index of names.
#include "price/book.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/time.h"
#include "price/book_files.h"

enum { FIRST_CAP = 8, WARNINGS_MAX = 1000 };

// Makes room for one more element of an array in the arena.
static void *grown(struct arena *a, void *array, size_t *cap, size_t count, size_t size)
{
    if (count < *cap)
        return array;
    size_t more = *cap ? *cap * 2 : FIRST_CAP;
    array = arena_grow(a, array, *cap * size, more * size);
    *cap = more;
    return array;
}

void price_set_clear(struct price_set *set)
{
    for (int c = 0; c < PRICE_CLASSES; c++)
        set->pusd[c] = UNKNOWN;
}

void book_warn(struct price_book *b, const char *format, ...)
{
    if (b->warning_count >= WARNINGS_MAX)
        return;
    char text[ERR_TEXT_BYTES];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t used = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    b->warnings =
        grown(b->arena, b->warnings, &b->warning_cap, b->warning_count, sizeof *b->warnings);
    b->warnings[b->warning_count++] = str_copy((struct str){text, used}, b->arena);
}

size_t price_book_warnings(const struct price_book *book, const struct str **out)
{
    *out = book->warnings;
    return book->warning_count;
}

void book_note_date(struct price_book *b, struct str date)
{
    int64_t ts_us;
    if (date.len == sizeof "2026-01-01" - 1 &&
        time_parse(str_join(date, S("T00:00:00Z"), b->arena), &ts_us) &&
        (b->date_us == UNKNOWN || ts_us > b->date_us))
        b->date_us = ts_us;
}

static const struct price_terms *standard_terms(struct arena *a)
{
    struct price_terms *t = ARENA_NEW(a, struct price_terms);
    for (int tier = 0; tier < PRICE_TIERS; tier++) {
        for (int c = 0; c < PRICE_CLASSES; c++)
            t->factor_ppm[tier][c] = tier <= TIER_STANDARD ? PRICE_FACTOR_ONE : UNKNOWN;
    }
    return t;
}

void book_set_terms(struct price_book *b, struct str provider, const struct price_terms *terms)
{
    b->terms = grown(b->arena, b->terms, &b->terms_cap, b->terms_count, sizeof *b->terms);
    b->terms[b->terms_count++] = (struct provider_terms){str_copy(provider, b->arena), terms};
}

const struct price_terms *book_terms(const struct price_book *b, struct str provider)
{
    for (size_t i = b->terms_count; i-- > 1;) {
        if (str_eq(b->terms[i].provider, provider))
            return b->terms[i].terms;
    }
    return b->terms[0].terms;
}

struct price_book *price_book_empty(struct arena *a)
{
    struct price_book *b = ARENA_NEW(a, struct price_book);
    b->arena = a;
    b->date_us = UNKNOWN;
    book_set_terms(b, (struct str){NULL, 0}, standard_terms(a));
    return b;
}

// The date in a name such as "data_2026-08-21.json".
static struct str date_in(struct str name)
{
    static const char mask[] = "####-##-##";
    for (size_t at = 0; at + sizeof mask - 1 <= name.len; at++) {
        size_t i = 0;
        while (mask[i] && (mask[i] == '#' ? name.ptr[at + i] >= '0' && name.ptr[at + i] <= '9'
                                          : name.ptr[at + i] == mask[i]))
            i++;
        if (!mask[i])
            return (struct str){name.ptr + at, sizeof mask - 1};
    }
    return (struct str){NULL, 0};
}

struct price_origin *book_open_origin(struct price_book *b, struct str name)
{
    struct price_origin *o = ARENA_NEW(b->arena, struct price_origin);
    struct str_cut path = str_cut_last(name, '/');
    o->name = str_copy(path.ok ? path.tail : name, b->arena);
    o->read = date_in(o->name);
    o->by_name.arena = b->arena;
    return o;
}

struct price_series *book_series(struct price_book *b, struct price_origin *o, struct str provider,
                                 struct str model)
{
    struct price_series *s = ARENA_NEW(b->arena, struct price_series);
    s->provider = str_copy(provider, b->arena);
    s->model = str_copy(model, b->arena);
    s->match = (struct clause){.kind = CLAUSE_OR};
    o->series = grown(b->arena, o->series, &o->cap, o->count, sizeof(void *));
    o->series[o->count++] = s;
    return s;
}

struct price_row *series_add_row(struct price_book *b, struct price_series *s)
{
    // Most models have one row.
    size_t cap = (size_t)s->row_cap;
    if (cap == 0) {
        s->rows = ARENA_NEW(b->arena, struct price_row);
        cap = 1;
    }
    s->rows = grown(b->arena, s->rows, &cap, (size_t)s->row_count, sizeof *s->rows);
    s->row_cap = (int)cap;
    struct price_row *row = &s->rows[s->row_count++];
    *row = (struct price_row){
        .provider = s->provider,
        .model = s->model,
        .from_us = INT64_MIN,
        .until_us = INT64_MAX,
        .terms = book_terms(b, s->provider),
    };
    price_set_clear(&row->base);
    return row;
}

static uint64_t position_of(const struct price_origin *o, const struct price_series *s)
{
    for (size_t i = o->count; i-- > 0;) {
        if (o->series[i] == s)
            return i + 1;
    }
    return 0;
}

void origin_add_name(struct price_book *b, struct price_origin *o, struct price_series *s,
                     struct str name)
{
    bool is_new;
    struct str lower = str_lower(name, b->arena);
    uint64_t *slot = map_put(&o->by_name, model_name_key(s->provider, lower), &is_new);
    if (is_new)
        *slot = position_of(o, s);
}

void origin_add_rule(struct price_book *b, struct price_origin *o, struct price_series *s,
                     struct clause rule)
{
    struct clause *parts = ARENA_ARRAY(b->arena, struct clause, (size_t)s->match.count + 1);
    for (int i = 0; i < s->match.count; i++)
        parts[i] = s->match.parts[i];
    parts[s->match.count] = rule;
    s->match.parts = parts;
    if (s->match.count++ == 0) {
        o->globbed = grown(b->arena, o->globbed, &o->globbed_cap, o->globbed_count, sizeof(void *));
        o->globbed[o->globbed_count++] = s;
    }
}

// Length of the longest literal: the measure of how specific a rule is.
static size_t literal_len(const struct price_series *s)
{
    size_t longest = 0;
    for (int i = 0; i < s->match.count; i++) {
        if (s->match.parts[i].text.len > longest)
            longest = s->match.parts[i].text.len;
    }
    return longest;
}

// Insertion sorts: stable, and the lists are short and nearly sorted.
static void sort_globbed(struct price_origin *o)
{
    for (size_t i = 1; i < o->globbed_count; i++) {
        struct price_series *s = o->globbed[i];
        size_t k = i;
        for (; k > 0 && literal_len(o->globbed[k - 1]) < literal_len(s); k--)
            o->globbed[k] = o->globbed[k - 1];
        o->globbed[k] = s;
    }
}

// Rows of a tier of their own first, then those of some hours only, then the newest.
static bool row_before(const struct price_row *x, const struct price_row *y)
{
    if ((x->tier != TIER_UNKNOWN) != (y->tier != TIER_UNKNOWN))
        return x->tier != TIER_UNKNOWN;
    if ((x->window_count > 0) != (y->window_count > 0))
        return x->window_count > 0;
    return x->from_us > y->from_us;
}

static void sort_rows(struct price_series *s)
{
    for (int i = 1; i < s->row_count; i++) {
        struct price_row row = s->rows[i];
        int k = i;
        for (; k > 0 && row_before(&row, &s->rows[k - 1]); k--)
            s->rows[k] = s->rows[k - 1];
        s->rows[k] = row;
    }
}

// "provider/model@from", "+tier" and "#hours" where they make the difference, ":file" for imports.
static struct str row_id(const struct price_book *b, const struct price_origin *o,
                         const struct price_row *row)
{
    struct buf id = {.arena = b->arena};
    buf_fmt(&id, "%.*s/%.*s", STR_ARG(row->provider), STR_ARG(row->model));
    if (row->from_us != INT64_MIN) {
        struct civil c = time_to_civil(row->from_us);
        buf_fmt(&id, "@%04d-%02d-%02d", (int)c.year, c.month, c.day);
    }
    if (row->window_count > 0)
        buf_fmt(&id, "#%02dh", (int)(row->windows[0].begin_s / 3600));
    if (row->tier != TIER_UNKNOWN)
        buf_fmt(&id, "+%s", price_tier_names[row->tier]);
    if (o->name.len > 0)
        buf_fmt(&id, ":%.*s", STR_ARG(o->name));
    return buf_view(&id);
}

void book_close_origin(struct price_book *b, struct price_origin *o)
{
    if (!o->is_ordered)
        sort_globbed(o);
    for (size_t i = 0; i < o->count; i++) {
        struct price_series *s = o->series[i];
        b->series = grown(b->arena, b->series, &b->series_cap, b->series_count, sizeof(void *));
        b->series[b->series_count++] = s;
        s->number = (uint32_t)b->series_count;
        sort_rows(s);
        for (int k = 0; k < s->row_count; k++) {
            b->rows = grown(b->arena, b->rows, &b->row_cap, b->row_count, sizeof(void *));
            b->rows[b->row_count++] = &s->rows[k];
            s->rows[k].number = (uint32_t)b->row_count;
            s->rows[k].id = row_id(b, o, &s->rows[k]);
        }
    }
    o->older = b->newest;
    b->newest = o;
}

typedef bool loader(struct price_book *b, struct price_origin *o, const cJSON *root, struct err *e);

// Each file is of one shape: genai-prices is a list, ours has "models", LiteLLM's a map of models.
static loader *loader_of(const cJSON *root)
{
    if (cJSON_IsArray(root))
        return load_genai;
    return cJSON_IsArray(cJSON_GetObjectItemCaseSensitive(root, "models")) ? load_own
                                                                           : load_litellm;
}

static bool load_text(struct price_book *b, struct price_origin *o, struct str json, struct err *e)
{
    b->hash = hash_mix(b->hash, hash_str(json));
    cJSON *root = cJSON_ParseWithLength(json.ptr, json.len);
    if (!root)
        return err_set(e, ERR_DATA, "not JSON");
    bool ok = loader_of(root)(b, o, root, e);
    cJSON_Delete(root);
    return ok;
}

bool price_book_import(struct price_book *book, struct str json, struct str origin, struct err *e)
{
    struct price_origin *o = book_open_origin(book, origin.len > 0 ? origin : S("import"));
    if (!load_text(book, o, json, e))
        return err_wrap(e, "%.*s", STR_ARG(origin));
    book_note_date(book, o->read);
    book_close_origin(book, o);
    return true;
}

bool price_book_builtin(struct price_book **out, struct arena *a, struct err *e)
{
    struct price_book *b = price_book_empty(a);
    struct price_origin *o = book_open_origin(b, S(""));
    for (const struct book_file *f = price_book_files; f->name; f++) {
        if (!load_text(b, o, f->json, e))
            return err_wrap(e, "built-in prices: %s", f->name);
    }
    book_close_origin(b, o);
    *out = b;
    return true;
}

int64_t price_book_date_us(const struct price_book *book)
{
    return book->date_us;
}

uint64_t price_book_hash(const struct price_book *book)
{
    return book->hash;
}

struct str price_row_id(const struct price_row *row)
{
    return row->id;
}

struct str price_row_provider(const struct price_row *row)
{
    return row->provider;
}

struct str price_row_model(const struct price_row *row)
{
    return row->model;
}

int64_t price_row_from_us(const struct price_row *row)
{
    return row->from_us;
}

uint32_t price_row_number(const struct price_row *row)
{
    return row->number;
}

const struct price_row *price_row_by_number(const struct price_book *book, uint32_t number)
{
    return number >= 1 && number <= book->row_count ? book->rows[number - 1] : NULL;
}
