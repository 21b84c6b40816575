// columns_load.c - see columns_load.h.
#include "analyze/columns_load.h"

#include "analyze/columns_build.h"
#include "base/json.h"
#include "store/chains.h"
#include "store/filter_sql.h"
#include "store/stmt.h"

enum { PROGRESS_EVERY = 1 << 16 };

// What name_of(), id_of() and the chains work with.
struct columns_hold {
    struct store *store;
    bool is_held;  // store_hold()
    struct chains *chains;
};

int64_t columns_room(struct arena *a, void **list, size_t size, int64_t count, int64_t cap)
{
    if (count < cap)
        return cap;
    int64_t grown = cap ? cap * 2 : 64;
    *list = arena_grow(a, *list, size * (size_t)cap, size * (size_t)grown);
    return grown;
}

static bool scan_rows(struct columns_build *b, const struct cursor_options *options,
                      bool (*each)(void *self, const struct request *r, struct err *e), void *self,
                      struct err *e)
{
    const struct columns_loading *from = b->from;
    struct cursor *rows = NULL;
    if (!cursor_open(from->store, options, &rows, e))
        return false;
    struct request r;
    bool has = false;
    bool ok = true;
    int64_t next_progress = 0;
    while ((ok = cursor_next(rows, &r, &has, e)) && has) {
        if (from->progress && r.rowid >= next_progress) {
            from->progress(from->self, r.rowid, b->cap);
            next_progress = r.rowid + PROGRESS_EVERY;
        }
        if (!each(self, &r, e)) {
            ok = false;
            break;
        }
    }
    cursor_close(rows);
    return ok;
}

// `options` has what is to be read.
static bool scan_filtered(struct columns_build *b, struct cursor_options options,
                          const struct filter *filter,
                          bool (*each)(void *self, const struct request *r, struct err *e),
                          void *self, struct err *e)
{
    const struct question *q = b->from->question;
    struct arena scratch = {0};
    struct where where = {0};
    options.begin_us = q->since_us;
    options.end_us = q->until_us;
    options.stop = q->stop;
    options.stop_self = q->stop_self;
    bool ok = !filter->term_count || filter_sql(filter, &where, &scratch, e);
    if (filter->term_count)
        options.where = &where;
    ok = ok && scan_rows(b, &options, each, self, e);
    arena_release(&scratch);
    return ok;
}

bool columns_scan(struct columns_build *b, unsigned thin,
                  bool (*each)(void *self, const struct request *r, struct err *e), void *self,
                  struct err *e)
{
    struct cursor_options options;
    cursor_options_init(&options);
    options.want = CURSOR_THIN;
    options.thin = thin;
    return scan_filtered(b, options, b->from->question->filter, each, self, e);
}

bool columns_scan_rows(struct columns_build *b, const struct filter *filter,
                       bool (*each)(void *self, const struct request *r, struct err *e), void *self,
                       struct err *e)
{
    struct cursor_options options;
    cursor_options_init(&options);
    options.want = CURSOR_ROWS;
    return scan_filtered(b, options, filter, each, self, e);
}

bool columns_goes_on(const struct columns_build *b, struct err *e)
{
    const struct question *q = b->from->question;
    return !q->stop || !q->stop(q->stop_self) || err_set(e, ERR_INTERRUPTED, "interrupted");
}

static bool name_of(void *self, uint32_t number, struct str *out, struct arena *a, struct err *e)
{
    struct columns_hold *hold = self;
    return store_name(hold->store, number ? (int64_t)number : UNKNOWN, out, a, e);
}

static bool id_of(void *self, uint32_t row, uint64_t *out, struct err *e)
{
    struct columns_hold *hold = self;
    return store_request_id(hold->store, row, out, e);
}

static bool hold(struct columns_build *b, struct err *e)
{
    struct columns *out = b->out;
    struct columns_hold *h = ARENA_NEW(b->arena, struct columns_hold);
    h->store = b->from->store;
    out->self = h;
    out->name_of = name_of;
    out->id_of = id_of;
    if (!store_hold(h->store, &h->is_held, e))
        return false;
    if (!b->wants->chains)
        return true;
    if (!chains_open(h->store, CHAINS_BYTES, &h->chains, e))
        return false;
    out->chains = chains_source(h->chains);
    return true;
}

// The words that bits of `watch` stand for; meta.c wrote the list.
static bool read_watch_words(struct columns_build *b, struct err *e)
{
    struct columns *out = b->out;
    struct str list = {0};
    if (!store_meta_get(b->from->store, S("watch"), &list, &b->scratch, e))
        return false;
    struct json_parser *parser = json_parser_new();
    struct json root = {0};
    if (parser && list.ptr && json_parse(parser, list, 0, &root) == JSON_OK) {
        out->watch_words = ARENA_ARRAY(b->arena, struct str, json_len(root));
        struct json_iter it = json_iter(root);
        while (json_next(&it))
            out->watch_words[out->watch_word_count++] = str_copy(json_str(it.value), b->arena);
    }
    json_parser_free(parser);
    return true;
}

static bool load(struct columns_build *b, struct err *e)
{
    if (!hold(b, e) || !store_newest(b->from->store, &b->cap, e))
        return false;
    if (b->cap >= (int64_t)UINT32_MAX)
        return err_set(e, ERR_DB, "more than %lld requests", (long long)UINT32_MAX - 1);
    const struct column_wants *w = b->wants;
    int64_t sources = 0;
    if (!store_query_int(b->from->store, S("SELECT count(*) FROM source_t"), &sources, e) ||
        (w->facts && !read_watch_words(b, e)))
        return false;
    b->has_sources = sources > 1;
    if (!columns_goes_on(b, e) || !columns_fill(b, e) || !columns_selections(b, e) ||
        !columns_goes_on(b, e))
        return false;
    columns_order(b);
    if (!columns_goes_on(b, e))
        return false;
    columns_number_callers(b);
    if (!columns_keys(b, e))
        return false;
    if (w->labels)
        b->out->label = ARENA_ARRAY(b->arena, uint8_t, (size_t)b->out->count);
    return (!w->trims || columns_trims(b, e)) && (!w->statics || columns_statics(b, e));
}

bool columns_load(const struct columns_loading *from, struct arena *a, struct columns *out,
                  struct err *e)
{
    *out = (struct columns){.arena = a};
    struct columns_build b = {.from = from, .wants = from->wants, .out = out, .arena = a};
    bool ok = load(&b, e);
    columns_keys_release(&b);
    columns_permute_end(&b);
    arena_release(&b.scratch);
    return ok;
}

void columns_close(struct columns *c)
{
    struct columns_hold *h = c->self;
    if (!h)
        return;
    chains_close(h->chains);
    store_let_go(h->store, h->is_held);
    c->chains = NULL;
    c->name_of = NULL;
    c->id_of = NULL;
    c->self = NULL;
}
