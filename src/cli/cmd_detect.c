// cmd_detect.c - toll detect: what the beginning of a log is read as.
#include <math.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/time.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/pricing.h"
#include "ingest/ingest.h"

static const struct option options[] = {
    {"format", 0, "NAME", "read every entry as this format (toll formats)"},
    {0},
};

// A sink that looks at the first block of each source and then asks for no more.
struct look {
    FILE *out;
    struct arena arena;  // of its own: the pipeline has threads
    atomic_bool is_enough;
    struct str format, compression;
    struct ledger ledger;
    struct buf sample;  // the first call, as lines
    struct str detail;  // of the first reject
};

static bool look_candidates(void *self, const struct source_info *info, struct source_known *out,
                            int cap, int *count, struct err *e)
{
    (void)self, (void)info, (void)out, (void)cap, (void)e;
    *count = 0;
    return true;
}

static bool look_open(void *self, const struct source_info *info, const struct source_known *known,
                      struct err *e)
{
    (void)known, (void)e;
    struct look *l = self;
    l->format = str_copy(info->format, &l->arena);
    l->compression = str_copy(info->compression, &l->arena);
    return true;
}

static void put_number(struct buf *out, const char *name, int64_t n)
{
    if (n != UNKNOWN)
        buf_fmt(out, "    %-20s %lld\n", name, (long long)n);
}

static void put_tokens(struct buf *out, const struct usage *u)
{
    static const char *const names[TOK_CLASSES] = {
        [TOK_INPUT] = "input_tok",
        [TOK_CACHE_READ] = "cache_read_tok",
        [TOK_CACHE_WRITE_5M] = "cache_write_5m_tok",
        [TOK_CACHE_WRITE_1H] = "cache_write_1h_tok",
        [TOK_OUTPUT] = "output_tok",
        [TOK_REASONING] = "reasoning_tok",
        [TOK_AUDIO_IN] = "audio_in_tok",
        [TOK_AUDIO_READ] = "audio_read_tok",
        [TOK_AUDIO_OUT] = "audio_out_tok",
        [TOK_IMAGE_IN] = "image_in_tok",
        [TOK_IMAGE_OUT] = "image_out_tok",
    };
    for (int i = 0; i < TOK_CLASSES; i++)
        put_number(out, names[i], u->tok[i]);
}

static void put_sample(struct look *l, const struct record *r)
{
    struct buf *out = &l->sample;
    char time[TIME_TEXT_BYTES];
    buf_str(out, S("  sample\n"));
    if (r->ts_us != UNKNOWN) {
        struct str text = time_format(r->ts_us, time);
        buf_fmt(out, "    %-20s %.*s\n", "time", STR_ARG(text));
    }
    for (int i = 0; i < NAME_COUNT; i++) {
        struct str name = utf8_printable(r->names[i], &l->arena);
        if (r->names[i].ptr)
            buf_fmt(out, "    %-20s %.*s\n", record_name_field[i], STR_ARG(name));
    }
    put_tokens(out, &r->usage);
    put_number(out, "latency_us", r->latency_us);
    put_number(out, "ttft_us", r->ttft_us);
    put_number(out, "status", r->status);
    put_number(out, "max_tokens", r->max_tokens);
    if (!isnan(r->temperature))
        buf_fmt(out, "    %-20s %g\n", "temperature", r->temperature);
    put_number(out, "logged_cost_nusd", r->logged_cost_nusd);
    put_number(out, "cost_nusd", r->cost_nusd);
    buf_fmt(out, "    %-20s %s\n", "content", r->has_request ? "yes" : "no");
}

static bool look_write(void *self, const struct block *block, struct err *e)
{
    (void)e;
    struct look *l = self;
    for (int64_t i = 0; i < block->entry_count; i++) {
        const struct block_entry *entry = &block->entries[i];
        l->ledger.lines++;
        l->ledger.ends[entry->end]++;
        if (entry->end == END_REJECTED && !l->detail.ptr)
            l->detail = str_fmt(&l->arena, "entry %lld: %s%s%.*s", (long long)entry->entry,
                                reject_reason_text[entry->reason], entry->detail.len ? ": " : "",
                                STR_ARG(entry->detail));
        if (entry->end == END_RECORD && !l->sample.len)
            put_sample(l, entry->record);
    }
    l->is_enough = true;
    return true;
}

static bool look_close(void *self, const struct source_close *how, struct ledger *ledger,
                       struct ledger *added, struct err *e)
{
    (void)how, (void)e;
    const struct look *l = self;
    *ledger = *added = l->ledger;
    return true;
}

static const struct envelope *find_envelope(struct str name)
{
    for (int i = 0; envelopes[i]; i++)
        if (str_eq(str_of(envelopes[i]->name), name))
            return envelopes[i];
    return NULL;
}

static void print_format(struct look *l)
{
    FILE *out = l->out;
    const struct envelope *envelope = find_envelope(l->format);
    struct str detail = utf8_printable(l->detail, &l->arena);
    fprintf(out, "  compression            %.*s\n", STR_ARG(l->compression));
    fprintf(out, "  format                 %.*s%s%s\n", STR_ARG(l->format), envelope ? ", " : "",
            envelope ? envelope->title : "");
    fprintf(out, "  of the first entries   %lld calls, %lld skipped, %lld rejected\n",
            (long long)l->ledger.ends[END_RECORD], (long long)l->ledger.ends[END_SKIPPED],
            (long long)l->ledger.ends[END_REJECTED]);
    if (detail.len)
        fprintf(out, "  first reject           %.*s\n", STR_ARG(detail));
    struct str fields = str_of(envelope ? envelope->fields : NULL);
    if (fields.len)
        fputs("  fields\n", out);
    while (fields.len) {
        struct str_cut cut = str_cut(fields, '\n');
        fprintf(out, "    %.*s\n", STR_ARG(cut.head));
        fields = cut.tail;
    }
    fprintf(out, "%.*s", STR_ARG(buf_view(&l->sample)));
}

static bool detect(struct cli *cli, struct str path, struct ingest_setup *setup, struct err *e)
{
    struct look look = {.out = cli->out};
    look.sample.arena = &look.arena;
    struct sink sink = {&look, look_candidates, look_open, look_write, look_close};
    struct ingest_result result;
    const char *operand = path.ptr;
    setup->paths = paths_expand(&operand, 1, cli->arena, &setup->path_count);
    if (setup->path_count > 1)
        setup->path_count = 1;
    struct str shown = utf8_printable(path, cli->arena);
    setup->is_interrupted = &look.is_enough;
    fprintf(cli->out, "%.*s\n", STR_ARG(shown));
    bool ok = ingest(setup, &sink, &result, cli->arena, e);
    const struct source_result *source = ok && result.source_count ? &result.sources[0] : NULL;
    if (source && source->code == ERR_IO)
        ok = err_set(e, ERR_IO, "%.*s", STR_ARG(source->message));
    else if (source && source->code)
        cli_say("%.*s", STR_ARG(source->message));
    if (ok)
        print_format(&look);
    if (ok && !look.sample.len)
        cli_status(cli, 1);
    arena_release(&look.arena);
    return ok;
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    struct price_book *book = NULL;
    struct str name = args_get(args, "format");
    if (!args->operand_count)
        return err_set(e, ERR_USAGE, "which file?");
    if (name.ptr && !find_envelope(name))
        return err_set(e, ERR_USAGE, "--format %.*s: there is no such format (toll formats)",
                       STR_ARG(name));
    if (!pricing_load(NULL, &book, cli->arena, e))
        return false;
    for (int i = 0; i < args->operand_count; i++) {
        struct ingest_setup setup = {
            .jobs = 1,
            .text = TEXT_NONE,
            .format = name.ptr ? find_envelope(name) : NULL,
            .book = book,
        };
        if (!detect(cli, args->operands[i], &setup, e))
            return false;
    }
    return true;
}

const struct command cmd_detect = {
    .name = "detect",
    .usage = "FILE…",
    .summary = "what a log is read as: compression, format, fields, a sample",
    .help = "Looks at the beginning only. Exit status 1 when no call is found there.\n",
    .options = options,
    .run = run,
};
