// watching.h - the words of --watch: those given, and those a database was begun with.
#pragma once

#include "cli/cli.h"
#include "cli/options.h"
#include "ingest/watch.h"
#include "store/store.h"

// The words to look for: those of the command line; without any, those of the database, so that
// rows which are added later have the same bits. In cli->arena. ERR_USAGE for more than WATCH_MAX
// words and for an empty one.
MUST_USE bool watching_read(struct cli *cli, const struct args *args, struct store *store,
                            struct watch *out, struct err *e);
// As a JSON list, for struct ingest_options.
struct str watching_list(const struct watch *watch, struct arena *a);
