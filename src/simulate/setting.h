// setting.h - what can be set of a strategy: one table for policies, flags, help and messages.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "model/filter.h"

enum setting_type {
    SETTING_FLAG,      // i: 0 or 1; "true", "false", "yes", "no"
    SETTING_COUNT,     // i: a whole number; k, M, G
    SETTING_BYTES,     // i: "2GiB"
    SETTING_DURATION,  // i: µs; "250ms", "1h", "7d"
    SETTING_USD,       // i: nano-USD; "10", "$0.25"
    SETTING_INSTANT,   // i: Unix µs; what --since takes, its begin
    SETTING_SHARE,     // f: 0 … 1; "25%"
    SETTING_NUMBER,    // f
    SETTING_TEXT,      // s
    SETTING_CHOICE,    // i: index in `choices`
    SETTING_FILTER,    // filter
};
enum setting_form {
    SETTING_ONE,
    SETTING_LIST,   // items[]; JSON: a value or an array; flag: separated by commas
    SETTING_PAIRS,  // items[] with names; JSON: an object; flag: "a=1;b=2"
};

// A row of a table that ends with a zero row. A value is written alike in a policy and as a flag.
struct setting {
    const char *name;  // JSON key "max_ttl"; flag --max-ttl
    enum setting_type type;
    enum setting_form form;
    const char *fallback;        // as a flag says it; NULL = unset: UNKNOWN, NaN, {NULL}, no items
    const char *const *choices;  // of SETTING_CHOICE, NULL-terminated
    double least, most;          // bounds of numbers in their unit, both 0 = none
    const char *help;            // one line
    // An assumption that sensitivity sweeps over this range (as flags say it); NULL = measured or a
    // decision.
    const char *sweep_from, *sweep_to;
};

struct setting_item {
    struct str name;  // of SETTING_PAIRS
    struct str text;  // as written
    int64_t i;
    double f;
    struct str s;
    const struct filter *filter;
};
struct setting_value {
    bool is_given;            // not the fallback
    struct setting_item one;  // of SETTING_ONE; "none" or "" is unset
    struct setting_item *items;
    int count;
};

// What values are read with: relative instants count from now_us; everything lives in the arena.
// Filters are remembered until setting_context_release(). Zero + arena + now_us is a valid start.
struct setting_context {
    struct arena *arena;
    int64_t now_us;
    struct filter **filters;
    int filter_count;
};
void setting_context_release(struct setting_context *context);

// `text` as a flag would say it. Errors are ERR_USAGE and name the setting, what it takes, and what
// was given.
MUST_USE bool setting_parse(const struct setting *s, struct str text,
                            struct setting_context *context, struct setting_value *out,
                            struct err *e);
// Adds one item (of a list or of pairs, then with its name); for readers of JSON.
MUST_USE bool setting_add(const struct setting *s, struct str name, struct str text,
                          struct setting_context *context, struct setting_value *out,
                          struct err *e);
// The value as a flag says it, in `a`; "none" when it is unset.
struct str setting_value_text(const struct setting *s, const struct setting_value *v,
                              struct arena *a);
// NULL with an error when the text is no filter.
const struct filter *setting_filter(struct str text, struct setting_context *context,
                                    struct err *e);
