// sketch.c - fast similarity sketching (Dahlgaard, Knudsen, Thorup 2017, read 2026-11): each
// element falls into one random bin a round and a bin keeps the least of the first round that
// reaches it. The share of bins that agree estimates the Jaccard similarity without bias for sets
// of any size, at least as closely as a hash function a bin would (plain MinHash), in time
// O(set + bins × log bins).
#include "ingest/sketch.h"

#include "ingest/word.h"

enum { ELEMENTS_MAX = SKETCH_WORDS_MAX * 2 };

// What an empty bin holds; what a round leaves there is less: round << 32 | value.
static const uint64_t empty = UINT64_MAX;

// Words and pairs of neighbours, each a hash; an element may come more than once.
struct elements {
    uint64_t hashes[ELEMENTS_MAX];
    size_t count, words;
};

static void add_word(struct elements *to, uint64_t hash)
{
    if (to->words++) {
        uint64_t before = to->hashes[to->count - 1];
        to->hashes[to->count++] = before * 0x9e3779b97f4a7c15ULL + hash;
    }
    to->hashes[to->count++] = hash;
}

// The words of a text, until there are `limit`.
static void collect(struct elements *to, struct str text, uint64_t seed, size_t limit)
{
    struct word words[WORDS_BATCH];
    while (text.len && to->words < limit) {
        size_t count = words_take(text, text.len, seed, words);
        size_t taken = 0;
        for (size_t i = 0; i < count; i++) {
            taken += words[i].gap + words[i].bytes;
            if (words[i].is_word && to->words < limit)
                add_word(to, words[i].hash);
        }
        text = str_skip(text, taken);
    }
}

// The last bytes of a text that begin with a word.
static struct str back_of(struct str text, size_t bytes)
{
    size_t at = text.len - bytes;
    while (at < text.len && text.ptr[at - 1] != ' ')
        at++;
    return str_skip(text, at);
}

static void collect_all(struct elements *to, struct str text, uint64_t seed)
{
    enum { END_BYTES = SKETCH_TEXT_BYTES / 2, END_WORDS = SKETCH_WORDS_MAX / 2 };
    if (text.len <= SKETCH_TEXT_BYTES) {
        collect(to, text, seed, SKETCH_WORDS_MAX);
        return;
    }
    collect(to, str_head(text, END_BYTES), seed, END_WORDS);
    collect(to, back_of(text, END_BYTES), seed, to->words + END_WORDS);
}

// Another hash of an element in each round: both halves of a product of 128 bits (as in wyhash).
static uint64_t hash_in_round(uint64_t element, uint64_t round)
{
    __extension__ typedef unsigned __int128 product;
    product p = (product)(element ^ (round + 1) * 0x9e3779b97f4a7c15ULL) * 0xe7037ed1a0b428dbULL;
    return (uint64_t)(p >> 64) ^ (uint64_t)p;
}

// A round in which each element falls into a random bin; rounds before it win. Returns how many
// bins it reached first.
static int throw_round(uint64_t bins[SKETCH_HASHES], const struct elements *elements,
                       uint64_t round)
{
    int reached = 0;
    for (size_t i = 0; i < elements->count; i++) {
        uint64_t hash = hash_in_round(elements->hashes[i], round);
        uint64_t *bin = &bins[(hash >> 32) * SKETCH_HASHES >> 32];
        uint64_t value = round << 32 | (uint32_t)hash;
        reached += *bin == empty;
        *bin = value < *bin ? value : *bin;
    }
    return reached;
}

// For a bin that no throw reached: the least of all elements.
static uint64_t least_of_all(const struct elements *elements, uint64_t round)
{
    uint64_t least = empty;
    for (size_t i = 0; i < elements->count; i++) {
        uint64_t value = (uint32_t)hash_in_round(elements->hashes[i], round);
        least = value < least ? value : least;
    }
    return least;
}

bool sketch_of(struct sketch *out, struct str normal, uint64_t seed)
{
    struct elements elements;
    uint64_t bins[SKETCH_HASHES];
    elements.count = elements.words = 0;
    collect_all(&elements, normal, seed);
    if (elements.count == 0)
        return false;
    memset(bins, 0xff, sizeof bins);
    int empty_count = SKETCH_HASHES;
    for (uint64_t round = 0; round < SKETCH_HASHES && empty_count; round++)
        empty_count -= throw_round(bins, &elements, round);
    memset(out, 0, sizeof *out);
    for (unsigned i = 0; i < SKETCH_HASHES; i++) {
        if (bins[i] == empty)
            bins[i] = least_of_all(&elements, SKETCH_HASHES + i);
        out->bits[i / 2] |= (uint8_t)((bins[i] & 15) << (i % 2 * SKETCH_BITS));
    }
    return true;
}
