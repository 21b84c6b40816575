// csv.h - RFC 4180 rows: cells, header names, and a row as JSON text for the parsers.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

// True when the first row of the head reads as a header: names, and a second row of as many cells.
// Sets the delimiter (, ; or tab), and the header row and its size with the line end.
bool csv_sniff(struct str head, bool head_is_all, char *delimiter, struct str *header,
               size_t *header_bytes);
// The cells of one row (a FRAME_CSV entry). Cells without quotes point into the row. A quoted cell
// that does not close ends with the row.
struct str *csv_row(struct str row, char delimiter, struct arena *a, size_t *count);
// Header names: lower case, trimmed.
struct str *csv_columns(struct str header, char delimiter, struct arena *a, size_t *count);
// The row as a JSON array of exactly `columns` strings, with JSON_PADDING bytes behind it: empty
// cells are "", missing ones null, more cells than columns are left out. Invalid UTF-8 becomes
// U+FFFD.
struct str csv_row_json(struct str row, char delimiter, size_t columns, struct arena *a);
