// options.h - command-line options described by tables, and what was found on a command line.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

// A row of a table that ends with a zero row.
struct option {
    const char *name;  // "since": written --since
    char letter;       // 'o': also written -o; 0 = none
    const char
        *argument;     // "TIME": it takes a value; "[=yes|no]": it may, after "="; NULL = a flag
    const char *help;  // one line
};

struct option_value {
    const struct option *option;
    struct str value;    // unknown for flags, and where a value was not given
    int operand;         // number of operands that stand before it
    bool is_of_operand;  // the last of these brings it
};

// Options and operands of one command line, in order.
struct args {
    struct option_value *values;
    int value_count;
    struct str *operands;  // NUL-terminated
    int operand_count;
};

// The words to read: argv[0 … argc), and the tables of options that count; either may be NULL.
struct command_line {
    int argc;
    char **argv;
    const struct option *tables[2];
    // The options that an operand brings: before those of `tables` they count for what stands
    // between it and the next operand. NULL = operands bring none.
    bool (*options_behind)(void *self, struct str operand, const struct option **out,
                           struct err *e);
    void *self;
};

// --name VALUE, --name=VALUE, -o VALUE, -oVALUE; "--" ends the options; "-" is an operand. Points
// into argv.
MUST_USE bool args_parse(struct args *out, const struct command_line *line, struct arena *a,
                         struct err *e);

bool args_has(const struct args *args, const char *name);
// The last value given; unknown ({NULL, 0}) when the option is absent.
struct str args_get(const struct args *args, const char *name);
// For repeatable options: *at starts at 0; false after the last.
bool args_next(const struct args *args, const char *name, int *at, struct str *value);
// A whole number of at least `min` (k, M, G allowed); *out is untouched when the option is absent.
MUST_USE bool args_int(const struct args *args, const char *name, int64_t min, int64_t *out,
                       struct err *e);
// An error that names the first operand beyond `max`.
MUST_USE bool args_at_most(const struct args *args, int max, struct err *e);
