// cmd_show.c - toll show: every field of one request, and how its cost comes about.
#include <stdio.h>

#include "analyze/figures.h"
#include "base/time.h"
#include "cli/asking_sql.h"
#include "cli/command.h"
#include "cli/connection.h"
#include "cli/present.h"
#include "cli/pricing.h"
#include "cli/show_source.h"
#include "store/prompts.h"
#include "store/stmt.h"
#include "store_sql.h"

enum { FOUND_MAX = 20 };

static const struct option options[] = {
    SOURCE_OPTIONS,
    PRESENT_OPTIONS,
    {0},
};

// A request being shown: the store, its row of the view `requests`, the answer so far.
struct showing {
    struct cli *cli;
    struct store *store;
    struct table *request;
    struct answer answer;
};

static bool identity_of(struct showing *s, int64_t rowid, struct str *out, struct err *e)
{
    struct stmt *t = NULL;
    bool has_row = false;
    if (!stmt_open(s->store, str_of(sql_request_identity), &t, e))
        return false;
    stmt_bind_int(t, 1, rowid);
    bool ok = stmt_step(t, &has_row, e);
    *out = ok && has_row ? str_copy(stmt_str(t, 0), s->cli->arena) : S("");
    stmt_close(t);
    return ok;
}

// With --text full the view has the beginnings of texts; here they stand whole.
static bool show_whole_texts(struct showing *s, int64_t rowid, struct err *e)
{
    static const char *const columns[] = {"question", "system"};
    int64_t segments[] = {UNKNOWN, UNKNOWN};
    struct stmt *t = NULL;
    bool has_row = false;
    if (!stmt_open(s->store, str_of(sql_request_texts), &t, e))
        return false;
    stmt_bind_int(t, 1, rowid);
    bool ok = stmt_step(t, &has_row, e);
    for (int i = 0; ok && has_row && i < 2; i++)
        segments[i] = stmt_int(t, i);
    stmt_close(t);
    for (int i = 0; ok && i < 2; i++) {
        struct str text = {NULL, 0};
        int column = table_column(s->request, str_of(columns[i]));
        ok = prompts_text(s->store, segments[i], &text, s->cli->arena, e);
        if (ok && text.ptr && column >= 0 && s->request->row_count)
            s->request->cells[column] = cell_str(text);
    }
    return ok;
}

static bool read_request(struct showing *s, int64_t rowid, struct err *e)
{
    struct arena *a = s->cli->arena;
    struct sql_param param = {S("number"), str_fmt(a, "%lld", (long long)rowid), .is_text = false};
    struct sql_request request = {
        .sql = str_join(str_of(sql_request_view), S(" WHERE r.id = :number"), a),
        .params = &param,
        .param_count = 1,
        .max_rows = 1,
    };
    if (!sql_run(s->store, &request, S("request"), &s->request, a, e))
        return false;
    s->request->title = S("Request");
    s->request->shape = TABLE_OBJECT;
    s->request->note_count = 0;
    for (int i = 0; i < s->request->column_count; i++)
        s->request->columns[i].is_label = false;
    answer_add(&s->answer, s->request);
    return true;
}

static const struct cell *field(const struct showing *s, const char *name)
{
    static const struct cell null = {.is_null = true};
    int column = table_column(s->request, str_of(name));
    return column < 0 || !s->request->row_count ? &null : &s->request->cells[column];
}

static int64_t number(const struct showing *s, const char *name)
{
    const struct cell *cell = field(s, name);
    return cell->is_null ? UNKNOWN : cell->i;
}

// What is priced apart: the column it comes from, and what the arithmetic calls it.
static const struct {
    const char *column, *title;
} classes[PRICE_CLASSES] = {
    [TOK_INPUT] = {"input_tok", "input"},
    [TOK_CACHE_READ] = {"cache_read_tok", "cache read"},
    [TOK_CACHE_WRITE_5M] = {"cache_write_5m_tok", "cache write 5m"},
    [TOK_CACHE_WRITE_1H] = {"cache_write_1h_tok", "cache write 1h"},
    [TOK_OUTPUT] = {"output_tok", "output"},
    [TOK_REASONING] = {"reasoning_tok", "reasoning (part of output)"},
    [TOK_AUDIO_IN] = {"audio_in_tok", "audio (part of input)"},
    [TOK_AUDIO_READ] = {"audio_read_tok", "audio (part of cache read)"},
    [TOK_AUDIO_OUT] = {"audio_out_tok", "audio (part of output)"},
    [TOK_IMAGE_IN] = {"image_in_tok", "image (part of input)"},
    [TOK_IMAGE_OUT] = {"image_out_tok", "image (part of output)"},
    [PRICE_REQUEST] = {NULL, "the request"},
    [PRICE_WEB_SEARCH] = {"web_searches", "web searches"},
};

static const struct price_row *find_row(const struct price_book *book, struct str price_id)
{
    for (uint32_t i = 1; price_row_by_number(book, i); i++)
        if (str_eq(price_row_id(price_row_by_number(book, i)), price_id))
            return price_row_by_number(book, i);
    return NULL;
}

static enum tier tier_of(struct str name)
{
    static const struct {
        const char *name;
        enum tier tier;
    } tiers[] = {{"batch", TIER_BATCH}, {"flex", TIER_FLEX}, {"priority", TIER_PRIORITY}};
    for (size_t i = 0; i < sizeof tiers / sizeof *tiers; i++)
        if (str_eq(name, str_of(tiers[i].name)))
            return tiers[i].tier;
    return TIER_STANDARD;
}

static const struct spec cost_specs[] = {
    {"part", "part of the cost", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"count", "count", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"usd_per_million", "$/M", UNIT_NUMBER, EVIDENCE_MODELLED, false},
    {"cost_pusd", "pico-USD", UNIT_COUNT, EVIDENCE_MODELLED, false},
};

static void add_parts(struct showing *s, const struct price_row *row, const struct usage *usage,
                      const struct price_cost *cost)
{
    struct arena *a = s->cli->arena;
    struct table *t = figures_table(&s->answer, "cost", "Cost", cost_specs, 4);
    for (int i = 0; i < PRICE_CLASSES; i++) {
        int64_t count = i < TOK_CLASSES         ? usage->tok[i]
                        : i == PRICE_WEB_SEARCH ? usage->web_searches
                                                : 1;
        if (!cost->pusd[i])
            continue;
        struct cell *cells = table_row(t);
        cells[0] = cell_str(str_of(classes[i].title));
        cells[1] = cell_int(count);
        if (count > 0)
            cells[2] = cell_double((double)cost->pusd[i] / (double)count / 1e6);
        cells[3] = cell_int(cost->pusd[i]);
    }
    table_note(t, str_fmt(a, "sum %lld pico-USD, rounded to %lld nano-USD; priced by %.*s",
                          (long long)cost->total_pusd, (long long)price_total_nusd(cost),
                          STR_ARG(price_row_id(row))));
    if (cost->threshold_tok)
        table_note(t, str_fmt(a,
                              "the input is above %lld tokens: the whole request is priced by "
                              "the higher tier",
                              (long long)cost->threshold_tok));
    if (price_total_nusd(cost) != number(s, "cost_nusd"))
        table_note(t, S("the database has another cost: a gateway hit or a failed call costs 0; "
                        "else toll reprice brings it up to date"));
}

static bool add_cost(struct showing *s, struct err *e)
{
    struct price_book *book = NULL;
    struct str price_id = field(s, "price_id")->s;
    struct price_cost cost;
    struct usage usage;
    if (!price_id.ptr) {
        answer_note(&s->answer, S("no row of the price book priced this request"));
        return true;
    }
    if (!pricing_load(s->store, &book, s->cli->arena, e))
        return false;
    const struct price_row *row = find_row(book, price_id);
    usage_init(&usage);
    for (int i = 0; i < TOK_CLASSES; i++)
        usage.tok[i] = number(s, classes[i].column);
    usage.web_searches = number(s, classes[PRICE_WEB_SEARCH].column);
    if (row && price_cost(row, &usage, tier_of(field(s, "tier")->s), &cost))
        add_parts(s, row, &usage, &cost);
    else
        answer_note(&s->answer,
                    str_fmt(s->cli->arena, "priced by %.*s, which today's price book does not have",
                            STR_ARG(price_id)));
    return true;
}

// Which requests a short id may mean.
static bool list_found(struct showing *s, const int64_t *rowids, int count, struct err *e)
{
    for (int i = 0; i < count && i < FOUND_MAX; i++) {
        struct str id;
        if (!identity_of(s, rowids[i], &id, e))
            return false;
        fprintf(s->cli->out, "%.*s\n", STR_ARG(id));
    }
    return err_set(e, ERR_USAGE, "%d requests have an id that begins so; give more of it", count);
}

static bool show(struct cli *cli, const struct args *args, struct store *store, struct err *e)
{
    struct showing s = {.cli = cli, .store = store, .answer = {.arena = cli->arena}};
    int64_t rowids[FOUND_MAX];
    int count = 0;
    if (!store_find(store, args->operands[0], rowids, FOUND_MAX, &count, e))
        return false;
    if (!count) {
        cli_say("no request has the id %.*s", STR_ARG(args->operands[0]));
        cli_status(cli, 1);
        return true;
    }
    if (count > 1)
        return list_found(&s, rowids, count, e);
    if (args_has(args, "source"))
        return show_source(cli, args, store, rowids[0], e);
    return read_request(&s, rowids[0], e) && show_whole_texts(&s, rowids[0], e) &&
           add_cost(&s, e) && present(cli, args, &s.answer, e);
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    struct store *s = NULL;
    if (!args_at_most(args, 1, e))
        return false;
    if (!args->operand_count)
        return err_set(e, ERR_USAGE,
                       "which request? its id, a beginning of it, or the id in the log");
    if (args_has(args, "log") && !args_has(args, "source"))
        return err_set(e, ERR_USAGE, "--log FILE is for --source");
    if (!connection_open(cli, &s, e))
        return false;
    bool ok = show(cli, args, s, e);
    store_close(s);
    return ok;
}

const struct command cmd_show = {
    .name = "show",
    .usage = "ID",
    .summary = "every field of one request, and how its cost comes about",
    .help =
        "ID is the id of a query's answer, 4 or more of its first digits, or the request id of\n"
        "the log (chatcmpl-…, msg_…). --source prints its entries as they stand in the log, all\n"
        "of them where several lines are one call, each checked to be this call's: byte for byte\n"
        "into a pipe or file, with control characters made visible on a terminal.\n",
    .options = options,
    .run = run,
};
