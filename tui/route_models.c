// route_models.c - see route_models.h.
#include "tui/route_models.h"

#include "tui/detail.h"

enum { TOP_MODELS = 200 };

struct str route_models_command(const struct view *v, struct arena *a)
{
    return view_command(v, str_fmt(a, "report by --by model --top %d", TOP_MODELS), a);
}

void route_models_draw(const struct view *v, const struct snapshot *s, struct canvas *c,
                       struct area a)
{
    static const struct pick picks[] = {
        {"model", NULL, 0}, {"cost_usd", NULL, 0}, {"requests", NULL, 0}, {0}};
    const struct table *t = snapshot_table(s, route_models_command(v, c->arena), S("by"), 0);
    struct detail d;
    if (a.height < 1)
        return;
    detail_init(&d, a.width, c->is_ascii, c->arena);
    detail_text(
        &d, NULL,
        S("Right takes a model of the log, e types any, as the log or the provider calls it"),
        INK_DIM);
    if (t && t->row_count) {
        d.line++;
        detail_heading(&d, S("models of the log"), (struct str){0});
        detail_table(&d, t, picks);
    }
    detail_show(&d, c, a, 0);
}

struct str route_models_next(struct view *v, const struct snapshot *s, struct str to, int step)
{
    struct arena scratch = {0};
    const struct table *t = snapshot_table(s, route_models_command(v, &scratch), S("by"), 0);
    int64_t count = t ? t->row_count : 0, at = step < 0 ? 0 : -1;
    struct str next = {0};
    for (int64_t i = 0; i < count; i++)
        if (to.len && str_eq(pick_cell(t, i, "model")->s, to))
            at = i;
    for (int64_t i = 1; i <= count && !next.ptr; i++) {
        int64_t row = ((at + (step < 0 ? -i : i)) % count + count) % count;
        const struct cell *name = pick_cell(t, row, "model");
        if (!name->is_null && !str_eq(name->s, S("(other)")))
            next = str_copy(name->s, v->arena);
    }
    arena_release(&scratch);
    if (next.ptr)
        return next;
    v->message = S("no model of the log is known: e types one");
    return to;
}
