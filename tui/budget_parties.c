// budget_parties.c - see budget_parties.h.
#include "tui/budget_parties.h"

#include <string.h>

#include "report/figure.h"
#include "tui/pick.h"

enum { NAME, PERIOD, SPENT, LIMIT, MOST, SHARE, ALERT, FIRST, CALLS, BEYOND, PARTY_COLUMNS };

static struct table *party_table(bool has_limits, struct arena *a)
{
    static const struct column columns[PARTY_COLUMNS] = {
        [NAME] = {{"name", 4}, {"whose", 5}, UNIT_TEXT, EVIDENCE_MEASURED, true},
        [PERIOD] = {{"period", 6}, {"a", 1}, UNIT_TEXT, EVIDENCE_MEASURED, true},
        [SPENT] = {{"cost_usd", 8}, {"spent", 5}, UNIT_NUSD, EVIDENCE_MODELLED, false},
        [LIMIT] = {{"limit_usd", 9}, {"limit", 5}, UNIT_NUSD, EVIDENCE_ASSUMED, false},
        [MOST] = {{"most_usd", 8}, {"most", 4}, UNIT_NUSD, EVIDENCE_MODELLED, false},
        [SHARE] = {{"most_share", 10}, {"of limit", 8}, UNIT_SHARE, EVIDENCE_MODELLED, false},
        [ALERT] = {{"threshold", 9}, {"alert", 5}, UNIT_SHARE, EVIDENCE_MODELLED, false},
        [FIRST] = {{"first_time", 10}, {"from", 4}, UNIT_TEXT, EVIDENCE_MODELLED, false},
        [CALLS] = {{"calls_beyond", 12}, {"beyond", 6}, UNIT_COUNT, EVIDENCE_MODELLED, false},
        [BEYOND] = {{"beyond_usd", 10}, {"they cost", 9}, UNIT_NUSD, EVIDENCE_MODELLED, false},
    };
    struct table *t = table_new(a, S("parties"), S("Parties"), columns, PARTY_COLUMNS);
    for (int i = 0; !has_limits && i < PARTY_COLUMNS; i++)
        if (i != NAME && i != SPENT)
            t->columns[i].title = (struct str){0};
    return t;
}

static bool is_of(const struct table *t, int64_t row, struct str name, struct str period)
{
    const struct cell *of = pick_cell(t, row, "name"), *a = pick_cell(t, row, "period");
    return !of->is_null && str_eq(of->s, name) && str_eq(a->s, period);
}

// "10-28 10:36"
static struct cell minute_cell(const struct cell *time, struct arena *a)
{
    enum { YEAR = 5, MINUTE = 11 };
    if (time->is_null)
        return *time;
    return cell_str(str_head(str_skip(figure_readable(UNIT_TIME_US, time, 0, a), YEAR), MINUTE));
}

static void add_party(struct table *out, const struct budget_facts *facts, struct cell name,
                      struct cell spent, struct str period, int64_t limit_nusd)
{
    struct cell *row = table_row(out);
    row[NAME] = name;
    row[SPENT] = spent;
    row[PERIOD] = cell_str(period);
    if (!limit_nusd || name.is_null || str_eq(name.s, S("(other)")))
        return;  // nobody's calls count for no budget; the rest are many with one each
    row[LIMIT] = cell_int(limit_nusd);
    for (int64_t i = 0; facts->uses && i < facts->uses->row_count; i++) {
        if (!is_of(facts->uses, i, name.s, period))
            continue;
        row[MOST] = *pick_cell(facts->uses, i, "most_usd");
        row[SHARE] = *pick_cell(facts->uses, i, "most_share");
        row[ALERT] = *pick_cell(facts->uses, i, "threshold");
    }
    for (int64_t i = 0; facts->budgets && i < facts->budgets->row_count; i++) {
        if (!is_of(facts->budgets, i, name.s, period))
            continue;
        row[FIRST] = minute_cell(pick_cell(facts->budgets, i, "first_time"), out->arena);
        row[CALLS] = *pick_cell(facts->budgets, i, "calls_beyond");
        row[BEYOND] = *pick_cell(facts->budgets, i, "beyond_usd");
    }
}

struct table *budget_parties(const struct budget_facts *facts, struct arena *a)
{
    const struct table *spent = facts->spent;
    struct table *out = party_table(facts->month_nusd || facts->day_nusd, a);
    for (int64_t i = 0; i < spent->row_count; i++) {
        struct cell name = facts->party ? *pick_cell(spent, i, facts->party) : cell_str(S("all"));
        struct cell cost = *pick_cell(spent, i, "cost_usd");
        if (facts->month_nusd || !facts->day_nusd)
            add_party(out, facts, name, cost, S("month"), facts->month_nusd);
        if (facts->day_nusd)
            add_party(out, facts, name, cost, S("day"), facts->day_nusd);
    }
    return out;
}

static struct table *alerts_of(const struct table *alerts, const struct table *parties, int64_t row,
                               struct arena *a)
{
    const struct cell *name = pick_cell(parties, row, "name");
    const struct cell *period = pick_cell(parties, row, "period");
    struct table *out =
        table_new(a, alerts->key, alerts->title, alerts->columns, alerts->column_count);
    for (int64_t i = 0; !name->is_null && i < alerts->row_count; i++)
        if (is_of(alerts, i, name->s, period->s))
            memcpy(table_row(out), &alerts->cells[i * alerts->column_count],
                   (size_t)alerts->column_count * sizeof *alerts->cells);
    return out;
}

void budget_alerts_draw(struct detail *d, const struct table *alerts, const struct table *parties,
                        int64_t row)
{
    static const struct pick picks[] = {{"time", "alert at", 0},        {"threshold", "reached", 0},
                                        {"is_critical", "critical", 0}, {"spent_usd", "spent", 0},
                                        {"limit_usd", "limit", 0},      {0}};
    struct arena *a = d->canvas.arena;
    const struct cell *name = pick_cell(parties, row, "name");
    const struct cell *period = pick_cell(parties, row, "period");
    struct table *of = alerts_of(alerts, parties, row, a);
    if (!of->row_count)
        return;
    detail_heading(d,
                   str_fmt(a, "thresholds that %.*s crossed, by the %.*s", STR_ARG(name->s),
                           STR_ARG(period->s)),
                   (struct str){0});
    detail_table(d, of, picks);
}
