// list_mark.c - marks of a list: by the keys of rows, so that they stay when rows move.
#include "base/buf.h"
#include "tui/list.h"
#include "tui/list_order.h"

int list_mark_of(const struct list *l, const struct table *t, int64_t row, struct arena *scratch)
{
    struct str key = l->mark_count ? order_key(t, row, scratch) : (struct str){0};
    for (int i = 0; i < l->mark_count; i++)
        if (str_eq(l->marks[i], key))
            return i;
    return -1;
}

bool list_mark(struct view *v, struct list *l, const struct table *t)
{
    enum { MARKS_MAX = 100 };
    struct arena scratch = {0};
    int64_t row = list_row(l, t, &scratch);
    int at = row < 0 ? -1 : list_mark_of(l, t, row, &scratch);
    if (!l->marks)
        l->marks = ARENA_ARRAY(v->arena, struct str, MARKS_MAX);
    if (at >= 0)
        l->marks[at] = l->marks[--l->mark_count];
    else if (row >= 0 && l->mark_count < MARKS_MAX)
        l->marks[l->mark_count++] = order_key(t, row, v->arena);
    else if (row >= 0)
        v->message = S("these are as many marks as there can be");
    arena_release(&scratch);
    return row >= 0 && list_act(v, l, t, ACT_DOWN, 0);
}

struct str list_marked_command(const struct view *v, const struct list *l, const char *field,
                               struct str (*command)(const struct view *, struct arena *),
                               struct arena *a)
{
    struct view narrow = *v;
    struct buf term = {.arena = a};
    buf_fmt(&term, "%s=", field);
    for (int i = 0; i < l->mark_count; i++) {
        buf_str(&term, i ? S(",") : S(""));
        buf_str(&term, view_filter_value(str_head(l->marks[i], l->marks[i].len - 1), a));
    }
    if (l->mark_count && narrow.term_count < VIEW_TERMS)
        narrow.terms[narrow.term_count++] = buf_view(&term);
    return command(&narrow, a);
}
