// fuzz_chain.c - any bytes as a prefix chain: torn, or points that come back from their own bytes.
#include <assert.h>

#include "store/chain.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static uint64_t same_hash(const void *self, uint64_t hash)
{
    (void)self;
    return hash;
}

static void check_point(const struct chain_point *p, const struct chain_point *again)
{
    assert(p->hash == again->hash && p->size == again->size);
    assert(p->role == again->role && p->mark == again->mark);
    assert(p->ends_segment == again->ends_segment);
    assert(p->role <= ROLE_TOOL && p->mark <= MARK_1H);
}

static void check_blob(struct str blob, enum chain_unit unit)
{
    enum { REQUEST = 1000 };
    struct arena a = {0};
    struct buf copy = {.arena = &a};
    struct chain c, again;
    bool is_whole = chain_decode(blob, unit, REQUEST, &c, &a);
    assert(chain_rehash(blob, unit, same_hash, NULL, &copy) == is_whole);
    if (is_whole) {
        assert(c.head.parent <= REQUEST && c.head.kept >= 0);
        assert(chain_decode(buf_view(&copy), unit, REQUEST, &again, &a));
        assert(again.head.parent == c.head.parent && again.head.kept == c.head.kept);
        assert(again.count == c.count);
        for (int64_t i = 0; i < c.count; i++)
            check_point(&c.points[i], &again.points[i]);
    }
    arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct str blob = {(const char *)bytes, len};
    check_blob(blob, CHAIN_BYTES);
    check_blob(blob, CHAIN_BLOCKS);
    return 0;
}
