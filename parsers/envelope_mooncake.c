// envelope_mooncake.c - public traces with block hashes instead of text: Mooncake, Qwen-Bailian.
#include "base/time.h"
#include "parsers/envelope.h"
#include "parsers/field.h"
#include "parsers/siblings.h"

// Tokens a block, by the traces' own descriptions: kvcache-ai/Mooncake FAST25 release (512),
// alibaba-edu/qwen-bailian-usagetraces-anon (16), read 2026-11.
enum { MOONCAKE_BLOCK_TOK = 512, BAILIAN_BLOCK_TOK = 16 };

static bool detect(struct json root)
{
    return json_is_array(json_get(root, S("hash_ids")));
}

// False when a hash is no whole number.
static bool read_blocks(struct parse *p, struct json ids, struct record *r)
{
    uint64_t *blocks = ARENA_ARRAY(p->arena, uint64_t, json_len(ids));
    struct json_iter it = json_iter(ids);
    int64_t count = 0;
    while (json_next(&it)) {
        int64_t id = 0;
        if (json_type(it.value) == JSON_UINT)
            id = (int64_t)it.value.tape[it.value.at + 1];
        else if (!json_to_i64(it.value, &id))
            return false;
        blocks[count++] = (uint64_t)id;
    }
    r->block_ids = blocks;
    r->block_count = count;
    return true;
}

// Times count from the start of the trace: milliseconds, in Bailian seconds.
static int64_t trace_time(const struct parse *p, struct json v, double unit_us)
{
    int64_t since_us = field_duration(v, unit_us);
    return since_us == UNKNOWN ? UNKNOWN : p->source->start_us + since_us;
}

static void parse(struct parse *p, struct json root)
{
    struct json chat = json_get(root, S("chat_id"));
    bool is_bailian = json_is_set(chat);
    struct record *r = parse_record(p);
    r->ts_us = trace_time(p, json_get(root, S("timestamp")), is_bailian ? 1e6 : 1e3);
    r->usage.tok[TOK_INPUT] = field_count(json_get(root, S("input_length")));
    r->usage.tok[TOK_OUTPUT] = field_count(json_get(root, S("output_length")));
    r->names[NAME_SESSION] = field_text(chat, p->arena);
    r->block_tok = is_bailian ? BAILIAN_BLOCK_TOK : MOONCAKE_BLOCK_TOK;
    if (!read_blocks(p, json_get(root, S("hash_ids")), r)) {
        p->outcome_count--;
        parse_reject(p, REJECT_MALFORMED, S("hash_ids holds something else than whole numbers"));
        return;
    }
    parse_tag(p, r, S("type"), field_text(json_get(root, S("type")), p->arena));
}

const struct envelope envelope_mooncake = {
    .name = "mooncake",
    .title = "block-hash traces: Mooncake, Qwen-Bailian",
    .rank = 31,
    .detect = detect,
    .parse = parse,
    .fields = "time: timestamp, ms (Bailian: s) from --start\n"
              "tokens: input_length, output_length; model unknown, so unpriced\n"
              "prefix: hash_ids, blocks of 512 (Bailian: 16) tokens\n"
              "session: chat_id; tags: type\n",
};
