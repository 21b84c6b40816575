// repair_value.h - copies one JSON value, rewriting what simdjson refuses; the inner part of
// repair.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

// White space of RFC 8259.
static inline bool mend_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

enum mend_end {
    MEND_DONE,
    MEND_TORN,  // the text ends in the middle of the value
    MEND_BAD,   // no JSON at `at`
    MEND_DEEP,  // nested deeper than simdjson goes
};

struct mend {
    struct str text;
    size_t at;         // next byte; after a call where the value ended or went wrong
    struct buf out;    // the value is appended here
    unsigned repairs;  // enum repair, collected
};

// Copies the value that begins at m->at.
enum mend_end mend_value(struct mend *m);
