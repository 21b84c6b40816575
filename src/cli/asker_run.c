// asker_run.c - see asker_run.h.
#include "cli/asker_run.h"

#include <stdio.h>

#include "cli/command.h"
#include "cli/run.h"

enum { TEXT_BYTES = 1 << 18 };

static bool may_run(struct str name, struct err *e)
{
    static const char *const answering[] = {
        "advise",   "compare", "detect",  "formats", "help",     "prices",
        "prompts",  "query",   "rejects", "report",  "requests", "show",
        "simulate", "sources", "sql",     "verify",  "version",
    };
    for (size_t i = 0; i < sizeof answering / sizeof *answering; i++)
        if (str_eq(name, str_of(answering[i])))
            return true;
    return command_find(name) ? err_set(e, ERR_USAGE, "toll %.*s is for the shell", STR_ARG(name))
                              : err_set(e, ERR_USAGE, "there is no command '%.*s'", STR_ARG(name));
}

// What a command printed by itself, as a table of lines.
static const struct answer *answer_of_text(struct str text, struct arena *a)
{
    static const struct column columns[] = {
        {.key = {"line", 4}, .title = {"", 0}, .unit = UNIT_TEXT, .is_label = true},
    };
    struct answer *answer = ARENA_NEW(a, struct answer);
    answer->arena = a;
    struct table *t = table_new(a, S("text"), S(""), columns, 1);
    for (struct str rest = text; rest.len;) {
        struct str_cut cut = str_cut(rest, '\n');
        table_row(t)[0] = cell_str(str_copy(cut.head, a));
        rest = cut.tail;
    }
    answer_add(answer, t);
    return answer;
}

// argv[0] is the program's name, as the command line has it.
static char **words_of(struct str command, struct arena *a, int *argc, struct err *e)
{
    int count = 0;
    char **words = command_words(command, a, &count);
    if (!words || !count) {
        (void)err_set(e, ERR_USAGE, words ? "no command" : "a quote is not closed");
        return NULL;
    }
    char **argv = ARENA_ARRAY(a, char *, (size_t)count + 2);
    argv[0] = arena_cstr(a, "toll", 4);
    memcpy(argv + 1, words, (size_t)count * sizeof *words);
    *argc = count + 1;
    return argv;
}

static bool run_words(struct cli *cli, struct str command, struct err *e)
{
    int argc = 0;
    char **argv = words_of(command, cli->arena, &argc, e);
    if (!argv || !may_run(str_of(argv[1]), e))
        return false;
    return cli_run(cli, argc, argv, e);
}

void asker_run(const struct cli *cli, struct str command, const atomic_bool *is_cancelled,
               struct asker_result *out)
{
    struct arena working = {0};
    struct err e = {0};
    struct buf said = {.arena = out->memory};
    struct capture capture = {.arena = out->memory, .done_permille = out->done_permille};
    struct cli own = {
        .arena = &working,
        .db_path = cli->db_path,
        .zone = cli->zone,
        .now_us = cli->now_us,
        .is_interrupted = is_cancelled,
        .captured = &capture,
    };
    char *text = arena_alloc(&working, 1, TEXT_BYTES);
    own.out = fmemopen(text, TEXT_BYTES, "w");
    cli_say_to(&said);
    bool ok = own.out ? run_words(&own, command, &e) : err_set(&e, ERR_IO, "out of memory");
    cli_say_to(NULL);
    if (own.out)
        (void)fclose(own.out);
    if (ok && !capture.answer && *text)
        capture.answer = answer_of_text(str_head(str_of(text), TEXT_BYTES), out->memory);
    out->has_written = capture.has_written;
    out->reply = (struct reply){
        .status = ok ? REPLY_READY : REPLY_FAILED,
        .answer = ok ? capture.answer : NULL,
        .message = ok ? buf_view(&said) : str_copy(str_of(e.text), out->memory),
    };
    arena_release(&working);
}
