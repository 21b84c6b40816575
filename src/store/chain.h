// chain.h - prefix chains on disk: what a request shares with an earlier one, and the new points.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "model/record.h"

// The blob of request_t.chain. CHAIN_BYTES:
//     varint back     request minus parent; 0 = no parent
//     varint kept     points shared with the parent, from the first on
//     runs            of new points, until the end of the blob:
//         byte        role | mark << 3 | ends_segment << 5 | is_explicit << 6
//         varint      bytes from the point before the run to its last point
//         varint      points, only if is_explicit; else ceil(bytes / 512), at least 1
//         6 bytes     low bits of the hash of each point, little-endian
// All points of a run but the last are 512 bytes apart, without mark and end; a point of another
// size, with a mark, with an end, or before another role closes its run.
// CHAIN_BLOCKS (ids mean the same in any request, so nothing is shared with a parent):
//     varint          tokens of a block
//     varint          tokens of the last block
//     varint…         id of each block minus the one before, zigzag (the first minus 0)
enum { CHAIN_GRAIN = 512 };

// A hash chains all points before it, so 48 bits tell the ways on from one point apart; among ten
// million points of a database one pair in six such databases is alike.
#define CHAIN_HASH_BITS  48
#define CHAIN_HASH(hash) ((hash) & ((1ULL << CHAIN_HASH_BITS) - 1))

struct chain_head {
    int64_t parent;  // request; 0 = none
    int64_t kept;    // points of the parent's chain that come first
};

// `request` is the number the chain is stored under.
void chain_encode(const struct chain_point *points, int64_t count, enum chain_unit unit,
                  struct chain_head head, int64_t request, struct buf *out);
// A chain as it is stored: the head and the new points (without the kept ones).
struct chain {
    struct chain_head head;
    struct chain_point *points;
    int64_t count;
};
// The points live in `a`, their hashes are CHAIN_HASH(). False when the bytes are torn.
MUST_USE bool chain_decode(struct str blob, enum chain_unit unit, int64_t request,
                           struct chain *out, struct arena *a);

// The same chain with another hash for every point, as `hash_of` says. False when it is torn.
MUST_USE bool chain_rehash(struct str blob, enum chain_unit unit,
                           uint64_t (*hash_of)(const void *self, uint64_t hash), const void *self,
                           struct buf *out);

// Which request was the first of the recent ones to have a point. Direct-mapped: a newer point
// displaces an older one, so that finding is best effort and depends on nothing but the order.
struct chain_index {
    struct chain_slot *slots;
};
void chain_index_init(struct chain_index *x, struct arena *a);
// The request that shares the most points, from the first on.
struct chain_head chain_index_find(const struct chain_index *x, const struct chain_point *points,
                                   int64_t count);
// Remembers the new points (from `kept` on) of a request.
void chain_index_add(struct chain_index *x, const struct chain_point *points, int64_t kept,
                     int64_t count, int64_t request);
