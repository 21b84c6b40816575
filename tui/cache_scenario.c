// cache_scenario.c - see cache_scenario.h.
#include "tui/cache_scenario.h"

static const struct cache_knob response_knobs[] = {
    {"key",
     {{"request", "--key request"},
      {"content", "--key content"},
      {"normal", "--key normal"},
      {"near", "--key near"},
      {"question,model", "--key question,model"},
      {"question,system,model", "--key question,system,model"},
      {"…,system,model,temperature", "--key question,system,model,temperature"}},
     0,
     false},
    {"ttl",
     {{"1 min", "--ttl 1m"},
      {"5 min", "--ttl 5m"},
      {"15 min", "--ttl 15m"},
      {"1 h", "--ttl 1h"},
      {"4 h", "--ttl 4h"},
      {"12 h", "--ttl 12h"},
      {"1 d", "--ttl 1d"},
      {"3 d", "--ttl 3d"},
      {"7 d", "--ttl 7d"},
      {"14 d", "--ttl 14d"},
      {"none", "--ttl none --max-ttl none"}},
     8,
     true},
    {"refresh", {{"fixed", ""}, {"sliding", "--refresh sliding"}}, 0, false},
    {"scope",
     {{"global", ""},
      {"team", "--scope team"},
      {"user", "--scope user"},
      {"session", "--scope session"}},
     0,
     false},
    {"capacity",
     {{"100", "--capacity 100"},
      {"1k", "--capacity 1k"},
      {"10k", "--capacity 10k"},
      {"100k", "--capacity 100k"},
      {"none", ""}},
     4,
     true},
    {"evict",
     {{"lru", ""},
      {"fifo", "--evict fifo"},
      {"lfu", "--evict lfu"},
      {"sieve", "--evict sieve"},
      {"s3fifo", "--evict s3fifo"}},
     0,
     false},
    {"only temp. 0", {{"no", ""}, {"yes", "--only-temperature-zero"}}, 0, false},
};
static const struct cache_knob prompt_knobs[] = {
    {"rules",
     {{"auto", ""},
      {"openai", "--rules openai"},
      {"anthropic", "--rules anthropic"},
      {"gemini", "--rules gemini"},
      {"deepseek", "--rules deepseek"},
      {"bedrock", "--rules bedrock"},
      {"xai", "--rules xai"},
      {"blocks", "--rules blocks"}},
     0,
     false},
    {"ttl",
     {{"by the rules", ""}, {"5 min", "--ttl 5m"}, {"1 h", "--ttl 1h"}, {"1 d", "--ttl 1d"}},
     0,
     false},
    {"breakpoints",
     {{"auto", ""},
      {"as logged", "--breakpoints as_logged"},
      {"end of system", "--breakpoints end_of_system"},
      {"end of message", "--breakpoints end_of_last_message"}},
     0,
     false},
    {"static first", {{"no", ""}, {"yes", "--static-first"}}, 0, false},
};

const struct cache_kind caches[CACHE_COUNT] = {
    {"response cache", "response_cache", response_knobs, 7},
    {"provider prompt cache", "prompt_cache", prompt_knobs, 4},
};

int scenario_choice(const struct scenario *s, int knob)
{
    int chosen = s->choices[s->kind][knob] - 1;
    return chosen >= 0 ? chosen : caches[s->kind].knobs[knob].normal;
}

int knob_choices(const struct cache_knob *knob)
{
    int count = 0;
    while (count < CHOICES && knob->choices[count].title)
        count++;
    return count;
}

struct str scenario_words(const struct scenario *s, struct arena *a)
{
    struct str out = str_of(caches[s->kind].strategy);
    for (int i = 0; i < caches[s->kind].knob_count; i++) {
        const char *words = caches[s->kind].knobs[i].choices[scenario_choice(s, i)].words;
        if (*words)
            out = str_fmt(a, "%.*s %s", STR_ARG(out), words);
    }
    return out;
}
