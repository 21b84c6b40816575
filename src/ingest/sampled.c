// sampled.c - see sampled.h.
#include "ingest/sampled.h"

enum { SLOTS = 1 << 11 };

struct sampled {
    struct slot {
        uint64_t stratum;
        uint64_t lowest[SAMPLES_KEPT];  // ascending
        int count;                      // 0 = free
    } slots[SLOTS];
};

struct sampled *sampled_new(struct arena *a)
{
    return ARENA_NEW(a, struct sampled);
}

bool sampled_take(struct sampled *s, uint64_t stratum, uint64_t segment)
{
    struct slot *slot = &s->slots[stratum & (SLOTS - 1)];
    if (slot->stratum != stratum)
        *slot = (struct slot){.stratum = stratum};
    int at = 0;
    while (at < slot->count && slot->lowest[at] < segment)
        at++;
    if (at == SAMPLES_KEPT || (at < slot->count && slot->lowest[at] == segment))
        return false;
    slot->count += slot->count < SAMPLES_KEPT;
    for (int i = slot->count - 1; i > at; i--)
        slot->lowest[i] = slot->lowest[i - 1];
    slot->lowest[at] = segment;
    return true;
}
