// trim.c - see trim.h.
#include "ingest/trim.h"

#include "base/hash.h"
#include "base/lanes.h"
#include "base/utf8.h"
#include "ingest/said_before.h"
#include "model/filler.h"
#include "model/record.h"

enum { CLEAN_SLOTS = 1 << 12 };

struct trim_memo {
    struct said_memo *said;
    uint64_t clean[CLEAN_SLOTS];  // hashes of lines without a filler or white space too many
};

struct trim_memo *trim_memo_new(struct arena *a)
{
    struct trim_memo *m = ARENA_NEW(a, struct trim_memo);
    m->said = said_memo_new(a);
    return m;
}

void trim_memo_release(struct trim_memo *m)
{
    said_memo_release(m->said);
}

// Edits of a text; of each kind the first TRIM_EDITS_MAX are kept.
struct trimmer {
    struct str text;
    struct system_facts *out;
    struct trim_memo *memo;
    uint32_t letters[2];  // that fillers have in front
    size_t space_end;     // of the latest edit of white space
    int64_t changes;      // edits, and additions to an edit
    struct trim_edit kept[TRIM_KINDS][TRIM_EDITS_MAX];
};

static void add_edit(struct trimmer *t, struct trim_edit edit)
{
    int64_t n = t->out->trim_count[edit.kind]++;
    t->changes++;
    t->out->trim_bytes[edit.kind] += edit.bytes;
    if (n < TRIM_EDITS_MAX)
        t->kept[edit.kind][n] = edit;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static size_t skip_blanks(struct str text, size_t at, size_t end)
{
    while (at < end && is_blank(text.ptr[at]))
        at++;
    return at;
}

static size_t next_blank(struct str text, size_t at, size_t end)
{
    for (; at + 16 <= end; at += 16) {
        lanes v = lanes_load(text.ptr + at);
        size_t n = lanes_first((lanes)(v == ' ') | (lanes)(v == '\t'));
        if (n < 16)
            return at + n;
    }
    while (at < end && !is_blank(text.ptr[at]))
        at++;
    return at;
}

// Longer ones stand before those that they begin with.
static const struct {
    enum filler filler;
    size_t keep;  // bytes at its end that stay
} phrases[] = {
    {FILLER_PLEASE_NOTE, 0},    {FILLER_PLEASE, 0},         {FILLER_KINDLY, 0},
    {FILLER_MAKE_SURE_TO, 0},   {FILLER_IMPORTANT_NOTE, 0}, {FILLER_IMPORTANT_THAT, 0},
    {FILLER_VERY_IMPORTANT, 0}, {FILLER_SHOULD_ALWAYS, 0},  {FILLER_REMEMBER_THAT, 0},
    {FILLER_BE_SURE_TO, 0},     {FILLER_IN_ORDER_TO, 2},    {FILLER_KEEP_IN_MIND, 0},
};

static char lower(char c)
{
    return (char)(c + (c >= 'A' && c <= 'Z' ? 32 : 0));
}

// What a whole word has neither before nor behind it: letters, digits, quotes and what joins names.
static bool is_word(char ch)
{
    enum { HALF = 64 };
    static const uint64_t chars[] = {
        [0] = 0x3ffULL << '0' | 1ULL << '-' | 1ULL << '/' | 1ULL << '\'' | 1ULL << '"',
        [1] = 0x3ffffffULL << ('A' - HALF) | 0x3ffffffULL << ('a' - HALF) | 1ULL << ('_' - HALF) |
              1ULL << ('`' - HALF) | 1ULL << ('@' - HALF),
    };
    unsigned char c = (unsigned char)ch;
    return c >= 2 * HALF || (chars[c / HALF] >> c % HALF & 1);
}

// Bytes of `phrase` at the front of a text, where a space stands for one or more blanks; 0 = it is
// not there as whole words.
static size_t phrase_length(struct str text, const char *phrase)
{
    size_t at = 0;
    for (; *phrase; phrase++) {
        size_t blanks_end = skip_blanks(text, at, text.len);
        bool is_gap = *phrase == ' ';
        if (is_gap ? blanks_end == at : at == text.len || lower(text.ptr[at]) != *phrase)
            return 0;
        at = is_gap ? blanks_end : at + 1;
    }
    return at < text.len && is_word(text.ptr[at]) ? 0 : at;
}

static uint32_t letter_bit(char c)
{
    c = lower(c);
    return c >= 'a' && c <= 'z' ? 1u << (c - 'a') : 0;
}

// The letters that phrases have at `at`.
static uint32_t letters_of_phrases(size_t at)
{
    uint32_t letters = 0;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        letters |= letter_bit(filler_phrase[phrases[i].filler][at]);
    return letters;
}

static bool may_be_filler(const struct trimmer *t, size_t at, size_t end)
{
    return at + 1 < end && t->letters[0] & letter_bit(t->text.ptr[at]) &&
           t->letters[1] & letter_bit(t->text.ptr[at + 1]);
}

// A filler at `at`; of 0 bytes if there is none. What is behind it goes too: a comma and blanks.
static struct trim_edit filler_at(struct str text, size_t at, size_t end)
{
    struct str rest = {text.ptr + at, end - at};
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        const char *phrase = filler_phrase[phrases[i].filler];
        size_t n = lower(*rest.ptr) == *phrase ? phrase_length(rest, phrase) : 0;
        if (!n)
            continue;
        n -= phrases[i].keep;
        size_t after = n + (n + 1 < rest.len && rest.ptr[n] == ',' && is_blank(rest.ptr[n + 1]));
        n = phrases[i].keep ? n : skip_blanks(rest, after, rest.len);
        return (struct trim_edit){TRIM_FILLER, (int64_t)at, (int64_t)n, phrases[i].filler};
    }
    return (struct trim_edit){.bytes = 0};
}

// White space that goes on where the edit before it ended is part of it.
static void add_space(struct trimmer *t, size_t from, size_t to)
{
    if (to <= from)
        return;
    int64_t bytes = (int64_t)(to - from);
    int64_t before = t->out->trim_count[TRIM_SPACE] - 1;
    if (before >= 0 && t->space_end == from) {
        t->changes++;
        t->out->trim_bytes[TRIM_SPACE] += bytes;
        if (before < TRIM_EDITS_MAX)
            t->kept[TRIM_SPACE][before].bytes += bytes;
    } else {
        add_edit(t, (struct trim_edit){TRIM_SPACE, (int64_t)from, bytes, UNKNOWN});
    }
    t->space_end = to;
}

// Fillers and runs of blanks in a part of a line that stays. A filler stands behind blanks or an
// opening bracket or mark of emphasis.
static void trim_span(struct trimmer *t, size_t from, size_t end)
{
    for (size_t at = from; at < end;) {
        size_t word = skip_blanks(t->text, at, end);
        add_space(t, at + 1, word);
        at = word;
        while (word < end && (t->text.ptr[word] == '(' || t->text.ptr[word] == '*'))
            word++;
        struct trim_edit edit = {.bytes = 0};
        if (may_be_filler(t, word, end))
            edit = filler_at(t->text, word, end);
        if (edit.bytes) {
            add_edit(t, edit);
            at = word + (size_t)edit.bytes;
            continue;
        }
        at = next_blank(t->text, at, end);
    }
}

// What sentences_of() and said_before() found, in order.
struct repeated {
    const struct sentence *sentences;
    const struct said *said;
    int64_t count, at;
};

// The next sentence that goes and begins before `end`; NULL if there is none.
static const struct sentence *next_repeated(struct repeated *r, size_t end)
{
    for (; r->at < r->count && r->sentences[r->at].from < end; r->at++)
        if (r->said[r->at].other != SAID_NEW)
            return &r->sentences[r->at++];
    return NULL;
}

static void add_repeated(struct trimmer *t, const struct repeated *r, const struct sentence *s)
{
    const struct said *said = &r->said[s - r->sentences];
    add_edit(t, (struct trim_edit){said->is_nearly ? TRIM_SIMILAR : TRIM_REPEAT,
                                   (int64_t)s->cut_from, (int64_t)(s->cut_to - s->cut_from),
                                   (int64_t)r->sentences[said->other].from});
}

// Fillers and white space in a line, but for the repeated sentences from `gone` on (NULL: it has
// none).
static void trim_parts(struct trimmer *t, struct repeated *r, const struct line *line,
                       const struct sentence *gone)
{
    size_t end = line->to;
    while (end > line->from && is_blank(t->text.ptr[end - 1]))
        end--;
    // Indentation stays: it says how lines belong together.
    size_t at = skip_blanks(t->text, line->from, end);
    for (; gone; gone = next_repeated(r, line->next)) {
        if (gone->cut_from > at)
            trim_span(t, at, gone->cut_from);
        add_repeated(t, r, gone);
        at = gone->cut_to;
    }
    if (at < end)
        trim_span(t, at, end);
    if (at <= line->to)
        add_space(t, at > end ? at : end, line->to);
}

static void trim_line(struct trimmer *t, struct repeated *r, const struct line *line)
{
    const struct sentence *gone = next_repeated(r, line->next);
    if (gone) {
        trim_parts(t, r, line, gone);
        return;
    }
    uint64_t hash = hash_bytes(t->text.ptr + line->from, line->to - line->from) | 1;
    uint64_t *clean = &t->memo->clean[hash >> 1 & (CLEAN_SLOTS - 1)];
    if (*clean == hash)
        return;
    int64_t before = t->changes;
    trim_parts(t, r, line, NULL);
    if (t->changes == before)
        *clean = hash;
}

static void trim_lines(struct trimmer *t, struct repeated *r)
{
    struct lines lines = {.text = t->text};
    struct line line;
    bool was_empty = false;
    while (lines_next(&lines, &line)) {
        bool is_empty = skip_blanks(t->text, line.from, line.to) == line.to;
        if (!line.is_code && is_empty && was_empty)
            add_space(t, line.from, line.next);
        else if (!line.is_code)
            trim_line(t, r, &line);
        was_empty = is_empty && !line.is_code;
    }
}

// The edits that are listed: first those of the first kinds, then by offset.
static void list_edits(struct trimmer *t, struct arena *a)
{
    int64_t kept[TRIM_KINDS], at[TRIM_KINDS] = {0}, total = 0;
    for (int k = 0; k < TRIM_KINDS; k++) {
        int64_t n = t->out->trim_count[k];
        kept[k] = n < TRIM_EDITS_MAX - total ? n : TRIM_EDITS_MAX - total;
        total += kept[k];
    }
    t->out->edits = ARENA_ARRAY(a, struct trim_edit, (size_t)total);
    for (int64_t n = 0; n < total; n++) {
        int first = TRIM_KINDS;
        for (int k = 0; k < TRIM_KINDS; k++)
            if (at[k] < kept[k] && (first == TRIM_KINDS ||
                                    t->kept[k][at[k]].offset < t->kept[first][at[first]].offset))
                first = k;
        t->out->edits[n] = t->kept[first][at[first]++];
    }
    t->out->edit_count = total;
}

void trim_text(struct trim_memo *memo, struct system_facts *out, struct str text, struct arena *a)
{
    struct arena scratch = {0};
    struct trimmer t;  // `kept` is filled as far as it is used
    t.text = utf8_head(text, TRIM_TEXT_MAX);
    t.out = out;
    t.memo = memo;
    t.letters[0] = letters_of_phrases(0);
    t.letters[1] = letters_of_phrases(1);
    t.space_end = 0;
    t.changes = 0;
    struct repeated r = {0};
    out->text_bytes = (int64_t)text.len;
    for (int k = 0; k < TRIM_KINDS; k++)
        out->trim_bytes[k] = out->trim_count[k] = 0;
    r.sentences = sentences_of(t.text, TRIM_SENTENCES_MAX, &r.count, &scratch);
    r.said = said_before(memo->said, t.text, r.sentences, r.count, &scratch);
    trim_lines(&t, &r);
    list_edits(&t, a);
    arena_release(&scratch);
}
