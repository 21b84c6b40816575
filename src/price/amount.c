// amount.c - the shortest decimal that round-trips, then an exact integer.
#include "price/amount.h"

#include <stdio.h>

#include "base/str.h"
#include "model/record.h"

enum { NUMBER_BYTES = 40, DIGITS_SAFE = 15, DIGITS_MAX = 17 };

static struct str shortest(double value, char text[NUMBER_BYTES])
{
    struct str s = {text, 0};
    for (int digits = DIGITS_SAFE; digits <= DIGITS_MAX; digits++) {
        double back;
        s.len = (size_t)snprintf(text, NUMBER_BYTES, "%.*g", digits, value);
        if (str_to_f64(s, &back) && back == value)
            break;
    }
    return s;
}

bool amount_scaled(const cJSON *item, int scale, int64_t *out)
{
    char text[NUMBER_BYTES];
    struct str s = {NULL, 0};
    if (cJSON_IsNumber(item))
        s = shortest(item->valuedouble, text);
    else if (cJSON_IsString(item))
        s = str_trim(str_of(item->valuestring));
    int64_t value;
    if (s.len == 0 || !str_to_scaled(s, scale, &value) || value < 0)
        return false;
    *out = value;
    return true;
}

__extension__ typedef __int128 wide;

int64_t amount_ratio(int64_t value, int64_t num, int64_t den)
{
    wide result = ((wide)value * num + den / 2) / den;
    return result > INT64_MAX ? UNKNOWN : (int64_t)result;
}
