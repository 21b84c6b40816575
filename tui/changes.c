// changes.c - see changes.h.
#include "tui/changes.h"

#include "report/figure.h"
#include "tui/chart.h"
#include "tui/pick.h"

enum { CAUSES = 7, LINES = CAUSES + 1 };
// The last is their sum.
static const char *const causes[LINES] = {"volume_usd", "mix_usd",   "prompt_usd", "output_usd",
                                          "cache_usd",  "price_usd", "rest_usd",   "change_usd"};
static const char *const meanings[LINES] = {
    "more or fewer calls",       "other models, features", "length of prompts",
    "length of answers",         "share of cached input",  "prices in the list",
    "tiers, surcharges, search", "all causes, the change",
};

void changes_columns(const char *label, const char *out[CHANGES_COLUMNS])
{
    static const char *const columns[] = {"after_usd",  "change_share",    "change_usd",
                                          "before_usd", "requests_before", "requests_after"};
    int n = 0;
    out[n++] = label;
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        out[n++] = columns[i];
    for (int i = 0; i < CAUSES; i++)
        out[n++] = causes[i];
    out[n] = NULL;
}

static struct str with_sign(struct str text, bool is_more, struct arena *a)
{
    return is_more ? str_join(S("+"), text, a) : text;
}

// "▲ +12.4%", in ASCII "+12.4%".
static struct str share_text(const struct cell *share, const struct canvas *c)
{
    struct str text = figure_readable(UNIT_SHARE, share, 2, c->arena);
    double x = share->f;
    if (share->is_null)
        return (struct str){0};
    text = with_sign(text, x > 0, c->arena);
    if (c->is_ascii || x == 0)
        return text;
    return str_join(x > 0 ? S("▲ ") : S("▼ "), text, c->arena);
}

struct str changes_text(const struct table *t, int64_t row, int column, struct canvas *c)
{
    const struct cell *cell = &t->cells[row * t->column_count + column];
    struct str key = t->columns[column].key;
    if (str_eq(key, S("change_share"))) {
        const struct cell *only = pick_cell(t, row, "only");
        return only->is_null ? share_text(cell, c) : only->s;
    }
    bool is_part = str_eq(key, S("change_usd"));
    for (int i = 0; i < CAUSES; i++)
        is_part = is_part || str_eq(key, str_of(causes[i]));
    if (!is_part || cell->is_null || cell->i <= 0)
        return (struct str){0};
    int decimals = figure_usd_decimals(t, c->arena)[column];
    return with_sign(figure_readable(UNIT_NUSD, cell, decimals, c->arena), true, c->arena);
}

struct str changes_of_figure(const struct table *figures, struct str key, struct canvas *c)
{
    for (int64_t row = 0; figures && row < figures->row_count; row++) {
        if (!str_eq(pick_cell(figures, row, "figure")->s, key))
            continue;
        const struct cell *share = pick_cell(figures, row, "change_share");
        const struct cell *after = pick_cell(figures, row, "after");
        if (share->is_null && !after->is_null && after->i > 0)
            return S("new");
        return share_text(share, c);
    }
    return (struct str){0};
}

static int64_t magnitude(const struct cell *cell)
{
    return cell->is_null ? 0 : cell->i < 0 ? -cell->i : cell->i;
}

// Decimals by which every line can be read: those of the greatest.
static int decimals_of(const struct table *t, int64_t row, struct arena *a)
{
    const struct cell *change = pick_cell(t, row, "change_usd");
    int column = table_column(t, S("change_usd"));
    for (int i = 0; i < CAUSES; i++) {
        const struct cell *cell = pick_cell(t, row, causes[i]);
        if (magnitude(cell) > magnitude(change)) {
            change = cell;
            column = table_column(t, str_of(causes[i]));
        }
    }
    if (column < 0)
        return 2;
    struct table *one = table_new(a, t->key, t->title, &t->columns[column], 1);
    table_row(one)[0] = *change;
    return figure_usd_decimals(one, a)[0];
}

struct why_line {
    const struct cell *cell;
    const char *key, *meaning;
    int decimals;
    int64_t greatest;
};

static void draw_line(const struct why_line *line, struct canvas *c, struct area a)
{
    enum { NAME_WIDTH = 7, FIGURE_WIDTH = 12, BAR_WIDTH = 10, MEANING_WIDTH = 26 };
    struct str name = str_of(line->key);
    name = str_head(name, name.len - 4);  // without _usd
    int x = a.x + 1 + NAME_WIDTH;
    bool is_sum = str_eq(name, S("change"));
    struct str figure = figure_readable(UNIT_NUSD, line->cell, line->decimals, c->arena);
    figure = with_sign(figure, !line->cell->is_null && line->cell->i > 0, c->arena);
    canvas_text(c, a.y, a.x + 1, NAME_WIDTH, name, is_sum ? INK_TITLE : INK_TEXT);
    canvas_right(c, a.y, x, FIGURE_WIDTH, figure, is_sum ? INK_TITLE : INK_TEXT);
    x += FIGURE_WIDTH + 1;
    if (!is_sum && line->greatest && a.x + a.width >= x + BAR_WIDTH)
        chart_bar(c, a.y, x, BAR_WIDTH, (double)magnitude(line->cell) / (double)line->greatest,
                  line->cell->i < 0 ? INK_CHART_2 : INK_CHART);
    x += BAR_WIDTH + 1;
    if (a.x + a.width >= x + MEANING_WIDTH)
        canvas_text(c, a.y, x, MEANING_WIDTH, str_of(line->meaning), INK_DIM);
}

static struct str amount(const struct cell *cell, int decimals, struct arena *a)
{
    return figure_readable(UNIT_NUSD, cell, decimals, a);
}

void changes_draw_why(const struct table *t, int64_t row, struct str title, struct canvas *c,
                      struct area a)
{
    struct arena *arena = c->arena;
    int decimals = decimals_of(t, row, arena);
    struct str before = amount(pick_cell(t, row, "before_usd"), decimals, arena);
    struct str after = amount(pick_cell(t, row, "after_usd"), decimals, arena);
    canvas_heading(c, a,
                   str_fmt(arena, "why %.*s: %.*s %s %.*s", STR_ARG(title), STR_ARG(before),
                           c->is_ascii ? "->" : "→", STR_ARG(after)));
    // One below the other where there is room, else in two columns.
    bool is_tall = a.height > LINES;
    int rows = is_tall ? LINES : LINES / 2, width = is_tall ? a.width : a.width / 2;
    int64_t greatest = 0;
    for (int i = 0; i < CAUSES; i++) {
        int64_t n = magnitude(pick_cell(t, row, causes[i]));
        greatest = n > greatest ? n : greatest;
    }
    for (int i = 0; i < LINES && i % rows + 1 < a.height; i++) {
        struct why_line line = {pick_cell(t, row, causes[i]), causes[i], meanings[i], decimals,
                                greatest};
        draw_line(&line, c, (struct area){a.x + i / rows * width, a.y + 1 + i % rows, width, 1});
    }
}
