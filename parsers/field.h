// field.h - single values of log entries: what envelopes read, with the literals and units of logs.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"
#include "base/str.h"
#include "model/record.h"

// All functions take missing and null values and values of a wrong type: the result is unknown.

// Neither missing nor null nor one of the literals that logs write for it ("None", "-", "" …).
bool field_is_set(struct json v);
// Text of a string or a whole number; the literals for null
// are unknown. Numbers are written into `a`.
struct str field_text(struct json v, struct arena *a);
// A count; negative ones and those above 10^12, which are mistakes, are unknown.
int64_t field_count(struct json v);
// An instant in µs: text or a number of any unit (base/time.h). Before 2000 is unknown: no such log
// exists, but counters and relative times do.
int64_t field_time(struct json v);
// A duration in µs. `unit_us` is that of plain numbers; text may name its own ("350ms", "1.2s").
// Negative durations are unknown.
int64_t field_duration(struct json v, double unit_us);
// USD in nano-USD: a number, or text with a dollar sign and thousands commas. Negative is unknown.
int64_t field_nusd(struct json v);
// HTTP status: 404, "404", "404 Not Found"; "success", "ok" … are 200, anything else is unknown.
int64_t field_status(struct json v);
// True for the words that say a call failed: "error", "failure", "failed".
bool field_is_failure(struct json v);
enum tri field_tri(struct json v);

// The greater of two counts, either of which may be UNKNOWN: for counts that go by several names.
int64_t count_max(int64_t a, int64_t b);
// Difference of two instants; UNKNOWN when one is or when it is not positive (logs with times of
// one second's resolution say 0).
int64_t time_between(int64_t start_us, int64_t end_us);
