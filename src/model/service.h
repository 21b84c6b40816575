// service.h - the seam of the dashboard: questions go out as words of the command line, answers
// come back as tables.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "model/table.h"

enum reply_status {
    REPLY_NONE,     // never asked
    REPLY_PENDING,  // being worked on, or waiting
    REPLY_READY,    // `answer`
    REPLY_FAILED,   // `message`
};

// What a command has answered.
struct reply {
    struct str command;  // "report by --by feature --where team=growth": without "toll"
    enum reply_status status;
    const struct answer *answer;  // while PENDING the one before, or NULL
    struct str message;           // what the command said: an error, or "no request matches"
    int64_t running_us;           // while PENDING: since when it runs; 0 = it waits
    int done_permille;            // of what it has to do; 0 = not known
};

// All that is known at one moment: what views draw.
struct snapshot {
    const struct reply *replies;
    int count;
    struct str database;  // its path
    bool is_ascii;        // the terminal shows no Unicode
};
// REPLY_NONE when the command was not asked.
const struct reply *snapshot_reply(const struct snapshot *s, struct str command);
// Its table with this key (the number-th of them, from 0); NULL when there is none yet.
const struct table *snapshot_table(const struct snapshot *s, struct str command, struct str key,
                                   int number);

// Who answers; src/cli does it in one thread with a connection of its own.
struct service {
    void *self;
    // Replaces what is wanted, most urgent first. What is not wanted any more is cancelled; what
    // was answered before is kept for a while. NULL = the person stops what is being computed: it
    // fails until refresh().
    void (*want)(void *self, const struct str *commands, int count);
    // Waits until an answer, the other descriptor or the time (-1 = for ever) and fills in what is
    // known. `out` is valid until the next call. False when nothing changed.
    bool (*look)(void *self, int other_fd, int wait_ms, struct snapshot *out);
    // Forgets what was answered: the data changed. Old answers stay until new ones come.
    void (*refresh)(void *self);
};

// A word of a command, quoted where a shell would want it.
struct str command_word(struct str word, struct arena *a);
// The words of a command, NUL-terminated; count in *count. NULL when a quote is not closed.
char **command_words(struct str command, struct arena *a, int *count);
