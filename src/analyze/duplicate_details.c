// duplicate_details.c - see duplicate_details.h.
#include "analyze/duplicate_details.h"

#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "store/sort.h"

// A call of a listed group.
struct entry {
    uint64_t output, normal_output;
    int64_t ts_us, user_id, response_bytes;
    uint32_t feature;  // number + 1, 0 = none
    bool is_cold;
};

struct collector {
    struct arena *arena;  // of the answer
    struct arena scratch;
    struct map index[LEVEL_COUNT];      // print to number of the group
    struct duplicate_detail **details;  // by number
    int64_t group_count;
    struct entry *entries;
    struct pair *order;  // number of the group, number of the entry
    int64_t count;
    struct intern features;
};

static void index_groups(struct collector *c, const struct duplicates *d,
                         struct duplicate_details *out)
{
    int64_t all = 0;
    for (int i = 0; i < LEVEL_COUNT; i++)
        all += d->group_count[i];
    c->details = ARENA_ARRAY(&c->scratch, struct duplicate_detail *, (size_t)all);
    for (int i = 0; i < LEVEL_COUNT; i++) {
        out->of[i] = ARENA_ARRAY(c->arena, struct duplicate_detail, (size_t)d->group_count[i]);
        c->index[i].arena = &c->scratch;
        for (int64_t k = 0; k < d->group_count[i]; k++) {
            out->of[i][k].question_segment = UNKNOWN;
            c->details[c->group_count] = &out->of[i][k];
            *map_put(&c->index[i], d->groups[i][k].print, NULL) = (uint64_t)c->group_count++;
        }
    }
}

static void reserve(struct collector *c, const struct duplicates *d)
{
    int64_t most = 0;
    for (int i = 0; i < LEVEL_COUNT; i++)
        for (int64_t k = 0; k < d->group_count[i]; k++)
            most += d->groups[i][k].calls < DETAIL_CALLS_OF_A_GROUP ? d->groups[i][k].calls
                                                                    : DETAIL_CALLS_OF_A_GROUP;
    most = most < DETAIL_CALLS ? most : DETAIL_CALLS;
    c->entries = arena_raw(&c->scratch, (size_t)most * sizeof *c->entries);
    c->order = arena_raw(&c->scratch, (size_t)most * sizeof *c->order);
}

static void add_entry(struct collector *c, uint64_t group, const struct request *r)
{
    struct duplicate_detail *d = c->details[group];
    if (d->calls == DETAIL_CALLS_OF_A_GROUP || c->count == DETAIL_CALLS)
        return;
    struct str feature = r->who->names[NAME_FEATURE];
    uint32_t number = feature.ptr ? intern_put(&c->features, feature, NULL) + 1 : 0;
    d->calls++;
    if (d->question_segment == UNKNOWN)
        d->question_segment = r->question_segment;
    if (!d->feature.ptr && number)
        d->feature = c->features.names[number - 1];
    c->order[c->count] = (struct pair){group, (uint64_t)c->count};
    c->entries[c->count++] = (struct entry){
        .output = r->is_error ? 0 : r->print[PRINT_OUTPUT],
        .normal_output = r->is_error ? 0 : r->facts.answer_normal_fp,
        .ts_us = r->ts_us,
        .user_id = r->user_id,
        .response_bytes = r->is_error ? UNKNOWN : r->part_bytes[PART_RESPONSE],
        .feature = number,
        .is_cold = r->temperature == 0,
    };
}

static bool each(void *self, const struct request *r, struct err *e)
{
    struct collector *c = self;
    (void)e;
    for (int i = 0; i < LEVEL_COUNT; i++) {
        uint64_t print = r->print[level_print[i]];
        const uint64_t *group = print ? map_get(&c->index[i], print) : NULL;
        if (group)
            add_entry(c, *group, r);
    }
    return true;
}

static int compare_words(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

// Values that were collected for one figure; unknown ones are left out.
struct values {
    uint64_t *list;
    int64_t count;
};

static void values_add(struct values *v, uint64_t value)
{
    v->list[v->count++] = value;
}

// Sorts; *most is how often the most common value comes.
static int64_t count_distinct(struct values *v, int64_t *most)
{
    int64_t distinct = 0;
    int64_t run = 0;
    *most = 0;
    qsort(v->list, (size_t)v->count, sizeof *v->list, compare_words);
    for (int64_t i = 0; i < v->count; i++) {
        bool is_new = i == 0 || v->list[i] != v->list[i - 1];
        distinct += is_new;
        run = is_new ? 1 : run + 1;
        *most = run > *most ? run : *most;
    }
    return distinct;
}

// Median distance of neighbours, in seconds; the values are times with their sign bit flipped.
static double median_gap_s(struct values *v)
{
    if (v->count < 2)
        return NAN;
    qsort(v->list, (size_t)v->count, sizeof *v->list, compare_words);
    for (int64_t i = 0; i + 1 < v->count; i++)
        v->list[i] = v->list[i + 1] - v->list[i];
    qsort(v->list, (size_t)v->count - 1, sizeof *v->list, compare_words);
    int64_t middle = (v->count - 2) / 2;
    return (double)v->list[middle] / 1e6;
}

static double share_of(int64_t part, int64_t whole)
{
    return whole ? (double)part / (double)whole : NAN;
}

// The calls of a group are order[0 … count).
static void describe(struct collector *c, const struct pair *order, int64_t count,
                     struct duplicate_detail *d)
{
    enum { USERS, FEATURES, OUTPUTS, NORMALS, TIMES, FIGURES };
    struct arena_mark mark = arena_mark(&c->scratch);
    struct values v[FIGURES] = {0};
    int64_t shortest = INT64_MAX;
    int64_t longest = 0;
    int64_t most = 0;
    for (int i = 0; i < FIGURES; i++)
        v[i].list = arena_raw(&c->scratch, (size_t)count * sizeof *v[i].list);
    for (int64_t i = 0; i < count; i++) {
        const struct entry *x = &c->entries[order[i].value];
        d->cold += x->is_cold;
        if (x->user_id != UNKNOWN)
            values_add(&v[USERS], (uint64_t)x->user_id);
        if (x->feature)
            values_add(&v[FEATURES], x->feature);
        if (x->ts_us != UNKNOWN)
            values_add(&v[TIMES], (uint64_t)x->ts_us ^ 1ULL << 63);
        if (!x->output)
            continue;
        values_add(&v[OUTPUTS], x->output);
        values_add(&v[NORMALS], x->normal_output ? x->normal_output : x->output);
        shortest = x->response_bytes < shortest ? x->response_bytes : shortest;
        longest = x->response_bytes > longest ? x->response_bytes : longest;
    }
    d->users = count_distinct(&v[USERS], &most);
    d->features = count_distinct(&v[FEATURES], &most);
    d->answers = count_distinct(&v[OUTPUTS], &most);
    d->same_share = share_of(most, v[OUTPUTS].count);
    (void)count_distinct(&v[NORMALS], &most);
    d->same_normal_share = share_of(most, v[NORMALS].count);
    d->length_ratio = v[OUTPUTS].count && shortest > 0 ? share_of(shortest, longest) : NAN;
    d->gap_p50_s = median_gap_s(&v[TIMES]);
    arena_rewind(&c->scratch, mark);
}

static void describe_all(struct collector *c)
{
    sort_pairs(c->order, (size_t)c->count, &c->scratch);
    for (int64_t i = 0; i < c->count;) {
        int64_t end = i + 1;
        while (end < c->count && c->order[end].key == c->order[i].key)
            end++;
        describe(c, c->order + i, end - i, c->details[c->order[i].key]);
        i = end;
    }
}

bool duplicate_details_collect(struct profiling *p, const struct duplicates *d,
                               struct duplicate_details *out, struct err *e)
{
    struct collector c = {.arena = p->arena};
    c.features.arena = p->arena;
    *out = (struct duplicate_details){0};
    index_groups(&c, d, out);
    reserve(&c, d);
    bool ok = !c.group_count || profiling_scan(p, CURSOR_PRINTS | CURSOR_PARTS | CURSOR_FACTS,
                                               CURSOR_BY_ROW, each, &c, e);
    if (ok)
        describe_all(&c);
    arena_release(&c.scratch);
    for (int i = 0; ok && i < LEVEL_COUNT; i++)
        for (int64_t k = 0; k < d->group_count[i]; k++)
            out->cut += out->of[i][k].calls < d->groups[i][k].calls;
    return ok;
}
