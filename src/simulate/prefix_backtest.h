// prefix_backtest.h - simulated cache reads beside the logged ones.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "simulate/prefix_result.h"

// Over requests that are as they were logged, of models whose log shows reads.
struct prefix_backtest {
    bool *is_cached;  // by number in columns.models
    int64_t requests;
    int64_t within;  // whose simulated reads are within 10 % of the logged ones
    int64_t logged_tok, simulated_tok;
    int64_t error_tok;  // sum of the absolute differences
};
void prefix_backtest_init(struct prefix_backtest *b, const struct simulation *sim);
// Before the tokens of the request change.
void prefix_backtest_add(struct prefix_backtest *b, const struct simulation *sim, int64_t i,
                         int64_t read_tok);
void prefix_backtest_report(const struct prefix_backtest *b, struct outcome *out);
