// step_command.c - see step_command.h.
#include "simulate/step_command.h"

#include "base/buf.h"

static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_word && !strchr("-_.,:/=%+", c))
            return false;
    }
    return text.len > 0;
}

static void put_quoted(struct buf *out, struct str text)
{
    if (is_plain(text)) {
        buf_str(out, text);
        return;
    }
    buf_byte(out, '\'');
    for (size_t i = 0; i < text.len; i++)
        buf_str(out, text.ptr[i] == '\'' ? S("'\\''") : (struct str){text.ptr + i, 1});
    buf_byte(out, '\'');
}

static struct str value_text(const struct setting *s, const struct setting_value *v,
                             struct arena *a)
{
    struct buf out = {.arena = a};
    bool is_pairs = s->form == SETTING_PAIRS;
    if (s->form == SETTING_ONE)
        return v->one.text.ptr ? v->one.text : S("none");
    for (int i = 0; i < v->count; i++) {
        buf_str(&out, !i ? S("") : is_pairs ? S(";") : S(","));
        if (is_pairs)
            buf_fmt(&out, "%.*s=", STR_ARG(v->items[i].name));
        buf_str(&out, v->items[i].text);
    }
    return buf_view(&out);
}

struct str step_command(const struct step *step, struct arena *a)
{
    struct buf out = {.arena = a};
    const struct strategy *s = step->strategy;
    buf_fmt(&out, "toll simulate %s", s->name);
    for (int i = 0; s->settings[i].name; i++) {
        if (!step->values[i].is_given)
            continue;
        buf_str(&out, S(" --"));
        for (const char *c = s->settings[i].name; *c; c++)
            buf_str(&out, *c == '_' ? S("-") : (struct str){c, 1});
        buf_byte(&out, '=');
        put_quoted(&out, value_text(&s->settings[i], &step->values[i], a));
    }
    if (step->when) {
        buf_str(&out, S(" --when="));
        put_quoted(&out, step->when->text);
    }
    return buf_view(&out);
}
