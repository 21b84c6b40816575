// codebook.c - a greedy parse into the longest phrases known, which grow by a word at a time.
#include "store/codebook.h"

#include "base/utf8.h"
#include "store/database.h"
#include "store/image.h"
#include "store_sql.h"

enum {
    WORD_BYTES = 32,
    PHRASE_BYTES = 200,
    SEEN_SLOTS = 1 << 15,
    CODE_SLOTS = 1 << 17,
};

// How often something without a code was met. What else falls into the slot takes one off, and the
// slot when nothing is left.
struct seen {
    uint32_t tag : 24;
    uint32_t times : 8;
};

// A code under the hash of its words; linear probing. Slots and texts are small and close together:
// looking them up costs a miss of the processor's cache each.
struct code_slot {
    uint16_t tag;
    uint16_t code;  // 0 = free
};
_Static_assert(CODE_LAST <= UINT16_MAX && 2 * CODE_LAST < CODE_SLOTS, "room for all codes");

// The text of a code, in `texts`.
struct code_text {
    uint32_t at, bytes;
};

struct codebook {
    struct arena arena;    // holds the struct and the tables
    struct arena scratch;  // of one text
    struct store *store;
    bool is_loaded;
    struct code_slot *codes;  // [CODE_SLOTS]
    struct code_text *words;  // [CODE_LAST + 1], by code
    struct arena text_arena;
    struct buf texts;   // one after the other; eight bytes behind them can be read
    uint32_t next;      // code of the next word
    struct seen *seen;  // [SEEN_SLOTS], direct-mapped
};

struct codebook *codebook_new(struct store *s)
{
    struct arena a = {0};
    struct codebook *b = ARENA_NEW(&a, struct codebook);
    b->arena = a;
    b->store = s;
    b->next = CODE_FIRST;
    return b;
}

void codebook_free(struct codebook *b)
{
    if (!b)
        return;
    arena_release(&b->scratch);
    arena_release(&b->text_arena);
    struct arena a = b->arena;
    arena_release(&a);
}

// What bytes do to words: those of one kind make a word, an OTHER makes one by itself.
enum { OTHER, LETTER, DIGIT, SPACE, WIDE };
#define FIVE(at, kind)                                                                             \
    [at] = (kind), [(at) + 1] = (kind), [(at) + 2] = (kind), [(at) + 3] = (kind),                  \
    [(at) + 4] = (kind)
#define SIXTEEN(at, kind)                                                                          \
    FIVE(at, kind), FIVE((at) + 5, kind), FIVE((at) + 10, kind), [(at) + 15] = (kind)
// Letters of two bytes begin with 0xc3; those of three stand for a syllable or a word. The bytes
// behind a first one are letters, as far as words go on.
static const unsigned char kinds[256] = {
    FIVE('0', DIGIT),      FIVE('5', DIGIT),      FIVE('a', LETTER),     FIVE('f', LETTER),
    FIVE('k', LETTER),     FIVE('p', LETTER),     FIVE('u', LETTER),     FIVE('A', LETTER),
    FIVE('F', LETTER),     FIVE('K', LETTER),     FIVE('P', LETTER),     FIVE('U', LETTER),
    ['z'] = LETTER,        ['Z'] = LETTER,        [' '] = SPACE,         SIXTEEN(0x80, LETTER),
    SIXTEEN(0x90, LETTER), SIXTEEN(0xa0, LETTER), SIXTEEN(0xb0, LETTER), FIVE(0xc3, LETTER),
    FIVE(0xc8, LETTER),    [0xcd] = LETTER,       [0xce] = LETTER,       [0xcf] = LETTER,
    SIXTEEN(0xd0, LETTER), SIXTEEN(0xe0, WIDE),   FIVE(0xf0, WIDE),
};
#undef SIXTEEN
#undef FIVE

// Little-endian on every machine: what is learned shall be the same.
static uint64_t load_eight(const unsigned char *c)
{
    return (uint64_t)c[0] | (uint64_t)c[1] << 8 | (uint64_t)c[2] << 16 | (uint64_t)c[3] << 24 |
           (uint64_t)c[4] << 32 | (uint64_t)c[5] << 40 | (uint64_t)c[6] << 48 |
           (uint64_t)c[7] << 56;
}

static const unsigned char *skip_rest(const unsigned char *at)
{
    while ((*at & 0xc0) == 0x80)
        at++;
    return at;
}

// The end of the word that begins at `at`: a run of letters or of digits, or a character, each with
// a space before it; a run of spaces. Zeroes stand at the end of the text, which is of whole
// characters.
static const unsigned char *word_end(const unsigned char *at, const unsigned char *end)
{
    const unsigned char *most = end - at < WORD_BYTES ? end : at + WORD_BYTES;
    at += at[0] == ' ' && at + 1 < end && kinds[at[1]] != WIDE;
    unsigned kind = kinds[*at];
    at = skip_rest(at + 1);
    if (kind == OTHER || kind == WIDE)
        return at;
    while (kinds[*at] == kind)
        at++;
    return kind == SPACE || at <= most ? at : skip_rest(most);
}

static uint64_t mix(uint64_t state, uint64_t word)
{
    uint64_t x = (state ^ word) * 0x9e3779b97f4a7c15ULL;
    return x ^ x >> 29;
}

// Of a word that is not empty; eight bytes behind it must be readable.
static uint64_t hash_word(const unsigned char *word, size_t len)
{
    uint64_t hash = len;
    for (; len > 8; len -= 8, word += 8)
        hash = mix(hash, load_eight(word));
    unsigned unused = 64 - 8 * (unsigned)len;
    return mix(hash, load_eight(word) << unused >> unused);
}

// A word of a text, up to where the next begins.
struct word {
    uint32_t begin;
    uint64_t hash;
};

// A text in words.
struct words {
    struct str text;
    struct word *list;  // [count + 1]: the last one only has where the text ends
    size_t count;
};

static struct words words_of(struct str text, const struct code_slot *codes, struct arena *a)
{
    char *padded = arena_raw(a, text.len + 8);
    memcpy(padded, text.ptr, text.len);
    memset(padded + text.len, 0, 8);
    text.ptr = padded;
    struct word *word = arena_raw(a, (text.len + 1) * sizeof *word);
    struct words w = {.text = text, .list = word};
    const unsigned char *begin = (const unsigned char *)padded;
    const unsigned char *end = begin + text.len;
    for (const unsigned char *at = begin; at < end;) {
        const unsigned char *next = word_end(at, end);
        uint64_t hash = hash_word(at, (size_t)(next - at));
        __builtin_prefetch(&codes[hash >> 32 & (CODE_SLOTS - 1)]);
        *word++ = (struct word){(uint32_t)(at - begin), hash};
        at = next;
    }
    w.count = (size_t)(word - w.list);
    w.list[w.count] = (struct word){(uint32_t)text.len, 0};
    return w;
}

static struct str words_text(const struct words *w, size_t first, size_t end)
{
    size_t begin = w->list[first].begin;
    return (struct str){w->text.ptr + begin, w->list[end].begin - begin};
}

// Eight bytes behind both must be readable.
static bool is_same(struct str a, struct str b)
{
    const unsigned char *p = (const unsigned char *)a.ptr;
    const unsigned char *q = (const unsigned char *)b.ptr;
    size_t left = a.len;
    if (left != b.len || !left)
        return left == b.len;
    for (; left > 8; left -= 8, p += 8, q += 8)
        if (load_eight(p) != load_eight(q))
            return false;
    return (load_eight(p) ^ load_eight(q)) << (64 - 8 * (unsigned)left) == 0;
}

// The slot of a key, or the free one it would have. Whether a code really stands for the text is
// asked once a phrase.
static struct code_slot *code_slot(const struct codebook *b, uint64_t key)
{
    size_t i = key >> 32 & (CODE_SLOTS - 1);
    while (b->codes[i].code && b->codes[i].tag != key >> 48)
        i = (i + 1) & (CODE_SLOTS - 1);
    return &b->codes[i];
}

static struct str text_of(const struct codebook *b, uint32_t code)
{
    struct code_text text = b->words[code];
    return (struct str){b->texts.ptr + text.at, text.bytes};
}

// The longest known phrase that begins with a word, and what it would grow into.
struct match {
    uint32_t code;     // 0 = not even the word is known
    size_t end;        // word behind the phrase, or behind the word
    uint64_t key;      // of the phrase and the word behind it, or of the word
    struct str grown;  // their text; unknown = there is nothing to learn
};

static struct match match_phrase(const struct codebook *b, const struct words *w, size_t first)
{
    struct match m = {.end = first, .key = w->list[first].hash};
    for (;;) {
        uint32_t code = code_slot(b, m.key)->code;
        if (!code)
            break;
        m.code = code;
        if (++m.end == w->count)
            break;
        m.key = mix(w->list[m.end].hash, code);
    }
    if (m.code && !is_same(text_of(b, m.code), words_text(w, first, m.end)))
        return (struct match){.end = first + 1};  // the tag of another one
    if (m.end < w->count)
        m.grown = words_text(w, first, m.end + 1);
    m.end += !m.code;
    return m;
}

static void add_code(struct codebook *b, const struct match *m)
{
    *code_slot(b, m->key) = (struct code_slot){(uint16_t)(m->key >> 48), (uint16_t)b->next};
    b->words[b->next++] = (struct code_text){(uint32_t)b->texts.len, (uint32_t)m->grown.len};
    buf_str(&b->texts, m->grown);
    memset(buf_reserve(&b->texts, 8), 0, 8);
}

// Gives what was met often enough a code.
static void learn(struct codebook *b, const struct match *m)
{
    uint32_t times = m->code ? PHRASE_TIMES : WORD_TIMES;
    if (!m->grown.ptr || b->next > CODE_LAST || m->grown.len > PHRASE_BYTES)
        return;
    struct seen *seen = &b->seen[m->key >> 32 & (SEEN_SLOTS - 1)];
    uint32_t tag = (uint32_t)(m->key >> 40) & 0xffffff;
    if (seen->tag != tag && seen->times > 0) {
        seen->times--;
        return;
    }
    seen->tag = tag & 0xffffff;
    if (++seen->times < times)
        return;
    *seen = (struct seen){0};
    struct image_row row = {.id = b->next, .last = m->grown, .kind = CELL_TEXT};
    image_add(b->store->image, IMAGE_WORDS, &row);
    add_code(b, m);
}

// Takes a word that the database has: its parts were learned before it.
static bool take_word(struct codebook *b, int64_t code, struct str text, struct err *e)
{
    if (code != b->next || code > CODE_LAST || !text.len || !utf8_is_valid(text))
        return err_set(e, ERR_DB, "database is damaged (word %lld)", (long long)code);
    arena_reset(&b->scratch);
    struct words w = words_of(text, b->codes, &b->scratch);
    struct match m = match_phrase(b, &w, 0);
    if (!m.grown.ptr || m.grown.len != text.len)
        return err_set(e, ERR_DB, "database is damaged (word %lld)", (long long)code);
    add_code(b, &m);
    return true;
}

static bool load(struct codebook *b, struct err *e)
{
    sqlite3_stmt *list = NULL;
    if (b->is_loaded)
        return true;
    b->is_loaded = true;
    b->codes = ARENA_ARRAY(&b->arena, struct code_slot, CODE_SLOTS);
    b->words = ARENA_ARRAY(&b->arena, struct code_text, CODE_LAST + 1);
    b->texts.arena = &b->text_arena;
    b->seen = ARENA_ARRAY(&b->arena, struct seen, SEEN_SLOTS);
    bool ok = db_prepare(b->store->db, sql_word_list, &list, e);
    for (bool has_row = ok; ok && has_row;) {
        ok = db_row(list, &has_row, e);
        if (ok && has_row)
            ok = take_word(b, sqlite3_column_int64(list, 0), db_column_str(list, 1), e);
    }
    sqlite3_finalize(list);
    return ok;
}

// A code is a character of at most three bytes; there is room.
static void put_code(struct buf *out, uint32_t code)
{
    char *at = out->ptr + out->len;
    if (code < 0x80) {
        *at++ = (char)code;
    } else {
        if (code < 0x800) {
            *at++ = (char)(0xc0 | code >> 6);
        } else {
            *at++ = (char)(0xe0 | code >> 12);
            *at++ = (char)(0x80 | (code >> 6 & 0x3f));
        }
        *at++ = (char)(0x80 | (code & 0x3f));
    }
    out->len = (size_t)(at - out->ptr);
}

// Behind so many characters of a text, at most.
static const unsigned char *skip_characters(const unsigned char *at, const unsigned char *end,
                                            unsigned char *count)
{
    unsigned char n = 0;
    for (; at < end && n < CODE_LITERAL_MAX; n++)
        at = skip_rest(at + 1);
    *count = n;
    return at;
}

static void put_literal(struct buf *out, struct str text)
{
    const unsigned char *at = (const unsigned char *)text.ptr;
    const unsigned char *end = at + text.len;
    while (at < end) {
        unsigned char count = 0;
        const unsigned char *next = skip_characters(at, end, &count);
        buf_byte(out, (char)count);
        buf_str(out, (struct str){(const char *)at, (size_t)(next - at)});
        at = next;
    }
}

// Without NUL; UTF-8.
static bool can_be_coded(struct str text)
{
    const uint64_t ones = 0x0101010101010101ULL;
    uint64_t high = 0;
    size_t i = 0;
    for (; i + 8 <= text.len; i += 8) {
        uint64_t eight = 0;
        memcpy(&eight, text.ptr + i, 8);
        high |= eight | (eight - ones);  // a 0 becomes 0xff
    }
    for (; i < text.len; i++)
        high |= (uint64_t)(unsigned char)text.ptr[i] | (uint64_t)(text.ptr[i] - 1);
    return !(high & ones << 7) || (!memchr(text.ptr, 0, text.len) && utf8_is_valid(text));
}

bool codebook_encode(struct codebook *b, struct str text, struct str *coded, struct err *e)
{
    *coded = (struct str){0};
    if (!load(b, e))
        return false;
    if (!can_be_coded(text))
        return true;
    arena_reset(&b->scratch);
    struct words w = words_of(text, b->codes, &b->scratch);
    struct buf out = {.arena = &b->scratch};
    // A code is shorter than three times its word, a count is there once a word.
    buf_reserve(&out, 3 * text.len + w.count + 4);
    size_t from = 0;  // first word that has no code yet
    for (size_t at = 0; at < w.count;) {
        struct match m = match_phrase(b, &w, at);
        if (m.code) {
            put_literal(&out, words_text(&w, from, at));
            put_code(&out, m.code);
            from = m.end;
        }
        at = m.end;
        learn(b, &m);
    }
    put_literal(&out, words_text(&w, from, w.count));
    if (out.len < text.len)
        *coded = buf_view(&out);
    return true;
}
