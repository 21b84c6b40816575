// yank.c - see yank.h.
#include "tui/yank.h"

#include "tui/detail.h"
#include "tui/tui_frame.h"

// Where the SQL of a command comes from.
enum source {
    SOURCE_NONE,
    SOURCE_OPTION,  // the command says it: --sql
    SOURCE_SAVED,   // it is a saved query
    SOURCE_OWN,     // it is SQL itself
};

static const struct {
    const char *command;
    enum source source;
    const char *why;  // there is none
} sources[] = {
    {"report", SOURCE_OPTION, NULL},
    {"requests", SOURCE_OPTION, NULL},
    {"prompts", SOURCE_OPTION, NULL},
    {"query", SOURCE_SAVED, NULL},
    {"sql", SOURCE_OWN, NULL},
    {"simulate", SOURCE_NONE, "no SQL: replayed, request by request"},
    {"advise", SOURCE_NONE, "no SQL: replayed, request by request"},
    {NULL, SOURCE_NONE, "no SQL: this is more than one query"},
};

static size_t source_of(struct str command)
{
    struct str name = str_cut(command, ' ').head;
    size_t i = 0;
    while (sources[i].command && !str_eq(name, str_of(sources[i].command)))
        i++;
    return i;
}

// The command that says the SQL; unknown = none does.
static struct str asked(const struct view *v, struct arena *a)
{
    enum source source = sources[source_of(v->yanked)].source;
    int count = 0;
    char **words = NULL;
    if (source == SOURCE_OPTION)
        return str_join(v->yanked, S(" --sql"), a);
    if (source == SOURCE_SAVED)
        words = command_words(v->yanked, a, &count);
    return count > 1 ? str_fmt(a, "query %s --describe", words[1]) : (struct str){0};
}

// The lines of a text that a command printed.
static struct str text_of(const struct table *t, struct arena *a)
{
    struct buf out = {.arena = a};
    for (int64_t i = 0; t && i < t->row_count; i++) {
        buf_str(&out, t->cells[i * t->column_count].s);
        buf_byte(&out, '\n');
    }
    return buf_view(&out);
}

// SQL as far as it is known; or why there is none. True = it is SQL.
static bool find_sql(const struct view *v, const struct snapshot *s, struct str *out,
                     struct arena *a)
{
    size_t i = source_of(v->yanked);
    struct str command = asked(v, a);
    if (command.len) {
        const struct reply *r = snapshot_reply(s, command);
        bool is_there = r->status == REPLY_READY;
        *out = is_there                    ? text_of(snapshot_table(s, command, S("text"), 0), a)
               : r->status == REPLY_FAILED ? r->message
                                           : S("");
        return is_there;
    }
    int count = 0;
    char **words = sources[i].source == SOURCE_OWN ? command_words(v->yanked, a, &count) : NULL;
    *out = count > 1 ? str_join(str_of(words[1]), S("\n"), a) : str_of(sources[i].why);
    return count > 1;
}

void yank_open(struct view *v, struct str command)
{
    v->yanked = command;
    v->yank_first = 0;
    v->is_sql_taken = false;
    v->taken.arena = v->arena;
    buf_fmt(&v->taken, "toll %.*s%.*s\n", STR_ARG(command), STR_ARG(v->yank_options));
}

void yank_wants(const struct view *v, struct wants *out)
{
    struct str command = v->yanked.ptr ? asked(v, out->arena) : (struct str){0};
    if (command.len && out->count < VIEW_WANTS)
        wants_add(out, command);
}

void yank_learn(struct view *v, const struct snapshot *s)
{
    struct arena scratch = {0};
    struct str sql = {0};
    if (v->yanked.ptr && !v->is_sql_taken && find_sql(v, s, &sql, &scratch)) {
        buf_str(&v->taken, sql);
        v->is_sql_taken = true;
    }
    arena_release(&scratch);
}

static void add_all(struct detail *d, const struct view *v, const struct snapshot *s)
{
    struct str sql = {0};
    detail_heading(d, S("command line"), S("any key goes back"));
    detail_text(
        d, NULL,
        str_fmt(d->canvas.arena, "toll %.*s%.*s", STR_ARG(v->yanked), STR_ARG(v->yank_options)),
        INK_TEXT);
    d->line++;
    bool is_sql = find_sql(v, s, &sql, d->canvas.arena);
    detail_heading(d, S("SQL"), is_sql ? S("toll sql, sqlite3") : (struct str){0});
    while (sql.len) {
        struct str_cut line = str_cut(sql, '\n');
        detail_text(d, NULL, line.head, is_sql ? INK_TEXT : INK_DIM);
        sql = line.tail;
    }
    d->line++;
    detail_text(d, NULL, S("Both are printed to the shell when the dashboard ends."), INK_DIM);
}

void yank_draw(const struct view *v, const struct snapshot *s, struct canvas *c, struct area a)
{
    struct detail d;
    detail_init(&d, a.width, c->is_ascii, c->arena);
    add_all(&d, v, s);
    detail_show(&d, c, a, v->yank_first);
}

void yank_key(struct view *v, const struct snapshot *s, enum action action)
{
    static const struct {
        enum action action;
        int lines;
    } steps[] = {{ACT_DOWN, 1}, {ACT_UP, -1}, {ACT_PAGE_DOWN, 10}, {ACT_PAGE_UP, -10}};
    struct arena scratch = {0};
    struct detail d;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (steps[i].action != action)
            continue;
        detail_init(&d, v->width, false, &scratch);
        add_all(&d, v, s);
        int most = detail_most(&d, frame_body_rows(v->height));
        int first = v->yank_first + steps[i].lines;
        v->yank_first = first < 0 ? 0 : first > most ? most : first;
        arena_release(&scratch);
        return;
    }
    v->yanked = (struct str){0};
}
