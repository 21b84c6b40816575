// dimensions.c - see dimensions.h.
#include "tui/dimensions.h"

#include "base/buf.h"

const struct dimension dimensions[] = {
    {"feature", "feature"},
    {"model", "model"},
    {"team", "team"},
    {"user", "user"},
    {"template", "template"},
    {"day", NULL},
    {"status", "status"},
    {"task", "task"},
    {"provider", "provider"},
    {"key", "key"},
    {"project", "project"},
    {"environment", "environment"},
    {"session", "session"},
    {"tier", "tier"},
    {"month", NULL},
    {"hour", NULL},
    {0},
};

int dimension_count(void)
{
    return (int)(sizeof dimensions / sizeof *dimensions) - 1;
}

int dimension_by_name(struct str name)
{
    for (int i = 0; dimensions[i].name; i++)
        if (str_eq(name, str_of(dimensions[i].name)))
            return i;
    return -1;
}

// A comma outside quotes.
static bool names_several(struct str values)
{
    bool is_quoted = false;
    for (size_t i = 0; i < values.len; i++) {
        if (values.ptr[i] == '"')
            is_quoted = !is_quoted;
        else if (is_quoted && values.ptr[i] == '\\')
            i++;
        else if (!is_quoted && values.ptr[i] == ',')
            return true;
    }
    return false;
}

bool dimension_is_fixed(const struct view *v, int dimension)
{
    const char *field = dimensions[dimension].field;
    for (int i = 0; field && i < v->term_count; i++) {
        struct str_cut cut = str_cut(v->terms[i], '=');
        if (str_eq(cut.head, S("template_name")))
            cut.head = S("template");
        if (cut.ok && str_eq(cut.head, str_of(field)) && !names_several(cut.tail))
            return true;
    }
    return false;
}

int dimension_next(const struct view *v, int from, int step, int other)
{
    int count = dimension_count();
    for (int i = 1; i <= count; i++) {
        int at = (from + step * i + count * count) % count;
        if (at != other && !dimension_is_fixed(v, at))
            return at;
    }
    return from;
}

// A template is known by its number, or by the name that people gave it.
static const char *field_of(int dimension, struct str label)
{
    uint64_t number = 0;
    const char *field = dimensions[dimension].field;
    bool is_template = str_eq(str_of(field), S("template"));
    return is_template && label.ptr && !str_to_hex64(label, &number) ? "template_name" : field;
}

bool dimension_open(struct view *v, int dimension, const struct cell *label)
{
    struct str text = label->is_null ? (struct str){0} : label->s;
    if (text.ptr && str_eq(text, S("(other)"))) {
        v->message = S("these are many: sort or filter to get at them");
        return false;
    }
    if (!dimensions[dimension].field) {
        if (!text.ptr)
            return false;
        v->since = v->until = str_copy(text, v->arena);
        return true;
    }
    if (view_narrow(v, field_of(dimension, text), text))
        return true;
    v->message = S("that are as many terms as there can be");
    return false;
}

static bool is_rest(const struct cell *label)
{
    return !label->is_null && str_eq(label->s, S("(other)"));
}

bool dimension_exclude(struct view *v, int dimension, const struct cell *label)
{
    if (!dimensions[dimension].field || is_rest(label)) {
        v->message = S("no term of the filter leaves this out");
        return false;
    }
    struct str text = label->is_null ? (struct str){0} : label->s;
    if (view_narrow(v, field_of(dimension, text), text)) {
        struct str *term = &v->terms[v->term_count - 1];
        *term = str_join(S("!"), *term, v->arena);
        return true;
    }
    v->message = S("that are as many terms as there can be");
    return false;
}

// What a mark says of its row: the label, and the end of it.
static struct str label_of(struct str mark)
{
    return str_head(mark, mark.len - 1);
}

bool dimension_may_mark(struct view *v, int dimension, const struct list *l,
                        const struct cell *label)
{
    bool is_nameless = !dimensions[dimension].field || label->is_null || is_rest(label);
    // Numbers and names of templates are different fields.
    if (!is_nameless && l->mark_count &&
        field_of(dimension, label_of(l->marks[0])) != field_of(dimension, label->s))
        is_nameless = true;
    if (is_nameless)
        v->message = S("no term of the filter names this row beside others: it cannot be marked");
    return !is_nameless;
}

struct str dimension_marked(int dimension, const struct list *l, struct arena *a)
{
    struct buf out = {.arena = a};
    if (!l->mark_count)
        return (struct str){0};
    buf_fmt(&out, "%s=", field_of(dimension, label_of(l->marks[0])));
    for (int i = 0; i < l->mark_count; i++) {
        buf_str(&out, i ? S(",") : S(""));
        buf_str(&out, view_filter_value(label_of(l->marks[i]), a));
    }
    return buf_view(&out);
}
