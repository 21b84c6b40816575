// sweeps_avx2.c - the sweeps in vectors of 32 bytes, for processors with AVX2.
#ifdef __x86_64__
#define SWEEPS    sweeps_avx2
#define ROW_BYTES 32
#define ROW_CODE  __attribute__((target("avx2")))
#include "ingest/sweeps_code.h"
#else
extern int sweeps_avx2_is_empty;  // ISO C wants a declaration
#endif
