// row_merge.c - two sightings of a call as one row: what wins, what adds up, what is filled in.
#include <string.h>

#include "base/hash.h"
#include "store/row.h"

bool row_has_usage(const struct row *row)
{
    return !(row->v[ROW_FLAGS] & FLAG_ESTIMATED) &&
           (row->v[ROW_INPUT] != UNKNOWN || row->v[ROW_OUTPUT] != UNKNOWN);
}

static bool is_failed(const struct row *row)
{
    return (row->v[ROW_FLAGS] & FLAG_ERROR) != 0;
}

static int64_t tokens_of(const struct row *row)
{
    int64_t sum = 0;
    for (int c = ROW_INPUT; c <= ROW_OUTPUT; c++)
        if (row->v[c] != UNKNOWN)
            sum += row->v[c];
    return sum;
}

bool row_improves(const struct row *old, const struct row *next, enum keep_rule keep)
{
    if (is_failed(next) != is_failed(old))
        return is_failed(old);
    if (row_has_usage(next) != row_has_usage(old))
        return row_has_usage(next);
    if (keep == KEEP_LAST)
        return true;
    if (keep != KEEP_MOST_TOKENS)
        return false;
    int old_rank = row_tri(old->v[ROW_FLAGS], FLAG_RANK_SHIFT);
    int next_rank = row_tri(next->v[ROW_FLAGS], FLAG_RANK_SHIFT);
    return next_rank != old_rank ? next_rank > old_rank : tokens_of(next) > tokens_of(old);
}

// What a column belongs to when two rows are merged.
enum group {
    GROUP_OWN,      // stays the row's: place, identity, attribution
    GROUP_FILL,     // the winner's, else the other's
    GROUP_USAGE,    // together, from the winner if it has usage
    GROUP_OUTCOME,  // together, from the winner
    GROUP_REQUEST,  // together, from the row if it has a request
    GROUP_ANSWER,   // adds up for parts, else as GROUP_FILL
};

static enum group group_of(int column)
{
    if (column >= ROW_PRINTS && column < ROW_PRINTS + PRINT_OUTPUT)
        return GROUP_REQUEST;
    if (column >= ROW_PARTS && column < ROW_PARTS + PART_RESPONSE)
        return GROUP_REQUEST;
    if ((column >= ROW_INPUT && column <= ROW_REASONING) || column == ROW_COST ||
        column == ROW_OUTPUT_COST || column == ROW_PRICE)
        return GROUP_USAGE;
    switch (column) {
    case ROW_ATTRIBUTION:
    case ROW_FLAGS:
    case ROW_IDENTITY:
    case ROW_SOURCE:
    case ROW_ENTRY:
    case ROW_OFFSET:
        return GROUP_OWN;
    case ROW_STATUS:
    case ROW_FINISH:
        return GROUP_OUTCOME;
    case ROW_QUESTION_SEGMENT:
    case ROW_SYSTEM_SEGMENT:
    case ROW_SHAPE:
    case ROW_FACTS:
    case ROW_WATCH:
        return GROUP_REQUEST;
    case ROW_PRINTS + PRINT_OUTPUT:
    case ROW_PARTS + PART_RESPONSE:
    case ROW_TOOLS_CALLED:
    case ROW_ANSWER_NORMAL:
        return GROUP_ANSWER;
    default:
        return GROUP_FILL;
    }
}

static enum group extra_group(int column)
{
    if (column == EXTRA_ERROR)
        return GROUP_OUTCOME;
    if (column >= EXTRA_AUDIO_IN && column <= EXTRA_WEB_SEARCHES)
        return GROUP_USAGE;
    return GROUP_FILL;
}

// Which of the two rows a group comes from.
struct sides {
    const struct row *row, *next;
    const struct row *winner, *loser;
    const struct row *usage, *request;
};

static int64_t fill(int64_t winner, int64_t loser)
{
    return winner != UNKNOWN ? winner : loser;
}

static int64_t pick(const struct sides *s, enum group group, int64_t row, int64_t next)
{
    int64_t winner = s->winner == s->next ? next : row;
    int64_t loser = s->winner == s->next ? row : next;
    switch (group) {
    case GROUP_OWN:
        return row;
    case GROUP_FILL:
    case GROUP_ANSWER:
        return fill(winner, loser);
    case GROUP_OUTCOME:
        return is_failed(s->loser) && !is_failed(s->winner) ? winner : fill(winner, loser);
    case GROUP_USAGE:
        return s->usage == s->next ? next : row;
    case GROUP_REQUEST:
        return s->request == s->next ? next : row;
    }
    return row;
}

static int64_t merge_flags(const struct sides *s)
{
    int64_t winner = s->winner->v[ROW_FLAGS];
    int64_t loser = s->loser->v[ROW_FLAGS];
    int64_t usage_bits = FLAG_ESTIMATED | 7 << FLAG_TIER_SHIFT;
    int64_t request_bits = FLAG_BLOCKS | FLAG_HAS_REQUEST;
    int64_t flags = winner & (FLAG_ERROR | 3 << FLAG_RANK_SHIFT);
    flags |= s->row->v[ROW_FLAGS] & FLAG_IDENTITY;
    flags |= s->usage->v[ROW_FLAGS] & usage_bits;
    flags |= s->request->v[ROW_FLAGS] & request_bits;
    for (int shift = FLAG_STREAM_SHIFT; shift <= FLAG_GATEWAY_SHIFT; shift += 2)
        flags |= (row_tri(winner, shift) ? winner : loser) & 3LL << shift;
    return flags;
}

// The request's facts, with the winner's of the answer.
static int64_t merge_facts(const struct sides *s)
{
    struct facts facts;
    struct facts winner;
    struct facts loser;
    facts_unpack(s->request->v[ROW_FACTS], &facts);
    facts_unpack(s->winner->v[ROW_FACTS], &winner);
    facts_unpack(s->loser->v[ROW_FACTS], &loser);
    facts.answer_is_json = winner.answer_is_json ? winner.answer_is_json : loser.answer_is_json;
    return facts_pack(&facts);
}

// Answers of parts of one call.
static void add_answers(struct row *out, const struct row *row, const struct row *next)
{
    static const int prints[] = {ROW_PRINTS + PRINT_OUTPUT, ROW_ANSWER_NORMAL};
    static const int sums[] = {ROW_PARTS + PART_RESPONSE, ROW_TOOLS_CALLED};
    for (size_t i = 0; i < sizeof prints / sizeof *prints; i++) {
        int64_t first = row->v[prints[i]];
        int64_t second = next->v[prints[i]];
        if (first != UNKNOWN && second != UNKNOWN)
            out->v[prints[i]] = (int64_t)hash_mix((uint64_t)first, (uint64_t)second);
    }
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        if (row->v[sums[i]] != UNKNOWN && next->v[sums[i]] != UNKNOWN)
            out->v[sums[i]] = row->v[sums[i]] + next->v[sums[i]];
    if (row->v[ROW_TS] != UNKNOWN && next->v[ROW_TS] != UNKNOWN)
        out->v[ROW_TS] = row->v[ROW_TS] < next->v[ROW_TS] ? row->v[ROW_TS] : next->v[ROW_TS];
}

void row_merge(struct row *row, const struct row *next, bool next_wins, bool is_part)
{
    struct row old = *row;
    struct sides s = {.row = &old, .next = next};
    s.winner = next_wins ? next : &old;
    s.loser = next_wins ? &old : next;
    s.usage = row_has_usage(s.winner) || !row_has_usage(s.loser) ? s.winner : s.loser;
    bool row_has_request = (old.v[ROW_FLAGS] & FLAG_HAS_REQUEST) != 0;
    bool next_has_request = (next->v[ROW_FLAGS] & FLAG_HAS_REQUEST) != 0;
    s.request = row_has_request || !next_has_request ? &old : next;
    for (int i = 0; i < ROW_COLUMNS; i++)
        row->v[i] = pick(&s, group_of(i), old.v[i], next->v[i]);
    for (int i = 0; i < EXTRA_COLUMNS; i++)
        row->extra[i] = pick(&s, extra_group(i), old.extra[i], next->extra[i]);
    row->v[ROW_FLAGS] = merge_flags(&s);
    row->v[ROW_FACTS] = merge_facts(&s);
    row->error_message = s.winner->error_message;
    row->chain = s.request->chain;
    if (is_part)
        add_answers(row, &old, next);
}

bool row_equal(const struct row *a, const struct row *b)
{
    return memcmp(a->v, b->v, sizeof a->v) == 0 &&
           memcmp(a->extra, b->extra, sizeof a->extra) == 0 &&
           str_eq(a->error_message, b->error_message) && str_eq(a->chain, b->chain);
}
