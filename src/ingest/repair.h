// repair.h - the slow path of entries that simdjson refuses: split, rewrite, or say why not.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "model/sink.h"

enum repair {
    REPAIR_GLUED = 1,      // was one of several values, or had a comma or text around it
    REPAIR_UTF8 = 2,       // invalid bytes in a string -> U+FFFD
    REPAIR_SURROGATE = 4,  // \ud800 without its other half -> \ufffd
    REPAIR_NAN = 8,        // NaN, Infinity, -Infinity -> null
    REPAIR_NUMBER = 16,    // beyond 64-bit integers or doubles -> "the number as text"
    REPAIR_CONTROL = 32,   // raw control character in a string -> escaped
};

struct repaired {
    struct str text;   // valid JSON that simdjson takes, with JSON_PADDING readable bytes behind it
    size_t at, bytes;  // the piece in the entry
    unsigned repairs;  // enum repair
    bool is_rejected;  // then `reason`, and text is the piece as it is
    enum reject_reason reason;  // TORN (it ends in the middle), TOO_DEEP or NOT_JSON
};

// At least one piece, in order, for an entry that is not blank. Linear time. Valid JSON comes back
// byte for byte with repairs 0. A broken object before a whole one ({"a":"cut o{"b":1}) is a
// torn piece of its own.
struct repaired *repair_entry(struct str entry, struct arena *a, size_t *count);
