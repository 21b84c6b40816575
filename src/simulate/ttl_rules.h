// ttl_rules.h - how long an answer may live, by words of the question.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/columns.h"
#include "simulate/setting.h"

enum { TTL_CLASSES_MAX = 64 };

// Class 0 is of requests without any of the words.
struct ttl_class {
    struct str words;  // as written; unknown for class 0
    uint32_t time_words, watch;
    int64_t ttl_us;  // INT64_MAX = for ever
};
struct ttl_rules {
    struct ttl_class *classes;
    int count;
    bool has_capped;  // a class was cut to max_ttl
};

// The settings ttl, ttl_rules ("today, now" → 1h) and max_ttl, which caps every class.
struct ttl_settings {
    const struct setting_value *ttl, *rules, *max_ttl;
};
// A word that was not looked for when the log was read is ERR_USAGE.
MUST_USE bool ttl_rules_read(struct ttl_rules *out, const struct ttl_settings *from,
                             const struct columns *c, struct arena *a, struct err *e);
// The class of a request: of the rules whose words it has, the one with the shortest life.
int ttl_rules_class(const struct ttl_rules *r, const struct columns *c, int64_t i);
