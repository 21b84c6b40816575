// saved_query.c - see saved_query.h.
#include "cli/saved_query.h"

#include "base/buf.h"
#include "model/nearest.h"
#include "store/queries.h"

static int count_lines(struct str text)
{
    int lines = 1;
    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    return lines;
}

// ":param NAME DEFAULT meaning"
static struct saved_param read_param(struct str line)
{
    struct str_cut name = str_cut(str_trim(line), ' ');
    struct str_cut otherwise = str_cut(str_trim(name.tail), ' ');
    struct saved_param p = {name.head, otherwise.head, str_trim(otherwise.tail), false};
    double number = 0;
    p.is_text = !str_to_f64(p.otherwise, &number);
    if (str_eq(p.otherwise, S("-")))
        p.otherwise = (struct str){NULL, 0};
    return p;
}

static struct saved_column read_column(struct str line)
{
    struct str_cut cut = str_cut(line, ':');
    return (struct saved_column){str_trim(cut.head), str_trim(cut.tail)};
}

struct saved_query saved_query_read(int position, struct arena *a)
{
    struct str text = queries[position].sql;
    size_t lines = (size_t)count_lines(text);
    struct saved_query q = {
        .name = str_of(queries[position].name),
        .sql = text,
        .params = ARENA_ARRAY(a, struct saved_param, lines),
        .columns = ARENA_ARRAY(a, struct saved_column, lines),
    };
    struct buf purpose = {.arena = a};
    while (str_starts(text, S("--"))) {
        struct str_cut cut = str_cut(text, '\n');
        struct str line = str_trim(str_skip(cut.head, 2));
        text = cut.tail;
        if (str_starts(line, S(":param ")))
            q.params[q.param_count++] = read_param(str_skip(line, 7));
        else if (str_starts(line, S("=>")))
            q.columns[q.column_count++] = read_column(str_skip(line, 2));
        else
            buf_fmt(&purpose, "%s%.*s", purpose.len ? " " : "", STR_ARG(line));
    }
    q.purpose = buf_view(&purpose);
    return q;
}

bool saved_query_find(struct str name, struct saved_query *out, struct arena *a, struct err *e)
{
    struct nearest n = {.word = name};
    for (int i = 0; queries[i].name; i++) {
        if (str_eq(str_of(queries[i].name), name)) {
            *out = saved_query_read(i, a);
            return true;
        }
        nearest_offer(&n, str_of(queries[i].name));
    }
    if (n.best.ptr)
        return err_set(e, ERR_USAGE, "there is no query '%.*s'; did you mean %.*s?", STR_ARG(name),
                       STR_ARG(n.best));
    return err_set(e, ERR_USAGE, "there is no query '%.*s' (toll query lists them)", STR_ARG(name));
}
