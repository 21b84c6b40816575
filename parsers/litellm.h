// litellm.h - token counts as LiteLLM's versions have written them.
#pragma once

#include "base/json.h"
#include "model/record.h"

// Counts of a payload or SpendLogs row and its metadata (parsed). False when there are none; then
// all are UNKNOWN.
bool litellm_usage(struct usage *u, struct json root, struct json metadata);
