// header_row.h - cells of CSV rows by the names of their columns.
#pragma once

#include "parsers/envelope.h"

// Place of a column of the source's header, -1 when it has none of this name.
int64_t column_find(const struct source_context *source, struct str name);
// The cell of a row below that column: a string, or missing.
struct json column(const struct parse *p, struct json row, struct str name);
