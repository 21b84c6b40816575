// capacity.c - see capacity.h.
#include "simulate/capacity.h"

#include "model/record.h"

bool capacity_parse(struct str text, struct capacity *out, struct err *e)
{
    struct capacity c = {.limit = UNKNOWN, .is_bytes = str_ends(text, S("B"))};
    if (text.ptr && (!str_to_size(text, &c.limit) || c.limit == 0))
        return err_set(e, ERR_USAGE,
                       "capacity takes a number of entries such as 10k, or bytes such as 512MiB, "
                       "not '%.*s'",
                       STR_ARG(text));
    *out = c;
    return true;
}
