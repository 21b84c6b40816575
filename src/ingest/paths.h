// paths.h - the sources that the arguments of ingest name, in order, each once.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct path_item {
    const char *path;   // to open; "-" is standard input
    int64_t bytes;      // of the file; UNKNOWN for a stream
    struct err *error;  // not NULL: it cannot be read (ERR_IO); report it and go on
};

// Arguments in their order; a directory gives its files, recursively, sorted by name (bytes),
// hidden ones and those that are no regular files left out; a pattern the shell left alone
// ("logs/*.zst") gives its matches, sorted. What is named twice, also by another name (device and
// inode), comes once, at its first place.
struct path_item *paths_expand(const char *const *arguments, size_t argument_count, struct arena *a,
                               size_t *count);
