// help.c - see help.h.
#include "tui/help.h"

#include "base/utf8.h"

enum { KEYS_WIDTH = 15, COLUMN_WIDTH = 46, PAGES_MAX = 30 };

// A key that does something, with the others that do the same.
struct help_line {
    struct str keys, text;
};

static int collect(struct help_line *lines, struct arena *a)
{
    int count = 0;
    for (const struct binding *b = bindings; b->name; b++) {
        // The digits stand in one name.
        bool is_more = !b->help && b->action != ACT_SCREEN;
        if (b->help)
            lines[count++] = (struct help_line){str_of(b->name), str_of(b->help)};
        else if (is_more)
            lines[count - 1].keys = str_fmt(a, "%.*s %s", STR_ARG(lines[count - 1].keys), b->name);
    }
    return count;
}

static int count_bindings(void)
{
    int count = 0;
    while (bindings[count].name)
        count++;
    return count;
}

// The lines of the screen's own text; returns how many.
static int draw_text(struct canvas *c, struct area a, const char *text)
{
    struct str rest = str_of(text);
    int y = 0;
    while (rest.len && y < a.height) {
        struct str_cut line = str_cut(rest, '\n');
        canvas_text(c, a.y + y++, a.x + 1, a.width - 2, line.head, INK_TEXT);
        rest = line.tail;
    }
    return y;
}

void help_draw(const struct view *v, struct canvas *c, struct area a)
{
    struct help_line *lines = ARENA_ARRAY(c->arena, struct help_line, (size_t)count_bindings());
    int count = collect(lines, c->arena);
    const struct screen *screen = screens[v->screen];
    canvas_heading(c, a, str_of(screen->title));
    int top = 1 + draw_text(c, (struct area){a.x, a.y + 1, a.width, a.height - 1}, screen->help);
    int columns = a.width / COLUMN_WIDTH > 0 ? a.width / COLUMN_WIDTH : 1;
    int rows = a.height - top - 1;
    if (rows < 1)
        return;
    int pages = (count + columns * rows - 1) / (columns * rows);
    int page = v->help_page < pages ? v->help_page : pages;
    canvas_heading(
        c, (struct area){a.x, a.y + top, a.width, 1},
        pages > 1 ? str_fmt(c->arena, "keys, page %d of %d (Space: more, k: back)", page, pages)
                  : S("keys"));
    int width = a.width / columns;
    for (int i = 0; i < columns * rows; i++) {
        int at = (page - 1) * columns * rows + i;
        if (at >= count)
            return;
        int x = a.x + 1 + i / rows * width, y = a.y + top + 1 + i % rows;
        canvas_text(c, y, x, KEYS_WIDTH - 1, lines[at].keys, INK_KEY);
        canvas_text(c, y, x + KEYS_WIDTH, width - KEYS_WIDTH - 1, lines[at].text, INK_TEXT);
    }
}

int help_key(int page, enum action action)
{
    bool is_on = action == ACT_DOWN || action == ACT_PAGE_DOWN;
    bool is_back = action == ACT_UP || action == ACT_PAGE_UP;
    if (is_on)
        return page < PAGES_MAX ? page + 1 : page;
    return is_back ? (page > 1 ? page - 1 : 1) : 0;
}
