// zone.h - the time zone of reports: days and clock times as people there have them.
#pragma once

#include "base/time.h"

// The zone of reports. The process has one, set once at the start with zone_set(); UTC until then.
// False if the system has no such zone ("Europe/Berlin").
MUST_USE bool zone_set(struct str name);
// Offset of local time from UTC at an instant, in seconds east.
int64_t zone_offset_s(int64_t ts_us);
// Start of the local day that holds an instant, and of the next one (23 to 25 hours later).
int64_t zone_day_start(int64_t ts_us);
int64_t zone_next_day(int64_t ts_us);
// The instant of a local date and time.
int64_t zone_time_of_civil(struct civil local);
struct civil zone_to_civil(int64_t ts_us);
