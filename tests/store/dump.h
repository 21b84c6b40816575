// dump.h - for the tests of the store: a database as text, to compare two.
#pragma once

#include "fake_stream.h"

#include "base/buf.h"

static inline void dump_table(struct store *s, struct str name, struct buf *out)
{
    struct arena a = {0};
    struct err e = {0};
    struct stmt *t = NULL;
    OK(stmt_open(s, str_fmt(&a, "SELECT * FROM %.*s", STR_ARG(name)), &t, &e));
    for (bool has_row = true;;) {
        OK(stmt_step(t, &has_row, &e));
        if (!has_row)
            break;
        buf_str(out, name);
        for (int i = 0; i < stmt_columns(t); i++) {
            buf_fmt(out, "|%d:", (int)stmt_type(t, i));
            buf_str(out, stmt_str(t, i));
        }
        buf_byte(out, '\n');
    }
    stmt_close(t);
    arena_release(&a);
}

// Every row of every table.
static inline struct str dump(struct store *s, struct arena *a)
{
    struct err e = {0};
    struct stmt *t = NULL;
    struct buf out = {.arena = a};
    OK(stmt_open(s, S("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1"), &t, &e));
    for (bool has_row = true;;) {
        OK(stmt_step(t, &has_row, &e));
        if (!has_row)
            break;
        dump_table(s, stmt_str(t, 0), &out);
    }
    stmt_close(t);
    return buf_view(&out);
}
