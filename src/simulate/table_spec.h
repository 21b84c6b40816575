// table_spec.h - the columns of a table as a static list of C strings.
#pragma once

#include "model/table.h"

// A struct column with C strings. `title` NULL: for programs only (report/renderer.h).
struct column_spec {
    const char *key, *title;
    enum unit unit;
    enum evidence evidence;
    bool is_label;
};
struct table *table_of_specs(struct arena *a, const char *key, const char *title,
                             const struct column_spec *specs, int count);
