// cmd_reprice.c - toll reprice: every request priced again under today's book.

#include "analyze/figures.h"
#include "cli/command.h"
#include "cli/connection.h"
#include "cli/present.h"
#include "cli/pricing.h"

static const struct option options[] = {
    PRESENT_OPTIONS,
    {0},
};

static const struct spec specs[] = {
    {"requests", "requests", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"changed", "whose cost changed", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"unpriced_requests", "without a price", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"before_usd", "cost before", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"after_usd", "cost now", UNIT_NUSD, EVIDENCE_MODELLED, false},
};

static bool reprice(struct cli *cli, struct store *s, struct reprice_result *out, struct err *e)
{
    struct price_book *book = NULL;
    if (!pricing_load(s, &book, cli->arena, e) || !pricing_use(s, book, cli->arena, e))
        return false;
    struct settle_hooks hooks = pricing_hooks(book);
    return store_reprice(s, &hooks, out, e);
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    struct store *s = NULL;
    struct reprice_result result;
    // Opened for answers first: reprice must not make a database that is not there.
    if (!args_at_most(args, 0, e) || !connection_open(cli, &s, e))
        return false;
    store_close(s);
    if (!connection_open_to_write(cli, &s, e))
        return false;
    bool ok = reprice(cli, s, &result, e);
    store_close(s);
    if (!ok)
        return false;
    struct answer answer = {.arena = cli->arena};
    struct cell *row = figures_object(&answer, NULL, "Priced again", specs, 5);
    row[0] = cell_int(result.requests);
    row[1] = cell_int(result.changed);
    row[2] = cell_int(result.unpriced);
    row[3] = cell_int(result.before_nusd);
    row[4] = cell_int(result.after_nusd);
    return present(cli, args, &answer, e);
}

const struct command cmd_reprice = {
    .name = "reprice",
    .usage = "",
    .summary = "price every request of the database again",
    .help = "With the built-in book and what `toll prices import` added to this database.\n",
    .options = options,
    .run = run,
};
