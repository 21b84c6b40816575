// provider.h - who sells and who makes models: canonical names, aliases, whose model a name is.
#pragma once

#include <stdbool.h>

#include "base/str.h"

enum provider_kind {
    PROVIDER_MAKER,    // sells its own models
    PROVIDER_CLOUD,    // own prices first, else those of the maker
    PROVIDER_GATEWAY,  // passes on the prices of whoever stands behind it
    PROVIDER_HOST,     // runs models of others at its own prices, or none
};

struct provider {
    const char *name;     // canonical
    const char *aliases;  // normal forms (lower case, '-' for " _./") separated by '|'
    const char *makes;    // names of its own models, globs separated by '|'
    enum provider_kind kind;
};

extern const struct provider providers[];  // ends with a zero row

// Whether a name is one of "gpt-4o|claude*|o1"; a glob has its '*' at the end.
bool glob_list_holds(const char *globs, struct str name);

// The provider of any spelling of its name; NULL = not known.
const struct provider *provider_find(struct str name);
// The maker of a bare model name (lower case); NULL = not known.
const struct provider *provider_of_model(struct str model);
