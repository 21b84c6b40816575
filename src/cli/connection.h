// connection.h - the database a command works on: opened, settled if that is due, closed.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "cli/cli.h"
#include "store/store.h"

// Opens cli->db_path for answers. A settle that an interrupted ingest left is completed first; if
// the file cannot be written, says so and goes on (answers then scan).
MUST_USE bool connection_open(struct cli *cli, struct store **out, struct err *e);
// The same without waiting for an ingest that is at work: it will settle what it leaves.
MUST_USE bool connection_open_now(struct cli *cli, struct store **out, struct err *e);
// Opens it for a change (created when missing), waiting a little for another ingest.
MUST_USE bool connection_open_to_write(struct cli *cli, struct store **out, struct err *e);
// The same for the dashboard too, where it does not wait: to give a template a name.
MUST_USE bool connection_open_to_name(struct cli *cli, struct store **out, struct err *e);
// For struct settle_hooks, cursor_options and sql_request: self is the struct cli.
bool connection_stop(void *cli);
