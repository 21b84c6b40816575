// story_truth.c - a cache as one would write it by hand: an entry a question, calls in flight
// shared.
#include <assert.h>
#include <inttypes.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/time.h"
#include "story.h"

static const int64_t ttl_us[] = {[false] = 7 * US_PER_DAY, [true] = US_PER_HOUR};

enum { WAITING_MAX = 16 };
struct entry {
    bool is_filled, is_flying;
    int64_t filled_us;
    int64_t lands_us;              // when the call in flight ends
    int64_t leader, filler;        // calls: in flight, and whose answer is kept
    int64_t waiting[WAITING_MAX];  // calls, first come first
    int waiting_count;
};
struct class
{
    int64_t calls, cost_nusd, hits, hit_nusd, joined, joined_nusd;
    int64_t compared, diverged;  // of the hits: logged calls that succeeded
};
struct replay {
    const struct story *story;
    struct class classes[2];  // [is_timely]
    struct entry *entries;    // by number of the key
};

static void take_off(const struct replay *r, struct entry *x, int64_t i, int64_t at_us)
{
    x->is_flying = true;
    x->lands_us = at_us + r->story->calls[i].latency_us;
    x->leader = i;
}

static void serve_waiting(struct replay *r, struct entry *x)
{
    for (int i = 0; i < x->waiting_count; i++) {
        const struct story_call *c = &r->story->calls[x->waiting[i]];
        r->classes[c->is_timely].joined++;
        r->classes[c->is_timely].joined_nusd += c->cost_nusd;
    }
    x->waiting_count = 0;
}

// What has happened to the entry up to an instant. When a call fails, the first that waits for it
// makes its own.
static void catch_up(struct replay *r, struct entry *x, int64_t now_us)
{
    while (x->is_flying && x->lands_us <= now_us) {
        x->is_flying = false;
        if (!r->story->calls[x->leader].is_failed) {
            x->is_filled = true;
            x->filled_us = x->lands_us;
            x->filler = x->leader;
            serve_waiting(r, x);
        } else if (x->waiting_count) {
            take_off(r, x, x->waiting[0], x->lands_us);
            x->waiting_count--;
            memmove(x->waiting, x->waiting + 1, sizeof *x->waiting * (size_t)x->waiting_count);
        }
    }
}

static void replay_call(struct replay *r, struct entry *x, int64_t i)
{
    const struct story_call *c = &r->story->calls[i];
    struct class *class = &r->classes[c->is_timely];
    catch_up(r, x, c->ts_us);
    class->calls++;
    class->cost_nusd += c->cost_nusd;
    if (x->is_filled && c->ts_us - x->filled_us <= ttl_us[c->is_timely]) {
        class->hits++;
        class->hit_nusd += c->cost_nusd;
        class->compared += !c->is_failed;
        class->diverged += !c->is_failed && !str_eq(c->answer, r->story->calls[x->filler].answer);
    } else if (x->is_flying) {
        assert(x->waiting_count < WAITING_MAX);
        x->waiting[x->waiting_count++] = i;
    } else {
        take_off(r, x, i, c->ts_us);
    }
}

static void write_class(struct buf *b, const char *name, const struct class *c)
{
    buf_fmt(b,
            "\"%s\":{\"calls\":%" PRId64 ",\"cost_nusd\":%" PRId64 ",\"hits\":%" PRId64
            ",\"hit_nusd\":%" PRId64 ",\"joined\":%" PRId64 ",\"joined_nusd\":%" PRId64
            ",\"compared\":%" PRId64 ",\"diverged\":%" PRId64 "}",
            name, c->calls, c->cost_nusd, c->hits, c->hit_nusd, c->joined, c->joined_nusd,
            c->compared, c->diverged);
}

struct str story_truth(const struct story *s)
{
    struct replay r = {
        .story = s,
        .entries = ARENA_ARRAY(s->arena, struct entry, (size_t)s->count),
    };
    struct intern keys = {.arena = s->arena};
    struct buf b = {.arena = s->arena};
    for (int64_t i = 0; i < s->count; i++)
        replay_call(&r, &r.entries[intern_put(&keys, s->calls[i].key, NULL)], i);
    for (size_t i = 0; i < keys.len; i++)
        catch_up(&r, &r.entries[i], INT64_MAX);
    const struct class *t = &r.classes[true], *o = &r.classes[false];
    int64_t cost_nusd = t->cost_nusd + o->cost_nusd;
    int64_t saved_nusd = t->hit_nusd + t->joined_nusd + o->hit_nusd + o->joined_nusd;
    buf_fmt(&b,
            "{\"requests\":%" PRId64 ",\"keys\":%zu,\"cost_nusd\":%" PRId64
            ",\"saved_nusd\":%" PRId64 ",\"final_nusd\":%" PRId64 ",",
            s->count, keys.len, cost_nusd, saved_nusd, cost_nusd - saved_nusd);
    write_class(&b, "timely", t);
    buf_byte(&b, ',');
    write_class(&b, "other", o);
    buf_str(&b, S("}\n"));
    return buf_view(&b);
}
