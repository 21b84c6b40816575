// connection.c - see connection.h.
#include "cli/connection.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/pricing.h"

enum { LOCK_WAIT_MS = 10000 };

bool connection_stop(void *cli)
{
    const struct cli *c = cli;
    return *c->is_interrupted != 0;
}

static bool open_to_write(struct cli *cli, int64_t wait_ms, struct store **out, struct err *e)
{
    char host[128] = "";
    if (gethostname(host, sizeof host - 1) != 0)
        host[0] = 0;
    struct store_access access = {
        .lock_wait_ms = wait_ms,
        .lock_holder = str_fmt(cli->arena, "process %lld on %s", (long long)getpid(), host),
    };
    return store_open(cli->db_path, STORE_WRITE, &access, out, e);
}

bool connection_open_to_write(struct cli *cli, struct store **out, struct err *e)
{
    if (cli->captured)
        return err_set(e, ERR_USAGE, "the dashboard only reads: this is for the shell");
    return open_to_write(cli, LOCK_WAIT_MS, out, e);
}

bool connection_open_to_name(struct cli *cli, struct store **out, struct err *e)
{
    return open_to_write(cli, cli->captured ? 0 : LOCK_WAIT_MS, out, e);
}

// Completes what an interrupted ingest left undone.
static bool settle(struct cli *cli, int64_t wait_ms, struct err *e)
{
    struct store *s = NULL;
    struct price_book *book = NULL;
    if (!open_to_write(cli, wait_ms, &s, e))
        return false;
    bool ok = pricing_load(s, &book, cli->arena, e) && pricing_use(s, book, cli->arena, e);
    if (ok) {
        struct settle_hooks hooks = pricing_hooks(book);
        ok = store_settle(s, &hooks, e);
    }
    store_close(s);
    return ok;
}

static bool exists(struct cli *cli, struct err *e)
{
    struct stat info;
    if (stat(str_cstr(cli->db_path, cli->arena), &info) == 0)
        return true;
    if (errno == ENOENT)
        return err_set(e, ERR_DB,
                       "there is no database %.*s; toll ingest LOG… makes one, --db names another",
                       STR_ARG(cli->db_path));
    return err_set(e, ERR_DB, "%.*s: %s", STR_ARG(cli->db_path), strerror(errno));
}

static bool open_settled(struct cli *cli, int64_t wait_ms, struct store **out, struct err *e)
{
    bool is_settled = false;
    if (!exists(cli, e) || !store_open(cli->db_path, STORE_READ, NULL, out, e))
        return false;
    if (!store_is_settled(*out, &is_settled, e)) {
        store_close(*out);
        return false;
    }
    if (is_settled)
        return true;
    if (cli->captured) {
        cli_say("an ingest is at work, or did not end: answers take longer, estimates are missing");
        return true;
    }
    store_close(*out);
    struct err why = {0};
    if (!settle(cli, wait_ms, &why))
        cli_say("the last ingest did not end, and its sums cannot be completed now (%s); "
                "answers take longer and estimates are missing",
                why.text);
    return store_open(cli->db_path, STORE_READ, NULL, out, e);
}

bool connection_open(struct cli *cli, struct store **out, struct err *e)
{
    return open_settled(cli, LOCK_WAIT_MS, out, e);
}

bool connection_open_now(struct cli *cli, struct store **out, struct err *e)
{
    return open_settled(cli, 0, out, e);
}
