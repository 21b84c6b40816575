// decompressor.h - one compression: how it is told and how a source reads through it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "ingest/source.h"

// Files source_<name>.c; the build collects them. Functions get a source whose input_*, fd and path
// are set; they consume input with source_fill() and keep what they need in s->state.
struct decompressor {
    // The name of the compression if the file begins with its magic bytes, else NULL.
    const char *(*detect)(struct str head);
    // May set s->state, in s->arena. Not called when the file is empty.
    MUST_USE bool (*open)(struct source *s, struct err *e);
    // Appends to dst up to cap bytes, advancing *n, until dst is full, s->is_done is set or an
    // error: *n counts what came before it.
    MUST_USE bool (*read)(struct source *s, char *dst, size_t cap, size_t *n, struct err *e);
    // Frees what a library holds; NULL if nothing.
    void (*close)(struct source *s);
};

extern const struct decompressor *const decompressors[];  // NULL-terminated, generated
extern const struct decompressor source_plain;            // what no other claims

// Makes at least `want` (at most SOURCE_WANT_MAX) unread input bytes available, or all up to the
// end of the file (s->is_at_eof). False: ERR_IO, ERR_INTERRUPTED.
enum { SOURCE_WANT_MAX = 64 };
MUST_USE bool source_fill(struct source *s, size_t want, struct err *e);
// Reads the file past the input buffer, for formats that need no decoding. *n == 0 at its end.
MUST_USE bool source_read_file(struct source *s, char *dst, size_t cap, size_t *n, struct err *e);
// Position in the file of the next unread input byte.
int64_t source_position(const struct source *s);
// Notes that an independent frame begins at the next input byte, `n` bytes into this read.
void source_note_frame(struct source *s, size_t n);
// A torn or corrupt source: "path: byte <position>: <text>", ERR_DATA. Returns false.
bool source_torn(const struct source *s, struct err *e, const char *format, ...) PRINTF(3, 4);

static inline struct str source_input(const struct source *s)
{
    return (struct str){(const char *)s->input + s->input_at, s->input_len - s->input_at};
}
