// cheaper.c - see cheaper.h.
#include "simulate/cheaper.h"

#include "price/price_row.h"
#include "price/provider.h"

enum { SMALLER = 2 };

// Steps down the families of a maker, by a word of the model's name: the name with the first of
// `to` in its place that is sold and cheaper (at its end where `to` begins with '+'), else
// `otherwise`. The first row whose `from` is in the name counts. (src/price/book, read 2026-11-22)
static const struct step_down {
    const char *maker, *from, *to[SMALLER], *otherwise;
} steps[] = {
    {"anthropic", "fable", {"opus", "sonnet"}, "claude-sonnet-5"},
    {"anthropic", "opus", {"sonnet", NULL}, "claude-sonnet-5"},
    {"anthropic", "sonnet", {"haiku", NULL}, "claude-haiku-4-5"},
    {"openai", "-nano", {NULL, NULL}, NULL},
    {"openai", "-luna", {NULL, NULL}, NULL},
    {"openai", "-mini", {"-nano", NULL}, "gpt-5-nano"},
    {"openai", "-pro", {"", NULL}, "gpt-5"},
    {"openai", "-astra", {"-sol", NULL}, NULL},
    {"openai", "-sol", {"-terra", "-luna"}, NULL},
    {"openai", "-terra", {"-luna", NULL}, "gpt-5.6-luna"},
    {"openai", "gpt-", {"+-mini", NULL}, "gpt-5-mini"},
    {"openai", "o1", {NULL, NULL}, "o4-mini"},
    {"openai", "o3", {NULL, NULL}, "o4-mini"},
    {"google", "-lite", {NULL, NULL}, NULL},
    {"google", "-flash", {"-flash-lite", NULL}, "gemini-2.5-flash-lite"},
    {"google", "-pro", {"-flash", NULL}, "gemini-2.5-flash"},
    {"deepseek", "-pro", {"-flash", NULL}, "deepseek-v4-flash"},
    {"deepseek", "reasoner", {"chat", NULL}, "deepseek-v4-flash"},
    {"mistral", "large", {"medium", NULL}, "mistral-medium-latest"},
    {"mistral", "medium", {"small", NULL}, "mistral-small"},
    {"x-ai", "-fast", {NULL, NULL}, NULL},
    {"x-ai", "grok-", {NULL, NULL}, "grok-4-fast-non-reasoning"},
};
enum { STEPS = sizeof steps / sizeof *steps };

struct asking {
    const struct price_book *book;
    const struct price_row *dear;
    struct str provider;
    int64_t ts_us;
    struct arena *arena;
};

static bool is_cheaper(const struct price_row *row, const struct price_row *dear)
{
    int64_t in = row->base.pusd[TOK_INPUT], out = row->base.pusd[TOK_OUTPUT];
    int64_t dear_in = dear->base.pusd[TOK_INPUT], dear_out = dear->base.pusd[TOK_OUTPUT];
    return in != UNKNOWN && out != UNKNOWN && in <= dear_in && out <= dear_out &&
           (in < dear_in || out < dear_out);
}

// Whether it is sold by this very name at the time, for less.
static bool is_good(const struct asking *q, struct str name)
{
    const struct price_row *row = price_find(q->book, q->provider, name, TIER_STANDARD, q->ts_us);
    bool is_sold = row && (q->ts_us == UNKNOWN || price_row_from_us(row) <= q->ts_us);
    return is_sold && str_eq(row->model, name) && is_cheaper(row, q->dear);
}

static struct str name_down(const struct asking *q, const struct step_down *s, const char *to)
{
    struct str name = q->dear->model, word = str_of(s->from);
    if (to[0] == '+')
        return str_fmt(q->arena, "%.*s%s", STR_ARG(name), to + 1);
    size_t at = str_find(name, word);
    return str_fmt(q->arena, "%.*s%s%.*s", STR_ARG(str_head(name, at)), to,
                   STR_ARG(str_skip(name, at + word.len)));
}

static struct str sold_below(const struct asking *q, const struct step_down *s)
{
    for (int i = 0; i < SMALLER && s->to[i]; i++) {
        struct str name = name_down(q, s, s->to[i]);
        if (is_good(q, name))
            return name;
    }
    if (s->otherwise && is_good(q, str_of(s->otherwise)))
        return str_of(s->otherwise);
    return (struct str){0};
}

struct str cheaper_model(const struct price_book *book, struct str provider, struct str model,
                         int64_t ts_us, struct arena *a)
{
    struct asking q = {.book = book, .provider = provider, .ts_us = ts_us, .arena = a};
    q.dear = price_find(book, provider, model, TIER_STANDARD, ts_us);
    const struct provider *maker = q.dear ? provider_of_model(q.dear->model) : NULL;
    for (int i = 0; maker && i < STEPS; i++)
        if (str_eq(str_of(steps[i].maker), str_of(maker->name)) &&
            str_contains(q.dear->model, str_of(steps[i].from)))
            return sold_below(&q, &steps[i]);
    return (struct str){0};
}
