// ingest_run.c - see ingest_run.h.
#include "cli/ingest_run.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "base/time.h"
#include "base/utf8.h"
#include "cli/connection.h"
#include "cli/pricing.h"
#include "cli/watching.h"
#include "ingest/fingerprint.h"
#include "ingest/ingest.h"

const struct option ingest_option_table[] = {
    {"format", 0, "NAME", "read every entry as this format (toll formats); default: told by each"},
    {"tag", 0, "KEY=VALUE", "fill what a log lacks: user, feature, team, project …; repeatable"},
    {"text", 0, "MODE", "none, preview (first 200 bytes, redacted; default) or full"},
    {"watch", 0, "WORD", "note which last user messages have the word; repeatable, at most 32"},
    {"fp-key", 0, "FILE", "seed fingerprints with the bytes of a secret file"},
    {"start", 0, "TIME", "instant that relative times of traces count from; default 1970-01-01"},
    {"jobs", 0, "N", "threads that parse; default: one a processor"},
    {"strict", 0, NULL, "exit 4 if anything was rejected"},
    {"max-rejects", 0, "N|N%", "exit 4 if more entries were rejected"},
    {"max-line", 0, "SIZE", "longest entry; default 64MiB"},
    {"max-window", 0, "SIZE", "largest zstd window; default 8MiB, at most 128MiB"},
    {0},
};

static bool read_text_mode(const struct args *args, enum text_mode *out, struct err *e)
{
    static const char *const names[] = {
        [TEXT_NONE] = "none", [TEXT_PREVIEW] = "preview", [TEXT_FULL] = "full"};
    struct str name = args_get(args, "text");
    *out = TEXT_PREVIEW;
    for (int i = 0; name.ptr && i <= TEXT_FULL; i++)
        if (str_eq(name, str_of(names[i]))) {
            *out = (enum text_mode)i;
            return true;
        }
    return !name.ptr ||
           err_set(e, ERR_USAGE, "--text %.*s: none, preview or full is wanted", STR_ARG(name));
}

static bool read_size(const struct args *args, const char *name, int64_t max, int64_t *out,
                      struct err *e)
{
    struct str text = args_get(args, name);
    if (!text.ptr)
        return true;
    if (!str_to_size(text, out) || *out < 1024 || *out > max)
        return err_set(e, ERR_USAGE, "--%s %.*s: a size from 1k to %" PRId64 "Mi is wanted", name,
                       STR_ARG(text), max >> 20);
    return true;
}

static bool read_format(const struct args *args, const struct envelope **out, struct err *e)
{
    struct str name = args_get(args, "format");
    for (size_t i = 0; name.ptr && envelopes[i]; i++)
        if (str_eq(name, str_of(envelopes[i]->name))) {
            *out = envelopes[i];
            return true;
        }
    return !name.ptr ||
           err_set(e, ERR_USAGE, "--format %.*s: there is no such format (toll formats)",
                   STR_ARG(name));
}

static bool read_tags(struct cli *cli, const struct args *args, struct ingest_setup *out,
                      struct err *e)
{
    struct str value = {0};
    int64_t count = 0;
    for (int at = 0; args_next(args, "tag", &at, &value);)
        count++;
    out->tags = arena_alloc(cli->arena, sizeof *out->tags, (size_t)count + 1);
    for (int at = 0; args_next(args, "tag", &at, &value);) {
        struct str_cut cut = str_cut(value, '=');
        if (!cut.ok || !cut.head.len || !cut.tail.len)
            return err_set(e, ERR_USAGE, "--tag %.*s: KEY=VALUE is wanted", STR_ARG(value));
        out->tags[out->tag_count][0] = cut.head;
        out->tags[out->tag_count++][1] = cut.tail;
    }
    return true;
}

// The seed of --fp-key: never 0, which means "without a key".
static bool read_key(const struct args *args, uint64_t *out, struct err *e)
{
    struct str name = args_get(args, "fp-key");
    char bytes[4096];
    if (!name.ptr)
        return true;
    FILE *f = fopen(name.ptr, "re");
    if (!f)
        return err_set(e, ERR_IO, "--fp-key %s: %s", name.ptr, strerror(errno));
    size_t n = fread(bytes, 1, sizeof bytes, f);
    bool ok = !ferror(f) && fclose(f) == 0;
    if (!ok || n < 8)
        return err_set(e, ERR_USAGE, "--fp-key %s: a readable file of 8 to 4,096 bytes is wanted",
                       name.ptr);
    *out = hash_bytes(bytes, n) | 1;
    return true;
}

static bool read_start(struct cli *cli, const struct args *args, int64_t *out, struct err *e)
{
    struct str text = args_get(args, "start");
    int64_t end_us = 0;
    if (text.ptr && !time_interval(text, cli->now_us, out, &end_us))
        return err_set(e, ERR_USAGE, "--start %.*s is no time", STR_ARG(text));
    return true;
}

// The most entries that may be rejected: a number, or a share of all.
struct reject_limit {
    int64_t count;  // UNKNOWN = no limit
    bool is_percent;
};

static bool read_limit(const struct args *args, struct reject_limit *out, struct err *e)
{
    struct str text = args_get(args, "max-rejects");
    *out = (struct reject_limit){.count = args_has(args, "strict") ? 0 : UNKNOWN};
    if (!text.ptr)
        return true;
    out->is_percent = str_ends(text, S("%"));
    if (!str_to_i64(str_head(text, text.len - out->is_percent), &out->count) || out->count < 0)
        return err_set(e, ERR_USAGE, "--max-rejects %.*s: a number or N%% is wanted",
                       STR_ARG(text));
    return true;
}

static bool read_setup(struct cli *cli, const struct args *args, struct ingest_setup *out,
                       struct err *e)
{
    int64_t jobs = 0;
    *out = (struct ingest_setup){.is_interrupted = cli->is_interrupted};
    if (!args_int(args, "jobs", 1, &jobs, e))
        return false;
    out->jobs = jobs > 64 ? 64 : (int)jobs;
    return read_text_mode(args, &out->text, e) && read_format(args, &out->format, e) &&
           read_tags(cli, args, out, e) && read_key(args, &out->key_seed, e) &&
           read_start(cli, args, &out->start_us, e) &&
           read_size(args, "max-line", 64LL << 20, &out->max_line_bytes, e) &&
           read_size(args, "max-window", 128LL << 20, &out->max_window_bytes, e);
}

// One line on the terminal, at most ten times a second.
struct progress_bar {
    struct timespec started, drawn;
    int64_t done_bytes;  // of sources before this one
    int64_t source;
    int64_t source_bytes;
};

static double seconds_between(struct timespec a, struct timespec b)
{
    return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

static void draw_progress(void *self, const struct ingest_progress *p)
{
    struct progress_bar *bar = self;
    struct timespec now;
    if (p->source != bar->source) {
        bar->done_bytes += bar->source_bytes;
        bar->source = p->source;
    }
    bar->source_bytes = p->read_bytes;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0 || seconds_between(bar->drawn, now) < 0.1)
        return;
    bar->drawn = now;
    double elapsed_s = seconds_between(bar->started, now);
    double bytes = (double)(bar->done_bytes + p->read_bytes);
    fprintf(stderr, "\r%" PRId64 "/%" PRId64 " files  %" PRId64 " entries  %.0f MB  %.0f MB/s",
            p->source + 1, p->source_count, p->entries, bytes / 1e6, bytes / 1e6 / elapsed_s);
    if (p->file_bytes > 0 && p->read_bytes > 0)
        fprintf(stderr, "  %.0f %% of this file, %.0f s left",
                100.0 * (double)p->read_bytes / (double)p->file_bytes,
                (double)(p->file_bytes - p->read_bytes) / (bytes / elapsed_s));
    fputs("\033[K", stderr);
}

static void print_ledger(FILE *out, const struct ledger *l)
{
    fprintf(out,
            "%" PRId64 " lines = %" PRId64 " records + %" PRId64 " merged + %" PRId64
            " duplicates + %" PRId64 " skipped + %" PRId64 " rejected",
            l->lines, l->ends[END_RECORD], l->ends[END_MERGED], l->ends[END_DUPLICATE],
            l->ends[END_SKIPPED], l->ends[END_REJECTED]);
    if (l->repaired)
        fprintf(out, " (%" PRId64 " repaired)", l->repaired);
    fputc('\n', out);
}

static const char *shown_path(struct cli *cli, const char *path)
{
    return str_cstr(utf8_printable(str_of(path), cli->arena), cli->arena);
}

static void print_source(struct cli *cli, FILE *out, const struct source_result *s)
{
    const char *path = shown_path(cli, s->path);
    if (s->code)
        cli_say("%.*s", STR_ARG(s->message));
    if (s->code == ERR_IO && !s->added.lines)
        return;
    if (s->is_known && !s->added.lines)
        fprintf(out, "%s: nothing new, all of it was ingested before\n", path);
    else {
        fprintf(out, s->is_known ? "%s: went on where it ended: " : "%s: ", path);
        print_ledger(out, &s->added);
    }
}

static void print_results(struct cli *cli, FILE *out, const struct ingest_result *result)
{
    enum { SHOWN_MAX = 50 };
    for (int64_t i = 0; i < result->source_count; i++) {
        const struct source_result *s = &result->sources[i];
        if (i < SHOWN_MAX || s->code)
            print_source(cli, out, s);
        if (s->code == ERR_DATA)
            cli_status(cli, 4);
        if (s->code == ERR_IO)
            cli_status(cli, 5);
    }
    if (result->source_count > SHOWN_MAX)
        fprintf(out, "… and %" PRId64 " more sources\n", result->source_count - SHOWN_MAX);
    if (result->source_count > 1) {
        fputs("in all: ", out);
        print_ledger(out, &result->added);
    }
}

static void check_limit(struct cli *cli, struct reject_limit limit, const struct ledger *l)
{
    int64_t rejected = l->ends[END_REJECTED];
    int64_t allowed = limit.is_percent ? l->lines * limit.count / 100 : limit.count;
    if (rejected)
        cli_say("%" PRId64 " entries were rejected; toll rejects shows why", rejected);
    if (limit.count != UNKNOWN && rejected > allowed) {
        cli_say("that is more than the %" PRId64 " allowed", allowed);
        cli_status(cli, 4);
    }
}

static bool note_options(struct store *store, const struct ingest_setup *setup, struct arena *a,
                         struct err *e)
{
    static const char *const names[] = {
        [TEXT_NONE] = "none", [TEXT_PREVIEW] = "preview", [TEXT_FULL] = "full"};
    struct ingest_options options = {
        .text_mode = str_of(names[setup->text]),
        .fp_key_hash = setup->key_seed ? hash_words(&setup->key_seed, 1) : 0,
        .fingerprint_version = FINGERPRINT_VERSION,
        .facts_version = FACTS_VERSION,
        .watch = watching_list(&setup->watch, a),
    };
    return store_set_options(store, &options, e);
}

static bool load(struct cli *cli, struct store *store, const struct args *args,
                 struct ingest_setup *setup, struct ingest_result *result, struct err *e)
{
    const char **operands = ARENA_ARRAY(cli->arena, const char *, (size_t)args->operand_count);
    for (int i = 0; i < args->operand_count; i++)
        operands[i] = args->operands[i].ptr;
    setup->paths =
        paths_expand(operands, (size_t)args->operand_count, cli->arena, &setup->path_count);
    struct progress_bar bar = {0};
    if (cli->is_progress_wanted && clock_gettime(CLOCK_MONOTONIC, &bar.started) == 0) {
        setup->progress = draw_progress;
        setup->progress_self = &bar;
    }
    struct sink sink = store_sink(store);
    bool ok = ingest(setup, &sink, result, cli->arena, e);
    if (cli->is_progress_wanted)
        fputs("\r\033[K", stderr);
    return ok;
}

static bool ingest_into(struct cli *cli, struct store *store, const struct args *args, FILE *out,
                        struct err *e)
{
    struct ingest_setup setup;
    struct ingest_result result;
    struct reject_limit limit;
    struct price_book *book = NULL;
    if (!read_setup(cli, args, &setup, e) || !read_limit(args, &limit, e) ||
        !watching_read(cli, args, store, &setup.watch, e) ||
        !pricing_load(store, &book, cli->arena, e) || !pricing_use(store, book, cli->arena, e) ||
        !note_options(store, &setup, cli->arena, e))
        return false;
    setup.book = book;
    if (!load(cli, store, args, &setup, &result, e))
        return false;
    struct settle_hooks hooks = pricing_hooks(book);
    bool ok = store_settle(store, &hooks, e);
    print_results(cli, out, &result);
    check_limit(cli, limit, &result.added);
    if (ok && result.is_interrupted)
        return err_set(e, ERR_INTERRUPTED,
                       "interrupted; what was read is in %.*s, the same command goes on",
                       STR_ARG(cli->db_path));
    return ok;
}

bool ingest_run(struct cli *cli, const struct args *args, FILE *out, struct err *e)
{
    struct store *store = NULL;
    if (args->operand_count == 0)
        return err_set(e, ERR_USAGE, "which logs? give files, directories or - for standard input");
    if (!connection_open_to_write(cli, &store, e))
        return false;
    bool ok = ingest_into(cli, store, args, out, e);
    store_close(store);
    return ok;
}
