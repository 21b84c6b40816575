// canonical.h - one spelling for every JSON value: RFC 8785 (JSON Canonicalization Scheme).
#pragma once

#include "base/buf.h"
#include "base/json.h"

// Appends the canonical text of a value: members sorted by UTF-16 code units, no white space,
// numbers as ECMAScript writes them (so 0, 0.0 and -0 are "0"), minimal escapes. Of duplicate keys
// the last counts. A missing value appends nothing. (RFC 8785, June 2020, sections 3.2.2
// and 3.2.3.)
void canonical_json(struct buf *out, struct json value);
// A valid UTF-8 text as a JSON string, quoted.
void canonical_string(struct buf *out, struct str s);
// A number as ECMAScript's Number::toString; not finite gives "null".
void canonical_number(struct buf *out, double x);
