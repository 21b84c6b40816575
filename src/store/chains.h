// chains.h - prefix chains of requests, whole: what a request shares with earlier ones is put in
// front.
#pragma once

#include <stdint.h>

#include "base/err.h"
#include "model/columns.h"

struct store;

// Decoded chains are remembered, so that the next call of a conversation costs only what is new in
// it: at most CHAINS_BYTES of them, the ones that were not asked for lately are forgotten and read
// again.
#define CHAINS_BYTES ((size_t)64 << 20)

struct chains;
// `cache_bytes`: CHAINS_BYTES, or less for tests. Before store_close() chains_close().
MUST_USE bool chains_open(struct store *s, size_t cache_bytes, struct chains **out, struct err *e);
// The seam of columns.h; read() gives ERR_DB for a torn blob or a missing parent, and count 0 for a
// request that has no chain or does not exist. Valid until chains_close().
const struct chain_source *chains_source(struct chains *c);
// Blobs that were read, for tests and measurements.
int64_t chains_blobs(const struct chains *c);
void chains_close(struct chains *c);  // NULL is fine
