// tokens_of.c - one pass over the text between its spans; of a long text only both ends are read.
#include "ingest/tokens.h"

#include <string.h>

#include "base/hash.h"
#include "ingest/normal.h"
#include "ingest/word.h"

enum {
    TAIL_TOKENS = SAMPLE_TOKENS / 4,
    HEAD_TOKENS = SAMPLE_TOKENS - TAIL_TOKENS,
    LIST_MAX = SAMPLE_TOKENS + 1,
    BYTES_MAX = UINT8_MAX,      // of a token
    HEAD_WINDOW_BYTES = 16384,  // looked at first: about twice what SAMPLE_TOKENS words take
    TAIL_WINDOW_BYTES = 2048,
    SHAPE_BACK_BYTES = 48,  // looked at first for a shape
};

// The first tokens, at least `enough` of a long text, or at least the last TAIL_TOKENS.
struct token_list {
    struct token tokens[LIST_MAX + WORDS_BATCH];
    size_t count, enough;  // enough: at most LIST_MAX
    bool keeps_last;
    uint64_t seed;
};

// Makes room for a batch. False when there are enough tokens.
static bool list_make_room(struct token_list *l)
{
    if (l->count < l->enough)
        return true;
    if (!l->keeps_last)
        return false;
    memcpy(l->tokens, l->tokens + l->count - TAIL_TOKENS, TAIL_TOKENS * sizeof *l->tokens);
    l->count = TAIL_TOKENS;
    return true;
}

// Puts a token, and what goes beyond 255 bytes behind it; there is room for one.
static void list_put_long(struct token_list *l, struct token t, size_t bytes)
{
    do {
        t.bytes = (uint8_t)(bytes < BYTES_MAX ? bytes : BYTES_MAX);
        l->tokens[l->count++] = t;
        bytes -= t.bytes;
        t = (struct token){.hash = 1 + TOKEN_REST, .flags = TOKEN_REST};
    } while (bytes && list_make_room(l));
}

static inline void list_put(struct token_list *l, uint16_t hash, size_t bytes, unsigned flags)
{
    struct token t = {hash, (uint8_t)bytes, (uint8_t)flags};
    if (LIKELY(bytes <= BYTES_MAX))
        l->tokens[l->count++] = t;
    else
        list_put_long(l, t, bytes);
}

static uint16_t fold16(uint64_t hash)
{
    uint16_t folded = (uint16_t)(hash >> 48 ^ hash >> 16);
    return folded ? folded : 1;
}

static enum token_kind kind_of(enum mask_kind mask)
{
    switch (mask) {
    case MASK_NUMBER:
        return TOKEN_NUMBER;
    case MASK_TIME:
        return TOKEN_TIME;
    case MASK_ID:
        return TOKEN_ID;
    case MASK_EMAIL:
        return TOKEN_EMAIL;
    case MASK_URL:
        return TOKEN_URL;
    }
    return TOKEN_WORD;
}

// Flags of a token behind so many ends of lines.
static unsigned flags_of(int lines)
{
    static const unsigned char flags[] = {0, TOKEN_LINE, TOKEN_LINE | TOKEN_PARAGRAPH};
    return flags[lines];
}

// Where a scan stands: everything before `at` is in tokens, but `gap` bytes of white space.
struct place {
    size_t at, gap;
    int lines;  // ends of lines in the gap, as in struct word
};

// Puts words of the text from `at` on. Returns where the next one begins.
static size_t put_words(struct token_list *l, struct str text, size_t at, const struct word *words,
                        size_t count)
{
    for (const struct word *w = words; w < words + count; w++) {
        char first = text.ptr[at + w->gap];
        unsigned kind = w->is_word ? TOKEN_WORD : TOKEN_PUNCTUATION;
        unsigned capital = (unsigned char)(first - 'A') < 26 ? TOKEN_CAPITAL : 0;
        size_t bytes = (size_t)w->gap + w->bytes;
        list_put(l, fold16(w->hash), bytes, flags_of(w->lines) | kind | capital);
        at += bytes;
    }
    return at;
}

// The words before `end`. False when there are enough tokens.
static bool scan_words(struct token_list *l, struct str text, struct place *to, size_t end)
{
    struct word words[WORDS_BATCH];
    while (to->at < end && list_make_room(l)) {
        struct str rest = {text.ptr + to->at, text.len - to->at};
        size_t count = words_take(rest, end - to->at, l->seed, words);
        int lines = words[0].lines > to->lines ? words[0].lines : to->lines;
        words[0].lines = (uint8_t)lines;
        if (words[count - 1].bytes == 0) {  // it is the only one
            *to = (struct place){end, words[0].gap, lines};
            break;
        }
        *to = (struct place){put_words(l, text, to->at, words, count), 0, 0};
    }
    return list_make_room(l);
}

// Tokens of a text, or of a part of it that begins and ends between stretches without white space.
static void scan(struct token_list *l, struct str text, bool is_front)
{
    struct mask_walk walk;
    struct mask_span span;
    struct place to = {0, 0, is_front ? 2 : 0};
    mask_begin(&walk, text);
    while (mask_next(&walk, &span)) {
        if (!scan_words(l, text, &to, span.offset))
            return;
        unsigned kind = kind_of(span.kind);
        uint64_t hash = hash_seeded(text.ptr + span.offset, span.bytes, l->seed);
        list_put(l, fold16(hash), to.gap + span.bytes, flags_of(to.lines) | kind);
        to = (struct place){span.offset + span.bytes, 0, 0};
    }
    if (scan_words(l, text, &to, text.len) && to.gap)
        list_put(l, 1 + TOKEN_REST, to.gap, TOKEN_REST);
}

static void scan_again(struct token_list *l, struct str window, bool is_front)
{
    l->count = 0;
    scan(l, window, is_front);
}

// The first bytes of a text, at least n of them, that end at white space or with the text.
static struct str front_of(struct str text, size_t n)
{
    while (n < text.len && !is_space(text.ptr[n]))
        n++;
    return str_head(text, n);
}

// The last bytes of a text, at most n of them unless they are all, that begin at white space.
static struct str back_of(struct str text, size_t n)
{
    if (n >= text.len)
        return text;
    size_t at = text.len - n;
    while (at < text.len && !(is_space(text.ptr[at]) && !is_space(text.ptr[at - 1])))
        at++;
    return str_skip(text, at);
}

// Fills the list with the first tokens, reading no more than needed.
static void scan_front(struct token_list *l, struct str text)
{
    for (size_t n = HEAD_WINDOW_BYTES;; n *= 2) {
        struct str window = front_of(text, n);
        scan_again(l, window, true);
        if (l->count >= LIST_MAX || window.len == text.len)
            return;
    }
}

// The same with the last ones, of a text of more than TAIL_TOKENS.
static void scan_back(struct token_list *l, struct str text)
{
    l->keeps_last = true;
    for (size_t n = TAIL_WINDOW_BYTES;; n *= 2) {
        struct str window = back_of(text, n);
        scan_again(l, window, window.len == text.len);
        if (l->count >= TAIL_TOKENS || window.len == text.len)
            return;
    }
}

static int64_t bytes_of(const struct token *tokens, size_t n)
{
    int64_t bytes = 0;
    for (size_t i = 0; i < n; i++)
        bytes += tokens[i].bytes;
    return bytes;
}

void tokens_of(struct sample *out, struct str text, uint64_t seed, struct arena *a)
{
    struct token_list list;
    list.count = 0;
    list.enough = LIST_MAX;
    list.keeps_last = false;
    list.seed = seed;
    scan_front(&list, text);
    bool is_whole = list.count <= SAMPLE_TOKENS;
    size_t count = is_whole ? list.count : SAMPLE_TOKENS;
    struct token *tokens = arena_raw(a, count * sizeof *tokens);
    *out = (struct sample){.tokens = tokens, .token_count = (int32_t)count};
    out->gap_at = is_whole ? out->token_count : HEAD_TOKENS;
    memcpy(tokens, list.tokens, (size_t)out->gap_at * sizeof *tokens);
    if (is_whole)
        return;
    scan_back(&list, text);
    memcpy(tokens + HEAD_TOKENS, list.tokens + list.count - TAIL_TOKENS,
           TAIL_TOKENS * sizeof *tokens);
    out->gap_bytes = (int64_t)text.len - bytes_of(tokens, count);
}

// A masked span is told by its kind alone.
static uint8_t fold8(struct token t)
{
    unsigned hash = token_is_masked(t) ? 1 + token_kind(t) : t.hash;
    uint8_t folded = (uint8_t)(hash ^ hash >> 8);
    return folded ? folded : 1;
}

static bool is_rest(struct token t)
{
    return token_kind(t) == TOKEN_REST;
}

// The first `n` tokens, zeroes behind them. Returns how many there were.
static size_t take_first(uint8_t *to, size_t n, const struct token_list *l)
{
    size_t taken = 0;
    memset(to, 0, n);
    for (size_t i = 0; i < l->count && taken < n; i++)
        if (!is_rest(l->tokens[i]))
            to[taken++] = fold8(l->tokens[i]);
    return taken;
}

// The last `n` tokens, the very last one first.
static size_t take_last(uint8_t *to, size_t n, const struct token_list *l)
{
    size_t taken = 0;
    memset(to, 0, n);
    for (size_t i = l->count; i > 0 && taken < n; i--)
        if (!is_rest(l->tokens[i - 1]))
            to[taken++] = fold8(l->tokens[i - 1]);
    return taken;
}

void shape_of_text(struct shape *shape, struct str text, uint64_t seed)
{
    struct token_list list;
    list.seed = seed;
    list.keeps_last = false;
    list.enough = SHAPE_SYSTEM / 2;
    do {
        list.enough = list.enough < LIST_MAX / 2 ? 2 * list.enough : LIST_MAX;
        scan_again(&list, text, true);
    } while (take_first(shape->system, SHAPE_SYSTEM, &list) < SHAPE_SYSTEM &&
             list.count >= list.enough && list.enough < LIST_MAX);
    memcpy(shape->head, shape->system, SHAPE_HEAD);
    list.keeps_last = true;
    list.enough = LIST_MAX;
    size_t n = SHAPE_BACK_BYTES / 2;
    do {
        n *= 2;
        scan_again(&list, back_of(text, n), n >= text.len);
    } while (take_last(shape->tail, SHAPE_TAIL, &list) < SHAPE_TAIL && n < text.len);
}

void shape_set_tools(struct shape *shape, uint64_t tools_set)
{
    memset(shape->system, 0, sizeof shape->system);
    shape->system[0] = 0xff;
    memcpy(shape->system + 1, &tools_set, sizeof tools_set);
}
