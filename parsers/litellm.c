// litellm.c - see litellm.h.
#include "parsers/litellm.h"

#include "parsers/field.h"

static int64_t count_at(struct json v, const char *path)
{
    return field_count(json_at(v, path));
}

// Details hide in metadata.usage_object; older rows repeat some in
// metadata.additional_usage_values.
static void take_details(struct raw_usage *raw, struct json v)
{
    raw->cache_read = count_max(raw->cache_read, count_at(v, "cache_read_input_tokens"));
    raw->cache_read =
        count_max(raw->cache_read, count_at(v, "prompt_tokens_details.cached_tokens"));
    raw->cache_write = count_max(raw->cache_write, count_at(v, "cache_creation_input_tokens"));
    raw->cache_write =
        count_max(raw->cache_write, count_at(v, "prompt_tokens_details.cache_creation_tokens"));
    struct json lifetimes = json_at(v, "prompt_tokens_details.cache_creation_token_details");
    raw->cache_write_5m =
        count_max(raw->cache_write_5m, count_at(lifetimes, "ephemeral_5m_input_tokens"));
    raw->cache_write_1h =
        count_max(raw->cache_write_1h, count_at(lifetimes, "ephemeral_1h_input_tokens"));
    raw->reasoning =
        count_max(raw->reasoning, count_at(v, "completion_tokens_details.reasoning_tokens"));
    raw->audio_in = count_max(raw->audio_in, count_at(v, "prompt_tokens_details.audio_tokens"));
    raw->audio_out =
        count_max(raw->audio_out, count_at(v, "completion_tokens_details.audio_tokens"));
}

// Whether prompt_tokens contains what was cached depends on the version (BerriAI/litellm #15056:
// 31 beside 1,253 written, which usage_from_raw() sees by itself; #42663: 734,311 with them). Where
// all fits into the prompt, totals or details may tell; else it is the newer versions' way.
static bool includes_cache(const struct raw_usage *raw, struct json usage_object, int64_t total)
{
    int64_t cached = 0;
    if (raw->cache_read != UNKNOWN)
        cached += raw->cache_read;
    if (raw->cache_write != UNKNOWN)
        cached += raw->cache_write;
    int64_t output = raw->output == UNKNOWN ? 0 : raw->output;
    if (total != UNKNOWN && total == raw->input + output + cached)
        return false;
    int64_t text = count_at(usage_object, "prompt_tokens_details.text_tokens");
    return text != raw->input;
}

bool litellm_usage(struct usage *u, struct json root, struct json metadata)
{
    struct json object = json_get(metadata, S("usage_object"));
    struct raw_usage raw;
    raw_usage_init(&raw);
    raw.input = count_max(count_at(root, "prompt_tokens"), count_at(object, "prompt_tokens"));
    raw.output =
        count_max(count_at(root, "completion_tokens"), count_at(object, "completion_tokens"));
    take_details(&raw, object);
    take_details(&raw, json_get(metadata, S("additional_usage_values")));
    int64_t total = count_max(count_at(root, "total_tokens"), count_at(object, "total_tokens"));
    raw.input_includes_cache = includes_cache(&raw, object, total);
    usage_from_raw(u, &raw);
    return raw.input != UNKNOWN || raw.output != UNKNOWN;
}
