// asker.h - the service of the dashboard: runs commands of the program one after the other in a
// thread of its own, and keeps their answers.
#pragma once

#include "base/err.h"
#include "cli/cli.h"
#include "model/service.h"

struct asker;

// Answers from the database, zone and moment of `cli`. Synchronous: look() computes everything that
// is wanted, in the calling thread (for replays); no change of the database is noticed then.
MUST_USE bool asker_open(const struct cli *cli, bool is_synchronous, struct asker **out,
                         struct arena *a, struct err *e);
struct service *asker_service(struct asker *k);
// Cancels what runs, and ends the thread. False when a command does not stop: then the process is
// to end without asking it again.
MUST_USE bool asker_close(struct asker *k);
