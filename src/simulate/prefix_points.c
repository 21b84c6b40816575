// prefix_points.c - see prefix_points.h.
#include "simulate/prefix_points.h"

#include "base/hash.h"

__extension__ typedef unsigned __int128 wide;

static int64_t total_size(const struct chain_view *chain)
{
    int64_t total = 0;
    for (int64_t i = 0; i < chain->count; i++)
        total += chain->points[i].size;
    return total;
}

static void make_room(struct prefix_points *p, int64_t count)
{
    if (count <= p->cap)
        return;
    arena_reset(&p->arena);
    p->cap = count < 256 ? 256 : 2 * count;
    p->list = arena_raw(&p->arena, (size_t)p->cap * sizeof *p->list);
}

// Division of 128 bits takes ten times as long, and prompts of four gigabytes do not exist.
static int64_t share(int64_t input_tok, int64_t bytes, int64_t total)
{
    uint64_t tok = (uint64_t)input_tok, part = (uint64_t)bytes, whole = (uint64_t)total;
    return (int64_t)(part <= UINT32_MAX ? tok * part / whole : (wide)tok * part / whole);
}

static void read_bytes(struct prefix_points *p, const struct chain_view *chain,
                       const struct prefix_reading *how, int64_t total)
{
    int64_t bytes = 0;
    for (int64_t i = 0; i < chain->count; i++) {
        const struct chain_point *from = &chain->points[i];
        bool is_last = i + 1 == chain->count;
        bytes += from->size;
        p->list[i] = (struct prefix_point){
            .key = hash_mix(how->space, from->hash),
            .tok = share(how->input_tok, bytes, total),
            .role = from->role,
            .mark = from->mark,
            .ends_segment = from->ends_segment,
            .ends_message =
                from->ends_segment && (is_last || chain->points[i + 1].role != from->role),
        };
    }
}

// A trace says nothing of messages: every block ends a segment, the last one the message.
static void read_blocks(struct prefix_points *p, const struct chain_view *chain,
                        const struct prefix_reading *how)
{
    uint64_t key = how->space;
    int64_t tok = 0;
    for (int64_t i = 0; i < chain->count; i++) {
        const struct chain_point *from = &chain->points[i];
        key = hash_mix(how->is_block ? how->space : key, from->hash);
        tok += from->size;
        p->list[i] = (struct prefix_point){
            .key = key,
            .tok = tok < how->input_tok ? tok : how->input_tok,
            .role = ROLE_USER,
            .ends_segment = true,
            .ends_message = i + 1 == chain->count,
        };
    }
}

// What every request of the template has alike comes first, then the rest in the order it had: how
// much of it stood before a point is not known, so it counts as evenly spread.
static void put_static_first(struct prefix_points *p, const struct prefix_reading *how,
                             int64_t total)
{
    int64_t bytes = how->static_bytes < total ? how->static_bytes : total;
    int64_t static_tok = share(how->input_tok, bytes, total);
    int64_t rest_tok = how->input_tok - static_tok;
    uint64_t key = hash_mix(how->space, hash_mix(how->static_key, (uint64_t)bytes));
    for (int64_t i = p->count; i > 0; i--) {
        struct prefix_point moved = p->list[i - 1];
        moved.key = hash_mix(key, moved.key);
        moved.tok = static_tok + share(rest_tok, moved.tok, how->input_tok);
        p->list[i] = moved;
    }
    p->list[0] = (struct prefix_point){
        .key = key,
        .tok = static_tok,
        .role = ROLE_SYSTEM,
        .ends_segment = true,
        .ends_message = true,
    };
    p->count++;
}

static void clear_marks(struct prefix_points *p)
{
    for (int64_t i = 0; i < p->count; i++)
        p->list[i].mark = MARK_NONE;
}

static void mark_system(struct prefix_points *p, const struct prefix_reading *how)
{
    int64_t end = -1;
    for (int64_t i = 0; !how->static_bytes && i < p->count; i++)
        if (p->list[i].ends_message && p->list[i].role <= ROLE_SYSTEM)
            end = i;
        else if (p->list[i].role > ROLE_SYSTEM)
            break;
    if (end >= 0)
        p->list[end].mark = MARK_5M;
}

static bool has_mark(const struct prefix_points *p)
{
    for (int64_t i = 0; i < p->count; i++)
        if (p->list[i].mark)
            return true;
    return false;
}

static void set_marks(struct prefix_points *p, const struct prefix_reading *how)
{
    enum breakpoints b = how->breakpoints;
    bool is_assumed = b == BREAKPOINTS_AUTO && !has_mark(p);
    if (b == BREAKPOINTS_END_OF_SYSTEM || b == BREAKPOINTS_END_OF_LAST)
        clear_marks(p);
    if (b == BREAKPOINTS_END_OF_SYSTEM || (is_assumed && how->assumes_system))
        mark_system(p, how);
    if (b == BREAKPOINTS_END_OF_LAST || (is_assumed && how->assumes_last))
        p->list[p->count - 1].mark = MARK_5M;
    p->has_assumed_marks = is_assumed && has_mark(p);
    if (how->static_bytes)
        p->list[0].mark = MARK_5M;
    for (int64_t i = 0; how->mark && i < p->count; i++)
        if (p->list[i].mark)
            p->list[i].mark = (unsigned char)how->mark;
}

void prefix_points_read(struct prefix_points *p, const struct chain_view *chain,
                        const struct prefix_reading *how)
{
    int64_t total = total_size(chain);
    p->count = 0;
    p->has_assumed_marks = false;
    if (!total)
        return;
    make_room(p, chain->count + 1);
    p->count = chain->count;
    if (chain->unit == CHAIN_BLOCKS)
        read_blocks(p, chain, how);
    else
        read_bytes(p, chain, how, total);
    if (how->static_bytes)
        put_static_first(p, how, total);
    set_marks(p, how);
}

void prefix_points_release(struct prefix_points *p)
{
    arena_release(&p->arena);
    *p = (struct prefix_points){0};
}
