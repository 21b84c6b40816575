// frame_scan.h - what the scanners behind framer_cut() share.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "ingest/frame.h"

// A buffer being scanned. Positions count from its first byte.
struct scan {
    struct framer *f;
    struct str bytes;
    bool at_end;
    size_t at;     // next byte to look at
    size_t start;  // of the open entry
    struct frame_cut *cut;
};

static inline bool frame_is_blank(char c)
{
    return c == ' ' || c == 0 || (c >= '\t' && c <= '\r');
}

static inline bool frame_is_one_of(char c, struct str set)
{
    return memchr(set.ptr, c, set.len) != NULL;
}

// Eight bytes at once: nonzero if one of them is c (Mycroft's test, 1987).
static inline uint64_t frame_word_has(uint64_t word, unsigned char c)
{
    const uint64_t ones = 0x0101010101010101ULL;
    uint64_t other = word ^ (ones * c);
    return (other - ones) & ~other & (ones << 7);
}

static inline uint64_t frame_word_at(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

// Adds the entry at [begin, end); `entry` says what else it is.
void frame_add(struct scan *s, size_t begin, size_t end, struct entry entry);
// The open entry is too long: from now on its bytes are dropped.
void frame_discard(struct scan *s);
// Adds the entry that was being dropped, which ends before `end`.
void frame_add_long(struct scan *s, size_t end);

// Fill s->cut with the entries of the buffer. They leave s->at and s->start where they stopped:
// what lies before s->start is done with.
void frame_scan_values(struct scan *s);
void frame_scan_rows(struct scan *s);
