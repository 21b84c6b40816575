// options.c - see options.h.
#include "cli/options.h"

#include "model/nearest.h"

enum { TABLES = 3 };

struct reader {
    struct command_line line;
    const struct option *tables[TABLES];  // of the operand, then those of the line
    int at;
    struct args *out;
};

static const struct option *find_long(const struct reader *r, struct str name)
{
    for (int t = 0; t < TABLES; t++)
        for (const struct option *o = r->tables[t]; o && o->name; o++)
            if (str_eq(str_of(o->name), name))
                return o;
    return NULL;
}

static const struct option *find_letter(const struct reader *r, char letter)
{
    for (int t = 0; t < TABLES; t++)
        for (const struct option *o = r->tables[t]; o && o->name; o++)
            if (o->letter && o->letter == letter)
                return o;
    return NULL;
}

static bool unknown_option(const struct reader *r, struct str name, struct err *e)
{
    struct nearest n = {.word = name};
    for (int t = 0; t < TABLES; t++)
        for (const struct option *o = r->tables[t]; o && o->name; o++)
            nearest_offer(&n, str_of(o->name));
    if (n.best.ptr)
        return err_set(e, ERR_USAGE, "unknown option --%.*s; did you mean --%.*s?", STR_ARG(name),
                       STR_ARG(n.best));
    return err_set(e, ERR_USAGE, "unknown option --%.*s (-h lists the options)", STR_ARG(name));
}

static bool add_value(struct reader *r, const struct option *o, struct str given, struct err *e)
{
    struct option_value *v = &r->out->values[r->out->value_count++];
    bool is_optional = o->argument && o->argument[0] == '[';
    v->option = o;
    v->operand = r->out->operand_count;
    for (const struct option *own = r->tables[0]; own && own->name; own++)
        v->is_of_operand |= own == o;
    v->value = given;
    if (!o->argument && given.ptr)
        return err_set(e, ERR_USAGE, "--%s takes no value", o->name);
    if (!o->argument || is_optional)
        return true;
    if (!given.ptr && r->at < r->line.argc)
        given = str_of(r->line.argv[r->at++]);
    if (!given.ptr)
        return err_set(e, ERR_USAGE, "--%s needs a value: --%s %s", o->name, o->name, o->argument);
    v->value = given;
    return true;
}

static bool read_long(struct reader *r, struct str word, struct err *e)
{
    struct str_cut cut = str_cut(str_skip(word, 2), '=');
    const struct option *o = find_long(r, cut.head);
    if (!o)
        return unknown_option(r, cut.head, e);
    return add_value(r, o, cut.ok ? cut.tail : (struct str){NULL, 0}, e);
}

// -o VALUE, -oVALUE, -h.
static bool read_short(struct reader *r, struct str word, struct err *e)
{
    const struct option *o = find_letter(r, word.ptr[1]);
    if (!o)
        return err_set(e, ERR_USAGE, "unknown option %.*s (-h lists the options)", STR_ARG(word));
    struct str rest = str_skip(word, 2);
    return add_value(r, o, rest.len ? rest : (struct str){NULL, 0}, e);
}

static bool read_operand(struct reader *r, struct str word, struct err *e)
{
    r->out->operands[r->out->operand_count++] = word;
    return !r->line.options_behind || r->line.options_behind(r->line.self, word, &r->tables[0], e);
}

static bool read_word(struct reader *r, struct str word, struct err *e)
{
    if (word.len < 2 || word.ptr[0] != '-')
        return read_operand(r, word, e);
    return word.ptr[1] == '-' ? read_long(r, word, e) : read_short(r, word, e);
}

bool args_parse(struct args *out, const struct command_line *line, struct arena *a, struct err *e)
{
    size_t most = (size_t)line->argc + 1;
    struct args args = {
        .values = ARENA_ARRAY(a, struct option_value, most),
        .operands = ARENA_ARRAY(a, struct str, most),
    };
    struct reader r = {
        .line = *line,
        .tables = {NULL, line->tables[0], line->tables[1]},
        .out = &args,
    };
    bool is_ended = false;
    while (r.at < line->argc) {
        struct str word = str_of(line->argv[r.at++]);
        bool is_end = !is_ended && str_eq(word, S("--"));
        if (!is_end && !(is_ended ? read_operand(&r, word, e) : read_word(&r, word, e)))
            return false;
        is_ended |= is_end;
    }
    *out = args;
    return true;
}

bool args_has(const struct args *args, const char *name)
{
    for (int i = 0; i < args->value_count; i++)
        if (str_eq(str_of(args->values[i].option->name), str_of(name)))
            return true;
    return false;
}

struct str args_get(const struct args *args, const char *name)
{
    struct str found = {NULL, 0};
    int at = 0;
    while (args_next(args, name, &at, &found))
        continue;
    return found;
}

bool args_next(const struct args *args, const char *name, int *at, struct str *value)
{
    while (*at < args->value_count) {
        const struct option_value *v = &args->values[(*at)++];
        if (str_eq(str_of(v->option->name), str_of(name))) {
            *value = v->value;
            return true;
        }
    }
    return false;
}

bool args_int(const struct args *args, const char *name, int64_t min, int64_t *out, struct err *e)
{
    struct str text = args_get(args, name);
    int64_t n = 0;
    if (!text.ptr)
        return true;
    if (!str_to_size(text, &n) || n < min)
        return err_set(e, ERR_USAGE, "--%s %.*s: a whole number of at least %lld is wanted", name,
                       STR_ARG(text), (long long)min);
    *out = n;
    return true;
}

bool args_at_most(const struct args *args, int max, struct err *e)
{
    if (args->operand_count <= max)
        return true;
    return err_set(e, ERR_USAGE, "unexpected argument '%.*s' (-h shows the usage)",
                   STR_ARG(args->operands[max]));
}
