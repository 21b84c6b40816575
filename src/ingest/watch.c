// watch.c - see watch.h.
#include "ingest/watch.h"

#include "ingest/phrase.h"

uint32_t watch_find(const struct watch *watch, struct str text)
{
    uint32_t bits = 0;
    for (int i = 0; watch && i < watch->count; i++)
        if (phrase_find(text, 0, watch->words[i]) < text.len)
            bits |= UINT32_C(1) << i;
    return bits;
}
