// list.c - see list.h.
#include "tui/list.h"

#include "base/utf8.h"
#include "report/figure.h"
#include "tui/chart.h"
#include "tui/list_order.h"

enum { LABEL_MAX = 32, TEXT_MAX = 48, GAP = 2, BAR_WIDTH = 10, LEFT_OUT_WIDTH = 4, TOTAL_ROWS = 2 };

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t list_row(const struct list *l, const struct table *t, struct arena *scratch)
{
    if (!t || !t->row_count)
        return -1;
    int64_t *rows = order_rows(l, t, scratch);
    return rows[order_place(l, t, rows, scratch)];
}

// One drawn column, or its bar.
struct shown {
    int column, x, width;
    bool is_bar, is_trend;  // of that column, or behind it
};
enum { SHOWN_MAX = 64 };
struct drawing {
    const struct list_look *look;
    const struct table *table;
    struct canvas *canvas;
    struct area area;
    const int *decimals;
    int64_t *rows;
    int64_t first, last;  // of the rows that are seen
    struct shown shown[SHOWN_MAX];
    int shown_count, left_out;
};

static struct str cell_text(const struct drawing *d, int64_t row, int column)
{
    const struct table *t = d->table;
    const struct cell *cell = &t->cells[row * t->column_count + column];
    if (d->look->text) {
        struct str text = d->look->text(t, row, column, d->canvas);
        if (text.ptr)
            return text;
    }
    if (cell->is_null && t->columns[column].is_label)
        return S("(unattributed)");
    return figure_of(&t->columns[column], cell, d->decimals[column], d->canvas->arena);
}

static bool is_sorted_by(const struct drawing *d, int column)
{
    const struct str sort = d->look->list->sort;
    return sort.ptr && str_eq(sort, d->table->columns[column].key);
}

static struct str heading_of(const struct drawing *d, int column)
{
    struct arena *a = d->canvas->arena;
    struct str text = figure_heading(&d->table->columns[column], a);
    if (!is_sorted_by(d, column))
        return text;
    bool is_up = d->look->list->is_ascending;
    if (d->canvas->is_ascii)
        return str_join(text, is_up ? S("^") : S("v"), a);
    return str_join(text, is_up ? S("▲") : S("▼"), a);
}

// What the total has in a column of the list; the first says what it is.
static struct str total_text(const struct drawing *d, int column)
{
    const struct table *t = d->look->total;
    const struct column *c = &d->table->columns[column];
    int from = c->is_label ? -1 : table_column(t, c->key);
    if (from < 0)
        return c->is_label && d->shown_count && d->shown[0].column == column ? S("total") : S("");
    if (d->look->text) {
        struct str text = d->look->text(t, 0, from, d->canvas);
        if (text.ptr)
            return text;
    }
    return figure_of(c, &t->cells[from], d->decimals[column], d->canvas->arena);
}

static int width_of(const struct drawing *d, int column)
{
    int width = utf8_width(heading_of(d, column));
    if (d->look->total) {
        int w = utf8_width(total_text(d, column));
        width = w > width ? w : width;
    }
    int most = d->table->columns[column].is_label ? LABEL_MAX : TEXT_MAX;
    for (int64_t i = d->first; i < d->last; i++) {
        int w = utf8_width(cell_text(d, d->rows[i], column));
        width = w > width ? w : width;
    }
    return width > most ? most : width;
}

// Marks have a column of their own, where there are any.
static int first_x(const struct drawing *d)
{
    return d->look->list->mark_count ? 2 : 1;
}

static bool add_shown(struct drawing *d, struct shown next, int room)
{
    next.x = first_x(d);
    if (d->shown_count > 0)
        next.x = d->shown[d->shown_count - 1].x + d->shown[d->shown_count - 1].width + GAP;
    if (d->shown_count == SHOWN_MAX || next.x + next.width > room)
        return false;
    d->shown[d->shown_count++] = next;
    return true;
}

// A bar and a trend, where the column has them.
static void add_beside(struct drawing *d, int column, int room)
{
    struct str key = d->table->columns[column].key;
    const struct list_trend *trend = d->look->trend;
    if (d->look->bar && str_eq(key, str_of(d->look->bar)))
        (void)add_shown(d, (struct shown){column, 0, BAR_WIDTH, .is_bar = true}, room);
    if (trend && str_eq(key, str_of(trend->behind)))
        (void)add_shown(d, (struct shown){column, 0, trend->width, .is_trend = true}, room);
}

static void choose_columns(struct drawing *d, int room)
{
    const char *const *names = d->look->columns;
    d->shown_count = d->left_out = 0;
    for (int i = 0; names ? names[i] != NULL : i < d->table->column_count; i++) {
        int column = names ? table_column(d->table, str_of(names[i])) : i;
        if (column < 0 || !d->table->columns[column].title.ptr)
            continue;
        if (add_shown(d, (struct shown){.column = column, .width = width_of(d, column)}, room))
            add_beside(d, column, room);
        else
            d->left_out++;
    }
}

static void put_cell(const struct drawing *d, int y, const struct shown *s, struct str text,
                     enum ink ink)
{
    int x = d->area.x + s->x;
    if (figure_is_right(d->table->columns[s->column].unit))
        canvas_right(d->canvas, y, x, s->width, text, ink);
    else
        canvas_text(d->canvas, y, x, s->width, text, ink);
}

static void draw_heading(const struct drawing *d)
{
    for (int i = 0; i < d->shown_count; i++) {
        const struct shown *s = &d->shown[i];
        if (s->is_trend)
            canvas_text(d->canvas, d->area.y, d->area.x + s->x, s->width,
                        str_of(d->look->trend->title), INK_TITLE);
        else if (!s->is_bar)
            put_cell(d, d->area.y, s, heading_of(d, s->column),
                     is_sorted_by(d, s->column) ? INK_KEY : INK_TITLE);
    }
    if (d->left_out)
        canvas_right(d->canvas, d->area.y, d->area.x, d->area.width,
                     str_fmt(d->canvas->arena, "+%d", d->left_out), INK_DIM);
}

// Against the greatest of the table.
static void draw_bar(const struct drawing *d, int y, const struct shown *s, int64_t row)
{
    const struct table *t = d->table;
    double max = 0;
    for (int64_t i = 0; i < t->row_count; i++) {
        double n = order_number(&t->cells[i * t->column_count + s->column]);
        max = n > max ? n : max;
    }
    const struct cell *cell = &t->cells[row * t->column_count + s->column];
    if (max > 0 && !cell->is_null)
        chart_bar(d->canvas, y, d->area.x + s->x, s->width, order_number(cell) / max, INK_CHART);
}

static void draw_trend(const struct drawing *d, int y, const struct shown *s, int64_t row)
{
    const struct list_trend *trend = d->look->trend;
    struct series series = {trend->values + row * trend->count, trend->count};
    chart_spark(d->canvas, y, d->area.x + s->x, s->width, series, INK_CHART);
}

static void draw_row(const struct drawing *d, int64_t place, int y, int64_t selected)
{
    int64_t row = d->rows[place];
    bool is_here = place == selected && d->look->has_focus;
    enum ink ink = order_contains(d->table, row, d->look->search) ? INK_WARN : INK_TEXT;
    for (int i = 0; i < d->shown_count; i++) {
        const struct shown *s = &d->shown[i];
        if (s->is_bar)
            draw_bar(d, y, s, row);
        else if (s->is_trend)
            draw_trend(d, y, s, row);
        else
            put_cell(d, y, s, cell_text(d, row, s->column), ink);
    }
    struct area line = {d->area.x, y, d->area.width, 1};
    bool is_marked = list_mark_of(d->look->list, d->table, row, d->canvas->arena) >= 0;
    if (is_marked) {
        canvas_ink(d->canvas, line, INK_MARKED);
        canvas_text(d->canvas, y, d->area.x + 1, 1, S("*"), INK_MARKED);
    }
    if (is_here)
        canvas_ink(d->canvas, line, INK_SELECTED);
    if (place == selected)
        canvas_text(d->canvas, y, d->area.x, 1, d->canvas->is_ascii ? S(">") : S("▸"),
                    is_here ? INK_SELECTED : INK_DIM);
}

// A rule and the row below the others.
static void draw_total(const struct drawing *d, int y)
{
    canvas_heading(d->canvas, (struct area){d->area.x, y, d->area.width, 1}, (struct str){0});
    for (int i = 0; i < d->shown_count; i++)
        if (!d->shown[i].is_bar && !d->shown[i].is_trend)
            put_cell(d, y + 1, &d->shown[i], total_text(d, d->shown[i].column), INK_TITLE);
}

void list_draw(const struct list_look *look, const struct table *t, struct canvas *c, struct area a)
{
    struct drawing d = {.look = look, .table = t, .canvas = c, .area = a};
    int seen = a.height - 1 - (look->total ? TOTAL_ROWS : 0);
    if (seen <= 0 || a.width <= 2)
        return;
    d.decimals = figure_usd_decimals(t, c->arena);
    d.rows = order_rows(look->list, t, c->arena);
    int64_t selected = order_place(look->list, t, d.rows, c->arena);
    d.first = look->list->top;
    if (selected < d.first)
        d.first = selected;
    if (selected >= d.first + seen)
        d.first = selected - seen + 1;
    d.first = least(d.first, t->row_count - seen);
    if (d.first < 0)
        d.first = 0;
    d.last = least(d.first + seen, t->row_count);
    choose_columns(&d, a.width);
    if (d.left_out)  // their number stands behind the others
        choose_columns(&d, a.width - LEFT_OUT_WIDTH);
    draw_heading(&d);
    for (int64_t i = d.first; i < d.last; i++)
        draw_row(&d, i, a.y + 1 + (int)(i - d.first), selected);
    if (look->total && look->total->row_count)
        draw_total(&d, a.y + 1 + (int)(d.last - d.first));
}

static void move_to(struct view *v, struct list *l, const struct table *t, const int64_t *rows,
                    int64_t place, int page)
{
    l->selected = place;
    if (place < l->top)
        l->top = place;
    if (page > 0 && place >= l->top + page)
        l->top = place - page + 1;
    l->key = order_key(t, rows[place], v->arena);
}

// From the cursor on, and around. -1 when no row contains what is searched.
static int64_t find_row(const struct table *t, const int64_t *rows, int64_t here, int step,
                        struct str search)
{
    for (int64_t n = 1; n <= t->row_count; n++) {
        int64_t place = (here + step * n + t->row_count) % t->row_count;
        if (order_contains(t, rows[place], search))
            return place;
    }
    return -1;
}

// The next column to the left or right; before the first and behind the last: as it came. Names go
// up, numbers down.
static void sort_by(struct view *v, struct list *l, const struct table *t, int step)
{
    int column = l->sort.ptr ? table_column(t, l->sort) : -1;
    if (column < 0 && step < 0)
        column = t->column_count;
    do
        column += step;
    while (column >= 0 && column < t->column_count && !t->columns[column].title.len);
    l->sort = (struct str){0};
    l->is_ascending = false;
    if (column < 0 || column >= t->column_count)
        return;
    l->sort = str_copy(t->columns[column].key, v->arena);
    l->is_ascending = unit_is_text(t->columns[column].unit);
}

// Where an action that moves goes to; -1 for others, and when nothing is found.
static int64_t target_of(struct view *v, const struct table *t, const int64_t *rows, int64_t here,
                         enum action action, int page)
{
    int64_t last = t->row_count - 1;
    switch ((int)action) {
    case ACT_DOWN:
        return least(here + 1, last);
    case ACT_UP:
        return here > 0 ? here - 1 : 0;
    case ACT_PAGE_DOWN:
        return least(here + page, last);
    case ACT_PAGE_UP:
        return here > page ? here - page : 0;
    case ACT_TOP:
        return 0;
    case ACT_BOTTOM:
        return last;
    case ACT_NEXT:
    case ACT_PREVIOUS:
        here = find_row(t, rows, here, action == ACT_NEXT ? 1 : -1, v->search);
        if (here < 0)
            v->message = S("not found");
        return here;
    default:
        return -1;
    }
}

static bool is_moving(enum action action)
{
    return (action >= ACT_DOWN && action <= ACT_BOTTOM) || action == ACT_NEXT ||
           action == ACT_PREVIOUS;
}

static bool reorder(struct view *v, struct list *l, const struct table *t, enum action action)
{
    if (action == ACT_REVERSE)
        l->is_ascending = !l->is_ascending;
    else if (action == ACT_SORT_LEFT || action == ACT_SORT_RIGHT)
        sort_by(v, l, t, action == ACT_SORT_LEFT ? -1 : 1);
    else
        return false;
    return true;
}

bool list_act(struct view *v, struct list *l, const struct table *t, enum action action, int page)
{
    if (!t || !t->row_count)
        return false;
    if (action == ACT_GROUP)  // of a screen that groups nothing: as in less
        action = ACT_TOP;
    if (!is_moving(action))
        return reorder(v, l, t, action);
    struct arena scratch = {0};
    int64_t *rows = order_rows(l, t, &scratch);
    int64_t here = order_place(l, t, rows, &scratch);
    int64_t place = target_of(v, t, rows, here, action, page > 0 ? page : 1);
    if (place >= 0)
        move_to(v, l, t, rows, place, page);
    arena_release(&scratch);
    return true;
}

void reply_draw(const struct reply *r, struct canvas *c, struct area a)
{
    switch (r->status) {
    case REPLY_NONE:
    case REPLY_PENDING:
        canvas_text(c, a.y, a.x + 1, a.width - 1, c->is_ascii ? S("...") : S("…"), INK_DIM);
        break;
    case REPLY_FAILED:
        canvas_text(c, a.y, a.x + 1, a.width - 1, r->message, INK_BAD);
        break;
    case REPLY_READY:
        canvas_text(c, a.y, a.x + 1, a.width - 1, r->message.len ? r->message : S("nothing here"),
                    INK_DIM);
        break;
    }
}
