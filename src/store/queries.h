// queries.h - the saved queries of queries/, embedded by the build.
#pragma once

#include "base/str.h"

struct query {
    const char *name;
    struct str sql;
};

extern const struct query queries[];  // ends with a zero row
