// filler.h - words that a model follows an instruction as well without.
#pragma once

// Numbers are stored (struct trim_edit): never renumber.
enum filler {
    FILLER_PLEASE,
    FILLER_KINDLY,
    FILLER_MAKE_SURE_TO,
    FILLER_IMPORTANT_THAT,
    FILLER_IMPORTANT_NOTE,
    FILLER_SHOULD_ALWAYS,
    FILLER_REMEMBER_THAT,
    FILLER_BE_SURE_TO,
    FILLER_IN_ORDER_TO,
    FILLER_PLEASE_NOTE,
    FILLER_VERY_IMPORTANT,
    FILLER_KEEP_IN_MIND,
    FILLER_COUNT,
};
// In lower case, words apart by one space. All of it goes, but of "in order to" the "to" stays.
extern const char *const filler_phrase[FILLER_COUNT];
