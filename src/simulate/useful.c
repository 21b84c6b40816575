// useful.c - see useful.h.
#include "simulate/useful.h"

#include <math.h>

#include "model/record.h"

struct interval wilson_95(int64_t ok, int64_t n)
{
    const double z = 1.959963984540054;  // of the normal distribution at 97.5 %
    if (n <= 0)
        return (struct interval){NAN, NAN};
    double count = (double)n;
    double share = (double)ok / count;
    double scale = 1 + z * z / count;
    double middle = (share + z * z / (2 * count)) / scale;
    double half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / scale;
    return (struct interval){fmax(0, middle - half), fmin(1, middle + half)};
}

double break_even_rate(int64_t weak_nusd, int64_t side_nusd, int64_t strong_nusd)
{
    if (strong_nusd <= 0)
        return NAN;
    return 1 - ((double)weak_nusd + (double)side_nusd) / (double)strong_nusd;
}

int64_t useful_result_nusd(int64_t nusd, int64_t calls, double useful_share)
{
    double useful = (double)calls * useful_share;
    return useful > 0 ? llround((double)nusd / useful) : UNKNOWN;
}
