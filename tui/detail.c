// detail.c - see detail.h.
#include "tui/detail.h"

#include "base/utf8.h"
#include "report/figure.h"
#include "tui/chart.h"
#include "tui/list.h"

// Where figures and texts begin; and what stands between two figures.
enum { INDENT = 12, MARGIN = 1, GAP = 3, LABEL_MAX = 40, VALUE_MAX = 60 };

void detail_init(struct detail *d, int width, bool is_ascii, struct arena *a)
{
    *d = (struct detail){0};
    canvas_init(&d->canvas, width, DETAIL_LINES, is_ascii, a);
}

void detail_heading(struct detail *d, struct str title, struct str right)
{
    struct canvas *c = &d->canvas;
    canvas_heading(c, (struct area){0, d->line, c->width, 1}, title);
    int free = c->width - utf8_width(utf8_printable(title, c->arena)) - 10;
    int width = utf8_width(utf8_printable(right, c->arena)) + 2;
    if (right.len && width <= free)
        canvas_text(c, d->line, c->width - width, width,
                    str_fmt(c->arena, " %.*s ", STR_ARG(right)), INK_DIM);
    d->line++;
}

// Figures put one behind the other.
struct flow {
    struct detail *detail;
    const char *name;  // of the lines: before the first one
    int x;             // where the next figure stands; 0 = none has been put
};

static void put_figure(struct flow *f, struct str label, struct str value)
{
    struct detail *d = f->detail;
    struct canvas *c = &d->canvas;
    int label_width = utf8_width(utf8_printable(label, c->arena));
    int value_width = utf8_width(utf8_printable(value, c->arena));
    label_width = label_width > LABEL_MAX ? LABEL_MAX : label_width;
    value_width = value_width > VALUE_MAX ? VALUE_MAX : value_width;
    int width = label_width + 1 + value_width;
    if (!f->x) {
        canvas_text(c, d->line, MARGIN, INDENT - MARGIN - 1, str_of(f->name), INK_TITLE);
        f->x = INDENT;
    } else if (f->x + width > c->width) {
        d->line++;
        f->x = INDENT;
    }
    canvas_text(c, d->line, f->x, label_width, label, INK_DIM);
    canvas_text(c, d->line, f->x + label_width + 1, value_width, value, INK_TEXT);
    f->x += width + GAP;
}

static void end_flow(struct flow *f)
{
    f->detail->line += f->x > 0;
}

static struct str value_of(const struct table *t, int64_t row, int column, enum field_as as,
                           struct arena *a)
{
    const struct cell *cell = &t->cells[row * t->column_count + column];
    int decimals = figure_usd_decimals(t, a)[column];
    struct cell ms = cell_double((double)cell->i / 1000.0);
    switch (as) {
    case FIELD_AS_IS:
        break;
    case FIELD_AS_MS:
        return str_join(figure_readable(UNIT_MS, &ms, 0, a), S(" ms"), a);
    case FIELD_AS_YES_NO:
        return figure_readable(UNIT_BOOL, cell, 0, a);
    }
    return figure_of(&t->columns[column], cell, decimals, a);
}

static bool is_known(const struct table *t, int64_t row, int column)
{
    const struct cell *cell = &t->cells[row * t->column_count + column];
    return !cell->is_null && !(unit_is_text(cell_unit(&t->columns[column], cell)) && !cell->s.len);
}

void detail_fields(struct detail *d, const char *name, const struct field *fields,
                   const struct table *t, int64_t row)
{
    struct flow f = {.detail = d, .name = name};
    for (; fields->key; fields++) {
        int column = table_column(t, str_of(fields->key));
        if (column >= 0 && is_known(t, row, column))
            put_figure(&f, str_of(fields->label),
                       value_of(t, row, column, fields->as, d->canvas.arena));
    }
    end_flow(&f);
}

static bool is_among(struct str key, const char *const *keys)
{
    for (; keys && *keys; keys++)
        if (str_eq(key, str_of(*keys)))
            return true;
    return false;
}

void detail_row(struct detail *d, const char *name, const struct table *t, int64_t row,
                const char *const *without)
{
    struct flow f = {.detail = d, .name = name};
    for (int i = 0; i < t->column_count; i++) {
        const struct column *column = &t->columns[i];
        if (column->is_label || !column->title.len || is_among(column->key, without) ||
            !is_known(t, row, i))
            continue;
        put_figure(&f, figure_heading(column, d->canvas.arena),
                   value_of(t, row, i, FIELD_AS_IS, d->canvas.arena));
    }
    end_flow(&f);
}

// What the others are parts of.
static bool is_sum(const struct table *t, int column)
{
    return str_eq(t->columns[column].key, S("cost_usd"));
}

// Where bars stand, how many of them a line.
enum { BAR_LABEL = 12, BAR_FIGURE = 10, BAR_CELL = 38 };

void detail_bars(struct detail *d, const struct table *t, int64_t row)
{
    struct canvas *c = &d->canvas;
    const struct cell *cells = &t->cells[row * t->column_count];
    const int *decimals = figure_usd_decimals(t, c->arena);
    int a_line = c->width / BAR_CELL < 1 ? 1 : c->width / BAR_CELL;
    int width = (c->width - MARGIN) / a_line, at = 0;
    int64_t most = 0;
    for (int i = 0; i < t->column_count; i++)
        if (t->columns[i].unit == UNIT_NUSD && !cells[i].is_null && cells[i].i > most &&
            !is_sum(t, i))
            most = cells[i].i;
    for (int i = 0; i < t->column_count; i++) {
        if (t->columns[i].unit != UNIT_NUSD || cells[i].is_null || is_sum(t, i))
            continue;
        int x = MARGIN + at % a_line * width, y = d->line + at / a_line;
        canvas_text(c, y, x, BAR_LABEL - 1, figure_heading(&t->columns[i], c->arena), INK_DIM);
        canvas_right(c, y, x + BAR_LABEL, BAR_FIGURE,
                     figure_of(&t->columns[i], &cells[i], decimals[i], c->arena), INK_TEXT);
        int bar = x + BAR_LABEL + BAR_FIGURE + 1;
        if (most > 0)
            chart_bar(c, y, bar, x + width - bar - GAP, (double)cells[i].i / (double)most,
                      INK_CHART);
        at++;
    }
    d->line += (at + a_line - 1) / a_line;
}

size_t detail_line_bytes(struct str text, int columns)
{
    size_t bytes = 0, space = 0;
    int used = 0;
    while (bytes < text.len) {
        uint32_t point = (unsigned char)text.ptr[bytes];
        bool is_ascii = point >= ' ' && point < 0x7f;
        size_t n = is_ascii ? 1 : utf8_take(str_skip(text, bytes), &point);
        used += is_ascii ? 1 : utf8_width((struct str){text.ptr + bytes, n});
        if (used > columns)
            return space ? space : bytes ? bytes : n;
        bytes += n;
        space = point == ' ' ? bytes : space;
    }
    return bytes;
}

void detail_text(struct detail *d, const char *name, struct str text, enum ink ink)
{
    struct canvas *c = &d->canvas;
    int x = name ? INDENT : MARGIN, width = c->width - x;
    if (!text.ptr || width <= 0)
        return;
    if (name)
        canvas_text(c, d->line, MARGIN, INDENT - MARGIN - 1, str_of(name), INK_TITLE);
    bool has_more = true;
    while (has_more && d->line < DETAIL_LINES) {
        struct str_cut cut = str_cut(text, '\n');
        struct str paragraph = utf8_printable(cut.head, c->arena);
        do {
            size_t n = detail_line_bytes(paragraph, width);
            canvas_text(c, d->line++, x, width, str_head(paragraph, n), ink);
            paragraph = str_skip(paragraph, n);
        } while (paragraph.len && d->line < DETAIL_LINES);
        has_more = cut.ok;
        text = cut.tail;
    }
}

void detail_table(struct detail *d, const struct table *t, const struct pick *picks)
{
    struct canvas *c = &d->canvas;
    struct list no_cursor = {.selected = -1};
    struct list_look look = {.list = &no_cursor};
    int rows = t->row_count < DETAIL_LINES - d->line ? (int)t->row_count : DETAIL_LINES - d->line;
    list_draw(&look, pick_columns(t, picks, c->width, c->arena), c,
              (struct area){0, d->line, c->width, rows + 1});
    d->line += rows + 1;
}

void detail_notes(struct detail *d, const struct table *t)
{
    for (int i = 0; i < t->note_count; i++)
        detail_text(d, NULL, t->notes[i], INK_DIM);
}

int detail_most(const struct detail *d, int height)
{
    int lines = d->line < DETAIL_LINES ? d->line : DETAIL_LINES;
    return lines > height ? lines - height : 0;
}

void detail_show(const struct detail *d, struct canvas *c, struct area a, int first)
{
    int most = detail_most(d, a.height);
    first = first > most ? most : first;
    for (int y = 0; y < a.height && first + y < DETAIL_LINES; y++) {
        const struct spot *from = &d->canvas.spots[(size_t)(first + y) * (size_t)d->canvas.width];
        for (int x = 0; x < a.width && x < d->canvas.width; x++) {
            int to_y = a.y + y, to_x = a.x + x;
            if (to_y >= 0 && to_y < c->height && to_x >= 0 && to_x < c->width)
                c->spots[(size_t)to_y * (size_t)c->width + (size_t)to_x] = from[x];
        }
    }
}
