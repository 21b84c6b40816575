// time_words.c - looks for a rare part of each word, then for the word.
#include "ingest/time_words.h"

#include "ingest/ascii.h"
#include "ingest/phrase.h"
#include "ingest/spots.h"
#include "ingest/word.h"
#include "model/prompt.h"

// `mark` begins what SPOT_TIME looks for, `before` the bytes of the word in front of it. Rows with
// the same mark stand together.
static const struct time_row {
    struct str word;
    char mark;
    size_t before;
    enum time_word bit;
} rows[] = {
    {{"today", 5}, 'd', 2, TIME_TODAY},       {{"yesterday", 9}, 'd', 6, TIME_YESTERDAY},
    {{"now", 3}, 'n', 0, TIME_NOW},           {{"tonight", 7}, 'n', 2, TIME_TONIGHT},
    {{"tomorrow", 8}, 'r', 4, TIME_TOMORROW}, {{"current", 7}, 'r', 2, TIME_CURRENT},
    {{"latest", 6}, 'l', 0, TIME_LATEST},     {{"this week", 9}, 'e', 6, TIME_THIS_WEEK},
};

enum { ROWS = sizeof rows / sizeof *rows };

// The first row of a letter, by its low five bits.
static const unsigned char first_row[32] = {
    ['d' & 31] = 0, ['n' & 31] = 2, ['r' & 31] = 4, ['l' & 31] = 6, ['e' & 31] = 7,
};

// Where "this week" begins whose "eek" is at `at`: any white space may stand in it.
static size_t week_begin(struct str text, size_t at)
{
    size_t i = at - 1;
    while (i > 0 && is_space(text.ptr[i - 1]))
        i--;
    return i >= 4 ? i - 4 : at;
}

// The word of a row, whose mark is at `at`.
static uint32_t check_row(struct str text, size_t at, const struct time_row *row)
{
    size_t begin = row->bit == TIME_THIS_WEEK ? week_begin(text, at) : at - row->before;
    if ((text.ptr[begin] | 32) != row->word.ptr[0])
        return 0;
    size_t n = phrase_length(str_skip(text, begin), row->word);
    if (!n)
        return 0;
    bool is_whole = phrase_border(text, begin) && phrase_border(text, begin + n);
    return UINT32_C(1) << (is_whole ? row->bit : TIME_PART);
}

static uint32_t check(struct str text, size_t at)
{
    uint32_t bits = 0;
    char mark = (char)(text.ptr[at] | 32);
    const struct time_row *row = rows + first_row[mark & 31];
    for (; row < rows + ROWS && row->mark == mark; row++)
        if (at >= row->before)
            bits |= check_row(text, at, row);
    return bits;
}

uint32_t time_words(struct str text)
{
    uint32_t bits = 0;
    struct spots marks;
    spots_begin(&marks, text, SPOT_TIME);
    for (size_t at = spots_next(&marks, 0); at < text.len; at = spots_next(&marks, at + 1))
        bits |= check(text, at);
    return bits;
}
