// keys.h - many members of an object in one pass: tables of keys instead of a look-up each.
#pragma once

#include "base/json.h"
#include "model/record.h"

// A key with its length, as the start of a table row.
#define KEY(literal) (literal), sizeof(literal) - 1

enum { KEYS_MAX = 32 };  // rows a table may have

struct member_key {
    const char *key;
    size_t len;
};
// values[i] = the member keys[i] of the object, missing if it has none (or is no object).
void keys_get(struct json object, const struct member_key *keys, int count, struct json *values);

// A key that counts tokens: `offset` of an int64_t in struct counts.
struct count_key {
    const char *key;
    size_t len;
    size_t offset;
};
#define COUNT_KEY(literal, member)                                                                 \
    {                                                                                              \
        KEY(literal), offsetof(struct counts, member)                                              \
    }

// What usage objects say: the counts of the model, and what tells how they add up.
struct counts {
    struct raw_usage raw;
    int64_t total;       // as the producer adds it up
    int64_t cache_miss;  // DeepSeek: input that was not read from the cache
};
void counts_init(struct counts *c);
// Takes the members of an object by a table that ends with a row of zeros; of several aliases the
// largest counts. Anything that is no count is skipped.
void counts_take(struct counts *c, struct json object, const struct count_key *keys);
// Replaces what `newer` knows: in streams the last value of a key holds, nothing is added up.
void counts_merge(struct counts *c, const struct counts *newer);

// A key of a sampling parameter; of aliases that are set the first in the table counts.
struct param_key {
    const char *key;
    size_t len;
    enum param param;
};
#define PARAM_KEY(literal, param)                                                                  \
    {                                                                                              \
        KEY(literal), (param)                                                                      \
    }
// Sampling parameters by a table that ends with a row of zeros, and the numbers among them.
void keys_params(struct record *r, struct json object, const struct param_key *keys);
// One that no table can name; nothing if the value is missing or null.
void keys_param(struct record *r, enum param param, struct json value);
