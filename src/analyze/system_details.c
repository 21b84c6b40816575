// system_details.c - see system_details.h.
#include "analyze/system_details.h"

#include "analyze/edit_text.h"
#include "analyze/figures.h"
#include "analyze/tool_use.h"

enum { T_NAME, T_TOK, T_OFFERED, T_CALLED, T_NEVER, T_MONTH, T_FP, T_CARRYING, T_BYTES, T_COLUMNS };
static const struct spec tool_specs[T_COLUMNS] = {
    [T_NAME] = {"name", "tool", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [T_TOK] = {"tok", "tokens", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    [T_OFFERED] = {"offered", "offered", UNIT_COUNT, EVIDENCE_MEASURED, false},
    [T_CALLED] = {"called", "called", UNIT_COUNT, EVIDENCE_MEASURED, false},
    [T_NEVER] = {"never_used", "never used", UNIT_BOOL, EVIDENCE_MEASURED, false},
    [T_MONTH] = {"month_usd", "30 days", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [T_FP] = {"tool_fp", "hash of its name", UNIT_HASH, EVIDENCE_MEASURED, false},
    [T_CARRYING] = {"carrying_usd", "cost of carrying", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [T_BYTES] = {"bytes", "bytes", UNIT_BYTES, EVIDENCE_MEASURED, false},
};

static const struct spec edit_specs[] = {
    {"system_fp", "system prompt", UNIT_HASH, EVIDENCE_MEASURED, true},
    {"kind", "kind", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"bytes", "bytes", UNIT_BYTES, EVIDENCE_MEASURED, false},
    {"offset", "at byte", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"reason", "what", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"text", "text", UNIT_TEXT, EVIDENCE_MEASURED, false},
};

static const struct spec version_specs[] = {
    {"system_fp", "system prompt", UNIT_HASH, EVIDENCE_MEASURED, true},
    {"version", "no.", UNIT_COUNT, EVIDENCE_MEASURED, true},
    {"first", "first", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    {"calls", "calls", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"tok", "tokens", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    {"more_tok", "more", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"call_usd", "a call", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"last", "last", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    {"template", "template", UNIT_HASH, EVIDENCE_MEASURED, false},
    {"tools", "tools", UNIT_COUNT, EVIDENCE_MEASURED, false},
};

#define TABLE(out, key, title, specs)                                                              \
    figures_table((out), (key), (title), (specs), (int)(sizeof(specs) / sizeof *(specs)))

int64_t system_rows_listed(const struct profiling *p, int64_t count)
{
    int64_t top = p->question->top;
    return top && top < count ? top : count;
}

static struct cell never_cell(const struct tool_use *t)
{
    enum tri never = tool_use_is_never(t);
    return cell_int(never == TRI_UNKNOWN ? UNKNOWN : never == TRI_YES);
}

void system_add_tools(struct profiling *p, const struct inventory *v, struct answer *out)
{
    const struct carried **all = ARENA_ARRAY(p->arena, const struct carried *, (size_t)v->count);
    for (int64_t i = 0; i < v->count; i++)
        all[i] = &v->carried[i];
    int64_t count = 0;
    const struct tool_use *tools = tool_uses(all, v->count, &count, p->arena);
    if (!count)
        return;
    struct table *t = TABLE(out, "tools", "Tools", tool_specs);
    int64_t shown = system_rows_listed(p, count);
    for (int64_t i = 0; i < shown; i++) {
        struct cell *row = table_row(t);
        int64_t bytes = tools[i].offered ? tools[i].bytes / tools[i].offered : UNKNOWN;
        row[T_NAME] = cell_str(tools[i].name);
        row[T_FP] = cell_int((int64_t)tools[i].name_hash);
        row[T_TOK] = cell_int(bytes == UNKNOWN ? UNKNOWN : inventory_tok(&tools[i].rate, bytes));
        row[T_OFFERED] = cell_int(tools[i].offered);
        row[T_CALLED] = cell_int(p->is_filtered ? UNKNOWN : tools[i].called);
        row[T_NEVER] = never_cell(&tools[i]);
        row[T_MONTH] = cell_int(inventory_month_nusd(v, tools[i].nusd));
        row[T_CARRYING] = cell_int(tools[i].nusd);
        row[T_BYTES] = cell_int(bytes);
    }
    if (shown < count)
        table_note(t, str_fmt(t->arena, "%lld tools that cost less to carry are not listed (--top)",
                              (long long)(count - shown)));
    table_note(t, str_fmt(t->arena,
                          "offered: calls that carry it; called: how often answers call it; never "
                          "used: if no answer of the whole database calls it, "
                          "whatever is filtered; unknown with fewer than %d answers to calls that "
                          "offer it, if it is called by other names (an MCP server's), or if "
                          "there was no room to count the calls of all system prompts",
                          TOOL_ANSWERS_MIN));
}

static int compare_edits(const struct trim_edit *a, const struct trim_edit *b)
{
    if (a->bytes != b->bytes)
        return a->bytes > b->bytes ? -1 : 1;
    return (a->offset > b->offset) - (a->offset < b->offset);
}

// The `count` largest edits to the front.
static void take_largest(struct trim_edit *edits, int64_t total, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        for (int64_t k = i + 1; k < total; k++)
            if (compare_edits(&edits[k], &edits[i]) < 0) {
                struct trim_edit moved = edits[i];
                edits[i] = edits[k];
                edits[k] = moved;
            }
}

static bool add_edits_of(struct profiling *p, struct table *t, const struct carried *c,
                         int64_t *left_out, struct err *e)
{
    const struct system_facts *facts = &c->system->facts;
    struct str stored = {NULL, 0};
    if (c->segment_id != UNKNOWN && !prompts_text(p->store, c->segment_id, &stored, p->arena, e))
        return false;
    struct trim_edit *edits = ARENA_ARRAY(p->arena, struct trim_edit, (size_t)facts->edit_count);
    memcpy(edits, facts->edits, (size_t)facts->edit_count * sizeof *edits);
    // Several prompts have rows here.
    int64_t most = (p->question->top + 2) / 3;
    int64_t shown = most && most < facts->edit_count ? most : facts->edit_count;
    take_largest(edits, facts->edit_count, shown);
    for (int64_t i = 0; i < shown; i++) {
        struct cell *row = table_row(t);
        row[0] = cell_int((int64_t)c->system_fp);
        row[1] = cell_str(str_of(trim_kind_name[edits[i].kind]));
        row[2] = cell_int(edits[i].bytes);
        row[3] = cell_int(edits[i].offset);
        row[4] = cell_str(edit_reason(&edits[i], p->arena));
        row[5] = cell_str(edit_text(&edits[i], stored, p->arena));
    }
    *left_out -= shown;
    for (int k = 0; k < TRIM_KINDS; k++)
        *left_out += facts->trim_count[k];
    return true;
}

bool system_add_edits(struct profiling *p, const struct inventory *v, struct answer *out,
                      struct err *e)
{
    struct table *t = NULL;
    int64_t left_out = 0, prompts = 0;
    // Each has several rows.
    int64_t most = p->question->top ? (p->question->top + 1) / 2 : v->row_count;
    for (int64_t i = 0; i < v->row_count && prompts < most; i++) {
        const struct carried *c = v->rows[i].main;
        if (!c->system || !c->system->facts.edit_count)
            continue;
        if (!t)
            t = TABLE(out, "trim_edits", "What trimming would take away", edit_specs);
        if (!add_edits_of(p, t, c, &left_out, e))
            return false;
        prompts++;
    }
    if (t)
        table_note(t, str_fmt(t->arena,
                              "of the %lld dearest system prompts that have any, the largest "
                              "first; %lld smaller ones are not listed",
                              (long long)prompts, (long long)left_out));
    return true;
}

static void add_version(struct table *t, const struct inventory_row *r, const struct carried *c,
                        int64_t version, int64_t *before_tok)
{
    const struct prompt_sums *s = &c->sums;
    struct token_rate rate = {0, 0};
    for (int64_t i = 0; i < r->family_count; i++) {
        rate.bytes += r->family[i]->rate.bytes;
        rate.tok += r->family[i]->rate.tok;
    }
    int64_t tok = inventory_tok(&rate, carrying_bytes(s) / s->requests);
    int64_t priced_requests = s->requests - s->unpriced_requests;
    struct cell *row = table_row(t);
    *row++ = cell_int((int64_t)c->system_fp);
    *row++ = cell_int(version);
    *row++ = cell_int(s->first_us);
    *row++ = cell_int(s->requests);
    *row++ = cell_int(tok);
    *row++ = cell_int(*before_tok == UNKNOWN || tok == UNKNOWN ? UNKNOWN : tok - *before_tok);
    *row++ = cell_int(priced_requests ? s->cost_nusd / priced_requests : UNKNOWN);
    *row++ = cell_int(s->last_us);
    *row++ = cell_int(r->family[0]->template_id ? (int64_t)r->family[0]->template_id : UNKNOWN);
    *row = cell_int(c->system->tool_count);
    *before_tok = tok;
}

void system_add_versions(struct profiling *p, const struct inventory *v, struct answer *out)
{
    struct table *t = NULL;
    struct map shown = {.arena = p->arena};
    int64_t families = 0, most = system_rows_listed(p, v->row_count);
    for (int64_t i = 0; i < v->row_count && families < most; i++) {
        const struct inventory_row *r = &v->rows[i];
        bool is_new = false;
        if (r->is_volatile || r->versions < 2)
            continue;
        map_put(&shown, r->family[0]->family, &is_new);
        if (!is_new)
            continue;
        if (!t)
            t = TABLE(out, "system_versions", "Versions of system prompts", version_specs);
        int64_t version = 0, before_tok = UNKNOWN;
        for (int64_t k = 0; k < r->family_count; k++)
            if (r->family[k]->system)
                add_version(t, r, r->family[k], ++version, &before_tok);
        families++;
    }
    if (t)
        table_note(t, S("system prompts with their tools that share a template, or a feature and "
                        "their first words, in the order they were first seen; several at a time "
                        "are variants rather than versions"));
}
