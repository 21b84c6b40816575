// question.h - what is asked of a database: which requests, by what, how much of it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/dimension.h"
#include "base/str.h"
#include "model/filter.h"

// One --by: a dimension, or two of them crossed.
struct crossing {
    enum dimension dims[2];
    int count;
};

struct analysis;
struct price_book;

struct question {
    const struct analysis *const *sections;  // what to answer with; none = the default ones
    int section_count;
    const struct filter *filter;  // without the period; never NULL
    int64_t since_us, until_us;   // since <= ts < until; UNKNOWN = open
    const struct crossing *by;
    int by_count;
    int64_t top;           // rows of a table, the rest is one row; 0 = all
    struct str zone;       // name of the zone of days and of --since, already set (base/zone.h)
    struct str version;    // of the program
    int64_t book_date_us;  // newest date of the price book that priced the database, or UNKNOWN
    const struct price_book *book;  // what a reprice would price by
    bool must_scan;                 // never from roll-ups: for the test that both agree
    bool (*stop)(void *self);       // true = ERR_INTERRUPTED; may be NULL
    void *stop_self;
};
