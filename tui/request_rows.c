// request_rows.c - see request_rows.h.
#include "tui/request_rows.h"

#include "base/utf8.h"
#include "report/figure.h"
#include "tui/pick.h"

static const struct pick picks[] = {
    {"time", NULL, 14},
    {"model", NULL, 22},
    {"feature", NULL, 18},
    {"cost_usd", NULL, 0},
    {"latency_ms", NULL, 0},
    {"status", "st", 0},
    {"in_tok", NULL, 0},
    {"output_tok", NULL, 0},
    {"cache_read_tok", NULL, 0},
    {"user", NULL, 16},
    {"ttft_ms", "first", 0},
    {"finish_reason", NULL, 12},
    {"template", NULL, 0},
    {"team", NULL, 16},
    {"session", NULL, 16},
    {"environment", NULL, 12},
    {"api_key", NULL, 16},
    {"id", NULL, 0},
    {0},
};

void request_sums_draw(const struct snapshot *s, struct str command, const struct table *list,
                       struct canvas *c, struct area a)
{
    static const struct {
        const char *key, *name;
    } sums[] = {{"requests", "requests"},
                {"cost_usd", "cost"},
                {"errors", "failed"},
                {"p50_ms", "p50 ms"},
                {"p95_ms", "p95 ms"}};
    const struct table *totals = snapshot_table(s, command, S("totals"), 0);
    int used = canvas_text(c, a.y, a.x + 1, a.width - 1, list->title, INK_TITLE) + 3;
    struct str text = S("");
    for (size_t i = 0; totals && totals->row_count && i < sizeof sums / sizeof *sums; i++) {
        int column = table_column(totals, str_of(sums[i].key));
        const struct cell *cell = pick_cell(totals, 0, sums[i].key);
        if (column < 0 || cell->is_null)
            continue;
        struct str figure = figure_of(&totals->columns[column], cell,
                                      figure_usd_decimals(totals, c->arena)[column], c->arena);
        struct str longer =
            str_fmt(c->arena, "%.*s   %s %.*s", STR_ARG(text), sums[i].name, STR_ARG(figure));
        text = utf8_width(longer) + used + 1 <= a.width ? longer : text;
    }
    canvas_right(c, a.y, a.x + used, a.width - used - 1, text, INK_TEXT);
}

void request_rows_draw(const struct list_look *look, const struct table *t, struct canvas *c,
                       struct area a)
{
    bool has_note = t->note_count && t->row_count + 2 <= a.height;
    struct area rows = {a.x, a.y, a.width, a.height - has_note};
    list_draw(look, pick_columns(t, picks, a.width, c->arena), c, rows);
    if (has_note)
        canvas_text(c, a.y + (int)t->row_count + 1, a.x + 1, a.width - 1, t->notes[0], INK_DIM);
}
