// asker_slots.h - the commands that the dashboard asks, each with its state and what is known of
// it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "model/service.h"

enum { SLOTS = 64 };
#define SLOTS_BYTES ((size_t)256 << 20)  // of the answers that are kept

enum slot_state { SLOT_IDLE, SLOT_WAITING, SLOT_RUNNING, SLOT_DONE };

// A command and what is known of it. "The reader" is the thread that calls want(), look() and
// refresh(); what is neither the reader's nor the worker's is guarded by the lock.
struct slot {
    struct str command;  // in `name`
    struct arena name;
    enum slot_state state;
    bool is_wanted;
    bool is_stopped;      // by the person: not to be computed before a refresh
    bool is_once;         // it has written a file: never done again, nor kept
    int urgency;          // 0 = first
    int64_t used;         // moment of the last want(): the least is dropped first
    int64_t generation;   // of the data that `shown` is from; 0 = nothing is known
    struct reply shown;   // the reader's, and
    struct arena memory;  // what it points to
    int64_t fresh_generation;
    struct reply fresh;         // the worker's while RUNNING, the reader's once DONE, and
    struct arena fresh_memory;  // what it points to
};

struct slots {
    struct slot all[SLOTS];
};

// The most urgent that waits; NULL = none.
struct slot *slots_next(struct slots *slots);
// The slot of a command: its own, an empty one, or that of the answer that was not wanted for
// longest. NULL when all are wanted.
struct slot *slots_take(struct slots *slots, struct str command);
// Forgets what is not to be kept, and the oldest answers when they take too much memory.
void slots_trim(struct slots *slots);
void slot_forget(struct slot *s);
struct reply slot_reply(const struct slot *s);
