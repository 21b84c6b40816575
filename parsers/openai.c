// openai.c - see openai.h.
#include "parsers/openai.h"

#include "parsers/body.h"
#include "parsers/wire.h"

// Aliases: flat cached_tokens (Together, Moonshot), num_cached_tokens (Mistral), prompt_cache_*
// (DeepSeek), cache_* of Anthropic models behind LiteLLM and OpenRouter, num_search_queries
// (Perplexity).
static const struct count_key usage_keys[] = {
    COUNT_KEY("prompt_tokens", raw.input),
    COUNT_KEY("completion_tokens", raw.output),
    COUNT_KEY("total_tokens", total),
    COUNT_KEY("input_tokens", raw.input),
    COUNT_KEY("output_tokens", raw.output),
    COUNT_KEY("cached_tokens", raw.cache_read),
    COUNT_KEY("num_cached_tokens", raw.cache_read),
    COUNT_KEY("prompt_cache_hit_tokens", raw.cache_read),
    COUNT_KEY("cache_read_input_tokens", raw.cache_read),
    COUNT_KEY("prompt_cache_miss_tokens", cache_miss),
    COUNT_KEY("cache_creation_input_tokens", raw.cache_write),
    COUNT_KEY("cache_write_tokens", raw.cache_write),
    COUNT_KEY("reasoning_tokens", raw.reasoning),
    COUNT_KEY("num_search_queries", raw.web_searches),
    {0},
};

static const struct count_key input_keys[] = {
    COUNT_KEY("cached_tokens", raw.cache_read),
    COUNT_KEY("audio_tokens", raw.audio_in),
    COUNT_KEY("image_tokens", raw.image_in),
    COUNT_KEY("cache_read_tokens", raw.cache_read),
    COUNT_KEY("cache_write_tokens", raw.cache_write),
    COUNT_KEY("cache_creation_tokens", raw.cache_write),
    COUNT_KEY("cache_creation_input_tokens", raw.cache_write),
    COUNT_KEY("cached_audio_tokens", raw.audio_read),
    {0},
};

// Inside the details of the input: what the cache held, and how long it will.
static const struct count_key cached_keys[] = {
    COUNT_KEY("audio_tokens", raw.audio_read),
    COUNT_KEY("ephemeral_5m_input_tokens", raw.cache_write_5m),
    COUNT_KEY("ephemeral_1h_input_tokens", raw.cache_write_1h),
    {0},
};

static const struct count_key output_keys[] = {
    COUNT_KEY("reasoning_tokens", raw.reasoning),
    COUNT_KEY("audio_tokens", raw.audio_out),
    COUNT_KEY("image_tokens", raw.image_out),
    {0},
};

// prompt_tokens_details (chat), input_tokens_details (Responses), and prompt_token_details,
// input_token_details of Assistants and Realtime; the same for completion and output.
static void take_details(struct counts *c, struct str key, struct json details)
{
    if (!json_is_object(details) || !str_ends(key, S("_details")))
        return;
    if (str_starts(key, S("completion_token")) || str_starts(key, S("output_token"))) {
        counts_take(c, details, output_keys);
        return;
    }
    if (!str_starts(key, S("prompt_token")) && !str_starts(key, S("input_token")))
        return;
    counts_take(c, details, input_keys);
    struct json_iter it = json_iter(details);
    while (json_next(&it))
        counts_take(c, it.value, cached_keys);
}

void openai_take_usage(struct counts *c, struct json usage)
{
    struct counts now;
    if (!json_is_object(usage))
        return;
    counts_init(&now);
    counts_take(&now, usage, usage_keys);
    struct json_iter it = json_iter(usage);
    while (json_next(&it))
        take_details(&now, it.key, it.value);
    if (now.raw.input == UNKNOWN && now.cache_miss != UNKNOWN && now.raw.cache_read != UNKNOWN)
        now.raw.input = now.cache_miss + now.raw.cache_read;
    counts_merge(c, &now);
}

// xAI counts reasoning beside the output: its documented example is 26 + 168 + 304 = 498 in all
// (docs.x.ai, read 2026-11). The sum decides for everybody; without it the model does.
static bool reasoning_is_outside(const struct raw_usage *raw, int64_t total, struct str model)
{
    if (raw->reasoning == UNKNOWN || raw->reasoning == 0 || raw->output == UNKNOWN)
        return false;
    if (total != UNKNOWN && raw->input != UNKNOWN) {
        int64_t visible = raw->input + raw->output;
        if (total == visible || total == visible + raw->reasoning)
            return total != visible;
    }
    return str_contains_nocase(model, S("grok")) || raw->reasoning > raw->output;
}

bool openai_set_usage(struct usage *u, struct counts *c, struct str model)
{
    struct raw_usage *raw = &c->raw;
    if (raw->input == UNKNOWN && raw->output == UNKNOWN)
        return false;
    raw->input_includes_cache = true;
    raw->output_excludes_reasoning = reasoning_is_outside(raw, c->total, model);
    // The audio of the details is all audio, read from the cache or not.
    if (raw->audio_in != UNKNOWN && raw->audio_read != UNKNOWN)
        raw->audio_in = raw->audio_in > raw->audio_read ? raw->audio_in - raw->audio_read : 0;
    int64_t searches = u->web_searches;
    usage_from_raw(u, raw);
    if (u->web_searches == UNKNOWN)
        u->web_searches = searches;
    return true;
}

bool openai_usage(struct usage *u, struct json usage)
{
    struct counts c;
    counts_init(&c);
    openai_take_usage(&c, usage);
    return openai_set_usage(u, &c, (struct str){0});
}

void openai_request_names(struct record *r, struct json body)
{
    body_name(r, NAME_MODEL_REQUESTED, json_str(json_get(body, S("model"))));
    body_name(r, NAME_USER, json_str(json_get(body, S("user"))));
    body_name(r, NAME_USER, json_str(json_get(body, S("safety_identifier"))));
    body_name(r, NAME_USER, json_str(json_get(json_get(body, S("metadata")), S("user_id"))));
    body_tier(r, json_str(json_get(body, S("service_tier"))));
    body_stream(r, json_get(body, S("stream")));
}

// OpenRouter's usage.cost and Perplexity's usage.cost.total_cost are US dollars.
static void take_cost(struct record *r, struct json usage)
{
    double usd = 0;
    struct json cost = json_get(usage, S("cost"));
    if (json_is_object(cost))
        cost = json_get(cost, S("total_cost"));
    if (r->logged_cost_nusd == UNKNOWN && json_to_f64(cost, &usd) && usd >= 0 && usd < 1e6)
        r->logged_cost_nusd = (int64_t)(usd * 1e9 + 0.5);
}

enum {
    B_ID,
    B_MODEL,
    B_CREATED,
    B_CREATED_AT,
    B_TIER,
    B_CHOICES,
    B_USAGE,
    B_ERROR,
    B_X_GROQ,
    B_PROVIDER,
    B_FILTERS,
    B_KEYS
};
static const struct member_key response_keys[] = {
    [B_ID] = {KEY("id")},
    [B_MODEL] = {KEY("model")},
    [B_CREATED] = {KEY("created")},
    [B_CREATED_AT] = {KEY("created_at")},
    [B_TIER] = {KEY("service_tier")},
    [B_CHOICES] = {KEY("choices")},
    [B_USAGE] = {KEY("usage")},
    [B_ERROR] = {KEY("error")},
    [B_X_GROQ] = {KEY("x_groq")},
    [B_PROVIDER] = {KEY("provider")},
    [B_FILTERS] = {KEY("prompt_filter_results")},
};

// Members that only one provider adds.
static struct str provider_of(const struct json v[B_KEYS], struct str id)
{
    struct json choice = json_index(v[B_CHOICES], 0);
    if (json_is_array(v[B_FILTERS]) ||
        json_is_object(json_get(choice, S("content_filter_results"))))
        return S("azure");
    if (json_is_object(v[B_X_GROQ]))
        return S("groq");
    if (str_starts(id, S("gen-")) && json_is_string(v[B_PROVIDER]))
        return S("openrouter");
    return (struct str){NULL, 0};
}

struct openai_body openai_response_names(struct record *r, struct json body)
{
    struct json v[B_KEYS];
    keys_get(body, response_keys, B_KEYS, v);
    body_call_id(r, json_str(v[B_ID]));
    body_name(r, NAME_MODEL, json_str(v[B_MODEL]));
    body_created(r, v[B_CREATED]);
    body_created(r, v[B_CREATED_AT]);
    body_tier(r, json_str(v[B_TIER]));
    take_cost(r, v[B_USAGE]);
    if (!r->names[NAME_PROVIDER].len)
        body_name(r, NAME_PROVIDER, provider_of(v, json_str(v[B_ID])));
    struct json usage = v[B_USAGE];
    if (!json_is_object(usage))
        usage = json_get(v[B_X_GROQ], S("usage"));
    return (struct openai_body){v[B_CHOICES], usage, v[B_ERROR]};
}

enum role openai_role(struct str role)
{
    static const struct {
        struct str name;
        enum role role;
    } roles[] = {
        {{"system", 6}, ROLE_SYSTEM},   {{"developer", 9}, ROLE_SYSTEM},
        {{"user", 4}, ROLE_USER},       {{"assistant", 9}, ROLE_ASSISTANT},
        {{"model", 5}, ROLE_ASSISTANT}, {{"chatbot", 7}, ROLE_ASSISTANT},
        {{"tool", 4}, ROLE_TOOL},       {{"function", 8}, ROLE_TOOL},
    };
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (role.len == roles[i].name.len && str_eq_nocase(role, roles[i].name))
            return roles[i].role;
    return ROLE_USER;
}

// Where the bytes or the address of a part's medium stand, by its type.
static const struct {
    const char *type;
    const char *paths;
    bool is_image;
} media_parts[] = {
    {"image_url", "image_url.url|image_url", true},
    {"input_image", "image_url|file_id", true},
    {"input_audio", "input_audio.data|data", false},
    {"audio", "audio.data|audio_url|audio.id", false},
    {"file", "file.file_data|file.file_id|file.file_url", false},
    {"input_file", "file_data|file_url|file_id", false},
    {"video_url", "video_url.url|video_url", false},
    {"document_url", "document_url", false},
};

static struct segment *media_part(struct blocks *b, struct str type, struct json part)
{
    for (size_t i = 0; i < sizeof media_parts / sizeof *media_parts; i++)
        if (str_eq(type, str_of(media_parts[i].type)))
            return blocks_media(b, body_str(part, media_parts[i].paths), media_parts[i].is_image);
    return NULL;
}

static struct segment *content_part(struct blocks *b, struct json part, enum seg_kind text_kind)
{
    if (json_is_string(part))
        return blocks_text(b, text_kind, json_str(part));
    struct str type = json_str(json_get(part, S("type")));
    struct str text = json_str(json_any(part, "text|refusal"));
    if (text.ptr)
        return blocks_text(b, text_kind, text);
    if (str_eq(type, S("thinking")) || str_eq(type, S("reasoning")))
        return blocks_text(b, SEG_REASONING, json_str(json_any(part, "thinking|reasoning")));
    struct segment *s = media_part(b, type, part);
    return s ? s : blocks_value(b, SEG_JSON, body_without(part, BLOCK_MARKS, b->arena));
}

void openai_content(struct blocks *b, struct json content, enum seg_kind text_kind)
{
    if (json_is_string(content)) {
        blocks_text(b, text_kind, json_str(content));
        return;
    }
    if (json_is_object(content)) {
        blocks_value(b, text_kind == SEG_TEXT ? SEG_JSON : text_kind, content);
        return;
    }
    struct json_iter it = json_iter(content);
    while (json_next(&it))
        blocks_mark(content_part(b, it.value, text_kind), it.value);
}
