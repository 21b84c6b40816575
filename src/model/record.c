// record.c - see record.h.
#include "model/record.h"

#include <math.h>

#include "model/sink.h"

const char *const record_name_field[NAME_COUNT] = {
    [NAME_PROVIDER] = "provider",
    [NAME_MODEL] = "model",
    [NAME_MODEL_REQUESTED] = "model_requested",
    [NAME_USER] = "user",
    [NAME_FEATURE] = "feature",
    [NAME_TEAM] = "team",
    [NAME_PROJECT] = "project",
    [NAME_API_KEY] = "api_key",
    [NAME_SESSION] = "session",
    [NAME_ENVIRONMENT] = "environment",
    [NAME_TAGS] = "tags",
    [NAME_FINISH_REASON] = "finish_reason",
    [NAME_ERROR] = "error_class",
};

const char *const reject_reason_text[REJECT_REASONS] = {
    [REJECT_TORN] = "torn",
    [REJECT_NOT_JSON] = "not_json",
    [REJECT_NOT_OBJECT] = "not_object",
    [REJECT_TOO_DEEP] = "too_deep",
    [REJECT_TOO_LONG] = "too_long",
    [REJECT_UNKNOWN_FORMAT] = "unknown_format",
    [REJECT_MALFORMED] = "malformed",
};

void usage_init(struct usage *u)
{
    for (int i = 0; i < TOK_CLASSES; i++)
        u->tok[i] = UNKNOWN;
    u->web_searches = UNKNOWN;
}

bool usage_is_known(const struct usage *u)
{
    return u->tok[TOK_INPUT] != UNKNOWN || u->tok[TOK_OUTPUT] != UNKNOWN;
}

int64_t usage_input_total(const struct usage *u)
{
    return tok_or_zero(u, TOK_INPUT) + tok_or_zero(u, TOK_CACHE_READ) +
           tok_or_zero(u, TOK_CACHE_WRITE_5M) + tok_or_zero(u, TOK_CACHE_WRITE_1H);
}

void record_init(struct record *r)
{
    *r = (struct record){
        .ts_us = UNKNOWN,
        .latency_us = UNKNOWN,
        .ttft_us = UNKNOWN,
        .temperature = NAN,
        .max_tokens = UNKNOWN,
        .seed = UNKNOWN,
        .n = UNKNOWN,
        .status = UNKNOWN,
        .logged_cost_nusd = UNKNOWN,
        .image_count = UNKNOWN,
        .tools_offered = UNKNOWN,
        .tools_called = UNKNOWN,
        .facts.retrieved_chunks = UNKNOWN,
        .cost_nusd = UNKNOWN,
        .output_cost_nusd = UNKNOWN,
    };
    usage_init(&r->usage);
    for (int i = 0; i < PART_COUNT; i++)
        r->part_bytes[i] = UNKNOWN;
}

struct segment *record_add_segment(struct record *r, enum role role, enum seg_kind kind,
                                   struct arena *a)
{
    if (r->segment_count == r->segment_cap) {
        int64_t cap = r->segment_cap ? r->segment_cap * 2 : 8;
        r->segments = arena_grow(a, r->segments, (size_t)r->segment_cap * sizeof *r->segments,
                                 (size_t)cap * sizeof *r->segments);
        r->segment_cap = cap;
    }
    struct segment *s = &r->segments[r->segment_count++];
    *s = (struct segment){.role = role, .kind = kind};
    return s;
}

void record_own(struct record *r, struct arena *a)
{
    for (int i = 0; i < NAME_COUNT; i++)
        r->names[i] = str_copy(r->names[i], a);
    r->call_id = str_copy(r->call_id, a);
    r->join_key = str_copy(r->join_key, a);
    r->error_message = str_copy(r->error_message, a);
    r->segments = NULL;
    r->segment_count = r->segment_cap = 0;
    r->response_text = (struct str){0};
    r->called_tools = NULL;
    r->block_ids = NULL;
    r->block_count = 0;
    for (int i = 0; i < PARAM_COUNT; i++)
        r->params[i] = (struct json){0};
}

// Secrets are long runs without spaces that mix letters and digits; aliases are words.
static bool looks_like_key(struct str key)
{
    bool has_digit = false;
    bool has_letter = false;
    for (size_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];
        if (c == ' ')
            return false;
        has_digit |= c >= '0' && c <= '9';
        has_letter |= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    bool has_prefix =
        str_starts(key, S("sk-")) || str_starts(key, S("AIza")) || str_starts(key, S("gsk_"));
    return (has_prefix && key.len >= 12) || (key.len >= 24 && has_digit && has_letter);
}

struct str record_key_alias(struct str key, struct arena *a)
{
    if (str_starts_nocase(key, S("bearer ")))
        key = str_trim(str_skip(key, 7));
    if (!looks_like_key(key))
        return key;
    return str_join(S("\xe2\x80\xa6"), str_skip(key, key.len - 4), a);
}

void raw_usage_init(struct raw_usage *raw)
{
    *raw = (struct raw_usage){
        .input = UNKNOWN,
        .output = UNKNOWN,
        .cache_read = UNKNOWN,
        .cache_write = UNKNOWN,
        .cache_write_5m = UNKNOWN,
        .cache_write_1h = UNKNOWN,
        .reasoning = UNKNOWN,
        .audio_in = UNKNOWN,
        .audio_read = UNKNOWN,
        .audio_out = UNKNOWN,
        .image_in = UNKNOWN,
        .image_out = UNKNOWN,
        .tool_use_in = UNKNOWN,
        .web_searches = UNKNOWN,
    };
}

static int64_t known(int64_t n)
{
    return n > 0 ? n : 0;
}

static int64_t not_negative(int64_t n)
{
    return n < 0 ? UNKNOWN : n;
}

static int64_t at_most(int64_t n, int64_t limit)
{
    return n == UNKNOWN || limit == UNKNOWN ? n : n < limit ? n : limit;
}

// Splits the writes: 5m + 1h if they explain the total, the rest at the short lifetime.
static void usage_set_writes(struct usage *u, const struct raw_usage *raw)
{
    int64_t long_tok = not_negative(raw->cache_write_1h);
    int64_t short_tok = not_negative(raw->cache_write_5m);
    int64_t total = not_negative(raw->cache_write);
    bool explains_all = known(long_tok) + known(short_tok) >= total;
    if (total != UNKNOWN && (!explains_all || short_tok == UNKNOWN))
        short_tok = total > known(long_tok) ? total - known(long_tok) : 0;
    u->tok[TOK_CACHE_WRITE_5M] = short_tok;
    u->tok[TOK_CACHE_WRITE_1H] = long_tok;
}

void usage_from_raw(struct usage *u, const struct raw_usage *raw)
{
    usage_init(u);
    u->tok[TOK_CACHE_READ] = not_negative(raw->cache_read);
    usage_set_writes(u, raw);
    int64_t cached = known(u->tok[TOK_CACHE_READ]) + known(u->tok[TOK_CACHE_WRITE_5M]) +
                     known(u->tok[TOK_CACHE_WRITE_1H]);
    int64_t input = not_negative(raw->input);
    if (input != UNKNOWN && raw->input_includes_cache && cached <= input)
        input -= cached;
    if (known(raw->tool_use_in))
        input = known(input) + raw->tool_use_in;
    u->tok[TOK_INPUT] = input;
    int64_t output = not_negative(raw->output);
    int64_t reasoning = not_negative(raw->reasoning);
    if (raw->output_excludes_reasoning && known(reasoning))
        output = known(output) + reasoning;
    u->tok[TOK_OUTPUT] = output;
    u->tok[TOK_REASONING] = at_most(reasoning, output);
    u->tok[TOK_AUDIO_READ] = at_most(not_negative(raw->audio_read), u->tok[TOK_CACHE_READ]);
    u->tok[TOK_AUDIO_IN] = at_most(not_negative(raw->audio_in), input);
    u->tok[TOK_AUDIO_OUT] = at_most(not_negative(raw->audio_out), output);
    u->tok[TOK_IMAGE_IN] = at_most(not_negative(raw->image_in), input);
    u->tok[TOK_IMAGE_OUT] = at_most(not_negative(raw->image_out), output);
    u->web_searches = not_negative(raw->web_searches);
}
