// plant_duplicates.c - groups of identical requests: the same user again, other users, retries.
#include "base/time.h"
#include "planting.h"

struct group {
    const char *feature;
    bool is_other_users;
    int64_t gap_us;  // between its calls
};
static const struct group kinds[] = {
    {"dup-same-user", false, 2 * US_PER_HOUR},
    {"dup-other-users", true, 5 * US_PER_HOUR},
};
enum { CALLS_PER_GROUP = 3, RETRY_GAP_S = 2 };

struct counts {
    int64_t groups, calls, repeats, agreeing, agreeing_normal, cost_nusd;
    int64_t zero_repeats, zero_agreeing;  // at temperature 0
    int64_t retries, retries_nusd;        // calls after a failure
};

static void write_counts(struct planting *p, const char *feature, const struct counts *n,
                         int64_t failures, bool is_last)
{
    buf_fmt(&p->truth,
            "{\"feature\":\"%s\",\"groups\":%lld,\"calls\":%lld,\"repeats\":%lld,\"failures\":%lld,"
            "\"repeat_cost_nusd\":%lld,",
            feature, (long long)n->groups, (long long)n->calls, (long long)n->repeats,
            (long long)failures, (long long)n->cost_nusd);
    buf_fmt(&p->truth,
            "\"agreeing\":%lld,\"agreeing_normal\":%lld,\"zero_repeats\":%lld,"
            "\"zero_agreeing\":%lld,\"retries\":%lld,\"retries_nusd\":%lld}%s",
            (long long)n->agreeing, (long long)n->agreeing_normal, (long long)n->zero_repeats,
            (long long)n->zero_agreeing, (long long)n->retries, (long long)n->retries_nusd,
            is_last ? "" : ",");
}

// The answer of call `i` of group `g`. At temperature 0 they agree; else the last of the group is
// another one in every second group, and only otherwise spelled in every fourth.
static struct str answer_of(struct planting *p, int64_t g, int i, struct counts *n)
{
    struct rng r = planting_rng(p, "answer", g);
    struct str first = planting_text(p, &r, 120);
    bool is_zero = g % 2 == 0, is_last = i == CALLS_PER_GROUP - 1;
    bool is_other = !is_zero && is_last && g % 8 != 7, is_respelled = is_other && g % 8 == 5;
    if (i > 0) {
        n->agreeing += !is_other;
        n->agreeing_normal += !is_other || is_respelled;
        n->zero_repeats += is_zero;
        n->zero_agreeing += is_zero;
    }
    if (is_respelled)
        return str_join(S("  "), first, p->arena);
    return is_other ? planting_text(p, &r, 150) : first;
}

static void plant_kind(struct planting *p, const struct group *kind, int64_t count)
{
    struct counts n = {0};
    int64_t groups = count / CALLS_PER_GROUP;
    struct str system = planting_system(p, "You answer questions about our handbook. ", "dup", 900);
    for (int64_t g = 0; g < groups; g++) {
        struct rng r = planting_rng(p, kind->feature, g);
        struct ask k = {.feature = kind->feature,
                        .system = system,
                        .question = planting_text(p, &r, 180),
                        .temperature_tenths = g % 2 ? 7 : 0};
        n.groups++;
        for (int i = 0; i < CALLS_PER_GROUP; i++) {
            k.ts_us = planting_time(g, groups) + i * kind->gap_us;
            k.user = kind->is_other_users ? 100 + g * CALLS_PER_GROUP + i : 10 + g % 40;
            k.answer = answer_of(p, g, i, &n);
            int64_t cost_nusd = planting_call(p, &k);
            n.calls++;
            n.repeats += i > 0;
            n.cost_nusd += i > 0 ? cost_nusd : 0;
        }
    }
    write_counts(p, kind->feature, &n, 0, false);
}

// One or two failures, then the answer.
static void plant_retries(struct planting *p, int64_t count)
{
    static const int statuses[] = {429, 500, 503};
    struct counts n = {0};
    int64_t failures = 0;
    for (int64_t g = 0; n.calls + 3 <= count; g++) {
        struct rng r = planting_rng(p, "dup-retry", g);
        struct ask k = {.feature = "dup-retry",
                        .ts_us = planting_time(5 * g, 2 * (count + 3)),
                        .user = 50 + g % 30,
                        .question = planting_text(p, &r, 200),
                        .answer = S("Done."),
                        .temperature_tenths = 3};
        int tries = g % 2 ? 3 : 2;
        n.groups++;
        for (int i = 0; i < tries; i++) {
            k.status = i + 1 < tries ? statuses[(g + i) % 3] : 200;
            int64_t cost_nusd = planting_call(p, &k);
            failures += k.status != 200;
            n.retries += i > 0;
            n.retries_nusd += i > 0 ? cost_nusd : 0;
            k.ts_us += RETRY_GAP_S * US_PER_SECOND;
        }
        n.calls += tries;
        n.repeats += tries - 1;
    }
    write_counts(p, "dup-retry", &n, failures, true);
}

void scene_duplicates(struct planting *p, int64_t count)
{
    buf_str(&p->truth, S("\"duplicates\":["));
    plant_kind(p, &kinds[0], count * 2 / 5);
    plant_kind(p, &kinds[1], count * 2 / 5);
    plant_retries(p, count / 5);
    buf_str(&p->truth, S("],\n"));
}
