// columns_labels.c - labels of answers to the requests they name, by one scan of all ids.
#include "analyze/columns_load.h"
#include "base/map.h"
#include "store/cursor.h"

enum { PREFIX_MIN = 4, HEX_DIGITS = 16, DIGIT_BITS = 4 };

// Labels that may be meant by the first digits of an id.
struct digits {
    struct map labels;  // the digits to the last label + 1
};

struct labelling {
    struct arena arena;
    const struct request_label *labels;
    int64_t count;
    struct digits by_length[HEX_DIGITS + 1];
    struct map by_call;  // identity of a log's request id to the last label + 1
    uint32_t *next;      // [count] the label before with the same digits, + 1
    uint32_t *next_call;
    uint32_t *digit_rows, *call_rows;  // [count] requests that are meant
    uint32_t *digit_row, *call_row;    // [count] the last of these
    struct map request_of;
};

static void add_to(struct map *labels, uint64_t key, uint32_t number, uint32_t *next)
{
    uint64_t *last = map_put(labels, key, NULL);
    next[number] = (uint32_t)*last;
    *last = (uint64_t)number + 1;
}

static void init(struct labelling *l)
{
    size_t n = (size_t)l->count;
    l->by_call.arena = &l->arena;
    l->next = ARENA_ARRAY(&l->arena, uint32_t, n);
    l->next_call = ARENA_ARRAY(&l->arena, uint32_t, n);
    l->digit_rows = ARENA_ARRAY(&l->arena, uint32_t, n);
    l->call_rows = ARENA_ARRAY(&l->arena, uint32_t, n);
    l->digit_row = ARENA_ARRAY(&l->arena, uint32_t, n);
    l->call_row = ARENA_ARRAY(&l->arena, uint32_t, n);
    for (uint32_t i = 0; i < n; i++) {
        struct str id = l->labels[i].id;
        uint64_t bits = 0;
        if (id.len >= PREFIX_MIN && id.len <= HEX_DIGITS && str_to_hex64(id, &bits)) {
            struct map *labels = &l->by_length[id.len].labels;
            labels->arena = &l->arena;
            add_to(labels, bits, i, l->next);
        }
        uint64_t identity = store_identity(id);
        if (identity)
            add_to(&l->by_call, identity, i, l->next_call);
    }
}

static void meet(const struct map *labels, uint64_t key, const uint32_t *next, uint32_t row,
                 uint32_t *rows, uint32_t *last_row)
{
    const uint64_t *found = labels->len ? map_get(labels, key) : NULL;
    for (uint32_t at = found ? (uint32_t)*found : 0; at; at = next[at - 1]) {
        rows[at - 1]++;
        last_row[at - 1] = row;
    }
}

static void see(struct labelling *l, uint64_t id, uint32_t row)
{
    for (int digits = PREFIX_MIN; digits <= HEX_DIGITS; digits++)
        meet(&l->by_length[digits].labels, id >> (HEX_DIGITS - digits) * DIGIT_BITS, l->next, row,
             l->digit_rows, l->digit_row);
    meet(&l->by_call, id, l->next_call, row, l->call_rows, l->call_row);
}

static bool scan(struct labelling *l, struct store *s, const struct labels_given *given,
                 struct err *e)
{
    struct cursor_options options;
    struct cursor *rows = NULL;
    struct request r;
    bool has = false;
    cursor_options_init(&options);
    options.stop = given->stop;
    options.stop_self = given->self;
    if (!cursor_open(s, &options, &rows, e))
        return false;
    bool ok = true;
    while ((ok = cursor_next(rows, &r, &has, e)) && has)
        see(l, r.id, (uint32_t)r.rowid);
    cursor_close(rows);
    return ok;
}

// The requests that a label means, and the last of them. As store_find(): what reads as the
// beginning of an id is one if there is any.
static uint32_t meant(const struct labelling *l, uint32_t i, uint32_t *row)
{
    bool is_id = l->digit_rows[i] > 0;
    *row = is_id ? l->digit_row[i] : l->call_row[i];
    return is_id ? l->digit_rows[i] : l->call_rows[i];
}

// From the rows that labels mean to requests + 1; 0 = not in the columns.
static void find_requests(struct labelling *l, const struct columns *c)
{
    uint32_t row = 0;
    l->request_of.arena = &l->arena;
    for (uint32_t i = 0; i < l->count; i++)
        if (meant(l, i, &row) == 1)
            *map_put(&l->request_of, row, NULL) = 0;
    for (int64_t i = 0; l->request_of.len && i < c->count; i++) {
        uint64_t *request = map_get(&l->request_of, c->row[i]);
        if (request)
            *request = (uint64_t)i + 1;
    }
}

static void set(struct labelling *l, struct columns *c, struct label_counts *out)
{
    find_requests(l, c);
    for (uint32_t i = 0; i < l->count; i++) {
        uint32_t row = 0;
        uint32_t rows = meant(l, i, &row);
        uint64_t request = rows == 1 ? *map_get(&l->request_of, row) : 0;
        out->unknown += rows == 0;
        out->ambiguous += rows > 1;
        out->outside += rows == 1 && !request;
        out->set += request > 0;
        if (request)
            c->label[request - 1] = l->labels[i].is_ok ? LABEL_OK : LABEL_FAILED;
    }
}

bool columns_set_labels(struct columns *c, struct store *s, const struct labels_given *labels,
                        struct label_counts *out, struct err *e)
{
    if (labels->count >= (int64_t)UINT32_MAX)
        return err_set(e, ERR_USAGE, "more than %lld labels", (long long)UINT32_MAX - 1);
    struct labelling l = {.labels = labels->list, .count = labels->count};
    init(&l);
    bool ok = scan(&l, s, labels, e);
    if (ok) {
        *out = (struct label_counts){0};
        if (!c->label)
            c->label = ARENA_ARRAY(c->arena, uint8_t, (size_t)c->count);
        set(&l, c, out);
    }
    arena_release(&l.arena);
    return ok;
}
