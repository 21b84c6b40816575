// arena.c - chunks from malloc, newest first; the free part is poisoned under AddressSanitizer.
#define _DEFAULT_SOURCE  // madvise()
#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif

#ifdef HAS_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n)   __asan_poison_memory_region((p), (n))
#define UNPOISON(p, n) __asan_unpoison_memory_region((p), (n))
#else
#define POISON(p, n)   ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

enum { ALIGN = 16, CHUNK_MIN = 32 * 1024, CHUNK_MAX = 1024 * 1024, KEEP_MAX = 4 * 1024 * 1024 };
// An array from this size on that needs another chunk gets it from calloc(): what comes fresh from
// the system is zero without being written to.
enum { OWN_CHUNK = CHUNK_MAX };

struct arena_chunk {
    struct arena_chunk *older;
    size_t size;  // usable bytes behind the header
};

// The header is padded so that the first allocation is aligned.
static char *chunk_begin(struct arena_chunk *c)
{
    return (char *)c + ((sizeof *c + ALIGN - 1) / ALIGN) * ALIGN;
}

void out_of_memory(void)
{
    static const char text[] = "toll: out of memory\n";
    if (write(2, text, sizeof text - 1) < 0)
        abort();
    abort();
}

// Chunks of arrays so long that they are looked up all over: in pages of 2 MiB they cost a 500th of
// the faults, and what is not written to still takes no memory, but for the last page.
static void prefer_huge_pages(char *begin, size_t size)
{
#ifdef MADV_HUGEPAGE
    enum { LONG = 2 * 1024 * 1024, PAGE = 4096 };
    size_t skipped = (PAGE - (uintptr_t)begin % PAGE) % PAGE;
    if (size >= LONG)
        (void)madvise(begin + skipped, (size - skipped) / PAGE * PAGE, MADV_HUGEPAGE);
#else
    (void)begin;
    (void)size;
#endif
}

static void add_chunk(struct arena *a, size_t need, bool is_zeroed)
{
    size_t size = a->chunk ? a->chunk->size * 2 : CHUNK_MIN;
    if (size > CHUNK_MAX)
        size = CHUNK_MAX;
    if (size < need)
        size = need;
    size_t bytes = size + (size_t)2 * ALIGN;
    struct arena_chunk *c = is_zeroed ? calloc(1, bytes) : malloc(bytes);
    if (!c)
        out_of_memory();
    prefer_huge_pages((char *)c, size);
    c->older = a->chunk;
    c->size = size;
    a->chunk = c;
    a->at = chunk_begin(c);
    a->end = a->at + size;
    a->total_bytes += size;
    POISON(a->at, size);
}

static size_t padded(size_t bytes)
{
    return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

// There is room.
static void *take(struct arena *a, size_t bytes)
{
    char *p = a->at;
    a->at += padded(bytes);
    UNPOISON(p, bytes);
    return p;
}

void *arena_raw(struct arena *a, size_t bytes)
{
    if (bytes > SIZE_MAX / 2)
        out_of_memory();
    if (padded(bytes) > (size_t)(a->end - a->at) || !a->chunk)
        add_chunk(a, padded(bytes), false);
    return take(a, bytes);
}

void *arena_alloc(struct arena *a, size_t size, size_t count)
{
    if (count && size > SIZE_MAX / 2 / count)
        out_of_memory();
    size_t bytes = size * count;
    if (bytes >= OWN_CHUNK && padded(bytes) > (size_t)(a->end - a->at)) {
        add_chunk(a, padded(bytes), true);
        return take(a, bytes);
    }
    void *p = arena_raw(a, bytes);
    memset(p, 0, bytes);
    return p;
}

void *arena_grow(struct arena *a, void *old, size_t old_bytes, size_t new_bytes)
{
    size_t want = padded(new_bytes);
    if (old && (char *)old + padded(old_bytes) == a->at && want <= (size_t)(a->end - (char *)old)) {
        a->at = (char *)old + want;
        UNPOISON(old, new_bytes);
        return old;
    }
    void *p = arena_raw(a, new_bytes);
    if (old_bytes)
        memcpy(p, old, old_bytes < new_bytes ? old_bytes : new_bytes);
    return p;
}

char *arena_cstr(struct arena *a, const char *bytes, size_t len)
{
    char *p = arena_raw(a, len + 1);
    if (len)
        memcpy(p, bytes, len);
    p[len] = 0;
    return p;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){a->chunk, a->at};
}

static void drop_newest(struct arena *a)
{
    struct arena_chunk *c = a->chunk;
    a->chunk = c->older;
    a->total_bytes -= c->size;
    UNPOISON(chunk_begin(c), c->size);
    free(c);
}

static void set_free_part(struct arena *a, char *at)
{
    if (!a->chunk) {
        a->at = a->end = NULL;
        return;
    }
    a->at = at;
    a->end = chunk_begin(a->chunk) + a->chunk->size;
    POISON(a->at, (size_t)(a->end - a->at));
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
    while (a->chunk != mark.chunk)
        drop_newest(a);
    set_free_part(a, mark.at);
}

void arena_reset(struct arena *a)
{
    struct arena_chunk *kept = a->chunk && a->chunk->size <= KEEP_MAX ? a->chunk : NULL;
    if (kept)
        a->chunk = kept->older;
    while (a->chunk)
        drop_newest(a);
    if (kept)
        kept->older = NULL;
    a->chunk = kept;
    set_free_part(a, kept ? chunk_begin(kept) : NULL);
}

void arena_release(struct arena *a)
{
    while (a->chunk)
        drop_newest(a);
    *a = (struct arena){0};
}
