// fuzz_frame.c - the entries of a stream are the same however it is cut into buffers.
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "../ingest/chunked.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// The first two bytes choose the buffers and the longest entry.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct arena a = {0};
    size_t chunk = 1 + data[0] % 64;
    int64_t max = data[1] % 4 == 0 ? 8 + data[1] : FRAME_ENTRY_BYTES;
    struct str text = {(const char *)data + 2, size - 2};
    struct framer f;
    framer_init(&f, text, true, max);
    struct framer g = f;
    struct chunked whole = chunked_split(&f, text, 0, size, &a);
    struct chunked parts = chunked_split(&g, text, 0, chunk, &a);
    assert(whole.count == parts.count);
    assert(parts.most_held <= (size_t)max + FRAME_SLACK_BYTES + 2 * chunk);
    int64_t behind = 0;
    for (size_t i = 0; i < whole.count; i++) {
        struct entry *x = &whole.entries[i];
        struct entry *y = &parts.entries[i];
        assert(x->offset == y->offset && x->bytes == y->bytes);
        assert(x->is_torn == y->is_torn && x->is_too_long == y->is_too_long);
        assert(x->is_open_ended == y->is_open_ended);
        assert(x->offset >= behind && x->bytes > 0);
        assert(x->is_too_long || (str_eq(x->text, y->text) && x->bytes <= max));
        behind = x->offset + x->bytes;
    }
    assert(behind <= (int64_t)text.len);
    arena_release(&a);
    return 0;
}
