// reply.h - what came back: text and tool calls of an answer from whole blocks or from the deltas
// of a stream.
#pragma once

#include "base/buf.h"
#include "base/map.h"
#include "model/record.h"

// A block of the answer; most have one piece, which is not copied.
struct reply_part {
    uint64_t key;
    struct str piece;   // the first
    struct buf joined;  // all of them, if there are several
};

// Pieces of one key (a choice, a block) are joined as they come, the keys by '\n' in the order of
// their first piece.
struct reply {
    struct arena *arena;
    struct reply_part *parts;
    int64_t count, cap, last;  // last: the part written to last
    struct map places;         // key to number of its part; empty while there is only one
    struct map call_keys;      // tool calls seen: key to number of the call
    int64_t calls;
    struct str *call_names;  // [call_name_cap] by number of the call; NULL until one is known
    int64_t call_name_cap;
    struct str finish;  // first reason given
};

// A key for block `block` of choice `choice`.
static inline uint64_t reply_key(int64_t choice, int64_t block)
{
    return (uint64_t)choice << 32 ^ (uint64_t)block;
}

void reply_init(struct reply *y, struct arena *a);
void reply_add(struct reply *y, uint64_t key, struct str piece);  // unknown adds nothing
// Counts each key once; of its names the first that is not empty holds (deltas have none). Calls
// behind the first REPLY_NAMES_MAX are counted without their names.
enum { REPLY_NAMES_MAX = 64 };
void reply_call(struct reply *y, uint64_t key, struct str name);
void reply_finish(struct reply *y, struct str reason);
// Sets response_text, tools_called, called_tools (of calls with a name) and the finish reason, if
// there was anything of an answer.
void reply_end(struct reply *y, struct record *r);
