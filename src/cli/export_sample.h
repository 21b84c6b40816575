// export_sample.h - toll export sample: a stratified list of requests to try another model on.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "cli/cli.h"
#include "cli/options.h"

MUST_USE bool export_sample(struct cli *cli, const struct args *args, struct err *e);
