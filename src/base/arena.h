// arena.h - memory with few lifetimes: allocate freely, release all at once.
#pragma once

#include <stddef.h>

struct arena_chunk;

// Zero-initialise to start. Memory handed out is zeroed and aligned to 16 bytes. Not thread-safe.
// Out of memory ends the process with a message: no caller can do better.
struct arena {
    struct arena_chunk *chunk;  // newest first
    char *at, *end;             // free part of the newest chunk
    size_t total_bytes;         // held from the system, for memory reports
};

// A point to come back to; only for the arena it was taken from, newest first.
struct arena_mark {
    struct arena_chunk *chunk;
    char *at;
};

// `count` objects of `size` bytes, zeroed. Never NULL (a zero count gives a valid pointer).
void *arena_alloc(struct arena *a, size_t size, size_t count);
// The same without zeroing, for buffers that are filled at once.
void *arena_raw(struct arena *a, size_t bytes);
// Grows `old` (of old_bytes) to new_bytes, in place where it is the newest allocation, else by a
// copy; the new part is not zeroed.
void *arena_grow(struct arena *a, void *old, size_t old_bytes, size_t new_bytes);
// NUL-terminated copy, for the borders that want C strings.
char *arena_cstr(struct arena *a, const char *bytes, size_t len);

struct arena_mark arena_mark(const struct arena *a);
// Frees all that was allocated since the mark.
void arena_rewind(struct arena *a, struct arena_mark mark);
// Forgets all allocations but keeps the newest (largest) chunk for the next use, if it is not huge.
void arena_reset(struct arena *a);
// Gives everything back.
void arena_release(struct arena *a);

// What every allocation does when the system gives no more: says so and ends the process. For what
// libraries allocate by themselves.
void out_of_memory(void);

#define ARENA_NEW(arena, type)          ((type *)arena_alloc((arena), sizeof(type), 1))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), sizeof(type), (count)))
