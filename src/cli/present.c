// present.c - see present.h.
#include "cli/present.h"

#include "cli/file_write.h"
#include "model/table_copy.h"

bool present_renderer(const struct args *args, const struct renderer **out, struct err *e)
{
    struct str format = args_get(args, "format");
    struct str path = args_get(args, "output");
    const struct renderer *r = renderer_find(S("text"));
    if (format.ptr)
        r = renderer_find(format);
    else if (path.ptr && !str_eq(path, S("-")))
        r = renderer_for_path(path);
    if (!r && format.ptr)
        return err_set(e, ERR_USAGE, "--format %.*s: text, markdown, json, jsonl or csv is wanted",
                       STR_ARG(format));
    if (!r)
        return err_set(
            e, ERR_USAGE,
            "-o %.*s: the name must end in .txt, .md, .json, .jsonl or .csv, or --format say it",
            STR_ARG(path));
    *out = r;
    return true;
}

bool present_is_for_people(const struct renderer *renderer)
{
    return str_eq(str_of(renderer->name), S("text")) ||
           str_eq(str_of(renderer->name), S("markdown"));
}

bool present(struct cli *cli, const struct args *args, const struct answer *answer, struct err *e)
{
    const struct renderer *renderer = NULL;
    if (!present_renderer(args, &renderer, e))
        return false;
    struct str path = args_get(args, "output");
    bool is_file = path.ptr && !str_eq(path, S("-"));
    if (cli->captured) {
        cli->captured->answer = answer_copy(answer, cli->captured->arena);
        cli->captured->has_written = is_file;
    }
    if (cli->captured && !is_file)
        return true;
    struct render_options options = {
        .columns = is_file ? 0 : cli->columns,
        .has_color = !is_file && cli->has_color,
    };
    struct buf text = {.arena = cli->arena};
    renderer->draw(answer, &options, &text);
    // For the owner alone: answers hold names of users and teams.
    if (is_file)
        return file_write(path, buf_view(&text), cli->arena, e);
    // A failed write shows when the program closes its output.
    (void)!fwrite(text.ptr, 1, text.len, cli->out);
    return true;
}
