// waste.c - see waste.h.
#include "analyze/waste.h"

#include "analyze/cache_reads.h"
#include "analyze/dearest.h"
#include "analyze/waste_rules.h"

const struct waste_class waste_class[WASTE_CLASSES] = {
    [WASTE_FAILURES] =
        {
            .name = "failures",
            .title = "failed, but billed",
            .definition = "calls that failed and cost something",
        },
    [WASTE_RETRIES] =
        {
            .name = "retries",
            .title = "sent again after failing",
            .definition =
                "calls whose request the same user (without one: anyone without one) sent "
                "at most 10 minutes before, and which failed then",
        },
    [WASTE_CUT] =
        {
            .name = "cut",
            .title = "cut at max tokens",
            .definition = "answers that ended at the limit of tokens, by their finish reason",
        },
    [WASTE_NOT_JSON] =
        {
            .name = "not_json",
            .title = "JSON asked for, none came",
            .definition = "successful calls that asked for JSON, by a parameter or in words, and "
                          "whose answer is none",
        },
    [WASTE_EMPTY] =
        {
            .name = "empty",
            .title = "empty answers",
            .definition = "successful calls that were billed and whose answer has neither text nor "
                          "a tool call",
        },
    [WASTE_TOOL_LOOPS] =
        {
            .name = "tool_loops",
            .title = "long runs of tool calls",
            .definition =
                "calls of a session behind the eighth of a run in which every answer calls "
                "tools, nine or more of them within 10 minutes",
            .is_modelled = true,
        },
    [WASTE_CONTEXT] =
        {
            .name = "context",
            .title = "context sent again",
            .definition = "the share of the fresh input that is conversation before the last user "
                          "message, by bytes; tools, system prompt and what was cached come first",
            .is_modelled = true,
            .is_part = true,
        },
    [WASTE_UNREAD_WRITES] =
        {
            .name = "unread_writes",
            .title = "cache writes never read",
            .definition =
                "what writing to the prompt cache cost beyond fresh input, where no later "
                "call of the session or user (nor, if the writer read nothing, of anyone "
                "with the same system prompt) read within its lifetime",
            .is_modelled = true,
            .is_part = true,
        },
    [WASTE_DUPLICATES] =
        {
            .name = "duplicates",
            .title = "same request within a day",
            .definition = "requests that were answered at most 24 hours before, same model and "
                          "parameters",
        },
};

struct collector {
    struct waste_found *out;
    struct arena *arena;
    struct cache_reads reads;
    struct waste_rules rules;
    struct dearest dearest[WASTE_CLASSES];
    struct keyed names;  // struct named
    int64_t number;      // of the request in the scan
};

static bool see(void *self, const struct request *r, struct err *e)
{
    struct collector *c = self;
    (void)e;
    cache_reads_see(&c->reads, c->number++, r);
    waste_rules_see(&c->rules, r);
    return true;
}

// Names of an attribution, copied into the arena of the answer.
struct named {
    uint64_t key;
    struct str model, feature;
};

static const struct named *names_of(struct collector *c, const struct attribution *who)
{
    bool is_new = false;
    struct named *n = keyed_put(&c->names, (uint64_t)who->id, &is_new);
    if (is_new) {
        n->model = str_copy(who->names[NAME_MODEL], c->arena);
        n->feature = str_copy(who->names[NAME_FEATURE], c->arena);
    }
    return n;
}

static void keep_dearest(struct collector *c, enum waste class, const struct wasted *w,
                         const struct request *r)
{
    if (w->cost_nusd[class] <= 0)
        return;
    struct wasted_request *kept =
        dearest_offer(&c->dearest[class], w->cost_nusd[class], (uint64_t)r->rowid, c->arena);
    if (!kept)
        return;
    const struct named *names = names_of(c, r->who);
    *kept = (struct wasted_request){
        .id = r->id,
        .ts_us = r->ts_us,
        .model = names->model,
        .feature = names->feature,
        .cost_nusd = w->cost_nusd[class],
        .whole_nusd = r->cost_nusd,
        .why = waste_why(class, w, c->arena),
    };
}

// Cost that counts in both classes.
static int64_t shared(const struct wasted *w, int a, int b)
{
    if (a != b && waste_class[a].is_part && waste_class[b].is_part)
        return 0;
    return w->cost_nusd[a] < w->cost_nusd[b] ? w->cost_nusd[a] : w->cost_nusd[b];
}

// Of all classes together: the whole call if it is in a class that counts it whole, else its parts.
static struct waste_sums together(const struct wasted *w)
{
    struct waste_sums whole = {.calls = 1};
    struct waste_sums parts = {.calls = 1};
    bool is_whole = false;
    for (int i = 0; i < WASTE_CLASSES; i++) {
        if (!(w->classes >> i & 1))
            continue;
        struct waste_sums *into = waste_class[i].is_part ? &parts : &whole;
        is_whole |= !waste_class[i].is_part;
        into->tok = waste_class[i].is_part ? into->tok + w->tok[i] : w->tok[i];
        into->cost_nusd =
            waste_class[i].is_part ? into->cost_nusd + w->cost_nusd[i] : w->cost_nusd[i];
    }
    return is_whole ? whole : parts;
}

static void add_sums(struct waste_sums *into, const struct waste_sums *other)
{
    into->calls += other->calls;
    into->tok += other->tok;
    into->cost_nusd += other->cost_nusd;
}

static void see_ahead(void *self, const struct request *r, bool is_far)
{
    const struct collector *c = self;
    cache_reads_prefetch(&c->reads, r, is_far);
}

static void judge_ahead(void *self, const struct request *r, bool is_far)
{
    const struct collector *c = self;
    waste_judge_ahead(&c->rules, r, is_far);
}

static bool judge(void *self, const struct request *r, struct err *e)
{
    struct collector *c = self;
    struct waste_found *out = c->out;
    bool is_unread = cache_reads_is_unread(&c->reads, c->number++, r);
    struct wasted w;
    out->cost_nusd += r->cost_nusd == UNKNOWN ? 0 : r->cost_nusd;
    if (!waste_judge(&c->rules, r, is_unread, &w, e))
        return false;
    if (!w.classes)
        return true;
    for (int i = 0; i < WASTE_CLASSES; i++) {
        if (!(w.classes >> i & 1))
            continue;
        struct waste_sums one = {1, w.tok[i], w.cost_nusd[i]};
        add_sums(&out->classes[i], &one);
        for (int k = 0; k < WASTE_CLASSES; k++)
            if (w.classes >> k & 1)
                out->shared_nusd[i][k] += shared(&w, i, k);
        if (w.classes == 1U << i)
            out->alone_nusd[i] += w.cost_nusd[i];
        keep_dearest(c, (enum waste)i, &w, r);
    }
    struct waste_sums all = together(&w);
    add_sums(&out->any, &all);
    return true;
}

static bool scan_twice(struct profiling *p, struct collector *c, struct err *e)
{
    struct scan first = {
        .want = CURSOR_THIN,
        .thin = 1U << PRINT_REQUEST | 1U << PRINT_SYSTEM | THIN_USER | THIN_SESSION,
        .ahead = see_ahead,
        .each = see,
        .self = c,
    };
    struct scan second = {
        .want = CURSOR_PRINTS | CURSOR_PARTS | CURSOR_FACTS,
        .ahead = judge_ahead,
        .each = judge,
        .self = c,
    };
    if (!profiling_run(p, &first, e))
        return false;
    waste_rules_begin(&c->rules);
    c->number = 0;
    return profiling_run(p, &second, e);
}

bool waste_collect(struct profiling *p, int64_t top, struct waste_found **out, struct err *e)
{
    struct collector c = {.arena = p->arena, .out = ARENA_NEW(p->arena, struct waste_found)};
    int64_t most = top && top < WASTE_REQUESTS_MAX ? top : WASTE_REQUESTS_MAX;
    keyed_init(&c.names, sizeof(struct named));
    cache_reads_init(&c.reads);
    waste_rules_init(&c.rules, p);
    for (int i = 0; i < WASTE_CLASSES; i++)
        dearest_init(&c.dearest[i], sizeof(struct wasted_request), most);
    bool ok = scan_twice(p, &c, e);
    c.out->has_forgotten = c.reads.writers.has_forgotten || waste_rules_has_forgotten(&c.rules);
    for (int i = 0; ok && i < WASTE_CLASSES; i++) {
        c.out->dearest[i] = dearest_finish(&c.dearest[i], p->arena);
        c.out->dearest_count[i] = c.dearest[i].count;
    }
    keyed_release(&c.names);
    waste_rules_release(&c.rules);
    cache_reads_release(&c.reads);
    *out = c.out;
    return ok;
}
