// spending.c - see spending.h.
#include "analyze/spending.h"

#include "price/price_row.h"

void spending_init(struct spending *s, const struct question *q, struct arena *a)
{
    *s = (struct spending){
        .arena = a,
        .terms.book = q->book,
        .cells.arena = a,
        .cell_of_who.arena = a,
        .splits = ARENA_ARRAY(a, struct spending_split, (size_t)q->by_count),
        .split_count = q->by_count,
    };
    for (int i = 0; i < q->by_count; i++) {
        struct spending_split *split = &s->splits[i];
        split->crossing = q->by[i];
        split->row_of.arena = split->part_of.arena = a;
        for (int d = 0; d < split->crossing.count; d++) {
            lens_init(&split->lenses[d], split->crossing.dims[d], a);
            split->dense[d].arena = a;
        }
    }
}

bool spending_open(struct spending *s, struct store *store, struct err *e)
{
    for (int i = 0; i < s->split_count; i++)
        for (int d = 0; d < s->splits[i].crossing.count; d++)
            if (!lens_open(&s->splits[i].lenses[d], store, s->arena, e))
                return false;
    return true;
}

// An unknown name is none, an empty one is a name.
static struct str cell_name(const struct attribution *who, struct arena *a)
{
    static const enum name names[] = {NAME_PROVIDER, NAME_MODEL, NAME_FEATURE};
    struct buf out = {.arena = a};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        buf_byte(&out, who->names[names[i]].ptr ? '=' : '-');
        buf_str(&out, who->names[names[i]]);
        buf_byte(&out, '\n');
    }
    return buf_view(&out);
}

static uint32_t cell_of(struct spending *s, const struct attribution *who)
{
    bool is_new = false;
    uint64_t *slot = map_put(&s->cell_of_who, (uint64_t)who->id, &is_new);
    if (is_new) {
        struct arena scratch = {0};
        *slot = intern_put(&s->cells, cell_name(who, &scratch), NULL);
        arena_release(&scratch);
    }
    return (uint32_t)*slot;
}

// `old` with room for another one behind `count`, zeroed.
static void *with_room(struct arena *a, void *old, size_t count, size_t *cap, size_t size)
{
    enum { CAP_FIRST = 64 };
    if (count < *cap)
        return old;
    size_t grown = *cap ? *cap * 2 : CAP_FIRST;
    char *out = arena_grow(a, old, *cap * size, grown * size);
    memset(out + *cap * size, 0, (grown - *cap) * size);
    *cap = grown;
    return out;
}

static void add_spent(struct spent *into, const struct sums *sums)
{
    into->requests += sums->requests;
    into->errors += sums->errors;
    into->unpriced += sums->unpriced_requests;
    into->cost_nusd += sums->cost_nusd;
    for (int c = 0; c < SPEND_CLASSES; c++)
        into->tok[c] += sums->tok[c];
}

// The list says what the standard tier costs without surcharges; a class that it does not sell
// costs nothing there.
static void add_listed(struct spending *s, struct spend *into, const struct observation *o,
                       const struct sums *sums)
{
    const struct str *names = o->who->names;
    struct billed_call call = {
        .who = (uint64_t)o->who->id,
        .provider = names[NAME_PROVIDER],
        .model = names[NAME_MODEL],
        .model_requested = names[NAME_MODEL_REQUESTED],
        .tier = TIER_STANDARD,
        .ts_us = o->ts_us,
    };
    const struct price_row *row = call_terms_of(&s->terms, &call)->row;
    for (int c = 0; row && c < SPEND_CLASSES; c++) {
        int64_t price = price_set_of(&row->base, c);
        if (price == UNKNOWN)
            continue;
        into->listed_pusd[c] += (spend_wide)price * sums->tok[c];
        into->price_pusd[c] += (spend_wide)price * sums->requests;
    }
}

static uint64_t dense_code(struct map *dense, int64_t code)
{
    bool is_new = false;
    uint64_t *slot = map_put(dense, (uint64_t)code, &is_new);
    if (is_new)
        *slot = dense->len - 1;
    return *slot;
}

static int64_t row_of(struct spending *s, struct spending_split *split, const struct observation *o)
{
    int64_t codes[2] = {lens_code(&split->lenses[0], o), 0};
    uint64_t key = (uint64_t)codes[0];
    if (split->crossing.count > 1) {
        codes[1] = lens_code(&split->lenses[1], o);
        key = dense_code(&split->dense[0], codes[0]) << 32 | dense_code(&split->dense[1], codes[1]);
    }
    bool is_new = false;
    uint64_t *slot = map_put(&split->row_of, key, &is_new);
    if (is_new) {
        size_t cap = (size_t)split->row_cap;
        split->rows =
            with_room(s->arena, split->rows, (size_t)split->row_count, &cap, sizeof *split->rows);
        split->row_cap = (int64_t)cap;
        *slot = (uint64_t)split->row_count;
        split->rows[split->row_count++] = (struct spending_row){.codes = {codes[0], codes[1]}};
    }
    return (int64_t)*slot;
}

static void add_part(struct spending *s, struct spending_split *split, int64_t row, uint32_t cell,
                     const struct sums *sums)
{
    bool is_new = false;
    uint64_t *slot = map_put(&split->part_of, (uint64_t)row << 32 | cell, &is_new);
    if (is_new) {
        size_t cap = (size_t)split->part_cap;
        split->parts = with_room(s->arena, split->parts, (size_t)split->part_count, &cap,
                                 sizeof *split->parts);
        split->part_cap = (int64_t)cap;
        *slot = (uint64_t)split->part_count;
        split->parts[split->part_count++] = (struct spending_part){.row = row, .cell = cell};
    }
    add_spent(&split->parts[*slot].sides[s->side], sums);
}

void spending_add(void *spending, const struct observation *o, const struct sums *sums)
{
    struct spending *s = spending;
    uint32_t cell = cell_of(s, o->who);
    s->pairs = with_room(s->arena, s->pairs, cell, &s->pair_cap, sizeof *s->pairs);
    struct spend *spend = &s->pairs[cell].sides[s->side];
    add_spent(&spend->sum, sums);
    add_listed(s, spend, o, sums);
    for (int i = 0; i < s->split_count; i++) {
        struct spending_split *split = &s->splits[i];
        int64_t row = row_of(s, split, o);
        add_spent(&split->rows[row].sides[s->side], sums);
        add_part(s, split, row, cell, sums);
    }
}

// Parts of a row stand behind each other, in the order of first sight.
static void finish_split(struct spending_split *split, struct arena *a)
{
    struct spending_part *sorted = ARENA_ARRAY(a, struct spending_part, (size_t)split->part_count);
    for (int64_t i = 0; i < split->part_count; i++)
        split->rows[split->parts[i].row].count++;
    for (int64_t i = 1; i < split->row_count; i++)
        split->rows[i].first = split->rows[i - 1].first + split->rows[i - 1].count;
    for (int64_t i = 0; i < split->row_count; i++)
        split->rows[i].count = 0;
    for (int64_t i = 0; i < split->part_count; i++) {
        struct spending_row *row = &split->rows[split->parts[i].row];
        sorted[row->first + row->count++] = split->parts[i];
    }
    split->parts = sorted;
}

void spending_finish(struct spending *s)
{
    for (int i = 0; i < s->split_count; i++)
        finish_split(&s->splits[i], s->arena);
}

// The prices are those that the whole cell met, on the average.
static void price_spent(struct spend *out, const struct spend *cell)
{
    for (int c = 0; c < SPEND_CLASSES; c++) {
        const spend_wide tok = out->sum.tok[c], all_tok = cell->sum.tok[c];
        if (all_tok)
            out->listed_pusd[c] = cell->listed_pusd[c] * tok / all_tok;
        if (cell->sum.requests)
            out->price_pusd[c] = cell->price_pusd[c] * out->sum.requests / cell->sum.requests;
    }
}

void spending_explain(const struct spending *s, const struct spending_split *split, int64_t row,
                      int64_t out[CAUSES])
{
    const struct spending_row *r = &split->rows[row];
    struct arena scratch = {0};
    struct spend_pair *pairs = ARENA_ARRAY(&scratch, struct spend_pair, (size_t)r->count);
    for (int64_t i = 0; i < r->count; i++) {
        const struct spending_part *part = &split->parts[r->first + i];
        for (int side = 0; side < 2; side++) {
            pairs[i].sides[side].sum = part->sides[side];
            price_spent(&pairs[i].sides[side], &s->pairs[part->cell].sides[side]);
        }
    }
    substitution_explain(pairs, r->count, out);
    arena_release(&scratch);
}

void spending_release(struct spending *s)
{
    call_terms_release(&s->terms);
}
