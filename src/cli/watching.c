// watching.c - see watching.h.
#include "cli/watching.h"

#include "ingest/canonical.h"

static bool is_known(const struct watch *watch, struct str word)
{
    for (int i = 0; i < watch->count; i++)
        if (str_eq(watch->words[i], word))
            return true;
    return false;
}

// A word that is given twice has one bit.
static bool read_words(struct cli *cli, const struct args *args, struct watch *out, struct err *e)
{
    struct str *words = ARENA_ARRAY(cli->arena, struct str, WATCH_MAX);
    struct str given = {0};
    *out = (struct watch){.words = words};
    for (int at = 0; args_next(args, "watch", &at, &given);) {
        struct str word = str_lower(str_trim(given), cli->arena);
        if (!word.len)
            return err_set(e, ERR_USAGE, "--watch '%.*s': a word is wanted", STR_ARG(given));
        if (is_known(out, word))
            continue;
        if (out->count == WATCH_MAX)
            return err_set(e, ERR_USAGE, "--watch %.*s: at most %d words can be watched",
                           STR_ARG(given), (int)WATCH_MAX);
        words[out->count++] = word;
    }
    return true;
}

// The words of the list that the database keeps.
static bool parse_list(struct str list, struct watch *out, struct arena *a, struct err *e)
{
    struct json_parser *parser = json_parser_new();
    struct json root = {0};
    bool ok = parser && json_parse(parser, list, 0, &root) == JSON_OK && json_is_array(root) &&
              json_len(root) <= WATCH_MAX;
    struct str *words = ARENA_ARRAY(a, struct str, WATCH_MAX);
    struct json_iter it = json_iter(ok ? root : (struct json){0});
    *out = (struct watch){.words = words};
    while (json_next(&it))
        words[out->count++] = str_copy(json_str(it.value), a);
    json_parser_free(parser);
    return ok || err_set(e, ERR_DB, "meta watch: '%.*s' is no list of words", STR_ARG(list));
}

// New words behind those before: rows that are there know nothing of them.
static void say_what_is_missing(const struct watch *before, const struct watch *now)
{
    for (int i = 0; i < before->count; i++)
        if (i >= now->count || !str_eq(before->words[i], now->words[i]))
            return;
    for (int i = before->count; i < now->count; i++)
        cli_say("requests that are in the database already are not searched for %.*s",
                STR_ARG(now->words[i]));
}

bool watching_read(struct cli *cli, const struct args *args, struct store *store, struct watch *out,
                   struct err *e)
{
    struct str list = {0};
    struct watch before = {0};
    if (!read_words(cli, args, out, e) || !store_meta_get(store, S("watch"), &list, cli->arena, e))
        return false;
    if (list.ptr && !parse_list(list, &before, cli->arena, e))
        return false;
    if (out->count == 0)
        *out = before;
    else if (list.ptr)
        say_what_is_missing(&before, out);
    return true;
}

struct str watching_list(const struct watch *watch, struct arena *a)
{
    struct buf b = {.arena = a};
    buf_byte(&b, '[');
    for (int i = 0; i < watch->count; i++) {
        if (i)
            buf_byte(&b, ',');
        canonical_string(&b, watch->words[i]);
    }
    buf_byte(&b, ']');
    return buf_view(&b);
}
