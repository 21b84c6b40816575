// template_texts.c - the sampled texts of a template, and how they align.
#include <math.h>
#include <stdlib.h>

#include "analyze/templates.h"
#include "base/map.h"
#include "model/stratum.h"

enum { DESCRIBED_BYTES = 140, REQUESTS_A_VERSION = 20 };

// Rows of questions by template, then by their rank in their stratum.
struct question_place {
    int64_t number, rank, row;
    uint64_t segment;
};

static int by_template_and_row(const void *left, const void *right)
{
    const struct question_place *a = left;
    const struct question_place *b = right;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static int by_template_and_rank(const void *left, const void *right)
{
    const struct question_place *a = left;
    const struct question_place *b = right;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->segment != b->segment)
        return a->segment < b->segment ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

// A template's strata take turns, so that what differs from one to the other is seen to differ.
static void rank_questions(struct question_place *places, size_t n, const struct sample_row *rows)
{
    qsort(places, n, sizeof *places, by_template_and_row);  // rows are by stratum and hash
    for (size_t i = 1; i < n; i++)
        if (places[i].number == places[i - 1].number &&
            rows[places[i].row].stratum == rows[places[i - 1].row].stratum)
            places[i].rank = places[i - 1].rank + 1;
    qsort(places, n, sizeof *places, by_template_and_rank);
}

static void sort_questions(struct template_texts *out, const struct templates *t)
{
    struct question_place *places =
        ARENA_ARRAY(t->arena, struct question_place, (size_t)out->counts[1]);
    size_t n = 0;
    for (int64_t i = 0; i < out->counts[1]; i++) {
        const struct sample_row *row = &out->rows[1][i];
        int64_t number = templates_find(t, row->shape_id);
        if (number >= 0)
            places[n++] = (struct question_place){number, 0, i, row->sample.segment};
    }
    rank_questions(places, n, out->rows[1]);
    out->questions = ARENA_ARRAY(t->arena, int64_t, n);
    out->first = ARENA_ARRAY(t->arena, int64_t, (size_t)t->count);
    out->last = ARENA_ARRAY(t->arena, int64_t, (size_t)t->count);
    for (size_t i = 0; i < n; i++) {
        int64_t number = places[i].number;
        out->questions[i] = places[i].row;
        if (out->last[number] == 0)
            out->first[number] = (int64_t)i;
        out->last[number] = (int64_t)i + 1;
    }
}

bool template_texts_load(struct template_texts *out, struct profiling *p, const struct templates *t,
                         struct err *e)
{
    *out = (struct template_texts){.store = p->store};
    if (!prompts_samples(p->store, ROLE_SYSTEM, &out->rows[0], &out->counts[0], p->arena, e) ||
        !prompts_samples(p->store, ROLE_USER, &out->rows[1], &out->counts[1], p->arena, e) ||
        !prompts_sample_share(p->store, &out->share, e))
        return false;
    sort_questions(out, t);
    return true;
}

// Texts, each once, those that come first in their strata.
struct picked {
    const struct sample_row *row;
    int64_t rank;
};
struct picking {
    struct picked list[COMMON_TEXTS];
    int count;
};

static bool comes_before(struct picked a, struct picked b)
{
    return a.rank != b.rank ? a.rank < b.rank : a.row->sample.segment < b.row->sample.segment;
}

static void pick(struct picking *p, struct picked new)
{
    int same = 0, at = 0;
    while (same < p->count && p->list[same].row->sample.segment != new.row->sample.segment)
        same++;
    while (at < p->count && comes_before(p->list[at], new))
        at++;
    if (at == COMMON_TEXTS || at > same || (at == same && same < p->count))
        return;
    if (same == p->count && p->count < COMMON_TEXTS)
        p->count++;
    int last = same < p->count ? same : p->count - 1;
    for (int i = last; i > at; i--)
        p->list[i] = p->list[i - 1];
    p->list[at] = new;
}

// Where the samples of a stratum begin.
static int64_t find_stratum(const struct template_texts *texts, uint64_t stratum)
{
    int64_t low = 0, high = texts->counts[0];
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (texts->rows[0][middle].stratum < stratum)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// A way that system texts of a template begin.
struct system_start {
    uint64_t stratum;
    int64_t requests;
};

static int heaviest_first(const void *left, const void *right)
{
    const struct system_start *a = left;
    const struct system_start *b = right;
    if (a->requests != b->requests)
        return a->requests < b->requests ? 1 : -1;
    return (a->stratum > b->stratum) - (a->stratum < b->stratum);
}

// Returns how many there are, by requests.
static size_t list_starts(struct system_start *starts, const struct templates *t,
                          const struct template *template, struct arena *scratch)
{
    struct map seen = {.arena = scratch};
    size_t count = 0;
    for (int64_t i = template->first_shape; i < template->last_shape; i++) {
        const struct shape_row *shape = &t->shapes[t->by_template[i]];
        uint64_t stratum = stratum_of(&shape->shape, ROLE_SYSTEM);
        bool is_new = false;
        uint64_t *number = map_put(&seen, stratum, &is_new);
        if (is_new) {
            *number = count;
            starts[count++].stratum = stratum;
        }
        starts[*number].requests += shape->requests;
    }
    qsort(starts, count, sizeof *starts, heaviest_first);
    return count;
}

static void pick_start(struct picking *p, const struct template_texts *texts,
                       const struct system_start *start)
{
    int64_t first = find_stratum(texts, start->stratum), last = first;
    while (last < texts->counts[0] && texts->rows[0][last].stratum == start->stratum)
        last++;
    // All that there are, and asked again and again: versions, not values of a slot.
    bool are_versions =
        last - first < SAMPLES_KEPT && start->requests >= REQUESTS_A_VERSION * (last - first);
    for (int64_t k = first; k < (are_versions && last > first ? first + 1 : last); k++)
        pick(p, (struct picked){&texts->rows[0][k], k - first});
}

// System texts are sampled by how they begin: those that begin as one of the template's do. If they
// begin in few ways these are versions, and the most frequent one shows the template.
static void pick_systems(struct picking *p, const struct template_texts *texts,
                         const struct templates *t, const struct template *template)
{
    struct arena scratch = {0};
    int64_t shapes = template->last_shape - template->first_shape;
    struct system_start *starts = ARENA_ARRAY(&scratch, struct system_start, (size_t)shapes);
    size_t count = list_starts(starts, t, template, &scratch);
    if (count > 0 && template->sums.requests >= REQUESTS_A_VERSION * (int64_t)count)
        count = 1;
    for (size_t i = 0; i < count; i++)
        pick_start(p, texts, &starts[i]);
    arena_release(&scratch);
}

// role: ROLE_SYSTEM or ROLE_USER.
static bool read_texts(struct template_sample *out, struct template_texts *texts,
                       const struct templates *t, const struct template *template, enum role role,
                       struct err *e)
{
    struct picking p = {.count = 0};
    int64_t number = template - t->list;
    if (role == ROLE_SYSTEM)
        pick_systems(&p, texts, t, template);
    for (int64_t i = texts->first[number]; role == ROLE_USER && i < texts->last[number]; i++)
        pick(&p, (struct picked){&texts->rows[1][texts->questions[i]], i});
    for (int i = 0; i < p.count; i++) {
        struct str text = {NULL, 0};
        const struct sample_row *row = p.list[i].row;
        if (!prompts_text(texts->store, row->segment_id, &text, t->arena, e))
            return false;
        out->texts[i] = aligned_text(&row->sample, text, t->arena);
    }
    out->count = p.count;
    return true;
}

static int64_t at_most(int64_t n, int64_t most)
{
    return n < most ? n : most;
}

// Bytes of a part in a request, on average.
static int64_t mean_bytes(const struct template *t, enum part part)
{
    return t->sums.requests ? t->sums.part_bytes[part] / t->sums.requests : 0;
}

// What of an average request is static. Retrieved text may be in either of the two.
static void measure(struct template_layout *out, const struct template *t)
{
    int64_t tools = mean_bytes(t, PART_TOOLS), retrieved = mean_bytes(t, PART_RETRIEVED);
    int64_t system = mean_bytes(t, PART_SYSTEM), question = mean_bytes(t, PART_QUESTION);
    int64_t history = mean_bytes(t, PART_HISTORY);
    out->tools_bytes = tools;
    out->history_bytes = history;
    out->bytes = tools + system + history + retrieved + question;
    out->static_bytes = tools + at_most(out->system.static_bytes, system + retrieved) +
                        at_most(out->question.static_bytes, question + retrieved);
    out->static_bytes = at_most(out->static_bytes, out->bytes);
    out->prefix_bytes = tools + at_most(out->system.prefix_bytes, system + retrieved);
    if (out->system.slot_count == 0 && history == 0)
        out->prefix_bytes += at_most(out->question.prefix_bytes, question + retrieved);
}

static struct str describe(const struct template_layout *l, double bytes_per_tok, struct arena *a)
{
    struct str system =
        align_describe(&l->system, l->systems.texts[0].front, bytes_per_tok, DESCRIBED_BYTES, a);
    struct str question = align_describe(&l->question, l->questions.texts[0].front, bytes_per_tok,
                                         DESCRIBED_BYTES, a);
    if (!l->systems.count && !l->questions.count)
        return (struct str){NULL, 0};
    if (!l->systems.count || !l->questions.count)
        return l->systems.count ? system : question;
    return str_fmt(a, "%.*s ⏎ %.*s", STR_ARG(system), STR_ARG(question));
}

bool template_layout(struct template_layout *out, struct template_texts *texts,
                     const struct templates *t, const struct template *template, struct err *e)
{
    *out = (struct template_layout){.static_bytes = 0};
    if (!read_texts(&out->systems, texts, t, template, ROLE_SYSTEM, e) ||
        !read_texts(&out->questions, texts, t, template, ROLE_USER, e))
        return false;
    align_texts(&out->system, out->systems.texts, out->systems.count, ROLE_SYSTEM, t->arena);
    align_texts(&out->question, out->questions.texts, out->questions.count, ROLE_USER, t->arena);
    measure(out, template);
    layout_name_retrieved(out, mean_bytes(template, PART_RETRIEVED));
    out->described = describe(out, template_bytes_per_tok(template), t->arena);
    return true;
}
