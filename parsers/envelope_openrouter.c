// envelope_openrouter.c - OpenRouter's activity CSV and generation objects.
#include "parsers/envelope.h"
#include "parsers/field.h"
#include "parsers/header_row.h"
#include "parsers/siblings.h"

static bool detect(struct json root)
{
    return json_get(root, S("native_tokens_prompt")).tape ||
           json_get(json_get(root, S("data")), S("native_tokens_prompt")).tape;
}

static bool detect_csv(const struct source_context *source)
{
    return column_find(source, S("generation_id")) >= 0 &&
           column_find(source, S("tokens_prompt")) >= 0;
}

static void read_usage(struct record *r, struct json input, struct json output,
                       struct json reasoning, struct json cached)
{
    struct raw_usage raw;
    raw_usage_init(&raw);
    raw.input = field_count(input);
    raw.output = field_count(output);
    raw.reasoning = field_count(reasoning);
    raw.cache_read = field_count(cached);
    raw.input_includes_cache = true;
    usage_from_raw(&r->usage, &raw);
}

// OpenRouter sends the bill; who served the call is a tag.
static void read_provider(struct parse *p, struct record *r, struct json upstream)
{
    r->names[NAME_PROVIDER] = S("openrouter");
    parse_tag(p, r, S("upstream"), field_text(upstream, p->arena));
}

// "google/gemini-2.5-pro" and variant "free" are the model "google/gemini-2.5-pro:free".
static struct str model_of(struct parse *p, struct json slug, struct json variant)
{
    struct str model = field_text(slug, p->arena);
    struct str suffix = field_text(variant, p->arena);
    if (!model.len || !suffix.len || str_eq(suffix, S("standard")) || str_contains(model, S(":")))
        return model;
    return str_fmt(p->arena, "%.*s:%.*s", STR_ARG(model), STR_ARG(suffix));
}

static void read_end(struct record *r, struct json finish, struct json cancelled)
{
    r->names[NAME_FINISH_REASON] = json_str(finish);
    if (field_tri(cancelled) == TRI_YES)
        r->names[NAME_FINISH_REASON] = S("cancelled");
    r->is_error = str_eq(r->names[NAME_FINISH_REASON], S("error"));
    r->status = r->is_error ? UNKNOWN : 200;
}

static void parse_csv(struct parse *p, struct json row)
{
    struct record *r = parse_record(p);
    r->call_id = json_str(column(p, row, S("generation_id")));
    r->keep = KEEP_LAST;
    r->ts_us = field_time(column(p, row, S("created_at")));
    r->latency_us = field_duration(column(p, row, S("generation_time_ms")), 1e3);
    r->ttft_us = field_duration(column(p, row, S("time_to_first_token_ms")), 1e3);
    r->names[NAME_MODEL] =
        model_of(p, column(p, row, S("model_permaslug")), column(p, row, S("variant")));
    r->names[NAME_USER] = field_text(column(p, row, S("user")), p->arena);
    r->names[NAME_FEATURE] = field_text(column(p, row, S("app_name")), p->arena);
    r->names[NAME_API_KEY] =
        record_key_alias(field_text(column(p, row, S("api_key_name")), p->arena), p->arena);
    r->stream = field_tri(column(p, row, S("streamed")));
    r->logged_cost_nusd = field_nusd(column(p, row, S("cost_total")));
    read_usage(r, column(p, row, S("tokens_prompt")), column(p, row, S("tokens_completion")),
               column(p, row, S("tokens_reasoning")), column(p, row, S("tokens_cached")));
    read_provider(p, r, column(p, row, S("provider_name")));
    struct json finish = column(p, row, S("finish_reason_normalized"));
    read_end(r, field_is_set(finish) ? finish : column(p, row, S("finish_reason_raw")),
             column(p, row, S("cancelled")));
}

static void parse_generation(struct parse *p, struct json root)
{
    struct json data = json_get(root, S("data"));
    struct json g = json_is_object(data) ? data : root;
    struct record *r = parse_record(p);
    r->call_id = json_str(json_get(g, S("id")));
    r->keep = KEEP_LAST;
    r->ts_us = field_time(json_get(g, S("created_at")));
    // `latency` is the time to the first token where it is shorter than `generation_time`.
    int64_t latency_us = field_duration(json_get(g, S("latency")), 1e3);
    int64_t generation_us = field_duration(json_get(g, S("generation_time")), 1e3);
    r->latency_us = count_max(latency_us, generation_us);
    if (latency_us != UNKNOWN && latency_us < generation_us)
        r->ttft_us = latency_us;
    r->names[NAME_MODEL] = field_text(json_get(g, S("model")), p->arena);
    r->names[NAME_USER] = field_text(json_get(g, S("external_user")), p->arena);
    r->stream = field_tri(json_get(g, S("streamed")));
    r->logged_cost_nusd = field_nusd(json_any(g, "total_cost|usage"));
    read_usage(r, json_get(g, S("native_tokens_prompt")),
               json_get(g, S("native_tokens_completion")),
               json_get(g, S("native_tokens_reasoning")), json_get(g, S("native_tokens_cached")));
    read_provider(p, r, json_get(g, S("provider_name")));
    read_end(r, json_any(g, "finish_reason|native_finish_reason"), json_get(g, S("cancelled")));
}

static void parse(struct parse *p, struct json root)
{
    if (json_is_array(root))
        parse_csv(p, root);
    else
        parse_generation(p, root);
}

const struct envelope envelope_openrouter = {
    .name = "openrouter",
    .title = "OpenRouter activity CSV and generation objects",
    .rank = 15,
    .detect = detect,
    .detect_csv = detect_csv,
    .parse = parse,
    .fields = "id: generation_id, id; time: created_at (UTC)\n"
              "model: model_permaslug with its variant, model; tags: upstream = provider_name\n"
              "tokens: tokens_*, native_tokens_*; the prompt includes what was cached\n"
              "cost: cost_total, total_cost\n"
              "user: user, external_user; feature: app_name; api_key: api_key_name\n"
              "latency: generation_time_ms; ttft: time_to_first_token_ms\n",
};
