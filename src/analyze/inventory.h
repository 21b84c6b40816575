// inventory.h - the requests of every distinct system prompt with its tools, added up, and which
// prompts are versions of each other.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/alike.h"
#include "base/arena.h"
#include "base/map.h"
#include "store/prompts.h"

// Prompts whose tokens are known.
struct token_rate {
    int64_t bytes, tok;
};

// What the requests with one system_fp add up to; of system prompts that the store did not keep,
// those of one template together.
struct carried {
    const struct system_row *system;  // NULL: not kept
    uint64_t system_fp;               // 0: not kept
    uint64_t template_id;             // the first that was seen; 0 = none
    struct prompt_sums sums;
    int64_t answered;  // that offer tools, and whose answers show which they call
    // Set by tool_use_note_dropped(): what counts the calls of system prompts that begin alike and
    // were not kept (NULL: there are none), and whether such calls were counted nowhere.
    const struct system_row *counts_dropped;
    bool may_lack_calls;
    struct token_rate rate;
    int64_t segment_id;  // the first text of the system prompt; UNKNOWN = not stored
    uint32_t family;     // number of its family
    int64_t shape_id;    // of the latest request: its family knows it
};

// Versions of a system prompt, a family: each begins like another of them of the same template, or
// shares a feature and the HEAD_TOKENS first tokens. One row of the inventory, or as many as there
// are versions.
enum { HEAD_TOKENS = 8 };
struct inventory_row {
    const struct carried **members;
    int64_t member_count;
    const struct carried *main;  // the member with the most requests
    int64_t versions;            // distinct system_fp of the family
    int64_t changed_us;          // when its newest version was seen first; UNKNOWN without another
    bool is_volatile;            // members are all versions of a family that has too many
    int64_t users, features;     // distinct; users are UNKNOWN when there are too many of all
    struct prompt_sums sums;
    struct token_rate rate;
    const struct carried **family;  // all members of its family, by first time
    int64_t family_count;
};

// A family of more versions is one row.
enum { VERSIONS_MAX = 20 };

struct inventory {
    struct arena *arena;
    struct carried *carried;  // systems first, in their order
    int64_t count, cap, system_count;
    struct map by_fp, by_template;  // carried that are kept, that are not
    const struct shape_row *shapes;
    struct map shape_numbers;   // shape id to number in shapes
    struct alike alike;         // system prompts of a template that begin alike
    struct map family_of_head;  // feature and first tokens to a carried of their family
    struct map users;           // (carried, user) to both, see inventory.c
    struct map features;        // (carried, feature)
    struct intern feature_names;
    bool has_all_users;
    int64_t requests, without_system;  // all that were added; those without tools or system prompt
    int64_t input_tok;                 // of all that were added
    int64_t first_us, last_us;
    struct inventory_row *rows;  // after inventory_finish(): dearest to carry first
    int64_t row_count;
};

// Both lists must outlive the inventory.
void inventory_init(struct inventory *v, const struct system_row *systems, int64_t system_count,
                    const struct shape_row *shapes, int64_t shape_count, struct arena *a);
// Of a request that is added soon: fetches what is looked up then.
void inventory_ahead(const struct inventory *v, const struct request *r, bool is_far);
// Needs CURSOR_PRINTS | CURSOR_PARTS | CURSOR_FACTS.
void inventory_add(struct inventory *v, const struct request *r);
void inventory_finish(struct inventory *v);
// Adds what it adds up to; row->members has room for it.
void inventory_add_member(struct inventory_row *row, const struct carried *c);

// What tools and system prompt cost of a sum.
static inline int64_t carrying_nusd(const struct prompt_sums *s)
{
    return s->part_nusd[PART_TOOLS] + s->part_nusd[PART_SYSTEM];
}
static inline int64_t carrying_bytes(const struct prompt_sums *s)
{
    return s->part_bytes[PART_TOOLS] + s->part_bytes[PART_SYSTEM];
}
// At the pace of all requests that were added: 30 days over their time from first to last, a day at
// least. UNKNOWN without times.
int64_t inventory_month_nusd(const struct inventory *v, int64_t nusd);
// Tokens of `bytes` of prompts, at the rate of those whose tokens are known; UNKNOWN without.
int64_t inventory_tok(const struct token_rate *rate, int64_t bytes);
