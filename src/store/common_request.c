// common_request.c - see common_request.h.
#include "store/common_request.h"

#include <math.h>

void common_sampling(const int64_t *common, struct request *out)
{
    int64_t temperature = common_value(common, ROW_TEMPERATURE);
    out->temperature = temperature == UNKNOWN ? NAN : (double)temperature / ROW_TEMPERATURE_SCALE;
    out->max_tokens = common_value(common, ROW_MAX_TOKENS);
    out->tools_offered = common_value(common, ROW_TOOLS_OFFERED);
    out->tools_called = common_value(common, ROW_TOOLS_CALLED);
}

void common_facts(const int64_t *common, struct request *out)
{
    int64_t watch = common_value(common, ROW_WATCH);
    facts_unpack(common_value(common, ROW_FACTS), &out->facts);
    out->facts.watch = watch == UNKNOWN ? 0 : (uint32_t)watch;
}
