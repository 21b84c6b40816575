// cmd_prices.c - toll prices: the price book, listed, explained, imported into, checked.
#include <stdio.h>
#include <string.h>

#include "analyze/figures.h"
#include "base/buf.h"
#include "base/time.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/connection.h"
#include "cli/file_text.h"
#include "cli/present.h"
#include "cli/pricing.h"
#include "price/check.h"
#include "price/explain.h"
#include "price/price_row.h"

static const struct option options[] = {
    {"provider", 0, "NAME", "explain: the provider that served the model; list: only its rows"},
    {"tier", 0, "TIER", "explain: standard (default), batch, flex or priority"},
    {"at", 0, "TIME", "explain: the instant of the call (default: the book's date)"},
    {"built-in", 0, NULL, "leave out what was imported into the database"},
    PRESENT_OPTIONS,
    {0},
};

// The database's book; the built-in one when there is no database.
static bool load(struct cli *cli, const struct args *args, struct price_book **out, struct err *e)
{
    struct store *s = NULL;
    struct err none = {0};
    if (args_has(args, "built-in") || !store_open(cli->db_path, STORE_READ, NULL, &s, &none)) {
        // A database that was named must be there.
        if (!args_has(args, "built-in") && args_has(args, "db")) {
            *e = none;
            return false;
        }
        return pricing_load(NULL, out, cli->arena, e);
    }
    bool ok = pricing_load(s, out, cli->arena, e);
    store_close(s);
    return ok;
}

static const struct spec list_specs[] = {
    {"price_id", "row", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"provider", "provider", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"model", "model", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"from_time", "from", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    {"input_usd_per_mtok", "input $/M", UNIT_NUMBER, EVIDENCE_MEASURED, false},
    {"cache_read_usd_per_mtok", "cache read $/M", UNIT_NUMBER, EVIDENCE_MEASURED, false},
    {"cache_write_5m_usd_per_mtok", "write 5m $/M", UNIT_NUMBER, EVIDENCE_MEASURED, false},
    {"cache_write_1h_usd_per_mtok", "write 1h $/M", UNIT_NUMBER, EVIDENCE_MEASURED, false},
    {"output_usd_per_mtok", "output $/M", UNIT_NUMBER, EVIDENCE_MEASURED, false},
};

// US dollars for a million tokens of a class; unknown when the row does not price it.
static struct cell rate(const struct price_row *row, enum tok_class class)
{
    if (row->base.pusd[class] == UNKNOWN)
        return cell_int(UNKNOWN);
    return cell_double((double)row->base.pusd[class] / 1e6);
}

static bool list(struct cli *cli, const struct args *args, struct err *e)
{
    static const enum tok_class classes[] = {TOK_INPUT, TOK_CACHE_READ, TOK_CACHE_WRITE_5M,
                                             TOK_CACHE_WRITE_1H, TOK_OUTPUT};
    struct price_book *book = NULL;
    struct str provider = args_get(args, "provider");
    struct answer answer = {.arena = cli->arena};
    if (!args_at_most(args, 1, e) || !load(cli, args, &book, e))
        return false;
    struct table *t = figures_table(&answer, NULL, "", list_specs, 9);
    for (uint32_t i = 1; price_row_by_number(book, i); i++) {
        const struct price_row *r = price_row_by_number(book, i);
        int64_t from_us = price_row_from_us(r);
        if (provider.ptr && !str_eq(price_row_provider(r), provider))
            continue;
        struct cell *row = table_row(t);
        row[0] = cell_str(price_row_id(r));
        row[1] = cell_str(price_row_provider(r));
        row[2] = cell_str(price_row_model(r));
        row[3] = cell_int(from_us == INT64_MIN ? UNKNOWN : from_us);
        for (size_t k = 0; k < sizeof classes / sizeof *classes; k++)
            row[4 + k] = rate(r, classes[k]);
    }
    if (!t->row_count)
        cli_status(cli, 1);
    return present(cli, args, &answer, e);
}

static bool read_tier(const struct args *args, enum tier *out, struct err *e)
{
    static const struct {
        const char *name;
        enum tier tier;
    } tiers[] = {{"standard", TIER_STANDARD},
                 {"batch", TIER_BATCH},
                 {"flex", TIER_FLEX},
                 {"priority", TIER_PRIORITY}};
    struct str name = args_get(args, "tier");
    *out = TIER_STANDARD;
    if (!name.ptr)
        return true;
    for (size_t i = 0; i < sizeof tiers / sizeof *tiers; i++)
        if (str_eq(name, str_of(tiers[i].name))) {
            *out = tiers[i].tier;
            return true;
        }
    return err_set(e, ERR_USAGE, "--tier %.*s: standard, batch, flex or priority is wanted",
                   STR_ARG(name));
}

static void print_lines(struct cli *cli, struct str text)
{
    while (text.len) {
        struct str_cut cut = str_cut(text, '\n');
        struct str line = utf8_printable(cut.head, cli->arena);
        fprintf(cli->out, "%.*s\n", STR_ARG(line));
        text = cut.tail;
    }
}

static bool explain(struct cli *cli, const struct args *args, struct err *e)
{
    struct price_book *book = NULL;
    enum tier tier = TIER_STANDARD;
    int64_t at_us = UNKNOWN;
    int64_t end_us = 0;
    struct str at = args_get(args, "at");
    struct buf text = {.arena = cli->arena};
    if (!args_at_most(args, 2, e) || !read_tier(args, &tier, e))
        return false;
    if (args->operand_count < 2)
        return err_set(e, ERR_USAGE, "which model? toll prices explain claude-sonnet-4-5");
    if (at.ptr && !time_interval(at, cli->now_us, &at_us, &end_us))
        return err_set(e, ERR_USAGE, "--at %.*s is no time", STR_ARG(at));
    if (!load(cli, args, &book, e))
        return false;
    if (!price_explain(book, args_get(args, "provider"), args->operands[1], tier, at_us, &text))
        cli_status(cli, 1);
    print_lines(cli, buf_view(&text));
    return true;
}

static void print_warnings(const struct price_book *book)
{
    enum { SHOWN_MAX = 20 };
    const struct str *warnings = NULL;
    size_t count = price_book_warnings(book, &warnings);
    for (size_t i = 0; i < count && i < SHOWN_MAX; i++)
        cli_say("%.*s", STR_ARG(warnings[i]));
    if (count > SHOWN_MAX)
        cli_say("… and %zu more warnings (toll prices check FILE shows all)", count - SHOWN_MAX);
}

static bool import(struct cli *cli, const struct args *args, struct err *e)
{
    struct str json = {NULL, 0};
    struct store *s = NULL;
    struct price_book *book = price_book_empty(cli->arena);
    if (!args_at_most(args, 2, e))
        return false;
    if (args->operand_count < 2)
        return err_set(e, ERR_USAGE, "which file? toll prices import FILE");
    struct str path = args->operands[1];
    if (!file_text(path, &json, cli->arena, e) || !price_book_import(book, json, path, e))
        return false;
    print_warnings(book);
    if (!connection_open_to_write(cli, &s, e))
        return false;
    struct str_cut cut = str_cut_last(path, '/');
    bool ok =
        pricing_import(s, json, cut.ok ? cut.tail : path, cli->arena, e) && store_commit(s, e);
    store_close(s);
    if (ok)
        cli_say("imported into %.*s; what is in the database already keeps its cost until toll "
                "reprice",
                STR_ARG(cli->db_path));
    return ok;
}

static const struct spec check_specs[] = {
    {"row", "row", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"problem", "what is doubtful", UNIT_TEXT, EVIDENCE_MEASURED, false},
};

static bool check(struct cli *cli, const struct args *args, struct err *e)
{
    struct price_book *book = NULL;
    struct str json = {NULL, 0};
    const struct price_problem *problems = NULL;
    struct answer answer = {.arena = cli->arena};
    if (!args_at_most(args, 2, e))
        return false;
    if (args->operand_count == 2) {
        book = price_book_empty(cli->arena);
        if (!file_text(args->operands[1], &json, cli->arena, e) ||
            !price_book_import(book, json, args->operands[1], e))
            return false;
    } else if (!load(cli, args, &book, e)) {
        return false;
    }
    size_t count = price_check(book, &problems, cli->arena);
    struct table *t = figures_table(&answer, NULL, "", check_specs, 2);
    for (size_t i = 0; i < count; i++) {
        struct cell *row = table_row(t);
        row[0] = cell_str(problems[i].row);
        row[1] = cell_str(problems[i].text);
    }
    if (count)
        cli_status(cli, 1);
    else
        cli_say("nothing is doubtful");
    return present(cli, args, &answer, e);
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    static const struct {
        const char *word;
        bool (*run)(struct cli *cli, const struct args *args, struct err *e);
    } words[] = {{"list", list}, {"explain", explain}, {"import", import}, {"check", check}};
    struct str word = args->operand_count ? args->operands[0] : S("list");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(word, str_of(words[i].word)))
            return words[i].run(cli, args, e);
    return err_set(e, ERR_USAGE, "'%.*s': list, explain, import or check is wanted", STR_ARG(word));
}

const struct command cmd_prices = {
    .name = "prices",
    .usage = "[list | explain MODEL | import FILE | check [FILE]]",
    .summary = "the price book: its rows, which one prices a model, imports",
    .help =
        "import takes our own JSON (docs/prices.md), genai-prices' data.json and LiteLLM's model\n"
        "map as they are, and keeps them in the database: its rows win over the built-in ones.\n"
        "check exits with 1 when something is doubtful, explain when no row matches.\n",
    .options = options,
    .run = run,
};
