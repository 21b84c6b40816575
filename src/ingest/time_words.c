// time_words.c - looks for a rare part of each word, sixteen bytes at a time, then for the word.
#include "ingest/time_words.h"

#include "base/lanes.h"
#include "ingest/ascii.h"
#include "ingest/phrase.h"
#include "ingest/word.h"
#include "model/prompt.h"

// `mark` is a pair of letters that likely() looks for, `before` the bytes of the word in front of
// it. Rows with the same first letter of the mark stand together.
static const struct time_row {
    struct str word;
    char mark[2];
    size_t before;
    enum time_word bit;
} rows[] = {
    {{"today", 5}, {'d', 'a'}, 2, TIME_TODAY},
    {{"yesterday", 9}, {'d', 'a'}, 6, TIME_YESTERDAY},
    {{"now", 3}, {'o', 'w'}, 1, TIME_NOW},
    {{"tomorrow", 8}, {'o', 'w'}, 6, TIME_TOMORROW},
    {{"current", 7}, {'r', 'r'}, 2, TIME_CURRENT},
    {{"latest", 6}, {'l', 'a'}, 0, TIME_LATEST},
    {{"tonight", 7}, {'g', 'h'}, 4, TIME_TONIGHT},
    {{"this week", 9}, {'e', 'k'}, 7, TIME_THIS_WEEK},
};

enum { ROWS = sizeof rows / sizeof *rows };

// The first row of a letter, by its low five bits.
static const unsigned char first_row[32] = {
    ['d' & 31] = 0, ['o' & 31] = 2, ['r' & 31] = 4, ['l' & 31] = 5, ['g' & 31] = 6, ['e' & 31] = 7,
};

// Lanes where a mark may begin. Reads 17 bytes.
static lanes likely(const char *p)
{
    lanes a = lanes_load(p) | 32;
    lanes b = lanes_load(p + 1) | 32;
    lanes marks = ((lanes)(a == 'd') | (lanes)(a == 'l')) & (lanes)(b == 'a');
    marks |= (lanes)(a == 'o') & (lanes)(b == 'w');
    marks |= (lanes)(a == 'r') & (lanes)(b == 'r');
    marks |= (lanes)(a == 'g') & (lanes)(b == 'h');
    marks |= (lanes)(a == 'e') & (lanes)(b == 'k');
    return marks;
}

// Where "this week" begins whose "ek" is at `at`: any white space may stand in it.
static size_t week_begin(struct str text, size_t at)
{
    size_t i = at - 2;
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
    char first = (char)(text.ptr[at] | 32);
    char second = (char)(text.ptr[at + 1] | 32);
    const struct time_row *row = rows + first_row[first & 31];
    for (; row < rows + ROWS && row->mark[0] == first; row++)
        if (row->mark[1] == second && at >= row->before)
            bits |= check_row(text, at, row);
    return bits;
}

uint32_t time_words(struct str text)
{
    enum { READ = 17 };
    uint32_t bits = 0;
    char last[2 * READ] = {0};
    for (size_t i = 0; i < text.len; i += 16) {
        const char *p = text.ptr + i;
        if (i + READ > text.len)
            p = memcpy(last, p, text.len - i);
        unsigned marks = lanes_bits(likely(p));
        for (; marks; marks &= marks - 1)
            bits |= check(text, i + (size_t)__builtin_ctz(marks));
    }
    return bits;
}
