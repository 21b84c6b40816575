// story.c - the calls of a cooking assistant: popular questions, questions of the day, articles.
#include "story.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/time.h"
#include "demo/prose.h"
#include "demo/rng.h"
#include "planting.h"

// ASKED questions make about $238 at these prices.
enum { USERS = 50, ASKED = 12560, FAILED_PERMILLE = 8, COMPANIONS_PERMILLE = 90 };
// List price of gpt-4 in nano-USD a token (the vendor's page, read 2026-11-20).
enum { INPUT_NUSD = 30000, OUTPUT_NUSD = 60000 };

static const char system_prompt[] =
    "You are the assistant of a small cooking club. Answer the member's question in a friendly "
    "tone, with quantities in metric units. Name allergens. If a question is not about food or "
    "about the text that the member gives, say so in one sentence. Keep to the point, and never "
    "invent a source.";

static const char *const dishes[] = {
    "vegan dinner",   "gluten-free cake", "quick soup",   "cold starter",   "pasta without cheese",
    "one-pot stew",   "potato salad",     "spicy curry",  "lemon dessert",  "mushroom risotto",
    "lentil bake",    "breakfast bowl",   "picnic wrap",  "sheet-pan meal", "bean chilli",
    "vegetable tart", "fish pie",         "rice pudding", "herb omelette",  "fruit crumble",
};
static const char *const occasions[] = {
    "a party",      "two people",     "a birthday",     "a school lunch", "a picnic",
    "a big family", "a small budget", "a camping trip", "picky children", "guests at short notice",
};
static const char *const things[] = {
    "asparagus", "pumpkin", "salmon", "strawberries", "lentils", "eggs", "olive oil", "mushrooms",
};
// "know" holds "now", but is another word.
static const char *const evergreen[] = {
    "What's a good %s for %s?",
    "Do you know a %s for %s?",
    "How long does a %s take, for %s?",
    "Which wine goes with a %s, for %s?",
};
static const char *const timely[] = {
    "What should I cook today with %s?", "Is it the season for %s NOW?",
    "What is the latest advice on %s?",  "Plan my dinners for this week around %s.",
    "What is the current price of %s?",
};
#define COUNT(array) ((int64_t)(sizeof(array) / sizeof *(array)))

struct asked {
    const char *feature;
    int64_t user;
    struct str question;
    int temperature_tenths;
    int64_t ts_us;
};

static struct str two_words(struct story *s, const char *form, const char *a, const char *b)
{
    struct buf out = {.arena = s->arena};
    for (const char *c = form; *c; c++) {
        if (*c != '%') {
            buf_byte(&out, *c);
            continue;
        }
        buf_str(&out, str_of(a));
        a = b;
        c++;
    }
    return buf_view(&out);
}

static struct str popular_question(struct story *s, struct rng *r)
{
    int64_t n = rng_zipf(r, COUNT(evergreen) * COUNT(dishes) * COUNT(occasions));
    return two_words(s, evergreen[n % COUNT(evergreen)], dishes[n / 4 % COUNT(dishes)],
                     occasions[n / 4 / COUNT(dishes)]);
}

static struct str question_of_the_day(struct story *s, struct rng *r)
{
    int64_t n = rng_zipf(r, COUNT(timely) * COUNT(things));
    return two_words(s, timely[n % COUNT(timely)], things[n / COUNT(timely)], "");
}

static struct str with_prose(struct story *s, struct rng *r, const char *before, int64_t bytes)
{
    struct buf out = {.arena = s->arena};
    buf_str(&out, str_of(before));
    prose_sentences(&out, r, bytes);
    return buf_view(&out);
}

// Mornings and evenings; calls of a day by the hour, in parts of their sum.
static int64_t time_of_day_us(struct rng *r)
{
    static const int weights[] = {1, 0, 0, 0, 0, 1, 3,  6,  8,  7, 6, 8,
                                  9, 6, 4, 4, 6, 9, 12, 13, 11, 8, 5, 3};
    int sum = 0, hour = 0;
    for (int i = 0; i < 24; i++)
        sum += weights[i];
    int64_t at = rng_below(r, sum);
    while (at >= weights[hour])
        at -= weights[hour++];
    return hour * US_PER_HOUR + rng_below(r, 3600) * US_PER_SECOND + rng_below(r, 1000) * 1000;
}

static struct asked think_of(struct story *s, struct rng *r)
{
    struct asked k = {.user = rng_zipf(r, USERS)};
    k.ts_us = PLANT_START_US + rng_below(r, PLANT_DAYS) * US_PER_DAY + time_of_day_us(r);
    int64_t kind = rng_below(r, 100);
    if (kind < 76) {
        k.feature = "suggest";
        k.question = popular_question(s, r);
        k.temperature_tenths = rng_chance(r, 40) ? 2 : 7;
    } else if (kind < 90) {
        k.feature = "daily";
        k.question = question_of_the_day(s, r);
        k.temperature_tenths = 7;
    } else if (kind < 96) {
        k.feature = "summary";
        k.question = with_prose(s, r, "Summarize this article: ", 700);
        k.temperature_tenths = 2;
    } else {
        k.feature = "toast";
        k.question = with_prose(s, r, "Write a funny toast about this: ", 60);
        k.temperature_tenths = 10;
    }
    return k;
}

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

// The next run of letters of *rest, in lower case; false at the end.
static bool take_word(struct str *rest, char word[16])
{
    size_t n = 0;
    while (rest->len && !is_letter(rest->ptr[0]))
        *rest = str_skip(*rest, 1);
    if (!rest->len)
        return false;
    for (; rest->len && is_letter(rest->ptr[0]); *rest = str_skip(*rest, 1))
        if (n < 15)
            word[n++] = (char)(rest->ptr[0] | 32);
    word[n] = 0;
    return true;
}

static bool is_timely(struct str question)
{
    static const char *const words[] = {"today", "now", "current", "latest"};
    char word[16];
    bool was_this = false;
    while (take_word(&question, word)) {
        if (was_this && strcmp(word, "week") == 0)
            return true;
        for (int64_t i = 0; i < COUNT(words); i++)
            if (strcmp(word, words[i]) == 0)
                return true;
        was_this = strcmp(word, "this") == 0;
    }
    return false;
}

static struct str request_of(struct story *s, const struct asked *k)
{
    struct buf b = {.arena = s->arena};
    buf_str(&b, S("{\"model\":\"gpt-4\",\"messages\":[{\"role\":\"system\",\"content\":\""));
    planting_escape(&b, str_of(system_prompt));
    buf_str(&b, S("\"},{\"role\":\"user\",\"content\":\""));
    planting_escape(&b, k->question);
    buf_fmt(&b, "\"}],\"temperature\":%d.%d}", k->temperature_tenths / 10,
            k->temperature_tenths % 10);
    return buf_view(&b);
}

// One of three answers to the same question.
static struct str answer_of(struct story *s, const struct asked *k, int64_t variant)
{
    struct rng r = rng_of(s->seed, hash_str(k->question), (uint64_t)variant);
    struct buf b = {.arena = s->arena};
    prose_sentences(&b, &r, rng_between(&r, 500, 1100));
    return buf_view(&b);
}

static void write_response(struct buf *b, struct str answer, const int64_t tok[2], int64_t number)
{
    buf_fmt(b,
            "{\"id\":\"chatcmpl-story%08" PRId64 "\",\"object\":\"chat.completion\",\"model\":"
            "\"gpt-4-0613\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
            "\"content\":\"",
            number);
    planting_escape(b, answer);
    buf_fmt(b,
            "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":%" PRId64
            ",\"completion_tokens\":%" PRId64 "}}}\n",
            tok[0], tok[1]);
}

static struct str line_of(struct story *s, const struct asked *k, struct story_call *c,
                          struct rng *r)
{
    struct buf b = {.arena = s->arena};
    char time[TIME_TEXT_BYTES];
    struct str request = request_of(s, k);
    struct str answer = answer_of(s, k, rng_below(r, 3));
    int64_t tok[] = {planting_tok(request.len), (int64_t)answer.len / 4 + 1};
    int64_t latency_ms = c->is_failed ? 150 : 300 + 8 * tok[1] + rng_below(r, 200);
    c->answer = answer;
    c->latency_us = latency_ms * 1000;
    c->cost_nusd = c->is_failed ? 0 : tok[0] * INPUT_NUSD + tok[1] * OUTPUT_NUSD;
    buf_fmt(&b, "{\"timestamp\":\"%.*s\",\"user\":\"member-%02" PRId64 "\",\"feature\":\"%s\",",
            STR_ARG(time_format(k->ts_us, time)), k->user, k->feature);
    buf_fmt(&b, "\"latency_ms\":%" PRId64 ",\"status\":%d,\"request\":", latency_ms,
            c->is_failed ? 503 : 200);
    buf_str(&b, request);
    buf_str(&b, S(",\"response\":"));
    if (c->is_failed)
        buf_str(&b, S("{\"error\":{\"message\":\"Overloaded.\",\"type\":\"server_error\"}}}\n"));
    else
        write_response(&b, answer, tok, s->count);
    return buf_view(&b);
}

static void call(struct story *s, const struct asked *k, struct rng *r, bool is_failed)
{
    if (s->count == s->cap) {
        int64_t cap = s->cap ? 2 * s->cap : 4096;
        s->calls = arena_grow(s->arena, s->calls, (size_t)s->cap * sizeof *s->calls,
                              (size_t)cap * sizeof *s->calls);
        s->cap = cap;
    }
    struct story_call *c = &s->calls[s->count];
    *c = (struct story_call){
        .ts_us = k->ts_us,
        .order = s->count,
        .key = str_fmt(s->arena, "%.*s|%d", STR_ARG(k->question), k->temperature_tenths),
        .is_timely = is_timely(k->question),
        .is_failed = is_failed,
    };
    c->line = line_of(s, k, c, r);
    s->count++;
}

// Now and then a call fails and is made again, or others ask the same within the second.
static void ask(struct story *s, struct rng *r)
{
    struct asked k = think_of(s, r);
    bool is_failed = rng_chance(r, FAILED_PERMILLE);
    call(s, &k, r, is_failed);
    int64_t companions = rng_chance(r, COMPANIONS_PERMILLE) ? rng_between(r, 1, 3) : 0;
    for (int64_t i = 0; i < companions; i++) {
        struct asked other = k;
        other.user = rng_below(r, USERS);
        other.ts_us += rng_between(r, 3, 900) * 1000;
        call(s, &other, r, false);
    }
    if (is_failed) {
        k.ts_us += rng_between(r, 1000, 4000) * 1000;
        call(s, &k, r, false);
    }
}

static int by_time(const void *x, const void *y)
{
    const struct story_call *a = x, *b = y;
    if (a->ts_us != b->ts_us)
        return a->ts_us < b->ts_us ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

void story_tell(struct story *s)
{
    for (int i = 0; i < ASKED; i++) {
        struct rng r = rng_of(s->seed, hash_str(S("story")), (uint64_t)i);
        ask(s, &r);
    }
    qsort(s->calls, (size_t)s->count, sizeof *s->calls, by_time);
}
