// fuzz_repair.c - what repair gives out parses, or is rejected; what parsed before comes back as it
// was.
#include "ingest/repair.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json_parser *parser = json_parser_new();
    assert(parser);
    struct arena a = {0};
    struct str entry = {(const char *)data, size};
    struct json root;
    bool was_valid = json_parse(parser, entry, 0, &root) == JSON_OK;
    size_t count = 0;
    struct repaired *pieces = repair_entry(entry, &a, &count);
    assert(count >= 1);
    size_t behind = 0;
    for (size_t i = 0; i < count; i++) {
        assert(pieces[i].at >= behind && pieces[i].at + pieces[i].bytes <= size);
        behind = pieces[i].at + pieces[i].bytes;
        if (pieces[i].is_rejected)
            continue;
        assert(json_parse(parser, pieces[i].text, JSON_PADDING, &root) == JSON_OK);
        bool is_same = pieces[i].text.len == pieces[i].bytes &&
                       memcmp(pieces[i].text.ptr, data + pieces[i].at, pieces[i].bytes) == 0;
        assert(is_same || (pieces[i].repairs & ~(unsigned)REPAIR_GLUED));
    }
    if (was_valid)
        assert(count == 1 && !pieces[0].is_rejected);
    arena_release(&a);
    json_parser_free(parser);
    return 0;
}
