// response_outcome.h - what a replay of a response cache or single flight tells: risk, assumptions,
// notes, tables.
#pragma once

#include "simulate/response_replay.h"

// Of both strategies.
extern const struct risk_words response_risks[];

void response_outcome_cache(const struct response_replay *r);
// `is_alone`: no cache ran with it.
void response_outcome_flight(const struct response_replay *r, bool is_alone);
