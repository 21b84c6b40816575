// model_move.c - see model_move.h.
#include "simulate/model_move.h"

#include <math.h>

#include "base/time.h"
#include "model/nearest.h"
#include "price/model_names.h"
#include "price/price_row.h"
#include "price/provider.h"

enum kin { KIN_UNSEEN, KIN_SAME, KIN_CARRIES, KIN_FRESH };

// Whether a book that is in use has a price for the model.
static bool is_priced(const struct simulation *sim, const struct model_name *name)
{
    const struct price_book *books[] = {
        sim->terms.book,
        sim->is_other_book ? sim->other_terms.book : NULL,
    };
    for (size_t i = 0; i < sizeof books / sizeof *books; i++)
        if (books[i] && price_find(books[i], name->provider, name->model, TIER_STANDARD, UNKNOWN))
            return true;
    return false;
}

// Names that the word only goes on from (gpt-4 of gpt-4o-mni) are offered last.
static struct str nearest_priced(const struct price_book *book, struct str word)
{
    for (int pass = 0; book && pass < 2; pass++) {
        struct nearest near = {.word = word};
        const struct price_row *row = NULL;
        for (uint32_t n = 1; (row = price_row_by_number(book, n)); n++)
            if (pass || !str_starts(word, price_row_model(row)))
                nearest_offer(&near, price_row_model(row));
        if (near.best.ptr)
            return near.best;
    }
    return (struct str){0};
}

static bool unpriced_model(const struct price_book *book, const char *setting, struct str text,
                           struct err *e)
{
    struct str_cut cut = str_cut_last(text, '/');
    struct str best = nearest_priced(book, cut.ok ? cut.tail : text);
    if (best.ptr)
        return err_set(e, ERR_USAGE, "%s: '%.*s' has no price; did you mean %.*s?", setting,
                       STR_ARG(text), STR_ARG(best));
    return err_set(e, ERR_USAGE, "%s: '%.*s' has no price (toll prices list shows what has)",
                   setting, STR_ARG(text));
}

bool model_priced(struct simulation *sim, const char *setting, struct str text, uint32_t *out,
                  struct err *e)
{
    struct model_name name = {.model = text};
    struct str_cut cut = str_cut(text, '/');
    if (cut.ok && provider_find(cut.head)) {
        name.provider = cut.head;
        name.model = cut.tail;
    }
    if (!is_priced(sim, &name))
        return unpriced_model(sim->terms.book, setting, text, e);
    *out = sim_add_model(sim, name.provider, name.model);
    return true;
}

// "gpt" of gpt-4o-mini, "claude" of claude-opus-5, "o" of o3-mini.
static struct str family_of(struct str bare)
{
    size_t n = 0;
    while (n < bare.len && bare.ptr[n] >= 'a' && bare.ptr[n] <= 'z')
        n++;
    return str_head(bare, n);
}

bool model_move_open(struct model_move *m, struct simulation *sim, const char *setting,
                     struct str text, double tok_factor, struct err *e)
{
    struct model_names names;
    *m = (struct model_move){.tok_factor = tok_factor, .rule_day = INT64_MIN};
    if (!model_priced(sim, setting, text, &m->model, e))
        return false;
    const struct model_name *target = &sim->models[m->model];
    if (model_names_init(&names, target->provider, target->model)) {
        m->family = str_copy(family_of(names.bare), &m->arena);
        m->seller = str_copy(names.provider, &m->arena);
    }
    m->kin_count = sim->model_count;
    m->kin = ARENA_ARRAY(&m->arena, uint8_t, m->kin_count);
    return true;
}

void model_move_close(struct model_move *m)
{
    arena_release(&m->arena);
}

// A dated or a regional name of the target itself: the book has them in one place.
static bool is_same_model(const struct simulation *sim, const struct model_name *a,
                          const struct model_name *b)
{
    const struct price_book *book = sim->terms.book;
    const struct price_row *x = price_find(book, a->provider, a->model, TIER_STANDARD, UNKNOWN);
    const struct price_row *y = price_find(book, b->provider, b->model, TIER_STANDARD, UNKNOWN);
    return x && y && str_eq(price_row_provider(x), price_row_provider(y)) &&
           str_eq(price_row_model(x), price_row_model(y));
}

static enum kin kin_of(const struct model_move *m, const struct simulation *sim,
                       const struct model_name *from)
{
    struct model_names names;
    struct str name = model_name_text(from);
    if (!model_names_init(&names, from->provider, name) || !m->seller.len ||
        !str_eq(names.provider, m->seller))
        return KIN_FRESH;
    if (is_same_model(sim, from, &sim->models[m->model]))
        return KIN_SAME;
    bool carries = m->family.len && str_eq(family_of(names.bare), m->family);
    return carries ? KIN_CARRIES : KIN_FRESH;
}

static enum kin kin(struct model_move *m, const struct simulation *sim, uint32_t model)
{
    if (model == m->model)
        return KIN_SAME;
    if (model >= m->kin_count)
        return KIN_FRESH;
    if (m->kin[model] == KIN_UNSEEN)
        m->kin[model] = (uint8_t)kin_of(m, sim, &sim->models[model]);
    return (enum kin)m->kin[model];
}

bool model_move_is_there(struct model_move *m, const struct simulation *sim, int64_t i)
{
    return kin(m, sim, sim_model(sim, i)) == KIN_SAME;
}

bool model_move_is_text(struct simulation *sim, int64_t i)
{
    if (sim_tokens(sim, i)->n[TOK_OUTPUT])
        return true;
    const struct price_row *row = sim_terms(sim, i)->row;
    return !row || row->base.pusd[TOK_OUTPUT] > 0;
}

// The smallest prefix that the target caches at this time; INT64_MAX = it caches none.
static int64_t min_prefix_tok(struct model_move *m, const struct simulation *sim, int64_t i)
{
    int64_t ts_us = sim->columns->ts_us[i];
    int64_t day = ts_us == UNKNOWN ? UNKNOWN + 1 : ts_us / US_PER_DAY;
    if (day != m->rule_day) {
        const struct model_name *target = &sim->models[m->model];
        m->rule = cache_rule_find(target->provider, target->model, ts_us);
        m->rule_day = day;
    }
    return m->rule ? m->rule->min_prefix_tok : INT64_MAX;
}

static uint32_t scaled(uint32_t n, double factor)
{
    double x = round((double)n * factor);
    return x < (double)UINT32_MAX ? (uint32_t)x : UINT32_MAX;
}

void model_move_tokens(struct model_move *m, const struct simulation *sim, int64_t i,
                       struct tokens *out, int64_t *lost_read_tok)
{
    struct tokens t = *sim_tokens(sim, i);
    enum kin from = kin(m, sim, sim_model(sim, i));
    *lost_read_tok = 0;
    for (int c = 0; from != KIN_SAME && m->tok_factor != 1 && c < COLUMN_TOKENS; c++)
        t.n[c] = scaled(t.n[c], m->tok_factor);
    int64_t cached = tokens_input(&t) - t.n[TOK_INPUT];
    bool stays =
        from == KIN_SAME || !cached || (from == KIN_CARRIES && cached >= min_prefix_tok(m, sim, i));
    if (!stays) {
        int64_t input = tokens_input(&t);
        *lost_read_tok = t.n[TOK_CACHE_READ];
        t.n[TOK_CACHE_READ] = t.n[TOK_CACHE_WRITE_5M] = t.n[TOK_CACHE_WRITE_1H] = 0;
        t.n[TOK_INPUT] = input < UINT32_MAX ? (uint32_t)input : UINT32_MAX;
    }
    *out = t;
}

int64_t model_side_call_nusd(struct simulation *sim, int64_t i, uint32_t model, int64_t input_tok,
                             int64_t output_tok)
{
    const struct model_name *name = &sim->models[model];
    struct billed_call call = {
        .who = model,
        .provider = name->provider,
        .model = name->model,
        .model_requested = name->model_requested,
        .tier = TIER_STANDARD,
        .ts_us = sim->columns->ts_us[i],
    };
    bool is_other = sim->is_other_book && sim->is_other_book[i];
    const struct price_row *row =
        call_terms_of(is_other ? &sim->other_terms : &sim->terms, &call)->row;
    struct usage usage;
    struct price_cost cost;
    usage_init(&usage);
    usage.tok[TOK_INPUT] = input_tok;
    usage.tok[TOK_OUTPUT] = output_tok;
    return row && price_cost(row, &usage, TIER_STANDARD, &cost) ? price_total_nusd(&cost) : UNKNOWN;
}
