// model_names.h - one model name, many spellings: the candidates to look up, most specific first.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "price/provider.h"

enum { MODEL_NAME_BYTES = 256, MODEL_NAMES_MAX = 32 };

// Everything points into `text`, so the struct must not move.
struct model_names {
    char text[MODEL_NAME_BYTES];  // lower case, trimmed
    struct str names[MODEL_NAMES_MAX];
    int count;
    struct str bare;      // without provider, path, region and vendor
    struct str provider;  // canonical; unknown if it is neither given nor told by the name
    struct str maker;     // canonical; whose price stands in; unknown = none
    bool inferred;        // the provider comes from the name
    char provider_text[64];
};

// False when the name is empty or longer than any model's.
bool model_names_init(struct model_names *n, struct str provider, struct str model);
// Hash of (provider, name) that sees no difference between "4.5" and "4-5".
uint64_t model_name_key(struct str provider, struct str name);
