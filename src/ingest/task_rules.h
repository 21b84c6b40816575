// task_rules.h - the table of task.h.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/prompt.h"

struct task_rule {
    char phrase[28];  // lower case, four bytes or more, the first two of them letters
    unsigned char length;
    bool is_stem;        // the last word may go on
    unsigned char rank;  // 1 … 3
    unsigned char task;  // enum task
};

// The rules whose phrases begin with two letters, at (first - 'a') * 26 + second - 'a'.
struct task_rules {
    const struct task_rule *rules;
    size_t count;
    unsigned thirds;  // bits of the letters that come third, bit 26 = something else
};
enum { TASK_PAIRS = 26 * 26 };
extern const struct task_rules task_rules[TASK_PAIRS];
