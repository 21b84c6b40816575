// attributions.h - attributions by number, read when first asked for and kept.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/attribution.h"

// Zero + attributions_open(). The arena must live as long; statements end with the connection.
struct attributions {
    struct arena *arena;
    sqlite3_stmt *read;
    const struct attribution **by_id;
    size_t cap;
};

MUST_USE bool attributions_open(struct attributions *t, sqlite3 *db, struct arena *a,
                                struct err *e);
void attributions_close(struct attributions *t);
// Stays valid as long as the arena. A missing one has no names.
MUST_USE bool attributions_get(struct attributions *t, int64_t id, const struct attribution **out,
                               struct err *e);
