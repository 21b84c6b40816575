// filler.c - see filler.h.
#include "model/filler.h"

const char *const filler_phrase[FILLER_COUNT] = {
    [FILLER_PLEASE] = "please",
    [FILLER_KINDLY] = "kindly",
    [FILLER_MAKE_SURE_TO] = "make sure to",
    [FILLER_IMPORTANT_THAT] = "it is important that",
    [FILLER_IMPORTANT_NOTE] = "it is important to note that",
    [FILLER_SHOULD_ALWAYS] = "you should always",
    [FILLER_REMEMBER_THAT] = "remember that",
    [FILLER_BE_SURE_TO] = "be sure to",
    [FILLER_IN_ORDER_TO] = "in order to",
    [FILLER_PLEASE_NOTE] = "please note that",
    [FILLER_VERY_IMPORTANT] = "it is very important that",
    [FILLER_KEEP_IN_MIND] = "keep in mind that",
};
