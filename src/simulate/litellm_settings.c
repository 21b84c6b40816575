// litellm_settings.c - see litellm_settings.h. Keys of the file as docs.litellm.ai describes them:
// proxy/config_settings (2026-10-07), proxy/caching_settings and proxy/caching_controls
// (2026-10-01), proxy/tag_routing (2026-10-14), tutorials/prompt_caching (2026-10-14).
#include "simulate/litellm_settings.h"

#include <cjson/cJSON.h>

#include "base/time.h"
#include "simulate/yaml_text.h"

enum { MODELS_MAX = 50, NOTES_MAX = 24 };

// How LiteLLM calls a provider, and where its key is.
static const struct {
    const char *provider, *prefix, *key;
} providers_known[] = {
    {"anthropic", "anthropic", "ANTHROPIC_API_KEY"},
    {"openai", "openai", "OPENAI_API_KEY"},
    {"google", "gemini", "GEMINI_API_KEY"},
    {"x-ai", "xai", "XAI_API_KEY"},
    {"deepseek", "deepseek", "DEEPSEEK_API_KEY"},
    {"mistral", "mistral", "MISTRAL_API_KEY"},
    {"groq", "groq", "GROQ_API_KEY"},
    {"azure", "azure", "AZURE_API_KEY"},
    {"aws", "bedrock", NULL},
    {"openrouter", "openrouter", "OPENROUTER_API_KEY"},
};

struct writing {
    const struct policy *policy;
    const struct columns *columns;
    struct arena *arena;
    struct litellm_settings *out;
    cJSON *models;
};

static void note(struct writing *w, struct str text)
{
    if (w->out->note_count < NOTES_MAX)
        w->out->notes[w->out->note_count++] = text;
}

// Unset when the strategy has no such setting.
static const struct setting_value *value_of(const struct step *step, const char *name)
{
    static const struct setting_value none = {.one = {.i = UNKNOWN}};
    int at = strategy_setting(step->strategy, str_of(name));
    return at < 0 ? &none : &step->values[at];
}

static bool is_strategy(const struct step *step, const char *name)
{
    return str_eq(str_of(step->strategy->name), str_of(name));
}

static void add_text(cJSON *object, const char *key, struct str text, struct arena *a)
{
    cJSON_AddStringToObject(object, key, str_cstr(text, a));
}

// "anthropic/claude-haiku-4-5" as toll and LiteLLM write it.
static cJSON *parameters(struct writing *w, struct str provider, struct str model)
{
    cJSON *out = cJSON_CreateObject();
    struct str prefix = provider;
    const char *key = NULL;
    for (size_t i = 0; i < sizeof providers_known / sizeof *providers_known; i++)
        if (str_eq(provider, str_of(providers_known[i].provider))) {
            prefix = str_of(providers_known[i].prefix);
            key = providers_known[i].key;
        }
    add_text(out, "model",
             prefix.len ? str_fmt(w->arena, "%.*s/%.*s", STR_ARG(prefix), STR_ARG(model)) : model,
             w->arena);
    if (key)
        add_text(out, "api_key", str_fmt(w->arena, "os.environ/%s", key), w->arena);
    return out;
}

static cJSON *add_model(struct writing *w, struct str name, cJSON *parameters)
{
    cJSON *entry = cJSON_CreateObject();
    add_text(entry, "model_name", name, w->arena);
    cJSON_AddItemToObject(entry, "litellm_params", parameters);
    cJSON_AddItemToArray(w->models, entry);
    return entry;
}

// Whether a filter over names takes a model, whoever calls it.
static bool takes(const struct filter *when, const struct model_name *m)
{
    struct filter_row row;
    uint64_t names = UINT64_C(1) << FIELD_PROVIDER | UINT64_C(1) << FIELD_MODEL |
                     UINT64_C(1) << FIELD_MODEL_REQUESTED;
    filter_row_init(&row);
    row.text[FIELD_PROVIDER] = m->provider;
    row.text[FIELD_MODEL] = m->model;
    row.text[FIELD_MODEL_REQUESTED] = m->model_requested;
    return !when || (!when->has && !(when->fields & ~names) && filter_matches(when, &row));
}

static void add_route(struct writing *w, const struct step *step, struct str name)
{
    struct str_cut to = str_cut(value_of(step, "to")->one.s, '/');
    const struct setting_value *tasks = value_of(step, "tasks");
    cJSON *target = parameters(w, to.ok ? to.head : (struct str){0}, to.ok ? to.tail : to.head);
    cJSON *tags = cJSON_AddArrayToObject(target, "tags");
    for (int i = 0; i < tasks->count; i++)
        cJSON_AddItemToArray(tags, cJSON_CreateString(str_cstr(tasks->items[i].text, w->arena)));
    add_model(w, name, target);
}

// Anthropic's models take marks in the prompt; the others cache unasked.
static void add_marks(const struct step *step, const struct model_name *m, cJSON *target)
{
    bool is_marked = str_contains_nocase(m->model, S("claude"));
    if (!is_marked || cJSON_GetObjectItem(target, "cache_control_injection_points"))
        return;
    cJSON *points = cJSON_AddArrayToObject(target, "cache_control_injection_points");
    const struct setting_value *ttl = value_of(step, "ttl");
    static const char *const keys[] = {"role", "index"};
    for (int i = 0; i < 2; i++) {
        cJSON *point = cJSON_CreateObject();
        cJSON_AddStringToObject(point, "location", "message");
        if (i == 0)
            cJSON_AddStringToObject(point, keys[i], "system");
        else
            cJSON_AddNumberToObject(point, keys[i], -1);
        if (str_eq(ttl->one.text, S("1h"))) {
            cJSON *control = cJSON_AddObjectToObject(point, "control");
            cJSON_AddStringToObject(control, "type", "ephemeral");
            cJSON_AddStringToObject(control, "ttl", "1h");
        }
        cJSON_AddItemToArray(points, point);
    }
}

// The name that callers ask for.
static struct str asked_name(const struct model_name *m)
{
    return m->model_requested.len ? m->model_requested : m->model;
}

static bool is_listed(const struct columns *c, uint32_t model)
{
    for (uint32_t i = 0; i < model; i++)
        if (str_eq(asked_name(&c->models[i]), asked_name(&c->models[model])) &&
            str_eq(c->models[i].provider, c->models[model].provider))
            return true;
    return false;
}

// Returns whether it is routed.
static bool add_asked(struct writing *w, const struct model_name *m)
{
    bool is_routed = false;
    struct str name = asked_name(m);
    cJSON *target = parameters(w, m->provider, name);
    add_model(w, name, target);
    for (int i = 0; i < w->policy->step_count; i++) {
        const struct step *step = &w->policy->steps[i];
        if (is_strategy(step, "prompt_cache") && takes(step->when, m))
            add_marks(step, m, target);
        if (!is_strategy(step, "route") || !takes(step->when, m))
            continue;
        if (!is_routed)
            cJSON_AddItemToArray(cJSON_AddArrayToObject(target, "tags"),
                                 cJSON_CreateString("default"));
        is_routed = true;
        add_route(w, step, name);
    }
    return is_routed;
}

static void add_models(struct writing *w, cJSON *root)
{
    bool is_routed = false;
    uint32_t count = w->columns->model_count;
    w->models = cJSON_AddArrayToObject(root, "model_list");
    for (uint32_t i = 0; i < count && i < MODELS_MAX; i++)
        if (asked_name(&w->columns->models[i]).len && !is_listed(w->columns, i))
            is_routed |= add_asked(w, &w->columns->models[i]);
    if (count > MODELS_MAX)
        note(w, str_fmt(w->arena, "%u models are left out", count - MODELS_MAX));
    if (!is_routed)
        return;
    cJSON_AddTrueToObject(cJSON_AddObjectToObject(root, "router_settings"), "enable_tag_filtering");
    note(w, S("routes: send the task as a tag with the request (\"tags\": [\"classification\"]); "
              "without a tag the model that was asked for answers"));
}

static void note_cache(struct writing *w, const struct step *step)
{
    const struct setting_value *key = value_of(step, "key"), *rules = value_of(step, "ttl_rules");
    const struct setting_value *scope = value_of(step, "scope");
    bool is_request = key->count == 1 && str_eq(key->items[0].text, S("request"));
    if (!is_request)
        note(w, S("cache: LiteLLM keys on the whole request (model, messages, parameters), not on "
                  "the parts that the policy names: it will hit less often"));
    for (int i = 0; i < rules->count; i++)
        note(w, str_fmt(
                    w->arena, "cache: with questions that say %.*s send \"cache\": {\"ttl\": %lld}",
                    STR_ARG(rules->items[i].name), (long long)(rules->items[i].i / US_PER_SECOND)));
    if (scope->one.text.ptr && !str_eq(scope->one.text, S("global")))
        note(w, str_fmt(w->arena, "cache: send \"cache\": {\"namespace\": the caller's %.*s}",
                        STR_ARG(scope->one.text)));
    if (step->when)
        note(w, str_fmt(w->arena, "cache: the policy caches only calls with %.*s",
                        STR_ARG(step->when->text)));
}

// Opt-in where the policy leaves requests out.
static void add_cache(struct writing *w, const struct step *step, cJSON *root)
{
    cJSON *settings = cJSON_AddObjectToObject(root, "litellm_settings");
    const struct setting_value *ttl = value_of(step, "ttl");
    const struct setting_value *zero = value_of(step, "only_temperature_zero");
    bool is_opt_in = step->when || zero->one.i == 1;
    cJSON_AddTrueToObject(settings, "cache");
    cJSON *parameters = cJSON_AddObjectToObject(settings, "cache_params");
    cJSON_AddStringToObject(parameters, "type", "redis");
    cJSON_AddStringToObject(parameters, "host", "os.environ/REDIS_HOST");
    cJSON_AddStringToObject(parameters, "port", "os.environ/REDIS_PORT");
    cJSON_AddStringToObject(parameters, "password", "os.environ/REDIS_PASSWORD");
    if (ttl->one.i != UNKNOWN)
        cJSON_AddNumberToObject(parameters, "ttl", (double)ttl->one.i / (double)US_PER_SECOND);
    if (is_opt_in)
        cJSON_AddStringToObject(parameters, "mode", "default_off");
    cJSON *types = cJSON_AddArrayToObject(parameters, "supported_call_types");
    cJSON_AddItemToArray(types, cJSON_CreateString("acompletion"));
    cJSON_AddItemToArray(types, cJSON_CreateString("completion"));
    note_cache(w, step);
    if (is_opt_in)
        note(w, S("cache: is off unless a request says \"cache\": {\"use-cache\": true}; say so "
                  "where the policy caches (temperature 0, its filter)"));
}

static void add_steps(struct writing *w, cJSON *root)
{
    static const char *const done[] = {"response_cache", "route", "prompt_cache"};
    bool has_cache = false;
    for (int i = 0; i < w->policy->step_count; i++) {
        const struct step *step = &w->policy->steps[i];
        bool is_done = false;
        for (size_t k = 0; k < sizeof done / sizeof *done; k++)
            is_done |= is_strategy(step, done[k]);
        if (!is_done)
            note(w,
                 str_fmt(w->arena, "%.*s (%s): not a setting of the proxy; the application does it",
                         STR_ARG(step->name), step->strategy->name));
        if (!has_cache && is_strategy(step, "response_cache")) {
            has_cache = true;
            add_cache(w, step, root);
        }
    }
}

static void print(struct writing *w, const cJSON *root)
{
    struct buf yaml = {.arena = w->arena};
    buf_str(&yaml, S("# LiteLLM proxy settings that realise a policy of toll advise as far as they "
                     "can.\n"));
    for (int i = 0; i < w->out->note_count; i++)
        buf_fmt(&yaml, "# %.*s\n", STR_ARG(w->out->notes[i]));
    yaml_text(&yaml, root);
    char *json = cJSON_Print(root);
    w->out->yaml = buf_view(&yaml);
    w->out->json = str_fmt(w->arena, "%s\n", json ? json : "{}");
    cJSON_free(json);
}

void litellm_settings(const struct policy *p, const struct columns *c, struct arena *a,
                      struct litellm_settings *out)
{
    struct writing w = {.policy = p, .columns = c, .arena = a, .out = out};
    cJSON *root = cJSON_CreateObject();
    *out = (struct litellm_settings){.notes = ARENA_ARRAY(a, struct str, NOTES_MAX)};
    add_models(&w, root);
    add_steps(&w, root);
    print(&w, root);
    cJSON_Delete(root);
}
