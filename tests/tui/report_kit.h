// report_kit.h - hand-made answers of toll report: totals, rows by dimensions, the state row.
#pragma once

#include "screen_kit.h"

#define REPORT_FIGURES                                                                             \
    {"cost_usd", "cost", UNIT_NUSD, false}, {"share", "share", UNIT_SHARE, false},                 \
        {"requests", "requests", UNIT_COUNT, false}, {"errors", "errors", UNIT_COUNT, false},      \
        {"input_tok", "input tok", UNIT_TOKENS, false},                                            \
        {"cache_read_tok", "read tok", UNIT_TOKENS, false},                                        \
        {"cache_write_tok", "write tok", UNIT_TOKENS, false},                                      \
        {"output_tok", "output tok", UNIT_TOKENS, false}, {"p50_ms", "p50 ms", UNIT_MS, false},    \
        {"p95_ms", "p95 ms", UNIT_MS, false},                                                      \
    {                                                                                              \
        "unpriced_requests", "unpriced", UNIT_COUNT, false                                         \
    }

static const struct stage_column total_columns[] = {
    {"key", NULL, UNIT_TEXT, true}, REPORT_FIGURES, {0}};
static const char *const total_rows[] = {
    "-|21.3465257|1.0|20000|449|10119533|3199725|1365506|2159339|1210.476|7865.695|172", NULL};
static const struct stage_column feature_columns[] = {
    {"feature", "feature", UNIT_TEXT, true}, REPORT_FIGURES, {0}};
static const char *const feature_rows[] = {
    "support-bot|9.0451755|0.42373|2517|63|9816|2092025|1339984|224212|1461.047|4385.426|0",
    "agent|4.35361475|0.20395|901|16|413255|1051008|0|370567|6201.93|14823.97|0",
    "classify|2.8937175|0.13556|3836|74|1073023|0|0|21116|491.606|730.524|0",
    "search|1.5950856|0.07472|5828|130|2021998|0|0|635349|1695.004|5293.22|170",
    "-|0.26960637|0.01263|247|11|99823|56692|25522|22307|1186.739|6713.21|2",
    "(other)|3.18932598|0.14941|6671|155|6501618|0|0|885788|1012.5|2494.25|0",
    NULL,
};
static const struct stage_column crossed_columns[] = {{"feature", "feature", UNIT_TEXT, true},
                                                      {"model", "model", UNIT_TEXT, true},
                                                      REPORT_FIGURES,
                                                      {0}};
static const char *const crossed_rows[] = {
    "support-bot|claude-sonnet-4-6|9.0451755|0.42373|2510|56|9816|2092025|1339984|224212|1461.0|"
    "4385.4|0",
    "agent|gpt-5.1|4.35361475|0.20395|885|0|413255|1051008|0|370567|6263.647|14823.97|0",
    "agent|-|0|0.0|16|16|0|0|0|0|4215.122|8514.135|0",
    "(other)|(other)|7.94773545|0.3723|16573|370|9696439|56692|25522|1564560|1086.5|6916.25|172",
    NULL,
};
static const struct stage_column day_columns[] = {
    {"day", "day", UNIT_TEXT, true}, REPORT_FIGURES, {0}};
static const char *const day_rows[] = {
    "2026-11-10|5.5|0.25766|5200|110|2600000|800000|340000|540000|1210.0|7865.0|40",
    "2026-11-11|9.1|0.4263|7300|200|3700000|1200000|510000|790000|1250.5|8865.0|72",
    "2026-11-13|6.7465257|0.31605|7500|139|3819533|1199725|515506|829339|1190.1|6865.1|60",
    NULL,
};
static const struct stage_column status_columns[] = {
    {"status", "status", UNIT_TEXT, true}, REPORT_FIGURES, {0}};
static const char *const status_rows[] = {
    "200|21.3465257|1.0|19551|0|10119533|3199725|1365506|2159339|1222.5|7865.7|172",
    "500|0|0.0|205|205|0|0|0|0|4215.1|8347.2|0",
    "429|0|0.0|244|244|0|0|0|0|104.9|173.8|0",
    NULL,
};

static const struct stage_column range_columns[] = {
    {"since", NULL, UNIT_TIME_US, false}, {"until", NULL, UNIT_TIME_US, false}, {0}};
static const char *const range_rows[] = {"2026-11-10T00:18:17Z|2026-11-13T23:48:47Z", NULL};
static const struct stage_column price_columns[] = {
    {"newest_request", "newest request", UNIT_TIME_US, false},
    {"priced_tok_share", "share of tokens priced", UNIT_SHARE, false},
    {0},
};
static const char *const price_rows[] = {"2026-11-13T23:48:47Z|0.99544", NULL};
static const struct stage_column ingest_columns[] = {{"rejected", "rejected", UNIT_COUNT, false},
                                                     {0}};
static const char *const ingest_rows[] = {"1012", NULL};

// A stage whose requests are known to be of four days, with the answer that says so.
static inline void report_stage_init(struct stage *g, int rank, int width, int height)
{
    stage_init(g, rank, width, height);
    struct answer *state = stage_answer(g, "report prices ingest");
    stage_table(state, "range", "", range_columns, range_rows);
    stage_table(state, "prices", "Prices", price_columns, price_rows);
    stage_table(state, "ingest", "Log entries", ingest_columns, ingest_rows);
    g->view.now_us = 1794700800000000;  // 2026-11-15
    frame_learn(&g->view, &g->snapshot);
}

// The answers of Costs: by feature, and crossed with the model.
static inline void report_costs(struct stage *g)
{
    struct answer *first = stage_answer(g, "report summary by --by feature --top 200");
    stage_table(first, "totals", "Totals", total_columns, total_rows);
    stage_table(first, "by", "By feature", feature_columns, feature_rows);
    struct answer *second = stage_answer(g, "report by --by feature,model --top 2000");
    stage_table(second, "by", "By feature,model", crossed_columns, crossed_rows);
}
