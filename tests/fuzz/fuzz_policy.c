// fuzz_policy.c - any policy, as JSON or as settings: what is taken prints as JSON that means the
// same.
#include <assert.h>
#include <string.h>

#include "simulate/policy.h"
#include "simulate/sensitivity.h"
#include "simulate/step_command.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static bool same_number(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void check_item(const struct setting_item *a, const struct setting_item *b)
{
    assert(a->i == b->i && same_number(a->f, b->f));
    assert(str_eq(a->name, b->name) && str_eq(a->s, b->s));
    assert(!a->filter == !b->filter && (!a->filter || str_eq(a->filter->text, b->filter->text)));
}

static void check_same(const struct step *a, const struct step *b)
{
    assert(a->strategy == b->strategy && a->partner == b->partner);
    assert(str_eq(a->name, b->name) && !a->when == !b->when);
    for (int i = 0; a->strategy->settings[i].name; i++) {
        const struct setting_value *x = &a->values[i];
        const struct setting_value *y = &b->values[i];
        assert(x->is_given == y->is_given && x->count == y->count);
        check_item(&x->one, &y->one);
        for (int k = 0; k < x->count; k++)
            check_item(&x->items[k], &y->items[k]);
    }
}

// Lines: "strategy NAME" begins a step, "KEY=VALUE" sets a setting of it.
static bool read_flags(struct policy *p, struct str text, struct err *e)
{
    struct step *step = NULL;
    for (struct str rest = text; rest.len;) {
        struct str_cut line = str_cut(rest, '\n');
        struct str_cut pair = str_cut(line.head, '=');
        rest = line.tail;
        if (str_starts(line.head, S("strategy "))) {
            const struct strategy *s = strategy_find(str_skip(line.head, strlen("strategy ")));
            step = s ? policy_add(p, s, e) : NULL;
            if (!step)
                return false;
        } else if (step && !policy_set(p, step, pair.head, pair.tail, e)) {
            return false;
        }
    }
    return p->step_count > 0;
}

static bool prepare(struct policy *p, struct arena *a, struct err *e)
{
    struct column_wants wants = {.arena = a};
    return policy_prepare(p, &wants, e) && sensitivity_wants(p, &wants, e);
}

static void check_print(struct policy *p, struct arena *a)
{
    struct err e = {0};
    struct policy again;
    bool is_sound = prepare(p, a, &e);
    struct str printed = policy_print(p, a);
    policy_init(&again, a, p->context.now_us);
    bool reads_back = policy_parse(&again, printed, S("printed"), &e);
    assert(reads_back && again.step_count == p->step_count);
    assert(prepare(&again, a, &e) == is_sound);
    assert(str_eq(policy_print(&again, a), printed));
    for (int i = 0; i < p->step_count; i++) {
        check_same(&p->steps[i], &again.steps[i]);
        assert(step_command(&p->steps[i], a).len > 0);
    }
    policy_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena a = {0};
    struct err e = {0};
    struct policy p;
    struct str text = {(const char *)bytes, len};
    text = str_cut(text, '\0').head;  // what a command line can carry
    policy_init(&p, &a, 1760000000000000);
    bool is_flags = str_starts(text, S("strategy "));
    if (is_flags ? read_flags(&p, text, &e) : policy_parse(&p, text, S("fuzz"), &e))
        check_print(&p, &a);
    else
        assert(is_flags || (e.code == ERR_USAGE && e.text[0]));
    policy_release(&p);
    arena_release(&a);
    return 0;
}
