// setting.c - see setting.h.
#include "simulate/setting.h"

#include <math.h>

#include "base/buf.h"
#include "base/time.h"
#include "model/nearest.h"

static const char *const type_says[] = {
    [SETTING_FLAG] = "true or false",
    [SETTING_COUNT] = "a whole number",
    [SETTING_BYTES] = "a size such as 512MiB",
    [SETTING_DURATION] = "a duration such as 30s, 1h or 7d",
    [SETTING_USD] = "an amount of dollars such as 0.25",
    [SETTING_INSTANT] = "a time such as 2026-09-30T12:00",
    [SETTING_SHARE] = "a share such as 0.25 or 25%",
    [SETTING_NUMBER] = "a number",
    [SETTING_TEXT] = "a text",
    [SETTING_CHOICE] = "one of its names",
    [SETTING_FILTER] = "a filter such as team=growth",
};

static bool refuse(const struct setting *s, struct str text, struct err *e)
{
    return err_set(e, ERR_USAGE, "%s takes %s, not '%.*s'", s->name, type_says[s->type],
                   STR_ARG(text));
}

static bool parse_flag(struct str text, int64_t *out)
{
    bool is_yes = str_eq(text, S("true")) || str_eq(text, S("yes")) || str_eq(text, S("1"));
    bool is_no = str_eq(text, S("false")) || str_eq(text, S("no")) || str_eq(text, S("0"));
    *out = is_yes;
    return is_yes || is_no;
}

static bool parse_usd(struct str text, int64_t *out)
{
    return str_to_scaled(str_skip(text, str_starts(text, S("$"))), 9, out);
}

static bool parse_share(struct str text, double *out)
{
    bool is_percent = str_ends(text, S("%"));
    if (!str_to_f64(str_head(text, text.len - is_percent), out))
        return false;
    *out = is_percent ? *out / 100 : *out;
    return *out >= 0 && *out <= 1;
}

static bool parse_choice(const struct setting *s, struct str text, struct setting_context *context,
                         int64_t *out, struct err *e)
{
    struct nearest n = {.word = text};
    struct buf names = {.arena = context->arena};
    for (int i = 0; s->choices[i]; i++) {
        nearest_offer(&n, str_of(s->choices[i]));
        buf_fmt(&names, "%s%s", i ? ", " : "", s->choices[i]);
        if (str_eq(text, str_of(s->choices[i]))) {
            *out = i;
            return true;
        }
    }
    if (n.best.ptr)
        return err_set(e, ERR_USAGE, "%s does not know '%.*s'; did you mean %.*s?", s->name,
                       STR_ARG(text), STR_ARG(n.best));
    return err_set(e, ERR_USAGE, "%s does not know '%.*s'; it takes %.*s", s->name, STR_ARG(text),
                   STR_ARG(buf_view(&names)));
}

const struct filter *setting_filter(struct str text, struct setting_context *context, struct err *e)
{
    struct filter *f = ARENA_NEW(context->arena, struct filter);
    if (!filter_parse(f, text, context->now_us, context->arena, e))
        return NULL;
    size_t bytes = sizeof(*context->filters) * (size_t)context->filter_count;
    context->filters =
        arena_grow(context->arena, context->filters, bytes, bytes + sizeof(*context->filters));
    context->filters[context->filter_count++] = f;
    return f;
}

void setting_context_release(struct setting_context *context)
{
    for (int i = 0; i < context->filter_count; i++)
        filter_release(context->filters[i]);
    context->filter_count = 0;
}

static bool parse_filter(const struct setting *s, struct str text, struct setting_context *context,
                         const struct filter **out, struct err *e)
{
    *out = setting_filter(text, context, e);
    return *out || err_wrap(e, "%s", s->name);
}

static bool is_in_bounds(const struct setting *s, const struct setting_item *item)
{
    bool is_number = s->type == SETTING_SHARE || s->type == SETTING_NUMBER;
    double value = is_number ? item->f : (double)item->i;
    return (s->least == 0 && s->most == 0) || (value >= s->least && value <= s->most);
}

static bool parse_number(const struct setting *s, struct str text, struct setting_context *context,
                         struct setting_item *out)
{
    int64_t end_us = 0;
    switch (s->type) {
    case SETTING_FLAG:
        return parse_flag(text, &out->i);
    case SETTING_COUNT:
    case SETTING_BYTES:
        return str_to_size(text, &out->i) && out->i >= 0;
    case SETTING_DURATION:
        return duration_parse(text, &out->i);
    case SETTING_USD:
        return parse_usd(text, &out->i);
    case SETTING_INSTANT:
        return time_interval(text, context->now_us, &out->i, &end_us);
    case SETTING_SHARE:
        return parse_share(text, &out->f);
    case SETTING_NUMBER:
        return str_to_f64(text, &out->f) && isfinite(out->f);
    case SETTING_TEXT:
    case SETTING_CHOICE:
    case SETTING_FILTER:
        break;
    }
    return false;
}

static void item_init(struct setting_item *item)
{
    *item = (struct setting_item){.i = UNKNOWN, .f = NAN};
}

static bool parse_item(const struct setting *s, struct str text, struct setting_context *context,
                       struct setting_item *out, struct err *e)
{
    item_init(out);
    out->text = str_copy(text, context->arena);
    if (s->type == SETTING_TEXT)
        out->s = out->text;
    else if (s->type == SETTING_CHOICE)
        return parse_choice(s, text, context, &out->i, e);
    else if (s->type == SETTING_FILTER)
        return parse_filter(s, out->text, context, &out->filter, e);
    else if (!parse_number(s, text, context, out))
        return refuse(s, text, e);
    else if (!is_in_bounds(s, out))
        return err_set(e, ERR_USAGE, "%s is from %.9g to %.9g, not %.*s", s->name, s->least,
                       s->most, STR_ARG(text));
    return true;
}

bool setting_add(const struct setting *s, struct str name, struct str text,
                 struct setting_context *context, struct setting_value *out, struct err *e)
{
    struct setting_item item;
    if (!parse_item(s, text, context, &item, e))
        return false;
    item.name = str_copy(name, context->arena);
    size_t bytes = sizeof item * (size_t)out->count;
    out->items = arena_grow(context->arena, out->items, bytes, bytes + sizeof item);
    out->items[out->count++] = item;
    return true;
}

static bool is_unset(struct str text)
{
    return !text.len || str_eq(text, S("none"));
}

// "a,b" or "a=1;b=2".
static bool parse_items(const struct setting *s, struct str text, struct setting_context *context,
                        struct setting_value *out, struct err *e)
{
    char separator = s->form == SETTING_PAIRS ? ';' : ',';
    for (struct str rest = text; rest.len;) {
        struct str_cut cut = str_cut(rest, separator);
        struct str_cut pair = str_cut_last(cut.head, '=');
        rest = cut.tail;
        if (s->form == SETTING_PAIRS && !pair.ok)
            return err_set(e, ERR_USAGE, "%s takes name=value;name=value, not '%.*s'", s->name,
                           STR_ARG(text));
        struct str name = s->form == SETTING_PAIRS ? str_trim(pair.head) : (struct str){0};
        struct str value = str_trim(s->form == SETTING_PAIRS ? pair.tail : cut.head);
        if (!setting_add(s, name, value, context, out, e))
            return false;
    }
    return true;
}

bool setting_parse(const struct setting *s, struct str text, struct setting_context *context,
                   struct setting_value *out, struct err *e)
{
    *out = (struct setting_value){0};
    item_init(&out->one);
    if (is_unset(text))
        return true;
    if (s->form != SETTING_ONE)
        return parse_items(s, text, context, out, e);
    return parse_item(s, text, context, &out->one, e);
}

struct str setting_value_text(const struct setting *s, const struct setting_value *v,
                              struct arena *a)
{
    struct buf out = {.arena = a};
    bool is_pairs = s->form == SETTING_PAIRS;
    if (s->form == SETTING_ONE)
        return v->one.text.len ? v->one.text : S("none");
    for (int i = 0; i < v->count; i++) {
        buf_str(&out, !i ? S("") : is_pairs ? S(";") : S(","));
        if (is_pairs)
            buf_fmt(&out, "%.*s=", STR_ARG(v->items[i].name));
        buf_str(&out, v->items[i].text);
    }
    return buf_view(&out);
}
