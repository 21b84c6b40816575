// load_litellm.c - reads LiteLLM's model_prices_and_context_window.json: a map of models with one
// field a class, threshold and tier ("input_cost_per_token_above_272k_tokens_priority").
#include "price/amount.h"
#include "price/book.h"

enum { ABOVE_MAX = 8 };

// Prices of a model by tier and threshold; [tier][0] = below every threshold.
struct grid {
    struct price_set sets[PRICE_TIERS][1 + ABOVE_MAX];
    int64_t above_tok[1 + ABOVE_MAX];  // rising from [0] = 0
    int count;
};

// Longest first where one is the start of another.
static const struct field {
    const char *name;
    int price_class;
} fields[] = {
    {"input_cost_per_token_cache_hit", TOK_CACHE_READ},
    {"input_cost_per_token", TOK_INPUT},
    {"output_cost_per_token", TOK_OUTPUT},
    {"output_cost_per_reasoning_token", TOK_REASONING},
    {"cache_read_input_token_cost", TOK_CACHE_READ},
    {"cache_creation_input_token_cost_above_1hr", TOK_CACHE_WRITE_1H},
    {"cache_creation_input_token_cost", TOK_CACHE_WRITE_5M},
    {"input_cost_per_audio_token", TOK_AUDIO_IN},
    {"cache_read_input_audio_token_cost", TOK_AUDIO_READ},
    {"output_cost_per_audio_token", TOK_AUDIO_OUT},
    {"input_cost_per_image_token", TOK_IMAGE_IN},
    {"output_cost_per_image_token", TOK_IMAGE_OUT},
    {"input_cost_per_request", PRICE_REQUEST},
};

static const struct {
    const char *suffix;
    enum tier tier;
} tier_suffixes[] = {
    {"_batches", TIER_BATCH},
    {"_flex", TIER_FLEX},
    {"_priority", TIER_PRIORITY},
};

// Takes "_above_272k_tokens" off the front; *out stays when there is none.
static struct str take_above(struct str s, int64_t *out)
{
    static const char before[] = "_above_";
    static const char after[] = "k_tokens";
    if (!str_starts(s, str_of(before)))
        return s;
    struct str rest = str_skip(s, sizeof before - 1);
    size_t end = str_find(rest, str_of(after));
    int64_t thousands;
    if (end == rest.len || !str_to_i64(str_head(rest, end), &thousands) || thousands <= 0 ||
        thousands > INT64_MAX / 1000)
        return s;
    *out = thousands * 1000;
    return str_skip(rest, end + sizeof after - 1);
}

// What a field prices; false for fields that price nothing a record counts.
static bool parse_field(const char *name, int *price_class, enum tier *tier, int64_t *above_tok)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct str rest = str_of(name);
        if (!str_starts(rest, str_of(fields[i].name)))
            continue;
        *price_class = fields[i].price_class;
        *tier = TIER_STANDARD;
        *above_tok = 0;
        rest = take_above(str_skip(rest, strlen(fields[i].name)), above_tok);
        for (size_t k = 0; k < sizeof tier_suffixes / sizeof *tier_suffixes; k++) {
            if (!str_eq(rest, str_of(tier_suffixes[k].suffix)))
                continue;
            *tier = tier_suffixes[k].tier;
            rest = S("");
        }
        return rest.len == 0;
    }
    return false;
}

static void grid_init(struct grid *g)
{
    *g = (struct grid){.count = 1};
    for (int tier = 0; tier < PRICE_TIERS; tier++) {
        for (int i = 0; i <= ABOVE_MAX; i++)
            price_set_clear(&g->sets[tier][i]);
    }
}

// Column of a threshold, added in rising order; -1 when there are too many.
static int grid_column(struct grid *g, int64_t above_tok)
{
    int at = g->count;
    while (at > 0 && g->above_tok[at - 1] > above_tok)
        at--;
    if (at > 0 && g->above_tok[at - 1] == above_tok)
        return at - 1;
    if (g->count > ABOVE_MAX)
        return -1;
    for (int k = g->count; k > at; k--) {
        g->above_tok[k] = g->above_tok[k - 1];
        for (int tier = 0; tier < PRICE_TIERS; tier++)
            g->sets[tier][k] = g->sets[tier][k - 1];
    }
    for (int tier = 0; tier < PRICE_TIERS; tier++)
        price_set_clear(&g->sets[tier][at]);
    g->above_tok[at] = above_tok;
    g->count++;
    return at;
}

static void read_fields(const cJSON *object, int64_t floor_tok, struct grid *g)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, object)
    {
        int price_class;
        enum tier tier;
        int64_t above_tok;
        int64_t price;
        if (!item->string || !parse_field(item->string, &price_class, &tier, &above_tok) ||
            !amount_scaled(item, SCALE_PER_TOK, &price))
            continue;
        int column = grid_column(g, above_tok > floor_tok ? above_tok : floor_tok);
        if (column >= 0)
            g->sets[tier][column].pusd[price_class] = price;
    }
}

static void read_model(const cJSON *model, struct grid *g)
{
    grid_init(g);
    read_fields(model, 0, g);
    const cJSON *span;
    cJSON_ArrayForEach(span, cJSON_GetObjectItemCaseSensitive(model, "tiered_pricing"))
    {
        const cJSON *range = cJSON_GetObjectItemCaseSensitive(span, "range");
        int64_t floor_tok;
        if (amount_scaled(cJSON_GetArrayItem(range, 0), 0, &floor_tok))
            read_fields(span, floor_tok, g);
    }
    const cJSON *search = cJSON_GetObjectItemCaseSensitive(model, "search_context_cost_per_query");
    int64_t price;
    if (amount_scaled(cJSON_GetObjectItemCaseSensitive(search, "search_context_size_medium"),
                      SCALE_PER_TOK, &price))
        g->sets[TIER_STANDARD][0].pusd[PRICE_WEB_SEARCH] = price;
}

// LiteLLM's map holds slips (a 1h write of 24 times the input): what contradicts the input price is
// left out with a warning.
static void drop_contradictions(struct price_book *b, const char *name, struct price_set *set)
{
    enum { WRITE_RATIO_MAX = 4 };
    int64_t input = set->pusd[TOK_INPUT];
    if (input == UNKNOWN)
        return;
    if (set->pusd[TOK_CACHE_READ] != UNKNOWN && set->pusd[TOK_CACHE_READ] > input) {
        book_warn(b, "%s: cache reads dearer than input: price left out", name);
        set->pusd[TOK_CACHE_READ] = UNKNOWN;
    }
    for (int c = TOK_CACHE_WRITE_5M; c <= TOK_CACHE_WRITE_1H; c++) {
        int64_t write = set->pusd[c];
        if (write == UNKNOWN || (write >= input && write <= input * WRITE_RATIO_MAX))
            continue;
        book_warn(b, "%s: %s is not 1 to %d times the input price: left out", name,
                  price_class_names[c], WRITE_RATIO_MAX);
        set->pusd[c] = UNKNOWN;
    }
}

// What a tier or threshold does not name follows its input price: base × their ratio.
static void fill_from(struct price_set *set, const struct price_set *base)
{
    int64_t input = set->pusd[TOK_INPUT];
    int64_t base_input = base->pusd[TOK_INPUT];
    bool scales = input != UNKNOWN && base_input != UNKNOWN && base_input > 0;
    for (int c = 0; c < PRICE_CLASSES; c++) {
        if (set->pusd[c] != UNKNOWN || base->pusd[c] == UNKNOWN)
            continue;
        set->pusd[c] = c < TOK_CLASSES && scales ? amount_ratio(base->pusd[c], input, base_input)
                                                 : base->pusd[c];
    }
}

static void add_row(struct price_book *b, struct price_origin *o, struct price_series *s,
                    const struct grid *g, enum tier tier)
{
    struct price_row *row = series_add_row(b, s);
    struct price_above *above = ARENA_ARRAY(b->arena, struct price_above, (size_t)g->count);
    row->tier = tier == TIER_STANDARD ? TIER_UNKNOWN : tier;
    row->base = g->sets[tier][0];
    for (int i = 1; i < g->count; i++)
        above[i - 1] = (struct price_above){g->above_tok[i], g->sets[tier][i]};
    row->above = above;
    row->above_count = g->count - 1;
    row->source = o->name;
    row->read = o->read;
}

// Above a threshold that a tier does not name, its input keeps the ratio it has below.
static void fill_tier(struct price_set *tier, const struct price_set *base, int count)
{
    int64_t input = tier[0].pusd[TOK_INPUT];
    int64_t base_input = base[0].pusd[TOK_INPUT];
    for (int i = 0; i < count; i++) {
        if (tier[i].pusd[TOK_INPUT] == UNKNOWN && input != UNKNOWN && base_input > 0)
            tier[i].pusd[TOK_INPUT] = amount_ratio(base[i].pusd[TOK_INPUT], input, base_input);
        fill_from(&tier[i], &base[i]);
    }
}

static void complete(struct price_book *b, const char *name, struct grid *g)
{
    for (int tier = TIER_STANDARD; tier < PRICE_TIERS; tier++) {
        for (int i = 0; i < g->count; i++)
            drop_contradictions(b, name, &g->sets[tier][i]);
    }
    struct price_set *base = g->sets[TIER_STANDARD];
    for (int i = 1; i < g->count; i++)
        fill_from(&base[i], &base[i - 1]);
    for (int tier = TIER_BATCH; tier < PRICE_TIERS; tier++)
        fill_tier(g->sets[tier], base, g->count);
}

static bool prices_tokens(const struct price_set *set)
{
    return set->pusd[TOK_INPUT] != UNKNOWN || set->pusd[TOK_OUTPUT] != UNKNOWN ||
           set->pusd[PRICE_REQUEST] != UNKNOWN;
}

static bool is_map(const cJSON *root)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, root)
    {
        if (cJSON_GetObjectItemCaseSensitive(item, "litellm_provider"))
            return true;
    }
    return false;
}

static void load_entry(struct price_book *b, struct price_origin *o, const cJSON *model)
{
    const cJSON *seller = cJSON_GetObjectItemCaseSensitive(model, "litellm_provider");
    if (strcmp(model->string, "sample_spec") == 0 || !cJSON_IsString(seller))
        return;
    struct grid g;
    read_model(model, &g);
    if (!prices_tokens(&g.sets[TIER_STANDARD][0]))
        return;
    bool sells[PRICE_TIERS];
    for (int tier = TIER_BATCH; tier < PRICE_TIERS; tier++)
        sells[tier] = prices_tokens(&g.sets[tier][0]);
    complete(b, model->string, &g);
    struct str provider = price_canonical_provider(str_of(seller->valuestring), b->arena);
    struct str name = str_of(model->string);
    struct price_series *s = book_series(b, o, provider, name);
    origin_add_name(b, o, s, name);
    struct str_cut path = str_cut(name, '/');
    if (path.ok)
        origin_add_name(b, o, s, path.tail);
    add_row(b, o, s, &g, TIER_STANDARD);
    for (int tier = TIER_BATCH; tier < PRICE_TIERS; tier++) {
        if (sells[tier])
            add_row(b, o, s, &g, (enum tier)tier);
    }
}

bool load_litellm(struct price_book *b, struct price_origin *o, const cJSON *root, struct err *e)
{
    if (!cJSON_IsObject(root) || !is_map(root))
        return err_set(e, ERR_DATA,
                       "not a price file: expected toll's, genai-prices' or LiteLLM's");
    const cJSON *model;
    cJSON_ArrayForEach(model, root) load_entry(b, o, model);
    return true;
}
