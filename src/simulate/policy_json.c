// policy_json.c - policies from JSON and back.
#include <cjson/cJSON.h>
#include <math.h>

#include "base/buf.h"
#include "model/nearest.h"
#include "simulate/policy.h"

struct reader {
    struct policy *policy;
    struct step *step;
    struct err *e;
};

// 0.05, not 0.050000000000000003.
static struct str number_text(double x, struct arena *a)
{
    struct str text = {0};
    double back = 0;
    if (fabs(x) < 1e15 && x == (double)(int64_t)x)
        return str_fmt(a, "%lld", (long long)x);
    for (int digits = 15; digits <= 17; digits++) {
        text = str_fmt(a, "%.*g", digits, x);
        if (str_to_f64(text, &back) && back == x)
            break;
    }
    return text;
}

// A scalar as a flag would say it; unknown for null.
static bool scalar_text(const struct reader *r, const cJSON *item, struct str *out)
{
    struct arena *a = r->policy->context.arena;
    *out = (struct str){0};
    if (cJSON_IsString(item))
        *out = str_copy(str_of(item->valuestring), a);
    else if (cJSON_IsBool(item))
        *out = cJSON_IsTrue(item) ? S("true") : S("false");
    else if (cJSON_IsNumber(item))
        *out = number_text(item->valuedouble, a);
    else
        return cJSON_IsNull(item);
    return true;
}

static bool add_item(const struct reader *r, const struct setting *s, const cJSON *item,
                     struct setting_value *out)
{
    struct str text;
    struct str name = str_of(s->form == SETTING_PAIRS ? item->string : NULL);
    if (!scalar_text(r, item, &text) || !text.ptr)
        return err_set(r->e, ERR_USAGE, "%s takes plain values inside", s->name);
    return setting_add(s, name, text, &r->policy->context, out, r->e);
}

static bool read_items(const struct reader *r, const struct setting *s, const cJSON *value,
                       struct setting_value *out)
{
    bool is_object = s->form == SETTING_PAIRS;
    if (is_object ? !cJSON_IsObject(value) : !cJSON_IsArray(value))
        return err_set(r->e, ERR_USAGE, "%s takes %s", s->name,
                       is_object ? "an object: {\"name\": value}" : "a value or a list of them");
    if (!setting_parse(s, S(""), &r->policy->context, out, r->e))
        return false;
    out->is_given = true;
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, value) if (!add_item(r, s, item, out)) return false;
    return true;
}

static bool read_value(const struct reader *r, const cJSON *value)
{
    struct str key = str_of(value->string);
    struct str text;
    int at = strategy_setting(r->step->strategy, key);
    const struct setting *s = at < 0 ? NULL : &r->step->strategy->settings[at];
    if (s && (cJSON_IsArray(value) || cJSON_IsObject(value)) && s->form != SETTING_ONE)
        return read_items(r, s, value, &r->step->values[at]);
    if (!scalar_text(r, value, &text))
        return err_set(r->e, ERR_USAGE, "%s takes a single value", value->string);
    return policy_set(r->policy, r->step, key, text, r->e);
}

static bool unknown_strategy(struct str name, struct err *e)
{
    struct nearest n = {.word = name};
    for (int i = 0; strategies[i]; i++)
        nearest_offer(&n, str_of(strategies[i]->name));
    if (n.best.ptr)
        return err_set(e, ERR_USAGE, "there is no strategy '%.*s'; did you mean %.*s?",
                       STR_ARG(name), STR_ARG(n.best));
    return err_set(e, ERR_USAGE, "there is no strategy '%.*s' (toll simulate -h lists them)",
                   STR_ARG(name));
}

static bool read_settings(struct reader *r, const cJSON *item)
{
    const cJSON *value = NULL;
    cJSON_ArrayForEach(value, item)
    {
        bool is_strategy = str_eq(str_of(value->string), S("strategy"));
        if (!is_strategy && !read_value(r, value))
            return err_wrap(r->e, "strategy %d (%s)", r->step->number + 1, r->step->strategy->name);
    }
    return true;
}

static bool read_step(struct reader *r, const cJSON *item, int number)
{
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(item, "strategy");
    if (!cJSON_IsString(name))
        return err_set(r->e, ERR_USAGE,
                       "strategy %d: expected an object with \"strategy\": \"its name\"", number);
    const struct strategy *s = strategy_find(str_of(name->valuestring));
    if (!s)
        return unknown_strategy(str_of(name->valuestring), r->e) ||
               err_wrap(r->e, "strategy %d", number);
    r->step = policy_add(r->policy, s, r->e);
    return r->step && read_settings(r, item);
}

static bool read_policy(struct reader *r, const cJSON *root)
{
    const cJSON *item = NULL, *list = NULL;
    cJSON_ArrayForEach(item, root)
    {
        if (str_eq(str_of(item->string), S("strategies")) && cJSON_IsArray(item))
            list = item;
        else if (str_eq(str_of(item->string), S("name")) && cJSON_IsString(item))
            r->policy->name = str_copy(str_of(item->valuestring), r->policy->context.arena);
        else
            return err_set(r->e, ERR_USAGE,
                           "\"%s\": a policy has \"name\", a text, and \"strategies\", a list",
                           item->string ? item->string : "");
    }
    if (!list)
        return err_set(r->e, ERR_USAGE, "a policy has \"strategies\", a list");
    int number = 1;
    cJSON_ArrayForEach(item, list) if (!read_step(r, item, number++)) return false;
    return true;
}

bool policy_parse(struct policy *p, struct str json, struct str origin, struct err *e)
{
    struct reader r = {.policy = p, .e = e};
    const char *end = NULL;
    cJSON *root = cJSON_ParseWithLengthOpts(json.ptr, json.len, &end, 0);
    bool ok = false;
    if (!root)
        ok = err_set(e, ERR_USAGE, "not JSON from byte %zu on",
                     end ? (size_t)(end - json.ptr) : (size_t)0);
    else if (!cJSON_IsObject(root))
        ok = err_set(e, ERR_USAGE, "a policy is an object with \"strategies\"");
    else
        ok = read_policy(&r, root);
    cJSON_Delete(root);
    return ok || err_wrap(e, "%.*s", STR_ARG(origin));
}

// Without quotes stands what JSON reads back as the same text: not "+5", ".5" or "1e3".
static bool is_bare(const struct setting *s, struct str text, struct arena *a)
{
    double number = 0;
    return (s->type == SETTING_COUNT || s->type == SETTING_NUMBER) && str_to_f64(text, &number) &&
           str_eq(text, number_text(number, a));
}

static void put_quoted(struct buf *out, struct str text)
{
    buf_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '"' || c == '\\')
            buf_fmt(out, "\\%c", c);
        else if (c < 0x20)
            buf_fmt(out, "\\u%04x", c);
        else
            buf_byte(out, (char)c);
    }
    buf_byte(out, '"');
}

static void put_item(struct buf *out, const struct setting *s, const struct setting_item *item)
{
    if (!item->text.ptr)
        buf_str(out, S("null"));
    else if (s->type == SETTING_FLAG)
        buf_str(out, item->i ? S("true") : S("false"));
    else if (is_bare(s, item->text, out->arena))
        buf_str(out, item->text);
    else
        put_quoted(out, item->text);
}

static void put_value(struct buf *out, const struct setting *s, const struct setting_value *v)
{
    bool is_pairs = s->form == SETTING_PAIRS;
    if (s->form == SETTING_ONE) {
        put_item(out, s, &v->one);
        return;
    }
    buf_byte(out, is_pairs ? '{' : '[');
    for (int i = 0; i < v->count; i++) {
        buf_str(out, i ? S(", ") : S(""));
        if (is_pairs) {
            put_quoted(out, v->items[i].name);
            buf_str(out, S(": "));
        }
        put_item(out, s, &v->items[i]);
    }
    buf_byte(out, is_pairs ? '}' : ']');
}

static void put_member(struct buf *out, struct str key, struct str text)
{
    buf_str(out, S(", "));
    put_quoted(out, key);
    buf_str(out, S(": "));
    put_quoted(out, text);
}

static void put_step(struct buf *out, const struct step *step)
{
    const struct strategy *s = step->strategy;
    buf_str(out, S("    {\"strategy\": "));
    put_quoted(out, str_of(s->name));
    if (!str_eq(step->name, str_of(s->name)))
        put_member(out, S("name"), step->name);
    if (step->when)
        put_member(out, S("when"), step->when->text);
    for (int i = 0; s->settings[i].name; i++) {
        if (!step->values[i].is_given)
            continue;
        buf_str(out, S(", "));
        put_quoted(out, str_of(s->settings[i].name));
        buf_str(out, S(": "));
        put_value(out, &s->settings[i], &step->values[i]);
    }
    buf_byte(out, '}');
}

struct str policy_print(const struct policy *p, struct arena *a)
{
    struct buf out = {.arena = a};
    buf_str(&out, S("{\n"));
    if (p->name.ptr) {
        buf_str(&out, S("  \"name\": "));
        put_quoted(&out, p->name);
        buf_str(&out, S(",\n"));
    }
    buf_str(&out, S("  \"strategies\": [\n"));
    for (int i = 0; i < p->step_count; i++) {
        put_step(&out, &p->steps[i]);
        buf_str(&out, i + 1 < p->step_count ? S(",\n") : S("\n"));
    }
    buf_str(&out, S("  ]\n}\n"));
    return buf_view(&out);
}
