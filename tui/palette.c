// palette.c - see palette.h.
#include "tui/palette.h"

#include "base/buf.h"
#include "model/filter.h"
#include "tui/dimensions.h"
#include "tui/screen.h"
#include "tui/theme.h"

// Ends at once, not level by level as the key does.
static const struct str quit = {"quit", 4};
// What lists the saved queries.
static const struct str queries = {"query", 5};

enum { COSTS_RANK = 2, SQL_RANK = 8 };

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

static const struct {
    const char *name;
    int days;
} periods[] = {{"all", 0}, {"30d", 30}, {"7d", 7}, {"1d", 1}, {0}};

static enum action run_where(struct view *v, const struct snapshot *s, struct str rest)
{
    (void)s;
    view_set_filter(v, rest);
    return ACT_NONE;
}

static enum action run_since(struct view *v, const struct snapshot *s, struct str rest)
{
    (void)s;
    v->since = rest.len ? str_copy(rest, v->arena) : (struct str){0};
    return ACT_NONE;
}

static enum action run_until(struct view *v, const struct snapshot *s, struct str rest)
{
    (void)s;
    v->until = rest.len ? str_copy(rest, v->arena) : (struct str){0};
    return ACT_NONE;
}

static enum action run_period(struct view *v, const struct snapshot *s, struct str rest)
{
    (void)s;
    for (size_t i = 0; periods[i].name; i++)
        if (str_eq(rest, str_of(periods[i].name))) {
            if (!view_preset(v, periods[i].days))
                v->message = S("the newest request is not known yet");
            return ACT_NONE;
        }
    v->message = S("period all, 30d, 7d or 1d");
    return ACT_NONE;
}

static enum action run_sort(struct view *v, const struct snapshot *s, struct str rest)
{
    (void)s;
    struct list *l = view_list(v, v->pane[v->screen]);
    l->sort = rest.len ? str_copy(rest, v->arena) : (struct str){0};
    return ACT_NONE;
}

static enum action run_metric(struct view *v, const struct snapshot *s, struct str rest)
{
    (void)s;
    for (int i = 0; i < METRIC_COUNT; i++)
        if (str_eq(rest, str_of(metric_title[i]))) {
            v->metric = (enum metric)i;
            return ACT_NONE;
        }
    v->message = S("metric cost, tokens, requests or latency");
    return ACT_NONE;
}

static enum action run_theme(struct view *v, const struct snapshot *s, struct str rest)
{
    (void)s;
    int theme = theme_find(rest);
    if (theme >= 0) {
        v->theme = theme;
        return ACT_NONE;
    }
    struct buf names = {.arena = v->arena};
    for (int i = 0; themes[i].name; i++)
        buf_fmt(&names, "%s%s", i ? ", " : "theme ", themes[i].name);
    v->message = buf_view(&names);
    return ACT_NONE;
}

static enum action run_search(struct view *v, const struct snapshot *s, struct str rest)
{
    (void)s;
    v->search = str_copy(rest, v->arena);
    return ACT_NEXT;
}

static enum action run_write(struct view *v, const struct snapshot *s, struct str rest)
{
    (void)s;
    const struct screen *screen = screens[v->screen];
    if (screen->command)
        view_write(v, screen->command(v, v->arena), rest);
    return ACT_NONE;
}

static enum action run_on(int rank, struct view *v, const struct snapshot *s, struct str rest)
{
    v->screen = screen_by_rank(rank);
    screens[v->screen]->typed(v, s, rest);
    return ACT_NONE;
}

static enum action run_by(struct view *v, const struct snapshot *s, struct str rest)
{
    return run_on(COSTS_RANK, v, s, rest);
}

static enum action run_query(struct view *v, const struct snapshot *s, struct str rest)
{
    return run_on(SQL_RANK, v, s, rest);
}

// What can stand behind a word: the i-th name, NULL behind the last.
static const char *field_at(const struct snapshot *s, size_t i, struct arena *a)
{
    (void)s;
    return filter_names[i].name ? str_fmt(a, "%s=", filter_names[i].name).ptr : NULL;
}

static const char *period_at(const struct snapshot *s, size_t i, struct arena *a)
{
    (void)s;
    (void)a;
    return periods[i].name;
}

static const char *metric_at(const struct snapshot *s, size_t i, struct arena *a)
{
    (void)s;
    return i < METRIC_COUNT ? str_cstr(str_of(metric_title[i]), a) : NULL;
}

static const char *theme_at(const struct snapshot *s, size_t i, struct arena *a)
{
    (void)s;
    (void)a;
    return themes[i].name;
}

static const char *dimension_at(const struct snapshot *s, size_t i, struct arena *a)
{
    (void)s;
    (void)a;
    return dimensions[i].name;
}

static const char *query_at(const struct snapshot *s, size_t i, struct arena *a)
{
    const struct answer *answer = snapshot_reply(s, queries)->answer;
    const struct table *t = answer && answer->table_count ? answer->tables[0] : NULL;
    int column = t ? table_column(t, S("name")) : -1;
    if (column < 0 || (int64_t)i >= t->row_count)
        return NULL;
    return str_cstr(t->cells[(int64_t)i * t->column_count + column].s, a);
}

// Words with something behind them.
static const struct {
    const char *name;
    enum action (*run)(struct view *v, const struct snapshot *s, struct str rest);
    const char *(*behind)(const struct snapshot *s, size_t i, struct arena *a);  // NULL = anything
} words[] = {
    {"where", run_where, field_at},    {"filter", run_where, field_at},
    {"since", run_since, NULL},        {"until", run_until, NULL},
    {"period", run_period, period_at}, {"sort", run_sort, NULL},
    {"metric", run_metric, metric_at}, {"search", run_search, NULL},
    {"write", run_write, NULL},        {"theme", run_theme, theme_at},
    {"by", run_by, dimension_at},      {"query", run_query, query_at},
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
            return words[i].run(v, s, rest);
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

// The i-th name that what is typed may go on with: of a command, or of what stands behind one.
static const char *candidate(const struct snapshot *s, struct str typed, size_t i, struct arena *a)
{
    struct str_cut cut = str_cut(typed, ' ');
    if (!cut.ok)
        return name_at(i);
    for (size_t k = 0; k < WORDS; k++)
        if (str_eq(cut.head, str_of(words[k].name)))
            return words[k].behind ? words[k].behind(s, i, a) : NULL;
    return NULL;
}

void palette_wants(struct wants *out)
{
    if (out->count < VIEW_WANTS)
        wants_add(out, queries);
}

void palette_complete(struct view *v, const struct snapshot *s)
{
    struct arena scratch = {0};
    struct str typed = {v->typed, v->typed_bytes};
    struct str_cut last = str_cut_last(typed, ' ');
    struct str begun = last.ok ? last.tail : typed;
    struct str common = {0};
    struct buf names = {.arena = v->arena};
    int found = 0;
    const char *text = NULL;
    for (size_t i = 0; (text = candidate(s, typed, i, &scratch)) != NULL; i++) {
        struct str name = str_of(text);
        if (!str_starts(name, begun))
            continue;
        common = found++ ? str_head(common, alike(common, name)) : name;
        buf_fmt(&names, "%s%.*s", names.len ? " " : "", STR_ARG(name));
    }
    size_t before = typed.len - begun.len;
    if (common.len > begun.len && before + common.len < sizeof v->typed) {
        memcpy(v->typed + before, common.ptr, common.len);
        v->typed_bytes = before + common.len;
    }
    v->message = found > 1 ? buf_view(&names) : (struct str){0};
    arena_release(&scratch);
}
