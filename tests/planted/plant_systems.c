// plant_systems.c - system prompts with tools nobody calls, with words to trim, and with a new
// version from a known day on.
#include <inttypes.h>

#include "base/time.h"
#include "planting.h"

#define TOOL(name, text)                                                                           \
    "{\"type\":\"function\",\"function\":{\"name\":\"" name "\",\"description\":\"" text           \
    "\",\"parameters\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"}}}}}"

static const char tool_list[] = "[" TOOL("get_weather", "Weather of a place.") "," TOOL(
    "get_route",
    "Route to a place.") "," TOOL("send_fax",
                                  "Sends a fax. Nobody does.") "," TOOL("order_taxi",
                                                                        "Orders a taxi.") "]";

// Offers four tools, of which two are ever called.
void scene_tools(struct planting *p, int64_t count)
{
    static const char *const called[] = {"get_weather", "get_route"};
    int64_t calls[2] = {0};
    struct ask k = {.feature = "tools",
                    .system = planting_system(p, "You are a travel guide. ", "guide", 900),
                    .tools = str_of(tool_list)};
    for (int64_t i = 0; i < count; i++) {
        struct rng r = planting_rng(p, k.feature, i);
        k.ts_us = planting_time(i, count);
        k.user = rng_below(&r, 100);
        k.question = planting_text(p, &r, 120);
        k.answer = planting_text(p, &r, 100);
        k.tool_calls = (struct str){0};
        if (i % 3 < 2) {
            calls[i % 3]++;
            k.tool_calls = str_fmt(p->arena,
                                   "[{\"id\":\"call_%016" PRIx64 "\",\"type\":\"function\","
                                   "\"function\":{\"name\":\"%s\",\"arguments\":\"{}\"}}]",
                                   rng_next(&r), called[i % 3]);
        }
        planting_call(p, &k);
    }
    buf_fmt(&p->truth,
            "\"tools\":{\"feature\":\"tools\",\"requests\":%lld,\"tools\":4,\"calls\":{"
            "\"get_weather\":%lld,\"get_route\":%lld,\"send_fax\":0,\"order_taxi\":0}},\n",
            (long long)count, (long long)calls[0], (long long)calls[1]);
}

// Two sentences come twice, one says nearly the same as another, fillers and white space as
// counted.
static const char wordy[] =
    "You are the clerk of Contoso.\n\n"
    "Please answer in the language of the customer.\n"
    "Never reveal the names of other customers to anybody.\n"
    "Kindly keep every answer below one hundred words.\n"
    "Make sure to quote the number of the order in your reply.\n"
    "Never reveal the names of other customers to anybody.\n"
    "Offer a refund of at most twenty euros   when a parcel has arrived late or damaged.\n"
    "Offer a refund of at most thirty euros when a parcel has arrived late or damaged.\n"
    "It is important that you stay polite.\n\n\n\n"
    "Quote the price with taxes included in the total.\n"
    "Quote the price with taxes included in the total.\n";
#define SENTENCE "Never reveal the names of other customers to anybody."
#define QUOTE    "Quote the price with taxes included in the total."

void scene_trim(struct planting *p, int64_t count)
{
    struct ask k = {.feature = "trim", .system = str_of(wordy), .temperature_tenths = 3};
    for (int64_t i = 0; i < count; i++) {
        struct rng r = planting_rng(p, k.feature, i);
        k.ts_us = planting_time(i, count);
        k.user = rng_below(&r, 100);
        k.question = planting_text(p, &r, 120);
        k.answer = planting_text(p, &r, 100);
        planting_call(p, &k);
    }
    buf_fmt(&p->truth,
            "\"trim\":{\"feature\":\"trim\",\"requests\":%lld,\"text_bytes\":%zu,\"repeats\":2,"
            "\"repeat_bytes\":%zu,\"similar\":1,\"fillers\":4,\"space_bytes\":4},\n",
            (long long)count, sizeof wordy - 1, sizeof SENTENCE + sizeof QUOTE - 2);
}

// The second half of the days has a longer system prompt that begins like the first.
void scene_versions(struct planting *p, int64_t count)
{
    struct str first =
        planting_system(p, "You are the guide of the Contoso museum. ", "museum", 1500);
    struct str second =
        str_join(first,
                 S("\nNew since the middle of the month: mention the night tours, the lift "
                   "that is out of order and the new opening hours."),
                 p->arena);
    struct ask k = {.feature = "versions", .temperature_tenths = 5};
    int64_t requests[2] = {0}, cost_nusd[2] = {0};
    for (int64_t i = 0; i < count; i++) {
        struct rng r = planting_rng(p, k.feature, i);
        k.ts_us = planting_time(i, count);
        int version = k.ts_us >= PLANT_START_US + PLANT_DAYS / 2 * US_PER_DAY;
        k.system = version ? second : first;
        k.user = rng_below(&r, 100);
        k.question = planting_text(p, &r, 120);
        k.answer = planting_text(p, &r, 100);
        cost_nusd[version] += planting_call(p, &k);
        requests[version]++;
    }
    buf_fmt(
        &p->truth,
        "\"versions\":{\"feature\":\"versions\",\"day\":\"2026-09-16\",\"requests\":[%lld,%lld],"
        "\"cost_nusd\":[%lld,%lld],\"system_bytes\":[%zu,%zu]},\n",
        (long long)requests[0], (long long)requests[1], (long long)cost_nusd[0],
        (long long)cost_nusd[1], first.len, second.len);
}
