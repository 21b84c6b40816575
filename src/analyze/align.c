// align.c - see align.h.
#include "analyze/align.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/aligning.h"
#include "base/hash.h"

static void measure(struct aligning *al)
{
    for (int t = 0; t < al->count; t++) {
        const struct sample *s = aligning_sample(al, t);
        al->begins[t] = ARENA_ARRAY(al->arena, int64_t, (size_t)s->token_count + 1);
        al->ends[t] = ARENA_ARRAY(al->arena, int64_t, (size_t)s->token_count + 1);
        int64_t at = 0;
        for (int32_t i = 0; i < s->token_count; i++) {
            at += i == s->gap_at ? s->gap_bytes : 0;
            al->begins[t][i] = at;
            at += s->tokens[i].bytes;
            al->ends[t][i] = at;
        }
        at += s->gap_at == s->token_count ? s->gap_bytes : 0;
        al->begins[t][s->token_count] = al->ends[t][s->token_count] = at;
    }
}

static int compare_sizes(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

// Sorts them; the lower one of two in the middle.
static int64_t median(int64_t *sizes, int count)
{
    qsort(sizes, (size_t)count, sizeof *sizes, compare_sizes);
    return count ? sizes[(count - 1) / 2] : 0;
}

static int64_t offset_of(const struct aligning *al, int text, int32_t token)
{
    return token ? al->ends[text][token - 1] : 0;
}

// White space that a slot begins with: counted where the text is stored. Else one space between two
// words, as words do not touch, and unknown between other tokens: none.
static int64_t space_at(const struct aligning *al, int text, int32_t token, int64_t bytes)
{
    int64_t n = 0, offset = offset_of(al, text, token);
    const struct token *tokens = aligning_sample(al, text)->tokens;
    if (token == aligning_sample(al, text)->gap_at)
        return 0;
    if (!aligning_stored(al, text, offset, offset + 1).ptr)
        return token > 0 && bytes > 1 && token_kind(tokens[token - 1]) == TOKEN_WORD &&
               token_kind(tokens[token]) != TOKEN_PUNCTUATION;
    while (n < bytes) {
        struct str c = aligning_stored(al, text, offset + n, offset + n + 1);
        if (!c.ptr || !strchr(" \t\r\n", *c.ptr))
            break;
        n++;
    }
    return n;
}

static struct aligned_span sizes_of(const struct aligning *al, const struct token_stretch *s,
                                    bool is_slot)
{
    struct aligned_span span = {.distinct = UNKNOWN};
    int64_t offsets[COMMON_TEXTS] = {0}, bytes[COMMON_TEXTS] = {0};
    for (int t = 0; t < al->count; t++) {
        offsets[t] = offset_of(al, t, s->begin[t]);
        bytes[t] = al->begins[t][s->end[t]] - offsets[t];
        bool has_token = is_slot && s->begin[t] < s->end[t];
        int64_t space = has_token ? space_at(al, t, s->begin[t], bytes[t]) : 0;
        offsets[t] += space;
        bytes[t] -= space;
    }
    span.first_offset = offsets[0];
    span.first_bytes = bytes[0];
    span.offset_median = median(offsets, al->count);
    span.offset_min = offsets[0];
    span.bytes_median = median(bytes, al->count);
    span.bytes_min = bytes[0];
    span.bytes_max = bytes[al->count - 1];
    return span;
}

// Distinct values of a stretch, by their tokens and what was left out of them.
static int64_t count_values(const struct aligning *al, const struct token_stretch *s)
{
    uint64_t values[COMMON_TEXTS];
    int64_t distinct = 0;
    for (int t = 0; t < al->count; t++) {
        const struct sample *sample = aligning_sample(al, t);
        bool has_gap = s->begin[t] <= sample->gap_at && sample->gap_at < s->end[t];
        uint64_t value = has_gap ? (uint64_t)sample->gap_bytes : 0;
        for (int32_t i = s->begin[t]; i < s->end[t]; i++)
            if (token_kind(sample->tokens[i]) != TOKEN_REST)
                value = hash_mix(value, sample->tokens[i].hash);
        int64_t k = 0;
        while (k < distinct && values[k] != value)
            k++;
        values[k] = value;
        distinct += k == distinct;
    }
    return distinct;
}

static void add_span(struct aligning *al, struct alignment *out, const struct token_stretch *s,
                     bool is_slot, bool is_last)
{
    const struct sample *samples[COMMON_TEXTS] = {NULL};
    for (int t = 0; t < al->count; t++)
        samples[t] = aligning_sample(al, t);
    struct aligned_span span = sizes_of(al, s, is_slot);
    if (span.bytes_max == 0)
        return;
    span.is_slot = is_slot;
    if (is_slot) {
        bool may_be_retrieved = al->role == ROLE_SYSTEM || (out->span_count > 0 && !is_last);
        span.kind = slot_kind_of(samples, s, al->count, may_be_retrieved ? span.bytes_median : 0);
        if (span.kind == SLOT_TEXT && al->role != ROLE_SYSTEM)
            span.kind = SLOT_USER_TEXT;
        span.distinct = count_values(al, s);
        if (out->span_count > 0) {
            struct aligned_span *ahead = &out->spans[out->span_count - 1];
            ahead->first_bytes = span.first_offset - ahead->first_offset;
        }
    }
    out->slot_count += is_slot;
    out->spans[out->span_count++] = span;
}

static void make_spans(struct aligning *al, struct alignment *out)
{
    out->spans = ARENA_ARRAY(al->arena, struct aligned_span, 2 * (size_t)al->run_count + 1);
    struct token_stretch s = {{0}, {0}};
    for (int i = 0; i <= al->run_count; i++) {
        bool is_last = i == al->run_count;
        for (int t = 0; t < al->count; t++) {
            s.begin[t] = s.end[t];
            s.end[t] = is_last ? aligning_sample(al, t)->token_count : al->runs[i].begin[t];
        }
        add_span(al, out, &s, true, is_last);
        for (int t = 0; t < al->count && !is_last; t++) {
            s.begin[t] = s.end[t];
            s.end[t] += al->runs[i].count;
        }
        if (!is_last)
            add_span(al, out, &s, false, false);
    }
}

static void sum_up(const struct aligning *al, struct alignment *out)
{
    for (int i = 0; i < out->span_count; i++)
        out->static_bytes += out->spans[i].is_slot ? 0 : out->spans[i].first_bytes;
    if (out->span_count > 0 && !out->spans[0].is_slot)
        out->prefix_bytes = out->spans[0].first_bytes;
    int64_t before = 0;
    for (int i = 0; i < out->span_count; i++) {
        struct aligned_span *span = &out->spans[i];
        span->static_before = before;
        before += span->is_slot ? 0 : span->first_bytes;
        span->static_after = out->static_bytes - before;
    }
    int64_t bytes[COMMON_TEXTS];
    for (int t = 0; t < al->count; t++)
        bytes[t] = al->ends[t][aligning_sample(al, t)->token_count];
    out->bytes_median = median(bytes, al->count);
}

void align_texts(struct alignment *out, const struct aligned_text *texts, int count, enum role role,
                 struct arena *a)
{
    if (count > COMMON_TEXTS)
        count = COMMON_TEXTS;
    struct aligning al = {.texts = texts, .count = count, .role = role, .arena = a};
    *out = (struct alignment){.texts = count};
    if (count == 0)
        return;
    measure(&al);
    aligning_find_runs(&al);
    make_spans(&al, out);
    sum_up(&al, out);
}
