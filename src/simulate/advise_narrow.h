// advise_narrow.h - which requests bring most of a saving, as a filter.
#pragma once

#include "simulate/simulation.h"

// A filter over features and tasks that takes nine tenths of what the only step of `sim` saved and
// leaves requests out that it was for; unknown when there is none. Sim must not be released yet.
struct str narrow_filter(const struct simulation *sim, struct arena *a);
// NAME as a value of a filter, quoted where it must be.
struct str narrow_value(struct str name, struct arena *a);
