// aligning.c - what texts have in common, without what varies in places and what is chance.
#include "analyze/aligning.h"

enum {
    SHORT_SLOT = 4,       // tokens of a slot beside which a single mark is static text, not chance
    VERY_SHORT_SLOT = 2,  // the same if only the slot ahead of the mark is short
    FENCED_RUN_MIN = 2,   // common tokens between short slots, or of a heading, that are not chance
    FREE_RUN_MIN = 3,     // the same between long slots if many texts…
    MANY_TEXTS = 5,       // …are compared; fewer texts have more in common by chance
    FEW_TEXTS = 3,
    LONG_NUMBER_BYTES = 6,  // with the space before it: reference numbers, not "3 bullets"
};

static struct token common_at(const struct aligning *al, int32_t i)
{
    return aligning_sample(al, 0)->tokens[al->common[i].at[0]];
}

// Whether a masked span that all texts have says the same in all of them.
static enum tri is_equal(const struct aligning *al, int32_t i)
{
    int told = 0;
    struct str value = {NULL, 0};
    for (int t = 0; t < al->count; t++) {
        int32_t at = al->common[i].at[t];
        if (aligning_sample(al, t)->tokens[at].bytes != common_at(al, i).bytes)
            return TRI_NO;
        struct str text = aligning_stored(al, t, al->begins[t][at], al->ends[t][at]);
        if (!text.ptr)
            continue;
        if (told && !str_eq(str_trim(text), str_trim(value)))
            return TRI_NO;
        value = text;
        told++;
    }
    return told > 1 ? TRI_YES : TRI_UNKNOWN;
}

// Whether the texts differ in tokens that are not common, or in masked ones that surely differ.
static bool is_told_apart(const struct aligning *al, const enum tri *equal)
{
    for (int t = 0; t < al->count; t++)
        if (aligning_sample(al, t)->token_count > al->common_count)
            return true;
    for (int32_t i = 0; i < al->common_count; i++)
        if (aligning_is_masked(common_at(al, i)) && equal[i] == TRI_NO)
            return true;
    return false;
}

// Whether a masked span varies that nobody can tell: times, ids, addresses and long numbers do.
static bool is_prone_to_vary(struct token t)
{
    static const bool prone[TOKEN_KIND + 1] = {
        [TOKEN_TIME] = true, [TOKEN_ID] = true, [TOKEN_EMAIL] = true};
    enum token_kind kind = aligning_kind(t);
    return prone[kind] || (kind == TOKEN_NUMBER && t.bytes >= LONG_NUMBER_BYTES);
}

// Takes masked spans that vary out of what is common. Of those nobody can tell, some kinds vary;
// the others only if the texts are not told apart otherwise.
static void drop_varying(struct aligning *al)
{
    enum tri *equal = ARENA_ARRAY(al->arena, enum tri, (size_t)al->common_count);
    bool has_vague = false;
    for (int32_t i = 0; i < al->common_count; i++) {
        struct token t = common_at(al, i);
        equal[i] = aligning_is_masked(t) ? is_equal(al, i) : TRI_YES;
        has_vague = has_vague || (equal[i] == TRI_UNKNOWN && aligning_kind(t) != TOKEN_NUMBER);
    }
    bool is_told = is_told_apart(al, equal);
    int32_t kept = 0;
    for (int32_t i = 0; i < al->common_count; i++) {
        enum token_kind kind = aligning_kind(common_at(al, i));
        bool varies = equal[i] == TRI_NO;
        if (equal[i] == TRI_UNKNOWN)
            varies = is_prone_to_vary(common_at(al, i)) ||
                     (!is_told && (kind != TOKEN_NUMBER || !has_vague));
        if (!varies)
            al->common[kept++] = al->common[i];
    }
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
        has_word = has_word ||
                   aligning_kind(aligning_sample(al, 0)->tokens[r->begin[0] + i]) == TOKEN_WORD;
    return has_word;
}

static bool is_mark(const struct aligning *al, const struct run *r)
{
    struct token t = aligning_sample(al, 0)->tokens[r->begin[0]];
    return r->count == 1 && (aligning_kind(t) == TOKEN_PUNCTUATION || t.flags & TOKEN_LINE);
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
    if (al->count > 1)
        drop_varying(al);
    collect_runs(al);
    drop_chance(al);
}
