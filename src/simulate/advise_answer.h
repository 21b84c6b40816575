// advise_answer.h - what advise found, as tables.
#pragma once

#include "model/table.h"
#include "simulate/advise.h"

// Adds "" (sums), "advice", "combination", "overlaps", "advice_features", "sensitivity",
// "meanings" and "commands".
void advise_answer(const struct advising *v, struct answer *out);
