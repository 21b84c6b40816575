// stratum.c - see stratum.h.
#include "model/stratum.h"

#include "base/hash.h"

enum { GROUPS = 64, GROUP_TOKENS = 2 };

uint64_t shape_form(const struct shape *shape)
{
    return hash_bytes(shape->system, SHAPE_SYSTEM);
}

uint64_t stratum_of(const struct shape *shape, enum role role)
{
    uint64_t group = 0;
    if (role == ROLE_USER)
        group = 1 + hash_bytes(shape->head, GROUP_TOKENS) % GROUPS;
    return hash_seeded(shape->system, SHAPE_SYSTEM, group) >> 1;
}
