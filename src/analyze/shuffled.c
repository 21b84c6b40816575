// shuffled.c - see shuffled.h.
#include "analyze/shuffled.h"

#include "base/hash.h"
#include "base/map.h"

enum {
    LINE_TOKENS = 6,   // shorter lines are headings and marks
    LABEL_TOKENS = 4,  // that a line may begin with: "[2] ", "Source 2: "
};

struct line {
    uint64_t hash;
    int64_t offset, bytes;
    int32_t tokens;
};

// Where a chunk stands may number it: that says nothing about what it is.
static uint64_t word_of(struct token t, int32_t place)
{
    bool is_number = place < LABEL_TOKENS && token_is_masked(t);
    return is_number ? (uint64_t)token_kind(t) << 16 : t.hash;
}

// Lines of at least so many tokens; returns how many. What the gap of a long text cut in two is
// none: *cut_bytes is what is there of it.
static int32_t lines_of(const struct sample *s, int32_t least, struct line *lines,
                        int64_t *cut_bytes)
{
    int32_t count = 0;
    struct line line = {0};
    bool is_cut = false;
    int64_t at = 0;
    *cut_bytes = 0;
    for (int32_t i = 0; i <= s->token_count; i++) {
        bool is_end = i == s->token_count;
        bool is_gap = i == s->gap_at && s->gap_bytes > 0;
        if (is_end || is_gap || s->tokens[i].flags & TOKEN_LINE) {
            is_cut = is_cut || is_gap;
            *cut_bytes += is_cut ? line.bytes : 0;
            if (!is_cut && line.tokens >= least)
                lines[count++] = line;
            is_cut = is_gap && !is_end && !(s->tokens[i].flags & TOKEN_LINE);
            at += is_gap ? s->gap_bytes : 0;
            line = (struct line){.offset = at};
        }
        if (is_end)
            break;
        line.hash = hash_mix(line.hash, word_of(s->tokens[i], line.tokens));
        line.tokens++;
        line.bytes += s->tokens[i].bytes;
        at += s->tokens[i].bytes;
    }
    return count;
}

// Lines that two texts have in common, by their numbers, in the order of x and in that of y.
struct shared {
    int32_t *by_x, *by_y;
    int32_t count;
};

static struct shared share(const struct line *x, int32_t x_count, const struct line *y,
                           int32_t y_count, struct arena *a)
{
    struct map numbers = {.arena = a};
    struct shared s = {ARENA_ARRAY(a, int32_t, (size_t)x_count),
                       ARENA_ARRAY(a, int32_t, (size_t)y_count), 0};
    for (int32_t k = 0; k < y_count; k++)
        *map_put(&numbers, y[k].hash, NULL) = (uint64_t)k + 1;
    int32_t *x_of = ARENA_ARRAY(a, int32_t, (size_t)y_count);  // + 1
    for (int32_t i = 0; i < x_count; i++) {
        const uint64_t *number = map_get(&numbers, x[i].hash);
        if (!number || x_of[*number - 1])
            continue;
        x_of[*number - 1] = i + 1;
        s.by_x[s.count++] = i;
    }
    for (int32_t k = 0, n = 0; k < y_count; k++)
        if (x_of[k])
            s.by_y[n++] = k;
    return s;
}

// Two texts: whether the lines they share are in another order.
static bool is_shuffled(const struct sample *x, const struct sample *y, int64_t *offset,
                        struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    struct line *x_lines = ARENA_ARRAY(a, struct line, (size_t)x->token_count);
    struct line *y_lines = ARENA_ARRAY(a, struct line, (size_t)y->token_count);
    int64_t cut_bytes = 0;
    int32_t x_count = lines_of(x, LINE_TOKENS, x_lines, &cut_bytes);
    int32_t y_count = lines_of(y, LINE_TOKENS, y_lines, &cut_bytes);
    struct shared s = share(x_lines, x_count, y_lines, y_count, a);
    int32_t k = 0;
    while (k < s.count && x_lines[s.by_x[k]].hash == y_lines[s.by_y[k]].hash)
        k++;
    bool found = k < s.count;
    if (found) {
        int64_t in_x = x_lines[s.by_x[k]].offset, in_y = y_lines[s.by_y[k]].offset;
        *offset = in_x < in_y ? in_x : in_y;
    }
    arena_rewind(a, mark);
    return found;
}

// A line of one or more of the texts; its second occurrence in a text is another one.
struct pooled {
    uint32_t texts;  // bits: those that show it
    int64_t bytes;
};

struct pool {
    struct arena scratch;
    struct map numbers;  // (hash, occurrence) → number
    struct pooled *lines;
    int64_t count;
    int64_t room_bytes[COMMON_TEXTS];  // of a text that its sample does not show as lines
};

static void pool_add(struct pool *p, const struct sample *s, int text)
{
    struct map occurrences = {.arena = &p->scratch};
    struct line *lines = ARENA_ARRAY(&p->scratch, struct line, (size_t)s->token_count);
    int64_t cut_bytes = 0;
    int32_t count = lines_of(s, 1, lines, &cut_bytes);
    p->room_bytes[text] = s->gap_bytes + cut_bytes;
    for (int32_t i = 0; i < count; i++) {
        uint64_t occurrence = (*map_put(&occurrences, lines[i].hash, NULL))++;
        bool is_new = false;
        uint64_t *number = map_put(&p->numbers, hash_mix(lines[i].hash, occurrence), &is_new);
        if (is_new) {
            *number = (uint64_t)p->count++;
            p->lines[*number] = (struct pooled){.bytes = lines[i].bytes};
        }
        p->lines[*number].texts |= 1u << text;
    }
}

// Whether a line that some texts show may stand where the others show nothing.
static bool may_be_in_all(const struct pool *p, const struct pooled *line, int count)
{
    bool is_shared = (line->texts & (line->texts - 1)) != 0;
    for (int t = 0; t < count; t++)
        is_shared = is_shared && (line->texts >> t & 1 || p->room_bytes[t] > 0);
    return is_shared;
}

// Bytes of the lines that all texts have. Those that long ones do not show count if there is room
// for all of them.
static int64_t shared_bytes(const struct pool *p, int count)
{
    uint32_t all = (1u << count) - 1;
    int64_t shown = 0, possible = 0, hidden[COMMON_TEXTS] = {0};
    bool has_room = true;
    for (int64_t i = 0; i < p->count; i++) {
        const struct pooled *line = &p->lines[i];
        shown += line->texts == all ? line->bytes : 0;
        if (!may_be_in_all(p, line, count))
            continue;
        possible += line->bytes;
        for (int t = 0; t < count; t++)
            hidden[t] += line->texts >> t & 1 ? 0 : line->bytes;
    }
    for (int t = 0; t < count; t++)
        has_room = has_room && hidden[t] <= p->room_bytes[t];
    return has_room ? possible : shown;
}

static int64_t pool_texts(const struct aligned_text *texts, int count)
{
    struct pool pool = {.count = 0};
    size_t most = 0;
    pool.numbers.arena = &pool.scratch;
    for (int t = 0; t < count; t++)
        most += (size_t)texts[t].sample->token_count;
    pool.lines = ARENA_ARRAY(&pool.scratch, struct pooled, most);
    for (int t = 0; t < count; t++)
        pool_add(&pool, texts[t].sample, t);
    int64_t bytes = shared_bytes(&pool, count);
    arena_release(&pool.scratch);
    return bytes;
}

bool texts_are_shuffled(const struct aligned_text *texts, int count, struct shuffle *out,
                        struct arena *a)
{
    for (int i = 0; i < count; i++)
        for (int k = i + 1; k < count; k++)
            if (is_shuffled(texts[i].sample, texts[k].sample, &out->offset, a)) {
                out->shared_bytes = pool_texts(texts, count);
                return true;
            }
    return false;
}
