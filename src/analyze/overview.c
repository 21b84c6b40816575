// overview.c - see overview.h.
#include "analyze/overview.h"

#include "analyze/figures.h"
#include "analyze/templates.h"

enum { O_WHAT, O_SECTION, O_COUNT, O_SHARE, O_USD, O_USD_SHARE, O_COLUMNS };
static const struct spec specs[O_COLUMNS] = {
    [O_WHAT] = {"what", "", UNIT_TEXT, EVIDENCE_MEASURED, true},
    [O_SECTION] = {"section", "section", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [O_COUNT] = {"count", "number", UNIT_COUNT, EVIDENCE_MEASURED, false},
    [O_SHARE] = {"share", "of calls", UNIT_SHARE, EVIDENCE_MEASURED, false},
    [O_USD] = {"usd", "cost", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [O_USD_SHARE] = {"usd_share", "of cost", UNIT_SHARE, EVIDENCE_MODELLED, false},
};

// A row whose figures stand in one row of a table: the first one whose column `by` says `name`, or
// the first one of all.
struct line {
    const char *what, *section;
    const char *table, *by, *name;
    const char *count, *usd;  // columns; NULL = none. The count is one of calls.
};
static const struct line repeats = {
    "calls that repeat a request",
    "duplicates",
    "duplicate_levels",
    "level",
    "request",
    "repeated",
    "repeats_usd",
};
static const struct line lines[] = {
    {"calls with system text, tools", "system", "systems", NULL, NULL, "with_system",
     "carrying_usd"},
    {"of that, trimming would save", "system", "systems", NULL, NULL, NULL, "trimming_usd"},
    {"nearly repeated, candidates", "near", "near", NULL, NULL, "calls", "beyond_repeats_usd"},
    {"waste of any class", "waste", "waste", "class", "any", "calls", "cost_usd"},
};

struct overview {
    struct table *table;
    const struct answer *answer;  // of all sections
    int64_t requests, cost_nusd;  // UNKNOWN without a price
};

static const struct table *table_of(const struct answer *a, const char *key)
{
    for (int i = 0; i < a->table_count; i++)
        if (str_eq(a->tables[i]->key, str_of(key)))
            return a->tables[i];
    return NULL;
}

static int64_t figure_at(const struct table *t, int64_t row, const char *key)
{
    int column = table_column(t, str_of(key));
    if (column < 0)
        return UNKNOWN;
    const struct cell *c = &t->cells[row * t->column_count + column];
    return c->is_null ? UNKNOWN : c->i;
}

// A column of the row that a line speaks of.
static int64_t figure_of(const struct overview *o, const struct line *line, const char *key)
{
    const struct table *t = table_of(o->answer, line->table);
    int by = t && line->by ? table_column(t, str_of(line->by)) : -1;
    for (int64_t row = 0; t && key && row < t->row_count; row++)
        if (by < 0 || str_eq(t->cells[row * t->column_count + by].s, str_of(line->name)))
            return figure_at(t, row, key);
    return UNKNOWN;
}

// `calls` is UNKNOWN where what is counted are no calls.
static void put(struct overview *o, const char *what, const char *section, int64_t count,
                int64_t calls, int64_t nusd)
{
    struct cell *row = table_row(o->table);
    row[O_WHAT] = cell_str(str_of(what));
    row[O_SECTION] = cell_str(str_of(section));
    row[O_COUNT] = cell_int(count);
    if (calls != UNKNOWN)
        row[O_SHARE] = figures_ratio(calls, o->requests);
    row[O_USD] = cell_int(nusd);
    if (nusd != UNKNOWN && o->cost_nusd != UNKNOWN)
        row[O_USD_SHARE] = figures_ratio(nusd, o->cost_nusd);
}

static void put_line(struct overview *o, const struct line *line)
{
    int64_t calls = figure_of(o, line, line->count);
    put(o, line->what, line->section, calls, calls, figure_of(o, line, line->usd));
}

static bool is_cut(const struct profiling *p, const struct table *t)
{
    return t && p->question->top && t->row_count >= p->question->top;
}

static bool put_templates(struct overview *o, struct profiling *p, struct err *e)
{
    const struct table *listed = table_of(o->answer, "templates");
    struct templates t;
    int64_t count = listed ? listed->row_count : 0;
    if (is_cut(p, listed)) {
        if (!templates_collect(p, &t, e))
            return false;
        count = t.count;
    }
    put(o, "templates they are made from", "templates", count, UNKNOWN, UNKNOWN);
    return true;
}

static bool put_busters(struct overview *o, struct profiling *p, struct err *e)
{
    struct answer whole = {.arena = p->arena};
    const struct table *t = table_of(o->answer, "busters");
    int64_t nusd = UNKNOWN;
    if (is_cut(p, t)) {
        struct question q = *p->question;
        struct profiling all = *p;
        q.top = 0;
        all.question = &q;
        if (!profile_find(S("busters"))->run(&all, &whole, e))
            return false;
        t = table_of(&whole, "busters");
    }
    for (int64_t row = 0; t && row < t->row_count; row++) {
        int64_t saving = figure_at(t, row, "saving_usd");
        if (saving > 0)
            nusd = (nusd == UNKNOWN ? 0 : nusd) + saving;
    }
    put(o, "cache busters: moving saves", "busters", t ? t->row_count : 0, UNKNOWN, nusd);
    return true;
}

// Behind the tables that only programs read.
static void move_to_front(struct answer *out)
{
    struct table *t = out->tables[out->table_count - 1];
    int at = 0;
    while (!out->tables[at]->title.ptr)
        at++;
    for (int i = out->table_count - 1; i > at; i--)
        out->tables[i] = out->tables[i - 1];
    out->tables[at] = t;
}

bool overview_add(struct profiling *p, const struct findings *f, struct answer *out, struct err *e)
{
    struct cell cost = figures_cost(&f->total);
    struct overview o = {
        .answer = out,
        .requests = p->requests,
        .cost_nusd = cost.is_null ? UNKNOWN : cost.i,
    };
    if (!p->requests)
        return true;
    int64_t logged = figure_of(&o, &repeats, "requests");
    o.table = figures_table(out, "overview", "What the prompts say", specs, O_COLUMNS);
    put(&o, "calls", NULL, p->requests, p->requests, o.cost_nusd);
    put(&o, "calls whose prompt is logged", NULL, logged == UNKNOWN ? 0 : logged,
        logged == UNKNOWN ? 0 : logged, UNKNOWN);
    put_line(&o, &repeats);
    if (!put_templates(&o, p, e) || !put_busters(&o, p, e))
        return false;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        put_line(&o, &lines[i]);
    table_note(o.table,
               S("costs of different rows overlap: never to be added; what could be saved of "
                 "them is less; toll prompts SECTION shows a section alone"));
    move_to_front(out);
    return true;
}
