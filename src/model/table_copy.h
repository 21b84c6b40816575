// table_copy.h - a whole answer copied, so that the memory it was computed in can go.
#pragma once

#include "model/table.h"

const struct answer *answer_copy(const struct answer *from, struct arena *a);
