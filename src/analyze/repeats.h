// repeats.h - exact distinct counts of fingerprints and the cost of repeated requests.
#pragma once

#include <stdint.h>

#include "analyze/findings.h"
#include "store/cursor.h"

struct repeat {
    uint64_t print;
    uint64_t cost;  // nano-USD << 1 | failed
};

// Keeps 16 bytes a request and fingerprint. Zero is a valid start.
struct repeats {
    struct arena memory[PRINT_COUNT];
    struct repeat *pairs[PRINT_COUNT];
    size_t count[PRINT_COUNT], cap[PRINT_COUNT];
};

// In the order of the database's rows: the first call of a fingerprint is the one that came first.
void repeats_add(struct repeats *r, const struct request *request);
void repeats_count(const struct repeats *r, struct repetition *out);
void repeats_release(struct repeats *r);
