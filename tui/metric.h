// metric.h - what a screen is sorted by and draws: dollars, tokens, requests or latency.
#pragma once

enum metric { METRIC_COST, METRIC_TOKENS, METRIC_REQUESTS, METRIC_LATENCY, METRIC_COUNT };
extern const char *const metric_title[METRIC_COUNT];
// The column of toll report that sorts by it.
extern const char *const metric_column[METRIC_COUNT];

// The columns of toll report --by `label`, the most telling first, NULL-terminated.
enum { METRIC_COLUMNS = 14 };
void metric_columns(enum metric metric, const char *label, const char *out[METRIC_COLUMNS]);
// The column that has a bar behind it.
const char *metric_bar(enum metric metric);
