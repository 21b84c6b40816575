// step_command.c - see step_command.h.
#include "simulate/step_command.h"

#include "base/buf.h"
#include "model/service.h"

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
        struct str value = setting_value_text(&s->settings[i], &step->values[i], a);
        buf_str(&out, command_word(value, a));
    }
    if (step->when) {
        buf_str(&out, S(" --when="));
        buf_str(&out, command_word(step->when->text, a));
    }
    return buf_view(&out);
}
