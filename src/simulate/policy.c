// policy.c - see policy.h.
#include "simulate/policy.h"

#include "base/buf.h"
#include "model/nearest.h"

static int setting_count(const struct strategy *s)
{
    int n = 0;
    while (s->settings[n].name)
        n++;
    return n;
}

void policy_init(struct policy *p, struct arena *a, int64_t now_us)
{
    *p = (struct policy){.context = {.arena = a, .now_us = now_us}};
}

struct step *policy_add(struct policy *p, const struct strategy *s, struct err *e)
{
    if (p->step_count == POLICY_STEPS_MAX) {
        (void)err_set(e, ERR_USAGE, "a policy has at most %d strategies", POLICY_STEPS_MAX);
        return NULL;
    }
    struct step *step = &p->steps[p->step_count];
    int count = setting_count(s);
    *step = (struct step){
        .strategy = s,
        .name = str_of(s->name),
        .values = ARENA_ARRAY(p->context.arena, struct setting_value, (size_t)count),
        .number = p->step_count,
        .partner = -1,
    };
    for (int i = 0; i < count; i++)
        if (!setting_parse(&s->settings[i], str_of(s->settings[i].fallback), &p->context,
                           &step->values[i], e))
            return NULL;
    p->step_count++;
    return step;
}

static bool unknown_setting(const struct step *step, struct str key, struct err *e)
{
    struct nearest n = {.word = key};
    nearest_offer(&n, S("when"));
    nearest_offer(&n, S("name"));
    for (int i = 0; step->strategy->settings[i].name; i++)
        nearest_offer(&n, str_of(step->strategy->settings[i].name));
    if (n.best.ptr)
        return err_set(e, ERR_USAGE, "there is no setting '%.*s'; did you mean %.*s?", STR_ARG(key),
                       STR_ARG(n.best));
    return err_set(e, ERR_USAGE, "there is no setting '%.*s' (toll simulate %s -h lists them)",
                   STR_ARG(key), step->strategy->name);
}

// "when" and "name", which every step has.
static bool set_common(struct policy *p, struct step *step, struct str key, struct str text,
                       bool *is_common, struct err *e)
{
    *is_common = true;
    if (str_eq(key, S("name"))) {
        step->name = str_copy(text, p->context.arena);
    } else if (str_eq(key, S("when"))) {
        step->when = setting_filter(str_copy(text, p->context.arena), &p->context, e);
        return step->when || err_wrap(e, "when");
    } else {
        *is_common = false;
    }
    return true;
}

bool policy_set(struct policy *p, struct step *step, struct str key, struct str text, struct err *e)
{
    bool is_common = false;
    if (!set_common(p, step, key, text, &is_common, e))
        return false;
    if (is_common)
        return true;
    int at = strategy_setting(step->strategy, key);
    if (at < 0)
        return unknown_setting(step, key, e);
    if (!setting_parse(&step->strategy->settings[at], text, &p->context, &step->values[at], e))
        return false;
    step->values[at].is_given = true;
    return true;
}

void policy_copy(struct policy *out, const struct policy *p)
{
    *out = *p;
    out->context.filters = NULL;
    out->context.filter_count = 0;
    for (int i = 0; i < p->step_count; i++) {
        size_t count = (size_t)setting_count(p->steps[i].strategy);
        out->steps[i].values = ARENA_ARRAY(p->context.arena, struct setting_value, count);
        memcpy(out->steps[i].values, p->steps[i].values, count * sizeof *out->steps[i].values);
    }
}

static bool same_items(const struct setting_value *a, const struct setting_value *b)
{
    bool is_same = a->count == b->count && str_eq(a->one.text, b->one.text);
    for (int i = 0; is_same && i < a->count; i++)
        is_same = str_eq(a->items[i].name, b->items[i].name) &&
                  str_eq(a->items[i].text, b->items[i].text);
    return is_same;
}

// Both have no setting "key", or the same.
static bool same_key(const struct step *a, const struct step *b)
{
    int at_a = strategy_setting(a->strategy, S("key"));
    int at_b = strategy_setting(b->strategy, S("key"));
    if (at_a < 0 || at_b < 0)
        return at_a == at_b;
    // A step that does not say its key takes the other's.
    return !a->values[at_a].is_given || !b->values[at_b].is_given ||
           same_items(&a->values[at_a], &b->values[at_b]);
}

static void pair_partners(struct policy *p)
{
    for (int i = 0; i < p->step_count; i++)
        p->steps[i].partner = -1;
    for (int i = 0; i < p->step_count; i++)
        for (int j = 0; j < p->step_count; j++) {
            struct step *a = &p->steps[i], *b = &p->steps[j];
            bool is_pair = a->strategy->partner &&
                           str_eq(str_of(a->strategy->partner), str_of(b->strategy->name));
            if (is_pair && a->partner < 0 && b->partner < 0 && same_key(a, b)) {
                a->partner = j;
                b->partner = i;
            }
        }
}

bool policy_prepare(struct policy *p, struct column_wants *wants, struct err *e)
{
    pair_partners(p);
    for (int i = 0; i < p->step_count; i++) {
        struct step *step = &p->steps[i];
        step->number = i;
        if (step->when)
            column_wants_filter(wants, step->when);
        if (step->strategy->prepare && !step->strategy->prepare(step, wants, e))
            return err_wrap(e, "strategy %d (%.*s)", i + 1, STR_ARG(step->name));
    }
    return true;
}

void policy_release(struct policy *p)
{
    setting_context_release(&p->context);
}
