// profiled.h - for tests of the prompt profile: a database of planted calls, opened for a section.
#pragma once

#include "analyze/profile.h"
#include "tests/store/fake_stream.h"

// A database that is asked about as a whole.
struct profiled {
    struct arena arena;
    struct fake *fake;  // large: not on the stack
    struct filter filter;
    struct question question;
    struct profiling profiling;
};

// Ready to be filled with fake_record(p->fake, …).
static inline void profiled_init(struct profiled *p)
{
    *p = (struct profiled){0};
    p->fake = ARENA_NEW(&p->arena, struct fake);
    fake_init(p->fake);
}

static inline void profiled_open(struct profiled *p, const char *name, struct ledger *ledger)
{
    struct ledger added;
    const char *path = scratch_file(&p->arena, name);
    struct store *s = open_store(path, STORE_WRITE);
    fake_ingest(s, p->fake, "planted.jsonl", ledger, &added);
    store_close(s);
    p->question = (struct question){
        .filter = &p->filter,
        .since_us = UNKNOWN,
        .until_us = UNKNOWN,
        .book_date_us = UNKNOWN,
    };
    p->profiling = (struct profiling){
        .store = open_store(path, STORE_READ),
        .question = &p->question,
        .arena = &p->arena,
        .requests = p->fake->block.entry_count,
    };
}

static inline void profiled_close(struct profiled *p)
{
    store_close(p->profiling.store);
    arena_release(&p->fake->arena);
    arena_release(&p->arena);
    remove_scratch();
}
