// siphash.h - SipHash-2-4, a hash that nobody can compute or invert without its key.
#pragma once

#include <stddef.h>
#include <stdint.h>

// 128 secret bits. hash.h is faster and hides nothing.
struct siphash_key {
    uint64_t k0, k1;
};

// Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012, section 2.
uint64_t siphash(const struct siphash_key *key, const void *bytes, size_t len);
