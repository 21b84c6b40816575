// turns.c - a ring of the requests that were read ahead.
#include "analyze/turns.h"

#include "base/arena.h"

// Requests that are read ahead, and how long before its turn one is shown for the second time.
enum { FAR_AHEAD = 32, NEAR_AHEAD = 16 };

static bool take_plainly(struct cursor *rows, const struct turns *turns, struct err *e)
{
    struct request r;
    bool has = false;
    while (cursor_next(rows, &r, &has, e)) {
        if (!has)
            return true;
        if (!turns->each(turns->self, &r, e))
            return false;
    }
    return false;
}

// `read` requests were read; it is the turn of the one that was read FAR_AHEAD before.
static bool take_turn(const struct turns *turns, const struct request *ring, int64_t turn,
                      int64_t read, struct err *e)
{
    if (turn + NEAR_AHEAD >= 0 && turn + NEAR_AHEAD < read)
        turns->ahead(turns->self, &ring[(turn + NEAR_AHEAD) % FAR_AHEAD], false);
    return turn < 0 || turn >= read || turns->each(turns->self, &ring[turn % FAR_AHEAD], e);
}

static bool take_ahead(struct cursor *rows, const struct turns *turns, struct request *ring,
                       struct err *e)
{
    bool has = true;
    int64_t read = 0;
    for (; has; read += has) {
        if (!take_turn(turns, ring, read - FAR_AHEAD, read, e) ||
            !cursor_next(rows, &ring[read % FAR_AHEAD], &has, e))
            return false;
        if (has)
            turns->ahead(turns->self, &ring[read % FAR_AHEAD], true);
    }
    for (int64_t turn = read - FAR_AHEAD + 1; turn < read; turn++)
        if (!take_turn(turns, ring, turn, read, e))
            return false;
    return true;
}

bool turns_take(struct cursor *rows, const struct turns *turns, struct err *e)
{
    if (!turns->ahead)
        return take_plainly(rows, turns, e);
    struct arena scratch = {0};
    bool ok = take_ahead(rows, turns, ARENA_ARRAY(&scratch, struct request, FAR_AHEAD), e);
    arena_release(&scratch);
    return ok;
}
