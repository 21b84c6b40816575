// word.c - ASCII words of one vector register are the fast way; others by the ranges of scripts.
#include "ingest/word.h"

#include "base/utf8.h"

enum {
    WINDOW_BYTES = WORDS_BATCH,
    WINDOW_READ = WINDOW_BYTES + 16,  // the last word is loaded as 16 bytes
};

// How words are told in a script (Unicode 15 blocks; read 2026-11).
enum script { SCRIPT_NONE, SCRIPT_SPACED, SCRIPT_UNSPACED };

// Up to and including `last` from behind the row before. Symbols and punctuation are SCRIPT_NONE.
static const struct range {
    uint32_t last;
    enum script script;
} ranges[] = {
    {0x00bf, SCRIPT_NONE},       // ASCII (not asked for), Latin-1 punctuation
    {0x00d6, SCRIPT_SPACED},     // Latin
    {0x00d7, SCRIPT_NONE},       // multiplication sign
    {0x00f6, SCRIPT_SPACED},     //
    {0x00f7, SCRIPT_NONE},       // division sign
    {0x0dff, SCRIPT_SPACED},     // Latin … Greek, Cyrillic, Hebrew, Arabic, scripts of India
    {0x0eff, SCRIPT_UNSPACED},   // Thai, Lao
    {0x0fff, SCRIPT_SPACED},     // Tibetan
    {0x109f, SCRIPT_UNSPACED},   // Myanmar
    {0x177f, SCRIPT_SPACED},     // Georgian, Ethiopic, Cherokee…
    {0x17ff, SCRIPT_UNSPACED},   // Khmer
    {0x1fff, SCRIPT_SPACED},     // Mongolian … Greek Extended
    {0x2bff, SCRIPT_NONE},       // punctuation, currency, arrows, mathematics, boxes, symbols
    {0x2dff, SCRIPT_SPACED},     // Glagolitic … Cyrillic Extended-A
    {0x3004, SCRIPT_NONE},       // punctuation of China, Japan and Korea
    {0x3007, SCRIPT_UNSPACED},   //
    {0x3040, SCRIPT_NONE},       //
    {0x9fff, SCRIPT_UNSPACED},   // Kana, Bopomofo, Han
    {0xd7ff, SCRIPT_SPACED},     // Yi … Hangul
    {0xf8ff, SCRIPT_NONE},       // private use
    {0xfaff, SCRIPT_UNSPACED},   // Han compatibility
    {0xfdff, SCRIPT_SPACED},     // presentation forms
    {0xfe6f, SCRIPT_NONE},       // variation selectors, small forms
    {0xfefe, SCRIPT_SPACED},     // Arabic presentation forms
    {0x1ffff, SCRIPT_NONE},      // full-width forms, emoji
    {0x3ffff, SCRIPT_UNSPACED},  // Han extensions
    {UINT32_MAX, SCRIPT_NONE},
};

static enum script script_of(uint32_t code_point)
{
    const struct range *r = ranges;
    while (code_point > r->last)
        r++;
    return r->script;
}

static bool is_word_byte(unsigned char c)
{
    return (unsigned char)((c | 32) - 'a') < 26 || (unsigned char)(c - '0') < 10 || c == '_';
}

// Position of the first byte at or behind i that is no ASCII character of a word, or >= limit.
static size_t ascii_end(struct str s, size_t i, size_t limit)
{
    while (i + 16 <= s.len) {
        size_t n = lanes_first((lanes)~word_lanes(lanes_load(s.ptr + i)));
        i += n;
        if (n < 16 || i >= limit)
            return i;
    }
    while (i < limit && is_word_byte((unsigned char)s.ptr[i]))
        i++;
    return i;
}

// Length of the word of letters at the front of s; 0 if there is none.
static size_t letters_length(struct str s, size_t limit)
{
    size_t i = 0;
    for (;;) {
        i = ascii_end(s, i, limit);
        if (i >= limit)
            return limit;
        if ((unsigned char)s.ptr[i] < 0x80)
            return i;
        uint32_t code_point = 0;
        size_t n = utf8_take(str_skip(s, i), &code_point);
        if (i + n > limit || script_of(code_point) != SCRIPT_SPACED)
            return i;
        i += n;
    }
}

// Odd constants of MurmurHash3's finaliser and of xxHash: any well-mixed ones would do.
static uint64_t mix(uint64_t h, lanes block)
{
    uint64_t w[2];
    memcpy(w, &block, sizeof w);
    h = (h ^ w[0]) * 0xff51afd7ed558ccdULL;
    h ^= h >> 32;
    h = (h ^ w[1]) * 0x9e3779b185ebca87ULL;
    return h ^ h >> 32;
}

// The hash goes over blocks of 16 bytes, the last one filled up with zeroes, and the length.
static uint64_t hash_begin(uint64_t seed, size_t length)
{
    return seed + length * 0xc2b2ae3d27d4eb4fULL;
}

static uint64_t hash_long(struct str s, uint64_t seed)
{
    uint64_t h = hash_begin(seed, s.len);
    for (; s.len; s = str_skip(s, 16)) {
        lanes block = {0};
        memcpy(&block, s.ptr, s.len < 16 ? s.len : 16);
        h = mix(h, block);
    }
    return h;
}

// The first n bytes of the lanes, zeroes behind them.
static lanes first_lanes(lanes v, size_t n)
{
    static const unsigned char ones[32] = {
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    };
    lanes mask;
    memcpy(&mask, ones + 16 - n, sizeof mask);
    return v & mask;
}

// A bit for each of 64 bytes, the first one lowest.
struct window {
    uint64_t word, space, line, wide;  // letters, digits, _; white space; '\n'; beyond ASCII
};

static struct window window_at(const char *p)
{
    struct window w = {0, 0, 0, 0};
    for (unsigned i = 0; i < WINDOW_BYTES; i += 16) {
        lanes v = lanes_load(p + i);
        w.word |= (uint64_t)lanes_bits(word_lanes(v)) << i;
        w.space |= (uint64_t)lanes_bits((lanes)(v == ' ') | (lanes)(v - '\t' < 5)) << i;
        w.line |= (uint64_t)lanes_bits((lanes)(v == '\n')) << i;
        w.wide |= (uint64_t)lanes_bits((lanes)(v >= 0x80)) << i;
    }
    return w;
}

// Ends of lines in `gap` bytes from `at` on.
static uint8_t lines_in(const struct window *w, unsigned at, unsigned gap)
{
    uint64_t lines = w->line >> at & ((1ULL << gap) - 1);
    return (uint8_t)((lines != 0) + ((lines & (lines - 1)) != 0));
}

// Takes words while they are of ASCII, at most 16 bytes long, and end before the window does, with
// the byte behind them. Reads WINDOW_READ bytes.
static size_t take_window(const char *p, size_t limit, uint64_t seed, struct word *out)
{
    struct window w = window_at(p);
    unsigned ascii = w.wide ? (unsigned)__builtin_ctzll(w.wide) : WINDOW_BYTES;
    if (ascii == 0)
        return 0;
    unsigned end = limit < ascii - 1 ? (unsigned)limit : ascii - 1;
    uint64_t single = ~(w.word | w.space);
    uint64_t firsts = (w.word & ~(w.word << 1)) | single;
    uint64_t lasts = ((w.word & ~(w.word >> 1)) | single) & ((1ULL << end) - 1);
    const struct word *begin = out;
    for (unsigned at = 0; lasts; lasts &= lasts - 1, firsts &= firsts - 1) {
        unsigned first = (unsigned)__builtin_ctzll(firsts);
        unsigned after = (unsigned)__builtin_ctzll(lasts) + 1;
        unsigned n = after - first;
        if (n > 16)
            break;
        out->hash = mix(hash_begin(seed, n), first_lanes(lanes_load(p + first), n));
        out->gap = first - at;
        out->bytes = n;
        out->lines = w.line ? lines_in(&w, at, first - at) : 0;
        out->is_word = w.word >> first & 1;
        out++;
        at = after;
    }
    return (size_t)(out - begin);
}

// Any one word.
static void take_one(struct str s, size_t limit, uint64_t seed, struct word *out)
{
    size_t gap = 0;
    *out = (struct word){0};
    for (; gap < limit && is_space(s.ptr[gap]); gap++)
        if (s.ptr[gap] == '\n' && out->lines < 2)
            out->lines++;
    out->gap = (uint32_t)gap;
    if (gap == limit)
        return;
    s = str_skip(s, gap);
    size_t n = letters_length(s, limit - gap);
    out->is_word = n > 0;
    if (n == 0) {
        uint32_t code_point = 0;
        n = utf8_take(str_head(s, limit - gap), &code_point);
        out->is_word = code_point >= 0x80 && script_of(code_point) == SCRIPT_UNSPACED;
    }
    out->bytes = (uint32_t)n;
    out->hash = hash_long(str_head(s, n), seed);
}

size_t words_take(struct str s, size_t limit, uint64_t seed, struct word out[WORDS_BATCH])
{
    char last[WINDOW_READ];
    const char *p = s.ptr;
    if (s.len < WINDOW_READ) {
        memset(last, 0, sizeof last);
        p = memcpy(last, s.ptr, s.len);
    }
    size_t count = take_window(p, limit, seed, out);
    if (count)
        return count;
    take_one(s, limit, seed, out);
    return 1;
}
