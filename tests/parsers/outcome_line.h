// outcome_line.h - outcomes as one line of text: what tests of parsers compare and samples list.
#pragma once

#include <math.h>

#include "base/buf.h"
#include "base/time.h"
#include "parsers/envelope.h"

// "key=value"; unknown values are left out, spaces become '_'.
static inline void line_str(struct buf *b, const char *key, struct str value)
{
    if (!value.ptr)
        return;
    buf_fmt(b, " %s=", key);
    for (size_t i = 0; i < value.len; i++)
        buf_byte(b, (unsigned char)value.ptr[i] <= ' ' ? '_' : value.ptr[i]);
}

static inline void line_int(struct buf *b, const char *key, int64_t n)
{
    if (n != UNKNOWN)
        buf_fmt(b, " %s=%lld", key, (long long)n);
}

static inline void line_usage(struct buf *b, const struct usage *u)
{
    static const char *const keys[TOK_CLASSES] = {
        "in",       "read",       "w5",        "w1",       "out",       "reasoning",
        "audio_in", "audio_read", "audio_out", "image_in", "image_out",
    };
    for (int i = 0; i < TOK_CLASSES; i++)
        line_int(b, keys[i], u->tok[i]);
    line_int(b, "searches", u->web_searches);
}

static inline void line_times(struct buf *b, const struct record *r)
{
    char text[TIME_TEXT_BYTES];
    if (r->ts_us != UNKNOWN)
        line_str(b, "ts", time_format(r->ts_us, text));
    line_int(b, "latency_us", r->latency_us);
    line_int(b, "ttft_us", r->ttft_us);
}

static inline void line_names(struct buf *b, const struct record *r)
{
    static const char *const keys[NAME_COUNT] = {
        "provider", "model",   "asked", "user", "feature", "team",  "project",
        "key",      "session", "env",   "tags", "finish",  "error",
    };
    for (int i = 0; i < NAME_COUNT; i++)
        line_str(b, keys[i], r->names[i]);
}

// Bytes of the request and the answer by what they are: known once ingest has fingerprinted them.
static inline void line_parts(struct buf *b, const struct record *r)
{
    static const char *const keys[PART_COUNT] = {
        "tools_bytes",     "system_bytes",   "history_bytes",
        "retrieved_bytes", "question_bytes", "response_bytes",
    };
    for (int i = 0; i < PART_COUNT; i++)
        line_int(b, keys[i], r->part_bytes[i]);
    if (r->chain_count && r->chain_unit == CHAIN_BLOCKS)
        buf_fmt(b, " chain_blocks=%lld", (long long)r->chain_count);
}

static inline void line_rest(struct buf *b, const struct record *r)
{
    static const char *const tiers[] = {NULL, "standard", "batch", "flex", "priority"};
    static const char *const tri[] = {NULL, "no", "yes"};
    line_str(b, "tier", str_of(tiers[r->tier]));
    line_int(b, "status", r->status);
    if (r->is_error)
        buf_str(b, S(" failed"));
    line_str(b, "stream", str_of(tri[r->stream]));
    line_str(b, "hit", str_of(tri[r->gateway_hit]));
    line_int(b, "nusd", r->logged_cost_nusd);
    if (!isnan(r->temperature))
        buf_fmt(b, " temperature=%g", r->temperature);
    line_int(b, "max_tokens", r->max_tokens);
    if (r->is_part)
        buf_fmt(b, " part rank=%lld", (long long)r->keep_rank);
    line_str(b, "join", r->join_key);
    if (r->is_request_half)
        buf_str(b, S(" half"));
    if (r->has_request && r->part_bytes[PART_QUESTION] == UNKNOWN)
        buf_fmt(b, " segments=%lld", (long long)r->segment_count);
    if (r->response_text.ptr)
        buf_fmt(b, " answer_bytes=%zu", r->response_text.len);
    if (r->block_ids)
        buf_fmt(b, " blocks=%lldx%lld", (long long)r->block_count, (long long)r->block_tok);
    line_parts(b, r);
}

static inline struct str outcome_line(const struct outcome *out, struct arena *a)
{
    struct buf b = {.arena = a};
    if (out->end == END_SKIPPED)
        return S("skipped");
    if (out->end == END_REJECTED) {
        buf_fmt(&b, "rejected %s", reject_reason_text[out->reason]);
        line_str(&b, "detail", out->detail);
        return buf_view(&b);
    }
    const struct record *r = out->record;
    buf_str(&b, S("record"));
    line_str(&b, "id", r->call_id);
    line_times(&b, r);
    line_names(&b, r);
    line_usage(&b, &r->usage);
    line_rest(&b, r);
    return buf_view(&b);
}
