// columns_fill.c - requests of the store into arrays, one after the other.
#include <math.h>

#include "analyze/columns_build.h"

static const char *const token_names[COLUMN_TOKENS] = {
    [TOK_INPUT] = "input_tok",
    [TOK_CACHE_READ] = "cache_read_tok",
    [TOK_CACHE_WRITE_5M] = "cache_write_5m_tok",
    [TOK_CACHE_WRITE_1H] = "cache_write_1h_tok",
    [TOK_OUTPUT] = "output_tok",
    [TOK_REASONING] = "reasoning_tok",
};
static const char *const part_names[PART_COUNT] = {
    [PART_TOOLS] = "tools_bytes",       [PART_SYSTEM] = "system_bytes",
    [PART_HISTORY] = "history_bytes",   [PART_RETRIEVED] = "retrieved_bytes",
    [PART_QUESTION] = "question_bytes", [PART_RESPONSE] = "response_bytes",
};

// Pages that are never written to take no memory: the arrays may be too long.
#define RAW(b, type) ((type *)arena_raw((b)->arena, sizeof(type) * (size_t)(b)->cap))

static void make_arrays(struct columns_build *b)
{
    struct columns *out = b->out;
    const struct column_wants *w = b->wants;
    out->ts_us = RAW(b, int64_t);
    out->cost_nusd = RAW(b, int64_t);
    out->tok = RAW(b, struct tokens);
    out->latency_us = RAW(b, uint32_t);
    out->flags = RAW(b, uint32_t);
    out->caller = RAW(b, uint32_t);
    out->row = RAW(b, uint32_t);
    if (w->users)
        out->user = RAW(b, uint32_t);
    if (w->sessions)
        out->session = RAW(b, uint32_t);
    if (w->parts)
        out->part_bytes = arena_raw(b->arena, sizeof *out->part_bytes * (size_t)b->cap);
    if (w->max_tok)
        out->max_tok = RAW(b, uint32_t);
    if (w->ttft)
        out->ttft_us = RAW(b, uint32_t);
    if (w->facts) {
        out->time_words = RAW(b, uint16_t);
        if (out->watch_word_count)
            out->watch = RAW(b, uint32_t);
        out->retrieved_chunks = RAW(b, uint16_t);
    }
}

// False when it does not fit.
static inline bool to_u32(int64_t n, uint32_t *out)
{
    *out = n < 0 ? 0 : (uint32_t)n;
    return n <= (int64_t)UINT32_MAX;
}

static bool refuse(const struct columns_build *b, const struct request *r, const char *name,
                   int64_t n, struct err *e)
{
    uint64_t id = 0;
    return store_request_id(b->from->store, r->rowid, &id, e) &&
           err_set(e, ERR_DATA, "request %016llx: %s is %lld, more than %lld",
                   (unsigned long long)id, name, (long long)n, (long long)UINT32_MAX);
}

static uint32_t latency_of(int64_t us)
{
    if (us < 0)
        return LATENCY_UNKNOWN;
    return us < (int64_t)LATENCY_MAX_US ? (uint32_t)us : LATENCY_MAX_US;
}

static bool has_usage(const struct usage *u)
{
    for (int i = 0; i < COLUMN_TOKENS; i++)
        if (u->tok[i] != UNKNOWN)
            return true;
    return false;
}

static bool has_extra(const struct usage *u)
{
    bool has = u->web_searches > 0;
    for (int i = COLUMN_TOKENS; i < TOK_CLASSES; i++)
        has |= u->tok[i] > 0;
    return has;
}

static uint32_t flags_of(const struct request *r)
{
    uint32_t flags = (uint32_t)r->tier << COLUMN_TIER_SHIFT |
                     (uint32_t)r->facts.task << COLUMN_TASK_SHIFT |
                     r->facts.pii << COLUMN_PII_SHIFT;
    flags |= r->is_error ? COLUMN_ERROR : 0;
    flags |= r->tok_source == TOK_ESTIMATED ? COLUMN_ESTIMATED : 0;
    flags |= r->gateway_hit == TRI_YES ? COLUMN_GATEWAY_HIT : 0;
    flags |= r->has_request ? COLUMN_HAS_REQUEST : 0;
    flags |= has_usage(&r->usage) ? COLUMN_HAS_USAGE : 0;
    flags |= r->temperature == 0 ? COLUMN_TEMPERATURE_ZERO : 0;
    flags |= has_extra(&r->usage) ? COLUMN_HAS_EXTRA : 0;
    flags |= r->facts.wants_json == TRI_YES ? COLUMN_WANTS_JSON : 0;
    return flags;
}

static void note_source(struct columns_build *b, int64_t i, int64_t source)
{
    if (b->run_count && b->runs[b->run_count - 1].source == source)
        return;
    b->run_cap =
        columns_room(&b->scratch, (void **)&b->runs, sizeof *b->runs, b->run_count, b->run_cap);
    b->runs[b->run_count++] = (struct source_run){source, i};
}

static void note_extra(struct columns_build *b, int64_t i, const struct usage *u)
{
    int64_t *count = &b->out->extra_count;
    b->extra_cap =
        columns_room(&b->scratch, (void **)&b->extras, sizeof *b->extras, *count, b->extra_cap);
    b->extras[(*count)++] = (struct extra_source){i, *u};
}

static bool fill_counts(struct columns_build *b, int64_t i, const struct request *r, struct err *e)
{
    struct columns *out = b->out;
    for (int c = 0; c < COLUMN_TOKENS; c++)
        if (!to_u32(r->usage.tok[c], &out->tok[i].n[c]))
            return refuse(b, r, token_names[c], r->usage.tok[c], e);
    for (int p = 0; out->part_bytes && p < PART_COUNT; p++)
        if (!to_u32(r->part_bytes[p], &out->part_bytes[i][p]))
            return refuse(b, r, part_names[p], r->part_bytes[p], e);
    if (out->user && !to_u32(r->user_id, &out->user[i]))
        return refuse(b, r, "user", r->user_id, e);
    return !out->session || to_u32(r->session_id, &out->session[i]) ||
           refuse(b, r, "session", r->session_id, e);
}

static void fill_wanted(struct columns *out, int64_t i, const struct request *r)
{
    int64_t chunks = r->facts.retrieved_chunks;
    if (out->max_tok)
        out->max_tok[i] = r->max_tokens < 0 || r->max_tokens >= (int64_t)UINT32_MAX
                              ? UINT32_MAX
                              : (uint32_t)r->max_tokens;
    if (out->ttft_us)
        out->ttft_us[i] = latency_of(r->ttft_us);
    if (!out->time_words)
        return;
    out->time_words[i] = (uint16_t)r->facts.time_words;
    if (out->watch)
        out->watch[i] = r->facts.watch;
    out->retrieved_chunks[i] = (uint16_t)(chunks < 0            ? 0
                                          : chunks < UINT16_MAX ? chunks
                                                                : UINT16_MAX);
}

static bool fill(void *self, const struct request *r, struct err *e)
{
    struct columns_build *b = self;
    struct columns *out = b->out;
    int64_t i = out->count;
    if (!fill_counts(b, i, r, e))
        return false;
    fill_wanted(out, i, r);
    out->ts_us[i] = r->ts_us;
    out->cost_nusd[i] = r->cost_nusd;
    out->latency_us[i] = latency_of(r->latency_us);
    out->flags[i] = flags_of(r);
    if (b->wants->trims && r->tools_offered > 0 && r->tools_called != UNKNOWN && !r->is_error)
        out->flags[i] |= COLUMNS_ANSWERED;
    out->caller[i] = columns_caller(b, r->who);
    out->row[i] = (uint32_t)r->rowid;
    columns_keys_see(b, i, out->caller[i], r);
    note_source(b, i, b->has_sources ? r->source_id : 0);
    if (out->flags[i] & COLUMN_HAS_EXTRA)
        note_extra(b, i, &r->usage);
    out->count++;
    return true;
}

bool columns_fill(struct columns_build *b, struct err *e)
{
    b->caller_numbers.arena = &b->scratch;
    make_arrays(b);
    if (!columns_keys_begin(b, 0, e))
        return false;
    const struct column_wants *w = b->wants;
    unsigned thin = columns_keys_thin(b) | (w->parts ? (unsigned)THIN_SIZES : 0) |
                    (w->ttft ? (unsigned)THIN_TTFT : 0) | (w->users ? (unsigned)THIN_USER : 0) |
                    (w->sessions ? (unsigned)THIN_SESSION : 0) |
                    (b->has_sources ? (unsigned)THIN_SOURCE : 0);
    return columns_scan(b, thin, fill, b, e);
}
