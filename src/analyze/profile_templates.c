// profile_templates.c - prompts by template: what each costs, what of it is static, its slots.
#include <math.h>

#include "analyze/figures.h"
#include "analyze/profile.h"
#include "analyze/templates.h"

enum {
    LAYOUTS_MAX = 200,  // templates whose texts are compared, the dearest
    SLOTS_LISTED = 12,  // of a template, the first ones, where rows are limited
};

static const struct spec template_specs[] = {
    {"template", "template", UNIT_HASH, EVIDENCE_MEASURED, true},
    {"name", "name", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"text", "text", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"cost_usd", "cost", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"calls", "calls", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"distinct", "distinct", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"duplicate_share", "repeated", UNIT_SHARE, EVIDENCE_MEASURED, false},
    {"users", "users", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"features", "features", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"errors", "errors", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"input_tok", "tok in", UNIT_TOKENS, EVIDENCE_MEASURED, false},
    {"output_tok", "tok out", UNIT_TOKENS, EVIDENCE_MEASURED, false},
    {"static_share", "static", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"prefix_tok", "prefix tok", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    {"slots", "slots", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"cached_share", "cached", UNIT_SHARE, EVIDENCE_MEASURED, false},
    {"first", "first", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    {"last", "last", UNIT_TIME_US, EVIDENCE_MEASURED, false},
};

static const struct spec cost_specs[] = {
    {"template", "template", UNIT_HASH, EVIDENCE_MEASURED, true},
    {"name", "name", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"cost_usd", "cost", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"tools_usd", "tools", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"system_usd", "system", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"history_usd", "history", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"retrieved_usd", "retrieved", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"question_usd", "question", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"output_usd", "output", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"unpriced_requests", "unpriced", UNIT_COUNT, EVIDENCE_MEASURED, false},
};

static const struct spec slot_specs[] = {
    {"template", "template", UNIT_HASH, EVIDENCE_MEASURED, true},
    {"slot", "slot", UNIT_COUNT, EVIDENCE_MEASURED, true},
    {"part", "in", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"kind", "kind", UNIT_TEXT, EVIDENCE_MODELLED, false},
    {"offset", "at byte", UNIT_BYTES, EVIDENCE_MEASURED, false},
    {"bytes_min", "min bytes", UNIT_BYTES, EVIDENCE_MEASURED, false},
    {"bytes_p50", "p50 bytes", UNIT_BYTES, EVIDENCE_MEASURED, false},
    {"bytes_max", "max bytes", UNIT_BYTES, EVIDENCE_MEASURED, false},
    {"distinct", "distinct", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"texts", "of texts", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"static_before_bytes", "static before", UNIT_BYTES, EVIDENCE_MEASURED, false},
    {"static_after_bytes", "static after", UNIT_BYTES, EVIDENCE_MEASURED, false},
};

#define COUNT(specs) ((int)(sizeof(specs) / sizeof *(specs)))

struct drawing {
    struct templates templates;
    struct template_texts texts;
    struct table *table, *costs, *slots;
    int64_t compared_texts;
    int64_t slots_max, slots_left_out;  // of a template; of all
};

// Null when none of the calls but failed ones has a price.
static struct cell cost_cell(const struct prompt_sums *s)
{
    bool is_unknown = s->unpriced_requests && s->cost_nusd == 0 &&
                      s->unpriced_requests + s->errors >= s->requests;
    return cell_int(is_unknown ? UNKNOWN : s->cost_nusd);
}

static void add_template(struct table *table, const struct template *t,
                         const struct template_layout *l)
{
    const struct prompt_sums *s = &t->sums;
    bool is_laid_out = l && (l->systems.count || l->questions.count) && l->bytes > 0;
    int64_t input_tok = template_input_tok(t);
    struct cell *row = table_row(table);
    *row++ = cell_int((int64_t)t->id);
    *row++ = cell_str(t->name);
    *row++ = cell_str(l ? l->described : (struct str){NULL, 0});
    *row++ = cost_cell(s);
    *row++ = cell_int(s->requests);
    *row++ = cell_int(t->contents);
    *row++ = figures_ratio(s->requests - t->contents, s->requests);
    *row++ = cell_int(t->users);
    *row++ = cell_int(t->features);
    *row++ = cell_int(s->errors);
    *row++ = cell_int(input_tok);
    *row++ = cell_int(s->tok[TOK_OUTPUT]);
    *row++ = is_laid_out ? figures_ratio(l->static_bytes, l->bytes) : cell_double(NAN);
    double prefix_tok = is_laid_out ? (double)l->prefix_bytes / template_bytes_per_tok(t) : 0;
    *row++ = cell_int(is_laid_out ? (int64_t)(prefix_tok + 0.5) : UNKNOWN);
    *row++ = cell_int(is_laid_out ? l->system.slot_count + l->question.slot_count : UNKNOWN);
    *row++ = figures_ratio(s->tok[TOK_CACHE_READ], input_tok);
    *row++ = cell_int(s->first_us);
    *row = cell_int(s->last_us);
}

static void add_costs(struct table *table, const struct template *t)
{
    static const enum part parts[] = {PART_TOOLS,     PART_SYSTEM,   PART_HISTORY,
                                      PART_RETRIEVED, PART_QUESTION, PART_RESPONSE};
    struct cell cost = cost_cell(&t->sums);
    struct cell *row = table_row(table);
    *row++ = cell_int((int64_t)t->id);
    *row++ = cell_str(t->name);
    *row++ = cost;
    for (int i = 0; i < PART_COUNT; i++)
        *row++ = cost.is_null ? cost : cell_int(t->sums.part_nusd[parts[i]]);
    *row = cell_int(t->sums.unpriced_requests);
}

static void add_slots(struct drawing *d, const struct template *t, const char *part,
                      const struct alignment *a, int64_t *number)
{
    for (int i = 0; i < a->span_count; i++) {
        const struct aligned_span *span = &a->spans[i];
        if (!span->is_slot)
            continue;
        if (++*number > d->slots_max) {
            d->slots_left_out++;
            continue;
        }
        struct cell *row = table_row(d->slots);
        *row++ = cell_int((int64_t)t->id);
        *row++ = cell_int(*number);
        *row++ = cell_str(str_of(part));
        *row++ = cell_str(str_of(slot_kind_name[span->kind]));
        *row++ = cell_int(span->offset_median);
        *row++ = cell_int(span->bytes_min);
        *row++ = cell_int(span->bytes_median);
        *row++ = cell_int(span->bytes_max);
        *row++ = cell_int(span->distinct);
        *row++ = cell_int(a->texts);
        *row++ = cell_int(span->static_before);
        *row = cell_int(span->static_after);
    }
}

static bool draw(struct drawing *d, int64_t number, struct err *e)
{
    const struct template *t = &d->templates.list[number];
    struct template_layout layout;
    bool has_layout = number < LAYOUTS_MAX;
    if (has_layout && !template_layout(&layout, &d->texts, &d->templates, t, e))
        return false;
    add_template(d->table, t, has_layout ? &layout : NULL);
    add_costs(d->costs, t);
    if (!has_layout)
        return true;
    d->compared_texts += layout.systems.count + layout.questions.count;
    int64_t slots = 0;
    add_slots(d, t, "system", &layout.system, &slots);
    add_slots(d, t, "question", &layout.question, &slots);
    return true;
}

static void note_rest(struct drawing *d, int64_t shown)
{
    struct prompt_sums rest;
    prompt_sums_init(&rest);
    for (int64_t k = shown; k < d->templates.count; k++)
        prompt_sums_add(&rest, &d->templates.list[k].sums);
    if (rest.requests)
        table_note(d->table,
                   str_fmt(d->table->arena,
                           "%lld templates of lower cost are not listed (--top): %lld calls",
                           (long long)(d->templates.count - shown), (long long)rest.requests));
}

static void note_grouping(struct drawing *d, const struct profiling *p)
{
    struct arena *a = p->arena;
    int64_t coarse = 0;
    for (int64_t k = 0; k < d->templates.count; k++)
        coarse += d->templates.list[k].coarse_requests;
    if (coarse)
        table_note(d->table,
                   str_fmt(a,
                           "%lld calls came when the %d ways to begin that are told apart were "
                           "used up: their templates are told by fewer tokens",
                           (long long)coarse, SHAPES_MAX));
    if (p->requests > d->templates.requests)
        table_note(d->table, str_fmt(a, "%lld of %lld calls have no prompt in the log",
                                     (long long)(p->requests - d->templates.requests),
                                     (long long)p->requests));
}

static void note_texts(struct drawing *d, const struct profiling *p)
{
    struct arena *a = p->arena;
    table_note(d->table,
               str_fmt(a,
                       "static share, prefix and slots are what %lld sampled texts have in common, "
                       "at most %d of a template%s",
                       (long long)d->compared_texts, 2 * COMMON_TEXTS,
                       p->is_filtered ? ", of the whole database" : ""));
    if (d->texts.share < 1)
        table_note(d->table,
                   str_fmt(a, "there was room for samples of %.3g %% of the ways to begin",
                           100 * d->texts.share));
    if (d->slots_left_out)
        table_note(d->slots,
                   str_fmt(a, "%lld slots behind the first %d of their template are not listed",
                           (long long)d->slots_left_out, SLOTS_LISTED));
    table_note(d->costs,
               S("the output costs what it is billed; the rest of a call's cost is spread "
                 "over the parts of its prompt by bytes, cached tokens weigh less"));
}

static bool run(struct profiling *p, struct answer *out, struct err *e)
{
    struct drawing d = {.compared_texts = 0};
    if (!templates_collect(p, &d.templates, e) ||
        !template_texts_load(&d.texts, p, &d.templates, e))
        return false;
    d.table = figures_table(out, "templates", "Templates", template_specs, COUNT(template_specs));
    d.costs = figures_table(out, "template_costs", "Cost of templates by part", cost_specs,
                            COUNT(cost_specs));
    d.slots =
        figures_table(out, "template_slots", "Slots of templates", slot_specs, COUNT(slot_specs));
    int64_t top = p->question->top;
    d.slots_max = top ? SLOTS_LISTED : INT64_MAX;
    int64_t shown = top && top < d.templates.count ? top : d.templates.count;
    for (int64_t k = 0; k < shown; k++)
        if (!draw(&d, k, e))
            return false;
    note_rest(&d, shown);
    note_grouping(&d, p);
    if (shown)
        note_texts(&d, p);
    return true;
}

const struct profile profile_templates = {
    .name = "templates",
    .summary = "prompts by template: cost, static text and slots of each",
    .rank = 20,
    .run = run,
};
