// attr.h - the few compiler attributes the code uses, under names that say what they ask for.
#pragma once

// The caller must look at the result: it says whether the outputs were set.
#define MUST_USE __attribute__((warn_unused_result))
// printf-like: argument `fmt` is the format, `args` the first of its arguments (1-based).
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
// Fetches the cache line of an address into the cache; any address is allowed.
#define PREFETCH(address) __builtin_prefetch(address)
#define LIKELY(x)         __builtin_expect(!!(x), 1)
#define UNLIKELY(x)       __builtin_expect(!!(x), 0)
