// ask.h - the options of a question: --since, --until, --where, --by, --top, and the zone.
#pragma once

#include <stdbool.h>

#include "analyze/question.h"
#include "base/err.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "model/filter.h"

// Rows of the tables of options.
#define ASK_OPTIONS                                                                                \
    {"since", 0, "TIME", "from the start of 2026-09, 2026-09-30, an instant, -7d, yesterday"},     \
        {"until", 0, "TIME", "to the end of it"},                                                  \
    {                                                                                              \
        "where", 0, "EXPR", "only requests such as 'model~claude team=growth,sales status>=400'"   \
    }

// A question with what it points to. Zero-initialise; release after ask_read() succeeded.
struct asked {
    struct question question;
    struct filter filter;
};

MUST_USE bool ask_read(struct cli *cli, const struct args *args, struct asked *out, struct err *e);
void ask_release(struct asked *asked);
