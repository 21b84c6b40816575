// normal.h - texts made alike: normal form (same words) and mask (same template).
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "ingest/spots.h"

// Appends the normal form of a valid UTF-8 text: NFKC with full case folding, runs of white space
// as one space, none at the ends, and no punctuation (. , ; : ! ? and U+3002) at the end.
void normal_form(struct buf *out, struct str text);

// What stands in for a variable span in a masked text: byte 0x01 and then the kind.
enum mask_kind {
    MASK_NUMBER = 'N',
    MASK_TIME = 'T',  // dates and clock times
    MASK_ID = 'I',    // UUIDs, hexadecimal ids of 8 or more digits, tool-call and response ids
    MASK_EMAIL = 'E',
    MASK_URL = 'U',
};

// Appends the text with its variable spans replaced; everything else stays to the letter. Spans:
//   URL     letters "://" up to white space or one of "'<>)]}
//   e-mail  [A-Za-z0-9._%+-]+ @ [A-Za-z0-9-]+ ( . [A-Za-z0-9-]+ )+
//   else    a run of ASCII letters, digits and _ that has a digit, with the parts joined to it by
//   one of
//           - . : / + , : a time if it is digits, T, Z and at least one of - : / with two or more
//           parts; an id if it is 8 or more hexadecimal digits and dashes with both letters and
//           digits, or letters + (_ or -) + 8 or more letters and digits with a digit; a number if
//           it is digits with . or ,. In any other, each run of digits is a number and the rest
//           stays. A run is looked at in pieces of at most 128 bytes.
void mask_text(struct buf *out, struct str text);

// The same spans one by one, in their order.
struct mask_span {
    size_t offset, bytes;
    enum mask_kind kind;
};
enum { MASK_RUN_BYTES = 128 };
struct mask_walk {
    struct str text;
    struct spots signs;
    size_t at, stretch_end;      // next byte to look at, and how far spans may reach
    bool tries_mail, tries_url;  // the stretch has an @, a ://
    struct mask_span found[MASK_RUN_BYTES / 2];  // in the last word, not yet handed out
    int first, count;
};
void mask_begin(struct mask_walk *w, struct str text);
bool mask_next(struct mask_walk *w, struct mask_span *out);  // false at the end

// Length of the e-mail address at the front of a text, 0 if there is none.
size_t email_length(struct str s);
