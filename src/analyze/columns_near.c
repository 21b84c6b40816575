// columns_near.c - near duplicates as a semantic cache would meet them: in the order of time, each
// question joins the most similar of the first ones of groups, or begins a group.
#include "analyze/columns_build.h"
#include "base/hash.h"
#include "model/similarity.h"
#include "store/prompts.h"

// Candidates share a band (model/similarity.h); of a bucket of more than this the latest are
// compared.
enum { COMPARED_MAX = 256 };

struct leaders {
    struct arena arena;
    uint64_t *prints;  // question_fp by number
    const struct sketch **sketches;
    uint32_t count;
    uint32_t *heads;  // [cap] number + 1 of the latest leader with a band, by its hash
    uint32_t *next;   // [count][SKETCH_BANDS] the one before, + 1
    size_t cap;
    int least_equal;
};

static uint32_t *head_of(const struct leaders *l, const struct sketch *s, int band)
{
    uint64_t key = (uint64_t)band << 32 | sketch_band(s, band);
    return &l->heads[hash_mix(key, 0) & (l->cap - 1)];
}

static void init(struct leaders *l, size_t most, double similarity)
{
    l->cap = 1;
    while (l->cap < most * SKETCH_BANDS)
        l->cap *= 2;
    l->prints = ARENA_ARRAY(&l->arena, uint64_t, most);
    l->sketches = ARENA_ARRAY(&l->arena, const struct sketch *, most);
    l->heads = ARENA_ARRAY(&l->arena, uint32_t, l->cap);
    l->next = arena_raw(&l->arena, most * SKETCH_BANDS * sizeof *l->next);
    while (l->least_equal < SKETCH_HASHES && sketch_similarity_of(l->least_equal) < similarity)
        l->least_equal++;
}

static void add(struct leaders *l, uint64_t print, const struct sketch *s)
{
    l->prints[l->count] = print;
    l->sketches[l->count] = s;
    for (int band = 0; band < SKETCH_BANDS; band++) {
        uint32_t *head = head_of(l, s, band);
        l->next[(size_t)l->count * SKETCH_BANDS + (size_t)band] = *head;
        *head = l->count + 1;
    }
    l->count++;
}

// The most similar leader, the earliest of several; 0 = none is similar enough.
static uint64_t find(const struct leaders *l, const struct sketch *s)
{
    int best = l->least_equal - 1;
    uint32_t found = 0;
    for (int band = 0; band < SKETCH_BANDS; band++) {
        uint32_t at = *head_of(l, s, band);
        for (int i = 0; at && i < COMPARED_MAX; i++) {
            int equal = sketch_matches(l->sketches[at - 1], s);
            if (equal > best || (equal == best && found && at < found)) {
                best = equal;
                found = at;
            }
            at = l->next[(size_t)(at - 1) * SKETCH_BANDS + (size_t)band];
        }
    }
    return found ? l->prints[found - 1] : 0;
}

// The different questions, by their numbers in the order of time, from 1.
struct questions {
    const uint64_t *prints;  // [count + 1] question_fp
    uint64_t *groups;        // [count + 1] question_fp of the first member of the group
    uint32_t count;
    const struct sketch_row *rows;
    struct map row_of;  // question_fp to a row
};

static void group(struct columns_build *b, const struct questions *q, double similarity)
{
    struct leaders l = {0};
    init(&l, q->row_of.len, similarity);
    b->out->near_questions = q->count;
    b->out->near_sketched = 0;
    for (uint32_t id = 1; id <= q->count; id++) {
        const uint64_t *row = map_get(&q->row_of, q->prints[id]);
        uint64_t leader = row ? find(&l, &q->rows[*row].sketch) : 0;
        q->groups[id] = leader ? leader : q->prints[id];
        b->out->near_sketched += row != NULL;
        if (row && !leader)
            add(&l, q->prints[id], &q->rows[*row].sketch);
    }
    arena_release(&l.arena);
}

bool columns_near(struct columns_build *b, struct key_values *v, double similarity, struct err *e)
{
    struct arena scratch = {0};
    struct sketch_row *rows = NULL;
    int64_t row_count = 0;
    int64_t n = b->out->count;
    double share = 0;
    if (!prompts_sketches(b->from->store, &rows, &row_count, &share, &scratch, e)) {
        arena_release(&scratch);
        return false;
    }
    uint32_t *ids = arena_raw(&scratch, (size_t)n * sizeof *ids);
    struct questions q = {.rows = rows, .row_of = {.arena = &scratch}};
    q.count = columns_intern(v->questions, n, ids);
    q.groups = ARENA_ARRAY(&scratch, uint64_t, (size_t)q.count + 1);
    uint64_t *prints = ARENA_ARRAY(&scratch, uint64_t, (size_t)q.count + 1);
    q.prints = prints;
    for (int64_t i = 0; i < n; i++)
        prints[ids[i]] = v->questions[i];
    for (int64_t i = 0; i < row_count; i++)
        *map_put(&q.row_of, rows[i].question_fp, NULL) = (uint64_t)i;
    group(b, &q, similarity);
    for (int64_t i = 0; i < n; i++) {
        uint64_t mixed = hash_mix(v->values[i], q.groups[ids[i]]);
        v->values[i] = v->values[i] && ids[i] ? mixed + !mixed : 0;
    }
    arena_release(&scratch);
    return true;
}
