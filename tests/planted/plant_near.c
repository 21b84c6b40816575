// plant_near.c - questions that differ in a word or two, with their exact similarity; others that
// only begin alike.
#include "base/hash.h"
#include "base/time.h"
#include "demo/words.h"
#include "planting.h"

enum { WORDS = 24, GRAMS_MAX = 2 * WORDS, VARIANTS = 4, PAIRS = VARIANTS * (VARIANTS - 1) / 2 };

// A question as its words.
struct question {
    struct str word[WORDS];
};

static struct str draw_word(struct rng *r)
{
    static const enum word_class classes[] = {WORD_NOUN, WORD_ADJECTIVE, WORD_PAST, WORD_ADVERB,
                                              WORD_PLURAL};
    const struct words *words = &words_of[classes[rng_below(r, 5)]];
    const struct word *word = &words->list[rng_below(r, words->count)];
    return (struct str){word->text, word->len};
}

static struct question draw_question(struct rng *r)
{
    static const char *const opening[] = {"Can", "you", "tell", "me"};
    struct question q;
    for (int i = 0; i < WORDS; i++)
        q.word[i] = i < 4 ? str_of(opening[i]) : draw_word(r);
    return q;
}

static struct str text_of(const struct question *q, struct arena *a)
{
    struct buf b = {.arena = a};
    for (int i = 0; i < WORDS; i++)
        buf_fmt(&b, "%s%.*s", i ? " " : "", STR_ARG(q->word[i]));
    buf_byte(&b, '?');
    return buf_view(&b);
}

// Distinct words and pairs of neighbours, as hashes.
static int grams_of(const struct question *q, uint64_t grams[GRAMS_MAX])
{
    int n = 0;
    for (int i = 0; i < WORDS; i++) {
        uint64_t word = hash_str(q->word[i]);
        uint64_t pair = i ? hash_mix(hash_str(q->word[i - 1]), word) : word;
        uint64_t both[] = {word, pair};
        for (int j = 0; j < 2; j++) {
            int at = 0;
            while (at < n && grams[at] != both[j])
                at++;
            if (at == n)
                grams[n++] = both[j];
        }
    }
    return n;
}

static double jaccard(const struct question *x, const struct question *y)
{
    uint64_t a[GRAMS_MAX], b[GRAMS_MAX];
    int an = grams_of(x, a), bn = grams_of(y, b), common = 0;
    for (int i = 0; i < an; i++)
        for (int j = 0; j < bn; j++)
            common += a[i] == b[j];
    return (double)common / (an + bn - common);
}

static void ask(struct planting *p, const struct question *q, struct str session, int64_t ts_us,
                struct rng *r)
{
    struct ask k = {.feature = "near",
                    .ts_us = ts_us,
                    .user = rng_below(r, 200),
                    .session = session,
                    .system = S("You answer questions about our shop in one sentence."),
                    .question = text_of(q, p->arena),
                    .answer = planting_text(p, r, 80),
                    .temperature_tenths = 4};
    planting_call(p, &k);
}

struct range {
    double min, max;
};

static void widen(struct range *x, double value)
{
    x->min = value < x->min ? value : x->min;
    x->max = value > x->max ? value : x->max;
}

// A question and VARIANTS - 1 others that have one other word each; the session names the group.
static void plant_group(struct planting *p, int64_t g, int64_t groups, struct question *first,
                        struct range *within)
{
    struct rng r = planting_rng(p, "near", g);
    struct question q[VARIANTS];
    q[0] = draw_question(&r);
    for (int i = 0; i < VARIANTS; i++) {
        if (i > 0) {
            q[i] = q[0];
            q[i].word[4 + 5 * i] = str_of((const char *[]){"", "umbrella", "zigzag", "yonder"}[i]);
        }
        for (int j = 0; j < i; j++)
            widen(within, jaccard(&q[j], &q[i]));
        ask(p, &q[i], str_fmt(p->arena, "near-%05lld", (long long)g),
            planting_time(g, groups) + (int64_t)i * 7 * US_PER_HOUR, &r);
    }
    *first = q[0];
}

void scene_near(struct planting *p, int64_t count)
{
    struct range within = {1, 0}, between = {1, 0};
    int64_t groups = count / 2 / VARIANTS, others = count - groups * VARIANTS;
    struct question *all = ARENA_ARRAY(p->arena, struct question, (size_t)(groups + others));
    for (int64_t g = 0; g < groups; g++)
        plant_group(p, g, groups, &all[g], &within);
    for (int64_t i = 0; i < others; i++) {
        struct rng r = planting_rng(p, "alone", i);
        all[groups + i] = draw_question(&r);
        ask(p, &all[groups + i], str_fmt(p->arena, "alone-%05lld", (long long)i),
            planting_time(i, others), &r);
    }
    for (int64_t i = 0; i < groups + others; i++)
        for (int64_t j = 0; j < i && i < 500; j++)
            widen(&between, jaccard(&all[i], &all[j]));
    buf_fmt(&p->truth,
            "\"near\":{\"feature\":\"near\",\"groups\":%lld,\"group_size\":%d,\"pairs\":%lld,"
            "\"alone\":%lld,",
            (long long)groups, VARIANTS, (long long)groups * PAIRS, (long long)others);
    buf_fmt(&p->truth,
            "\"min_similarity\":%.3f,\"max_similarity\":%.3f,\"max_other_similarity\":%.3f},\n",
            within.min, within.max, between.max);
}
