// request_terms.h - how a stored request is billed.
#pragma once

#include "price/call_terms.h"
#include "store/cursor.h"

// Valid until the next call.
static inline const struct call_terms *request_terms(struct call_terms_memo *m,
                                                     const struct request *r)
{
    const struct str *names = r->who->names;
    struct billed_call call = {
        .who = (uint64_t)r->who->id,
        .provider = names[NAME_PROVIDER],
        .model = names[NAME_MODEL],
        .model_requested = names[NAME_MODEL_REQUESTED],
        .tier = r->tier,
        .ts_us = r->ts_us,
    };
    return call_terms_of(m, &call);
}
