// advise_words.h - what each advice means, and the command that shows it alone.
#pragma once

#include "simulate/advise.h"

// Adds "meanings" and "commands".
void advise_words(const struct advising *v, struct answer *out);
