// aligning.c - what texts have in common, without what varies in places and what is chance.
#include "analyze/aligning.h"

enum {
    SHORT_SLOT = 4,       // tokens of a slot beside which a single mark is static text, not chance
    VERY_SHORT_SLOT = 2,  // the same if only the slot ahead of the mark is short
    FENCED_RUN_MIN = 2,   // common tokens between short slots, or of a heading, that are not chance
    FREE_RUN_MIN = 3,     // the same between long slots if many texts…
    MANY_TEXTS = 5,       // …are compared; fewer texts have more in common by chance
    FEW_TEXTS = 3,
};

static struct token common_at(const struct aligning *al, int32_t i)
{
    return aligning_sample(al, 0)->tokens[al->common[i].at[0]];
}

// Whether a masked span that all texts have says the same in all of them.
static bool is_equal(const struct aligning *al, int32_t i)
{
    for (int t = 1; t < al->count; t++) {
        struct token token = aligning_sample(al, t)->tokens[al->common[i].at[t]];
        if (token.hash != common_at(al, i).hash || token.bytes != common_at(al, i).bytes)
            return false;
    }
    return true;
}

// Takes masked spans that vary out of what is common.
static void drop_varying(struct aligning *al)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < al->common_count; i++)
        if (!token_is_masked(common_at(al, i)) || is_equal(al, i))
            al->common[kept++] = al->common[i];
    al->common_count = kept;
}

// Whether the common token i + 1 stands right behind i in all texts.
static bool is_contiguous(const struct aligning *al, int32_t i)
{
    const struct common_token *x = &al->common[i];
    const struct common_token *y = &al->common[i + 1];
    int64_t gap = al->begins[0][y->at[0]] - al->ends[0][x->at[0]];
    for (int t = 0; t < al->count; t++) {
        if (y->at[t] != x->at[t] + 1)
            return false;
        // What was left out of long texts is static if it is of the same size in all of them.
        if (al->begins[t][y->at[t]] - al->ends[t][x->at[t]] != gap)
            return false;
    }
    return true;
}

static void collect_runs(struct aligning *al)
{
    al->runs = ARENA_ARRAY(al->arena, struct run, (size_t)al->common_count);
    for (int32_t i = 0; i < al->common_count; i++) {
        if (i > 0 && is_contiguous(al, i - 1)) {
            al->runs[al->run_count - 1].count++;
            continue;
        }
        struct run *r = &al->runs[al->run_count++];
        r->count = 1;
        for (int t = 0; t < al->count; t++)
            r->begin[t] = al->common[i].at[t];
    }
}

// Most tokens of a text between two runs; NULL stands for its beginning, its end.
static int32_t widest(const struct aligning *al, const struct run *left, const struct run *right)
{
    int32_t most = 0;
    for (int t = 0; t < al->count; t++) {
        int32_t begin = left ? left->begin[t] + left->count : 0;
        int32_t end = right ? right->begin[t] : aligning_sample(al, t)->token_count;
        if (end - begin > most)
            most = end - begin;
    }
    return most;
}

// A heading of a few words: a paragraph or, if many texts are compared, a line begins so.
static bool is_heading(const struct aligning *al, const struct run *r)
{
    unsigned flags = aligning_sample(al, 0)->tokens[r->begin[0]].flags;
    unsigned wanted = al->count >= MANY_TEXTS ? TOKEN_LINE : TOKEN_PARAGRAPH;
    if (r->count < FENCED_RUN_MIN || al->count < FEW_TEXTS || !(flags & wanted))
        return false;
    // Marks and numbers alone count the items of a list.
    bool has_word = false;
    for (int32_t i = 0; i < r->count; i++)
        has_word =
            has_word || token_kind(aligning_sample(al, 0)->tokens[r->begin[0] + i]) == TOKEN_WORD;
    return has_word;
}

static bool is_mark(const struct aligning *al, const struct run *r)
{
    struct token t = aligning_sample(al, 0)->tokens[r->begin[0]];
    return r->count == 1 && (token_kind(t) == TOKEN_PUNCTUATION || t.flags & TOKEN_LINE);
}

// Common words inside free text are chance, unless there are several in a row.
static void drop_chance(struct aligning *al)
{
    int32_t needed = FREE_RUN_MIN;
    needed += al->count < MANY_TEXTS;
    needed += al->count < FEW_TEXTS;
    int kept = 0;
    for (int i = 0; i < al->run_count; i++) {
        const struct run *r = &al->runs[i];
        int32_t before = widest(al, kept ? &al->runs[kept - 1] : NULL, r);
        int32_t after = widest(al, r, i + 1 < al->run_count ? r + 1 : NULL);
        bool is_edge = before == 0 || (after == 0 && before <= SHORT_SLOT);
        bool is_fenced = before <= SHORT_SLOT && after <= SHORT_SLOT;
        bool is_static = is_fenced && (is_mark(al, r) || r->count >= FENCED_RUN_MIN);
        is_static = is_static || (before <= VERY_SHORT_SLOT && is_mark(al, r));
        is_static = is_static || (before == 1 && after == 1);
        if (r->count >= needed || is_edge || is_static || is_heading(al, r))
            al->runs[kept++] = *r;
    }
    al->run_count = kept;
}

void aligning_find_runs(struct aligning *al)
{
    const struct sample *samples[COMMON_TEXTS] = {NULL};
    for (int t = 0; t < al->count; t++)
        samples[t] = aligning_sample(al, t);
    al->common_count = common_tokens(samples, al->count, &al->common, al->arena);
    drop_varying(al);
    collect_runs(al);
    drop_chance(al);
}
