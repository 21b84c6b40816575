// chain_kit.h - prompts made by hand as prefix chains, the way ingest makes them.
#pragma once

#include "sim_kit.h"

// A content block: blocks with the same text are alike. The last one has text 0.
struct kit_block {
    enum role role;
    uint64_t text;
    uint32_t bytes;
    enum cache_mark mark;
};
enum { KIT_BLOCKS = 32, KIT_GRAIN = 512 };

// Puts the chain of these blocks into a call (ingest/fingerprint.h).
static inline void kit_chain(struct kit *k, struct kit_call *call, const struct kit_block *blocks)
{
    int64_t count = 0;
    for (const struct kit_block *b = blocks; b->text; b++)
        count += b->bytes / KIT_GRAIN + 1;
    struct chain_point *points = ARENA_ARRAY(&k->arena, struct chain_point, (size_t)count);
    uint64_t p = 0;
    count = 0;
    for (const struct kit_block *b = blocks; b->text; b++) {
        p = hash_mix(p, (uint64_t)b->role);
        for (uint32_t at = 0; at < b->bytes; at += KIT_GRAIN) {
            uint32_t left = b->bytes - at;
            bool is_end = left <= KIT_GRAIN;
            p = hash_mix(p, b->text ^ (uint64_t)at << 32);
            points[count++] = (struct chain_point){
                .hash = is_end ? hash_mix(p, 0x656e64) : p,
                .size = is_end ? left : KIT_GRAIN,
                .role = (unsigned char)b->role,
                .mark = is_end ? (unsigned char)b->mark : MARK_NONE,
                .ends_segment = is_end,
            };
        }
        p = hash_mix(p, 0x656e64);
    }
    call->points = points;
    call->point_count = count;
    call->unit = CHAIN_BYTES;
}

// A call `ts_s` after the start with these blocks, four bytes a token: all input fresh.
static inline struct kit_call *kit_prompt(struct kit *k, const char *provider, const char *model,
                                          double ts_s, const struct kit_block *blocks)
{
    uint32_t bytes = 0;
    for (const struct kit_block *b = blocks; b->text; b++)
        bytes += b->bytes;
    struct kit_call *call = kit_add(k, (struct kit_call){
                                           .ts_s = ts_s,
                                           .latency_s = 1,
                                           .provider = provider,
                                           .model = model,
                                           .tok = {.n = {[TOK_INPUT] = bytes / 4}},
                                       });
    kit_chain(k, call, blocks);
    return call;
}

// A figure of the first step; fails the test when there is none of that name.
static inline struct cell kit_risk(const struct kit *k, const char *key)
{
    const struct outcome *o = &k->sim.outcomes[0];
    for (int i = 0; i < o->risk_count; i++)
        if (str_eq(str_of(o->risk[i].key), str_of(key)))
            return o->risk[i].value;
    fail_msg("no figure %s", key);
    return (struct cell){0};
}
