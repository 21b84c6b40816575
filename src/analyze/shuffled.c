// shuffled.c - see shuffled.h.
#include "analyze/shuffled.h"

#include "base/hash.h"
#include "base/map.h"

enum { LINE_TOKENS = 6 };  // shorter lines are headings and marks

struct line {
    uint64_t hash;
    int64_t offset;
};

static void close_line(struct line *lines, int32_t *count, struct line line, int32_t tokens)
{
    if (tokens >= LINE_TOKENS)
        lines[(*count)++] = line;
}

// Long lines of a text; returns how many.
static int32_t lines_of(const struct sample *s, struct line *lines)
{
    int32_t count = 0, tokens = 0;
    struct line line = {0};
    int64_t at = 0;
    for (int32_t i = 0; i < s->token_count; i++) {
        if (s->tokens[i].flags & TOKEN_LINE || i == s->gap_at) {
            // What the gap cut in two is no line.
            close_line(lines, &count, line, i == s->gap_at ? 0 : tokens);
            line = (struct line){.offset = at};
            tokens = 0;
        }
        at += i == s->gap_at ? s->gap_bytes : 0;
        line.hash = hash_mix(line.hash, s->tokens[i].hash);
        at += s->tokens[i].bytes;
        tokens++;
    }
    close_line(lines, &count, line, tokens);
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
    int32_t x_count = lines_of(x, x_lines), y_count = lines_of(y, y_lines);
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

bool texts_are_shuffled(const struct aligned_text *texts, int count, int64_t *offset,
                        struct arena *a)
{
    for (int i = 0; i < count; i++)
        for (int k = i + 1; k < count; k++)
            if (is_shuffled(texts[i].sample, texts[k].sample, offset, a))
                return true;
    return false;
}
