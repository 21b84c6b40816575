// model_names.c - prefixes off the front, then suffixes off the back of each of those.
#include "price/model_names.h"

#include "base/hash.h"
#include "price/price.h"

enum { FORMS_MAX = 10, SUFFIXES_MAX = 5 };

// AWS: geographic prefixes of inference profiles (docs.aws.amazon.com/bedrock, inference-profiles-
// support, read 2026-09).
static const char *const regions[] = {"us", "eu",       "apac", "global", "us-gov", "jp",
                                      "au", "ca",       "sa",   "af",     "me",     "uk",
                                      "in", "regional", "geo",  NULL};
// AWS: the vendor in front of a Bedrock model id.
static const char *const vendors[] = {
    "anthropic", "amazon",   "meta",   "mistral", "cohere", "ai21", "deepseek", "openai",    "qwen",
    "minimax",   "moonshot", "nvidia", "google",  "zai",    "xai",  "writer",   "stability", NULL};
// Variants that OpenRouter sells at the price of the model; ":free" is another product.
static const char *const variants[] = {"beta",     "nitro",    "floor",  "online",
                                       "extended", "thinking", "exacto", NULL};

static bool is_one_of(const char *const *words, struct str s)
{
    for (; *words; words++) {
        if (str_eq(s, str_of(*words)))
            return true;
    }
    return false;
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    }
    return s.len > 0;
}

// '#' in the mask stands for a digit.
static bool ends_like(struct str s, struct str mask)
{
    if (s.len <= mask.len)
        return false;
    const char *tail = s.ptr + s.len - mask.len;
    for (size_t i = 0; i < mask.len; i++) {
        bool digit = tail[i] >= '0' && tail[i] <= '9';
        if (mask.ptr[i] == '#' ? !digit : tail[i] != mask.ptr[i])
            return false;
    }
    return true;
}

static bool is_date(struct str digits)
{
    return digits.len == 8 && (digits.ptr[0] == '2' && digits.ptr[1] == '0');
}

// The name without its last suffix that does not change the price; itself if there is none.
static struct str without_suffix(struct str s)
{
    struct str_cut colon = str_cut_last(s, ':');
    if (colon.ok && (all_digits(colon.tail) || is_one_of(variants, colon.tail)))
        return colon.head;
    struct str_cut at = str_cut_last(s, '@');
    if (at.ok && at.head.len > 0)
        return at.head;
    static const char *const masks[] = {"-####-##-##", "-##-####", "-##-##", "-latest",
                                        "-00#",        "-v#",      NULL};
    for (const char *const *mask = masks; *mask; mask++) {
        if (ends_like(s, str_of(*mask)))
            return str_head(s, s.len - strlen(*mask));
    }
    if (ends_like(s, S("-########")) && is_date(str_skip(s, s.len - 8)))
        return str_head(s, s.len - 9);
    return s;
}

// The name without its first prefix; itself if there is none.
static struct str without_prefix(struct str s)
{
    size_t slash = str_find(s, S("/"));
    if (slash + 1 < s.len)
        return str_skip(s, slash + 1);
    struct str_cut dot = str_cut(s, '.');
    if (dot.ok && dot.tail.len > 0 &&
        (is_one_of(regions, dot.head) || is_one_of(vendors, dot.head)))
        return dot.tail;
    return str_skip(s, str_starts(s, S("~")) ? 1 : 0);
}

static void add_name(struct model_names *n, struct str name)
{
    if (n->count < MODEL_NAMES_MAX)
        n->names[n->count++] = name;
}

static void add_names(struct model_names *n, struct str full)
{
    struct str form = full;
    for (int i = 0; i < FORMS_MAX; i++) {
        struct str name = form;
        for (int k = 0; k < SUFFIXES_MAX; k++) {
            add_name(n, name);
            struct str shorter = without_suffix(name);
            if (shorter.len == name.len)
                break;
            name = shorter;
        }
        struct str rest = without_prefix(form);
        if (rest.len == form.len)
            break;
        form = rest;
    }
    n->bare = form;
}

// A provider written in front of the model: "azure/gpt-4o", "bedrock/us.anthropic.…", an ARN.
static const struct provider *provider_in_name(struct str full)
{
    if (str_starts(full, S("arn:aws")))
        return provider_find(S("aws"));
    struct str_cut cut = str_cut(full, '/');
    if (cut.ok)
        return provider_find(cut.head);
    struct str_cut dot = str_cut(full, '.');
    bool bedrock = dot.ok && (is_one_of(regions, dot.head) || is_one_of(vendors, dot.head));
    return bedrock ? provider_find(S("aws")) : NULL;
}

static struct str lower_into(char *text, size_t cap, struct str s)
{
    if (s.len > cap)
        return (struct str){NULL, 0};
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        text[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return (struct str){text, s.len};
}

// Who sold the call: what the log says; a gateway or silence leaves it to the name. OpenRouter
// writes "maker/model" for what it sells itself.
static const struct provider *seller_of(const struct model_names *n, const struct provider *said,
                                        const struct provider *maker)
{
    const struct provider *named = provider_in_name(n->names[0]);
    bool silent = !said;
    bool passes = said && said->kind == PROVIDER_GATEWAY && strcmp(said->name, "openrouter") != 0;
    if ((silent || passes) && named)
        return named;
    return silent ? maker : said;
}

static void set_provider(struct model_names *n, struct str given)
{
    const struct provider *said = provider_find(given);
    const struct provider *maker = provider_of_model(n->bare);
    const struct provider *seller = said;
    given = str_trim(given);
    if (said || given.len == 0) {
        seller = seller_of(n, said, maker);
        n->provider = seller ? str_of(seller->name) : (struct str){NULL, 0};
    } else {
        n->provider = lower_into(n->provider_text, sizeof n->provider_text, given);
    }
    n->inferred = given.len == 0;
    if (maker && maker != seller && !(seller && seller->kind == PROVIDER_HOST))
        n->maker = str_of(maker->name);
}

static bool set_names(struct model_names *n, struct str model)
{
    n->count = 0;
    n->bare = (struct str){NULL, 0};
    struct str full = lower_into(n->text, sizeof n->text, str_trim(model));
    if (full.len == 0)
        return false;
    add_names(n, full);
    return true;
}

bool model_names_init(struct model_names *n, struct str provider, struct str model)
{
    n->inferred = false;
    n->provider = n->maker = (struct str){NULL, 0};
    if (!set_names(n, model))
        return false;
    set_provider(n, provider);
    return true;
}

uint64_t model_name_key(struct str provider, struct str name)
{
    char text[MODEL_NAME_BYTES];
    size_t len = name.len < sizeof text ? name.len : sizeof text;
    for (size_t i = 0; i < len; i++) {
        char c = name.ptr[i];
        text[i] = c;
        if (c == '.')
            text[i] = '-';
    }
    return hash_seeded(text, len, hash_str(provider));
}

struct str price_bare_model(struct str model, struct arena *a)
{
    struct model_names n;
    if (!set_names(&n, model))
        return str_lower(model, a);
    return str_copy(n.bare, a);
}
