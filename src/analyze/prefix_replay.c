// prefix_replay.c - see prefix_replay.h.
#include "analyze/prefix_replay.h"

#include "base/time.h"

// Moves up to n tokens from one class to another; returns how many are left to be moved.
static int64_t move(struct usage *u, enum tok_class from, enum tok_class to, int64_t n)
{
    int64_t moved = tok_or_zero(u, from);
    moved = moved < n ? moved : n;
    if (moved <= 0)
        return n;
    u->tok[from] -= moved;
    u->tok[to] = tok_or_zero(u, to) + moved;
    return n - moved;
}

static int64_t above_zero(int64_t n)
{
    return n > 0 ? n : 0;
}

bool prefix_replay(struct prefix_entry *entry, const struct cache_rule *rule, int64_t static_tok,
                   int64_t ts_us, int64_t answer_us, struct usage *usage)
{
    int64_t cached = cache_rule_readable_tok(rule, static_tok);
    if (cached <= 0 || ts_us == UNKNOWN)
        return false;
    bool is_alive = entry->is_written && ts_us <= entry->expires_us;
    bool is_hit = is_alive && ts_us >= entry->ready_us;
    if (!is_alive)
        entry->ready_us = answer_us == UNKNOWN ? ts_us : ts_us + answer_us;
    entry->is_written = true;
    entry->expires_us = ts_us + rule->lifetime_s * US_PER_SECOND;

    int64_t left = above_zero(cached - tok_or_zero(usage, TOK_CACHE_READ));
    if (is_hit) {
        left = move(usage, TOK_CACHE_WRITE_5M, TOK_CACHE_READ, left);
        left = move(usage, TOK_CACHE_WRITE_1H, TOK_CACHE_READ, left);
        move(usage, TOK_INPUT, TOK_CACHE_READ, left);
        return true;
    }
    left = above_zero(left - tok_or_zero(usage, TOK_CACHE_WRITE_5M) -
                      tok_or_zero(usage, TOK_CACHE_WRITE_1H));
    move(usage, TOK_INPUT, TOK_CACHE_WRITE_5M, left);
    return false;
}
