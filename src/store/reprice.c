// reprice.c - prices every request again under the book that store_use_prices() gave.
#include "store/attributions.h"
#include "store/database.h"
#include "store/loader.h"
#include "store/pass.h"
#include "store/price_table.h"
#include "store/row.h"
#include "store_sql.h"

struct repricer {
    struct store *store;
    const struct settle_hooks *hooks;
    struct row_table rows;
    struct attributions attributions;
    struct reprice_result result;
};

static void add_cost(int64_t *sum_nusd, int64_t cost_nusd)
{
    *sum_nusd += cost_nusd == UNKNOWN ? 0 : cost_nusd;
}

static bool reprice_row(struct repricer *x, int64_t id, struct arena *scratch, struct err *e)
{
    struct row row;
    struct record r;
    const struct attribution *who = NULL;
    if (!row_read(&x->rows, id, &row, scratch, e) ||
        !attributions_get(&x->attributions, row.v[ROW_ATTRIBUTION], &who, e))
        return false;
    row_to_record(&row, &r);
    for (int i = 0; i < NAME_COUNT; i++)
        r.names[i] = who->names[i];
    x->hooks->price(x->hooks->self, &r);
    int64_t price = UNKNOWN;
    if (r.cost_nusd != UNKNOWN && !price_table_put(x->store, r.price_row, &price, e))
        return false;
    x->result.requests++;
    x->result.unpriced += r.cost_nusd == UNKNOWN;
    add_cost(&x->result.before_nusd, row.v[ROW_COST]);
    add_cost(&x->result.after_nusd, r.cost_nusd);
    if (row.v[ROW_COST] == r.cost_nusd && row.v[ROW_OUTPUT_COST] == r.output_cost_nusd &&
        row.v[ROW_PRICE] == price)
        return true;
    x->result.changed += row.v[ROW_COST] != r.cost_nusd;
    row.v[ROW_COST] = r.cost_nusd;
    row.v[ROW_OUTPUT_COST] = r.output_cost_nusd;
    row.v[ROW_PRICE] = price;
    return row_replace(&x->rows, &row, e);
}

static bool reprice_rows(struct repricer *x, struct arena *scratch, struct err *e)
{
    int64_t newest = UNKNOWN;
    if (!row_table_open(&x->rows, x->store->db, e) ||
        !attributions_open(&x->attributions, x->store->db, &x->store->arena, e) ||
        !db_query_int(x->store->db, sql_row_max, &newest, e))
        return false;
    // Requests are numbered without gaps from 1: rows are only appended.
    for (int64_t id = 1; id <= newest; id++) {
        if (!reprice_row(x, id, scratch, e))
            return false;
        arena_reset(scratch);
        if (id % 4096 == 0 && x->hooks->stop && x->hooks->stop(x->hooks->self))
            return err_set(e, ERR_INTERRUPTED, "interrupted; nothing was changed");
    }
    return meta_set_int(x->store, S("settle_all"), 1, e) &&
           meta_set_int(x->store, S("settled"), 0, e);
}

bool store_reprice(struct store *s, const struct settle_hooks *hooks, struct reprice_result *out,
                   struct err *e)
{
    struct repricer x = {.store = s, .hooks = hooks};
    struct arena scratch = {0};
    bool ok = store_commit(s, e);
    // What has been added up as it was loaded has other costs now.
    pass_close(loader_take_pass(s->loader));
    ok = ok && store_begin(s, e) && reprice_rows(&x, &scratch, e) && store_end(s, e);
    if (!ok)
        store_rollback(s);
    row_table_close(&x.rows);
    attributions_close(&x.attributions);
    arena_release(&scratch);
    if (!ok || !store_settle(s, hooks, e))
        return false;
    *out = x.result;
    return true;
}
