// sketch.c - fast similarity sketching (Dahlgaard, Knudsen, Thorup 2017, read 2026-11): each
// element falls into one random bin a round and a bin keeps the least of the first round that
// reaches it. The share of bins that agree estimates the Jaccard similarity without bias for sets
// of any size, at least as closely as a hash function a bin would (plain MinHash), in time
// O(set + bins × log bins).
#include "ingest/sketch.h"

#include "base/lanes.h"
#include "base/utf8.h"
#include "ingest/normal.h"
#include "ingest/word.h"

enum {
    END_BYTES = SKETCH_TEXT_BYTES / 2,
    ELEMENTS_MAX = SKETCH_WORDS_MAX * 2,
    WINDOW_BYTES = 64,
    WINDOW_READ = WINDOW_BYTES + 16,  // the last word is loaded as 16 bytes
    VALUE_BITS = 25,                  // of a bin, below the round
};

// What an empty bin holds; what a round leaves there is less: round << VALUE_BITS | value.
static const uint32_t empty = UINT32_MAX;

// Words and pairs of neighbours, each a hash; an element may come more than once. The first word
// makes a pair with nothing, which is the word again.
struct elements {
    uint64_t hashes[ELEMENTS_MAX];
    size_t words;
    uint64_t last;  // word
};

// Writes what a word adds; returns where the next one does.
static inline uint64_t *add_word(uint64_t *to, uint64_t hash, uint64_t last)
{
    to[0] = last * 0x9e3779b97f4a7c15ULL + hash;
    to[1] = hash;
    return to + 2;
}

// An odd constant of xxHash: any well-mixed one would do.
static inline uint64_t mix(uint64_t h, uint64_t block)
{
    h = (h ^ block) * 0x9e3779b185ebca87ULL;
    return h ^ h >> 32;
}

static inline uint64_t load(const char *p, size_t n)
{
    uint64_t block = 0;
    memcpy(&block, p, n);
    return block;
}

// Of 1 to 16 bytes, 16 of which are readable.
static inline uint64_t hash_short(const char *p, size_t n, uint64_t seed)
{
    if (n > 8) {
        seed = mix(seed, load(p, 8));
        p += 8;
        n -= 8;
    }
    return mix(seed, load(p, 8) << (64 - 8 * n));
}

// The same of any word.
static uint64_t hash_any(struct str s, uint64_t seed)
{
    for (; s.len > 8; s = str_skip(s, 8))
        seed = mix(seed, load(s.ptr, 8));
    return mix(seed, load(s.ptr, s.len) << (64 - 8 * s.len));
}

// Takes words while they are of ASCII, at most 16 bytes long, and end before the window does, with
// the byte behind them. Returns where the last one ends; 0 = none was taken.
static size_t collect_window(struct elements *to, const char *p, uint64_t seed)
{
    uint64_t word = 0;
    uint64_t wide = 0;
    for (unsigned i = 0; i < WINDOW_BYTES; i += 16) {
        lanes v = lanes_load(p + i);
        word |= (uint64_t)lanes_bits(word_lanes(v)) << i;
        wide |= (uint64_t)lanes_bits(v) << i;
    }
    uint64_t before_wide = (wide & -wide) - 1;
    uint64_t firsts = word & ~(word << 1);
    uint64_t lasts = word & ~(word >> 1) & before_wide >> 1;
    uint64_t *begin = to->hashes + 2 * to->words;
    uint64_t *at = begin;
    uint64_t last = to->last;
    size_t end = 0;
    for (; lasts; lasts &= lasts - 1, firsts &= firsts - 1) {
        size_t first = (size_t)__builtin_ctzll(firsts);
        size_t after = (size_t)__builtin_ctzll(lasts) + 1;
        if (after - first > 16)
            break;
        uint64_t hash = hash_short(p + first, after - first, seed);
        at = add_word(at, hash, last);
        last = hash;
        end = after;
    }
    to->last = last;
    to->words += (size_t)(at - begin) / 2;
    return end;
}

// Takes at least one word, not more than `limit`. Returns where the last one ends.
static size_t collect_any(struct elements *to, struct str text, uint64_t seed, size_t limit)
{
    struct word words[WORDS_BATCH];
    size_t count = words_take(text, text.len, seed, words);
    size_t end = 0;
    for (size_t i = 0; i < count; i++) {
        end += words[i].gap + words[i].bytes;
        if (!words[i].is_word || to->words == limit)
            continue;
        struct str word = {text.ptr + end - words[i].bytes, words[i].bytes};
        uint64_t hash = hash_any(word, seed);
        add_word(to->hashes + 2 * to->words++, hash, to->last);
        to->last = hash;
    }
    return end;
}

// The words of a text, until there are `limit`.
static void collect(struct elements *to, struct str text, uint64_t seed, size_t limit)
{
    char last[WINDOW_READ];
    while (text.len && to->words < limit) {
        size_t taken = 0;
        const char *p = text.ptr;
        if (text.len < WINDOW_READ) {
            memset(last, 0, sizeof last);
            p = memcpy(last, text.ptr, text.len);
        }
        if (to->words + WINDOW_BYTES / 2 <= limit)
            taken = collect_window(to, p, seed);
        text = str_skip(text, taken ? taken : collect_any(to, text, seed, limit));
    }
}

// The last bytes of a text that begin behind white space.
static struct str back_of(struct str text, size_t bytes)
{
    size_t at = text.len - bytes;
    while (at < text.len && !is_space(text.ptr[at - 1]))
        at++;
    return str_skip(text, at);
}

static void collect_all(struct elements *to, struct str text, uint64_t seed)
{
    enum { END_WORDS = SKETCH_WORDS_MAX / 2 };
    if (text.len <= SKETCH_TEXT_BYTES) {
        collect(to, text, seed, SKETCH_WORDS_MAX);
        return;
    }
    collect(to, str_head(text, END_BYTES), seed, END_WORDS);
    collect(to, back_of(text, END_BYTES), seed, to->words + END_WORDS);
}

// A random bin and value for an element: the high bits of its hash in this round. From round to
// round the hashes go on as a multiplicative congruential generator each (multiplier of Steele and
// Vigna 2021): `step` is its power that leads to this round.
static inline void throw_one(uint32_t bins[SKETCH_HASHES], uint64_t hash, uint64_t step,
                             uint32_t round)
{
    uint32_t value = (uint32_t)(hash * step >> (64 - VALUE_BITS));
    uint32_t *bin = &bins[(uint64_t)value * SKETCH_HASHES >> VALUE_BITS];
    // Rounds before win: most throws of later rounds end at this comparison.
    if (*bin >= round)
        *bin = (round | value) < *bin ? round | value : *bin;
}

// Throws until no bin is empty, at most SKETCH_HASHES times; in a round each element once. Returns
// the step of the last round.
static uint64_t fill(uint32_t bins[SKETCH_HASHES], const struct elements *elements)
{
    uint64_t step = 1;
    size_t filled = 0;  // bins before the first one that may be empty
    for (uint32_t round = 0; round < SKETCH_HASHES && filled < SKETCH_HASHES; round++) {
        step *= 0xd1342543de82ef95ULL;
        for (size_t i = 0; i < elements->words; i++) {
            throw_one(bins, elements->hashes[2 * i], step, round << VALUE_BITS);
            throw_one(bins, elements->hashes[2 * i + 1], step, round << VALUE_BITS);
        }
        while (filled < SKETCH_HASHES && bins[filled] != empty)
            filled++;
    }
    return step;
}

// For a bin that no throw reached: the least of all elements.
static uint32_t least_of_all(const struct elements *elements, uint64_t step, uint32_t bin)
{
    uint32_t least = empty;
    for (size_t i = 0; i < 2 * elements->words; i++) {
        uint64_t hash = elements->hashes[i] * step * (2 * (uint64_t)bin + 1);
        hash = (hash ^ hash >> 32) * 0xe7037ed1a0b428dbULL;
        uint32_t value = (uint32_t)(hash >> 32);
        least = value < least ? value : least;
    }
    return least;
}

void sketch_text(struct buf *to, struct str text, struct str normal)
{
    if (to->len)
        buf_byte(to, ' ');
    if (text.len <= SKETCH_TEXT_BYTES) {
        if (normal.ptr)
            buf_str(to, normal);
        else
            normal_form(to, text);
        return;
    }
    normal_form(to, utf8_head(text, END_BYTES));
    buf_byte(to, ' ');
    normal_form(to, back_of(text, END_BYTES));
}

bool sketch_of(struct sketch *out, struct str normal, uint64_t seed)
{
    struct elements elements;
    uint32_t bins[SKETCH_HASHES];
    elements.words = 0;
    elements.last = 0;
    collect_all(&elements, normal, seed);
    if (elements.words == 0)
        return false;
    memset(bins, 0xff, sizeof bins);
    uint64_t step = fill(bins, &elements);
    for (uint32_t i = 0; i < SKETCH_HASHES; i++)
        if (bins[i] == empty)
            bins[i] = least_of_all(&elements, step, i);
    for (size_t i = 0; i < SKETCH_BYTES; i++)
        out->bits[i] = (uint8_t)((bins[2 * i] & 15) | (bins[2 * i + 1] & 15) << SKETCH_BITS);
    return true;
}
