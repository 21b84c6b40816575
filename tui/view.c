// view.c - see view.h.
#include "tui/view.h"

#include "base/buf.h"

struct str view_filter(const struct view *v, struct arena *a)
{
    struct buf out = {.arena = a};
    for (int i = 0; i < v->term_count; i++) {
        buf_str(&out, i ? S(" ") : S(""));
        buf_str(&out, v->terms[i]);
    }
    return buf_view(&out);
}

// Bytes of the term that a text begins with.
static size_t term_bytes(struct str text)
{
    bool is_quoted = false;
    size_t i = 0;
    for (; i < text.len && (is_quoted || text.ptr[i] != ' '); i++) {
        if (text.ptr[i] == '"')
            is_quoted = !is_quoted;
        else if (is_quoted && text.ptr[i] == '\\')
            i++;
    }
    return i < text.len ? i : text.len;
}

void view_set_filter(struct view *v, struct str text)
{
    v->term_count = 0;
    text = str_trim(text);
    while (text.len) {
        size_t n = v->term_count + 1 < VIEW_TERMS ? term_bytes(text) : text.len;
        v->terms[v->term_count++] = str_copy(str_head(text, n), v->arena);
        text = str_trim(str_skip(text, n));
    }
}

static void add_filter(const struct view *v, struct buf *out)
{
    if (v->term_count)
        buf_fmt(out, " --where %.*s",
                STR_ARG(command_word(view_filter(v, out->arena), out->arena)));
}

struct str view_command(const struct view *v, struct str command, struct arena *a)
{
    struct buf out = {.arena = a};
    buf_str(&out, command);
    add_filter(v, &out);
    if (v->since.ptr)
        buf_fmt(&out, " --since %.*s", STR_ARG(command_word(v->since, a)));
    if (v->until.ptr)
        buf_fmt(&out, " --until %.*s", STR_ARG(command_word(v->until, a)));
    return buf_view(&out);
}

struct str view_compare_command(const struct view *v, struct str options, struct arena *a)
{
    struct buf out = {.arena = a};
    struct str before, now;
    view_periods(v, &before, &now, a);
    buf_fmt(&out, "compare %.*s %.*s", STR_ARG(before), STR_ARG(now));
    buf_str(&out, options.len ? S(" ") : S(""));
    buf_str(&out, options);
    add_filter(v, &out);
    return buf_view(&out);
}

// Bytes that the filter language reads as they are.
static bool is_plain_byte(char c)
{
    return (unsigned char)c > ' ' && c != ',' && c != '"' && c != '\\';
}

struct str view_filter_value(struct str value, struct arena *a)
{
    struct buf out = {.arena = a};
    bool is_plain = value.len > 0;
    for (size_t i = 0; is_plain && i < value.len; i++)
        is_plain = is_plain_byte(value.ptr[i]);
    if (is_plain)
        return str_copy(value, a);
    buf_byte(&out, '"');
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '"' || value.ptr[i] == '\\')
            buf_byte(&out, '\\');
        buf_byte(&out, value.ptr[i]);
    }
    buf_byte(&out, '"');
    return buf_view(&out);
}

bool view_narrow(struct view *v, const char *field, struct str value)
{
    if (v->term_count == VIEW_TERMS)
        return false;
    // Nothing behind the = is "unattributed".
    struct str text = value.ptr ? view_filter_value(value, v->arena) : S("");
    v->terms[v->term_count++] = str_fmt(v->arena, "%s=%.*s", field, STR_ARG(text));
    return true;
}

void view_rename(struct view *v, struct str command)
{
    v->write_command = command;
    v->is_renaming = true;
}

void view_write(struct view *v, struct str command, struct str path)
{
    path = str_trim(path);
    if (!path.len) {
        v->message = S("a name of a file was expected: .txt .md .json .csv pick the format");
        return;
    }
    // A name that begins with a dash is no option.
    if (path.ptr[0] == '-')
        path = str_join(S("./"), path, v->arena);
    v->is_renaming = false;
    v->write_command =
        str_fmt(v->arena, "%.*s -o %.*s", STR_ARG(command), STR_ARG(command_word(path, v->arena)));
}
