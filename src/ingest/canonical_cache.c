// canonical_cache.c - see canonical_cache.h.
#include "ingest/canonical_cache.h"

#include <string.h>

#include "base/hash.h"
#include "ingest/canonical.h"

enum { SLOTS = 512, TEXT_MAX = 8192 };

// The RFC 8785 text of a structured value, by a hash of the value as it was parsed.
struct known_json {
    uint64_t hash;  // 0: free
    char *text;
    size_t len, cap;
};

void canonical_cache_init(struct canonical_cache *c, struct arena *a)
{
    *c = (struct canonical_cache){.slots = ARENA_ARRAY(a, struct known_json, SLOTS)};
}

void canonical_cache_release(struct canonical_cache *c)
{
    arena_release(&c->kept);
}

// Equal for values that were written alike, wherever they stand in their documents.
static uint64_t parsed_hash(struct json v)
{
    uint64_t hash = 0;
    size_t end = json_after(v);
    for (size_t at = v.at; at < end; at++) {
        struct json part = {v.tape, v.strings, at};
        enum json_type type = json_type(part);
        if (type == JSON_STRING) {
            struct str text = json_str(part);
            hash = hash_mix(hash, hash_str(text));
        } else if (type == JSON_INT || type == JSON_UINT || type == JSON_DOUBLE) {
            hash = hash_mix(hash + (uint64_t)type, v.tape[++at]);
        } else {
            hash = hash_mix(hash, (uint64_t)type);
        }
    }
    return hash ? hash : 1;
}

struct str canonical_cache_text(struct canonical_cache *c, struct json value, struct arena *scratch)
{
    uint64_t hash = value.tape ? parsed_hash(value) : 1;
    struct known_json *slot = &c->slots[hash & (SLOTS - 1)];
    if (slot->hash == hash)
        return (struct str){slot->text, slot->len};
    struct buf b = {.arena = scratch};
    canonical_json(&b, value);
    if (b.len && b.len <= TEXT_MAX) {
        if (slot->cap < b.len) {
            slot->cap = b.len * 2;
            slot->text = arena_raw(&c->kept, slot->cap);
        }
        memcpy(slot->text, b.ptr, b.len);
        slot->len = b.len;
        slot->hash = hash;
    }
    return buf_view(&b);
}
