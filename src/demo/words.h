// words.h - the vocabulary of the demo's texts.
#pragma once

#include <stdint.h>

// Copied as 16 bytes at once, of which len count.
struct word {
    char text[16];
    uint8_t len;
};

struct words {
    const struct word *list;
    uint32_t count;
};

enum word_class {
    WORD_NOUN,
    WORD_PLURAL,
    WORD_ADJECTIVE,
    WORD_VERB,  // infinitive
    WORD_PAST,
    WORD_ADVERB,
    WORD_PREPOSITION,
    WORD_DETERMINER,
    WORD_PLURAL_DETERMINER,
    WORD_CONJUNCTION,
    WORD_NAME,
    WORD_PLACE,
    WORD_PRODUCT,
    WORD_CLASSES,
};

extern const struct words words_of[WORD_CLASSES];
