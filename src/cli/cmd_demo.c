// cmd_demo.c - toll demo: writes a log of realistic traffic, or the truth about it.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "demo/traffic.h"

static const struct option options[] = {
    {"seed", 0, "N", "another seed, other traffic (default 1)"},
    {"requests", 0, "N", "calls to make up (default 20000)"},
    {"bytes", 0, "SIZE", "instead: as many calls as fill about SIZE"},
    {"line", 0, "SIZE", "average length of a line (default 4k)"},
    {"truth", 0, NULL, "print the true counts and costs as JSON, not the log"},
    {"output", 'o', "FILE", "write the log to FILE (with --truth: as well)"},
    {0},
};

static bool read_size(const struct args *args, const char *name, int64_t *out, struct err *e)
{
    struct str text = args_get(args, name);
    if (text.ptr && (!str_to_size(text, out) || *out < 1))
        return err_set(e, ERR_USAGE, "--%s %.*s: expected a size such as 7k or 1G", name,
                       STR_ARG(text));
    return true;
}

static bool read_options(const struct args *args, struct traffic_options *o, struct err *e)
{
    int64_t seed = 1, bytes = 0;
    *o = (struct traffic_options){.requests = TRAFFIC_REQUESTS, .line_bytes = TRAFFIC_LINE};
    if (!args_at_most(args, 0, e) || !args_int(args, "seed", 0, &seed, e) ||
        !args_int(args, "requests", 1, &o->requests, e) || !read_size(args, "bytes", &bytes, e) ||
        !read_size(args, "line", &o->line_bytes, e))
        return false;
    if (bytes && args_has(args, "requests"))
        return err_set(e, ERR_USAGE, "--bytes and --requests exclude each other");
    if (o->line_bytes < TRAFFIC_MIN_LINE || o->line_bytes > TRAFFIC_MAX_LINE)
        return err_set(e, ERR_USAGE, "--line: expected %d to %d bytes", TRAFFIC_MIN_LINE,
                       TRAFFIC_MAX_LINE);
    if (bytes)
        o->requests = bytes / o->line_bytes + 1;
    if (o->requests > TRAFFIC_MAX_REQUESTS)
        return err_set(e, ERR_USAGE, "more than %lld requests", TRAFFIC_MAX_REQUESTS);
    o->seed = (uint64_t)seed;
    return true;
}

// Prompts are made up, but the file is written as any log would be: for its owner alone.
static FILE *create(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
    if (!f && fd >= 0)
        (void)close(fd);
    return f;
}

static bool write_file(const struct traffic_options *o, struct str path, struct demo_truth *truth,
                       struct err *e)
{
    FILE *f = create(path.ptr);
    if (!f)
        return err_set(e, ERR_IO, "%s: %s", path.ptr, strerror(errno));
    bool ok = traffic_write(o, f, truth, e) || err_wrap(e, "%s", path.ptr);
    if (fclose(f) != 0 && ok)
        return err_set(e, ERR_IO, "%s: %s", path.ptr, strerror(errno));
    return ok;
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    struct traffic_options o;
    struct demo_truth truth;
    struct str path = args_get(args, "output");
    bool is_truth_wanted = args_has(args, "truth");
    if (!read_options(args, &o, e))
        return false;
    bool ok = path.ptr ? write_file(&o, path, &truth, e)
                       : traffic_write(&o, is_truth_wanted ? NULL : cli->out, &truth, e);
    if (!ok || !is_truth_wanted)
        return ok;
    struct buf text = {.arena = cli->arena};
    truth_write(&truth, &text);
    if (fwrite(text.ptr, 1, text.len, cli->out) != text.len)
        return err_set(e, ERR_IO, "cannot write: %s", strerror(errno));
    return true;
}

const struct command cmd_demo = {
    .name = "demo",
    .usage = "[OPTION…]",
    .summary = "write a log of realistic traffic to try toll on",
    .help =
        "A month of calls of eight applications to four providers: conversations, repeated\n"
        "questions, streams, retries and errors. The same options give the same bytes on every\n"
        "machine. To keep it small: toll demo | zstd >demo.jsonl.zst",
    .options = options,
    .run = run,
};
