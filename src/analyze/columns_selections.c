// columns_selections.c - a scan for each filter of a policy: which of the requests it takes.
#include "analyze/columns_build.h"

enum { WORD_BITS = 64 };

struct selecting {
    struct columns *columns;
    uint64_t *bits;
    int64_t at;  // the next request that may be the scanned one; both ascend
};

static bool select_one(void *self, const struct request *r, struct err *e)
{
    struct selecting *s = self;
    const struct columns *c = s->columns;
    (void)e;
    while (s->at < c->count && c->row[s->at] < r->rowid)
        s->at++;
    if (s->at < c->count && c->row[s->at] == r->rowid)
        s->bits[s->at / WORD_BITS] |= 1ULL << s->at % WORD_BITS;
    return true;
}

bool columns_selections(struct columns_build *b, struct err *e)
{
    struct columns *out = b->out;
    const struct column_wants *w = b->wants;
    size_t words = (size_t)out->count / WORD_BITS + 1;
    out->selections = ARENA_ARRAY(b->arena, struct selection, (size_t)w->filter_count);
    for (int i = 0; i < w->filter_count; i++) {
        struct selecting s = {.columns = out, .bits = ARENA_ARRAY(b->arena, uint64_t, words)};
        if (!columns_scan_rows(b, w->filters[i], select_one, &s, e))
            return false;
        out->selections[i] = (struct selection){.filter = w->filters[i], .bits = s.bits};
        out->selection_count++;
    }
    return true;
}
