// repair.c - the pieces of an entry: whole values, torn ones, and what lies between.
#include "ingest/repair.h"

#include <string.h>

#include "base/json.h"
#include "ingest/repair_value.h"

// No call fits in less, and a line of "{}{}{}" must not grow to many times its size.
enum { PIECE_BYTES_MIN = 32, PIECES_MIN = 64 };

struct pieces {
    struct str entry;
    struct arena *arena;
    struct mend mend;
    struct repaired *list;  // text.len and, until the end, text.ptr's distance from the output
    size_t *out_at;         // in the output, by piece
    size_t count, cap;
    bool has_junk;  // something but white space between the pieces
    // A broken value before what looks like a new one: kept only if all that follows is whole.
    bool is_guess;
    size_t guess_count, guess_at;
};

static void add_piece(struct pieces *p, struct repaired piece, size_t out_at)
{
    if (p->count == p->cap) {
        size_t cap = p->cap ? p->cap * 2 : 4;
        p->list = arena_grow(p->arena, p->list, p->cap * sizeof *p->list, cap * sizeof *p->list);
        p->out_at =
            arena_grow(p->arena, p->out_at, p->cap * sizeof *p->out_at, cap * sizeof *p->out_at);
        p->cap = cap;
    }
    p->out_at[p->count] = out_at;
    p->list[p->count++] = piece;
}

static void add_rejected(struct pieces *p, size_t begin, size_t end, enum reject_reason reason)
{
    while (end > begin && mend_is_blank(p->entry.ptr[end - 1]))
        end--;
    struct repaired piece = {
        .text = {p->entry.ptr + begin, end - begin},
        .at = begin,
        .bytes = end - begin,
        .is_rejected = true,
        .reason = reason,
    };
    add_piece(p, piece, 0);
}

static bool begins_object(struct str entry, size_t at)
{
    return at + 1 < entry.len && entry.ptr[at] == '{' &&
           (entry.ptr[at + 1] == '"' || entry.ptr[at + 1] == '}');
}

// The last place in (begin, end] where an object begins, or `begin`.
static size_t object_before(struct str entry, size_t begin, size_t end)
{
    size_t at = end;
    while (at > begin && !begins_object(entry, at))
        at--;
    return at;
}

// The first place behind `begin` where an object begins, or the end.
static size_t object_behind(struct str entry, size_t begin)
{
    size_t at = begin + 1;
    while (at < entry.len && !begins_object(entry, at))
        at++;
    return at < entry.len ? at : entry.len;
}

static size_t skip_separators(struct pieces *p, size_t at)
{
    for (; at < p->entry.len; at++) {
        char c = p->entry.ptr[at];
        bool is_blank = mend_is_blank(c);
        if (!is_blank && c != ',' && c != 0 && c != '\v' && c != '\f')
            break;
        p->has_junk |= !is_blank;
    }
    return at;
}

// What was taken for a new object is part of a broken one: one piece, up to the end.
static size_t drop_guess(struct pieces *p)
{
    p->count = p->guess_count;
    add_rejected(p, p->guess_at, p->entry.len, REJECT_NOT_JSON);
    return p->entry.len;
}

// The value at `begin` is broken at m->at, before the end of the entry. Returns where to go on.
static size_t behind_broken(struct pieces *p, size_t begin)
{
    char first = p->entry.ptr[begin];
    if (first != '{' && first != '[' && !p->is_guess) {
        // Text: what follows stands for itself.
        size_t next = object_behind(p->entry, begin);
        add_rejected(p, begin, next, REJECT_NOT_JSON);
        return next;
    }
    // Each byte is read at most twice: the place found is the last one before the error.
    size_t next = object_before(p->entry, begin, p->mend.at);
    if (next == begin && p->is_guess)
        return drop_guess(p);
    if (next == begin) {
        add_rejected(p, begin, p->entry.len, REJECT_NOT_JSON);
        return p->entry.len;
    }
    if (!p->is_guess) {
        p->is_guess = true;
        p->guess_count = p->count;
        p->guess_at = begin;
    }
    add_rejected(p, begin, next, REJECT_TORN);
    return next;
}

// Reads the piece that begins at `begin`; returns where the next may begin.
static size_t take_piece(struct pieces *p, size_t begin)
{
    size_t out_at = p->mend.out.len;
    p->mend.at = begin;
    p->mend.repairs = 0;
    enum mend_end ended = mend_value(&p->mend);
    if (ended == MEND_DONE) {
        struct repaired piece = {
            .text.len = p->mend.out.len - out_at,
            .at = begin,
            .bytes = p->mend.at - begin,
            .repairs = p->mend.repairs,
        };
        add_piece(p, piece, out_at);
        return p->mend.at;
    }
    p->mend.out.len = out_at;
    if (ended == MEND_BAD)
        return behind_broken(p, begin);
    if (p->is_guess)
        return drop_guess(p);
    add_rejected(p, begin, p->entry.len, ended == MEND_TORN ? REJECT_TORN : REJECT_TOO_DEEP);
    return p->entry.len;
}

struct repaired *repair_entry(struct str entry, struct arena *a, size_t *count)
{
    struct pieces p = {.entry = entry, .arena = a};
    p.mend = (struct mend){.text = entry, .out = {.arena = a}};
    (void)buf_reserve(&p.mend.out, entry.len + JSON_PADDING);
    size_t at = skip_separators(&p, 0);
    while (at < entry.len && p.count < PIECES_MIN + entry.len / PIECE_BYTES_MIN)
        at = skip_separators(&p, take_piece(&p, at));
    if (at < entry.len || p.count == 0)
        add_rejected(&p, at < entry.len ? at : 0, entry.len, REJECT_NOT_JSON);
    memset(buf_reserve(&p.mend.out, JSON_PADDING), ' ', JSON_PADDING);
    bool is_glued = p.count > 1 || p.has_junk;
    for (size_t i = 0; i < p.count; i++) {
        if (p.list[i].is_rejected)
            continue;
        p.list[i].text.ptr = p.mend.out.ptr + p.out_at[i];
        p.list[i].repairs |= is_glued ? REPAIR_GLUED : 0;
    }
    *count = p.count;
    return p.list;
}
