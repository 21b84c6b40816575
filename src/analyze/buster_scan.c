// buster_scan.c - see buster_scan.h.
#include "analyze/buster_scan.h"

#include <math.h>

#include "base/hash.h"
#include "base/time.h"

enum { SWITCHES_MIN = 3, CALLS_A_SWITCH = 20, MONTH_DAYS = 30 };

static void set_way(struct busted_way *way, const struct template *t,
                    const struct template_layout *layout, bool tools_vary, struct arena *a)
{
    way->has_buster = buster_find(&way->buster, layout, tools_vary, a);
    way->static_tok =
        (int64_t)((double)way->buster.cacheable_bytes / template_bytes_per_tok(t) + 0.5);
}

static bool lay_out(struct buster_scan *s, struct profiling *p, struct err *e)
{
    struct template_texts texts;
    if (!template_texts_load(&texts, p, s->templates, e))
        return false;
    for (int64_t k = 0; k < s->count; k++) {
        struct busted *b = &s->list[k];
        b->template = &s->templates->list[k];
        if (!template_layout(&b->layout, &texts, s->templates, b->template, e))
            return false;
        set_way(&b->ways[0], b->template, &b->layout, false, &s->arena);
        set_way(&b->ways[1], b->template, &b->layout, true, &s->arena);
    }
    return true;
}

bool buster_scan_init(struct buster_scan *s, struct profiling *p, const struct templates *t,
                      struct err *e)
{
    *s = (struct buster_scan){
        .templates = t,
        .terms = {.book = p->question->book},
        .count = t->count < BUSTED_MAX ? t->count : BUSTED_MAX,
        .first_us = UNKNOWN,
        .last_us = UNKNOWN,
    };
    s->tools.arena = s->model_calls.arena = &s->arena;
    s->last_tools.arena = s->entry_numbers.arena = &s->arena;
    s->list = ARENA_ARRAY(&s->arena, struct busted, (size_t)s->count);
    struct system_row *systems = NULL;
    int64_t count = 0, dropped = 0;
    if (!prompts_systems(p->store, &systems, &count, &dropped, p->arena, e))
        return false;
    s->systems = systems;
    for (int64_t i = 0; i < count; i++)
        if (systems[i].facts.tools_fp)
            *map_put(&s->tools, systems[i].facts.system_fp, NULL) = (uint64_t)i + 1;
    return lay_out(s, p, e);
}

static struct prefix_entry *entry_of(struct buster_scan *s, uint64_t number, uint32_t model)
{
    bool is_new = false;
    uint64_t *at = map_put(&s->entry_numbers, number << 32 | model, &is_new);
    if (is_new) {
        if (s->entry_count == s->entry_cap) {
            size_t cap = s->entry_cap ? 2 * s->entry_cap : 64;
            s->entries = arena_grow(&s->arena, s->entries, s->entry_cap * sizeof *s->entries,
                                    cap * sizeof *s->entries);
            s->entry_cap = cap;
        }
        s->entries[s->entry_count] = (struct prefix_entry){0};
        *at = s->entry_count++;
    }
    return &s->entries[*at];
}

static void see_tools(struct buster_scan *s, struct busted *b, const struct request *r,
                      uint32_t model)
{
    const uint64_t *number = map_get(&s->tools, r->print[PRINT_SYSTEM]);
    if (!number)
        return;
    const struct system_facts *facts = &s->systems[*number - 1].facts;
    uint64_t key = hash_mix(hash_mix((uint64_t)(b - s->list) + 1, facts->tools_set), model);
    bool is_new = false;
    uint64_t *last = map_put(&s->last_tools, key, &is_new);
    b->tool_calls++;
    b->switches += !is_new && *last != facts->tools_fp;
    *last = facts->tools_fp;
}

static void see_model(struct buster_scan *s, struct busted *b, uint32_t model)
{
    uint64_t key = (uint64_t)(b - s->list) << 32 | model;
    int64_t calls = (int64_t)++ * map_put(&s->model_calls, key, NULL);
    if (calls <= b->top_calls)
        return;
    b->top_calls = calls;
    struct str_cut name = str_cut(s->terms.models.names[model], '\n');
    struct str none = {NULL, 0};
    b->provider = name.head.len ? name.head : none;
    b->model = name.tail.len ? name.tail : none;
}

// What the call cost less, or more, when it is billed again.
static void replay(struct buster_scan *s, struct busted *b, int way, const struct request *r,
                   const struct call_terms *terms)
{
    struct busted_way *w = &b->ways[way];
    uint64_t number = (uint64_t)(b - s->list) * 2 + (uint64_t)way;
    int64_t answer_us = r->ttft_us != UNKNOWN ? r->ttft_us : r->latency_us;
    struct usage usage = r->usage;
    struct price_cost before, after;
    w->hits += prefix_replay(entry_of(s, number, terms->model), terms->rule, w->static_tok,
                             r->ts_us, answer_us, &usage);
    if (price_cost(terms->row, &r->usage, r->tier, &before) &&
        price_cost(terms->row, &usage, r->tier, &after))
        w->saving_nusd += price_total_nusd(&before) - price_total_nusd(&after);
}

static void see_time(struct buster_scan *s, int64_t ts_us)
{
    if (ts_us == UNKNOWN)
        return;
    s->first_us = s->first_us == UNKNOWN ? ts_us : s->first_us;
    s->last_us = ts_us;
}

void buster_scan_add(struct buster_scan *s, const struct request *r)
{
    see_time(s, r->ts_us);
    int64_t number = templates_find(s->templates, r->shape_id);
    if (number < 0 || number >= s->count)
        return;
    struct busted *b = &s->list[number];
    const struct call_terms *terms = request_terms(&s->terms, r);
    b->calls++;
    b->read_calls += tok_or_zero(&r->usage, TOK_CACHE_READ) > 0;
    see_tools(s, b, r, terms->model);
    see_model(s, b, terms->model);
    if (!terms->row || !terms->rule || r->gateway_hit == TRI_YES ||
        usage_input_total(&r->usage) <= 0)
        return;
    b->replayed++;
    b->assumed += terms->rule->assumes_lifetime || terms->rule->assumes_min;
    b->on_demand += !terms->rule->is_automatic;
    b->too_short += cache_rule_readable_tok(terms->rule, b->ways[0].static_tok) == 0;
    for (int way = 0; way < 2; way++)
        if (b->ways[way].has_buster)
            replay(s, b, way, r, terms);
}

const struct busted_way *busted_way(const struct busted *b)
{
    bool tools_vary = b->switches >= SWITCHES_MIN && b->switches * CALLS_A_SWITCH >= b->tool_calls;
    return &b->ways[tools_vary];
}

int64_t buster_scan_month_nusd(const struct buster_scan *s, int64_t nusd)
{
    if (s->first_us == UNKNOWN)
        return UNKNOWN;
    double days = (double)(s->last_us - s->first_us) / (double)US_PER_DAY;
    return (int64_t)llround((double)nusd * MONTH_DAYS / fmax(days, 1));
}

void buster_scan_release(struct buster_scan *s)
{
    call_terms_release(&s->terms);
    arena_release(&s->arena);
}
