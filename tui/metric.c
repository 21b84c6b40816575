// metric.c - see metric.h.
#include "tui/metric.h"

#include <stddef.h>

const char *const metric_title[METRIC_COUNT] = {"cost", "tokens", "requests", "latency"};
const char *const metric_column[METRIC_COUNT] = {"cost_usd", "input_tok", "requests", "p95_ms"};

void metric_columns(enum metric metric, const char *label, const char *out[METRIC_COLUMNS])
{
    static const char *const columns[METRIC_COUNT][METRIC_COLUMNS - 1] = {
        {"cost_usd", "share", "requests", "errors", "p95_ms", "input_tok", "output_tok",
         "cache_read_tok", "cache_write_tok", "unpriced_requests"},
        {"input_tok", "output_tok", "cache_read_tok", "cache_write_tok", "cost_usd", "share",
         "requests"},
        {"requests", "errors", "unpriced_requests", "cost_usd", "share", "p95_ms"},
        {"p95_ms", "p50_ms", "requests", "errors", "cost_usd", "share"},
    };
    int n = 0;
    out[n++] = label;
    for (int i = 0; columns[metric][i]; i++)
        out[n++] = columns[metric][i];
    out[n] = NULL;
}

const char *metric_bar(enum metric metric)
{
    // Shares are money's: they are next to it.
    return metric == METRIC_COST ? "share" : metric_column[metric];
}
