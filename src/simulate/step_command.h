// step_command.h - the command line that runs one step alone.
#pragma once

#include "simulate/strategy.h"

// "toll simulate batch --window=24h --when='has:tools'", quoted for a shell.
struct str step_command(const struct step *step, struct arena *a);
