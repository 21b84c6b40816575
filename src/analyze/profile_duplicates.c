// profile_duplicates.c - what is asked again: how much at each degree of sameness, and the dearest.
#include <math.h>

#include "analyze/duplicate_details.h"
#include "analyze/duplicates.h"
#include "analyze/excerpt.h"
#include "analyze/figures.h"
#include "analyze/profile.h"

static const struct spec level_specs[] = {
    {"level", "level", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"calls_of", "among", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"repeated", "repeated", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"repeated_share", "share", UNIT_SHARE, EVIDENCE_MEASURED, false},
    {"repeats_usd", "they cost", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"gap_p50_s", "half within", UNIT_SECONDS, EVIDENCE_MEASURED, false},
    {"same_share", "same answer", UNIT_SHARE, EVIDENCE_MEASURED, false},
    {"same_normal_share", "but for case, spaces", UNIT_SHARE, EVIDENCE_MEASURED, false},
    {"length_ratio_p50", "p50 length ratio", UNIT_RATIO, EVIDENCE_MEASURED, false},
    {"compared", "answers compared", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"requests", "requests", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"distinct", "distinct", UNIT_COUNT, EVIDENCE_MEASURED, false},
};

static const struct spec kind_specs[] = {
    {"level", "level", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"kind", "repeated by", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"repeated", "repeated", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"repeated_share", "share", UNIT_SHARE, EVIDENCE_MEASURED, false},
    {"repeats_usd", "they cost", UNIT_NUSD, EVIDENCE_MODELLED, false},
};

static const struct spec group_specs[] = {
    {"level", "level", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"fingerprint", "fingerprint", UNIT_HASH, EVIDENCE_MEASURED, true},
    {"calls", "calls", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"users", "users", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"repeats_usd", "repeats cost", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"question", "question", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"gap_p50_s", "half within", UNIT_SECONDS, EVIDENCE_MEASURED, false},
    {"answers", "answers", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"same_share", "most common", UNIT_SHARE, EVIDENCE_MEASURED, false},
    {"kind", "repeated by", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"feature", "feature", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"features", "features", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"same_normal_share", "but for case, spaces", UNIT_SHARE, EVIDENCE_MEASURED, false},
    {"length_ratio", "length ratio", UNIT_RATIO, EVIDENCE_MEASURED, false},
    {"temperature_0_calls", "at temperature 0", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"first", "first", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    {"last", "last", UNIT_TIME_US, EVIDENCE_MEASURED, false},
};

static const char *const kind_text[REPEAT_KINDS] = {
    [REPEAT_RETRY] = "retries",
    [REPEAT_UNATTRIBUTED] = "unattributed",
    [REPEAT_SAME_USER] = "the same user",
    [REPEAT_OTHER_USER] = "other users",
};

static int64_t sum_of(const int64_t *list, int count)
{
    int64_t sum = 0;
    for (int i = 0; i < count; i++)
        sum += list[i];
    return sum;
}

static struct cell seconds(int64_t us)
{
    return cell_double(us == UNKNOWN ? NAN : (double)us / 1e6);
}

static void add_level(struct table *table, enum level level, const char *calls_of,
                      const struct level_totals *t)
{
    int64_t repeated = sum_of(t->repeats, REPEAT_KINDS);
    struct cell *row = table_row(table);
    *row++ = cell_str(str_of(level_name[level]));
    *row++ = cell_str(str_of(calls_of));
    *row++ = cell_int(repeated);
    *row++ = figures_ratio(repeated, t->requests);
    *row++ = cell_int(sum_of(t->cost_nusd, REPEAT_KINDS));
    *row++ = seconds(latency_quantile_us(&t->gaps, 0.5));
    *row++ = figures_ratio(t->same, t->compared);
    *row++ = figures_ratio(t->same_normal, t->compared);
    *row++ = cell_double(level_ratio_median(t));
    *row++ = cell_int(t->compared);
    *row++ = cell_int(t->requests);
    *row = cell_int(t->distinct);
}

static void add_levels(const struct duplicates *d, struct answer *out)
{
    struct table *t = figures_table(out, "duplicate_levels", "Duplicates: calls that are the same",
                                    level_specs, sizeof level_specs / sizeof *level_specs);
    for (int cold = 0; cold < 2; cold++)
        for (int i = 0; i < LEVEL_COUNT; i++)
            if (d->totals[i][cold].requests)
                add_level(t, (enum level)i, cold ? "temperature 0" : "all", &d->totals[i][cold]);
    if (!t->row_count)
        return;
    table_note(t, S("same at level request: model, parameters, tools and messages; content: tools "
                    "and messages; normal: but for case and spaces; template: but for numbers, "
                    "ids and the like; question: the last user message alone"));
    table_note(t, S("they cost: all but the first successful call of each group; a level holds "
                    "those above it, so their costs are never to be added"));
    table_note(t, S("half within: half of the repeats came so soon after the call before them (1 "
                    "% exact); same answer: as that of the first successful call"));
}

// Levels whose rows fit into --top, the first at least.
static int64_t levels_listed(int64_t top)
{
    int64_t fit = top / REPEAT_KINDS;
    if (!top || fit > LEVEL_COUNT)
        return LEVEL_COUNT;
    return fit ? fit : 1;
}

static void add_kinds(const struct duplicates *d, int64_t top, struct answer *out)
{
    int64_t listed = levels_listed(top);
    struct table *t = figures_table(out, "duplicate_kinds", "Who repeats", kind_specs,
                                    sizeof kind_specs / sizeof *kind_specs);
    for (int i = 0; i < listed; i++) {
        const struct level_totals *totals = &d->totals[i][0];
        int64_t repeated = sum_of(totals->repeats, REPEAT_KINDS);
        for (int k = 0; repeated && k < REPEAT_KINDS; k++) {
            struct cell *row = table_row(t);
            row[0] = cell_str(str_of(level_name[i]));
            row[1] = cell_str(str_of(kind_text[k]));
            row[2] = cell_int(totals->repeats[k]);
            row[3] = figures_ratio(totals->repeats[k], repeated);
            row[4] = cell_int(totals->cost_nusd[k]);
        }
    }
    if (t->row_count)
        table_note(t, S("retries: the last call of the group by the same user (calls without a "
                        "user count as one user's) failed at most 10 minutes before; their cost "
                        "has that of failed first calls in it"));
    if (t->row_count && listed < LEVEL_COUNT)
        table_note(t, str_fmt(t->arena, "%d levels further down are not listed (--top)",
                              (int)(LEVEL_COUNT - listed)));
}

// Of all repeats of a group in one word.
static const char *kind_of(const struct duplicate_group *g, const struct duplicate_detail *d)
{
    if (g->retries == g->calls - 1)
        return kind_text[REPEAT_RETRY];
    if (!d->users)
        return kind_text[REPEAT_UNATTRIBUTED];
    return kind_text[d->users > 1 ? REPEAT_OTHER_USER : REPEAT_SAME_USER];
}

static bool add_group(struct profiling *p, struct table *table, enum level level,
                      const struct duplicate_group *g, const struct duplicate_detail *d,
                      struct err *e)
{
    struct str question = {NULL, 0};
    if (!excerpt_of(p->store, d->question_segment, &question, p->arena, e))
        return false;
    bool has_detail = d->calls > 0;
    struct cell *row = table_row(table);
    *row++ = cell_str(str_of(level_name[level]));
    *row++ = cell_int((int64_t)g->print);
    *row++ = cell_int(g->calls);
    *row++ = cell_int(has_detail ? d->users : UNKNOWN);
    *row++ = cell_int(g->cost_nusd);
    *row++ = cell_str(question);
    *row++ = cell_double(has_detail ? d->gap_p50_s : NAN);
    *row++ = cell_int(has_detail ? d->answers : UNKNOWN);
    *row++ = cell_double(has_detail ? d->same_share : NAN);
    *row++ = cell_str(has_detail ? str_of(kind_of(g, d)) : (struct str){NULL, 0});
    *row++ = cell_str(d->feature);
    *row++ = cell_int(has_detail ? d->features : UNKNOWN);
    *row++ = cell_double(has_detail ? d->same_normal_share : NAN);
    *row++ = cell_double(has_detail ? d->length_ratio : NAN);
    *row++ = cell_int(has_detail ? d->cold : UNKNOWN);
    *row++ = cell_int(g->first_us);
    *row = cell_int(g->last_us);
    return true;
}

static void note_groups(struct table *t, int64_t more, int64_t cut)
{
    if (!t->row_count)
        return;
    table_note(t,
               S("of level content only groups that join several requests are listed, of normal, "
                 "template and question those that join several contents"));
    if (more)
        table_note(t, str_fmt(t->arena,
                              "%lld groups of lower cost are not listed (--top; a third as many "
                              "of the levels below request; at most %d of a level)",
                              (long long)more, DUPLICATE_GROUPS_MAX));
    if (cut)
        table_note(t, str_fmt(t->arena,
                              "of %lld groups only the first calls (%d of a group, %d in all) were "
                              "looked at for users, features, answers and times between",
                              (long long)cut, DETAIL_CALLS_OF_A_GROUP, DETAIL_CALLS));
}

// The levels below the first say what it cannot: a third of the rows is enough for that.
static int64_t listed_of(const struct profiling *p, const struct duplicates *d, enum level level)
{
    int64_t most = level == LEVEL_REQUEST ? p->question->top : (p->question->top + 2) / 3;
    return most && most < d->group_count[level] ? most : d->group_count[level];
}

static bool add_groups(struct profiling *p, const struct duplicates *d, struct answer *out,
                       struct err *e)
{
    struct duplicate_details details;
    int64_t more = sum_of(d->more, LEVEL_COUNT);
    if (!duplicate_details_collect(p, d, &details, e))
        return false;
    struct table *t = figures_table(out, "duplicates", "Dearest duplicates", group_specs,
                                    sizeof group_specs / sizeof *group_specs);
    for (int i = 0; i < LEVEL_COUNT; i++) {
        int64_t listed = listed_of(p, d, (enum level)i);
        more += d->group_count[i] - listed;
        for (int64_t k = 0; k < listed; k++)
            if (!add_group(p, t, (enum level)i, &d->groups[i][k], &details.of[i][k], e))
                return false;
    }
    note_groups(t, more, details.cut);
    return true;
}

static bool run(struct profiling *p, struct answer *out, struct err *e)
{
    struct duplicates_limits limits = {.top = p->question->top};
    struct duplicates *d = NULL;
    if (!duplicates_collect(p, &limits, &d, e))
        return false;
    add_levels(d, out);
    add_kinds(d, p->question->top, out);
    return add_groups(p, d, out, e);
}

const struct profile profile_duplicates = {
    .name = "duplicates",
    .summary = "what is asked again, by whom, and whether the answers agree",
    .rank = 10,
    .run = run,
};
