// sim_figures.c - see sim_figures.h.
#include "simulate/sim_figures.h"

#include "simulate/table_spec.h"

static const char *const evidence_names[] = {
    [EVIDENCE_MEASURED] = "measured",
    [EVIDENCE_MODELLED] = "modelled",
    [EVIDENCE_ASSUMED] = "assumed",
};

struct table *sim_figures_object(const struct figure_line *lines, int count, const char *key,
                                 struct arena *a)
{
    struct arena scratch = {0};
    struct column *columns = ARENA_ARRAY(&scratch, struct column, (size_t)count);
    for (int i = 0; i < count; i++)
        columns[i] = (struct column){
            .key = str_of(lines[i].key),
            .title = str_of(lines[i].key),
            .unit = lines[i].unit,
            .evidence = lines[i].evidence,
        };
    struct table *t = table_new(a, str_of(key), (struct str){NULL, 0}, columns, count);
    t->shape = TABLE_OBJECT;
    struct cell *row = table_row(t);
    for (int i = 0; i < count; i++)
        row[i] = lines[i].value;
    arena_release(&scratch);
    return t;
}

static const struct column_spec risk_specs[] = {
    {"name", "step", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"figure", "figure", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"value", "value", UNIT_CELL, EVIDENCE_MEASURED, false},
    {"evidence", "how it is known", UNIT_TEXT, EVIDENCE_MEASURED, false},
};
static const struct column_spec assumption_specs[] = {
    {"name", "step", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"setting", "assumption", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"value", "value", UNIT_CELL, EVIDENCE_MEASURED, false},
    {"least", "from", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"most", "to", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"meaning", "what it is", UNIT_TEXT, EVIDENCE_MEASURED, false},
};

static struct cell value_of(const struct figure_line *line)
{
    struct cell cell = line->value;
    cell.unit = line->unit;
    return cell;
}

// "peak_bytes" reads "peak bytes"; "saved_usd" and "gap_s" show their unit.
static struct str words_of(const char *key, struct arena *a)
{
    struct str s = str_of(key);
    s.len -= str_ends(s, S("_usd")) ? 4 : 0;
    s.len -= str_ends(s, S("_s")) ? 2 : 0;
    char *words = arena_cstr(a, s.ptr, s.len);
    for (char *c = words; *c; c++)
        if (*c == '_')
            *c = ' ';
    return str_of(words);
}

// "hit_latency_ms" is the setting hit_latency; -1 = none.
static int setting_of(const struct strategy *s, const char *key)
{
    int found = -1;
    size_t longest = 0;
    for (int i = 0; s->settings[i].name; i++) {
        struct str name = str_of(s->settings[i].name);
        bool is_whole = str_starts(str_of(key), name) && (!key[name.len] || key[name.len] == '_');
        if (is_whole && name.len > longest) {
            found = i;
            longest = name.len;
        }
    }
    return found;
}

static void add_risk(const struct outcome *o, struct table *t)
{
    for (int i = 0; i < o->risk_count; i++) {
        const struct figure_line *line = &o->risk[i];
        // Programs find it in the step.
        if (line->value.is_null)
            continue;
        struct cell *row = table_row(t);
        row[0] = cell_str(o->step->name);
        row[1] = cell_str(words_of(line->key, t->arena));
        row[2] = value_of(line);
        row[3] = cell_str(str_of(evidence_names[line->evidence]));
    }
}

static void add_assumptions(const struct outcome *o, struct table *t)
{
    const struct strategy *s = o->step->strategy;
    for (int i = 0; i < o->assumption_count; i++) {
        const struct figure_line *line = &o->assumptions[i];
        int at = setting_of(s, line->key);
        struct cell *row = table_row(t);
        row[0] = cell_str(o->step->name);
        row[1] = cell_str(words_of(line->key, t->arena));
        row[2] = value_of(line);
        if (at < 0)
            continue;
        row[3] = cell_str(str_of(s->settings[at].sweep_from));
        row[4] = cell_str(str_of(s->settings[at].sweep_to));
        row[5] = cell_str(str_of(s->settings[at].help));
    }
}

void sim_figures(const struct simulation *sim, struct answer *out)
{
    struct table *risk = table_of_specs(out->arena, "risk", "Risk", risk_specs, 4);
    struct table *assumptions = table_of_specs(
        out->arena, "assumptions", "Assumptions: no log says them", assumption_specs, 6);
    for (int i = 0; i < sim->policy->step_count; i++) {
        add_risk(&sim->outcomes[i], risk);
        add_assumptions(&sim->outcomes[i], assumptions);
    }
    if (risk->row_count)
        answer_add(out, risk);
    if (assumptions->row_count)
        answer_add(out, assumptions);
}
