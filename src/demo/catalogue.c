// catalogue.c - two bytes an entry; see catalogue.h.
#include "demo/catalogue.h"

void catalogue_init(struct catalogue *c, int64_t entries, struct arena *a)
{
    c->entries = entries;
    c->asked = ARENA_ARRAY(a, unsigned char, (size_t)entries);
    c->answered = ARENA_ARRAY(a, unsigned char, (size_t)entries);
}

static bool set_bit(unsigned char *bits, int bit)
{
    bool was = *bits >> bit & 1;
    *bits = (unsigned char)(*bits | 1U << bit);
    return was;
}

bool catalogue_ask(struct catalogue *c, int64_t entry, int variant, bool *is_new_entry)
{
    *is_new_entry = c->asked[entry] == 0;
    return !set_bit(&c->asked[entry], variant);
}

bool catalogue_answer(struct catalogue *c, int64_t entry, int variant)
{
    return set_bit(&c->answered[entry], variant);
}
