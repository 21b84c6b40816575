// what_if.c - see what_if.h.
#include "tui/what_if.h"

enum { NAME_WIDTH = 14, VALUE_WIDTH = 24 };

void knobs_draw(const struct knob *knobs, int count, int chosen, bool has_focus, struct canvas *c,
                struct area a)
{
    for (int i = 0; i < count && i < a.height; i++) {
        int y = a.y + i, left = a.x + 1 + NAME_WIDTH;
        bool is_here = i == chosen;
        canvas_text(c, y, a.x + 1, a.width - 1, str_of(knobs[i].name), INK_TITLE);
        int room = a.width - 1 - NAME_WIDTH;
        canvas_text(c, y, left, room < VALUE_WIDTH ? room : VALUE_WIDTH, knobs[i].value, INK_TEXT);
        canvas_text(c, y, left + VALUE_WIDTH + 1, room - VALUE_WIDTH - 1, str_of(knobs[i].meaning),
                    INK_DIM);
        if (is_here && has_focus)
            canvas_ink(c, (struct area){a.x, y, a.width, 1}, INK_SELECTED);
        if (is_here)
            canvas_text(c, y, a.x, a.width < 1 ? 0 : 1, c->is_ascii ? S(">") : S("▸"),
                        has_focus ? INK_SELECTED : INK_DIM);
    }
}

bool knobs_move(int *chosen, int count, enum action action)
{
    if (action == ACT_DOWN)
        *chosen += *chosen + 1 < count;
    else if (action == ACT_UP)
        *chosen -= *chosen > 0;
    else
        return false;
    return true;
}

void what_if_heading(const struct snapshot *s, struct str asked, const char *title,
                     struct canvas *c, struct area a)
{
    enum reply_status status = snapshot_reply(s, asked)->status;
    bool is_pending = status == REPLY_PENDING || status == REPLY_NONE;
    const char *mark = !is_pending ? "" : c->is_ascii ? " ..." : " …";
    if (a.height > 0)
        canvas_heading(c, a, str_fmt(c->arena, "%s%s", title, mark));
}

struct str what_if_shown(const struct snapshot *s, struct str asked, struct str before)
{
    const struct reply *r = snapshot_reply(s, asked);
    return r->answer || r->status == REPLY_FAILED || !before.ptr ? asked : before;
}

void what_if_dollars(struct detail *d, const struct table *totals)
{
    static const struct field sums[] = {{"billed", "baseline_usd", FIELD_AS_IS},
                                        {"saved", "saved_usd", FIELD_AS_IS},
                                        {"of it", "saved_share", FIELD_AS_IS},
                                        {"remains", "final_usd", FIELD_AS_IS},
                                        {0}};
    detail_fields(d, "dollars", sums, totals, 0);
}

// "~ modelled …", the period and the prices stand on every screen, or in its help.
static bool is_general(struct str note)
{
    static const char *const begins[] = {"period: ", "prices: ", "whole database: ", "~ ", "* "};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (str_starts(note, str_of(begins[i])))
            return true;
    return false;
}

void what_if_notes(struct detail *d, const struct answer *answer)
{
    bool has_heading = false;
    for (int i = 0; answer && i < answer->note_count; i++) {
        if (is_general(answer->notes[i]))
            continue;
        if (!has_heading)
            detail_heading(d, S("notes"), (struct str){0});
        has_heading = true;
        detail_text(d, NULL, answer->notes[i], INK_DIM);
    }
}

int what_if_below(const struct detail *d, int most, struct canvas *c, struct area a)
{
    enum { ROWS_LEAST = 2 };  // a heading and something below it
    int rows = d->line < most ? d->line : most;
    if (rows < ROWS_LEAST)
        return 0;
    int y = a.y + a.height - rows;
    detail_show(d, c, (struct area){a.x, y, a.width, rows}, 0);
    if (rows < d->line)
        canvas_right(c, y + rows - 1, a.x, a.width - 1, c->is_ascii ? S(" ...") : S(" …"), INK_DIM);
    return rows;
}

int what_if_notes_below(const struct answer *answer, int most, struct canvas *c, struct area a)
{
    struct detail d;
    if (!answer || most <= 0 || a.width <= 0)
        return 0;
    detail_init(&d, a.width, c->is_ascii, c->arena);
    what_if_notes(&d, answer);
    return what_if_below(&d, most, c, a);
}
