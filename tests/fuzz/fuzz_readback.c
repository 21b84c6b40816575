// fuzz_readback.c - any file as a log, whatever is noted of it: entries come in order, as the file
// has them, and calls are the same when they are asked for by their places.
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "ingest/readback.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

// CONTROL_BYTES: what is noted, and a place to ask for; the file follows.
enum { CONTROL_BYTES = 16, FRAMES = 3, MOST_ENTRIES = 8 };

struct log {
    char path[32];
    struct str text;
    bool is_plain;  // not compressed, whatever libraries may see in it
    struct readback_known known;
    struct source_frame frames[FRAMES];
};

static void check_error(const struct err *e)
{
    assert((e->code == ERR_IO || e->code == ERR_DATA) && e->text[0]);
}

static void check_entry(const struct log *l, const struct readback_entry *entry)
{
    assert(entry->offset >= 0 && entry->text.len > 0);
    assert(entry->value_count >= 0 && (!entry->value_count || entry->values));
    if (!l->is_plain)
        return;
    assert((size_t)entry->offset + entry->text.len <= l->text.len);
    assert(memcmp(entry->text.ptr, l->text.ptr + entry->offset, entry->text.len) == 0);
}

// The entry at a place; `len`: of one that stands there, UNKNOWN where none needs to.
static void read_at(const struct log *l, int64_t offset, int64_t len)
{
    struct readback *r = NULL;
    struct readback_entry entry;
    struct err e = {0};
    bool has = false;
    if (!readback_open(l->path, &l->known, &r, &e)) {
        assert(len == UNKNOWN);
        check_error(&e);
        return;
    }
    bool ok = readback_at(r, offset, &entry, &has, &e);
    assert(len == UNKNOWN || (ok && has && (int64_t)entry.text.len == len));
    if (!ok)
        check_error(&e);
    else if (has)
        check_entry(l, &entry);
    assert(!ok || !has || entry.offset == offset);
    readback_close(r);
}

static void read_all(const struct log *l, struct str wanted)
{
    struct readback *r = NULL;
    struct readback_entry entry;
    struct err e = {0};
    int64_t behind = 0, offsets[MOST_ENTRIES], lens[MOST_ENTRIES];
    int count = 0;
    bool has = true;
    if (!readback_open(l->path, &l->known, &r, &e)) {
        check_error(&e);
        return;
    }
    while (has && readback_next(r, wanted, &entry, &has, &e)) {
        if (!has)
            break;
        check_entry(l, &entry);
        assert(entry.offset >= behind && str_contains(entry.text, wanted));
        behind = entry.offset + (int64_t)entry.text.len;
        bool is_call = entry.value_count > 0 && entry.values[0].record;
        if (is_call && count < MOST_ENTRIES) {
            offsets[count] = entry.offset;
            lens[count++] = (int64_t)entry.text.len;
        }
    }
    if (has)
        check_error(&e);
    readback_close(r);
    for (int i = 0; i < count && l->is_plain; i++)
        read_at(l, offsets[i], lens[i]);
}

static int64_t two(const uint8_t *at)
{
    return at[0] << 8 | at[1];
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char *const compressions[] = {"none", "zstd", "gzip", "xz"};
    if (len < CONTROL_BYTES)
        return 0;
    struct log l = {.path = "/tmp/toll_fuzz_XXXXXX"};
    l.text = (struct str){(const char *)bytes + CONTROL_BYTES, len - CONTROL_BYTES};
    l.is_plain = l.text.len > 0 && strchr("{[\"adm", l.text.ptr[0]);
    size_t head = bytes[0] < l.text.len ? bytes[0] : l.text.len;
    for (int i = 0; i < FRAMES; i++)
        l.frames[i] = (struct source_frame){two(bytes + 2 + 4 * i), two(bytes + 4 + 4 * i)};
    l.known = (struct readback_known){
        .compression = str_of(compressions[bytes[1] & 3]),
        .head_hash = hash_bytes(l.text.ptr, head),
        .head_bytes = (int64_t)head,
        .frames = l.frames,
        .frame_count = (bytes[1] >> 2) & FRAMES,
    };
    int fd = mkstemp(l.path);
    assert(fd >= 0);
    ssize_t written = write(fd, l.text.ptr, l.text.len);
    assert(written == (ssize_t)l.text.len);
    read_all(&l, S(""));
    read_all(&l, S("1"));
    read_at(&l, two(bytes + 14) % (int64_t)(l.text.len + 2), UNKNOWN);
    close(fd);
    unlink(l.path);
    return 0;
}
