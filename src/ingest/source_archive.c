// source_archive.c - xz, bzip2 and lz4 by libarchive's filters.
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>

#include "ingest/decompressor.h"

struct archive_state {
    struct archive *archive;
    struct source *source;
    struct err fill_error;  // of our own reading, behind libarchive's back
};

static const char *archive_detect(struct str head)
{
    // xz file format 1.1.0 §2.1.1; bzip2(1); lz4 frame format 1.6 and its legacy frame.
    static const struct {
        size_t bytes;
        const char *magic, *name;
    } formats[] = {
        {6, "\xfd\x37zXZ\0", "xz"},
        {3, "BZh", "bzip2"},
        {4, "\x04\x22\x4d\x18", "lz4"},
        {4, "\x02\x21\x4c\x18", "lz4"},
    };
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (str_starts(head, (struct str){formats[i].magic, formats[i].bytes}))
            return formats[i].name;
    return NULL;
}

static la_ssize_t feed(struct archive *archive, void *self, const void **bytes)
{
    struct archive_state *state = self;
    struct source *s = state->source;
    if (!source_fill(s, 1, &state->fill_error)) {
        archive_set_error(archive, EIO, "%s", state->fill_error.text);
        return -1;
    }
    struct str input = source_input(s);
    *bytes = input.ptr;
    s->input_at = s->input_len;
    return (la_ssize_t)input.len;
}

static bool corrupt(struct source *s, struct err *e)
{
    struct archive_state *state = s->state;
    if (state->fill_error.code != ERR_NONE) {
        *e = state->fill_error;
        return false;
    }
    const char *why = archive_error_string(state->archive);
    return source_torn(s, e, "the %s data is corrupt or ends in the middle: %s", s->compression,
                       why ? why : "no reason given");
}

static bool archive_open(struct source *s, struct err *e)
{
    struct archive_state *state = ARENA_NEW(s->arena, struct archive_state);
    s->state = state;
    state->source = s;
    state->archive = archive_read_new();
    if (!state->archive)
        return err_set(e, ERR_IO, "%s: out of memory for libarchive", s->path);
    // A filter that is missing from this libarchive shows when the header is read.
    (void)archive_read_support_filter_xz(state->archive);
    (void)archive_read_support_filter_bzip2(state->archive);
    (void)archive_read_support_filter_lz4(state->archive);
    (void)archive_read_support_format_raw(state->archive);
    (void)archive_read_support_format_empty(state->archive);
    struct archive_entry *entry = NULL;
    if (archive_read_open(state->archive, state, NULL, feed, NULL) != ARCHIVE_OK)
        return corrupt(s, e);
    int code = archive_read_next_header(state->archive, &entry);
    if (code == ARCHIVE_EOF)
        s->is_done = true;
    return code == ARCHIVE_OK || code == ARCHIVE_EOF || corrupt(s, e);
}

static bool archive_read(struct source *s, char *dst, size_t cap, size_t *n, struct err *e)
{
    struct archive_state *state = s->state;
    while (*n < cap) {
        la_ssize_t got = archive_read_data(state->archive, dst + *n, cap - *n);
        if (got < 0)
            return corrupt(s, e);
        if (got == 0) {
            s->is_done = true;
            return true;
        }
        *n += (size_t)got;
    }
    return true;
}

static void archive_close(struct source *s)
{
    struct archive_state *state = s->state;
    if (state && state->archive)
        (void)archive_read_free(state->archive);
}

const struct decompressor source_archive = {
    .detect = archive_detect,
    .open = archive_open,
    .read = archive_read,
    .close = archive_close,
};
