// profile_system.c - the inventory of system prompts: what each costs to carry, what it could do
// without.
#include <math.h>

#include "analyze/excerpt.h"
#include "analyze/figures.h"
#include "analyze/inventory.h"
#include "analyze/profile.h"
#include "analyze/system_details.h"
#include "analyze/tool_use.h"
#include "analyze/trimming.h"

static const struct spec summary_specs[] = {
    {"distinct", "distinct system prompts", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"tool_sets", "distinct sets of tools", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"tool_orders", "in distinct orders", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"requests", "requests", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"with_system", "with tools or a system prompt", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"input_share", "share of input", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"carrying_usd", "cost of carrying them", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"month_usd", "in 30 days", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"trimmed_month_usd", "in 30 days if trimmed", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"trimming_usd", "trimming would have saved", UNIT_NUSD, EVIDENCE_MODELLED, false},
};

enum {
    R_FP,
    R_TEXT,
    R_CALLS,
    R_MONTH,
    R_TRIMMED_MONTH,
    R_SHARE,
    R_TOK,
    R_TRIMMED_TOK,
    R_TOOLS,
    R_UNUSED,
    R_UNUSED_NAMES,
    R_CHANGED,
    R_VERSIONS,
    R_COST,
    R_USERS,
    R_FEATURES,
    R_SYSTEM_TOK,
    R_TOOLS_TOK,
    R_REPEAT_TOK,
    R_SIMILAR_TOK,
    R_FILLER_TOK,
    R_SPACE_TOK,
    R_UNUSED_TOK,
    R_CARRYING,
    R_FIRST,
    R_LAST,
    R_TEMPLATE,
    R_VOLATILE,
    R_COLUMNS
};
static const struct spec row_specs[R_COLUMNS] = {
    [R_FP] = {"system_fp", "system prompt", UNIT_HASH, EVIDENCE_MEASURED, false},
    [R_TEXT] = {"text", "begins", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [R_CALLS] = {"calls", "calls", UNIT_COUNT, EVIDENCE_MEASURED, false},
    [R_MONTH] = {"month_usd", "30 days", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [R_TRIMMED_MONTH] = {"trimmed_month_usd", "trimmed", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [R_SHARE] = {"input_share", "of input", UNIT_SHARE, EVIDENCE_MODELLED, false},
    [R_TOK] = {"tok", "tok a call", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    [R_TRIMMED_TOK] = {"trimmed_tok", "trimmed tok", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    [R_TOOLS] = {"tools", "tools", UNIT_COUNT, EVIDENCE_MEASURED, false},
    [R_UNUSED] = {"unused_tools", "never called", UNIT_COUNT, EVIDENCE_MEASURED, false},
    [R_UNUSED_NAMES] = {"unused_tool_names", "tools never called", UNIT_TEXT, EVIDENCE_MEASURED,
                        false},
    [R_CHANGED] = {"changed", "last change", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    [R_VERSIONS] = {"versions", "versions", UNIT_COUNT, EVIDENCE_MEASURED, false},
    [R_COST] = {"cost_usd", "cost of calls", UNIT_NUSD, EVIDENCE_MEASURED, false},
    [R_USERS] = {"users", "users", UNIT_COUNT, EVIDENCE_MEASURED, false},
    [R_FEATURES] = {"features", "features", UNIT_COUNT, EVIDENCE_MEASURED, false},
    [R_SYSTEM_TOK] = {"system_tok", "tok of text", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    [R_TOOLS_TOK] = {"tools_tok", "tok of tools", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    [R_REPEAT_TOK] = {"repeat_tok", "repeated tok", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    [R_SIMILAR_TOK] = {"similar_tok", "nearly repeated tok", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    [R_FILLER_TOK] = {"filler_tok", "filler tok", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    [R_SPACE_TOK] = {"space_tok", "white space tok", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    [R_UNUSED_TOK] = {"unused_tok", "tok of uncalled tools", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    [R_CARRYING] = {"carrying_usd", "cost of carrying", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [R_FIRST] = {"first", "first", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    [R_LAST] = {"last", "last", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    [R_TEMPLATE] = {"template", "template", UNIT_HASH, EVIDENCE_MEASURED, false},
    [R_VOLATILE] = {"is_volatile", "volatile", UNIT_BOOL, EVIDENCE_MEASURED, false},
};

static struct cell priced(const struct prompt_sums *s, int64_t nusd)
{
    return cell_int(s->unpriced_requests == s->requests ? UNKNOWN : nusd);
}

// Of one call of the row, `bytes` being those of all.
static struct cell tok_a_call(const struct inventory_row *row, int64_t bytes)
{
    return cell_int(inventory_tok(&row->rate, bytes / row->sums.requests));
}

// Of all calls of the row, in tokens of their input.
static int64_t carried_tok(const struct inventory *v, const struct inventory_row *row)
{
    int64_t tok = inventory_tok(&row->rate, carrying_bytes(&row->sums));
    return tok == UNKNOWN || tok < v->input_tok ? tok : v->input_tok;
}

static struct cell share_of(int64_t tok, int64_t all)
{
    return tok == UNKNOWN ? cell_double(NAN) : figures_ratio(tok, all);
}

// What the inventory adds up to, beside its rows.
struct totals {
    struct prompt_sums sums;
    struct trimming trimming;
    int64_t tok;
};

static void put_trimming(struct cell *row, const struct inventory_row *r, const struct trimming *t)
{
    row[R_TRIMMED_TOK] = tok_a_call(r, carrying_bytes(&r->sums) - trimming_bytes(t));
    row[R_TOOLS] = cell_int(t->tools);
    row[R_UNUSED] = cell_int(t->unused);
    row[R_UNUSED_NAMES] = cell_str(t->unused_names);
    row[R_REPEAT_TOK] = tok_a_call(r, t->bytes[TRIM_REPEAT]);
    row[R_SIMILAR_TOK] = tok_a_call(r, t->bytes[TRIM_SIMILAR]);
    row[R_FILLER_TOK] = tok_a_call(r, t->bytes[TRIM_FILLER]);
    row[R_SPACE_TOK] = tok_a_call(r, t->bytes[TRIM_SPACE]);
    row[R_UNUSED_TOK] = tok_a_call(r, t->unused_bytes);
}

static void put_row(struct cell *row, const struct inventory *v, const struct inventory_row *r,
                    const struct trimming *t)
{
    int64_t carrying = carrying_nusd(&r->sums);
    bool is_one = r->member_count == 1;
    row[R_FP] =
        cell_int(is_one && r->members[0]->system ? (int64_t)r->members[0]->system_fp : UNKNOWN);
    row[R_CALLS] = cell_int(r->sums.requests);
    row[R_MONTH] = priced(&r->sums, inventory_month_nusd(v, carrying));
    row[R_TRIMMED_MONTH] = priced(&r->sums, inventory_month_nusd(v, carrying - t->saved_nusd));
    row[R_SHARE] = share_of(carried_tok(v, r), v->input_tok);
    row[R_TOK] = tok_a_call(r, carrying_bytes(&r->sums));
    row[R_CHANGED] = cell_int(r->changed_us);
    row[R_VERSIONS] = cell_int(r->versions);
    row[R_COST] = priced(&r->sums, r->sums.cost_nusd);
    row[R_USERS] = cell_int(r->users);
    row[R_FEATURES] = cell_int(r->features);
    row[R_SYSTEM_TOK] = tok_a_call(r, r->sums.part_bytes[PART_SYSTEM]);
    row[R_TOOLS_TOK] = tok_a_call(r, r->sums.part_bytes[PART_TOOLS]);
    row[R_CARRYING] = priced(&r->sums, carrying);
    row[R_FIRST] = cell_int(r->sums.first_us);
    row[R_LAST] = cell_int(r->sums.last_us);
    row[R_TEMPLATE] = cell_int(r->main->template_id ? (int64_t)r->main->template_id : UNKNOWN);
    row[R_VOLATILE] = cell_int(r->is_volatile);
    put_trimming(row, r, t);
}

// The text of the member with the most requests, and how many others there are.
static bool put_text(struct profiling *p, struct cell *row, const struct inventory_row *r,
                     struct err *e)
{
    struct str text = {NULL, 0};
    if (!excerpt_of(p->store, r->main->segment_id, &text, p->arena, e))
        return false;
    if (r->is_volatile)
        text = str_fmt(p->arena, "%lld versions, volatile%s%.*s", (long long)r->versions,
                       text.ptr ? ": " : "", STR_ARG(text));
    else if (!r->main->system)
        text = str_fmt(p->arena, "(not kept)%s%.*s", text.ptr ? " " : "", STR_ARG(text));
    row[R_TEXT] = cell_str(text);
    return true;
}

// All rows from `first` on as one.
static struct inventory_row rest_of(const struct inventory *v, int64_t first, struct arena *a)
{
    struct inventory_row rest = {.changed_us = UNKNOWN, .users = UNKNOWN, .features = UNKNOWN};
    prompt_sums_init(&rest.sums);
    rest.members = ARENA_ARRAY(a, const struct carried *, (size_t)v->count);
    for (int64_t i = first; i < v->row_count; i++) {
        const struct inventory_row *r = &v->rows[i];
        for (int64_t k = 0; k < r->member_count; k++)
            inventory_add_member(&rest, r->members[k]);
    }
    return rest;
}

static void note_rows(const struct inventory *v, int64_t dropped, struct table *t)
{
    int64_t volatile_rows = 0;
    for (int64_t i = 0; i < v->row_count; i++)
        volatile_rows += v->rows[i].is_volatile;
    if (!t->row_count)
        return;
    table_note(t, S("tokens are modelled: the bytes of tools and text at the tokens a byte that "
                    "the inputs of the same calls have; the cost of carrying is their share of "
                    "the input cost, cached tokens weighing less"));
    if (v->first_us != UNKNOWN)
        table_note(t, str_fmt(t->arena,
                              "30 days: at the pace of the %.1f days of these requests (a day at "
                              "least)",
                              (double)(v->last_us - v->first_us) / 86400e6));
    table_note(t, S("trimmed: without repeated sentences, filler words, redundant white space and "
                    "tools that no version calls; an estimate by rules, nothing is changed"));
    if (volatile_rows)
        table_note(t, str_fmt(t->arena,
                              "%lld %s more than %d versions: what changes in them breaks the "
                              "cache, see toll prompts busters",
                              (long long)volatile_rows,
                              volatile_rows == 1 ? "system prompt has" : "system prompts have",
                              VERSIONS_MAX));
    if (dropped)
        table_note(t, str_fmt(t->arena,
                              "only %d system prompts, %d of those that begin alike, are kept "
                              "apart; %lld requests have others, whose tools and trimming are "
                              "unknown",
                              SYSTEMS_MAX, SYSTEMS_OF_FORM, (long long)dropped));
    if (!v->has_all_users)
        table_note(t, S("too many users to count them by system prompt"));
}

static bool add_row(struct profiling *p, const struct inventory *v, const struct inventory_row *r,
                    const struct trimming *trim, struct table *t, struct err *e)
{
    struct cell *row = table_row(t);
    put_row(row, v, r, trim);
    return put_text(p, row, r, e);
}

static void add_rest(struct profiling *p, const struct inventory *v, int64_t first,
                     const struct trimming *trim, struct table *t)
{
    static const int none[] = {R_FP, R_TEMPLATE, R_VERSIONS, R_VOLATILE, R_TOOLS, R_UNUSED};
    struct inventory_row rest = rest_of(v, first, p->arena);
    struct cell *row = table_row(t);
    put_row(row, v, &rest, trim);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        row[none[i]] = cell_int(UNKNOWN);
    row[R_TEXT] = cell_str(S("(other)"));
}

static bool add_rows(struct profiling *p, const struct inventory *v, int64_t dropped,
                     struct totals *totals, struct answer *out, struct err *e)
{
    struct table *t = figures_table(out, "system_prompts", "System prompts", row_specs, R_COLUMNS);
    int64_t count = system_rows_listed(p, v->row_count);
    struct trimming rest = {.unused = 0};
    for (int64_t i = 0; i < v->row_count; i++) {
        struct trimming trim;
        trimming_estimate(&trim, &v->rows[i], p->arena);
        int64_t tok = carried_tok(v, &v->rows[i]);
        prompt_sums_add(&totals->sums, &v->rows[i].sums);
        trimming_add(&totals->trimming, &trim);
        totals->tok += tok == UNKNOWN ? 0 : tok;
        if (i >= count)
            trimming_add(&rest, &trim);
        else if (!add_row(p, v, &v->rows[i], &trim, t, e))
            return false;
    }
    if (count < v->row_count)
        add_rest(p, v, count, &rest, t);
    note_rows(v, dropped, t);
    return true;
}

// Distinct sets of tools and orders of them, among the system prompts that were used.
static void count_tools(const struct inventory *v, int64_t *sets, int64_t *orders, struct arena *a)
{
    struct map by_set = {.arena = a};
    struct map by_order = {.arena = a};
    for (int64_t i = 0; i < v->system_count; i++) {
        const struct system_facts *facts = &v->carried[i].system->facts;
        if (!v->carried[i].sums.requests || !facts->tools_fp)
            continue;
        map_put(&by_set, facts->tools_set, NULL);
        map_put(&by_order, facts->tools_fp, NULL);
    }
    *sets = (int64_t)by_set.len;
    *orders = (int64_t)by_order.len;
}

static void put_summary(struct table *t, const struct inventory *v, const struct totals *totals)
{
    int64_t distinct = 0;
    int64_t sets = 0;
    int64_t orders = 0;
    int64_t carrying = carrying_nusd(&totals->sums);
    struct cell *row = t->cells;
    count_tools(v, &sets, &orders, t->arena);
    for (int64_t i = 0; i < v->system_count; i++)
        distinct += v->carried[i].sums.requests > 0;
    row[0] = cell_int(distinct);
    row[1] = cell_int(sets);
    row[2] = cell_int(orders);
    row[3] = cell_int(v->requests);
    row[4] = cell_int(v->requests - v->without_system);
    row[5] = share_of(totals->tok, v->input_tok);
    row[6] = priced(&totals->sums, carrying);
    row[7] = priced(&totals->sums, inventory_month_nusd(v, carrying));
    row[8] = priced(&totals->sums, inventory_month_nusd(v, carrying - totals->trimming.saved_nusd));
    row[9] = priced(&totals->sums, totals->trimming.saved_nusd);
    if (orders > sets)
        table_note(t,
                   S("the same tools are sent in several orders: to a prompt cache each order is "
                     "a prompt of its own"));
}

static bool collect(void *self, const struct request *r, struct err *e)
{
    (void)e;
    inventory_add(self, r);
    return true;
}

static void collect_ahead(void *self, const struct request *r, bool is_far)
{
    inventory_ahead(self, r, is_far);
}

static bool run(struct profiling *p, struct answer *out, struct err *e)
{
    struct inventory v;
    struct totals totals = {.tok = 0};
    struct system_row *systems = NULL;
    struct shape_row *shapes = NULL;
    int64_t system_count = 0, shape_count = 0, dropped = 0;
    struct scan scan = {
        .want = CURSOR_PRINTS | CURSOR_PARTS | CURSOR_FACTS,
        .ahead = collect_ahead,
        .each = collect,
        .self = &v,
    };
    prompt_sums_init(&totals.sums);
    if (!prompts_systems(p->store, &systems, &system_count, &dropped, p->arena, e) ||
        !prompts_shapes(p->store, &shapes, &shape_count, p->arena, e))
        return false;
    inventory_init(&v, systems, system_count, shapes, shape_count, p->arena);
    tool_use_note_dropped(v.carried, v.system_count, dropped, p->arena);
    if (!profiling_run(p, &scan, e))
        return false;
    inventory_finish(&v);
    figures_object(out, "systems", "System prompts and tools", summary_specs,
                   (int)(sizeof summary_specs / sizeof *summary_specs));
    struct table *summary = out->tables[out->table_count - 1];
    if (!add_rows(p, &v, dropped, &totals, out, e))
        return false;
    put_summary(summary, &v, &totals);
    system_add_tools(p, &v, out);
    system_add_versions(p, &v, out);
    return system_add_edits(p, &v, out, e);
}

const struct profile profile_system = {
    .name = "system",
    .summary = "system prompts and tools: what each costs to carry, and what could go",
    .rank = 40,
    .run = run,
};
