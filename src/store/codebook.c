// codebook.c - a greedy parse into the longest phrases known, which grow by a word at a time.
#include "store/codebook.h"

#include "base/utf8.h"
#include "store/database.h"
#include "store_sql.h"

enum {
    WORD_BYTES = 32,
    PHRASE_BYTES = 200,
    SEEN_SLOTS = 1 << 15,
    FIRST_SLOTS = 1 << 12,
};

// How often something without a code was met. What else falls into the slot takes one off, and the
// slot when nothing is left.
struct seen {
    uint32_t tag : 24;
    uint32_t times : 8;
};

// A code under the hash of its words; linear probing from tag & (slots - 1).
struct code_slot {
    uint32_t tag;
    uint32_t code;  // 0 = free
};

struct codebook {
    struct arena arena;    // holds the struct and the words
    struct arena scratch;  // of one text
    sqlite3 *db;
    sqlite3_stmt *insert;
    bool is_loaded;
    struct code_slot *codes;
    size_t slots;       // of `codes`, a power of two; at most half are taken
    struct str *words;  // [CODE_LAST + 1], by code; zeroes behind them
    uint32_t next;      // code of the next word
    struct seen *seen;  // [SEEN_SLOTS], direct-mapped
};

bool codebook_open(sqlite3 *db, struct codebook **out, struct err *e)
{
    struct arena a = {0};
    struct codebook *b = ARENA_NEW(&a, struct codebook);
    b->arena = a;
    b->db = db;
    b->next = CODE_FIRST;
    *out = b;
    return db_prepare(db, sql_word_insert, &b->insert, e);
}

void codebook_close(struct codebook *b)
{
    if (!b)
        return;
    arena_release(&b->scratch);
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

static unsigned kind_of(char byte)
{
    return kinds[(unsigned char)byte];
}

// Behind the other bytes of a character that begins before `at`.
static size_t skip_rest(struct str s, size_t at)
{
    while (at < s.len && ((unsigned char)s.ptr[at] & 0xc0) == 0x80)
        at++;
    return at;
}

// Bytes of the word at the front of a text of whole characters: a run of letters or of digits, or
// a character, each with a space before it; a run of spaces.
static size_t word_length(struct str s)
{
    size_t n = s.ptr[0] == ' ' && s.len > 1 && kind_of(s.ptr[1]) != WIDE ? 1 : 0;
    unsigned kind = kind_of(s.ptr[n]);
    n = skip_rest(s, n + 1);
    size_t most = kind == SPACE ? s.len : s.len < WORD_BYTES ? s.len : WORD_BYTES;
    if (kind == OTHER || kind == WIDE)
        return n;
    while (n < most && kind_of(s.ptr[n]) == kind)
        n++;
    return skip_rest(s, n);
}

static uint64_t mix(uint64_t state, uint64_t word)
{
    uint64_t x = (state ^ word) * 0x9e3779b97f4a7c15ULL;
    return x ^ x >> 29;
}

// Little-endian on every machine: what is learned shall be the same.
static uint64_t load_eight(const char *p)
{
    const unsigned char *c = (const unsigned char *)p;
    return (uint64_t)c[0] | (uint64_t)c[1] << 8 | (uint64_t)c[2] << 16 | (uint64_t)c[3] << 24 |
           (uint64_t)c[4] << 32 | (uint64_t)c[5] << 40 | (uint64_t)c[6] << 48 |
           (uint64_t)c[7] << 56;
}

// Of a word that is not empty; eight bytes behind it must be readable.
static uint64_t hash_word(const char *word, size_t len)
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

static struct words words_of(struct str text, struct arena *a)
{
    char *padded = arena_raw(a, text.len + 8);
    memcpy(padded, text.ptr, text.len);
    memset(padded + text.len, 0, 8);
    text.ptr = padded;
    struct words w = {.text = text};
    w.list = arena_raw(a, (text.len + 1) * sizeof *w.list);
    for (size_t at = 0; at < text.len;) {
        size_t n = word_length(str_skip(text, at));
        w.list[w.count++] = (struct word){(uint32_t)at, hash_word(text.ptr + at, n)};
        at += n;
    }
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
    if (a.len != b.len || !a.len)
        return a.len == b.len;
    size_t at = 0;
    for (; at + 8 < a.len; at += 8)
        if (load_eight(a.ptr + at) != load_eight(b.ptr + at))
            return false;
    unsigned unused = 64 - 8 * (unsigned)(a.len - at);
    return (load_eight(a.ptr + at) ^ load_eight(b.ptr + at)) << unused == 0;
}

// The slot of a tag, or the free one it would have. Small slots make for few misses of the
// processor's cache; whether a code really stands for the text is asked once a phrase.
static struct code_slot *code_slot(const struct codebook *b, uint32_t tag)
{
    size_t i = tag & (b->slots - 1);
    while (b->codes[i].code && b->codes[i].tag != tag)
        i = (i + 1) & (b->slots - 1);
    return &b->codes[i];
}

// The longest known phrase that begins with a word, and what it would grow into.
struct match {
    uint32_t code;     // 0 = not even the word is known
    size_t end;        // word behind the phrase, or behind the word
    uint32_t tag;      // of the phrase and the word behind it, or of the word
    struct str grown;  // their text; unknown = there is nothing to learn
};

static struct match match_phrase(const struct codebook *b, const struct words *w, size_t first)
{
    struct match m = {.end = first};
    uint64_t key = w->list[first].hash;
    for (;;) {
        m.tag = (uint32_t)(key >> 32);
        uint32_t code = code_slot(b, m.tag)->code;
        if (!code)
            break;
        m.code = code;
        if (++m.end == w->count)
            break;
        key = mix(w->list[m.end].hash, code);
    }
    if (m.code && !is_same(b->words[m.code], words_text(w, first, m.end)))
        return (struct match){.end = first + 1};  // the tag of another one
    if (m.end < w->count)
        m.grown = words_text(w, first, m.end + 1);
    m.end += !m.code;
    return m;
}

static void grow(struct codebook *b)
{
    struct code_slot *old = b->codes;
    size_t count = b->slots;
    b->slots = count ? count * 2 : FIRST_SLOTS;
    b->codes = ARENA_ARRAY(&b->arena, struct code_slot, b->slots);
    for (size_t i = 0; i < count; i++)
        if (old[i].code)
            *code_slot(b, old[i].tag) = old[i];
}

static void add_code(struct codebook *b, const struct match *m)
{
    if ((size_t)(b->next - CODE_FIRST) * 2 >= b->slots)
        grow(b);
    *code_slot(b, m->tag) = (struct code_slot){m->tag, b->next};
    char *copy = arena_alloc(&b->arena, 1, m->grown.len + 8);
    memcpy(copy, m->grown.ptr, m->grown.len);
    b->words[b->next++] = (struct str){copy, m->grown.len};
}

// Gives what was met often enough a code.
static bool learn(struct codebook *b, const struct match *m, struct err *e)
{
    uint32_t times = m->code ? PHRASE_TIMES : WORD_TIMES;
    if (!m->grown.ptr || b->next > CODE_LAST || m->grown.len > PHRASE_BYTES)
        return true;
    struct seen *seen = &b->seen[m->tag & (SEEN_SLOTS - 1)];
    uint32_t tag = m->tag >> 8;
    if (seen->tag != tag && seen->times > 0) {
        seen->times--;
        return true;
    }
    seen->tag = tag & 0xffffff;
    if (++seen->times < times)
        return true;
    *seen = (struct seen){0};
    sqlite3_bind_int64(b->insert, 1, b->next);
    db_bind_str(b->insert, 2, m->grown);
    add_code(b, m);
    return db_run(b->insert, e);
}

// Takes a word that the database has: its parts were learned before it.
static bool take_word(struct codebook *b, int64_t code, struct str text, struct err *e)
{
    if (code != b->next || code > CODE_LAST || !text.len || !utf8_is_valid(text))
        return err_set(e, ERR_DB, "database is damaged (word %lld)", (long long)code);
    arena_reset(&b->scratch);
    struct words w = words_of(text, &b->scratch);
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
    b->words = ARENA_ARRAY(&b->arena, struct str, CODE_LAST + 1);
    grow(b);
    b->seen = ARENA_ARRAY(&b->arena, struct seen, SEEN_SLOTS);
    bool ok = db_prepare(b->db, sql_word_list, &list, e);
    for (bool has_row = ok; ok && has_row;) {
        ok = db_row(list, &has_row, e);
        if (ok && has_row)
            ok = take_word(b, sqlite3_column_int64(list, 0), db_column_str(list, 1), e);
    }
    sqlite3_finalize(list);
    return ok;
}

static void put_literal(struct buf *out, struct str text)
{
    while (text.len) {
        size_t bytes = 0;
        char characters = 0;
        for (; bytes < text.len && characters < CODE_LITERAL_MAX; characters++)
            bytes = skip_rest(text, bytes + 1);
        buf_byte(out, characters);
        buf_str(out, str_head(text, bytes));
        text = str_skip(text, bytes);
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
    struct words w = words_of(text, &b->scratch);
    struct buf out = {.arena = &b->scratch};
    buf_reserve(&out, text.len + text.len / CODE_LITERAL_MAX + 4);
    size_t from = 0;  // first word that has no code yet
    for (size_t at = 0; at < w.count;) {
        struct match m = match_phrase(b, &w, at);
        if (m.code) {
            put_literal(&out, words_text(&w, from, at));
            utf8_put(&out, m.code);
            from = m.end;
        }
        at = m.end;
        if (!learn(b, &m, e))
            return false;
    }
    put_literal(&out, words_text(&w, from, w.count));
    if (out.len < text.len)
        *coded = buf_view(&out);
    return true;
}
