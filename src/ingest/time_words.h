// time_words.h - words that tie a question to the moment it is asked: today, now, current, latest,
// this week, tonight, tomorrow, yesterday.
#pragma once

#include <stdint.h>

#include "base/str.h"

// Bits of enum time_word (model/prompt.h) of the words in a text, found as phrases
// (ingest/phrase.h). TIME_PART: one of them stands inside another word ("currently", "know").
uint32_t time_words(struct str text);
