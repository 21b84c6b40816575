// common_request.h - what common_t says of a request.
#pragma once

#include <stdint.h>

#include "store/commons.h"
#include "store/cursor.h"
#include "store/row.h"

// `common` as commons_get() gives it.
static inline int64_t common_value(const int64_t *common, enum row_column column)
{
    return common[COMMON_ROW + column - ROW_COMMON];
}
// Temperature, max_tokens, counts of tools.
void common_sampling(const int64_t *common, struct request *out);
// Facts but answer_normal_fp.
void common_facts(const int64_t *common, struct request *out);
