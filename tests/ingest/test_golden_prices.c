// test_golden_prices.c - real usage objects through our wires and genai-prices' own prices: each
// price that genai-prices computed is reproduced to the last decimal.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/time.h"
#include "parsers/wire.h"
#include "price/price.h"

#define PRICES SHARED_DIR "/prices/genai-prices_v2_data_2026-08-21.json"
#define USAGES SHARED_DIR "/golden/usages.json"

// The API flavours of genai-prices by the wire that reads their usage. The golden file sends every
// body through every flavour whose extractor accepts it, so a chat body also comes as "embeddings":
// each flavour is shown only the keys that its extractor in the price file names (seen_by()).
static const struct flavor {
    const char *provider, *name, *wire;
} flavors[] = {
    {"anthropic", "default", "anthropic"},
    {"anthropic", "chat", "openai_chat"},
    {"aws", "anthropic", "anthropic"},
    {"aws", "default", "bedrock"},
    {"azure", "anthropic", "anthropic"},
    {"azure", "chat", "openai_chat"},
    {"azure", "embeddings", "openai_embeddings"},
    {"azure", "responses", "openai_responses"},
    {"cerebras", "chat", "openai_chat"},
    {"deepseek", "chat", "openai_chat"},
    {"fireworks", "chat", "openai_chat"},
    {"google", "anthropic", "anthropic"},
    {"google", "chat", "openai_chat"},
    {"google", "default", "gemini"},
    {"groq", "default", "openai_chat"},
    {"huggingface_cerebras", "chat", "openai_chat"},
    {"huggingface_fireworks-ai", "chat", "openai_chat"},
    {"huggingface_groq", "chat", "openai_chat"},
    {"huggingface_hyperbolic", "chat", "openai_chat"},
    {"huggingface_nebius", "chat", "openai_chat"},
    {"huggingface_novita", "chat", "openai_chat"},
    {"huggingface_nscale", "chat", "openai_chat"},
    {"huggingface_ovhcloud", "chat", "openai_chat"},
    {"huggingface_sambanova", "chat", "openai_chat"},
    {"huggingface_together", "chat", "openai_chat"},
    {"mistral", "default", "openai_chat"},
    {"openai", "chat", "openai_chat"},
    {"openai", "embeddings", "openai_embeddings"},
    {"openai", "responses", "openai_responses"},
    {"openrouter", "chat", "openai_chat"},
    {"ovhcloud", "chat", "openai_chat"},
    {"x-ai", "chat", "openai_chat"},
    {"x-ai", "default", "openai_chat"},
    {"zai", "chat", "openai_chat"},
    {"zhipuai", "chat", "openai_chat"},
};

// The golden file prices these at a date before 2026-07-30, although the price file it was made
// with has a lower price from that day on: reproduced, but at the earlier date.
static const char before_the_cut[] = "openai.gpt-5.6-luna";

struct golden {
    struct arena arena;
    struct price_book *book;
    struct json_parser *parser;
    cJSON *providers;  // the price file: its extractors
    cJSON *usages;
};

static const char *text_at(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsString(item) ? item->valuestring : "";
}

static bool read_file(const char *path, struct arena *a, struct str *out)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return false;
    struct buf b = {.arena = a};
    size_t n;
    do {
        n = fread(buf_reserve(&b, 65536), 1, 65536, f);
        b.len += n;
    } while (n > 0);
    (void)fclose(f);
    *out = buf_view(&b);
    return true;
}

static int64_t at(const char *time)
{
    int64_t us = 0;
    assert_true(time_parse(str_of(time), &us));
    return us;
}

static const struct flavor *flavor_of(const cJSON *extractor)
{
    for (size_t i = 0; i < sizeof flavors / sizeof *flavors; i++) {
        if (strcmp(text_at(extractor, "provider_id"), flavors[i].provider) == 0 &&
            strcmp(text_at(extractor, "api_flavor"), flavors[i].name) == 0)
            return &flavors[i];
    }
    return NULL;
}

static const cJSON *extractor_of(const cJSON *providers, const struct flavor *f)
{
    const cJSON *provider;
    const cJSON *extractor;
    cJSON_ArrayForEach(provider, providers)
    {
        if (strcmp(text_at(provider, "id"), f->provider) != 0)
            continue;
        cJSON_ArrayForEach(extractor, cJSON_GetObjectItemCaseSensitive(provider, "extractors"))
        {
            if (strcmp(text_at(extractor, "api_flavor"), f->name) == 0)
                return extractor;
        }
    }
    return NULL;
}

static cJSON *member(cJSON *object, const char *key)
{
    cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!item)
        item = cJSON_AddObjectToObject(object, key);
    return item;
}

// Copies what a path names; below an array the whole member.
static void copy_path(cJSON *to, const cJSON *from, const cJSON *path)
{
    const char *key =
        cJSON_IsArray(path) ? cJSON_GetArrayItem(path, 0)->valuestring : path->valuestring;
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(from, key);
    const cJSON *inner = cJSON_IsArray(path) ? cJSON_GetArrayItem(path, 1) : NULL;
    if (cJSON_IsString(inner) && cJSON_IsObject(value)) {
        const cJSON *leaf = cJSON_GetObjectItemCaseSensitive(value, inner->valuestring);
        cJSON *object = member(to, key);
        if (leaf && !cJSON_HasObjectItem(object, inner->valuestring))
            cJSON_AddItemToObject(object, inner->valuestring, cJSON_Duplicate(leaf, true));
    } else if (value && (!inner || cJSON_IsArray(value)) && !cJSON_HasObjectItem(to, key)) {
        cJSON_AddItemToObject(to, key, cJSON_Duplicate(value, true));
    }
}

// The usage object as an API of this flavour would have written it. The total, which no price
// depends on but by which reasoning inside and beside the output are told apart, stays.
static cJSON *seen_by(const struct golden *g, const struct flavor *f, const cJSON *body)
{
    const cJSON *extractor = extractor_of(g->providers, f);
    const cJSON *usage = cJSON_GetObjectItemCaseSensitive(body, text_at(extractor, "root"));
    cJSON *seen = cJSON_CreateObject();
    const cJSON *mapping;
    cJSON_ArrayForEach(mapping, cJSON_GetObjectItemCaseSensitive(extractor, "mappings"))
        copy_path(seen, usage, cJSON_GetObjectItemCaseSensitive(mapping, "path"));
    static const char *const totals[] = {"total_tokens", "totalTokenCount"};
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++) {
        const cJSON *total = cJSON_GetObjectItemCaseSensitive(usage, totals[i]);
        if (total)
            cJSON_AddItemToObject(seen, totals[i], cJSON_Duplicate(total, true));
    }
    return seen;
}

static bool read_usage(struct golden *g, const struct flavor *f, const cJSON *entry,
                       struct usage *u)
{
    const struct wire *w = wire_find(f->wire);
    cJSON *seen = seen_by(g, f, cJSON_GetObjectItemCaseSensitive(entry, "body"));
    char *text = cJSON_PrintUnformatted(seen);
    struct json usage;
    usage_init(u);
    bool ok = w && json_parse(g->parser, str_of(text), 0, &usage) == JSON_OK && w->usage(u, usage);
    cJSON_free(text);
    cJSON_Delete(seen);
    return ok;
}

struct parts {
    int64_t input_pusd, output_pusd;
};

static bool price(struct golden *g, const struct flavor *f, const cJSON *entry, const char *time,
                  struct parts *out)
{
    struct usage u;
    struct price_cost cost;
    if (!read_usage(g, f, entry, &u))
        return false;
    // Input and output alone are compared; a search is a third part (total_price).
    u.web_searches = UNKNOWN;
    const struct price_row *row = price_find(
        g->book, str_of(f->provider), str_of(text_at(entry, "model")), TIER_STANDARD, at(time));
    if (!row || !price_cost(row, &u, TIER_STANDARD, &cost))
        return false;
    *out = (struct parts){
        .input_pusd = cost.pusd[TOK_INPUT] + cost.pusd[TOK_CACHE_READ] +
                      cost.pusd[TOK_CACHE_WRITE_5M] + cost.pusd[TOK_CACHE_WRITE_1H] +
                      cost.pusd[TOK_AUDIO_IN] + cost.pusd[TOK_AUDIO_READ] + cost.pusd[TOK_IMAGE_IN],
        .output_pusd = cost.pusd[TOK_OUTPUT] + cost.pusd[TOK_REASONING] + cost.pusd[TOK_AUDIO_OUT] +
                       cost.pusd[TOK_IMAGE_OUT],
    };
    return true;
}

// A decimal of USD as pUSD; fails on digits beyond, which would be lost.
static bool exact_pusd(const char *text, int64_t *out)
{
    struct str_cut point = str_cut(str_of(text), '.');
    return point.tail.len <= 12 && str_to_scaled(str_of(text), 12, out);
}

struct tally {
    int of, reproduced, earlier, unknown_flavor;
};

static bool same(struct parts x, struct parts y)
{
    return x.input_pusd == y.input_pusd && x.output_pusd == y.output_pusd;
}

static void compare(struct golden *g, const cJSON *entry, const cJSON *extractor, struct tally *t)
{
    struct parts want = {0, 0};
    struct parts got = {-1, -1};
    const struct flavor *f = flavor_of(extractor);
    const char *model = text_at(entry, "model");
    if (!cJSON_HasObjectItem(extractor, "input_price"))
        return;
    if (!f) {
        t->unknown_flavor++;
        return;
    }
    assert_true(exact_pusd(text_at(extractor, "input_price"), &want.input_pusd));
    assert_true(exact_pusd(text_at(extractor, "output_price"), &want.output_pusd));
    t->of++;
    if (price(g, f, entry, "2026-08-21T12:00:00Z", &got) && same(got, want))
        t->reproduced++;
    else if (strcmp(model, before_the_cut) == 0 &&
             price(g, f, entry, "2026-07-29T12:00:00Z", &got) && same(got, want))
        t->earlier++;
    else
        print_message("%s %s %s: %lld + %lld, expected %lld + %lld pUSD\n", f->provider, f->name,
                      model, (long long)got.input_pusd, (long long)got.output_pusd,
                      (long long)want.input_pusd, (long long)want.output_pusd);
}

static int open_golden(void **state)
{
    static struct golden g;
    struct str prices;
    struct str usages;
    struct err e = {0};
    *state = NULL;
    if (!read_file(PRICES, &g.arena, &prices) || !read_file(USAGES, &g.arena, &usages)) {
        print_message("no golden prices at %s: skipped\n", SHARED_DIR);
        arena_release(&g.arena);
        return 0;
    }
    g.book = price_book_empty(&g.arena);
    if (!price_book_import(g.book, prices, S(PRICES), &e))
        fail_msg("%s", e.text);
    g.parser = json_parser_new();
    g.providers = cJSON_ParseWithLength(prices.ptr, prices.len);
    g.usages = cJSON_ParseWithLength(usages.ptr, usages.len);
    assert_true(cJSON_IsArray(g.providers) && cJSON_IsArray(g.usages));
    *state = &g;
    return 0;
}

static int close_golden(void **state)
{
    struct golden *g = *state;
    if (!g)
        return 0;
    cJSON_Delete(g->providers);
    cJSON_Delete(g->usages);
    json_parser_free(g->parser);
    arena_release(&g->arena);
    return 0;
}

static void every_known_price_is_reproduced(void **state)
{
    struct golden *g = *state;
    if (!g)
        skip();
    struct tally t = {0, 0, 0, 0};
    const cJSON *entry;
    const cJSON *extracted;
    const cJSON *extractor;
    cJSON_ArrayForEach(entry, g->usages)
    {
        cJSON_ArrayForEach(extracted, cJSON_GetObjectItemCaseSensitive(entry, "extracted"))
        {
            cJSON_ArrayForEach(extractor, cJSON_GetObjectItemCaseSensitive(extracted, "extractors"))
                compare(g, entry, extractor, &t);
        }
    }
    print_message("%d of %d golden prices, %d of them at an earlier date; %d of other flavours\n",
                  t.reproduced + t.earlier, t.of, t.earlier, t.unknown_flavor);
    assert_int_equal(t.reproduced + t.earlier, t.of);
    assert_int_equal(t.earlier, 3);
    assert_int_equal(t.unknown_flavor, 0);
    assert_true(t.of > 1700);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_known_price_is_reproduced),
    };
    return cmocka_run_group_tests(tests, open_golden, close_golden);
}
