// show_source.c - see show_source.h.
#include "cli/show_source.h"

#include <stdio.h>

#include "base/utf8.h"
#include "cli/call_entries.h"
#include "cli/file_write.h"
#include "cli/present.h"
#include "model/record.h"

// More of an entry is not handed to the dashboard: w writes it whole.
enum { CAPTURED_BYTES = 1 << 20 };

// The entries go to one of the three.
struct showing {
    struct cli *cli;
    struct table *table;  // of the answer
    struct buf *file;     // of -o: bytes as they are
};

static const struct column columns[] = {
    {.key = {"log", 3}, .title = {"log", 3}, .unit = UNIT_TEXT, .is_label = true},
    {.key = {"entry", 5}, .title = {"entry", 5}, .unit = UNIT_COUNT},
    {.key = {"offset", 6}, .title = {"at byte", 7}, .unit = UNIT_BYTES},
    {.key = {"bytes", 5}, .title = {"bytes", 5}, .unit = UNIT_BYTES},
    {.key = {"known_by", 8}, .title = {"known by", 8}, .unit = UNIT_TEXT},
    {.key = {"names", 5}, .title = {NULL, 0}, .unit = UNIT_TEXT},
    {.key = {"text", 4}, .title = {"text", 4}, .unit = UNIT_PROSE},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void add_row(const struct showing *s, const struct call_entry *entry)
{
    struct arena *a = s->table->arena;
    struct cell *cells = table_row(s->table);
    struct str text = entry->text;
    if (s->cli->captured)
        text = utf8_head(text, CAPTURED_BYTES);
    cells[0] = cell_str(str_copy(str_of(entry->path), a));
    cells[1] = cell_int(entry->entry);
    cells[2] = cell_int(entry->offset);
    cells[3] = cell_int((int64_t)entry->text.len);
    cells[4] = cell_str(str_of(call_proof_text[entry->proof]));
    cells[5] = cell_str(entry->names.ptr ? utf8_repair(entry->names, a) : entry->names);
    cells[6] = cell_str(utf8_repair(text, a));
    if (text.len < entry->text.len)
        table_note(s->table, str_fmt(a, "the first %zu of %zu bytes: w writes them all", text.len,
                                     entry->text.len));
}

// On a terminal no byte of the log acts.
static void print_safely(const struct showing *s, const struct call_entry *entry)
{
    struct arena scratch = {0};
    struct str rest = entry->text;
    struct str path = utf8_printable(str_of(entry->path), &scratch);
    bool has_more = true;
    fprintf(s->cli->out, "%.*s", STR_ARG(path));
    if (entry->entry != UNKNOWN)
        fprintf(s->cli->out, ", entry %lld", (long long)entry->entry);
    fprintf(s->cli->out, ", at byte %lld:\n", (long long)entry->offset);
    while (has_more) {
        struct str_cut cut = str_cut(rest, '\n');
        struct str line = utf8_printable(cut.head, &scratch);
        (void)!fwrite(line.ptr, 1, line.len, s->cli->out);
        (void)!fputc('\n', s->cli->out);
        has_more = cut.ok;
        rest = cut.tail;
    }
    arena_release(&scratch);
}

static bool take(void *self, const struct call_entry *entry, struct err *e)
{
    struct showing *s = self;
    if (s->table) {
        add_row(s, entry);
    } else if (s->file) {
        buf_str(s->file, entry->text);
        buf_byte(s->file, '\n');
    } else if (s->cli->columns) {
        print_safely(s, entry);
    } else {
        bool ok = fwrite(entry->text.ptr, 1, entry->text.len, s->cli->out) == entry->text.len &&
                  fputc('\n', s->cli->out) != EOF;
        return ok || err_set(e, ERR_IO, "standard output: write error");
    }
    return true;
}

bool show_source(struct cli *cli, const struct args *args, struct store *s, int64_t rowid,
                 struct err *e)
{
    struct str path = args_get(args, "output");
    bool is_file = path.ptr && !str_eq(path, S("-"));
    bool is_answer = args_get(args, "format").ptr || (cli->captured && !is_file);
    struct answer answer = {.arena = cli->arena};
    struct buf file = {.arena = cli->arena};
    struct showing showing = {.cli = cli, .file = is_file && !is_answer ? &file : NULL};
    if (is_answer) {
        showing.table =
            table_new(cli->arena, S("entries"), S("Entries of the log"), columns, COLUMNS);
        answer_add(&answer, showing.table);
    }
    struct call_reading reading = {
        .store = s,
        .rowid = rowid,
        .log = args_get(args, "log"),
        .db_path = cli->db_path,
        .is_interrupted = cli->is_interrupted,
        .self = &showing,
        .take = take,
    };
    if (!call_entries_read(&reading, cli->arena, e))
        return false;
    if (is_answer)
        return present(cli, args, &answer, e);
    if (is_file && cli->captured)
        cli->captured->has_written = true;
    return !is_file || file_write(path, buf_view(&file), cli->arena, e);
}
