// profile_tokens.c - bytes a token by model, and what the input tokens were spent on.
#include <math.h>
#include <stdlib.h>

#include "analyze/figures.h"
#include "analyze/keyed.h"
#include "analyze/profile.h"
#include "base/map.h"
#include "store/estimate.h"

// A ratio from fewer calls is shown, but marked.
enum { CALLS_ENOUGH = 20 };

static const struct spec model_specs[] = {
    {"model", "model", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"calls", "calls", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"input_bytes_per_tok", "input bytes/tok", UNIT_RATIO, EVIDENCE_MEASURED, false},
    {"input_error", "input error", UNIT_SHARE, EVIDENCE_MEASURED, false},
    {"output_calls", "with output", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"output_bytes_per_tok", "output bytes/tok", UNIT_RATIO, EVIDENCE_MEASURED, false},
    {"output_error", "output error", UNIT_SHARE, EVIDENCE_MEASURED, false},
    {"estimated_calls", "estimated calls", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"too_few", "too few calls", UNIT_BOOL, EVIDENCE_MEASURED, false},
};

static const struct spec part_specs[] = {
    {"model", "model", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"feature", "feature", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"calls", "calls", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"input_tok", "input", UNIT_TOKENS, EVIDENCE_MEASURED, false},
    {"tools_tok", "tools", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    {"system_tok", "system", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    {"history_tok", "history", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    {"retrieved_tok", "retrieved", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    {"question_tok", "question", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    {"output_tok", "output", UNIT_TOKENS, EVIDENCE_MEASURED, false},
    {"split_error", "error of the model", UNIT_SHARE, EVIDENCE_MEASURED, false},
};

// Calls of a model and a feature whose input could be split.
struct split {
    uint64_t key;  // number of the model << 32 | number of the feature
    int64_t calls, input_tok, output_tok;
    int64_t tok[PART_RESPONSE];
};

struct tokens {
    struct calibration *calibration;
    struct keyed splits;
    struct intern models, features;
    int64_t unsplit;  // calls with tokens, but without text to split them by
};

// Cumulative sums are rounded, so the parts add up to the input.
static bool split_input(const struct request *r, int64_t *tok)
{
    int64_t input = usage_input_total(&r->usage);
    double all = 0;
    double before = 0;
    int64_t given = 0;
    for (int i = 0; i < PART_RESPONSE; i++)
        all += r->part_bytes[i] == UNKNOWN ? 0 : (double)r->part_bytes[i];
    if (all <= 0)
        return false;
    for (int i = 0; i < PART_RESPONSE; i++) {
        before += r->part_bytes[i] == UNKNOWN ? 0 : (double)r->part_bytes[i];
        int64_t until = llround((double)input * (before / all));
        tok[i] = until - given;
        given = until;
    }
    return true;
}

static bool each(void *self, const struct request *r, struct err *e)
{
    struct tokens *t = self;
    int64_t tok[PART_RESPONSE];
    bool is_new = false;
    (void)e;
    calibration_measure(t->calibration, r);
    if (usage_input_total(&r->usage) <= 0)
        return true;
    if (!split_input(r, tok)) {
        t->unsplit++;
        return true;
    }
    uint64_t model = intern_put(&t->models, r->who->names[NAME_MODEL], NULL);
    uint64_t feature = intern_put(&t->features, r->who->names[NAME_FEATURE], NULL);
    struct split *s = keyed_put(&t->splits, model << 32 | feature, &is_new);
    s->calls++;
    s->input_tok += usage_input_total(&r->usage);
    s->output_tok += tok_or_zero(&r->usage, TOK_OUTPUT);
    for (int i = 0; i < PART_RESPONSE; i++)
        s->tok[i] += tok[i];
    return true;
}

static int by_calls(const void *left, const void *right)
{
    const struct calibration_row *a = left;
    const struct calibration_row *b = right;
    if (a->input.calls != b->input.calls)
        return a->input.calls > b->input.calls ? -1 : 1;
    return str_cmp(a->model, b->model);
}

static bool is_measured(const struct calibration_row *m)
{
    return m->input.calls || m->output.calls || m->estimated_calls;
}

static void add_model(struct table *table, const struct calibration_row *m)
{
    struct cell *row = table_row(table);
    *row++ = cell_str(m->model.len ? m->model : (struct str){NULL, 0});
    *row++ = cell_int(m->input.calls);
    *row++ = figures_ratio(m->input.bytes, m->input.tok);
    *row++ = cell_double(m->input.error);
    *row++ = cell_int(m->output.calls);
    *row++ = figures_ratio(m->output.bytes, m->output.tok);
    *row++ = cell_double(m->output.error);
    *row++ = cell_int(m->estimated_calls);
    *row = cell_int(m->input.calls < CALLS_ENOUGH);
}

static void copy_names(struct calibration_row *models, size_t count, struct arena *a)
{
    for (size_t i = 0; i < count; i++)
        models[i].model = str_copy(models[i].model, a);
}

// Sorts the rows.
static void add_models(struct calibration_row *models, size_t count, int64_t top,
                       struct answer *out)
{
    struct table *table = figures_table(out, "token_calibration", "Bytes per token", model_specs,
                                        sizeof model_specs / sizeof *model_specs);
    int64_t more = 0;
    qsort(models, count, sizeof *models, by_calls);
    for (size_t i = 0; i < count; i++) {
        bool is_shown = !top || table->row_count < top;
        if (is_measured(&models[i]) && is_shown)
            add_model(table, &models[i]);
        more += is_measured(&models[i]) && !is_shown;
    }
    if (table->row_count)
        table_note(table,
                   str_fmt(out->arena,
                           "from successful calls with text and logged tokens; error: how far off "
                           "an estimate for one call is (root mean square of estimate − logged "
                           "over that of logged); fewer than %d calls are too few; arguments of "
                           "tool calls are no text, so answers with them have few bytes a token",
                           CALLS_ENOUGH));
    if (more)
        table_note(table, str_fmt(out->arena, "%lld models with fewer calls are not listed (--top)",
                                  (long long)more));
}

static int by_input(const void *left, const void *right)
{
    const struct split *a = left;
    const struct split *b = right;
    if (a->input_tok != b->input_tok)
        return a->input_tok > b->input_tok ? -1 : 1;
    return (a->key > b->key) - (a->key < b->key);
}

static void add_split(struct table *table, struct str model, struct str feature,
                      const struct split *s, double error)
{
    struct cell *row = table_row(table);
    *row++ = cell_str(model);
    *row++ = cell_str(feature);
    *row++ = cell_int(s->calls);
    *row++ = cell_int(s->input_tok);
    for (int i = 0; i < PART_RESPONSE; i++)
        *row++ = cell_int(s->tok[i]);
    *row++ = cell_int(s->output_tok);
    *row = cell_double(error);
}

// NaN when too few calls tell.
static double error_of(const struct calibration_row *models, size_t count, struct str model)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(models[i].model, model))
            return models[i].input.calls < CALLS_ENOUGH ? NAN : models[i].input.error;
    return NAN;
}

static void add_up(struct split *into, const struct split *other)
{
    into->calls += other->calls;
    into->input_tok += other->input_tok;
    into->output_tok += other->output_tok;
    for (int i = 0; i < PART_RESPONSE; i++)
        into->tok[i] += other->tok[i];
}

static void add_splits(const struct tokens *t, const struct calibration_row *models, size_t count,
                       int64_t top, struct answer *out)
{
    struct table *table = figures_table(out, "token_parts", "What the input consists of",
                                        part_specs, sizeof part_specs / sizeof *part_specs);
    struct split *splits = ARENA_ARRAY(out->arena, struct split, t->splits.len);
    struct split other = {0};
    for (uint32_t i = 0; i < t->splits.len; i++)
        splits[i] = *(const struct split *)keyed_at(&t->splits, i);
    qsort(splits, t->splits.len, sizeof *splits, by_input);
    for (uint32_t i = 0; i < t->splits.len; i++) {
        struct str model = t->models.names[splits[i].key >> 32];
        struct str feature = t->features.names[splits[i].key & UINT32_MAX];
        // A row "(other)" for a single one would hide its name and save no line.
        if (!top || i < top || t->splits.len == top + 1)
            add_split(table, model, feature, &splits[i], error_of(models, count, model));
        else
            add_up(&other, &splits[i]);
    }
    if (other.calls)
        add_split(table, S("(other)"), S(""), &other, NAN);
    if (table->row_count)
        table_note(table,
                   S("the input of each call is split over its parts by their bytes; a part whose "
                     "text is denser than the others (tool definitions, code) has more tokens "
                     "than shown, by the error of the model or so"));
    if (t->unsplit)
        table_note(table, str_fmt(out->arena,
                                  "%lld calls have tokens but no text in the log: they "
                                  "are not split",
                                  (long long)t->unsplit));
}

static void draw(const struct tokens *t, int64_t top, struct answer *out)
{
    size_t count = calibration_count(t->calibration);
    struct calibration_row *models = ARENA_ARRAY(out->arena, struct calibration_row, count);
    for (size_t i = 0; i < count; i++)
        models[i] = calibration_row(t->calibration, i);
    copy_names(models, count, out->arena);
    add_models(models, count, top, out);
    add_splits(t, models, count, top, out);
}

static bool run(struct profiling *p, struct answer *out, struct err *e)
{
    struct tokens t = {.calibration = calibration_new()};
    t.models.arena = out->arena;
    t.features.arena = out->arena;
    keyed_init(&t.splits, sizeof(struct split));
    bool ok = profiling_scan(p, CURSOR_PARTS | CURSOR_LEAN, CURSOR_BY_ROW, each, &t, e);
    if (ok)
        draw(&t, p->question->top, out);
    keyed_release(&t.splits);
    calibration_free(t.calibration);
    return ok;
}

const struct profile profile_tokens = {
    .name = "tokens",
    .summary = "bytes a token by model, and what the input tokens were spent on",
    .rank = 70,
    .run = run,
};
