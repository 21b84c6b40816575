// palette.c - see palette.h.
#include "tui/palette.h"

#include "base/buf.h"
#include "tui/screen.h"

// Ends at once, not level by level as the key does.
static const struct str quit = {"quit", 4};

// Words that stand for a key.
static const struct {
    const char *name;
    enum action action;
} keys[] = {
    {"back", ACT_BACK},       {"help", ACT_HELP},         {"refresh", ACT_REFRESH},
    {"yank", ACT_YANK},       {"earlier", ACT_EARLIER},   {"later", ACT_LATER},
    {"zoom-in", ACT_ZOOM_IN}, {"zoom-out", ACT_ZOOM_OUT}, {"reverse", ACT_REVERSE},
    {"mouse", ACT_MOUSE},     {"redraw", ACT_REDRAW},     {"clear", ACT_CANCEL},
    {"group", ACT_GROUP},     {"follow", ACT_FOLLOW},
};

static enum action run_where(struct view *v, struct str rest)
{
    view_set_filter(v, rest);
    return ACT_NONE;
}

static enum action run_since(struct view *v, struct str rest)
{
    v->since = rest.len ? str_copy(rest, v->arena) : (struct str){0};
    return ACT_NONE;
}

static enum action run_until(struct view *v, struct str rest)
{
    v->until = rest.len ? str_copy(rest, v->arena) : (struct str){0};
    return ACT_NONE;
}

static enum action run_period(struct view *v, struct str rest)
{
    static const struct {
        struct str name;
        int days;
    } presets[] = {{{"all", 3}, 0}, {{"30d", 3}, 30}, {{"7d", 2}, 7}, {{"1d", 2}, 1}};
    for (size_t i = 0; i < sizeof presets / sizeof *presets; i++)
        if (str_eq(rest, presets[i].name)) {
            if (!view_preset(v, presets[i].days))
                v->message = S("the newest request is not known yet");
            return ACT_NONE;
        }
    v->message = S("period all, 30d, 7d or 1d");
    return ACT_NONE;
}

static enum action run_sort(struct view *v, struct str rest)
{
    struct list *l = view_list(v, v->pane[v->screen]);
    l->sort = rest.len ? str_copy(rest, v->arena) : (struct str){0};
    return ACT_NONE;
}

static enum action run_metric(struct view *v, struct str rest)
{
    for (int i = 0; i < METRIC_COUNT; i++)
        if (str_eq(rest, str_of(metric_title[i]))) {
            v->metric = (enum metric)i;
            return ACT_NONE;
        }
    v->message = S("metric cost, tokens, requests or latency");
    return ACT_NONE;
}

static enum action run_search(struct view *v, struct str rest)
{
    v->search = str_copy(rest, v->arena);
    return ACT_NEXT;
}

static enum action run_write(struct view *v, struct str rest)
{
    const struct screen *screen = screens[v->screen];
    if (screen->command)
        view_write(v, screen->command(v, v->arena), rest);
    return ACT_NONE;
}

// Words with something behind them.
static const struct {
    const char *name;
    enum action (*run)(struct view *v, struct str rest);
} words[] = {
    {"where", run_where},   {"filter", run_where},  {"since", run_since},
    {"until", run_until},   {"period", run_period}, {"sort", run_sort},
    {"metric", run_metric}, {"search", run_search}, {"write", run_write},
};

enum { KEYS = sizeof keys / sizeof *keys, WORDS = sizeof words / sizeof *words };

static bool open_screen(struct view *v, struct str name)
{
    for (int i = 0; screens[i]; i++)
        if (str_eq_nocase(name, str_of(screens[i]->name)) ||
            str_eq_nocase(name, str_of(screens[i]->title))) {
            v->screen = i;
            return true;
        }
    return false;
}

enum action palette_run(struct view *v, const struct snapshot *s, struct str text)
{
    text = str_trim(text);
    struct str_cut cut = str_cut(text, ' ');
    struct str rest = str_trim(cut.tail);
    if (!text.len || open_screen(v, text))
        return ACT_NONE;
    v->has_ended = str_eq(text, quit);
    if (v->has_ended)
        return ACT_NONE;
    for (size_t i = 0; i < KEYS; i++)
        if (str_eq(text, str_of(keys[i].name)))
            return keys[i].action;
    for (size_t i = 0; i < WORDS; i++)
        if (str_eq(cut.head, str_of(words[i].name)))
            return words[i].run(v, rest);
    if (screens[v->screen]->typed)
        screens[v->screen]->typed(v, s, text);
    else
        v->message =
            str_fmt(v->arena, "'%.*s' is no command: Tab shows what there is", STR_ARG(text));
    return ACT_NONE;
}

// All names, one after the other; NULL behind the last.
static const char *name_at(size_t i)
{
    size_t count = 0;
    while (screens[count])
        count++;
    if (i < count)
        return screens[i]->name;
    i -= count;
    if (i < WORDS)
        return words[i].name;
    i -= WORDS;
    return i < KEYS ? keys[i].name : i == KEYS ? quit.ptr : NULL;
}

static size_t alike(struct str a, struct str b)
{
    size_t n = 0;
    while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n])
        n++;
    return n;
}

void palette_complete(struct view *v)
{
    struct str typed = {v->typed, v->typed_bytes};
    struct str common = {0};
    struct buf names = {.arena = v->arena};
    int found = 0;
    for (size_t i = 0; name_at(i); i++) {
        struct str name = str_of(name_at(i));
        if (!str_starts(name, typed))
            continue;
        common = found++ ? str_head(common, alike(common, name)) : name;
        buf_fmt(&names, "%s%.*s", names.len ? " " : "", STR_ARG(name));
    }
    if (common.len > typed.len && common.len < sizeof v->typed) {
        memcpy(v->typed, common.ptr, common.len);
        v->typed_bytes = common.len;
    }
    v->message = found > 1 ? buf_view(&names) : (struct str){0};
}
