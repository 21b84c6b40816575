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

enum { RISKS_OF_ONE = 12, RISKS_OF_MANY = 5 };  // figures of a step that people read, unless all

static const struct column_spec risk_specs[] = {
    {"name", "step", UNIT_GROUP, EVIDENCE_MEASURED, true},
    {"key", NULL, UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"figure", "what the log says of it", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"value", "value", UNIT_CELL, EVIDENCE_MEASURED, false},
    {"evidence", NULL, UNIT_TEXT, EVIDENCE_MEASURED, false},
};
static const struct column_spec assumption_specs[] = {
    {"name", "step", UNIT_GROUP, EVIDENCE_MEASURED, true},
    {"setting", "assumption", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"value", "value", UNIT_CELL, EVIDENCE_MEASURED, false},
    {"least", "from", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"most", "to", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"meaning", "what it is", UNIT_PROSE, EVIDENCE_MEASURED, true},
};

static struct cell value_of(const struct figure_line *line)
{
    struct cell cell = line->value;
    cell.unit = line->unit;
    cell.evidence = line->evidence;
    return cell;
}

// "peak_bytes" reads "peak bytes"; "saved_usd" and "gap_s" show their unit.
static struct str words_of(const char *key, struct arena *a)
{
    struct str s = str_of(key);
    bool is_ms = str_ends(s, S("_ms"));
    s.len -= str_ends(s, S("_usd")) ? 4 : 0;
    s.len -= str_ends(s, S("_s")) ? 2 : 0;
    s.len -= is_ms ? 3 : 0;
    char *words = arena_cstr(a, s.ptr, s.len);
    for (char *c = words; *c; c++)
        if (*c == '_')
            *c = ' ';
    return str_fmt(a, "%s%s", words, is_ms ? " (ms)" : "");
}

// "hit_latency_ms" is the setting hit_latency; -1 = none.
static int setting_of(const struct strategy *s, const char *key)
{
    int found = -1;
    size_t longest = 0;
    for (int i = 0; s->settings[i].name; i++) {
        struct str name = str_of(s->settings[i].name);
        struct str unit = str_skip(str_of(key), name.len);
        bool is_whole = str_starts(str_of(key), name) && (!unit.len || str_starts(unit, S("_")));
        if (is_whole && name.len > longest) {
            found = i;
            longest = name.len;
        }
    }
    return found;
}

// Figures of one step on their way into the table.
struct risk_listing {
    const struct outcome *o;
    struct table *t;
    int64_t rows, rows_max;  // 0 = all
    int64_t left_out;
};

static bool is_zero(const struct cell *cell)
{
    return !cell->s.ptr && cell->i == 0 && cell->f == 0;
}

static void list_risk(struct risk_listing *l, const struct figure_line *line,
                      const struct risk_words *words)
{
    bool is_told_at_zero = words && words->is_told_at_zero && l->o->hits;
    if (line->value.is_null)
        return;
    if ((is_zero(&line->value) && !is_told_at_zero) || (l->rows_max && l->rows == l->rows_max)) {
        l->left_out++;
        return;
    }
    struct cell *row = table_row(l->t);
    l->rows++;
    row[0] = cell_str(l->o->step->name);
    row[1] = cell_str(str_of(line->key));
    row[2] = cell_str(words ? str_of(words->title) : words_of(line->key, l->t->arena));
    row[3] = value_of(line);
    row[4] = cell_str(str_of(evidence_names[line->evidence]));
}

static const struct risk_words *words_for(const struct strategy *s, const char *key)
{
    for (const struct risk_words *w = s->risks; w && w->key; w++)
        if (str_eq(str_of(w->key), str_of(key)))
            return w;
    return NULL;
}

// Those that matter first, then those without words; the step has all of them for programs.
static void list_risks(struct risk_listing *l)
{
    const struct outcome *o = l->o;
    const struct strategy *s = o->step->strategy;
    for (const struct risk_words *w = s->risks; w && w->key; w++)
        for (int i = 0; i < o->risk_count; i++)
            if (w->title && str_eq(str_of(o->risk[i].key), str_of(w->key)))
                list_risk(l, &o->risk[i], w);
    for (int i = 0; i < o->risk_count; i++)
        if (!words_for(s, o->risk[i].key))
            list_risk(l, &o->risk[i], NULL);
}

static void add_risks(const struct simulation *sim, int64_t top, struct table *t)
{
    int count = sim->policy->step_count;
    int64_t left_out = 0;
    for (int i = 0; i < count; i++) {
        struct risk_listing l = {.o = &sim->outcomes[i], .t = t};
        l.rows_max = !top ? 0 : count > 1 ? RISKS_OF_MANY : RISKS_OF_ONE;
        list_risks(&l);
        left_out += l.left_out;
    }
    if (left_out)
        table_note(t, str_fmt(t->arena,
                              "%lld more are 0 or matter less (all of them: --format json, risk of "
                              "each step)",
                              (long long)left_out));
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
        if (at < 0) {
            const struct risk_words *words = words_for(s, line->key);
            row[5] = cell_str(words && words->title ? str_of(words->title) : S(""));
            continue;
        }
        row[3] = cell_str(str_of(s->settings[at].sweep_from));
        row[4] = cell_str(str_of(s->settings[at].sweep_to));
        row[5] = cell_str(str_of(s->settings[at].help));
    }
}

// The one step needs no name.
static void hide_name(const struct simulation *sim, struct table *t)
{
    if (sim->policy->step_count == 1)
        t->columns[0].title = (struct str){NULL, 0};
}

void sim_figures(const struct simulation *sim, int64_t top, struct answer *out)
{
    struct table *risk = table_of_specs(out->arena, "risk", "What to watch", risk_specs,
                                        (int)(sizeof risk_specs / sizeof *risk_specs));
    struct table *assumptions =
        table_of_specs(out->arena, "assumptions", "Assumptions: numbers that are in no log",
                       assumption_specs, (int)(sizeof assumption_specs / sizeof *assumption_specs));
    add_risks(sim, top, risk);
    for (int i = 0; i < sim->policy->step_count; i++)
        add_assumptions(&sim->outcomes[i], assumptions);
    hide_name(sim, risk);
    hide_name(sim, assumptions);
    if (risk->row_count)
        answer_add(out, risk);
    if (assumptions->row_count)
        answer_add(out, assumptions);
}
