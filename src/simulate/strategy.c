// strategy.c - strategies by name, and the lists of an outcome.
#include "simulate/strategy.h"

#include <assert.h>

const struct strategy *strategy_find(struct str name)
{
    for (int i = 0; strategies[i]; i++)
        if (str_eq(name, str_of(strategies[i]->name)))
            return strategies[i];
    return NULL;
}

int strategy_setting(const struct strategy *s, struct str name)
{
    for (int i = 0; s->settings[i].name; i++)
        if (str_eq(name, str_of(s->settings[i].name)))
            return i;
    return -1;
}

void outcome_risk(struct outcome *o, const char *key, enum unit unit, enum evidence evidence,
                  struct cell value)
{
    assert(o->risk_count < OUTCOME_FIGURES);
    o->risk[o->risk_count++] = (struct figure_line){key, unit, evidence, value};
}

void outcome_assume(struct outcome *o, const char *key, enum unit unit, struct cell value)
{
    assert(o->assumption_count < OUTCOME_FIGURES);
    o->assumptions[o->assumption_count++] =
        (struct figure_line){key, unit, EVIDENCE_ASSUMED, value};
}

void outcome_note(struct outcome *o, struct str note)
{
    assert(o->note_count < OUTCOME_NOTES);
    o->notes[o->note_count++] = note;
}

void outcome_table(struct outcome *o, struct table *t)
{
    assert(o->table_count < OUTCOME_TABLES);
    o->tables[o->table_count++] = t;
}
