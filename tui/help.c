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

void help_print_keys(struct buf *out)
{
    struct arena scratch = {0};
    struct help_line *lines = ARENA_ARRAY(&scratch, struct help_line, (size_t)count_bindings());
    int count = collect(lines, &scratch);
    for (int i = 0; i < count; i++) {
        int width = utf8_width(lines[i].keys);
        buf_fmt(out, "  %.*s%*s  %.*s\n", STR_ARG(lines[i].keys),
                width < KEYS_WIDTH ? KEYS_WIDTH - width : 0, "", STR_ARG(lines[i].text));
    }
    arena_release(&scratch);
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

// Keys from the first on, in columns below a heading; returns how many fitted.
static int draw_keys(const struct help_line *lines, int count, struct canvas *c, struct area a,
                     struct str title)
{
    int columns = a.width / COLUMN_WIDTH > 0 ? a.width / COLUMN_WIDTH : 1;
    int rows = a.height - 1, width = a.width / columns;
    if (rows < 1)
        return 0;
    canvas_heading(c, a, title);
    int shown = count < columns * rows ? count : columns * rows;
    for (int i = 0; i < shown; i++) {
        int x = a.x + 1 + i / rows * width, y = a.y + 1 + i % rows;
        canvas_text(c, y, x, KEYS_WIDTH - 1, lines[i].keys, INK_KEY);
        canvas_text(c, y, x + KEYS_WIDTH, width - KEYS_WIDTH - 1, lines[i].text, INK_TEXT);
    }
    return shown;
}

// What stands beside figures on all screens.
static const char figures_help[] =
    "~ modelled from the log, the prices and the providers' rules; * assumed;\n"
    "the rest is measured. - is not known.\n";

// The first page is about the screen, too; the others are keys alone. A page behind the last one is
// the last one.
void help_draw(const struct view *v, struct canvas *c, struct area a)
{
    struct help_line *lines = ARENA_ARRAY(c->arena, struct help_line, (size_t)count_bindings());
    int count = collect(lines, c->arena);
    const struct screen *screen = screens[v->screen];
    canvas_heading(c, a, str_of(screen->title));
    int top = 1 + draw_text(c, (struct area){a.x, a.y + 1, a.width, a.height - 1}, screen->help);
    top += draw_text(c, (struct area){a.x, a.y + top, a.width, a.height - top}, figures_help);
    struct area below = {a.x, a.y + top, a.width, a.height - top};
    struct str title = S("keys (j: more, k: back)");
    int at = draw_keys(lines, count, c, below, title);
    for (int page = 2; page <= v->help_page && at < count && a.height > 1; page++) {
        canvas_fill(c, a, ' ', INK_TEXT);
        at += draw_keys(lines + at, count - at, c, a, title);
    }
}

int help_key(int page, enum action action)
{
    bool is_on = action == ACT_DOWN || action == ACT_PAGE_DOWN || action == ACT_MARK;
    bool is_back = action == ACT_UP || action == ACT_PAGE_UP;
    if (is_on)
        return page < PAGES_MAX ? page + 1 : page;
    return is_back ? (page > 1 ? page - 1 : 1) : 0;
}
