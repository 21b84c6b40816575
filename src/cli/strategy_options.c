// strategy_options.c - see strategy_options.h.
#include "cli/strategy_options.h"

#include "base/buf.h"
#include "cli/command.h"
#include "model/nearest.h"

static const char *const value_words[] = {
    [SETTING_FLAG] = "[=yes|no]", [SETTING_COUNT] = "N",     [SETTING_BYTES] = "SIZE",
    [SETTING_DURATION] = "TIME",  [SETTING_USD] = "USD",     [SETTING_INSTANT] = "TIME",
    [SETTING_SHARE] = "SHARE",    [SETTING_NUMBER] = "X",    [SETTING_TEXT] = "TEXT",
    [SETTING_CHOICE] = "NAME",    [SETTING_FILTER] = "EXPR",
};

static struct str swap(struct str s, char from, char to, struct arena *a)
{
    char *text = arena_cstr(a, s.ptr, s.len);
    for (size_t i = 0; i < s.len; i++)
        if (text[i] == from)
            text[i] = to;
    return (struct str){text, s.len};
}

// "TIME,TIME…", "NAME=USD;NAME=USD…"
static const char *argument_of(const struct setting *s, struct arena *a)
{
    const char *word = value_words[s->type];
    if (s->form == SETTING_LIST)
        return str_fmt(a, "%s,%s…", word, word).ptr;
    if (s->form == SETTING_PAIRS)
        return str_fmt(a, "NAME=%s;…", word).ptr;
    return word;
}

static bool says(const char *help, const char *const *choices)
{
    for (int i = 0; choices[i]; i++)
        if (!str_contains(str_of(help), str_of(choices[i])))
            return false;
    return true;
}

// The help of a setting with its choices, where the words do not name them all, and its fallback.
static const char *help_of(const struct setting *s, struct arena *a)
{
    struct buf out = {.arena = a};
    buf_fmt(&out, "%s", s->help);
    for (int i = 0; s->choices && !says(s->help, s->choices) && s->choices[i]; i++)
        buf_fmt(&out, "%s%s", i ? ", " : "; ", s->choices[i]);
    // Spaces let long ones break.
    for (const char *c = s->fallback; c && *c; c++)
        buf_fmt(&out, "%s%c%s", c == s->fallback ? " (default " : "", *c,
                (*c == ';' || *c == ',') && c[1] != ' ' ? " " : "");
    buf_str(&out, s->fallback && *s->fallback ? S(")") : S(""));
    if (s->sweep_from)
        buf_fmt(&out, " [assumed: %s to %s]", s->sweep_from, s->sweep_to);
    buf_byte(&out, 0);
    return out.ptr;
}

static const struct option *table_of(const struct strategy *s, struct arena *a)
{
    enum { COMMON = 2 };
    int count = 0;
    while (s->settings[count].name)
        count++;
    struct option *table = ARENA_ARRAY(a, struct option, (size_t)count + COMMON + 1);
    for (int i = 0; i < count; i++)
        table[i] = (struct option){
            .name = swap(str_of(s->settings[i].name), '_', '-', a).ptr,
            .argument = argument_of(&s->settings[i], a),
            .help = help_of(&s->settings[i], a),
        };
    table[count] = (struct option){.name = "when",
                                   .argument = "EXPR",
                                   .help = "only for requests such as 'feature=chat in_tok>10k'"};
    table[count + 1] =
        (struct option){.name = "name", .argument = "TEXT", .help = "what to call the step"};
    return table;
}

static bool unknown_strategy(struct str word, struct err *e)
{
    struct nearest n = {.word = word};
    for (int i = 0; strategies[i]; i++)
        nearest_offer(&n, str_of(strategies[i]->name));
    if (str_ends(word, S(".json")))
        return err_set(e, ERR_USAGE, "a policy file is read with --policy %.*s", STR_ARG(word));
    if (n.best.ptr)
        return err_set(e, ERR_USAGE, "there is no strategy '%.*s'; did you mean %.*s?",
                       STR_ARG(word), STR_ARG(n.best));
    return err_set(e, ERR_USAGE, "there is no strategy '%.*s' (toll simulate -h lists them)",
                   STR_ARG(word));
}

// response-cache is response_cache.
static const struct strategy *find(struct str word, struct arena *a)
{
    return strategy_find(swap(word, '-', '_', a));
}

bool strategy_options_behind(void *cli, struct str operand, const struct option **out,
                             struct err *e)
{
    struct arena *a = ((struct cli *)cli)->arena;
    const struct strategy *s = find(operand, a);
    if (!s)
        return unknown_strategy(operand, e);
    *out = table_of(s, a);
    return true;
}

const char *strategy_options_operand(int i, const char **summary)
{
    *summary = strategies[i] ? strategies[i]->summary : NULL;
    return strategies[i] ? strategies[i]->name : NULL;
}

static void list_strategies(FILE *out)
{
    fputs("\nstrategies:\n", out);
    for (int i = 0; strategies[i]; i++)
        fprintf(out, "  %-15s %s\n", strategies[i]->name, strategies[i]->summary);
}

bool strategy_options_help(struct cli *cli, const struct args *args)
{
    if (!args->operand_count) {
        list_strategies(cli->out);
        return false;
    }
    for (int i = 0; i < args->operand_count; i++) {
        const struct strategy *s = find(args->operands[i], cli->arena);
        fprintf(cli->out, "\n%s: %s (hits are those: %s)\n", s->name, s->summary, s->hits_are);
        options_help(cli->out, table_of(s, cli->arena));
        fprintf(cli->out, "example: toll simulate %s%s%s\n", s->name, s->example ? " " : "",
                s->example ? s->example : "");
    }
    fputs(
        "\n--since, --until, --where, --format and the rest: toll simulate -h. In a policy file a\n"
        "setting is written with _: \"max_ttl\". docs/simulation.md says how to read the answer.\n",
        cli->out);
    return true;
}

// The options that stand behind an operand and are settings of its strategy.
static bool read_settings(struct policy *p, struct step *step, const struct args *args, int operand,
                          struct err *e)
{
    for (int i = 0; i < args->value_count; i++) {
        const struct option_value *v = &args->values[i];
        if (v->operand != operand || !v->is_of_operand)
            continue;
        struct str key = swap(str_of(v->option->name), '-', '_', p->context.arena);
        if (!policy_set(p, step, key, v->value.ptr ? v->value : S("yes"), e))
            return err_wrap(e, "%s", step->strategy->name);
    }
    return true;
}

bool strategy_options_read(struct policy *p, const struct args *args, struct err *e)
{
    for (int i = 0; i < args->operand_count; i++) {
        const struct strategy *s = find(args->operands[i], p->context.arena);
        if (!s)
            return unknown_strategy(args->operands[i], e);
        struct step *step = policy_add(p, s, e);
        if (!step || !read_settings(p, step, args, i + 1, e))
            return false;
    }
    return true;
}
