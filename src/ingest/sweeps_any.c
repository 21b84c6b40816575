// sweeps_any.c - the sweeps in vectors of 16 bytes, which every processor has.
#include "ingest/sweeps_code.h"
