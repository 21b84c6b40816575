// book_files.h - the JSON files of src/price/book, embedded by the build.
#pragma once

#include "base/str.h"

struct book_file {
    const char *name;
    struct str json;
};

extern const struct book_file price_book_files[];  // ends with a zero row
