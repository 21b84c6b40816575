// response_key.c - see response_key.h.
#include "simulate/response_key.h"

#include <math.h>
#include <stddef.h>

// A choice of the setting: the fingerprint that stands for it.
static const struct key_choice {
    const char *name;
    enum key_part part;
    const char *note;
} choices[] = {
    {"request", KEY_REQUEST, NULL},
    {"content", KEY_CONTENT, NULL},
    {"normal", KEY_NORMAL,
     "key normal takes texts for the same that differ in case, white space or trailing "
     "punctuation"},
    {"near", KEY_NEAR,
     "key near is never safe to serve unchecked: questions that are nearly alike can need "
     "different answers; read its hits as an upper bound and see divergence"},
    {"question", KEY_QUESTION, NULL},
    {"system", KEY_SYSTEM, NULL},
    {"history", KEY_CONTENT,
     "key history: the log's fingerprint covers all of the content, so that the key is finer than "
     "asked for; hits are a lower bound"},
    {"tools", KEY_SYSTEM,
     "key tools: the log's fingerprint covers the system prompt too, so that the key is finer than "
     "asked for; hits are a lower bound"},
    {"model", KEY_MODEL, NULL},
    {"temperature", KEY_TEMPERATURE, NULL},
    {"params", KEY_REQUEST,
     "key params: the log's fingerprint covers all of the request, so that the key is finer than "
     "asked for; hits are a lower bound"},
};
enum { CHOICES = sizeof choices / sizeof *choices };

const char *const response_key_choices[] = {
    "request", "content", "normal", "near",        "question", "system",
    "history", "tools",   "model",  "temperature", "params",   NULL,
};
_Static_assert(sizeof response_key_choices / sizeof *response_key_choices == CHOICES + 1,
               "a name for every choice, in the same order");

enum scope { SCOPE_GLOBAL, SCOPE_TEAM, SCOPE_USER, SCOPE_SESSION };
const char *const response_scope_choices[] = {"global", "team", "user", "session", NULL};
static const unsigned scope_parts[] = {
    [SCOPE_TEAM] = 1u << KEY_TEAM,
    [SCOPE_USER] = 1u << KEY_USER,
    [SCOPE_SESSION] = 1u << KEY_SESSION,
};

static const struct setting_value *value_of(const struct step *step, int setting)
{
    // The steps of a policy are an array.
    const struct step *partner = step->partner < 0 ? NULL : step + (step->partner - step->number);
    bool is_partners =
        setting < RESPONSE_KEY_SETTINGS && partner && !step->values[setting].is_given;
    return &(is_partners ? partner : step)->values[setting];
}

bool response_key_check(const struct step *step, struct err *e)
{
    const struct setting *s = step->strategy->settings;
    for (int i = 0; s[i].name; i++) {
        const struct setting_value *value = value_of(step, i);
        bool is_none = s[i].form == SETTING_LIST ? value->count == 0 : value->one.i == UNKNOWN;
        if (s[i].type == SETTING_CHOICE && is_none)
            return err_set(e, ERR_USAGE, "%s takes one of its names, not none", s[i].name);
    }
    if (isnan(value_of(step, RESPONSE_SIMILARITY)->one.f))
        return err_set(e, ERR_USAGE, "similarity takes a share such as 0.9, not none");
    return true;
}

struct key_spec response_key(const struct step *step)
{
    struct key_spec spec = {0};
    const struct setting_value *keys = value_of(step, RESPONSE_KEY);
    for (int i = 0; i < keys->count; i++)
        spec.parts |= 1u << choices[keys->items[i].i].part;
    spec.parts |= scope_parts[value_of(step, RESPONSE_SCOPE)->one.i];
    spec.similarity = spec.parts & 1u << KEY_NEAR ? value_of(step, RESPONSE_SIMILARITY)->one.f : 0;
    return spec;
}

void response_key_notes(const struct step *step, struct outcome *out)
{
    const struct setting_value *keys = value_of(step, RESPONSE_KEY);
    for (int i = 0; i < keys->count; i++) {
        const char *note = choices[keys->items[i].i].note;
        if (note)
            outcome_note(out, str_of(note));
    }
}
