// packed.h - logs as tests write them: packed every way, frame by frame.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <isa-l/igzip_lib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>
#include <zstd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"

static inline void write_file(const char *path, struct str bytes)
{
    // A new file: some file systems wait for the disk when an old one is written over.
    (void)unlink(path);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.ptr ? bytes.ptr : "", 1, bytes.len, f), bytes.len);
    assert_int_equal(fclose(f), 0);
}

// A frame that does not say how long it is. window_log: 0 = as the level has it.
static inline struct str zstd_frame(struct str text, int window_log, struct arena *a)
{
    size_t cap = ZSTD_compressBound(text.len) + 64;
    char *out = arena_raw(a, cap);
    ZSTD_CCtx *context = ZSTD_createCCtx();
    assert_false(ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)));
    assert_false(ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0)));
    if (window_log)
        assert_false(ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log)));
    // Streaming in two parts: the size is not known beforehand, so the window stays as asked for.
    ZSTD_inBuffer in = {text.ptr, text.len, 0};
    ZSTD_outBuffer to = {out, cap, 0};
    assert_false(ZSTD_isError(ZSTD_compressStream2(context, &to, &in, ZSTD_e_continue)));
    assert_int_equal(ZSTD_compressStream2(context, &to, &in, ZSTD_e_end), 0);
    ZSTD_freeCCtx(context);
    return (struct str){out, to.pos};
}

static inline struct str gzip_member(struct str text, struct arena *a)
{
    size_t cap = text.len + text.len / 8 + 1024;
    char *out = arena_raw(a, cap);
    char *copy = arena_cstr(a, text.ptr, text.len);
    struct isal_zstream *z = ARENA_NEW(a, struct isal_zstream);
    isal_deflate_init(z);
    z->level = 1;
    z->level_buf_size = ISAL_DEF_LVL1_DEFAULT;
    z->level_buf = arena_raw(a, ISAL_DEF_LVL1_DEFAULT);
    z->gzip_flag = IGZIP_GZIP;
    z->end_of_stream = 1;
    z->next_in = (uint8_t *)copy;
    z->avail_in = (uint32_t)text.len;
    z->next_out = (uint8_t *)out;
    z->avail_out = (uint32_t)cap;
    assert_int_equal(isal_deflate(z), COMP_OK);
    assert_int_equal(z->avail_in, 0);
    return (struct str){out, cap - z->avail_out};
}

// The text through a filter of libarchive, by name.
static inline struct str packed(struct str text, const char *filter, struct arena *a)
{
    size_t cap = text.len * 2 + (1 << 20);
    char *out = arena_raw(a, cap);
    size_t used = 0;
    struct archive *archive = archive_write_new();
    struct archive_entry *entry = archive_entry_new();
    assert_int_equal(archive_write_add_filter_by_name(archive, filter), ARCHIVE_OK);
    assert_int_equal(archive_write_set_format_raw(archive), ARCHIVE_OK);
    assert_int_equal(archive_write_set_bytes_in_last_block(archive, 1), ARCHIVE_OK);
    assert_int_equal(archive_write_open_memory(archive, out, cap, &used), ARCHIVE_OK);
    archive_entry_set_filetype(entry, AE_IFREG);
    assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
    assert_int_equal(archive_write_data(archive, text.ptr, text.len), text.len);
    assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
    archive_entry_free(entry);
    archive_write_free(archive);
    return (struct str){out, used};
}
