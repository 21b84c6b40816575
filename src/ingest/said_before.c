// said_before.c - see said_before.h.
#include "ingest/said_before.h"

#include "base/hash.h"
#include "base/map.h"
#include "ingest/ascii.h"
#include "ingest/normal.h"

enum { SAME_BYTES = 20, SAME_LETTERS = 12, NEAR_WORDS = 6, NEAR_WORDS_MAX = 256 };
enum { MEMO_SLOTS = 1 << 12, MEMO_BYTES = 4 << 20 };

// A sentence by its words, for comparisons.
struct words {
    uint32_t *set;  // hashes, each once, in ascending order
    int64_t count;
    uint64_t signature;  // one of 64 bits for each word
    uint64_t exact;      // numbers and negations: both must have the same
    int64_t sentence;
};

// A sentence as said_before() sees it, by the hash of its bytes.
struct known {
    uint64_t hash;  // 0 = free
    uint64_t normal;
    bool is_prose;
    struct words words;
};

struct said_memo {
    struct known *slots;  // [MEMO_SLOTS], direct-mapped
    struct arena sets;    // of their words
};

struct said_memo *said_memo_new(struct arena *a)
{
    struct said_memo *m = ARENA_NEW(a, struct said_memo);
    m->slots = ARENA_ARRAY(a, struct known, MEMO_SLOTS);
    return m;
}

void said_memo_release(struct said_memo *m)
{
    arena_release(&m->sets);
}

static bool is_letter(char c)
{
    return ascii_is_letter(c) || (unsigned char)c >= 0x80;
}

static bool is_prose(struct str normal)
{
    size_t letters = 0;
    if (normal.len < SAME_BYTES || !normal.ptr[0] || strchr("{}[]<|\"`", normal.ptr[0]))
        return false;
    for (size_t i = 0; i < normal.len && letters < SAME_LETTERS; i++)
        letters += is_letter(normal.ptr[i]);
    return letters >= SAME_LETTERS;
}

// Words that turn a sentence round, by their length.
static const char *const negations[][6] = {
    [2] = {"no"},
    [3] = {"not", "nor"},
    [4] = {"none", "only", "more", "less", "most"},
    [5] = {"never", "avoid", "after", "least"},
    [6] = {"cannot", "except", "unless", "before"},
    [7] = {"neither", "without"},
};

static bool is_negation(struct str word)
{
    bool is_listed_length = word.len < sizeof negations / sizeof *negations;
    const char *const *like = is_listed_length ? negations[word.len] : negations[0];
    for (; *like; like++)
        if (**like == *word.ptr && memcmp(word.ptr, *like, word.len) == 0)
            return true;
    return word.ptr[word.len - 1] == 't' &&
           (str_ends(word, S("n't")) || str_ends(word, S("n\xe2\x80\x99t")));
}

// A word of a normal form: letters, digits and apostrophes.
struct term {
    struct str text;  // of length 0 at the end of the sentence
    uint64_t hash;
    bool has_digit;
};

static struct term take_term(struct str *text)
{
    size_t from = 0;
    while (from < text->len && !is_letter(text->ptr[from]) && !ascii_is_digit(text->ptr[from]))
        from++;
    struct term term = {.hash = 0};
    size_t to = from;
    for (; to < text->len; to++) {
        char c = text->ptr[to];
        if (ascii_is_digit(c))
            term.has_digit = true;
        else if (!is_letter(c) && c != '\'')
            break;
        term.hash = (term.hash ^ (unsigned char)c) * 0x9e3779b97f4a7c15ULL;
    }
    term.hash ^= term.hash >> 29;
    term.text = (struct str){text->ptr + from, to - from};
    *text = str_skip(*text, to);
    return term;
}

static void insert(struct words *w, uint32_t hash)
{
    int64_t at = w->count;
    while (at > 0 && w->set[at - 1] > hash)
        at--;
    if (at > 0 && w->set[at - 1] == hash)
        return;
    for (int64_t i = w->count++; i > at; i--)
        w->set[i] = w->set[i - 1];
    w->set[at] = hash;
}

// Without words if there are more than NEAR_WORDS_MAX different ones.
static struct words words_of(struct str normal, struct arena *a)
{
    struct words w = {.count = 0};
    size_t max = normal.len / 2 + 1;
    w.set = arena_raw(a, (max < NEAR_WORDS_MAX ? max : NEAR_WORDS_MAX) * sizeof *w.set);
    for (;;) {
        struct term term = take_term(&normal);
        if (!term.text.len)
            return w;
        if (w.count == NEAR_WORDS_MAX)
            return (struct words){.count = 0};
        if (term.has_digit || is_negation(term.text))
            w.exact += term.hash;
        w.signature |= 1ULL << (term.hash >> 58);
        insert(&w, (uint32_t)term.hash);
    }
}

// A word that only one of two sets has changes at most one bit of the difference of their
// signatures, and with an index of 0.8 they have at most a ninth of all words alone.
static bool may_be_near(const struct words *x, const struct words *y)
{
    if (x->exact != y->exact || 5 * x->count < 4 * y->count || 5 * y->count < 4 * x->count)
        return false;
    int64_t alone = __builtin_popcountll(x->signature ^ y->signature);
    return 9 * alone <= x->count + y->count;
}

static bool is_near(const struct words *x, const struct words *y)
{
    int64_t both = 0;
    for (int64_t i = 0, k = 0; i < x->count && k < y->count;) {
        both += x->set[i] == y->set[k];
        bool next_x = x->set[i] <= y->set[k], next_y = y->set[k] <= x->set[i];
        i += next_x;
        k += next_y;
    }
    return 5 * both >= 4 * (x->count + y->count - both);
}

static const struct words *find_near(const struct words *known, int64_t count,
                                     const struct words *w)
{
    for (int64_t i = 0; i < count; i++)
        if (may_be_near(&known[i], w) && is_near(&known[i], w))
            return &known[i];
    return NULL;
}

// Forgets everything when the sets have grown too large; not within a text, whose words are used.
static void make_room(struct said_memo *m)
{
    if (m->sets.total_bytes <= MEMO_BYTES)
        return;
    arena_release(&m->sets);
    memset(m->slots, 0, MEMO_SLOTS * sizeof *m->slots);
}

static const struct known *know(struct said_memo *m, struct str sentence, struct buf *normal)
{
    uint64_t hash = hash_str(sentence) | 1;
    struct known *k = &m->slots[hash >> 1 & (MEMO_SLOTS - 1)];
    if (k->hash == hash)
        return k;
    normal->len = 0;
    normal_form(normal, sentence);
    *k = (struct known){.hash = hash, .is_prose = is_prose(buf_view(normal))};
    if (k->is_prose) {
        k->normal = hash_str(buf_view(normal));
        k->words = words_of(buf_view(normal), &m->sets);
    }
    return k;
}

struct said *said_before(struct said_memo *memo, struct str text, const struct sentence *sentences,
                         int64_t count, struct arena *a)
{
    struct said *out = ARENA_ARRAY(a, struct said, (size_t)count);
    struct words *known = arena_raw(a, (size_t)count * sizeof *known);
    int64_t known_count = 0;
    struct map first = {.arena = a};
    struct buf normal = {.arena = a};
    make_room(memo);
    for (int64_t i = 0; i < count; i++) {
        bool is_new = false;
        size_t from = sentences[i].from;
        const struct known *k =
            know(memo, (struct str){text.ptr + from, sentences[i].to - from}, &normal);
        out[i].other = SAID_NEW;
        if (!k->is_prose)
            continue;
        uint64_t *same = map_put(&first, k->normal, &is_new);
        if (!is_new) {
            out[i].other = (int64_t)*same;
            continue;
        }
        *same = (uint64_t)i;
        struct words w = k->words;
        w.sentence = i;
        const struct words *near = w.count >= NEAR_WORDS ? find_near(known, known_count, &w) : NULL;
        if (near)
            out[i] = (struct said){near->sentence, true};
        else if (w.count >= NEAR_WORDS)
            known[known_count++] = w;
    }
    return out;
}
