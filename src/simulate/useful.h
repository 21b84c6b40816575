// useful.h - the share of answers that were of use, and what one of them costs.
#pragma once

#include <stdint.h>

struct interval {
    double low, high;
};
// Wilson's score interval of 95 % for `ok` of `n`; NaN without any (E. B. Wilson, "Probable
// inference, the law of succession, and statistical inference", JASA 22, 1927).
struct interval wilson_95(int64_t ok, int64_t n);
// From which rate of fallbacks on routing costs more than it saves: 1 - (weak + side) / strong;
// NaN when the strong model costs nothing.
double break_even_rate(int64_t weak_nusd, int64_t side_nusd, int64_t strong_nusd);
// nano-USD for a result that is of use; UNKNOWN when none is.
int64_t useful_result_nusd(int64_t nusd, int64_t calls, double useful_share);
