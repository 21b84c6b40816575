// advise_words.c - see advise_words.h.
#include "simulate/advise_words.h"

#include "simulate/step_command.h"
#include "simulate/table_spec.h"

// The words to the figures of "advice", which has them for programs.
static const struct column_spec meaning_specs[] = {
    {"name", "advice", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"title", "what to do", UNIT_PROSE, EVIDENCE_MEASURED, true},
    {"risk", "risk, the share of", UNIT_PROSE, EVIDENCE_MEASURED, false},
    {"assumes", "it assumes that", UNIT_PROSE, EVIDENCE_MEASURED, false},
    {"evidence", "see", UNIT_PROSE, EVIDENCE_MEASURED, false},
};
static const struct column_spec command_specs[] = {
    {"name", "advice", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"command", "shows it alone", UNIT_COMMAND, EVIDENCE_MEASURED, true},
};

void advise_words(const struct advising *v, struct answer *out)
{
    struct table *meanings =
        table_of_specs(out->arena, "meanings", "What each means", meaning_specs,
                       (int)(sizeof meaning_specs / sizeof *meaning_specs));
    struct table *commands =
        table_of_specs(out->arena, "commands", "To look closer", command_specs, 2);
    for (int i = 0; i < v->count; i++) {
        const struct advice *a = &v->list[i];
        if (a->verdict == VERDICT_NOTHING)
            continue;
        struct cell *row = table_row(meanings);
        row[0] = cell_str(str_of(a->candidate->name));
        row[1] = cell_str(str_of(a->candidate->title));
        row[2] = cell_str(str_of(a->risk ? a->risk->says : NULL));
        row[3] = cell_str(str_of(a->candidate->assumes));
        row[4] = cell_str(str_of(a->candidate->evidence));
        row = table_row(commands);
        row[0] = cell_str(str_of(a->candidate->name));
        row[1] = cell_str(step_command(&a->policy.steps[0], out->arena));
    }
    answer_add(out, meanings);
    answer_add(out, commands);
}
